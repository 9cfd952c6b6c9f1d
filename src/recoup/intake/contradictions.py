"""Files given together that say different things of one invoice: which of them is right, only a person knows."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from recoup.ledger.facts import InvoiceFacts
from recoup.lib import money
from recoup.lib.errors import Refused


@dataclass(slots=True)
class Together:
    """What the files of one call have said so far, by debtor, kind and number."""

    _said: dict[tuple[str, str, str], tuple[str, InvoiceFacts]] = field(default_factory=dict)

    def compare(self, file: str, rows: Iterable[InvoiceFacts]) -> None:
        """Raises Refused (`contradiction`) when an earlier file says another amount, date or currency."""
        for row in rows:
            earlier = self._said.get(_key(row)) if row.number else None
            if earlier is None:
                continue
            other, first = earlier
            differs = _difference(first, row)
            if differs:
                name, before, now = differs
                raise Refused(
                    "contradiction",
                    f"The {name} of {row.number} is {before} in {other} and {now} here.",
                    f"{file}, line {row.line}",
                    "Leave out the file that is wrong; or import the newer one by itself, then it counts.",
                )

    def keep(self, file: str, rows: Iterable[InvoiceFacts]) -> None:
        """Remembers what a file said that was taken in."""
        self._said |= {_key(row): (file, row) for row in rows if row.number}


def _key(row: InvoiceFacts) -> tuple[str, str, str]:
    return row.debtor.number or row.debtor.name.casefold(), row.kind, row.number


def _difference(first: InvoiceFacts, now: InvoiceFacts) -> tuple[str, str, str] | None:
    pairs = [("currency", first.currency, now.currency)]
    if first.is_amount_known and now.is_amount_known:
        # what is open of the same amount falls from week to week: two such lists are no contradiction
        pairs.append(("amount", _money(first.amount_minor, first), _money(now.amount_minor, now)))
    elif first.open_minor is not None and now.open_minor is not None:
        pairs.append(("open amount", _money(first.open_minor, first), _money(now.open_minor, now)))
    for name, before, after in (
        ("invoice date", first.issued_on, now.issued_on),
        ("due date", first.due_on, now.due_on),
    ):
        if before is not None and after is not None:
            pairs.append((name, before.isoformat(), after.isoformat()))
    return next((pair for pair in pairs if pair[1] != pair[2]), None)


def _money(minor: int, row: InvoiceFacts) -> str:
    return money.text(minor, row.currency)
