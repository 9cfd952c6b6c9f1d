"""The forecast: by hand on small books, and held against what came on real ones."""

from datetime import date, timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.proofs.ibm import FILE, read

from recoup.insight.backtest import Bill, backtest
from recoup.insight.forecast import Paid, Promised, Waiting, expected, habits

pytestmark = pytest.mark.anydb


def test_a_debtor_who_always_pays_ten_days_late_is_expected_then():
    known = habits([Paid(1, 10, 40)], [Waiting(1, 0, 100_000)])
    first, second, third = expected([Waiting(1, 0, 100_000)], known, (), 1.0, 3)
    assert first.minor == 0 and second.own > 90_000 and third.minor < 10_000
    assert second.low <= second.minor <= second.high


def test_who_has_no_habit_is_expected_as_others_pay():
    known = habits([Paid(1, 3, 60), Paid(2, 3, 2)], [])
    (week,) = expected([Waiting(2, 0, 1_000), Waiting(3, 0, 1_000)], known, (), 1.0, 1)
    assert week.own == 0 and week.common > 1_800


def test_without_any_history_nothing_is_made_up():
    (week,) = expected([Waiting(1, 5, 1_000)], habits([], [Waiting(1, 5, 1_000)]), (), 1.0, 1)
    assert (week.minor, week.low, week.high) == (0, 0, 0)


def test_what_is_still_open_counts_as_not_paid_yet():
    paid, open_ = [Paid(1, 3, 50)], [Waiting(2, 60, 1_000, 50)]
    naive = expected([Waiting(9, 0, 1_000)], habits(paid, []), (), 1.0, 1)[0].minor
    honest = expected([Waiting(9, 0, 1_000)], habits(paid, open_), (), 1.0, 1)[0].minor
    assert honest <= naive * 0.6


def test_a_promise_counts_with_what_is_kept_and_its_money_counts_once():
    known = habits([Paid(1, 3, 50)], [])
    open_ = [Waiting(1, 0, 1_000), Waiting(1, 20, 500)]
    weeks = expected(open_, known, [Promised(1, 1, 1_500)], 0.8, 2)
    assert (weeks[0].minor, weeks[1].promised, weeks[1].own) == (0, 1_200, 0)


lots = st.lists(
    st.builds(Waiting, st.integers(1, 4), st.integers(-40, 200), st.integers(1, 10**9)), max_size=30
)
payings = st.lists(st.builds(Paid, st.integers(1, 4), st.integers(-40, 200), st.integers(1, 9)), max_size=30)


@given(lots, payings)
def test_no_more_is_expected_than_is_open(waiting, paid):
    weeks = expected(waiting, habits(paid, waiting), (), 1.0, 8)
    assert all(week.promised == 0 and week.own >= 0 and week.common >= 0 for week in weeks)
    assert sum(week.own + week.common for week in weeks) <= sum(one.minor for one in waiting) * (1 + 1e-9)


def test_on_real_books_the_next_weeks_come_out_within_a_fifth(shared, capsys):
    """2,466 invoices of 100 debtors over two years: forecasts of 70 Mondays, from what was known on each."""
    rows = read(shared / FILE)
    ids = {name: n for n, name in enumerate(sorted({row.debtor for row in rows}))}
    bills = [Bill(ids[r.debtor], r.issued_on, r.due_on, r.amount_minor, r.settled_on) for r in rows]
    mondays = [date(2012, 7, 2) + timedelta(days=7 * n) for n in range(70)]
    scores = backtest(bills, mondays, 8)
    with capsys.disabled():
        print()
        for score in scores:
            print(
                f"week {score.week + 1}: median error {score.error:.0%}, within the range {score.within:.0%} "
                f"of {score.days} Mondays"
            )
    four = scores[:4]
    assert max(score.error for score in four) < 0.22
    assert median(score.error for score in four) < _as_agreed(bills, mondays)
    assert sum(score.within for score in four) / 4 > 0.7


def _as_agreed(bills, mondays):
    """The middle error of the plain guess that everybody pays on the due day, late ones in the first week."""
    errors = []
    for on in mondays:
        open_ = [bill for bill in bills if bill.issued_on <= on < bill.paid_on]
        for week in range(4):
            begins = on + timedelta(days=1 + 7 * week)
            ends = begins + timedelta(days=7)
            came = sum(bill.minor for bill in open_ if begins <= bill.paid_on < ends)
            said = sum(b.minor for b in open_ if (begins <= b.due_on or week == 0) and b.due_on < ends)
            errors.append(abs(said - came) / came)
    return median(errors)
