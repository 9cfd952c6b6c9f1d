"""Every result of a telephone call, and what must follow from it."""

from datetime import timedelta

import pytest
from tests.cases.people.worlds import World, world

from recoup.cases.models import Attempt, CaseInvoice, StepInvoice, Task
from recoup.lib.errors import Refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def calling() -> World:
    """A case whose second contact, a call, is to be made."""
    w = world()
    w.run_until("phone")
    return w


# code, what is given, state of the step, state of the task, reached, cause, earned
DONE = [
    ("spoke_will_pay", {"on": 5}, ""),
    ("spoke_dispute", {}, "disputed"),
    ("spoke_no_money", {}, "short_of_money"),
    ("hardship", {}, "hardship"),
    ("spoke_not_received", {}, "not_received"),
    ("spoke_waiting_approval", {}, "waiting_approval"),
    ("spoke_will_check", {}, ""),
    ("spoke_other", {"text": "they are moving house"}, ""),
    ("refuses", {}, "unwilling"),
    ("paid_already", {}, ""),
    ("do_not_call", {}, ""),
    ("insolvency_mentioned", {}, "insolvent"),
    ("insolvent", {}, "insolvent"),
    ("legal_representative", {"text": "Messrs Law"}, ""),
    ("complaint", {}, ""),
    ("appointment_made", {"on": 5}, ""),
    ("do_not_come", {}, ""),
]


@pytest.mark.parametrize(("code", "given", "cause"), DONE, ids=[row[0] for row in DONE])
def test_a_call_that_reached_somebody_is_done(calling: World, code: str, given: dict, cause: str) -> None:
    task = calling.task("phone")
    said = {k: calling.day + v * DAY if k == "on" else v for k, v in given.items()}
    done = calling.record(code, task=task, **said)

    assert (done.step_state, done.task_state) == ("done", "done")
    step = calling.step(kind="phone")
    assert (step.reached, step.done_on) == (True, calling.day)
    assert calling.case.cause == cause
    assert calling.case.cause_asked == 1
    assert CaseInvoice.objects.get(case=calling.case).earned == 2
    attempt = Attempt.objects.get(channel="phone")
    assert (attempt.result, attempt.reached, attempt.tried_on) == (code, True, calling.day)
    assert StepInvoice.objects.get(step=step).asked_minor == 500_000
    with pytest.raises(Refused) as again:
        calling.record(code, task=task, **said)
    assert again.value.code == "task_closed"


@pytest.mark.parametrize("code", ["no_answer", "busy", "voicemail", "email_sent", "gatekeeper"])
def test_a_try_is_no_contact(calling: World, code: str) -> None:
    done = calling.record(code, task=calling.task("phone"))
    assert (done.step_state, done.task_state) == ("task", "open")
    task = calling.task("phone")
    assert task is not None
    assert (task.tries, task.last_try_on) == (1, calling.day)
    assert task.due_on == calling.day + DAY
    attempt = Attempt.objects.get(channel="phone")
    assert not attempt.reached
    assert CaseInvoice.objects.get(case=calling.case).earned == 1


TRIES = [
    (
        "three days, both halves, a message last",
        [(0, 9, "busy"), (1, 15, "no_answer"), (2, 9, "voicemail")],
        "done",
    ),
    ("an email instead of voicemail", [(0, 9, "busy"), (1, 15, "no_answer"), (2, 9, "email_sent")], "done"),
    ("always in the morning", [(0, 9, "busy"), (1, 10, "no_answer"), (2, 11, "voicemail")], "task"),
    ("no message left", [(0, 9, "voicemail"), (1, 15, "no_answer"), (2, 9, "no_answer")], "task"),
    ("two on one day", [(0, 9, "busy"), (0, 15, "no_answer"), (1, 9, "voicemail")], "task"),
]


@pytest.mark.parametrize(("tries", "state"), [row[1:] for row in TRIES], ids=[row[0] for row in TRIES])
def test_three_tries_in_vain_are_done(calling: World, tries: list, state: str) -> None:
    start = calling.day
    for days, hour, code in tries:
        calling.day = start + days * DAY
        done = calling.record(code, hour=hour, task=calling.task("phone"))
    assert done.step_state == state
    assert Attempt.objects.filter(channel="phone").count() == 3
    assert not calling.step(kind="phone").reached


