"""Promises, plans, approvals, holds, disputes, causes, moves, statements: what people agree and decide."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests import builders
from tests.cases.people.worlds import World, at, world

from recoup.cases.models import Approval, Case, CaseInvoice, Hold, Promise, ServiceMessage, StepRun
from recoup.cases.people import (
    approvals,
    causes,
    contacts,
    disputes,
    exhibits,
    holds,
    moves,
    promises,
    statements,
)
from recoup.cases.people.given import Given
from recoup.cases.rules import instalments
from recoup.cases.service import send_services
from recoup.ledger.models import Dispute
from recoup.lib.errors import Refused
from recoup.org.models import Membership
from recoup.org.settings import set_setting
from recoup.outreach.models import Message

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def w() -> World:
    """A case that has been reminded."""
    made = world()
    made.run()
    return made


def refused(code: str) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, check=lambda why: why.code == code)


def test_a_promise_up_to_14_days_ahead_holds_and_is_confirmed(w: World, home: Path) -> None:
    made = promises.promise(w.creditor, w.case.pk, 100_000, w.day + 14 * DAY, **w.by)
    assert made.state == "open"
    again = promises.promise(w.creditor, w.case.pk, 100_000, w.day + 14 * DAY, **w.by)
    assert again == made
    service = ServiceMessage.objects.get()
    assert (service.wording, service.message.is_service) == ("promise_confirmed", True)
    w.run()
    assert w.case.why_code == "promised"
    service.message.refresh_from_db()
    assert service.message.state == "sent"
    assert len(list((home / "outbox").glob("*.eml"))) == 2
    w.run()
    assert len(list((home / "outbox").glob("*.eml"))) == 2


def test_a_later_promise_replaces_the_open_one(w: World) -> None:
    first = promises.promise(w.creditor, w.case.pk, 100_000, w.day + 3 * DAY, **w.by)
    promises.promise(w.creditor, w.case.pk, 200_000, w.day + 5 * DAY, **w.by)
    first.refresh_from_db()
    assert first.state == "replaced"


@pytest.mark.parametrize(
    ("amount", "days", "code"),
    [
        (0, 3, "bad_amount"),
        (-1, 3, "bad_amount"),
        (500_001, 3, "promise_too_large"),
        (100, -1, "date_in_past"),
    ],
)
def test_a_promise_that_cannot_be_is_refused(w: World, amount: int, days: int, code: str) -> None:
    with refused(code):
        promises.promise(w.creditor, w.case.pk, amount, w.day + days * DAY, **w.by)
    assert not Promise.objects.exists()


def test_a_late_promise_waits_for_somebody_else(w: World) -> None:
    made = promises.promise(w.creditor, w.case.pk, 100_000, w.day + 15 * DAY, **w.by)
    assert made.state == "asked"
    w.run()
    assert w.case.why_code == "held"
    asked = Approval.objects.get()
    with refused("not_allowed"):
        approvals.decide(w.creditor, asked.pk, **w.by)
    approvals.decide(w.creditor, asked.pk, **w.by_owner)
    made.refresh_from_db()
    assert made.state == "open"
    w.run()
    assert w.case.why_code == "promised"
    with refused("decided_already"):
        approvals.decide(w.creditor, asked.pk, **w.by_owner)


def test_a_promise_after_a_broken_one_waits(w: World) -> None:
    first = promises.promise(w.creditor, w.case.pk, 100_000, w.day + 3 * DAY, **w.by)
    Promise.objects.filter(pk=first.pk).update(state="broken", judged_on=w.day)
    assert promises.promise(w.creditor, w.case.pk, 100_000, w.day + 3 * DAY, **w.by).state == "asked"


def test_a_refused_promise_falls_and_the_case_goes_on(w: World) -> None:
    made = promises.promise(w.creditor, w.case.pk, 100_000, w.day + 15 * DAY, **w.by)
    asked = Approval.objects.get()
    with refused("missing"):
        approvals.decide(w.creditor, asked.pk, is_granted=False, **w.by_owner)
    approvals.decide(w.creditor, asked.pk, is_granted=False, reason="too late", **w.by_owner)
    made.refresh_from_db()
    assert made.state == "replaced"
    w.run()
    assert w.case.why_code == "waiting"


def test_nobody_approves_their_own_plan_but_an_only_user_after_a_day(w: World) -> None:
    parts = instalments(500_000, 3, w.day + DAY, "month")
    promises.plan(w.creditor, w.case.pk, parts, **w.by_owner)
    asked = Approval.objects.get(kind="plan")
    with refused("own_request"):
        approvals.decide(w.creditor, asked.pk, **w.by_owner)
    Membership.objects.exclude(role="owner").delete()
    with refused("own_request_too_early"):
        approvals.decide(w.creditor, asked.pk, **w.by_owner)
    approvals.decide(w.creditor, asked.pk, actor=w.owner, moment=at(w.day + DAY, 11))
    assert set(Promise.objects.values_list("state", flat=True)) == {"open"}
    assert ServiceMessage.objects.get().wording == "plan_confirmed"


def test_a_plan_is_at_most_what_is_open_and_in_order(w: World) -> None:
    with refused("promise_too_large"):
        promises.plan(w.creditor, w.case.pk, [(w.day, 250_000), (w.day + DAY, 250_001)], **w.by)
    for parts in ([], [(w.day + DAY, 1), (w.day, 1)], [(w.day, 1), (w.day, 1)]):
        with refused("bad_plan"):
            promises.plan(w.creditor, w.case.pk, parts, **w.by)


def test_a_plan_with_a_natural_person_needs_a_reason() -> None:
    w = world(kind="sole_trader")
    w.run()
    promises.plan(w.creditor, w.case.pk, [(w.day + DAY, 500_000)], **w.by)
    asked = Approval.objects.get(kind="plan")
    with refused("missing"):
        approvals.decide(w.creditor, asked.pk, **w.by_owner)
    approvals.decide(w.creditor, asked.pk, reason="no interest, within twelve months", **w.by_owner)


def test_a_draft_goes_out_when_a_person_says_so(home: Path) -> None:
    w = world()
    set_setting(w.creditor, "automation", "draft", **w.by)
    w.run()
    step = w.step(rung=1)
    assert (step.state, w.case.why_code) == ("planned", "needs_approval")
    approvals.approve_step(w.creditor, step.pk, **w.by)
    w.run()
    step.refresh_from_db()
    assert step.state == "done"
    assert len(list((home / "outbox").glob("*.eml"))) == 1


def test_all_drafts_at_once(home: Path) -> None:
    w = world()
    set_setting(w.creditor, "automation", "draft", **w.by)
    for _ in range(3):
        other = builders.debtor(w.creditor)
        builders.contact(other)
        builders.invoice(other, due_on=w.invoice.due_on)
    w.run()
    assert len(approvals.waiting(w.creditor)) == 4
    assert len(approvals.approve_drafts(w.creditor, **w.by)) == 4
    w.run()
    assert len(list((home / "outbox").glob("*.eml"))) == 4


def test_before_we_are_live_nothing_can_be_approved() -> None:
    w = world()
    set_setting(w.creditor, "live", "no", **w.by)
    w.run()
    with refused("not_live"):
        approvals.approve_step(w.creditor, w.step(rung=1).pk, **w.by_owner)


def test_a_refused_draft_falls_and_the_case_rests() -> None:
    w = world()
    set_setting(w.creditor, "automation", "draft", **w.by)
    w.run()
    step = w.step(rung=1)
    approvals.approve_step(w.creditor, step.pk, is_granted=False, reason="they rang", **w.by)
    step.refresh_from_db()
    assert (step.state, step.is_void) == ("cancelled", True)
    w.run()
    assert w.case.why_code == "held"
    w.run_until("hold_ended", 12)


def test_a_hold_ends_with_a_question(w: World) -> None:
    held = holds.hold(w.creditor, w.debtor, w.day + 10 * DAY, "merger", **w.by)
    w.run(w.day + 9 * DAY)
    assert w.case.why_code == "held"
    w.run(w.day + DAY)
    held.refresh_from_db()
    assert held.released_on == held.until_on
    assert w.task("hold_ended") is not None


def test_holds_that_are_refused(w: World) -> None:
    for until, reason, code in (
        (w.day, "now", "date_in_past"),
        (w.day + DAY, " ", "missing"),
        (w.day + 184 * DAY, "long", "hold_too_long"),
    ):
        with refused(code):
            holds.hold(w.creditor, w.debtor, until, reason, **w.by)
    holds.hold(w.creditor, w.debtor, w.day + 184 * DAY, "long", **w.by_owner)


def test_a_hold_on_an_invoice_leaves_the_others(w: World) -> None:
    other = builders.invoice(w.debtor, 70_000, due_on=w.day - 5 * DAY)
    w.run()
    holds.hold(w.creditor, w.debtor, w.day + 30 * DAY, "proof asked", invoice=w.invoice, **w.by)
    w.run_until("phone")
    w.record("spoke_will_check", task=w.task("phone"))
    assert list(w.step(kind="phone").named.values_list("invoice_id", flat=True)) == [other.pk]


def test_released_holds_let_go_once(w: World) -> None:
    held = holds.hold(w.creditor, w.debtor, w.day + 10 * DAY, "merger", **w.by)
    for _ in range(2):
        assert holds.release(w.creditor, held.pk, **w.by).released_on == w.day
    w.run()
    assert w.case.why_code == "waiting"


def test_a_dispute_is_acknowledged_and_ends_by_decision(w: World) -> None:
    made = disputes.dispute(w.creditor, w.invoice.pk, None, "quality", note="half of it is broken", **w.by)
    assert ServiceMessage.objects.get().wording == "dispute_acknowledged"
    assert w.case.cause == "disputed"
    task = w.task("answer_dispute")
    assert task is not None
    assert task.due_on == made.answer_due_on
    w.run(made.answer_due_on)
    assert w.case.why_code == "disputed"
    made.refresh_from_db()
    assert made.answer_due_on > w.day, "renewed, never ended by the clock"
    with refused("missing"):
        disputes.decide(w.creditor, made.pk, "rejected", **w.by)
    disputes.decide(w.creditor, made.pk, "rejected", note="accepted on delivery", **w.by)
    assert w.case.cause == "unknown"
    assert w.task("answer_dispute") is None
    assert Dispute.objects.get().outcome == "rejected"


def test_an_upheld_dispute_waits_for_the_credit_note(w: World) -> None:
    made = disputes.dispute(w.creditor, w.invoice.pk, None, "price", **w.by)
    disputes.decide(w.creditor, made.pk, "upheld", **w.by)
    assert w.task("issue_credit_note") is not None
    assert Hold.objects.get(invoice=w.invoice).until_on == w.day + 14 * DAY
    w.run()
    assert w.case.why_code == "held"


CAUSES = [
    ("order_missing", {}, "send_proof"),
    ("waiting_approval", {}, "who_approves"),
    ("portal", {}, "portal_status"),
    ("short_of_money", {}, "offer_plan"),
    ("insolvent", {}, "confirm_insolvency"),
    ("not_received", {}, "send_copy"),
    ("forgotten", {"tell_sales": True}, "tell_sales"),
    ("unwilling", {"stop_supply": True}, "approve_supply_stop"),
]


@pytest.mark.parametrize(("cause", "more", "task"), CAUSES, ids=[row[0] for row in CAUSES])
def test_a_cause_brings_its_answer(w: World, cause: str, more: dict, task: str) -> None:
    causes.set_cause(w.creditor, w.case.pk, cause, **more, **w.by)
    assert w.case.cause == cause
    assert w.task(task) is not None


def test_copies_go_out_where_we_have_them(w: World) -> None:
    exhibits.add_folder(w.creditor, {f"{w.invoice.number}.pdf": b"%PDF-1.7"}, "invoice", **w.by)
    causes.set_cause(w.creditor, w.case.pk, "not_received", **w.by)
    assert ServiceMessage.objects.get().wording == "copy_invoice"
    assert w.task("send_copy") is None


def test_a_payment_run_is_a_promise_and_a_deduction_a_dispute(w: World) -> None:
    causes.set_cause(w.creditor, w.case.pk, "payment_run", on=w.day + 4 * DAY, **w.by)
    assert Promise.objects.get().amount_minor == 500_000
    with refused("missing"):
        causes.set_cause(w.creditor, w.case.pk, "deduction", **w.by)
    causes.set_cause(w.creditor, w.case.pk, "deduction", invoice=w.invoice.pk, amount_minor=5_000, **w.by)
    assert Dispute.objects.get().amount_minor == 5_000
    with refused("unknown_cause"):
        causes.set_cause(w.creditor, w.case.pk, "bad luck", **w.by)


def test_a_case_moved_up_acts_there_next(w: World) -> None:
    moves.move_to(w.creditor, w.case.pk, 3, "the boss knows them", **w.by)
    w.run()
    step = w.step()
    assert (step.rung, step.kind) == (3, "find_contact")
    with refused("no_such_rung"):
        moves.move_to(w.creditor, w.case.pk, 9, "further", **w.by)
    with refused("missing"):
        moves.move_to(w.creditor, w.case.pk, 4, "", **w.by)


def test_a_rung_done_once_more_is_a_new_round(w: World) -> None:
    moves.again(w.creditor, w.case.pk, "they lost it", **w.by)
    assert w.case.round == 2
    w.run(w.day + 7 * DAY)
    assert w.step(rung=1, round=2).state == "done"
    assert CaseInvoice.objects.get(case=w.case).earned == 1


def test_moving_drops_what_was_planned(w: World) -> None:
    task = w.run_until("phone")
    moves.move_to(w.creditor, w.case.pk, 4, "drive there", **w.by)
    task.refresh_from_db()
    assert task.state == "cancelled"
    step = StepRun.objects.get(pk=task.step_id)
    assert (step.state, step.is_void) == ("cancelled", True)
    w.run()
    assert w.task("visit") is not None


def test_a_cancelled_step_rests_until_asked(w: World) -> None:
    task = w.run_until("phone")
    assert task.step_id is not None
    for _ in range(2):
        moves.cancel_step(w.creditor, task.step_id, "wait for the fair", **w.by)
    w.run()
    assert w.case.why_code == "held"
    assert Case.objects.get().round == 1


def test_a_statement_goes_out_once_a_day_and_counts_for_nothing(w: World) -> None:
    currency, pdf = statements.statement(w.creditor, w.debtor, moment=at(w.day))
    assert (currency, pdf[:4]) == ("GBP", b"%PDF")
    assert statements.send_statement(w.creditor, w.debtor, **w.by) is not None
    assert statements.send_statement(w.creditor, w.debtor, **w.by) is None
    assert send_services(w.creditor, **w.by) == 1
    assert send_services(w.creditor, **w.by) == 0
    w.run(w.day + 7 * DAY)
    assert w.task("phone") is not None


def test_service_messages_stop_for_a_lawyer_and_wait_while_sending_is_off(w: World) -> None:
    promises.promise(w.creditor, w.case.pk, 100_000, w.day + 5 * DAY, **w.by)
    set_setting(w.creditor, "sending", "off", **w.by)
    assert send_services(w.creditor, **w.by) == 0
    assert Message.objects.get(is_service=True).state == "ready"
    set_setting(w.creditor, "sending", "on", **w.by)
    contacts.change(w.creditor, w.debtor, represented_by="Messrs Law", **w.by)
    assert send_services(w.creditor, **w.by) == 0
    assert Message.objects.get(is_service=True).state == "cancelled"
    with refused("represented"):
        statements.send_statement(w.creditor, w.debtor, **w.by)


def test_without_an_address_a_person_confirms_in_writing(w: World) -> None:
    w.contact.email_state = "bounced"
    w.contact.save()
    promises.promise(w.creditor, w.case.pk, 100_000, w.day + 5 * DAY, **w.by)
    assert w.task("confirm_in_writing") is not None


def test_contacts_are_added_marked_and_ended(w: World) -> None:
    eve = contacts.add(
        w.creditor, w.debtor, Given(name="Eve", email="eve@debtor.example"), in_charge=True, **w.by
    )
    same = contacts.add(w.creditor, w.debtor, Given(name="Eve", email="EVE@debtor.example"), **w.by)
    assert same == eve
    contacts.change(w.creditor, w.debtor, eve.pk, opt_out=("phone", "visit"), ended=True, **w.by)
    eve.refresh_from_db()
    w.debtor.refresh_from_db()
    assert (eve.ended_on, w.debtor.opted_out) == (w.day, "phone,visit")
    with refused("unknown_channel"):
        contacts.change(w.creditor, w.debtor, opt_out=("letter",), **w.by)


def test_how_a_debtor_is_worked(w: World) -> None:
    contacts.treat(w.creditor, w.debtor, automation="never", segment="key", **w.by)
    w.run(w.day + 7 * DAY)
    assert w.case.why_code == "automation_off"
    with refused("unknown_automation"):
        contacts.treat(w.creditor, w.debtor, automation="sometimes", **w.by)
