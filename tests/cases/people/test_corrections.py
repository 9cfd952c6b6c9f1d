"""What was noted by mistake is taken back by a further entry: the state is right again, and nothing is deleted."""

from datetime import timedelta
from typing import Any

import pytest
from tests.cases.people.worlds import World, at, world

from recoup.archive.models import Entry
from recoup.archive.queries import EntryView, Narrow, entries
from recoup.cases.check import checks
from recoup.cases.daily import refresh
from recoup.cases.models import Attempt, Hold, Promise, ServiceMessage, StepRun, Task
from recoup.cases.people import causes, contacts, disputes, holds, moves, promises
from recoup.cases.people.corrections import Corrected, correct, corrections
from recoup.cases.people.given import Given
from recoup.ledger.models import Contact, Debtor, Dispute
from recoup.lib.errors import Refused
from recoup.outreach.models import MessageState

pytestmark = pytest.mark.django_db


@pytest.fixture
def calling() -> World:
    made = world()
    made.run_until("phone")
    return made


def last(made: World, kind: str) -> EntryView:
    found = entries(made.creditor.key, made.debtor.stream_key, which=Narrow(kinds=(kind,)))
    return found[-1]


def undo(made: World, kind: str, reason: str = "it was another debtor") -> Corrected:
    return correct(made.creditor, made.debtor, last(made, kind).seq, reason, **made.by)


def code_of(call: Any) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


def test_a_call_that_was_not_made_is_to_be_made_again(calling: World) -> None:
    task = calling.task("phone")
    assert task is not None
    before = calling.case
    calling.record("spoke_no_money", task=task)
    assert calling.case.cause == "short_of_money" and calling.task("phone") is None
    count = Entry.objects.count()
    undo(calling, "call.made")
    case, step = calling.case, calling.step(kind="phone")
    assert (case.cause, case.rung, case.round) == ("unknown", before.rung, before.round)
    assert step.state == "task" and calling.task("phone") == task
    assert not Attempt.objects.filter(channel="phone", is_void=False).exists()
    assert Entry.objects.count() > count, "nothing is deleted; what is right is added"
    assert not [one for one in checks(calling.creditor) if one.violations]


def test_the_correction_names_what_it_corrects(calling: World) -> None:
    calling.record("busy", task=calling.task("phone"))
    seq = last(calling, "call.made").seq
    undo(calling, "call.made")
    found = corrections(calling.creditor, calling.debtor, [seq])
    assert list(found) == [seq] and found[seq].actor == calling.controller


def test_of_two_tries_the_first_is_taken_back_alone(calling: World) -> None:
    task = calling.task("phone")
    assert task is not None
    calling.record("busy", task=task, hour=10)
    first = last(calling, "call.made").seq
    calling.record("spoke_will_check", task=task, hour=15)
    correct(
        calling.creditor,
        calling.debtor,
        first,
        "not called",
        actor=calling.controller,
        moment=at(calling.day, 16),
    )
    assert calling.step(kind="phone").state == "done", "the call that reached somebody stands"
    assert [a.result for a in Attempt.objects.filter(channel="phone", is_void=False)] == ["spoke_will_check"]


def test_once_the_next_step_has_left_it_says_that_it_cannot(calling: World) -> None:
    calling.record("spoke_will_check", task=calling.task("phone"))
    seq = last(calling, "call.made").seq
    for _ in range(40):
        calling.day += timedelta(days=1)
        calling.run()
        if StepRun.objects.filter(rung__gt=2).exclude(state="planned").exists():
            break
    StepRun.objects.filter(rung__gt=2).update(state="done", done_on=calling.day)
    wanted = code_of(lambda: correct(calling.creditor, calling.debtor, seq, "no", **calling.by))
    assert wanted == "gone_on"
    assert calling.step(kind="phone").state == "done"


def test_a_promise_with_its_hold_on_the_case_is_taken_back_and_what_it_replaced_holds_again(
    calling: World,
) -> None:
    on = calling.day + timedelta(days=7)
    first = promises.promise(calling.creditor, calling.case.pk, 100_000, on, **calling.by)
    promises.promise(calling.creditor, calling.case.pk, 200_000, on, **calling.by)
    undo(calling, "promise.made")
    assert dict(Promise.objects.values_list("amount_minor", "state")) == {
        100_000: "open",
        200_000: "withdrawn",
    }
    correct(calling.creditor, calling.debtor, _entry_of(calling, first.pk), "misheard", **calling.by)
    assert set(Promise.objects.values_list("state", flat=True)) == {"withdrawn"}
    refresh(calling.creditor, moment=at(calling.day), actor="system")
    assert calling.case.why_code != "promised"


def _entry_of(made: World, promise: int) -> int:
    found = entries(made.creditor.key, made.debtor.stream_key, which=Narrow(kinds=("promise.made",)))
    return next(entry.seq for entry in found if entry.facts["promise"] == promise)


def test_its_confirmation_is_taken_back_while_it_waits_and_answered_for_once_it_is_out(
    calling: World,
) -> None:
    on = calling.day + timedelta(days=7)
    promises.promise(calling.creditor, calling.case.pk, 100_000, on, **calling.by)
    message = ServiceMessage.objects.get().message
    assert undo(calling, "promise.made").left == ()
    message.refresh_from_db()
    assert message.state == MessageState.CANCELLED
    promises.promise(calling.creditor, calling.case.pk, 150_000, on, **calling.by)
    out = ServiceMessage.objects.order_by("-pk")[0].message
    type(out).objects.filter(pk=out.pk).update(state=MessageState.SENT)
    assert undo(calling, "promise.made").left == ("sent",)
    assert calling.task("confirm_in_writing") is not None


