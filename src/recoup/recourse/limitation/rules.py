"""The last day to sue for an invoice, from the law and from what was noted; and when to warn of it. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from recoup.law.limitation import Anew, Limitation, limitation, months_on
from recoup.law.places import Connections, which_law
from recoup.law.values import Unknown
from recoup.lib.errors import Refused

WARN_MONTHS = (12, 6, 3, 1)
"""So long before the last day a person is told, in this order; nought is the day after it."""
LAPSED = 0
QUIET_MONTHS = 6
"""No hold, plan or dispute runs past six months before the last day without an approver."""
NOTED = ("acknowledgment", "part_payment", "demand", "suspended", "decided")
SPANS = ("suspended", "decided")


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that moves the last day, see `models.limitation`."""

    what: str
    on: date
    until_on: date | None = None
    has_form: bool = True


@dataclass(frozen=True, slots=True)
class Clock:
    """The last day to sue for one invoice; None where nobody knows. `law` is what it rests on, None if decided."""

    ends_on: date | None
    due_on: date
    law: Limitation | Unknown | None
    is_decided: bool = False
    suspended_days: int = 0

    @property
    def extinguishes(self) -> bool:
        """Whether the debt itself ends with it, so that asking has to stop."""
        return isinstance(self.law, Limitation) and self.law.extinguishes

    def is_passed(self, today: date) -> bool:
        """Whether the last day is over; not while it is unknown."""
        return self.ends_on is not None and today > self.ends_on


@lru_cache(maxsize=8192)
def clock(
    seat: str, contract: str, kind: str, supply: str, due_on: date, noted: tuple[Noted, ...] = ()
) -> Clock:
    """The last day to sue for an invoice under the law of its contract, else of the creditor's seat (ISO 3166 keys).

    What a person decided goes before the law. Days of suspension that a person noted are added, those only that began
    before the end.
    """
    decided = [one for one in noted if one.what == "decided" and one.until_on]
    if decided:
        return Clock(decided[-1].until_on, due_on, None, is_decided=True)
    anew = [Anew(one.on, one.what, one.has_form) for one in noted if one.what not in SPANS]
    try:
        place = which_law("limitation.length", Connections(creditor=seat, contract=contract.strip().upper()))
        found = limitation(place, due_on, kind, supply or "unknown", anew)
    except Refused as refused:
        found = Unknown("limitation.length", contract, refused.what)
    if isinstance(found, Unknown):
        return Clock(None, due_on, found)
    ends_on, days = _suspended(found.ends_on, noted)
    return Clock(ends_on, due_on, found, suspended_days=days)


def _suspended(ends_on: date, noted: tuple[Noted, ...]) -> tuple[date, int]:
    """The end moved by the days of suspension, both ends counted, and how many they are; days are counted once."""
    total, counted_to = 0, date.min
    for one in sorted((one for one in noted if one.what == "suspended"), key=lambda one: one.on):
        begins = max(one.on, counted_to)
        if one.until_on is None or begins > one.until_on or begins > ends_on:
            continue
        days = (one.until_on - begins).days + 1
        counted_to = one.until_on + timedelta(days=1)
        total += days
        ends_on += timedelta(days=days)
    return ends_on, total


def milestone(ends_on: date, due_on: date, today: date) -> int | None:
    """The nearest warning whose day has come: 12, 6, 3 or 1 months before, 0 once it is over; None before the first.

    Twelve months before the end of a limitation of one year is the due date itself, and no warning.

    >>> milestone(date(2027, 1, 31), date(2021, 1, 31), date(2026, 7, 31))
    6
    """
    if today > ends_on:
        return LAPSED
    reached = [
        months
        for months in WARN_MONTHS
        if today >= (on := months_on(ends_on, -months)) and on > due_on + timedelta(days=31)
    ]
    return min(reached, default=None)


def quiet_until(ends_on: date) -> date:
    """The last day to which anything may wait without an approver."""
    return months_on(ends_on, -QUIET_MONTHS)
