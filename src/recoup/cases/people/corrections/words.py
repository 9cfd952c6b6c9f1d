"""Taking back what was said and agreed: promises, plans, causes, holds, disputes, tasks and what was to be sent."""

from collections.abc import Callable

from recoup.archive.queries import EntryView, Narrow, entries
from recoup.cases.models import Approval, Hold, Promise, Task
from recoup.cases.people import causes, disputes, holds
from recoup.cases.people.desk import Desk
from recoup.ledger.models import Dispute
from recoup.ledger.operations.disputes import MISTAKEN, close_dispute, open_dispute
from recoup.lib.errors import Refused
from recoup.outreach.models import CapturedMail, Inbound, Message, MessageState
from recoup.outreach.operations import cancel_message, mark_read

Left = set[str]
"""What could not be taken back: `sent`, a message of the deed is with them; `agreed`, somebody had said yes to it."""
Undo = Callable[[Desk, EntryView, Left], None]
WITHDRAWN = "withdrawn"


def _service(desk: Desk, entry: EntryView, left: Left) -> None:
    message = (
        Message.objects.of(desk.creditor).filter(pk=entry.facts["message"]).select_related("debtor__creditor")
    )
    found: Message | None = message.first()
    if found is None:
        return
    if found.state == MessageState.READY:
        cancel_message(found, reason="corrected", **desk.by)
    elif found.state != MessageState.CANCELLED:
        left.add("sent")


def _task(desk: Desk, entry: EntryView, left: Left) -> None:
    mine = Task.objects.of(desk.creditor).filter(
        debtor=desk.debtor, case=desk.case, kind=entry.facts["task"], state="open", step__isnull=True
    )
    mine.update(state="cancelled", result="corrected", closed_on=desk.today)


def _promise(desk: Desk, entry: EntryView, left: Left) -> None:
    row: Promise | None = Promise.objects.of(desk.creditor).filter(pk=entry.facts["promise"]).first()
    if row is None or row.state in ("replaced", WITHDRAWN):
        return
    if row.state == "kept":
        raise Refused(
            "gone_on", "The promise was kept since: the money came.", "", "There is nothing to mend."
        )
    _withdraw(desk, [row], left)
    desk.record("promise.withdrawn", facts={"promise": row.pk})


def _plan(desk: Desk, entry: EntryView, left: Left) -> None:
    parts = Promise.objects.of(desk.creditor).filter(case=desk.case, plan=entry.facts["plan"])
    rows = list(parts.exclude(state__in=("replaced", WITHDRAWN)))
    if any(row.state == "kept" for row in rows):
        raise Refused(
            "gone_on", "An instalment of the plan was paid since.", "", "Agree on another plan instead."
        )
    _withdraw(desk, rows, left)
    desk.record("plan.withdrawn", facts={"plan": entry.facts["plan"]})


def _withdraw(desk: Desk, rows: list[Promise], left: Left) -> None:
    ids = [row.pk for row in rows]
    Promise.objects.of(desk.creditor).filter(pk__in=ids).update(state=WITHDRAWN)
    asked = Approval.objects.of(desk.creditor).filter(promise__in=ids)
    if asked.filter(is_granted=True).exists():
        left.add("agreed")
    for kind in asked.filter(decided_on__isnull=True).values_list("kind", flat=True):
        holds.release_waiting(desk, f"waits for approval of a {kind}")
        desk.close_kind(f"approve_{kind}", result="corrected")
    asked.filter(decided_on__isnull=True).update(
        decided_on=desk.today, decided_by=desk.actor, is_granted=False
    )


def _replaced(desk: Desk, entry: EntryView, left: Left) -> None:
    """What the mistaken promise had taken the place of holds again, where its day is still to come."""
    Promise.objects.of(desk.creditor).filter(
        pk=entry.facts["promise"], state="replaced", due_on__gte=desk.today
    ).update(state="open")


def _cause(desk: Desk, entry: EntryView, left: Left) -> None:
    """What was known before, unless something newer is known by now."""
    if desk.case is not None and desk.case.cause == entry.result:
        causes.note_cause(desk, str(entry.facts.get("was") or "unknown"))


def _held(desk: Desk, entry: EntryView, left: Left) -> None:
    pk = entry.facts["hold"]
    found: Hold | None = Hold.objects.of(desk.creditor).filter(pk=pk, released_on__isnull=True).first()
    if found is None:
        return
    before = _earlier(desk, entry, "hold.placed", "hold")
    until = str(before.facts["until"]) if before else ""
    if until <= desk.today.isoformat():
        holds.let_go(desk, found.pk)
        return
    found.until_on = desk.today.fromisoformat(until)
    found.save(update_fields=["until_on"])
    desk.record("hold.placed", facts={"hold": found.pk, "until": until})