def test_a_plan_that_waits_for_a_yes_is_withdrawn_with_its_request(calling: World) -> None:
    day = calling.day
    parts = [(day + timedelta(days=10), 1_000), (day + timedelta(days=40), 1_000)]
    promises.plan(calling.creditor, calling.case.pk, parts, **calling.by)
    undo(calling, "plan.asked")
    assert set(Promise.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert calling.case.approvals.get().is_granted is False and calling.task("approve_plan") is None
    assert not Hold.objects.filter(released_on__isnull=True).exists()


def test_a_kept_promise_is_not_taken_back(calling: World) -> None:
    promises.promise(calling.creditor, calling.case.pk, 1_000, calling.day + timedelta(days=3), **calling.by)
    Promise.objects.update(state="kept")
    assert code_of(lambda: undo(calling, "promise.made")) == "gone_on"


def test_holds_placed_prolonged_and_released_by_mistake(calling: World) -> None:
    nine, twenty = calling.day + timedelta(days=9), calling.day + timedelta(days=20)
    hold = holds.hold(calling.creditor, calling.debtor, nine, "they asked", **calling.by)
    holds.hold(calling.creditor, calling.debtor, twenty, "they asked", **calling.by)
    undo(calling, "hold.placed")
    hold.refresh_from_db()
    assert (hold.until_on, hold.released_on) == (nine, None)
    holds.release(calling.creditor, hold.pk, **calling.by)
    undo(calling, "hold.released")
    again = Hold.objects.get(released_on__isnull=True)
    assert (again.until_on, again.note, again.placed_on) == (nine, "they asked", calling.day)


def test_a_hold_that_nobody_asked_for(calling: World) -> None:
    hold = holds.hold(calling.creditor, calling.debtor, calling.day + timedelta(days=9), "x", **calling.by)
    undo(calling, "hold.placed")
    hold.refresh_from_db()
    assert hold.released_on == calling.day


def test_a_cause_goes_back_unless_something_newer_is_known(calling: World) -> None:
    causes.set_cause(calling.creditor, calling.case.pk, "forgotten", **calling.by)
    causes.set_cause(calling.creditor, calling.case.pk, "hardship", **calling.by)
    assert calling.task("offer_plan") is not None
    undo(calling, "cause.noted")
    assert calling.case.cause == "forgotten" and calling.task("offer_plan") is None


def test_a_dispute_and_a_decision(calling: World) -> None:
    made = disputes.dispute(calling.creditor, calling.invoice.pk, 5_000, "price", **calling.by)
    disputes.decide(calling.creditor, made.pk, "upheld", **calling.by)
    assert Hold.objects.filter(released_on__isnull=True).exists()
    undo(calling, "ledger.dispute_closed")
    again = Dispute.objects.get(closed_on__isnull=True)
    assert (again.amount_minor, again.type) == (5_000, "price") and calling.task("issue_credit_note") is None
    assert not Hold.objects.filter(released_on__isnull=True).exists()
    asked = Narrow(kinds=("ledger.dispute_opened",))
    opened = entries(calling.creditor.key, calling.debtor.stream_key, which=asked)[0].seq
    correct(calling.creditor, calling.debtor, opened, "wrong invoice", **calling.by)
    assert (
        set(Dispute.objects.values_list("outcome", flat=True)) == {"mistaken"}
        and calling.task("answer_dispute") is None
    )
    assert calling.case.cause == "unknown"


def test_who_is_in_charge_goes_back_to_whoever_was(calling: World) -> None:
    first = contacts.add(calling.creditor, calling.debtor, Given(name="Ann"), in_charge=True, **calling.by)
    second = contacts.add(calling.creditor, calling.debtor, Given(name="Bob"), in_charge=True, **calling.by)
    undo(calling, "ledger.in_charge")
    assert Contact.objects.get(pk=first.pk).is_in_charge
    assert Contact.objects.get(pk=second.pk).ended_on == calling.day


def test_an_opt_out_by_mistake(calling: World) -> None:
    calling.record("do_not_call", task=calling.task("phone"))
    undo(calling, "call.made")
    assert Debtor.objects.get(pk=calling.debtor.pk).opted_out == ""


def test_a_case_that_was_moved_goes_on_as_before(calling: World) -> None:
    before = calling.case
    moves.move_to(calling.creditor, before.pk, 1, "begin again", **calling.by)
    assert calling.case.round == before.round + 1
    undo(calling, "case.moved")
    assert (calling.case.round, calling.case.advance_to) == (before.round, None)
    calling.run()
    assert not [one for one in checks(calling.creditor) if one.violations]


def test_a_note_is_marked_alone(calling: World) -> None:
    calling.record("note", text="nice people")
    undo(calling, "case.note")
    assert Task.objects.filter(state="open", kind="phone").count() == 1


def test_what_cannot_be_taken_back_says_so(calling: World) -> None:
    for kind, code in (("message.sent", "cannot_be_undone"), ("case.opened", "cannot_be_undone")):
        assert code_of(lambda kind=kind: undo(calling, kind)) == code
    calling.record("note", text="x")
    assert code_of(lambda: undo(calling, "case.note", "  ")) == "missing"
    undo(calling, "case.note")
    assert code_of(lambda: undo(calling, "case.note")) == "corrected_already"
    assert code_of(lambda: undo(calling, "record.corrected")) == "cannot_be_undone"
    assert (
        code_of(lambda: correct(calling.creditor, calling.debtor, 99_999, "x", **calling.by))
        == "no_such_entry"
    )


def test_nothing_of_another_debtor_is_touched(calling: World) -> None:
    other = world()
    calling.record("note", text="x")
    seq = last(calling, "case.note").seq
    assert code_of(lambda: correct(other.creditor, calling.debtor, seq, "x", **other.by)) == "no_such_entry"
