"""What holds for all debts: splitting, growing, conserving, and the fixed sum."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recoup.law.interest.debt import Debt, Event, Happened, Reckoning
from recoup.law.interest.reckon import reckon
from recoup.law.places import place_of

pytestmark = pytest.mark.anydb

SIMPLE = {
    "GB-EAW": "GBP",
    "DE": "EUR",
    "FR": "EUR",
    "BE": "EUR",
    "AT": "EUR",
    "IE": "EUR",
    "ES": "EUR",
    "FI": "EUR",
}
ALL = {**SIMPLE, "NL": "EUR"}
PAYING = sorted(set(ALL) - {"FI"})
"""Where the order of set-off is held."""
FIRST, LAST = date(2016, 1, 4), date(2026, 12, 31)

days = st.dates(FIRST, LAST - timedelta(days=1))
sums = st.integers(1, 10**9)
few = settings(max_examples=60, deadline=None)


def owed(key: str, principal: int, due_on: date, until_on: date, *events: Event, **of: object) -> Reckoning:
    debt = Debt(principal, ALL[key], due_on, events=events, **of)  # type: ignore[arg-type]
    done = reckon(debt, place_of(key), until_on)
    assert not done.unknown
    return done


@few
@given(st.sampled_from(sorted(SIMPLE)), sums, days, st.lists(st.dates(FIRST, LAST), min_size=3, max_size=3))
def test_splitting_a_period_changes_simple_interest_by_no_more_than_rounding(
    key, principal, due_on, ends
) -> None:
    first, second, _ = (max(one, due_on) for one in sorted(ends))
    whole, part = (owed(key, principal, due_on, day) for day in (second, first))
    assert whole.interest_minor is not None and part.interest_minor is not None
    exact = sum(one.interest for one in whole.segments)
    before = sum(one.interest for one in part.segments)
    rest = sum(
        one.interest * (one.days - max(0, (first - one.from_on).days + 1)) / one.days
        for one in whole.segments
        if one.until_on > first
    ) if whole.segments and first >= whole.segments[0].from_on else exact - before  # fmt: skip
    assert before + rest == exact
    assert abs(part.interest_minor + rest - whole.interest_minor) <= 1


@few
@given(st.sampled_from(sorted(ALL)), sums, st.integers(0, 10**8), days, st.integers(0, 900))
def test_more_principal_is_more_interest_and_more_days_too(key, principal, more, due_on, late) -> None:
    until_on = min(due_on + timedelta(days=late), LAST)
    one = owed(key, principal, due_on, until_on)
    two = owed(key, principal + more, due_on, until_on)
    shorter = owed(key, principal, due_on, max(due_on, until_on - timedelta(days=1)))
    assert (two.interest_minor or 0) >= (one.interest_minor or 0) >= (shorter.interest_minor or 0) >= 0


paid = st.lists(st.tuples(st.integers(-20, 900), st.integers(1, 10**7)), max_size=5)


@few
@given(st.sampled_from(PAYING), st.integers(1, 10**7), days, st.integers(0, 900), paid)
def test_set_off_conserves_money(key, principal, due_on, late, payments) -> None:
    until_on = min(due_on + timedelta(days=late), LAST)
    events = [Event(due_on + timedelta(days=after), Happened.PAYMENT, sum_) for after, sum_ in payments]
    done = owed(key, principal, due_on, until_on, *events)
    for one in done.set_offs:
        parts = (one.costs_minor, one.interest_minor, one.principal_minor, one.surplus_minor)
        assert all(part >= 0 for part in parts) and sum(parts) == one.amount_minor
    came = sum(one.amount_minor for one in events if one.on <= until_on)
    owes = principal + (done.interest_minor or 0) + (done.compensation_minor or 0)
    assert done.total_minor == owes - (came - done.surplus_minor)
    assert done.total_minor >= 0 and done.open_principal_minor >= 0


@few
@given(st.sampled_from(PAYING), st.integers(1, 10**7), days, st.integers(1, 900), paid)
def test_the_segments_are_without_gap_inside_the_days(key, principal, due_on, late, payments) -> None:
    until_on = min(due_on + timedelta(days=late), LAST)
    events = [Event(due_on + timedelta(days=after), Happened.PAYMENT, sum_) for after, sum_ in payments]
    segments = owed(key, principal, due_on, until_on, *events).segments
    for one, two in pairwise(segments):
        assert two.from_on == one.until_on + timedelta(days=1)
    assert all(one.days > 0 and one.until_on <= until_on for one in segments)


@few
@given(st.sampled_from(sorted(ALL)), sums, days, st.integers(1, 900))
def test_the_fixed_sum_is_never_had_twice_nor_from_consumers_and_bears_no_interest(
    key, principal, due_on, late
):
    until_on = min(due_on + timedelta(days=late), LAST)
    debt = Debt(principal, ALL[key], due_on)
    with_it = reckon(debt, place_of(key), until_on)
    without = reckon(replace(debt, has_had_compensation=True), place_of(key), until_on)
    assert without.compensation_minor == 0
    assert with_it.interest_minor == without.interest_minor
    assert reckon(replace(debt, kind="individual"), place_of(key), until_on).compensation_minor == 0
