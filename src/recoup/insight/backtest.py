"""How well the forecast would have done: made from what was known on past days, held to what came. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from recoup.insight.forecast import WEEK, Paid, Waiting, expected, habits


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice and when it was paid; None: not yet."""

    debtor: int
    issued_on: date
    due_on: date
    minor: int
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class Score:
    """One horizon over all days: the middle error as a share of what came, and how often it lay in the range."""

    week: int
    error: float
    within: float
    days: int


def backtest(bills: Sequence[Bill], days: Iterable[date], weeks: int) -> list[Score]:
    """A score for each week ahead. On each day only what was known on it is used: issued, paid by then, still open.

    Money of invoices that were not issued yet on the day is left out on both sides.
    """
    errors: dict[int, list[float]] = defaultdict(list)
    hits: dict[int, int] = defaultdict(int)
    for on in days:
        open_ = [bill for bill in bills if bill.issued_on <= on and not _is_paid(bill, on)]
        waiting = [Waiting(bill.debtor, (on - bill.due_on).days, bill.minor) for bill in open_]
        paid = [Paid(b.debtor, (b.paid_on - b.due_on).days) for b in bills if b.paid_on and b.paid_on <= on]
        found = expected(waiting, habits(paid, waiting), (), 1.0, weeks)
        for n, week in enumerate(found):
            came = sum(bill.minor for bill in open_ if _is_within(bill, on, n))
            if came:
                errors[n].append(abs(week.minor - came) / came)
                hits[n] += week.low <= came <= week.high
    return [Score(n, median(errors[n]), hits[n] / len(errors[n]), len(errors[n])) for n in sorted(errors)]


def _is_paid(bill: Bill, on: date) -> bool:
    return bill.paid_on is not None and bill.paid_on <= on


def _is_within(bill: Bill, on: date, week: int) -> bool:
    start = on + timedelta(days=1 + week * WEEK)
    return bill.paid_on is not None and start <= bill.paid_on < start + timedelta(days=WEEK)
