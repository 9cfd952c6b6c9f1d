"""How much of what is open will come in, week by week: each debtor's own habit, and what was promised. Pure.

The share of invoices that are paid in a week, among those still unpaid at its start, is counted by how late they
are (the life table of Kaplan and Meier, 1958), so that what is still open counts as not paid yet. A debtor's own
shares are mixed with everybody's as if `PRIOR` more invoices of theirs had gone as everybody's go; with few of
their own, everybody's decide.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt

WEEK = 7
PRIOR = 4.0
"""How many of everybody's invoices a debtor's own are mixed with."""
OWN = 5
"""From so many paid invoices on, a debtor has a habit of their own."""
SPREAD = 1.28
"""Standard deviations to each side of what is expected: on real books three weeks of four lie within."""


@dataclass(frozen=True, slots=True)
class Paid:
    """So many invoices of a debtor were paid so many days after their due date (before it: negative)."""

    debtor: int
    late: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a debtor has open of one lateness, in minor units: `count` invoices, due `late` days ago."""

    debtor: int
    late: int
    minor: int
    count: int = 1


@dataclass(slots=True)
class Habit:
    """When invoices were paid, and how long others have been waiting, in days after the due date."""

    paid: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)

    def settle(self) -> None:
        """Puts both in order."""
        self.paid.sort()
        self.waiting.sort()

    def week(self, day: int) -> tuple[int, int]:
        """(paid, unpaid at its start) in the seven days from that lateness on."""
        first = bisect_left(self.paid, day)
        came = bisect_left(self.paid, day + WEEK) - first
        return came, len(self.paid) - first + len(self.waiting) - bisect_left(self.waiting, day + WEEK)


@dataclass(slots=True)
class Habits:
    """How each debtor pays, and how all of them do."""

    everybody: Habit
    of: Mapping[int, Habit]
    _shares: dict[int, float] = field(default_factory=dict)

    def has_own(self, debtor: int) -> bool:
        """Whether enough of theirs was paid to speak of a habit."""
        return debtor in self.of and len(self.of[debtor].paid) >= OWN

    def share(self, debtor: int, day: int) -> float:
        """The part of what is unpaid at that lateness that comes within seven days, from 0 to 1."""
        common = self._common(day)
        if debtor not in self.of:
            return common
        came, unpaid = self.of[debtor].week(day)
        return (came + PRIOR * common) / (unpaid + PRIOR)

    def _common(self, day: int) -> float:
        if day not in self._shares:
            came, unpaid = self.everybody.week(day)
            self._shares[day] = came / unpaid if unpaid else 0.0
        return self._shares[day]


def habits(paid: Iterable[Paid], waiting: Iterable[Waiting]) -> Habits:
    """The habits that speak from what was paid and from what still waits."""
    everybody = Habit()
    of: dict[int, Habit] = defaultdict(Habit)
    for one in paid:
        for habit in (everybody, of[one.debtor]):
            habit.paid.extend([one.late] * one.count)
    for open_ in waiting:
        for habit in (everybody, of[open_.debtor]):
            habit.waiting.extend([open_.late] * open_.count)
    for habit in (everybody, *of.values()):
        habit.settle()
    return Habits(everybody, dict(of))


@dataclass(slots=True)
class Week:
    """What is expected in one week, in minor units, by how sure it is; `spread` is a standard deviation."""

    promised: float = 0.0
    own: float = 0.0
    common: float = 0.0
    variance: float = 0.0

    @property
    def minor(self) -> int:
        """All of it."""
        return round(self.promised + self.own + self.common)

    @property
    def low(self) -> int:
        """The lower end of what is likely, never below zero."""
        return max(0, round(self.minor - SPREAD * sqrt(self.variance)))

    @property
    def high(self) -> int:
        """The upper end of what is likely."""
        return round(self.minor + SPREAD * sqrt(self.variance))


@dataclass(frozen=True, slots=True)
class Promised:
    """A sum that a debtor has promised, due in that week from now on (0: within seven days)."""

    debtor: int
    week: int
    minor: int


def expected(
    waiting: Iterable[Waiting], known: Habits, promises: Iterable[Promised], kept: float, weeks: int
) -> list[Week]:
    """The weeks from tomorrow on. A promise counts with the share that is usually `kept`.

    What is promised is taken out of what the debtor has open, the oldest first, so that nothing counts twice.
    """
    found = [Week() for _ in range(weeks)]
    taken: dict[int, int] = defaultdict(int)
    for promise in promises:
        taken[promise.debtor] += promise.minor
        if promise.week < weeks:
            week = found[max(0, promise.week)]
            week.promised += promise.minor * kept
            week.variance += promise.minor**2 * kept * (1 - kept)
    for one in sorted(waiting, key=lambda one: (one.debtor, -one.late)):
        covered = min(taken[one.debtor], one.minor) if one.debtor in taken else 0
        if covered:
            taken[one.debtor] -= covered
        _spread(found, one, one.minor - covered, known)
    return found


def _spread(found: list[Week], one: Waiting, minor: int, known: Habits) -> None:
    """Lays what waits over the weeks."""
    left, is_own = 1.0, known.has_own(one.debtor)
    for n, week in enumerate(found):
        share = left * known.share(one.debtor, one.late + 1 + n * WEEK)
        left -= share
        if is_own:
            week.own += minor * share
        else:
            week.common += minor * share
        week.variance += minor * minor / one.count * share * (1 - share)
