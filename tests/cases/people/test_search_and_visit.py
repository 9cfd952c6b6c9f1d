"""Every result of a search for the person in charge and of a visit, and what must follow from it."""

from datetime import timedelta

import pytest
from tests.cases.people.worlds import World, world

from recoup.cases.models import Attempt, CaseInvoice, Hold
from recoup.lib.errors import Refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def seeking() -> World:
    """A case for which the person in charge is to be found."""
    w = world()
    w.run_until("phone")
    w.record("spoke_will_check", task=w.task("phone"))
    w.run_until("find_contact")
    return w


@pytest.fixture
def visiting(seeking: World) -> World:
    """A case whose visit is to be made."""
    seeking.record("found", task=seeking.task("find_contact"), name="Eve Right", phone="+44 20 7946 0001")
    seeking.run_until("phone")
    seeking.record("spoke_will_check", task=seeking.task("phone"))
    seeking.run_until("visit")
    return seeking


def test_who_is_found_is_in_charge_and_called_next(seeking: World) -> None:
    done = seeking.record(
        "found", task=seeking.task("find_contact"), name="Eve Right", phone="+44 20 7946 0001"
    )
    assert (done.step_state, done.task_state) == ("done", "done")
    right = seeking.debtor.contacts.get(name="Eve Right")
    assert right.is_in_charge
    assert CaseInvoice.objects.get(case=seeking.case).earned == 2, "to find out whom to call is no contact"
    task = seeking.run_until("phone", 5)
    assert task.step is not None
    assert (task.step.rung, task.step.contact) == (3, right)


@pytest.mark.parametrize("code", ["only_generic", "nobody", "refused_to_say"])
def test_a_search_in_vain_goes_on_by_letter_to_the_owner(seeking: World, code: str) -> None:
    done = seeking.record(code, task=seeking.task("find_contact"))
    assert (done.step_state, done.task_state) == ("failed", "done")
    seeking.day += DAY
    seeking.run()
    step = seeking.step(rung=3)
    assert (step.kind, step.wording, step.state) == ("letter", "owner_letter", "printed")


def test_what_was_found_has_to_be_said(seeking: World) -> None:
    with pytest.raises(Refused) as why:
        seeking.record("found", task=seeking.task("find_contact"))
    assert why.value.code == "missing"


def test_hearsay_of_insolvency_stops_until_somebody_knows(seeking: World) -> None:
    seeking.record("gone_bankrupt", task=seeking.task("find_contact"))
    question = seeking.task("confirm_insolvency")
    assert question is not None
    seeking.run()
    assert seeking.case.why_code == "held"
    seeking.day += 4 * DAY
    seeking.run()
    assert seeking.case.next_kind == "confirm_insolvency"
    seeking.record("insolvent", task=seeking.task("confirm_insolvency"), on=seeking.day)
    seeking.debtor.refresh_from_db()
    assert seeking.debtor.insolvent_on == seeking.day
    seeking.run()
    assert seeking.case.why_code == "insolvent"


def test_hearsay_that_proves_wrong_lets_the_case_go_on(seeking: World) -> None:
    seeking.record("gone_bankrupt", task=seeking.task("find_contact"))
    seeking.record("not_insolvent", task=seeking.task("confirm_insolvency"))
    assert seeking.case.cause == "unknown"
    seeking.run()
    assert seeking.task("find_contact") is not None


VISITS = [
    ("met_decision_maker", {}, True, ""),
    ("met_other", {}, False, ""),
    ("promise", {"on": 5}, True, "promised"),
    ("paid_cash_or_cheque", {"amount_minor": 500_000}, True, "held"),
    ("appointment_made", {"on": 6}, True, "held"),
    ("video_meeting", {}, True, ""),
    ("refused_entry", {}, False, ""),
    ("asked_to_leave", {}, True, ""),
    ("do_not_come", {}, True, ""),
    ("refuses", {}, True, ""),
]


@pytest.mark.parametrize(("code", "given", "reached", "why"), VISITS, ids=[row[0] for row in VISITS])
def test_a_visit_that_was_made_is_done(
    visiting: World, code: str, given: dict, reached: bool, why: str
) -> None:
    said = {k: visiting.day + v * DAY if k == "on" else v for k, v in given.items()}
    done = visiting.record(code, task=visiting.task("visit"), **said)
    assert (done.step_state, done.task_state) == ("done", "done")
    assert visiting.step(kind="visit").reached is reached
    assert Attempt.objects.get(channel="visit").result == code
    assert CaseInvoice.objects.get(case=visiting.case).earned == 4
    visiting.debtor.refresh_from_db()
    assert ("visit" in visiting.debtor.opted_out) == (code in ("asked_to_leave", "do_not_come"))
    visiting.run()
    if why:
        assert visiting.case.why_code == why


def test_two_visits_to_nobody_are_enough(visiting: World) -> None:
    first = visiting.record("nobody_there", task=visiting.task("visit"))
    assert (first.step_state, first.task_due_on) == ("task", visiting.day + DAY)
    visiting.day += DAY
    second = visiting.record("nobody_there", task=visiting.task("visit"))
    assert (second.step_state, second.task_state) == ("failed", "done")
    visiting.day += 6 * DAY
    visiting.run()
    assert visiting.step(rung=4).wording == "signed_letter"
    assert CaseInvoice.objects.get(case=visiting.case).earned == 3


def test_premises_that_are_closed_ask_for_another_address(visiting: World) -> None:
    done = visiting.record("closed_for_good", task=visiting.task("visit"))
    assert done.step_state == "failed"
    assert visiting.task("find_address") is not None


def test_after_an_appointment_its_result_is_recorded_on_it(visiting: World) -> None:
    visiting.record("appointment_made", task=visiting.task("visit"), on=visiting.day + 2 * DAY)
    assert Hold.objects.get(case=visiting.case).until_on == visiting.day + 3 * DAY
    visiting.day += 2 * DAY
    visiting.record("met_decision_maker", task=visiting.task("appointment"))
    assert visiting.task("appointment") is None
    assert Attempt.objects.filter(channel="visit").count() == 2
