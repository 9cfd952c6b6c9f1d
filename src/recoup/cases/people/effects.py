"""What follows from a result besides the step: promises, disputes, holds, marks on contacts, tasks, stops."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from recoup.cases.delivered import step_came_back
from recoup.cases.formal.placing.ending import kept
from recoup.cases.models import Case, StepRun, StepState, Task
from recoup.cases.people import causes, contacts, disputes, holds, promises
from recoup.cases.people.desk import Desk
from recoup.cases.people.given import Given
from recoup.cases.people.results import Result
from recoup.ladder.standing import stand
from recoup.ledger.models import Contact, Invoice
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.outreach.models import Inbound, Message, MessageState
from recoup.outreach.operations import mark_read, record_inbound
from recoup.recourse.models import HELD, Placement

MONEY_UNDERWAY_DAYS = 3
"""Working days for money that is said to be on its way, as every reminder allows."""
COMPLAINT_DAYS = 5

Effect = Callable[[Desk, Result, StepRun | None, Given], Any]


def learn_cause(desk: Desk, cause: str) -> None:
    """The cause as learnt, with the next answer; kept when it is the same."""
    assert desk.case is not None
    if desk.case.cause != cause:
        causes.note_cause(desk, cause)


def _promise(desk: Desk, result: Result, step: StepRun | None, given: Given) -> dict[str, Any]:
    assert desk.case is not None and given.on is not None
    amount = given.amount_minor
    if amount is None:
        amount = stand(desk.facts(), desk.today).net_minor
    made = promises.promise(
        desk.creditor, desk.case.pk, amount, given.on, contact=_whom(step, given), note=given.text, **desk.by
    )
    return {"promise": made.pk, "state": made.state}


def _whom(step: StepRun | None, given: Given) -> int | None:
    return given.contact_id or (step.contact_id if step else None)


def _dispute(desk: Desk, result: Result, step: StepRun | None, given: Given) -> list[int]:
    """The invoices named; when none is, all that is asked, until a person names the undisputed."""
    chosen = given.invoices or tuple(i.id for i in stand(desk.facts(), desk.today).asked)
    if given.amount_minor is not None and len(chosen) != 1:
        raise Refused("missing", "A disputed part belongs to one invoice.", "--invoice", "Name the invoice.")
    opened = []
    for invoice in Invoice.objects.of(desk.creditor).filter(debtor=desk.debtor, pk__in=chosen).order_by("pk"):
        made = disputes.dispute(
            desk.creditor,
            invoice.pk,
            given.amount_minor,
            given.dispute_type or "other",
            note=given.text,
            **desk.by,
        )
        opened.append(made.pk)
    return opened


def _send_copy(desk: Desk, result: Result, step: StepRun | None, given: Given) -> str:
    return causes.send_copy(desk, given.text)


def _who_approves(desk: Desk, result: Result, step: StepRun | None, given: Given) -> None:
    desk.ask("who_approves", desk.working_day())


def _hold_for_money(desk: Desk, result: Result, step: StepRun | None, given: Given) -> dict[str, Any]:
    """Nothing goes out while the money may be on its way; then a person looks whether it came."""
    until = desk.working_day(MONEY_UNDERWAY_DAYS)
    holds.place(desk, until_on=until, note=given.text or result.words, case=desk.case)
    task = desk.ask("check_payment", until)
    return {"held_until": until.isoformat(), "task": task.pk}


def _opt_out(channel: str) -> Effect:
    def effect(desk: Desk, result: Result, step: StepRun | None, given: Given) -> str:
        contacts.set_opted_out(desk, channel, True)
        return channel

    return effect


def _confirm_insolvency(desk: Desk, result: Result, step: StepRun | None, given: Given) -> None:
    """Hearsay stops everything for two working days, in which a person looks it up."""
    until = desk.working_day(2)
    holds.place(desk, until_on=until, note=given.text or result.words)
    desk.ask("confirm_insolvency", desk.working_day())


def _insolvent(desk: Desk, result: Result, step: StepRun | None, given: Given) -> str:
    on = given.on or desk.today
    contacts.set_insolvent(desk, on)
    holds.release_all(desk)  # nothing waits for a day any more: the insolvency stops everything
    desk.close_kind("confirm_insolvency", result=result.code)
    return on.isoformat()


def _not_insolvent(desk: Desk, result: Result, step: StepRun | None, given: Given) -> None:
    contacts.set_insolvent(desk, None)
    mine = Case.objects.of(desk.creditor).filter(debtor=desk.debtor, cause="insolvent")
    mine.update(cause="unknown")
    holds.release_all(desk)


def _represented(desk: Desk, result: Result, step: StepRun | None, given: Given) -> None:
    contacts.set_represented(desk, given.text)


def _complaint(desk: Desk, result: Result, step: StepRun | None, given: Given) -> None:
    holds.place(desk, until_on=desk.working_day(COMPLAINT_DAYS), note=given.text or result.words)
    desk.ask("complaint", desk.working_day(), role="manager")


def _wrong_person(desk: Desk, result: Result, step: StepRun | None, given: Given) -> int | None:
    """They are not it; somebody else may have been named, who then is."""
    known = _contact_of(desk, step, given, named=False)
    if known is not None:
        contacts.mark_not_in_charge(desk, known)
    if given.name or given.email or given.phone:
        found = contacts.take(
            desk, given, source=f"named by {step.channel if step else 'them'}", in_charge=True
        )
        _found_again(desk)
        return found.pk
    return None


def _contact_of(desk: Desk, step: StepRun | None, given: Given, *, named: bool = True) -> Contact | None:
    pk = given.contact_id or (step.contact_id if step else None)
    if pk is None and given.message is not None:
        message = Message.objects.of(desk.creditor).filter(pk=given.message, debtor=desk.debtor).first()
        pk = message.contact_id if message else None
    return contacts.contact_by(desk.creditor, desk.debtor, pk) if pk else None


def _left_company(desk: Desk, result: Result, step: StepRun | None, given: Given) -> None:
    known = _contact_of(desk, step, given)
    if known is not None:
        contacts.end(desk, known)
    if given.name or given.email or given.phone:
        contacts.take(desk, given, source="named by a colleague", in_charge=False)


def _wrong_number(desk: Desk, result: Result, step: StepRun | None, given: Given) -> None:
    known = _contact_of(desk, step, given)
    if known is not None:
        contacts.mark(desk, known, "phone", "wrong")
    if given.name or given.email or given.phone:
        contacts.take(desk, given, source="named on the telephone", in_charge=False)


def _call_back(desk: Desk, result: Result, step: StepRun | None, given: Given) -> int:
    """We owe them a call: nothing goes out until it is made."""
    assert given.on is not None
    if given.on < desk.today:
        raise Refused(
            "date_in_past",
            say("%(on)s is over.", on=given.on),
            "--on",
            "Give the day on which they want the call.",
        )
    desk.close_kind("call_back", result="moved")
    return desk.ask("call_back", given.on).pk


def _await_call(desk: Desk, result: Result, step: StepRun | None, given: Given) -> int:
    return desk.ask("await_call", given.on or desk.working_day(2)).pk


def _found(desk: Desk, result: Result, step: StepRun | None, given: Given) -> int:
    found = contacts.take(desk, given, source="found out", in_charge=True)
    _found_again(desk)
    desk.close_kind("find_address", result=result.code)
    return found.pk


def _found_again(desk: Desk) -> None:
    """Somebody in charge is known, so that the person was the wrong one is no longer why."""
    assert desk.case is not None
    Case.objects.of(desk.creditor).filter(debtor=desk.debtor, cause="wrong_person").update(cause="unknown")


def _generic(desk: Desk, result: Result, step: StepRun | None, given: Given) -> int | None:
    if not (given.name or given.email or given.phone):
        return None
    return contacts.take(desk, given, source="found out", in_charge=False, role="generic").pk


def _in_charge(desk: Desk, result: Result, step: StepRun | None, given: Given) -> int | None:
    if given.has_contact:
        return contacts.take(desk, given, source="met", in_charge=True).pk
    return None


def _appointment(desk: Desk, result: Result, step: StepRun | None, given: Given) -> int:
    assert given.on is not None
    if given.on < desk.today:
        raise Refused(
            "date_in_past", say("%(on)s is over.", on=given.on), "--on", "Give the day of the appointment."
        )
    holds.place(desk, until_on=given.on + timedelta(days=1), note="appointment", case=desk.case)
    return desk.ask("appointment", given.on).pk


def _find_address(desk: Desk, result: Result, step: StepRun | None, given: Given) -> int:
    return desk.ask("find_address", desk.working_day()).pk


def _unread(desk: Desk, result: Result, step: StepRun | None, given: Given) -> int:
    kind = "email" if given.kind in ("", "inbound") else given.kind
    inbound = record_inbound(
        desk.debtor, "reply", given.text.encode() or b"(no text)", channel=kind, message=message_of(desk, given),
        **desk.by,
    )  # fmt: skip
    return inbound.pk


def message_of(desk: Desk, given: Given) -> Message | None:
    """The message named, else the last email of the case that has left.

    Raises Refused (`no_such_message`) for one that the debtor never got.
    """
    mine = Message.objects.of(desk.creditor).filter(debtor=desk.debtor)
    if given.message is not None:
        named: Message | None = mine.filter(pk=given.message).first()
        if named is None:
            raise Refused(
                "no_such_message",
                say("%(name)s got no message %(message)s.", name=desk.debtor.name, message=given.message),
                "--message",
            )
        return named
    gone = mine.filter(
        channel="email", state__in=(MessageState.SENT, MessageState.UNSURE, MessageState.SENDING)
    )
    if desk.case is not None and gone.filter(steps__case=desk.case).exists():
        gone = gone.filter(steps__case=desk.case)
    last: Message | None = gone.order_by("-sent_at", "-pk").first()
    return last


def mark_all_read(desk: Desk) -> None:
    """A person has read what came in from this debtor, and the tasks to do so are done."""
    for inbound in Inbound.objects.of(desk.creditor).filter(
        debtor=desk.debtor, kind="reply", read_at__isnull=True
    ):
        mark_read(inbound, **desk.by)
    _reading_done(desk)


def mark_one_read(desk: Desk, inbound: Inbound) -> None:
    """One answer is read; the tasks to read are done once nothing else of this debtor is unread."""
    mark_read(inbound, **desk.by)
    unread = Inbound.objects.of(desk.creditor).filter(debtor=desk.debtor, kind="reply", read_at__isnull=True)
    if not unread.exists():
        _reading_done(desk)


def _reading_done(desk: Desk) -> None:
    Task.objects.of(desk.creditor).filter(
        debtor=desk.debtor, kind__in=("read_answer", "read_answer_late"), state="open"
    ).update(state="done", result="read", closed_on=desk.today)


def _read(desk: Desk, result: Result, step: StepRun | None, given: Given) -> None:
    return None


def bounce(desk: Desk, given: Given) -> list[int]:
    """The email never arrived: its steps are open again, its address is marked. Refused without a message."""
    message = message_of(desk, given)
    if message is None:
        raise Refused(
            "no_such_message", "No email to this debtor has left that could come back.", "--message"
        )
    if message.state == MessageState.RETURNED:
        raise Refused(
            "came_back_before", say("Message %(pk)s is known to have come back.", pk=message.pk), "--message"
        )
    record_inbound(
        desk.debtor,
        "bounce",
        given.text.encode() or b"(recorded by hand)",
        channel="email",
        message=message,
        **desk.by,
    )
    return steps_came_back(desk, message)


def steps_came_back(desk: Desk, message: Message) -> list[int]:
    """Every step of a message that came back is open again."""
    states = (StepState.DONE, StepState.UNSURE, StepState.SENDING)
    back = list(StepRun.objects.of(desk.creditor).filter(message=message, state__in=states).order_by("pk"))
    for step in back:
        step_came_back(desk.creditor, step)
    return [step.pk for step in back]


def _soft_bounce(desk: Desk, result: Result, step: StepRun | None, given: Given) -> None:
    record_inbound(
        desk.debtor, "bounce", given.text.encode() or b"(recorded by hand)", channel="email",
        message=message_of(desk, given), is_hard=False, **desk.by,
    )  # fmt: skip


def _auto_reply(desk: Desk, result: Result, step: StepRun | None, given: Given) -> str | None:
    """Holds nothing; until when they are away is noted."""
    record_inbound(
        desk.debtor, "auto_reply", given.text.encode() or b"(recorded by hand)", channel="email",
        message=message_of(desk, given), **desk.by,
    )  # fmt: skip
    if given.on is None:
        return None
    desk.record("answer.noted", klass="open", direction="in", channel="email", result="auto_reply",
                facts={"away_until": given.on.isoformat()})  # fmt: skip
    return given.on.isoformat()


def _wait_for_them(desk: Desk, result: Result, step: StepRun | None, given: Given) -> str:
    """Nobody is there to answer: the case is held until the day after they are back."""
    assert given.on is not None
    if given.on < desk.today:
        raise Refused(
            "date_in_past", say("%(on)s is over.", on=given.on), "--on", "Give the last day of the absence."
        )
    until = given.on + timedelta(days=1)
    holds.place(desk, until_on=until, note=given.text or result.words, case=desk.case)
    return until.isoformat()


def _money_checked(desk: Desk, result: Result, step: StepRun | None, given: Given) -> None:
    if result.code == "no_money_came":
        holds.release_all(desk, case=desk.case)


def _looked(desk: Desk, result: Result, step: StepRun | None, given: Given) -> None:
    assert desk.case is not None
    Case.objects.filter(pk=desk.case.pk).update(looked_at_on=desk.today)


def _placement_goes_on(desk: Desk, result: Result, step: StepRun | None, given: Given) -> None:
    """Asked what comes of it, somebody says that it stays where it is."""
    mine = Placement.objects.of(desk.creditor).filter(debtor=desk.debtor, state__in=HELD)
    for one in mine.filter(review_on__isnull=False):
        kept(desk, one, given.text)


EFFECTS: dict[str, Effect] = {
    "promise": _promise,
    "dispute": _dispute,
    "send_copy": _send_copy,
    "who_approves": _who_approves,
    "hold_for_money": _hold_for_money,
    "no_calls": _opt_out("phone"),
    "no_visits": _opt_out("visit"),
    "no_emails": _opt_out("email"),
    "confirm_insolvency": _confirm_insolvency,
    "insolvent": _insolvent,
    "not_insolvent": _not_insolvent,
    "represented": _represented,
    "complaint": _complaint,
    "wrong_person": _wrong_person,
    "left_company": _left_company,
    "wrong_number": _wrong_number,
    "call_back": _call_back,
    "await_call": _await_call,
    "found": _found,
    "generic": _generic,
    "in_charge": _in_charge,
    "appointment": _appointment,
    "find_address": _find_address,
    "unread": _unread,
    "read": _read,
    "soft_bounce": _soft_bounce,
    "auto_reply": _auto_reply,
    "wait_for_them": _wait_for_them,
    "money_checked": _money_checked,
    "looked": _looked,
    "placement_goes_on": _placement_goes_on,
}
