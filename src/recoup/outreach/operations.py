"""Writes of email: a message queued, on the wire, answered for; and what came back."""

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from recoup.archive.deeds import Content, deed, salted
from recoup.ledger.models import Contact, Debtor
from recoup.ledger.operations.contacts import mark_address
from recoup.lib.clock import day_in
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.settings import Settings
from recoup.outreach.carriers.base import Carrier, Handed, NotSent, Outcome, Parcel, Unsure
from recoup.outreach.classes import class_for, class_of_subject
from recoup.outreach.compose import bare_address, clean, tokened
from recoup.outreach.models import Inbound, Message, MessageInvoice, MessageState

_RFC822 = "message/rfc822"
_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")
INBOUND_KINDS = frozenset({"reply", "bounce", "auto_reply"})


@dataclass(frozen=True, slots=True)
class Named:
    """An invoice that a message names, with what its text asks for it, in minor units."""

    invoice_id: int
    asked_minor: int


def new_token() -> str:
    """What stands in the Reply-To of one message; cannot be guessed."""
    return secrets.token_hex(8)


def new_message(
    debtor: Debtor,
    *,
    channel: str,
    message_id: str,
    to_address: str,
    subject: str,
    contact: Contact | None = None,
    is_service: bool = False,
) -> Message:
    """A message ready to go, not saved yet: for `queue_messages`, many at a time."""
    return Message(
        creditor_id=debtor.creditor_id,
        debtor=debtor,
        contact=contact,
        channel=channel,
        message_id=message_id,
        token=new_token(),
        to_address=to_address,
        subject=clean(subject)[:300],
        is_service=is_service,
        state=MessageState.READY,
    )


def queue_messages(messages: Sequence[Message]) -> list[Message]:
    """Saves them in one go. IntegrityError when a Message-ID is there already: nothing is queued twice."""
    return list(Message.objects.bulk_create(messages, batch_size=500))


def queue_message(
    debtor: Debtor,
    *,
    channel: str,
    message_id: str,
    to_address: str,
    subject: str,
    contact: Contact | None = None,
    is_service: bool = False,
) -> Message:
    """One message ready to go. IntegrityError when its Message-ID is there already."""
    message = new_message(
        debtor,
        channel=channel,
        message_id=message_id,
        to_address=to_address,
        subject=subject,
        contact=contact,
        is_service=is_service,
    )
    message.save(force_insert=True)
    return message


def mark_sending(
    message: Message, raw: bytes, named: Iterable[Named], *, actor: str, moment: datetime, rule: str = ""
) -> None:
    """Before the wire: keeps the exact bytes in the archive, names the invoices, and sets `sending`.

    Commit this before `deliver`. Raises Refused (`message_not_ready`) unless the message was ready.
    """
    debtor, kept = message.debtor, salted(Content(raw, _RFC822))
    items = sorted(named, key=lambda one: one.invoice_id)
    with deed(actor, moment, debtor.creditor.key, [debtor.stream_key]) as act:
        move(message, [MessageState.READY], state=MessageState.SENDING, commitment=kept.commitment)
        name_invoices(message, items)
        act.record(
            debtor.stream_key,
            "message.sending",
            klass=class_of_subject(message.subject),
            direction="out",
            channel=message.channel,
            rule=rule,
            facts={**facts_of(message), "invoices": [one.invoice_id for one in items]},
            amounts={"asked": sum(one.asked_minor for one in items)},
            payloads={"message": kept},
        )


def name_invoices(message: Message, items: Sequence[Named]) -> None:
    """Replaces what the message names: a text that never went has named nothing."""
    MessageInvoice.objects.filter(message=message).delete()
    MessageInvoice.objects.bulk_create(
        MessageInvoice(
            creditor_id=message.creditor_id,
            message=message,
            invoice_id=one.invoice_id,
            asked_minor=one.asked_minor,
        )
        for one in items
    )


def deliver(message: Message, raw: bytes, settings: Settings, carrier: Carrier) -> Outcome:
    """The wire and nothing else: no table is read or written. Bounces come back to the token."""
    sender = bare_address(settings.from_address, "mail.from")
    to = bare_address(message.to_address)
    return carrier.deliver(Parcel(message.message_id, raw, tokened(sender, message.token), to))


