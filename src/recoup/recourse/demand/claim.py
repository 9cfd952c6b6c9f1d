"""What a demand claims: principal, interest and fixed sums by invoice, with the reckoning behind each. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from recoup.law.interest.debt import Debt, Reckoning
from recoup.law.interest.reckon import reckon
from recoup.law.interest.words import by_hand
from recoup.law.places import Place
from recoup.law.values import Assumption, Unknown
from recoup.ledger.charges import Split, book_and_law
from recoup.recourse.confirm.figures import Figure, figures_of, unique

NO_INTEREST = ("individual", "")
"""Against these the principal alone is demanded; who is of unknown kind may be a consumer."""


@dataclass(frozen=True, slots=True)
class Owed:
    """An invoice to be demanded. `open_minor` is what the books leave open, less what is disputed.

    `posted_minor` is interest posted before, `settled_minor` what of it was paid or waived; `fixed_open_minor` is what
    is left of a fixed sum posted before (`debt.has_had_compensation`).
    """

    id: int
    number: str
    debt: Debt
    open_minor: int
    disputed_minor: int = 0
    posted_minor: int = 0
    settled_minor: int = 0
    fixed_open_minor: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """What is claimed for one invoice. `new_*` is what has not been posted yet. `book` and `law` are the same debt by
    the books (money pays principal first) and by the law's order; None when nothing but the principal is claimed."""

    owed: Owed
    interest_minor: int = 0
    fixed_minor: int = 0
    new_interest_minor: int = 0
    new_fixed_minor: int = 0
    done: Reckoning | None = None
    book: Split | None = None
    law: Split | None = None

    @property
    def total_minor(self) -> int:
        """Principal, interest and fixed sum."""
        return self.owed.open_minor + self.interest_minor + self.fixed_minor

    @property
    def differs(self) -> bool:
        """Whether books and law split it differently, though both come to the same."""
        return self.book != self.law


@dataclass(frozen=True, slots=True)
class Claim:
    """All that is claimed to the end of a day, in minor units; `open` are the questions nobody has answered."""

    until_on: date
    items: tuple[Item, ...]
    figures: tuple[Figure, ...]
    assumptions: tuple[Assumption, ...]
    open: tuple[Unknown, ...]

    @property
    def principal_minor(self) -> int:
        """What the invoices leave open."""
        return sum(one.owed.open_minor for one in self.items)

    @property
    def interest_minor(self) -> int:
        """Interest on all of them."""
        return sum(one.interest_minor for one in self.items)

    @property
    def fixed_minor(self) -> int:
        """All fixed sums."""
        return sum(one.fixed_minor for one in self.items)

    @property
    def total_minor(self) -> int:
        """All of it."""
        return self.principal_minor + self.interest_minor + self.fixed_minor

    @property
    def daily(self) -> Fraction:
        """Exact interest of each further day."""
        return sum((one.done.daily or Fraction(0) for one in self.items if one.done), Fraction(0))


def claim(owed: Sequence[Owed], place: Place, until_on: date, kind: str, decided: Mapping[str, str]) -> Claim:
    """What may be claimed under the law of a place.

    `decided` are the laws (ISO 3166) for whose open questions a person has decided, by question: what the law leaves
    open and a person has decided about is not claimed. What is disputed is left out from the first day. Raises Refused
    when a day lies outside a table of rates.
    """
    if kind in NO_INTEREST:
        return Claim(until_on, tuple(Item(one) for one in owed), (), (), ())
    items = tuple(_item(one, reckon(one.debt, place, until_on)) for one in owed)
    done = [one.done for one in items if one.done]
    unknown = {(one.question, one.key): one for each in done for one in each.unknown}
    return Claim(
        until_on,
        items,
        tuple(unique(figure for each in done for figure in figures_of(each))),
        tuple(dict.fromkeys(one for each in done for one in each.assumptions)),
        tuple(one for one in unknown.values() if decided.get(one.question) != one.key),
    )


def _item(owed: Owed, done: Reckoning) -> Item:
    accrued, fixed = done.interest_minor or 0, done.compensation_minor or 0
    paid = Split(
        sum(one.principal_minor for one in done.set_offs),
        sum(one.interest_minor for one in done.set_offs),
        sum(one.costs_minor for one in done.set_offs),
    )
    # interest that has joined the principal stands there, and is not counted twice
    own = done.open_principal_minor + paid.principal_minor - done.joined_minor
    book, law = book_and_law(owed.open_minor, Split(own, accrued, fixed), paid, done.joined_minor)
    return Item(
        owed,
        interest_minor=max(0, accrued - owed.settled_minor),
        fixed_minor=owed.fixed_open_minor or fixed,
        new_interest_minor=max(0, accrued - owed.posted_minor),
        new_fixed_minor=fixed,
        done=done,
        book=book,
        law=law,
    )


def lines(item: Item) -> tuple[str, ...]:
    """The reckoning of an invoice as lines that a debtor can check by hand."""
    return by_hand(item.owed.debt, item.done) if item.done else ()
