"""Each row of an invoice file made ready for the scratch table, or rejected with a sentence."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from recoup.ledger.bulk import iso, longest
from recoup.ledger.facts import InvoiceFacts
from recoup.ledger.models import Invoice
from recoup.ledger.operations.debtors import DebtorBook, Known
from recoup.lib.money import MAX_MINOR, text

NOTHING_OPEN = "Nothing is open on it, and it was not known here: left out."
_KEY_ROOM = 80
_CUT = longest(
    Invoice,
    (
        "number",
        "order_reference",
        "contract_reference",
        "payment_reference",
        "payment_method",
        "account_owner",
        "ship_to",
    ),
)


@dataclass(slots=True)
class Reader:
    """Goes through the rows once; what is not rejected comes out in the order of `incoming.FILLED`."""

    book: DebtorBook
    as_of_on: date
    default_terms_days: int
    rejected: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    owners: dict[int, Known] = field(default_factory=dict)
    """Place of an accepted row -> its debtor."""
    _lines: dict[str, int] = field(default_factory=dict)
    """Row key -> place of the first row that has it."""
    _occurrences: dict[str, int] = field(default_factory=dict)

    def rows(self, facts: Sequence[InvoiceFacts]) -> Iterator[tuple[Any, ...]]:
        """The accepted rows, ready."""
        for seq, row in enumerate(facts):
            ready = self._row(seq, row, facts)
            if isinstance(ready, str):
                self.rejected.append((row.line, ready))
            else:
                yield ready

    def _row(self, seq: int, row: InvoiceFacts, facts: Sequence[InvoiceFacts]) -> tuple[Any, ...] | str:
        fault = _fault(row)
        if fault:
            return fault
        debtor = self.book.find_or_add(row.debtor)
        if isinstance(debtor, str):
            return debtor
        key = self._key(debtor, row)
        first = self._lines.setdefault(key, seq)
        if first != seq:
            return _twice(row, facts[first])
        if row.amount_minor == 0 and debtor.is_new:
            return NOTHING_OPEN
        debtor.is_used = True
        debtor.rows.append(seq)
        self.owners[seq] = debtor
        return self._ready(seq, row, debtor, key)

    def _key(self, debtor: Known, row: InvoiceFacts) -> str:
        mark = "c" if row.kind == "credit_note" else "n"
        if row.number:
            own = row.number if len(row.number) <= _KEY_ROOM else _digest(row.number)
            return f"{debtor.stream_key}:{mark}:{own}"
        if row.row_key:
            own = row.row_key if len(row.row_key) <= _KEY_ROOM else _digest(row.row_key)
            return f"{debtor.stream_key}:r:{own}"
        base = f"{debtor.stream_key}:{mark}f:" + _digest(
            repr((row.issued_on, row.due_on, row.currency, row.amount_minor, row.description))
        )
        occurrence = self._occurrences[base] = self._occurrences.get(base, 0) + 1
        return f"{base}:{occurrence}"

    def _ready(self, seq: int, row: InvoiceFacts, debtor: Known, key: str) -> tuple[Any, ...]:
        due_on, derived = self._due(row, debtor)
        stated, books_on = self._stated_open(row)
        return (
            seq,
            debtor.stream_key,
            key,
            # texts
            row.number or None,
            row.kind,
            derived,
            row.due_basis or None,
            row.currency,
            row.order_reference[: _CUT["order_reference"]] or None,
            row.contract_reference[: _CUT["contract_reference"]] or None,
            row.payment_reference[: _CUT["payment_reference"]] or None,
            row.payment_method[: _CUT["payment_method"]] or None,
            row.account_owner[: _CUT["account_owner"]] or None,
            row.ship_to[: _CUT["ship_to"]] or None,
            # days
            iso(row.issued_on),
            iso(due_on),
            iso(row.supplied_on),
            iso(row.sent_on),
            iso(row.received_on),
            iso(row.contract_on),
            # sums and flags
            row.amount_minor,
            row.net_minor,
            row.tax_minor,
            row.insured,
            row.assigned,
            stated,
            iso(books_on),
            bool(row.disputed),
            row.is_amount_known,
        )

    def _due(self, row: InvoiceFacts, debtor: Known) -> tuple[date, str]:
        """The due date, and what a blank one was derived from."""
        if row.due_on is not None:
            return row.due_on, ""
        if row.issued_on is None:
            return self.as_of_on, "imported"
        terms = row.terms_days if row.terms_days is not None else debtor.values["terms_days"]
        if terms is None:
            return row.issued_on + timedelta(days=self.default_terms_days), "issued"
        return row.issued_on + timedelta(days=terms), "terms"

    def _stated_open(self, row: InvoiceFacts) -> tuple[int | None, date]:
        """What the file says is open, and the day on which the rest was paid."""
        if row.open_minor is None:
            return (None, self.as_of_on) if row.settled_on is None else (0, row.settled_on)
        if row.open_minor < 0:
            self.warnings.append(
                f"Line {row.line}: more than the whole of {row.number or 'this row'} was paid; "
                f"{text(-row.open_minor, row.currency)} too much is left to the books."
            )
        if row.open_minor <= 0 and row.settled_on is not None:
            return 0, row.settled_on
        return max(0, row.open_minor), self.as_of_on


def _fault(row: InvoiceFacts) -> str:
    """Why a row cannot be an invoice whatever else there is, or nothing."""
    if not 0 <= row.amount_minor <= MAX_MINOR:
        return "The amount is negative or too large."
    if row.open_minor is not None and row.open_minor > row.amount_minor:
        return (
            f"The open amount {text(row.open_minor, row.currency)} is more than the amount of the document, "
            f"{text(row.amount_minor, row.currency)}."
        )
    if len(row.number) > _CUT["number"]:
        return f"The invoice number is longer than {_CUT['number']} characters."
    return ""


def _twice(row: InvoiceFacts, first: InvoiceFacts) -> str:
    same = (row.amount_minor, row.currency, row.due_on, row.issued_on, row.open_minor) == (
        *(first.amount_minor, first.currency, first.due_on, first.issued_on, first.open_minor),
    )
    name = f"Number {row.number}" if row.number else "This row"
    if same:
        return f"{name} is already on line {first.line}: a duplicate."
    return f"{name} is already on line {first.line} with other values; the first was taken."


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:40]
