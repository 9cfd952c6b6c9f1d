"""Which moment a command acts at, and which days it refuses (pure)."""

from datetime import date, datetime
from enum import Enum

from recoup.lib.clock import business_moment, day_in
from recoup.lib.errors import Refused


class Dated(Enum):
    """What a command's --date may be."""

    NONE = "takes no date"
    LOOK = "any day: it only reads what was or will be"
    AHEAD = "from the last run on: it says what will be done"
    DEED = "from the last run to the real day; later only where nothing can leave"


def moment_for(
    day: date | None, rule: Dated, *, now: datetime, zone: str, last_run_on: date | None, is_free: bool
) -> datetime:
    """10:00 on that day in the creditor's zone; without a day, now.

    `is_free`: the home is for tests, or nothing is sent.
    Raises Refused: `date_before_last_run`, `date_in_future`.
    """
    on = day or day_in(now, zone)
    if rule in (Dated.AHEAD, Dated.DEED) and last_run_on is not None and on < last_run_on:
        raise Refused(
            "date_before_last_run",
            f"{on} lies before the last run, which was for {last_run_on}.",
            "--date",
            f"Give {last_run_on} or a later day.",
        )
    if rule is Dated.DEED and not is_free and on > day_in(now, zone):
        raise Refused(
            "date_in_future",
            f"{on} has not come yet.",
            "--date",
            "Give today or an earlier day; later days need a home made with init --test, or --no-send.",
        )
    return business_moment(on, zone) if day else now
