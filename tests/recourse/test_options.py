"""The ways to go on, by hand: a small old debt, a large clear claim, and a disputed debt of an individual."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoup.recourse.options.rules import CHANCE, Figures, best, break_even, options, present, share

pytestmark = pytest.mark.anydb
TODAY = date(2026, 1, 5)

SMALL_OLD = Figures(
    claim_minor=24_000, tax_minor=4_000, hour_minor=4_000, year_percent=8,
    keep_percent=10, keep_hours=1, keep_days=30,
    settle_share=50, settle_percent=30, settle_hours=1, settle_days=21,
    plan_percent=20, plan_hours=2, plan_days=180,
    agency_percent=20, agency_commission=25, agency_fee_minor=3_000, agency_days=90,
    court_win=85, court_collect=50, court_fee_minor=3_500, court_lawyer_minor=0, court_enforce_minor=8_000,
    court_adverse_minor=0, court_refund=100, court_hours=6, court_days=270, relief_days=0,
)  # fmt: skip
"""240.00 with 40.00 tax, over a year old, 40.00 for an hour of ours."""
LARGE_CLEAR = replace(
    SMALL_OLD, claim_minor=4_800_000, tax_minor=800_000, keep_percent=25, keep_hours=4, settle_share=80,
    settle_percent=40, settle_hours=3, plan_percent=55, plan_hours=6, agency_percent=45, agency_commission=15,
    agency_fee_minor=0, court_win=90, court_collect=85, court_fee_minor=240_000, court_lawyer_minor=350_000,
    court_enforce_minor=20_000, court_adverse_minor=500_000, court_refund=100, court_hours=10, relief_days=60,
)  # fmt: skip
"""48,000.00 with 8,000.00 tax against a solvent company, fee 5 %."""
DISPUTED = replace(
    SMALL_OLD, claim_minor=180_000, tax_minor=0, keep_percent=30, keep_hours=2, settle_share=70, settle_percent=60,
    settle_hours=1, plan_percent=50, plan_hours=3, agency_percent=25, agency_commission=20, agency_fee_minor=2_500,
    court_win=50, court_collect=60, court_fee_minor=11_500, court_lawyer_minor=60_000, court_enforce_minor=8_000,
    court_adverse_minor=40_000, court_refund=100, court_hours=8,
)  # fmt: skip
"""1,800.00 of an individual who says that it was not delivered."""


def net(figures: Figures) -> dict[str, int]:
    return {one.code: one.net_minor for one in options(figures, TODAY)}


def test_a_fee_that_is_paid_is_no_cost_of_going_on() -> None:
    """Of 35.00 paid before, 85 % of 50 % come back: 14.88; nothing more is to pay."""
    ahead = replace(SMALL_OLD, court_fee_minor=3_500)
    begun = replace(SMALL_OLD, court_fee_minor=0, court_spent_minor=3_500)
    assert net(begun)["court"] == net(ahead)["court"] + 3_500
    lines = {line.code: line.minor for line in options(begun, TODAY)[4].lines}
    assert lines["fee_back"] == 1_488 and "court_fee" not in lines


def test_a_small_old_debt_is_let_go() -> None:
    """What can be got back of 40.00 tax beats every chase of 240.00."""
    assert net(SMALL_OLD) == {
        # 10 % of 240.00 = 24.00, less an hour 40.00, tax on the 216.00 that do not come = 36.00
        "keep_asking": 2_400 - 4_000 + 3_600,
        # 30 % of 50 % of 240.00 = 36.00, less 40.00, tax on 204.00 = 34.00
        "settle": 3_600 - 4_000 + 3_400,
        # 20 % = 48.00, less two hours 80.00, tax on 192.00 = 32.00
        "plan": 4_800 - 8_000 + 3_200,
        # 20 % = 48.00, less 25 % of it = 12.00 and 30.00 in any case, tax on 192.00 = 32.00
        "agency": 4_800 - 1_200 - 3_000 + 3_200,
        # 85 % of 50 % = 42.5 % of 240.00 = 102.00 and of the fee 35.00 = 14.88; fee 35.00, enforcing 85 % of 80.00 =
        # 68.00, six hours 240.00; tax on 138.00 = 23.00
        "court": 10_200 + 1_488 - 3_500 - 6_800 - 24_000 + 2_300,
        "let_go": 4_000,
    }
    found = options(SMALL_OLD, TODAY)
    # the agency: 38.00, in 90 days at 8 % less 0.75 = 37.25; letting go: 40.00 today
    assert next(one for one in found if one.code == "agency").today_minor == 3_725
    assert best(found).code == "let_go"
    # 22 %: 52.80 - 13.20 - 30.00 + 31.20 = 40.80, in 90 days 40.00: as much as letting go, so 23 %
    assert break_even(SMALL_OLD, "agency", TODAY).above_others == 23
    assert break_even(SMALL_OLD, "court", TODAY).above_others is None


def test_a_large_clear_claim_goes_to_court() -> None:
    assert net(LARGE_CLEAR) == {
        "keep_asking": 1_200_000 - 16_000 + 600_000,
        # 40 % of 80 % = 32 % of 48,000.00
        "settle": 1_536_000 - 12_000 + 544_000,
        "plan": 2_640_000 - 24_000 + 360_000,
        # 45 % = 21,600.00, commission 15 % of it = 3,240.00, tax on 26,400.00 = 4,400.00
        "agency": 2_160_000 - 324_000 + 440_000,
        # 90 % of 85 % = 76.5 %: 36,720.00, of the fee 1,836.00; fee 2,400.00, lawyer 3,500.00, enforcing 90 % of
        # 200.00, their costs 10 % of 5,000.00, ten hours 400.00; tax on 11,280.00 = 1,880.00
        "court": 3_672_000 + 183_600 - 240_000 - 350_000 - 18_000 - 50_000 - 40_000 + 188_000,
        "let_go": 800_000,
    }
    found = options(LARGE_CLEAR, TODAY)
    court = next(one for one in found if one.code == "court")
    # 33,456.00 in 270 days at 8 %: less 1,979.86 (33,456.00 x 270 x 8 / 36,500)
    assert (court.net_minor, court.today_minor, court.on) == (
        3_345_600,
        3_345_600 - 197_986,
        date(2026, 10, 2),
    )
    assert best(found).code == "court"


def test_the_break_even_of_the_large_claim() -> None:
    """At 83 % court beats the instalments (the best other, 28,884.xx today), at 82 % not yet."""
    other = max(one.today_minor for one in options(LARGE_CLEAR, TODAY) if one.code != "court")
    found = break_even(LARGE_CLEAR, "court", TODAY)
    assert found.above_others is not None and found.above_let_go is not None
    for percent, is_better in ((found.above_others - 1, False), (found.above_others, True)):
        tried = options(replace(LARGE_CLEAR, court_win=percent), TODAY)
        assert (next(one for one in tried if one.code == "court").today_minor > other) == is_better
    assert found.above_let_go < found.above_others


def test_a_disputed_debt_of_an_individual_is_settled() -> None:
    assert net(DISPUTED) == {
        "keep_asking": 54_000 - 8_000,
        # 60 % of 70 % = 42 %
        "settle": 75_600 - 4_000,
        "plan": 90_000 - 12_000,
        # 25 % = 450.00, commission 90.00, 25.00 in any case
        "agency": 45_000 - 9_000 - 2_500,
        # 50 % of 60 % = 30 % = 540.00, of the fee 34.50; fee 115.00, lawyer 600.00, enforcing 40.00, their costs
        # 50 % of 400.00, eight hours 320.00
        "court": 54_000 + 3_450 - 11_500 - 60_000 - 4_000 - 20_000 - 32_000,
        "let_go": 0,
    }
    found = options(DISPUTED, TODAY)
    # settling: 716.00 in 21 days less 3.30 = 712.70; instalments: 780.00 at half of 180 days less 15.39 = 764.61
    assert {one.code: one.today_minor for one in found if one.code in ("settle", "plan")} == {
        "settle": 71_270, "plan": 76_461,
    }  # fmt: skip
    court = next(one for one in found if one.code == "court")
    assert court.net_minor < 0
    # letting go leaves nothing; at 98 %: 1,058.40 + 67.62 - 115.00 - 600.00 - 78.40 - 8.00 - 320.00 = 4.62
    assert break_even(DISPUTED, "court", TODAY).above_let_go == 98
    assert break_even(DISPUTED, "court", TODAY).above_others is None


def test_without_the_courts_fee_nobody_says_what_court_brings() -> None:
    found = options(replace(LARGE_CLEAR, court_fee_minor=None), TODAY)
    court = next(one for one in found if one.code == "court")
    assert court.missing == "court_fee_minor" and court.lines == ()
    assert best(found).code != "court"


percents = st.integers(0, 100)
sums = st.integers(0, 10**9)


@given(claim=sums, low=percents, high=percents, fee=sums)
def test_a_better_chance_is_never_worth_less(claim: int, low: int, high: int, fee: int) -> None:
    """Beyond the rounding of its lines; a fifth of the claim is tax."""
    low, high = sorted((low, high))
    base = replace(
        LARGE_CLEAR, claim_minor=claim, tax_minor=claim // 5, court_fee_minor=fee, court_collect=100
    )
    for option, name in CHANCE.items():
        worse, better = (
            next(one for one in options(replace(base, **{name: p}), TODAY) if one.code == option)
            for p in (low, high)
        )
        assert better.net_minor + 3 >= worse.net_minor


@given(minor=sums, one=percents, two=percents)
def test_a_share_of_a_share_is_within_the_sum(minor: int, one: int, two: int) -> None:
    assert 0 <= share(minor, one, two) <= share(minor, one) + 1 <= minor + 1
    assert share(minor, 100) == minor


@given(minor=sums, days=st.integers(0, 1_000))
def test_later_money_is_worth_less(minor: int, days: int) -> None:
    assert present(minor, days + 1, 8) <= present(minor, days, 8) <= minor
