"""Before court the ladder asks whether they can pay, until it was looked up or a person decides otherwise."""

from datetime import timedelta

import pytest
from tests.cases.people.worlds import World, world

from recoup.cases.facts import context, gather
from recoup.cases.formal.solvency import means
from recoup.cases.models import CaseInvoice, StepInvoice, StepRun
from recoup.cases.people.moves import move_to
from recoup.recourse.solvency.queries import list_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def returned() -> World:
    """Professionals had it, and sixty days have passed."""
    w = world(overdue=200)
    w.run()
    case = w.case
    step = StepRun.objects.create(
        creditor=w.creditor, case=case, debtor=w.debtor, rung=6, round=case.round, channel="placement",
        kind="placement", state="done", planned_on=w.day - timedelta(days=61), done_on=w.day - timedelta(days=61),
    )  # fmt: skip
    StepInvoice.objects.create(creditor=w.creditor, step=step, invoice=w.invoice, asked_minor=500_000)
    StepRun.objects.filter(case=case, rung__lt=6).update(state="done", done_on=w.day - timedelta(days=90))
    CaseInvoice.objects.filter(case=case).update(earned=6)
    type(case).objects.filter(pk=case.pk).update(rung=6, seen_seq=0, next_on=w.day)
    w.day += timedelta(days=1)
    w.run()
    return w


def is_known(w: World) -> bool:
    (matter,) = gather(context(w.creditor, w.by["moment"]), [w.debtor.pk])
    return matter.position.cases[0].is_means_known


def look_up(w: World) -> None:
    for item in list_for(w.creditor, w.debtor, "company", w.day).items:
        if item.is_needed:
            means.note(w.creditor, w.case.pk, item.code, "sound", w.day, text="looked", **w.by)


def test_it_is_asked_then_court_and_again_once_it_is_over(returned: World) -> None:
    w = returned
    assert w.task("check_means") is not None and w.task("claim") is None and not is_known(w)
    look_up(w)
    w.day += timedelta(days=1)
    w.run()
    assert w.task("check_means") is None and w.task("claim") is not None and is_known(w)
    w.day += timedelta(days=31)
    assert not is_known(w)


def test_a_person_overrules_it_with_a_reason(returned: World) -> None:
    w = returned
    move_to(w.creditor, w.case.pk, 7, "Their yard is full", **w.by_owner)
    w.day += timedelta(days=1)
    w.run()
    assert w.task("claim") is not None and w.task("check_means") is None
