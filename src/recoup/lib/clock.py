"""The machine's clock, and the moment a business date stands for."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

BUSINESS_HOUR = time(10, 0)


def machine_now() -> datetime:
    """The machine's clock in UTC: for leases, retries and `recorded_at` only."""
    return datetime.now(UTC)


def business_moment(day: date, zone: str) -> datetime:
    """10:00 on that day in that zone: what `--date` means."""
    return datetime.combine(day, BUSINESS_HOUR, ZoneInfo(zone))


def day_in(moment: datetime, zone: str) -> date:
    """The calendar day of a moment in that zone."""
    return moment.astimezone(ZoneInfo(zone)).date()
