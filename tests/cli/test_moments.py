"""Which days a command takes."""

from datetime import UTC, date, datetime

import pytest

from recoup.cli.moments import Dated, moment_for
from recoup.lib.errors import Refused

pytestmark = pytest.mark.anydb

NOW = datetime(2025, 3, 3, 23, 30, tzinfo=UTC)
"""Monday 3 March in London, Tuesday 4 March in Auckland."""


def at(
    day: str | None, rule: Dated, *, zone: str = "Europe/London", last: str | None = None, free: bool = False
):
    return moment_for(
        date.fromisoformat(day) if day else None,
        rule,
        now=NOW,
        zone=zone,
        last_run_on=date.fromisoformat(last) if last else None,
        is_free=free,
    )


def test_a_day_means_ten_in_the_morning_there() -> None:
    assert at("2025-03-03", Dated.DEED, zone="Pacific/Auckland").isoformat() == "2025-03-03T10:00:00+13:00"


def test_without_a_day_it_is_now() -> None:
    assert at(None, Dated.DEED) == NOW


def test_today_is_the_creditors_day() -> None:
    assert at("2025-03-04", Dated.DEED, zone="Pacific/Auckland")
    with pytest.raises(Refused, match="has not come yet"):
        at("2025-03-04", Dated.DEED, zone="Europe/London")


@pytest.mark.parametrize(
    ("day", "rule", "last", "free", "code"),
    [
        ("2025-03-02", Dated.DEED, "2025-03-03", False, "date_before_last_run"),
        ("2025-03-02", Dated.DEED, "2025-03-03", True, "date_before_last_run"),
        ("2025-03-02", Dated.AHEAD, "2025-03-03", False, "date_before_last_run"),
        ("2025-03-02", Dated.LOOK, "2025-03-03", False, None),
        ("2025-03-03", Dated.DEED, "2025-03-03", False, None),
        (None, Dated.DEED, "2025-03-04", True, "date_before_last_run"),
        ("2025-03-04", Dated.DEED, None, False, "date_in_future"),
        ("2025-03-04", Dated.DEED, None, True, None),
        ("2025-03-04", Dated.AHEAD, None, False, None),
        ("2099-01-01", Dated.LOOK, None, False, None),
    ],
)
def test_days_that_are_refused(
    day: str | None, rule: Dated, last: str | None, free: bool, code: str | None
) -> None:
    if code is None:
        assert at(day, rule, last=last, free=free)
        return
    with pytest.raises(Refused) as refusal:
        at(day, rule, last=last, free=free)
    assert (refusal.value.code, refusal.value.where) == (code, "--date")
