"""Which charges money pays first, and what books and law each make of the same payments. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

BUCKET_OF = {"interest": "interest", "compensation": "costs", "fee": "costs", "cost": "costs"}
"""As the law's order of set-off knows them: against a payment the fixed sum counts as costs."""


@dataclass(frozen=True, slots=True)
class OpenCharge:
    """A charge as far as set-off needs it; amounts in minor units."""

    id: int
    kind: str
    open_minor: int


def set_off(amount_minor: int, charges: Sequence[OpenCharge], order: Sequence[str]) -> dict[int, int]:
    """What of an amount pays which charge: by the law's order of buckets, inside one the oldest (lowest id) first.

    Conserves money: the parts come to the amount, or to all that is open where that is less. A bucket that the order
    does not name comes last.
    """
    place = {bucket: n for n, bucket in enumerate(order)}
    ranked = sorted(charges, key=lambda one: (place.get(BUCKET_OF[one.kind], len(place)), one.id))
    left, parts = amount_minor, {}
    for one in ranked:
        part = min(left, one.open_minor)
        if part > 0:
            parts[one.id] = part
            left -= part
    return parts


@dataclass(frozen=True, slots=True)
class Split:
    """One debt by its parts, in minor units."""

    principal_minor: int
    interest_minor: int
    costs_minor: int

    @property
    def total_minor(self) -> int:
        """All of it."""
        return self.principal_minor + self.interest_minor + self.costs_minor


def book_and_law(
    book_open_minor: int, accrued: Split, paid: Split, joined_minor: int = 0
) -> tuple[Split, Split]:
    """The same debt twice: as the books have it (money pays principal first) and by the law's order of set-off.

    `accrued` is all that arose (principal, interest, costs), `paid` what the law says the payments paid of each,
    `joined_minor` the interest that by the law has become principal. Both have the same total as long as the books
    took the same payments.
    """
    law = Split(
        accrued.principal_minor - paid.principal_minor + joined_minor,
        accrued.interest_minor - paid.interest_minor - joined_minor,
        accrued.costs_minor - paid.costs_minor,
    )
    return Split(book_open_minor, accrued.interest_minor, accrued.costs_minor), law