def _released(desk: Desk, entry: EntryView, left: Left) -> None:
    """Held again from today, where its end is still to come; in between it was not, and that stays true."""
    rows = Hold.objects.of(desk.creditor).select_related("case", "invoice")
    was: Hold | None = rows.filter(pk=entry.facts["hold"], until_on__gt=desk.today, reason="held").first()
    if was is not None and was.released_on is not None:
        holds.place(desk, until_on=was.until_on, note=was.note, case=was.case, invoice=was.invoice)


def _contested(desk: Desk, entry: EntryView, left: Left) -> None:
    if _earlier(desk, entry, "ledger.dispute_opened", "dispute") is not None:
        raise Refused(
            "cannot_be_undone", "This changed an objection that was noted before.", "",
            "Note the objection again as it is.",
        )  # fmt: skip
    found = _dispute(desk, entry)
    if found.outcome == MISTAKEN:  # it stands again as another row
        rows = Dispute.objects.of(desk.creditor).select_related("invoice__debtor")
        found = rows.filter(invoice=found.invoice, closed_on__isnull=True).first() or found
    if found.closed_on is not None:
        raise Refused("gone_on", "The objection was decided since.", "", "Take the decision back first.")
    close_dispute(desk.creditor, found, MISTAKEN, closed_on=desk.today, **desk.by)
    disputes.after_end(desk)


def _decided(desk: Desk, entry: EntryView, left: Left) -> None:
    """They contest it again from today; in between it was asked for, and that stays true."""
    found = _dispute(desk, entry)
    if Dispute.objects.of(desk.creditor).filter(invoice=found.invoice, closed_on__isnull=True).exists():
        raise Refused(
            "gone_on", "This invoice is contested again since.", "", "Decide that objection instead."
        )
    due_on = max(found.answer_due_on, desk.working_day())
    open_dispute(
        desk.creditor, found.invoice, found.amount_minor, found.type, owner=found.owner, answer_due_on=due_on,
        opened_on=desk.today, **desk.by,
    )  # fmt: skip
    Dispute.objects.of(desk.creditor).filter(pk=found.pk).update(outcome=MISTAKEN)
    if desk.case is not None:
        desk.ask("answer_dispute", due_on)


def _dispute(desk: Desk, entry: EntryView) -> Dispute:
    rows = Dispute.objects.of(desk.creditor).select_related("invoice__debtor")
    found: Dispute = rows.get(pk=entry.facts["dispute"])
    return found


def _read(desk: Desk, entry: EntryView, left: Left) -> None:
    """The answer waits to be read again."""
    Inbound.objects.of(desk.creditor).filter(pk=entry.facts["inbound"]).update(read_at=None)


def _judged(desk: Desk, entry: EntryView, left: Left) -> None:
    """What a person said of a mail's reading is unsaid: it waits in the inbox again."""
    row = CapturedMail.objects.of(desk.creditor).filter(pk=entry.facts["mail"], debtor=desk.debtor).first()
    if row is None:
        return
    number = entry.facts.get("reading")
    if number is not None and number < len(row.readings):
        row.readings[number].pop("judged", None)
    row.judged_at = None
    row.save(update_fields=["readings", "judged_at"])


def _came_in(desk: Desk, entry: EntryView, left: Left) -> None:
    """An answer that somebody typed in by mistake holds nothing up any more."""
    found = (
        Inbound.objects.of(desk.creditor).select_related("debtor__creditor").filter(pk=entry.facts["inbound"])
    )
    for inbound in found:
        mark_read(inbound, **desk.by)


def _earlier(desk: Desk, entry: EntryView, kind: str, name: str) -> EntryView | None:
    """The entry before, of that kind, about the same row."""
    before = entries(
        desk.creditor.key, desk.debtor.stream_key, before_seq=entry.seq, which=Narrow(kinds=(kind,))
    )
    same = [one for one in before if one.facts.get(name) == entry.facts[name]]
    return same[-1] if same else None


UNDO: dict[str, Undo] = {
    "service.queued": _service,
    "task.opened": _task,
    "promise.made": _promise,
    "promise.replaced": _replaced,
    "plan.asked": _plan,
    "cause.noted": _cause,
    "hold.placed": _held,
    "hold.released": _released,
    "ledger.dispute_opened": _contested,
    "ledger.dispute_closed": _decided,
    "inbound.read": _read,
    "mail.judged": _judged,
    "inbound.reply": _came_in,
}
