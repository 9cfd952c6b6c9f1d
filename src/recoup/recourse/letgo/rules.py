"""The rules of letting go: how much tax lies in a part, which lines the books get, and how a settlement ends. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from recoup.lib.days import Calendar

REASONS = (
    "no_means", "insolvent", "untraceable", "not_worth_it", "time_barred", "disputed", "goodwill", "small", "other",
)  # fmt: skip
"""Why a debt is let go, as codes."""
BANK_DAYS = 2
"""Data must be newer than the settlement's day by so many working days before it is said to have lapsed."""


def tax_part(minor: int, gross_minor: int, tax_minor: int | None) -> int | None:
    """The tax in a part of an invoice, in proportion, rounded half up; None where the invoice's tax is not known.

    >>> tax_part(60_000, 120_000, 20_000), tax_part(100, 119, 19), tax_part(100, 119, None)
    (10000, 16, None)
    """
    if tax_minor is None or gross_minor <= 0:
        return None
    return (2 * minor * tax_minor + gross_minor) // (2 * gross_minor)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line for the books: the uses of the accounts, minor units, and the tax in it where it is known."""

    kind: str
    debit: str
    credit: str
    minor: int
    tax_minor: int | None


def written_off(minor: int, tax_minor: int | None) -> tuple[Entry, ...]:
    """A write-off: bad debts against receivables, the whole with its tax."""
    return (Entry("write_off", "bad_debts", "receivables", minor, tax_minor),)


def sold(off_minor: int, price_minor: int, tax_minor: int | None) -> tuple[Entry, ...]:
    """A sale: the price is owed by the buyer, the rest is lost. Nothing of zero is booked."""
    lost = off_minor - price_minor
    lines = (
        Entry("sale", "buyer", "receivables", price_minor, None),
        Entry("sale", "bad_debts", "receivables", lost, tax_part(lost, off_minor, tax_minor)),
    )
    return tuple(one for one in lines if one.minor > 0)


def recovered(minor: int, tax_minor: int | None) -> tuple[Entry, ...]:
    """Money after the write-off: it is set against receivables, where the payment was booked, and is income."""
    return (Entry("recovery", "receivables", "recoveries", minor, tax_minor),)


def shares(total_minor: int, opens: Sequence[int]) -> list[int]:
    """A sum shared over invoices in proportion to what is open, by largest remainder; it adds up exactly.

    >>> shares(100, [100, 100, 100])
    [34, 33, 33]
    """
    whole = sum(opens)
    if not whole:
        return [0] * len(opens)
    parts = [total_minor * one // whole for one in opens]
    left = total_minor - sum(parts)
    by_rest = sorted(range(len(opens)), key=lambda n: (-(total_minor * opens[n] % whole), n))
    for n in by_rest[:left]:
        parts[n] += 1
    return parts


@dataclass(frozen=True, slots=True)
class Offer:
    """A settlement: a sum that, paid by a day, ends the debt."""

    amount_minor: int
    offered_on: date
    pay_by_on: date


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money of the debtor, dated as the bank dates it."""

    on: date
    minor: int


def paid_in_time(offer: Offer, money: Iterable[Receipt]) -> int:
    """What came from the offer on, by its day, the day included."""
    return sum(one.minor for one in money if offer.offered_on <= one.on <= offer.pay_by_on)


def judge(offer: Offer, money: Iterable[Receipt], fresh_on: date | None, calendar: Calendar) -> str:
    """`kept` as soon as the sum is there in time; `lapsed` when data newer than its day by two working days shows
    that it is not; else empty: nobody knows yet."""
    if paid_in_time(offer, money) >= offer.amount_minor:
        return "kept"
    known_on = calendar.add(offer.pay_by_on, BANK_DAYS)
    return "lapsed" if fresh_on is not None and fresh_on >= known_on else ""