def mark_outcome(message: Message, outcome: Outcome, *, actor: str, moment: datetime, zone: str) -> None:
    """After the wire: what the carrier answered. `zone` is the creditor's, for the day it counts on.

    Handed = sent. NotSent = ready again, or failed when it is final; either way it was no contact, and an
    address that was refused for good is marked. Unsure waits for a person.
    Raises Refused (`message_not_ready`) unless the message was sending.
    """
    debtor, answer = message.debtor, without_addresses(outcome.answer)
    kind, result, state = _verdict(outcome)
    changes: dict[str, object] = {"state": state, "answer": answer}
    if isinstance(outcome, NotSent):
        changes["tries"] = message.tries + 1
    else:
        changes |= {"sent_at": moment, "sent_on": day_in(moment, zone)}
    facts = facts_of(message) | {"answer": answer}
    if isinstance(outcome, NotSent):
        facts |= {"fault": outcome.fault, "try": message.tries + 1}
    with deed(actor, moment, debtor.creditor.key, [debtor.stream_key]) as act:
        move(message, [MessageState.SENDING], **changes)
        act.record(
            debtor.stream_key, kind, direction="out", channel=message.channel, result=result, facts=facts
        )
        if isinstance(outcome, NotSent) and outcome.is_final and outcome.fault == "address":
            _mark_bounced(message, actor, moment)


def _verdict(outcome: Outcome) -> tuple[str, str, MessageState]:
    if isinstance(outcome, Handed):
        return "message.sent", "handed", MessageState.SENT
    if isinstance(outcome, NotSent):
        if outcome.is_final:
            return "message.failed", "refused", MessageState.FAILED
        return "message.failed", "not_sent", MessageState.READY
    return "message.unsure", "unsure", MessageState.UNSURE


def mark_unsure(message: Message, why: str, *, actor: str, moment: datetime, zone: str) -> None:
    """A message whose sender died between claim and answer: it may have gone out."""
    mark_outcome(message, Unsure(why), actor=actor, moment=moment, zone=zone)


def settle_unsure(message: Message, *, was_sent: bool, note: str = "", actor: str, moment: datetime) -> None:
    """A person says whether an unsure message went out; if not it is ready again, under the same Message-ID.

    `note` is how they know.

    Raises Refused (`message_not_ready`) unless the message is unsure.
    """
    debtor = message.debtor
    changes: dict[str, object] = {"state": MessageState.SENT if was_sent else MessageState.READY}
    if not was_sent:
        changes |= {"sent_at": None, "sent_on": None}
    with deed(actor, moment, debtor.creditor.key, [debtor.stream_key]) as act:
        move(message, [MessageState.UNSURE], **changes)
        act.record(
            debtor.stream_key,
            "message.settled",
            direction="out",
            channel=message.channel,
            result="handed" if was_sent else "not_sent",
            facts=facts_of(message),
            payloads={"note": Content(note.encode())} if note else None,
        )


def cancel_message(message: Message, *, actor: str, moment: datetime, reason: str = "") -> None:
    """Takes back what has not left. Raises Refused (`message_not_ready`) when it has, or may have."""
    debtor = message.debtor
    waiting = [MessageState.READY, MessageState.PRINTED]
    with deed(actor, moment, debtor.creditor.key, [debtor.stream_key]) as act:
        move(message, waiting, state=MessageState.CANCELLED)
        facts = {**facts_of(message), "reason": reason}
        act.record(
            debtor.stream_key, "message.cancelled", direction="out", channel=message.channel, facts=facts
        )


def record_inbound(
    debtor: Debtor,
    kind: str,
    content: bytes,
    *,
    channel: str,
    actor: str,
    moment: datetime,
    message: Message | None = None,
    media_type: str = "text/plain; charset=utf-8",
    received_at: datetime | None = None,
    is_hard: bool = True,
    is_address_bad: bool = True,
) -> Inbound:
    """Something that came back. A reply stays unread; a bounce or an auto-reply needs nobody.

    A hard bounce of `message` means that it never arrived: it is returned, and the address is marked unless it is
    not the address's fault (`is_address_bad`).
    Raises Refused: `unknown_inbound` for another kind, `other_debtor` for a message of somebody else.
    """
    _check_inbound(debtor, kind, message)
    kept = salted(Content(content, media_type))
    came_at = received_at or moment
    with deed(actor, moment, debtor.creditor.key, [debtor.stream_key]) as act:
        inbound = Inbound.objects.create(
            creditor_id=debtor.creditor_id,
            debtor=debtor,
            message=message,
            kind=kind,
            channel=channel,
            received_at=came_at,
            read_at=None if kind == "reply" else came_at,
            commitment=kept.commitment,
        )
        facts: dict[str, str | int] = {"inbound": inbound.pk, "received_at": came_at.isoformat()}
        act.record(
            debtor.stream_key,
            f"inbound.{kind}",
            klass=class_for(debtor, content, moment),
            direction="in",
            channel=channel,
            result="hard" if kind == "bounce" and is_hard else "",
            facts=facts | (facts_of(message) if message else {}),
            payloads={"content": kept},
        )
        if kind == "bounce" and is_hard and message is not None:
            _return(message, moment)
            if is_address_bad:
                _mark_bounced(message, actor, moment)
    return inbound


