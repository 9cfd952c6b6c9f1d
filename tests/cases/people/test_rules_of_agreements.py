"""What holds of every instalment plan, promise and series of calls, whatever the numbers."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoup.cases.people.effects import EFFECTS
from recoup.cases.people.results import ALL, KINDS, LEAVES_MESSAGE, RESULTS, fitting
from recoup.cases.rules import CallTry, are_calls_enough, instalments, may_accept_alone

pytestmark = pytest.mark.anydb
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
TRIES = st.lists(st.builds(CallTry, DAYS, st.times(time(9), time(17)), st.booleans()), max_size=8)


@given(st.integers(1, 10**12), st.integers(1, 60), DAYS, st.sampled_from(["week", "month"]))
def test_instalments_add_up_and_follow_each_other(total: int, count: int, first: date, every: str) -> None:
    parts = instalments(total, count, first, every)
    assert sum(minor for _, minor in parts) == total
    days = [on for on, _ in parts]
    assert days[0] == first
    assert sorted(set(days)) == days
    assert len(parts) == count


@given(DAYS, st.integers(0, 60), st.booleans())
def test_a_promise_is_taken_alone_only_when_near_and_nothing_was_broken(
    today: date, ahead: int, was_broken: bool
) -> None:
    alone = may_accept_alone(today, today + timedelta(days=ahead), was_broken=was_broken)
    assert alone is (ahead <= 14 and not was_broken)


@given(TRIES)
def test_calls_in_vain_are_never_enough_without_a_message_last_or_three_days(tries: list[CallTry]) -> None:
    if are_calls_enough(tries):
        assert tries[-1].left_message
        assert len({one.on for one in tries}) >= 3
        assert len({one.hour < time(12, 30) for one in tries}) == 2


def test_every_result_is_known_once_and_what_it_does_exists() -> None:
    assert len(RESULTS) == len(ALL)
    for result in ALL:
        assert set(result.kinds) <= set(KINDS)
        assert set(result.does) - {"bad_address", "moved"} <= set(EFFECTS)
    assert set(RESULTS) >= LEAVES_MESSAGE
    for kind in KINDS:
        assert len(fitting(kind)) > 1
