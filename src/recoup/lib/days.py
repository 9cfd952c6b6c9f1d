"""Calendars: working days, holidays and bank days of a place."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

MONDAY_TO_FRIDAY = frozenset(range(5))
_MOST_LIVE_IN = {"GB": "ENG"}
"""Where a country as a whole has fewer holidays than most people in it: Easter Monday is none in Scotland."""


@cache
def _holidays(country: str, region: str, year: int) -> frozenset[date]:
    import holidays  # slow to import, so only when a calendar is asked

    try:
        part = region or _MOST_LIVE_IN.get(country)
        found = holidays.country_holidays(country, subdiv=part, years=year)
    except NotImplementedError:
        if region:
            return _holidays(country, "", year)
        return frozenset()
    return frozenset(found)


@dataclass(frozen=True)
class Calendar:
    """Which days are worked in a place. An unknown country has weekends only."""

    country: str = ""
    region: str = ""
    worked: frozenset[int] = field(default=MONDAY_TO_FRIDAY)
    extra_closed: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Neither a weekend, nor a public holiday, nor a day closed by hand."""
        return (
            day.weekday() in self.worked
            and day not in self.extra_closed
            and day not in _holidays(self.country, self.region, day.year)
        )

    def on_or_after(self, day: date) -> date:
        """The day itself if it is worked, else the next that is."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def add(self, day: date, working_days: int) -> date:
        """The day `working_days` working days later (or earlier, if negative)."""
        step = timedelta(days=1 if working_days >= 0 else -1)
        left = abs(working_days)
        while left:
            day += step
            left -= self.is_working(day)
        return day


@cache
def calendar(country: str, region: str = "") -> Calendar:
    """The calendar of a place: ISO 3166-1 alpha-2 country, ISO 3166-2 region part or empty."""
    return Calendar(country, region)