def _check_inbound(debtor: Debtor, kind: str, message: Message | None) -> None:
    if kind not in INBOUND_KINDS:
        kinds = ", ".join(sorted(INBOUND_KINDS))
        raise Refused(
            "unknown_inbound",
            say("%(kind)s is nothing that comes back.", kind=kind),
            "--result",
            say("It is %(kinds)s.", kinds=kinds),
        )
    if message is not None and message.debtor_id != debtor.pk:
        raise Refused(
            "other_debtor", "This message went to another debtor.", "message", "Name one of this debtor."
        )


def take_sent(
    debtor: Debtor,
    content: bytes,
    *,
    message_id: str,
    to_address: str,
    subject: str,
    contact: Contact | None,
    sent_at: datetime,
    zone: str,
    actor: str,
    moment: datetime,
) -> Message:
    """A message that a person sent from elsewhere: it went out, so it is a contact, though it is no step and asks
    for nothing that we know of. IntegrityError when its Message-ID is there already.
    """
    kept = salted(Content(content, _RFC822))
    message = new_message(
        debtor,
        channel="email",
        message_id=message_id,
        to_address=to_address,
        subject=subject,
        contact=contact,
    )
    message.state, message.commitment = MessageState.SENT, kept.commitment
    message.sent_at, message.sent_on = sent_at, day_in(sent_at, zone)
    with deed(actor, moment, debtor.creditor.key, [debtor.stream_key]) as act:
        message.save(force_insert=True)
        act.record(
            debtor.stream_key,
            "message.captured",
            klass=class_for(debtor, content, moment),
            direction="out",
            channel="email",
            result="handed",
            facts={**facts_of(message), "sent_at": sent_at.isoformat()},
            payloads={"message": kept},
        )
    return message


def mark_read(inbound: Inbound, *, actor: str, moment: datetime) -> None:
    """A person has read it and answers for what follows; a second time changes nothing."""
    debtor = inbound.debtor
    with deed(actor, moment, debtor.creditor.key, [debtor.stream_key]) as act:
        fresh = Inbound.objects.filter(pk=inbound.pk, read_at__isnull=True)
        if not fresh.update(read_at=moment):
            return
        inbound.read_at = moment
        act.record(debtor.stream_key, "inbound.read", channel=inbound.channel, facts={"inbound": inbound.pk})


def facts_of(message: Message) -> dict[str, str | int]:
    """What an entry says of a message: its row and Message-ID, and to whom by number, never by name."""
    facts: dict[str, str | int] = {"message": message.pk, "message_id": message.message_id}
    if message.contact_id is not None:
        facts["contact"] = message.contact_id
    if message.is_service:
        facts["service"] = "yes"
    return facts


def without_addresses(answer: str) -> str:
    """A server's answer without the addresses it repeats, so that it names nobody.

    >>> without_addresses("550 5.1.1 <ann@debtor.example>: no such user")
    '550 5.1.1 (address): no such user'
    """
    return _ADDRESS.sub("(address)", clean(answer))[:300]


def _return(message: Message, moment: datetime) -> None:
    """A message that had left, or may have, has come back."""
    gone = [MessageState.SENT, MessageState.POSTED, MessageState.UNSURE, MessageState.SENDING]
    changed = Message.objects.filter(pk=message.pk, state__in=gone)
    if changed.update(state=MessageState.RETURNED, returned_at=moment):
        message.state, message.returned_at = MessageState.RETURNED, moment


def _mark_bounced(message: Message, actor: str, moment: datetime) -> None:
    """Marks the contact's address, unless it has another one by now."""
    contact = message.contact
    if contact is not None and contact.email.casefold() == message.to_address.casefold():
        mark_address(message.debtor.creditor, contact, "email", "bounced", actor=actor, moment=moment)


def move(message: Message, from_states: Sequence[MessageState], **changes: object) -> None:
    """Changes the row only if it still stands where it should; two workers cannot both win."""
    if not Message.objects.filter(pk=message.pk, state__in=from_states).update(**changes):
        wanted = " or ".join(str(state.value) for state in from_states)
        raise Refused(
            "message_not_ready",
            say("Message %(pk)s is not %(wanted)s any more.", pk=message.pk, wanted=wanted),
            "",
            "Look at it again: somebody else has acted on it.",
        )
    for name, value in changes.items():
        setattr(message, name, value)
