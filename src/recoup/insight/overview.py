"""The owner's figures in one currency: what is owed, what comes in, what the work brought, how fast debtors pay."""

from dataclasses import dataclass
from datetime import date, timedelta

from recoup.insight import history
from recoup.insight.ageing import AgeingRow, ageing
from recoup.insight.forecast import Week, expected, habits
from recoup.org.models import Creditor

WEEKS = 8
WORK_DAYS = 90
"""How far back the work is looked at, and over how many days payments and sales are averaged."""
AFTER_DAYS = 14
"""Money that comes within so many days after a contact came in after it."""
YEAR = timedelta(days=365)
KEPT_UNKNOWN = 0.7
"""With what share a promise counts while too few were judged: an assumption, and called so on the page."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast debtors pay, seen from one day: means over 90 days, and days of sales outstanding.

    None as a whole while the books do not reach 90 days back from that day.
    """

    paid: history.Speed
    dso: float | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All of it for one currency, as of one day."""

    currency: str
    on: date
    ageing: AgeingRow | None
    weeks: list[Week]
    kept: float | None
    brought: list[history.Brought]
    now: Pace | None
    year_ago: Pace | None


def dso(open_minor: int, billed_minor: int, days: int) -> float | None:
    """Days sales outstanding: what is open at the end, through the sales on credit of the days, times the days.

    The usual formula, as the Credit Research Foundation defines it. None without sales in those days.

    >>> dso(50_000, 100_000, 90)
    45.0
    """
    return open_minor / billed_minor * days if billed_minor else None


def overview(creditor: Creditor, currency: str, today: date) -> Overview:
    """The figures of one currency. A fixed number of statements, over all the books."""
    rows = {row.currency: row for row in ageing(creditor, today)}
    waiting = history.waiting(creditor, currency, today)
    known = habits(history.paid_habits(creditor, currency, today), waiting)
    promises, kept = history.promised(creditor, currency, today)
    share = KEPT_UNKNOWN if kept is None else kept
    return Overview(
        currency=currency,
        on=today,
        ageing=rows.get(currency),
        weeks=expected(waiting, known, promises, share, WEEKS),
        kept=kept,
        brought=history.brought(creditor, currency, today, WORK_DAYS, AFTER_DAYS),
        now=_pace(creditor, currency, today, rows.get(currency)),
        year_ago=_pace(creditor, currency, today - YEAR, None),
    )


def _pace(creditor: Creditor, currency: str, on: date, row: AgeingRow | None) -> Pace | None:
    begin = history.books_begin(creditor, currency)
    if begin is None or begin > on - timedelta(days=WORK_DAYS):
        return None
    sold = history.billed(creditor, currency, on, WORK_DAYS)
    if sold and row is None:
        row = next((one for one in ageing(creditor, on) if one.currency == currency), None)
    return Pace(
        history.speed(creditor, currency, on, WORK_DAYS),
        dso(row.open.minor if row else 0, sold, WORK_DAYS),
    )
