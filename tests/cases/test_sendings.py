"""An hour to look before the day's first message leaves, and messages that leave together."""

import threading
from datetime import datetime, timedelta

import pytest
from tests import builders
from tests.cases.people.worlds import MONDAY, World, at, world

from recoup.cases.models import Approval, Case, Sending, StepRun
from recoup.cases.outgoing import sendings
from recoup.cases.people import approvals, moves
from recoup.cases.tasks import _turn
from recoup.ledger.models import Freshness
from recoup.lib.errors import Refused
from recoup.org.models import Role
from recoup.org.operations import add_member
from recoup.org.queries import actor_of
from recoup.org.settings import set_setting

pytestmark = pytest.mark.django_db


@pytest.fixture
def real(settings: object) -> World:
    """A creditor that is no test: its worker does the day by itself."""
    made = world()
    type(made.creditor).objects.filter(pk=made.creditor.pk).update(is_test=False)
    made.creditor.refresh_from_db()
    Freshness.objects.update_or_create(creditor=made.creditor, kind="list", defaults={"as_of_on": MONDAY})
    return made


def turn(of: World, moment: datetime) -> None:
    of.creditor.refresh_from_db()
    _turn(of.creditor, moment, threading.Event(), daily=True)


def test_the_days_messages_wait_for_an_hour_and_then_leave_once(real: World) -> None:
    turn(real, at(MONDAY, 8, 2))
    sending = Sending.objects.get()
    step = StepRun.objects.get()
    assert (sending.kind, sending.leaves_at) == ("daily", at(MONDAY, 9, 2))
    assert (step.state, step.not_before_at, step.sending) == ("ready", at(MONDAY, 9, 2), sending)
    turn(real, at(MONDAY, 9, 1))
    step.refresh_from_db()
    assert step.state == "ready"
    for minute in (2, 3):
        turn(real, at(MONDAY, 9, minute))
    step.refresh_from_db()
    sending.refresh_from_db()
    assert (step.state, step.attempts.count(), sending.state) == ("done", 1, "over")


def test_who_has_looked_sends_them_now(real: World) -> None:
    turn(real, at(MONDAY, 8))
    by = {"actor": real.controller, "moment": at(MONDAY, 8, 10)}
    for _ in range(2):
        sendings.release(real.creditor, Sending.objects.get().pk, **by)
    turn(real, at(MONDAY, 8, 11))
    assert StepRun.objects.get().state == "done"


def test_they_are_held_back_together_until_a_day_with_a_reason(real: World) -> None:
    turn(real, at(MONDAY, 8))
    pk = Sending.objects.get().pk
    by = {"actor": real.controller, "moment": at(MONDAY, 8, 10)}
    with pytest.raises(Refused, match="reason"):
        sendings.postpone(real.creditor, pk, MONDAY + timedelta(days=1), " ", **by)
    with pytest.raises(Refused, match="over"):
        sendings.postpone(real.creditor, pk, MONDAY, "books are wrong", **by)
    with pytest.raises(Refused, match="month"):
        sendings.postpone(real.creditor, pk, MONDAY + timedelta(days=40), "books are wrong", **by)
    sendings.postpone(real.creditor, pk, MONDAY + timedelta(days=1), "books are wrong", **by)
    turn(real, at(MONDAY, 15))
    assert StepRun.objects.get().state == "ready"
    turn(real, at(MONDAY + timedelta(days=1), 9, 1))
    assert StepRun.objects.filter(state="done").count() == 1


def test_without_minutes_to_look_they_leave_at_once(real: World) -> None:
    set_setting(real.creditor, "outbox.look_minutes", "0", actor="system", moment=builders.MOMENT)
    turn(real, at(MONDAY, 8))
    assert StepRun.objects.get().state == "done"


def test_the_run_that_a_person_starts_waits_for_nobody() -> None:
    made = world()
    made.run()
    assert StepRun.objects.get().state == "done" and not Sending.objects.exists()


def test_what_was_asked_for_goes_on_after_the_worker_died() -> None:
    made = world()
    set_setting(made.creditor, "automation", "draft", actor="system", moment=builders.MOMENT)
    made.run()
    sending = sendings.send_drafts(made.creditor, **made.by)
    Sending.objects.filter(pk=sending.pk).update(
        lease_owner="another-host:1:1", lease_until=at(MONDAY) - timedelta(days=400)
    )
    sendings.prepare(made.creditor, moment=at(MONDAY))
    sending.refresh_from_db()
    assert sending.state == "going" and StepRun.objects.get().state == "ready"
    assert sendings.progress_of(sending).total == 1


def test_a_formal_step_is_approved_by_another_than_who_moved_the_case_there() -> None:
    made = world()
    made.run()
    case = Case.objects.get()
    moves.move_to(made.creditor, case.pk, 4, "no answer for weeks", **made.by_owner)
    step = StepRun.objects.create(
        creditor=made.creditor, case=case, debtor=made.debtor, rung=4, round=1, channel="letter",
        kind="letter", state="planned", planned_on=MONDAY,
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(approvals, "_rung", lambda desk, step: None)
        with pytest.raises(Refused, match="themselves"):
            approvals.approve_step(made.creditor, step.pk, **made.by_owner)
        manager = add_member(
            made.creditor, "m@northwind.example", Role.MANAGER, moment=builders.MOMENT, actor="system"
        )
        approvals.approve_step(made.creditor, step.pk, actor=actor_of(manager.user_id), moment=at(MONDAY))
    assert Approval.objects.get().asked_by == made.owner
