"""Reads: who was reached lately, what is unread, which letters lie about, which message a reply is about."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple

from django.db.models import Q, QuerySet

from recoup.ledger.models import Debtor
from recoup.lib.clock import machine_now
from recoup.org.calendars import calendar_of
from recoup.org.models import Creditor
from recoup.org.settings import settings_of
from recoup.outreach.models import CapturedMail, Inbound, Message, MessageInvoice, MessageState

_LEFT = (MessageState.SENT, MessageState.POSTED)
_GONE = (*_LEFT, MessageState.UNSURE, MessageState.RETURNED)
_CALLS = frozenset({"phone", "sms"})
_CHUNK = 500


class RecentContact(NamedTuple):
    """One message that left, or may have. Only a delivered one is a contact."""

    debtor_id: int
    day: date
    channel: str
    kind: Literal["written", "call"]
    delivered: bool
    is_service: bool


def recent_contacts(creditor: Creditor, debtor_ids: Collection[int], since: date) -> list[RecentContact]:
    """What went out to these debtors on or after a day; not what failed, was cancelled or waits."""
    rows = [
        row
        for part in _parts(debtor_ids)
        for row in Message.objects.of(creditor)
        .filter(debtor_id__in=part, sent_on__gte=since, state__in=_GONE)
        .values_list("debtor_id", "sent_on", "channel", "state", "is_service")
    ]
    found = [
        RecentContact(
            debtor, day, channel, "call" if channel in _CALLS else "written", state in _LEFT, service
        )
        for debtor, day, channel, state, service in rows
    ]
    return sorted(found)


def unread(creditor: Creditor, debtor_ids: Collection[int]) -> list[Inbound]:
    """Replies of these debtors that nobody has read, the oldest first."""
    rows = [
        row
        for part in _parts(debtor_ids)
        for row in Inbound.objects.of(creditor).filter(debtor_id__in=part, kind="reply", read_at__isnull=True)
    ]
    return sorted(rows, key=lambda row: (row.received_at, row.pk))


def waiting_mail(creditor: Creditor) -> QuerySet[CapturedMail]:
    """Mail that matched nobody and waits for a person, the newest first."""
    rows: QuerySet[CapturedMail] = CapturedMail.objects.of(creditor).filter(
        debtor__isnull=True, settled_at__isnull=True
    )
    return rows.order_by("-pk")


def mail_to_read(creditor: Creditor, today: date) -> QuerySet[CapturedMail]:
    """Mail of debtors of which a person has still to say what it says.

    Unread answers, absences that last, and automatic answers that somebody is no longer there. The oldest
    first: it waits longest.
    """
    unread_ = Inbound.objects.of(creditor).filter(kind="reply", read_at__isnull=True)
    rows: QuerySet[CapturedMail] = CapturedMail.objects.of(creditor).filter(
        Q(inbound__in=unread_.values("pk"))
        | Q(kind="away", debtor__isnull=False, judged_at__isnull=True, until_on__gte=today)
        | Q(kind="left", debtor__isnull=False, judged_at__isnull=True)
    )
    return rows.select_related("debtor", "inbound", "message").order_by("came_at", "pk")


def mail_of(creditor: Creditor, debtor_id: int) -> QuerySet[CapturedMail]:
    """What was taken in of this debtor's mail, the newest first; `readings` is what a reply seems to say."""
    rows: QuerySet[CapturedMail] = CapturedMail.objects.of(creditor).filter(debtor_id=debtor_id)
    return rows.select_related("inbound", "message").order_by("-pk")


def references_for(debtor: Debtor, limit: int = 20) -> tuple[str, ...]:
    """The Message-IDs of delivered emails to this debtor, the newest last: the thread a new one goes on."""
    rows = (
        Message.objects.of(debtor.creditor_id)
        .filter(debtor=debtor, channel="email", state=MessageState.SENT)
        .order_by("-sent_at", "-pk")
        .values_list("message_id", flat=True)[:limit]
    )
    return tuple(reversed(rows))


def named_before(creditor: Creditor, invoice_ids: Collection[int]) -> set[int]:
    """Which of these invoices a delivered message has named."""
    return {
        invoice
        for part in _parts(invoice_ids)
        for invoice in MessageInvoice.objects.of(creditor)
        .filter(invoice_id__in=part, message__state__in=_LEFT)
        .values_list("invoice_id", flat=True)
    }


def message_by_token(creditor: Creditor, token: str) -> Message | None:
    """The message whose answers come to this token."""
    return Message.objects.of(creditor).filter(token=token).first() if token else None


def unposted(creditor: Creditor, today: date) -> list[Message]:
    """Letters made and not confirmed as posted by the next working day: to be dated and checked anew."""
    place = calendar_of(creditor, settings_of(creditor, machine_now()))
    printed = Message.objects.of(creditor).filter(
        channel="letter", state=MessageState.PRINTED, printed_on__lte=today - timedelta(days=1)
    )
    return [
        letter
        for letter in printed.select_related("debtor").order_by("pk")
        if letter.printed_on is not None and place.add(letter.printed_on, 1) < today
    ]


def waiting_letters(creditor: Creditor) -> list[Message]:
    """Letters made and not yet confirmed as posted, in the order they were made."""
    rows = Message.objects.of(creditor).filter(channel="letter", state=MessageState.PRINTED)
    return list(rows.select_related("debtor__creditor").order_by("pk"))


def batch(creditor: Creditor, batch_id: str) -> list[Message]:
    """The letters of a print batch, in the order of their pages."""
    rows = Message.objects.of(creditor).filter(batch=batch_id) if batch_id else Message.objects.none()
    return list(rows.select_related("debtor__creditor").order_by("pk"))


def _parts(ids: Collection[int]) -> Iterator[list[int]]:
    """Chunks that fit a statement of either database."""
    every = sorted(set(ids))
    return (every[start : start + _CHUNK] for start in range(0, len(every), _CHUNK))
