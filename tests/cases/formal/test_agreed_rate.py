"""A rate that the contract gives: claimed in the demand and in court, as far as the law allows it."""

from decimal import Decimal

import pytest
from tests.cases.formal import claims, demands
from tests.cases.people.worlds import World

from recoup.cases.formal import law
from recoup.cases.formal.claim import preparing
from recoup.law.questions import Factor
from recoup.lib.errors import Refused
from recoup.recourse.confirm import RATE

pytestmark = pytest.mark.django_db


def agree(w: World, value: str, why: str = "Clause 9 of our terms") -> None:
    law.decide(w.creditor, w.case.pk, RATE, value, why, **w.by_owner)


def test_the_demand_claims_by_it_instead_of_the_law() -> None:
    """5% on 5,000.00 from the day after the due date; in Britain the law's fixed sum gives way to the contract too."""
    w = demands.prepare(demands.at_demand())
    by_law = demands.drafted(w).claim
    assert by_law.fixed_minor == 7_000
    agree(w, "5")
    found = demands.drafted(w).claim
    (item,) = found.items
    assert item.done is not None
    days = sum(one.days for one in item.done.segments)
    assert found.interest_minor == round(Decimal(500_000) * 5 / 100 * days / 365) and found.fixed_minor == 0
    assert "5% a year as agreed" in item.done.rule
    agree(w, "none", "The clause is not in the contract")
    assert demands.drafted(w).claim.total_minor == by_law.total_minor


def test_the_claim_in_court_too() -> None:
    """93 days at 5% on 5,000.00 are 63.70."""
    w = claims.begun()
    agree(w, "5")
    claim = preparing.prepare(w.creditor, w.case.pk, claims.ASKED, **w.by)
    assert (claim.interest_minor, claim.compensation_minor) == (6_370, 0)


def test_a_rate_that_the_law_does_not_allow_stops_it() -> None:
    """France: not below three times the legal rate, 11.13% in the first half of 2025."""
    w = demands.prepare(demands.at_demand())
    law.choose_place(w.creditor, w.case.pk, str(Factor.CONTRACT), "FR", "Clause 14", **w.by)
    agree(w, "11.12")
    found = demands.drafted(w)
    assert RATE in {one.question for one in found.claim.open}
    assert "questions" in {one.code for one in found.needs if one.is_hard and not one.is_met}
    agree(w, "11.13")
    assert demands.drafted(w).claim.interest_minor > 0


@pytest.mark.parametrize("value", ["nan", "1e1", "-5", "0", "101", "five", "7.12345", "1.234,5"])
def test_what_is_no_rate_is_refused(value: str) -> None:
    w = claims.begun()
    with pytest.raises(Refused) as refused:
        agree(w, value)
    assert (refused.value.code, refused.value.where) == ("bad_rate", "value")


def test_nobody_who_may_not_approve_changes_it() -> None:
    w = claims.begun()
    with pytest.raises(Refused) as refused:
        law.decide(w.creditor, w.case.pk, RATE, "5", "Clause 9", **w.by)
    assert refused.value.code == "not_allowed"