def test_a_call_asked_for_stops_everything_until_it_is_made(calling: World) -> None:
    first = calling.day
    calling.record("call_back_asked", task=calling.task("phone"), on=first + DAY)
    owed = calling.task("call_back")
    assert owed is not None
    assert owed.due_on == first + DAY
    assert calling.step(kind="phone").state == "task"
    calling.run()
    assert calling.case.why_code == "callback_owed"
    calling.day = first + DAY
    done = calling.record("spoke_will_check", task=owed)
    assert done.step_state == "done"
    assert calling.task("call_back") is None


def test_a_wrong_person_brings_the_search_for_the_right_one(calling: World) -> None:
    done = calling.record("not_me", task=calling.task("phone"))
    assert done.step_state == "done"
    calling.contact.refresh_from_db()
    assert (calling.contact.role, calling.contact.is_in_charge) == ("other", False)
    calling.run_until("find_contact", 10)


def test_a_wrong_person_who_names_the_right_one_saves_the_search(calling: World) -> None:
    calling.record("wrong_person", task=calling.task("phone"), name="Eve Right", phone="+44 20 7946 0001")
    right = calling.debtor.contacts.get(name="Eve Right")
    assert right.is_in_charge
    calling.day += 7 * DAY
    task = calling.run_until("phone", 10)
    assert task.step is not None
    assert task.step.contact == right
    assert task.step.rung == 3


@pytest.mark.parametrize("code", ["wrong_number", "left_company"])
def test_who_cannot_be_reached_is_marked_and_the_rung_goes_on_another_way(calling: World, code: str) -> None:
    before = calling.case.round
    done = calling.record(code, task=calling.task("phone"))
    assert (done.step_state, done.task_state) == ("failed", "done")
    assert calling.case.round == before + 1
    calling.contact.refresh_from_db()
    if code == "wrong_number":
        assert calling.contact.phone_state == "wrong"
    else:
        assert calling.contact.ended_on == calling.day
    calling.run()
    step = calling.step(rung=2)
    assert step.kind == ("email" if code == "wrong_number" else "letter")
    assert CaseInvoice.objects.get(case=calling.case).earned == (2 if code == "wrong_number" else 1)


def test_a_promise_made_on_the_telephone_holds_the_case(calling: World) -> None:
    calling.record(
        "spoke_will_pay", task=calling.task("phone"), on=calling.day + 5 * DAY, amount_minor=200_000
    )
    calling.run()
    assert calling.case.why_code == "promised"


def test_money_said_to_be_paid_is_waited_for_and_looked_for(calling: World) -> None:
    calling.record("paid_already", task=calling.task("phone"))
    calling.run()
    assert calling.case.why_code == "held"
    assert calling.task("check_payment") is not None


def test_what_is_contested_is_not_asked_for(calling: World) -> None:
    calling.record("spoke_dispute", task=calling.task("phone"), text="never delivered")
    calling.run()
    assert calling.case.why_code == "disputed"
    task = calling.task("answer_dispute")
    assert task is not None


def test_a_result_of_something_else_is_refused_in_words(calling: World) -> None:
    task = calling.task("phone")
    for code, refused in (("returned_unknown", "result_does_not_fit"), ("nonsense", "unknown_result")):
        with pytest.raises(Refused) as why:
            calling.record(code, task=task)
        assert why.value.code == refused
        assert "no_answer" in why.value.how
    with pytest.raises(Refused) as why:
        calling.record("spoke_will_pay", task=task)
    assert why.value.code == "missing"
    assert Task.objects.get(pk=task.pk).state == "open"


def test_a_call_nobody_planned_is_kept_all_the_same(calling: World) -> None:
    calling.record("spoke_will_check", task=calling.task("phone"))
    calling.record("spoke_other", text="they rang and asked for the bank details")
    assert Attempt.objects.filter(channel="phone", step__isnull=True).count() == 1
