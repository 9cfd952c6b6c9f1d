"""What waits for a yes falls when the debtor becomes insolvent, each with its reason in the record."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.cases.formal import demands
from tests.cases.people.worlds import MONDAY, World, world

from recoup.archive.queries import entries
from recoup.cases.formal import letgo
from recoup.cases.formal.claim import preparing
from recoup.cases.formal.claim.drawing import Asked as AskedClaim
from recoup.cases.formal.placing import asking
from recoup.cases.models import Approval, Hold, Task
from recoup.cases.people import promises
from recoup.cases.people.contacts import set_insolvent
from recoup.cases.people.desk import sit_down
from recoup.cases.telling import Telling
from recoup.recourse.models import Claim, Demand, LetGo, Placement
from recoup.recourse.placement import parties
from recoup.recourse.placement.rules import Asked
from recoup.recourse.placement.terms import Band, Terms

pytestmark = pytest.mark.django_db


def begun() -> World:
    w = world(overdue=93)
    w.run()
    return w


def insolvent(w: World, on: date | None = None) -> None:
    """Somebody notes that they are insolvent."""
    with sit_down(w.creditor, w.debtor, w.case, **w.by) as desk:
        set_insolvent(desk, on or w.day)


def moot(w: World) -> list[Any]:
    """The entries that say what fell."""
    return [one for one in entries(w.creditor.key, w.debtor.stream_key) if one.kind == "approval.moot"]


def test_a_plan_that_waits_falls_and_its_hold_with_it() -> None:
    w = begun()
    parts = [(w.day + timedelta(days=30 * n), 100_000) for n in range(1, 6)]
    promises.plan(w.creditor, w.case.pk, parts, **w.by)
    assert w.task("approve_plan") is not None and Hold.objects.filter(released_on__isnull=True).exists()
    insolvent(w)
    asked = Approval.objects.get(kind="plan")
    assert (asked.is_granted, asked.decided_on, asked.decided_by) == (False, w.day, w.controller)
    assert w.task("approve_plan") is None and not Hold.objects.filter(released_on__isnull=True).exists()
    (told,) = moot(w)
    assert told.facts["why"] == "insolvent" and told.facts["case"] == w.case.pk
    assert str(Telling(w.creditor, w.debtor, [told]).tell(told)) == (
        "The instalments are not decided on any more: they are insolvent."
    )


def test_a_demand_that_waits_falls() -> None:
    w = demands.prepare(demands.at_demand())
    demands.asked(w)
    insolvent(w)
    demand = Demand.objects.get()
    assert (demand.state, demand.ended_on) == ("withdrawn", w.day)
    assert w.task("approve_demand") is None and [one.result for one in moot(w)] == ["demand"]


def placed(w: World) -> Placement:
    """Asked for, to an agency in order."""
    known = {"licence": "FCA 1", "data_terms_on": date(2025, 1, 1), "checked_on": date(2025, 2, 1)}
    terms = Terms("GBP", (Band(None, None, Decimal(15)),))
    party = parties.keep(w.creditor, parties.Given("Swift", "agency", terms, known), None, **w.by_owner)
    asked = Asked(by_decision=True, knows_means=True, is_clear=True)
    return asking.ask(w.creditor, w.case.pk, party.pk, asked, "Late", **w.by)


@pytest.mark.parametrize("is_approved", [False, True])
def test_a_placement_that_is_not_handed_over_falls(is_approved: bool) -> None:
    w = begun()
    made = placed(w)
    if is_approved:
        asking.decide(w.creditor, made.pk, is_granted=True, **w.by_owner)
    insolvent(w)
    made.refresh_from_db()
    assert (made.state, made.end) == ("ended", "called_off")
    assert not Task.objects.filter(kind__in=("approve_placement", "hand_over"), state="open").exists()
    assert [one.result for one in moot(w)] == ["placement"]


def test_a_claim_that_is_not_filed_falls_and_a_settlement_but_no_write_off() -> None:
    w = begun()
    claim = AskedClaim(form="money_claim", place="GB-EAW", basis="agreed", signer="Jo North")
    preparing.prepare(w.creditor, w.case.pk, claim, **w.by)
    letgo.ask_settlement(w.creditor, w.case.pk, 300_000, w.day + timedelta(days=20), "Soon", **w.by)
    insolvent(w)
    assert Claim.objects.get().state == "withdrawn" and LetGo.objects.get().state == "withdrawn"
    assert w.task("approve_claim") is None and w.task("approve_let_go") is None
    assert [one.result for one in moot(w)] == ["claim", "settlement"]
    insolvent(w, MONDAY - timedelta(days=1))
    assert len(moot(w)) == 2


def test_a_write_off_is_still_decided() -> None:
    w = begun()
    letgo.ask_write_off(w.creditor, w.case.pk, {w.invoice.pk: 500_000}, "insolvent", "Nothing there", **w.by)
    insolvent(w)
    assert LetGo.objects.get().state == "asked" and w.task("approve_let_go") is not None and not moot(w)


def test_another_debtors_requests_stay() -> None:
    mine, other = begun(), begun()
    made = placed(other)
    insolvent(mine)
    made.refresh_from_db()
    assert made.state == "asked" and not moot(other)
