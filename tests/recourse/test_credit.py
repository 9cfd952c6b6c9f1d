"""The credit check: every suggestion by hand, and what holds for all of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoup.recourse.solvency.credit import History, advise

pytestmark = pytest.mark.anydb


@pytest.mark.parametrize(
    ("history", "limit", "terms", "stops"),
    [
        ({}, 0, 0, False),
        ({"report_minor": 100_000}, 50_000, 30, False),
        ({"paid_minor": 1_200_000, "paid_invoices": 12}, 200_000, 30, False),
        # 25 days late: 25 + 10 = 35% less
        ({"paid_minor": 1_200_000, "paid_invoices": 12, "late_days": 25}, 130_000, 15, False),
        # one of two promises broken: a quarter less
        ({"paid_minor": 1_200_000, "paid_invoices": 12, "promises": 2, "broken": 1}, 150_000, 15, False),
        ({"paid_minor": 1_200_000, "paid_invoices": 12, "written_off_minor": 30_000}, 170_000, 30, False),
        ({"paid_minor": 1_200_000, "paid_invoices": 12, "report_minor": 90_000}, 90_000, 30, False),
        ({"paid_minor": 1_200_000, "paid_invoices": 12, "oldest_days": 46}, 0, 0, True),
        ({"paid_minor": 1_200_000, "paid_invoices": 12, "is_insolvent": True}, 0, 0, True),
        ({"paid_minor": 1_200_000, "paid_invoices": 12, "means": "weak"}, 0, 0, True),
    ],
)
def test_by_hand(history: dict[str, object], limit: int, terms: int, stops: bool) -> None:
    found = advise(History("GBP", **history))  # type: ignore[arg-type]
    assert (found.limit_minor, found.terms_days, found.stops) == (limit, terms, stops), found.steps


sums = st.integers(0, 10**10)


@given(
    st.builds(
        History, currency=st.just("GBP"), paid_minor=sums, paid_invoices=st.integers(0, 9),
        late_days=st.integers(0, 400),
        promises=st.integers(0, 5), broken=st.integers(0, 5), written_off_minor=sums, report_minor=st.none() | sums,
        oldest_days=st.integers(0, 400), open_minor=sums,
    )
)  # fmt: skip
def test_a_limit_is_never_below_nought_nor_above_a_report(one: History) -> None:
    found = advise(one)
    assert 0 <= found.limit_minor <= max(one.paid_minor // 6, one.report_minor or 0)
    if one.report_minor is not None:
        assert found.limit_minor <= one.report_minor
    assert 0 <= found.free_minor(one.open_minor) <= found.limit_minor
    assert bool(found.terms_days) == (found.limit_minor > 0)
