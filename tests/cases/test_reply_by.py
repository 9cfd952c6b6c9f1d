"""A message names a day to pay by that lies before the day on which we come back to it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoup.cases.texts import reply_by
from recoup.ladder.shipped import load_policy
from recoup.lib.days import calendar

pytestmark = pytest.mark.anydb
GB = calendar("GB")
NAMES = ("company", "individual", "public_body", "sole_trader", "unknown")
POLICIES = {name: load_policy(name) for name in NAMES}


def test_the_reminder_asks_for_payment_before_the_call() -> None:
    monday = date(2025, 2, 3)
    assert reply_by(POLICIES["company"], 1, GB, monday) == date(2025, 2, 7)  # the call is due on the 10th


@given(st.sampled_from(sorted(POLICIES)), st.integers(1, 4), st.dates(date(2024, 1, 1), date(2027, 12, 31)))
def test_there_is_time_to_pay_and_nobody_is_asked_again_before(name: str, rung: int, today: date) -> None:
    policy = POLICIES[name]
    found = reply_by(policy, rung, GB, today)
    assert GB.is_working(found)
    assert GB.add(today, 3) <= found <= GB.add(today, 7)
    following = policy.rung(rung + 1)
    if following and found > GB.add(today, 3):
        assert found < today + timedelta(days=following.wait_days)
