"""Service messages: confirmations, copies, statements. They ask for nothing, go out at once and count in no cap."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from recoup.archive.deeds import Content, Deed, salted
from recoup.archive.queries import read
from recoup.cases.facts import Context, context
from recoup.cases.models import Case, ServiceMessage
from recoup.cases.texts import language_for, recipient_of, reference_of, sender_of
from recoup.documents.facts import Ask, MessageContext
from recoup.documents.pdf import statement_pdf
from recoup.documents.queries import wording
from recoup.documents.render import email_html, email_text, subject
from recoup.ledger.models import Contact, Debtor, Invoice
from recoup.ledger.operations.contacts import OUTSIDE
from recoup.lib.clock import machine_now
from recoup.lib.errors import Refused
from recoup.lib.processes import is_dead, this_process
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.outreach.carriers import carrier_of
from recoup.outreach.carriers.base import Carrier, NotSent, next_try_at
from recoup.outreach.compose import Attachment, Draft, compose_email, message_id_for
from recoup.outreach.models import Message, MessageState
from recoup.outreach.operations import (
    Named,
    cancel_message,
    deliver,
    mark_outcome,
    mark_sending,
    mark_unsure,
    name_invoices,
    new_message,
)
from recoup.outreach.queries import references_for

LEASE = timedelta(minutes=10)
OWN_FAULT_WAIT = timedelta(hours=1)
TONE = "neutral"
LAWYER = "lawyer"
THROUGH_INSOLVENCY = ("office_holder", "guarantor", "insurer")
"""With whom contact goes on once a debtor is insolvent."""


@dataclass(frozen=True, slots=True)
class Service:
    """What a service message says: its wording, to whom, about which invoices, and what else its words name.

    `key` makes the Message-ID: the same key is queued once. `more` are fields of MessageContext.
    """

    wording: str
    key: str
    contact: Contact | None
    ask: Ask
    invoices: tuple[Invoice, ...]
    more: dict[str, Any]
    attachments: tuple[Attachment, ...] = ()
    with_statement: bool = False


def why_not(debtor: Debtor, ctx: Context, to: Contact | None = None) -> str:
    """What stops even a service message for good: a lawyer or insolvency; empty when nothing does.

    A lawyer who speaks for them, and in an insolvency the office-holder, guarantor and insurer, are still written to.
    """
    role = to.role if to is not None else ""
    if debtor.insolvent_on is not None and debtor.insolvent_on <= ctx.today:
        return "" if role in THROUGH_INSOLVENCY else "insolvent"
    if debtor.represented_by and role != LAWYER:
        return "represented"
    return ""


def addressee(debtor: Debtor, contact: Contact | None) -> Contact | None:
    """To whom it goes: that contact if its email address is good, else the person in charge, else anybody there.

    Of an insolvent or represented debtor only those who may still be written to, if any is known.
    """
    through = THROUGH_INSOLVENCY if debtor.insolvent_on else (LAWYER,) if debtor.represented_by else ()
    is_good = (
        contact is not None and contact.email and contact.email_state == "ok" and contact.ended_on is None
    )
    if contact is not None and is_good and (not through or contact.role in through):
        return contact
    good = Contact.objects.of(debtor.creditor_id).filter(
        debtor=debtor, email_state="ok", ended_on__isnull=True
    )
    good = good.exclude(email="").order_by("-is_in_charge", "id")
    found: Contact | None = (
        good.filter(role__in=through).first() if through else good.exclude(role__in=OUTSIDE).first()
    )
    return found or (good.first() if through else None)


def queue(ctx: Context, act: Deed, debtor: Debtor, case: Case | None, what: Service) -> Message | None:
    """Writes the message and leaves it ready to go, within the caller's deed; None when it is queued already.

    Raises Refused (`no_address`, `represented`, `insolvent`, and what composing refuses) with nothing written.
    """
    to = addressee(debtor, what.contact)
    reason = why_not(debtor, ctx, to)
    if reason:
        raise Refused(
            reason, say("Nothing is sent to %(name)s: %(stops)s.", name=debtor.name, stops=_STOPS[reason])
        )
    if to is None:
        raise Refused(
            "no_address", say("No good email address of %(name)s is known.", name=debtor.name), "contact"
        )
    message_id = message_id_for(f"{ctx.creditor.pk}:service:{what.key}", ctx.settings.from_address)
    if Message.objects.of(ctx.creditor).filter(message_id=message_id).exists():
        return None
    message = new_message(
        debtor,
        channel="email",
        message_id=message_id,
        to_address=to.email,
        subject="",
        contact=to,
        is_service=True,
    )
    raw, head = _composed(ctx, debtor, to, message, what)
    kept = salted(Content(raw, "message/rfc822"))
    message.subject = head[:300]
    message.save(force_insert=True)
    name_invoices(message, [Named(invoice.pk, 0) for invoice in what.invoices])
    ServiceMessage.objects.create(
        creditor=ctx.creditor, debtor=debtor, case=case, message=message, wording=what.wording,
        commitment=kept.commitment,
    )  # fmt: skip
    facts: dict[str, Any] = {"message": message.pk, "wording": what.wording, "contact": to.pk}
    if case is not None:
        facts["case"] = case.pk
    act.record(
        debtor.stream_key,
        "service.queued",
        direction="out",
        channel="email",
        facts=facts,
        payloads={"message": kept},
    )
    return message


_STOPS = {"represented": "a lawyer speaks for them", "insolvent": "they are insolvent"}


def _composed(
    ctx: Context, debtor: Debtor, to: Contact, message: Message, what: Service
) -> tuple[bytes, str]:
    language = language_for(debtor, to, ctx.settings)
    words = wording(ctx.creditor, what.wording, TONE, language)
    text = MessageContext(
        rung=0,
        kind=words.key,
        tone=words.tone,
        language=language,
        sender=sender_of(ctx.creditor, ctx.settings),
        recipient=recipient_of(debtor, to, language),
        ask=what.ask,
        today=ctx.today,
        reference=reference_of(debtor, what.invoices),
        signer=ctx.settings.signer,
        **what.more,
    )
    files = what.attachments
    if what.with_statement:
        files = (Attachment(f"{text.reference}.pdf", statement_pdf(text)), *files)
    from_ = ctx.settings.from_address
    head = subject(text, words)
    raw = compose_email(
        Draft(
            message_id=message.message_id,
            moment=ctx.moment,
            sender=from_
            if "<" in from_ or not from_
            else f'"{ctx.creditor.name.replace(chr(34), "")}" <{from_}>',
            to_address=to.email,
            to_name=to.name,
            subject=head,
            text=email_text(text, words),
            html=email_html(text, words),
            reply_to=ctx.settings.mail_reply_to,
            token=message.token,
            references=references_for(debtor),
            attachments=files,
        )
    )
    return raw, head


def send_services(creditor: Creditor, *, moment: datetime, actor: str, carrier: Carrier | None = None) -> int:
    """Sends the service messages that are ready, one claim at a time; returns how many were handed over.

    Nothing leaves while sending is off or the creditor is not live.
    """
    ctx = context(creditor, moment)
    if not (ctx.settings.live and ctx.settings.sending):
        return 0
    sent = 0
    with ExitStack() as stack:
        while (row := _claim(creditor)) is not None:
            if carrier is None:
                carrier = stack.enter_context(carrier_of(ctx.settings, is_test=creditor.is_test))
            sent += _send(ctx, row, actor, carrier)
    return sent


def _claim(creditor: Creditor) -> ServiceMessage | None:
    now = machine_now()
    is_free = (Q(lease_until__isnull=True) | Q(lease_until__lt=now)) & (
        Q(next_try_at__isnull=True) | Q(next_try_at__lte=now)
    )
    ready = ServiceMessage.objects.of(creditor).filter(is_free, message__state=MessageState.READY)
    for pk in ready.order_by("id").values_list("id", flat=True)[:20]:
        won = ServiceMessage.objects.filter(is_free, pk=pk)
        if won.update(lease_owner=this_process(), lease_until=now + LEASE):
            rows = ServiceMessage.objects.select_related(
                "message__contact", "debtor", "message__debtor__creditor"
            )
            row: ServiceMessage = rows.get(pk=pk)
            return row
    return None


def _send(ctx: Context, row: ServiceMessage, actor: str, carrier: Carrier) -> bool:
    message, moment = row.message, ctx.moment
    stop = why_not(row.debtor, ctx, message.contact) or ("" if _is_good(message) else "no_address")
    if stop:
        cancel_message(message, reason=stop, actor=actor, moment=moment)
        _free(row)
        return False
    raw = read(ctx.creditor.key, row.commitment).data
    named = [Named(one.invoice_id, one.asked_minor) for one in message.named.all()]
    try:
        mark_sending(message, raw, named, rule=f"service/{row.wording}", actor=actor, moment=moment)
    except Refused:  # another worker was first
        _free(row)
        return False
    outcome = deliver(message, raw, ctx.settings, carrier)
    mark_outcome(message, outcome, zone=ctx.settings.timezone, actor=actor, moment=moment)
    _free(row)
    if isinstance(outcome, NotSent):
        now = machine_now()
        again = next_try_at(outcome, message.tries, now)
        if again is None and message.state == MessageState.READY:
            again = now + OWN_FAULT_WAIT
        ServiceMessage.objects.filter(pk=row.pk).update(next_try_at=again)
    return message.state == MessageState.SENT


def _is_good(message: Message) -> bool:
    contact = message.contact
    return contact is None or (contact.email_state == "ok" and contact.ended_on is None)


def _free(row: ServiceMessage) -> None:
    ServiceMessage.objects.filter(pk=row.pk).update(lease_owner="", lease_until=None)


def recover_services(creditor: Creditor, *, moment: datetime, actor: str) -> int:
    """Claims of processes that died: before the wire they are free again, on the wire they become unsure."""
    now, lost = machine_now(), 0
    zone = context(creditor, moment).settings.timezone
    held = (
        ServiceMessage.objects.of(creditor)
        .exclude(lease_owner="")
        .select_related("message__debtor__creditor")
    )
    for row in held:
        if not ((row.lease_until and row.lease_until < now) or is_dead(row.lease_owner)):
            continue
        if row.message.state == MessageState.SENDING:
            why = "the sender ended between handing over and the answer"
            try:
                mark_unsure(row.message, why, actor=actor, moment=moment, zone=zone)
            except Refused:  # somebody else has settled it meanwhile
                continue
            lost += 1
        _free(row)
    return lost
