"""The creditor's own calendar: the days it works, the holidays of its place, the days it is closed."""

from datetime import date

from recoup.lib.days import Calendar, calendar
from recoup.org.models import Creditor
from recoup.org.readers import WEEKDAYS
from recoup.org.settings import Settings


def calendar_of(creditor: Creditor, settings: Settings) -> Calendar:
    """As it is set, else Monday to Friday without the country's holidays."""
    if not (settings.calendar_region or settings.calendar_worked or settings.calendar_closed):
        return calendar(creditor.country)
    worked = settings.calendar_worked.split() or WEEKDAYS[:5]
    return Calendar(
        creditor.country,
        settings.calendar_region,
        frozenset(WEEKDAYS.index(day) for day in worked),
        frozenset(date.fromisoformat(day) for day in settings.calendar_closed.split()),
    )
