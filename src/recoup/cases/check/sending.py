"""Checks of what went out: once, rightly, not too much, and all of it in the record."""

from collections import defaultdict
from datetime import date

from django.db.models import Count, Q

from recoup.archive.models import Entry, Payload
from recoup.cases.models import Attempt, Hold, StepInvoice, StepRun, StepState
from recoup.ladder.policy import Caps
from recoup.ledger.models import Allocation, Dispute
from recoup.org.models import Creditor, Setting
from recoup.outreach.models import Message, MessageState

Found = tuple[int, list[str]]
LEFT = (MessageState.SENT, MessageState.POSTED, MessageState.RETURNED)
WRITTEN = ("email", "letter")


def never_twice(creditor: Creditor) -> Found:
    """One key, one message, one hand-over."""
    steps = StepRun.objects.of(creditor).filter(is_void=False)
    keys = steps.values("case_id", "rung", "round", "channel").annotate(n=Count("id")).filter(n__gt=1)
    twice = [f"case {k['case_id']} has the step {k['rung']}/{k['round']}/{k['channel']} twice" for k in keys]
    handed = (
        Entry.objects.filter(owner=creditor.key, kind="message.sent")
        .values_list("envelope", flat=True)
    )  # fmt: skip
    seen: dict[str, int] = defaultdict(int)
    for envelope in handed.iterator():
        seen[_message_id(bytes(envelope))] += 1
    twice += [f"the message {message} was handed over {n} times" for message, n in seen.items() if n > 1]
    return steps.count() + len(seen), twice


def _message_id(envelope: bytes) -> str:
    import json

    return str(json.loads(envelope)["facts"]["message_id"])


def _written(creditor: Creditor) -> Q:
    return Q(creditor=creditor, state=StepState.DONE, channel__in=WRITTEN)


def asked_what_was_open(creditor: Creditor) -> Found:
    """A delivered message asked for each invoice no more than was open by the day it was made."""
    named = StepInvoice.objects.of(creditor).filter(step__in=StepRun.objects.filter(_written(creditor)))
    rows = named.values_list(
        "id", "invoice_id", "asked_minor", "invoice__amount_minor", "step__planned_on", "step_id"
    )
    settled: dict[int, list[tuple[date, int]]] = defaultdict(list)
    moves = Allocation.objects.of(creditor).filter(is_active=True, invoice__in=named.values("invoice_id"))
    for invoice, on, amount in moves.values_list("invoice_id", "allocated_on", "amount_minor"):
        settled[invoice].append((on, amount))
    known = _known_on(creditor)
    wrong = []
    for _, invoice, asked, whole, planned_on, step in rows:
        before = sum(amount for on, amount in settled[invoice] if on < planned_on and on <= known)
        if asked > whole - before and not _came_later(creditor, invoice, planned_on):
            wrong.append(f"step {step} asked more for invoice {invoice} than was open")
    return len(rows), wrong


def _known_on(creditor: Creditor) -> date:
    return creditor.last_run_on or date.max


def _came_later(creditor: Creditor, invoice: int, on: date) -> bool:
    """Money that was dated before the message but read in after it."""
    late = Q(payment__isnull=False) | Q(source="books")
    return Allocation.objects.of(creditor).filter(late, invoice_id=invoice, allocated_on__lt=on).exists()


def not_while_disputed(creditor: Creditor) -> Found:
    """No delivered message asked for an invoice that was disputed whole on that day."""
    disputes = Dispute.objects.of(creditor).filter(amount_minor__isnull=True)
    wrong = []
    for dispute in disputes:
        asked = StepInvoice.objects.of(creditor).filter(
            step__state=StepState.DONE, step__channel="email", invoice_id=dispute.invoice_id, asked_minor__gt=0,
            step__done_on__gt=dispute.opened_on,
        )  # fmt: skip
        if dispute.closed_on:
            asked = asked.filter(step__done_on__lt=dispute.closed_on)
        wrong += [
            f"step {s} asked for the disputed invoice {dispute.invoice_id}"
            for s in asked.values_list("step_id", flat=True)
        ]
    return len(disputes), wrong


def not_while_held(creditor: Creditor) -> Found:
    """No email went out on a case, debtor or invoice between the placing of a hold and its end."""
    holds = Hold.objects.of(creditor).filter(invoice__isnull=True)
    wrong = []
    for hold in holds:
        until = min(hold.until_on, hold.released_on or hold.until_on)
        sent = StepRun.objects.filter(
            _written(creditor),
            channel="email",
            debtor_id=hold.debtor_id,
            done_on__gt=hold.placed_on,
            done_on__lt=until,
        )
        if hold.case_id:
            sent = sent.filter(case_id=hold.case_id)
        wrong += [f"step {pk} went out under hold {hold.pk}" for pk in sent.values_list("id", flat=True)]
    return len(holds), wrong


def never_too_much(creditor: Creditor) -> Found:
    """Between two days on which we wrote to a debtor lies the gap, over all their cases."""
    gap = Caps().gap_days
    rows = (
        Attempt.objects.of(creditor)
        .filter(is_void=False, channel="email", step__isnull=False)
        .order_by("debtor_id", "tried_on")
        .values_list("debtor_id", "tried_on")
        .distinct()
    )
    wrong = []
    last: tuple[int, date] | None = None
    for debtor, on in rows:
        if last and last[0] == debtor and 0 < (on - last[1]).days < gap:
            wrong.append(f"debtor {debtor} was written to on {last[1]} and again on {on}")
        last = (debtor, on)
    return len(rows), wrong


def failed_is_not_done(creditor: Creditor) -> Found:
    """A step whose message failed, bounced or was returned does not count as done, nor its attempt."""
    failed = (MessageState.FAILED, MessageState.RETURNED, MessageState.CANCELLED)
    steps = StepRun.objects.of(creditor).filter(state=StepState.DONE, message__isnull=False)
    wrong = steps.filter(message__state__in=failed).values_list("id", flat=True)
    counted = Attempt.objects.of(creditor).filter(
        is_void=False, step__state=StepState.FAILED, channel__in=WRITTEN
    )
    return steps.count(), [f"step {pk} counts as done though its message did not arrive" for pk in wrong] + [
        f"attempt {pk} counts though its step failed" for pk in counted.values_list("id", flat=True)
    ]


def in_the_record(creditor: Creditor) -> Found:
    """What left, or may have left, lies in the archive with its exact bytes."""
    gone = Message.objects.of(creditor).filter(state__in=(*LEFT, MessageState.SENDING, MessageState.UNSURE))
    kept = Payload.objects.filter(owner=creditor.key).values("commitment")
    lost = gone.filter(~Q(commitment__in=kept)).values_list("id", flat=True)
    return gone.count(), [f"message {pk} has no bytes in the archive" for pk in lost]


def our_account(creditor: Creditor) -> Found:
    """No letter that waits for its posting names an account that has changed since it was made."""
    changes = (
        Setting.objects.of(creditor)
        .filter(key__in=("iban", "account_text"))
        .values_list("effective_at", flat=True)
    )
    waiting = Message.objects.of(creditor).filter(channel="letter", state=MessageState.PRINTED)
    wrong = [
        f"letter {pk} was made before our account changed"
        for pk, made in waiting.values_list("id", "printed_on")
        if any(made and change.date() > made and change.date() <= _known_on(creditor) for change in changes)
    ]
    return waiting.count(), wrong
