"""The IBM sample of receivables as its file tells it: what was open, overdue, paid or disputed on a day."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

FILE = Path("data/ar_ibm/WA_Fn-UseC_-Accounts-Receivable.csv")
EXPECTED = Path("data/expected/ar_ibm_ageing.csv")


@dataclass(frozen=True)
class Row:
    """One invoice; `amount_minor` in cents of a dollar. Settled whole on one day."""

    number: str
    debtor: str
    issued_on: date
    due_on: date
    settled_on: date
    amount_minor: int
    amount: str
    is_disputed: bool

    def is_open(self, on: date) -> bool:
        """Issued by that day and not settled by its evening."""
        return self.issued_on <= on < self.settled_on

    def may_be_asked(self, on: date) -> bool:
        """Overdue, unpaid and never contested: what a reminder of that day may name."""
        return self.is_open(on) and not self.is_disputed and self.due_on < on


def read(file: Path) -> list[Row]:
    """All invoices of the sample."""
    with file.open(newline="") as lines:
        return [_row(one) for one in csv.DictReader(lines)]


def _row(one: dict[str, str]) -> Row:
    whole, _, cents = one["InvoiceAmount"].partition(".")
    return Row(
        one["invoiceNumber"],
        one["customerID"],
        _day(one["InvoiceDate"]),
        _day(one["DueDate"]),
        _day(one["SettledDate"]),
        int(whole) * 100 + int(cents.ljust(2, "0")),
        one["InvoiceAmount"],
        one["Disputed"] == "Yes",
    )


def _day(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()


def ageing(rows: Iterable[Row], on: date) -> dict[str, tuple[int, int]]:
    """(count, cents) open on that day's evening, by bucket."""
    found = dict.fromkeys(("not_due", "d1_30", "d31_60", "d61_90", "d90_plus"), (0, 0))
    for row in rows:
        if row.is_open(on):
            late = (on - row.due_on).days
            name = next(n for n, most in zip(found, (0, 30, 60, 90, 10**6), strict=True) if late <= most)
            found[name] = (found[name][0] + 1, found[name][1] + row.amount_minor)
    return found


def expected(file: Path) -> dict[date, dict[str, tuple[int, int]]]:
    """The ageing that others computed, by day."""
    names = {"not_due": "not_due", "1-30": "d1_30", "31-60": "d31_60", "61-90": "d61_90", "90+": "d90_plus"}
    with file.open(newline="") as lines:
        return {
            date.fromisoformat(one["as_of"]): {ours: _pair(one[theirs]) for theirs, ours in names.items()}
            for one in csv.DictReader(lines)
        }


def _pair(text: str) -> tuple[int, int]:
    count, _, amount = text.partition("/")
    return int(count), round(float(amount) * 100)
