"""Mail to our own users: an invitation, a test, a notice. It goes the way the creditor's mail goes, live or not."""

import secrets
from datetime import datetime

from recoup.lib.clock import machine_now
from recoup.lib.errors import Refused
from recoup.org.models import Creditor, Notice
from recoup.org.settings import Settings, settings_of
from recoup.outreach.carriers import carrier_of
from recoup.outreach.carriers.base import Handed, NotSent, Outcome, Parcel, next_try_at
from recoup.outreach.compose import Draft, bare_address, compose_email


def send_plain(
    creditor: Creditor, settings: Settings, to: str, subject: str, text: str, *, moment: datetime
) -> Outcome:
    """Sends one plain text at once and answers as a carrier does; raises nothing for what happens on the wire.

    Raises Refused (`no_sender`, `bad_address`).
    """
    sender = settings.from_address
    host = bare_address(sender, "mail.from").rpartition("@")[2] if sender else "recoup.invalid"
    message_id = f"<{secrets.token_hex(16)}@{host}>"
    raw = compose_email(
        Draft(message_id=message_id, moment=moment, sender=sender, to_address=to, subject=subject, text=text)
    )
    parcel = Parcel(message_id, raw, bare_address(sender), bare_address(to))
    with carrier_of(settings, is_test=creditor.is_test) as carrier:
        return carrier.deliver(parcel)


def send_notices(creditor: Creditor, *, moment: datetime) -> int:
    """Sends the notices that are due; how many were taken over. One that is refused is tried again later."""
    now = machine_now()
    due = Notice.objects.of(creditor).filter(sent_at=None, is_off=False, due_at__lte=moment)
    waiting = [one for one in due.order_by("id")[:50] if one.next_try_at is None or one.next_try_at <= now]
    if not waiting:
        return 0
    settings = settings_of(creditor, moment)
    return sum(_send(creditor, settings, one, moment, now) for one in waiting)


def _send(creditor: Creditor, settings: Settings, one: Notice, moment: datetime, now: datetime) -> bool:
    claimed = Notice.objects.of(creditor).filter(pk=one.pk, tries=one.tries, sent_at=None, is_off=False)
    if not claimed.update(tries=one.tries + 1):
        return False
    try:
        outcome = send_plain(creditor, settings, one.to_address, one.subject, one.text, moment=moment)
    except Refused as refused:
        outcome = NotSent(refused.what, "sender", True)
    one.refresh_from_db()
    one.answer = outcome.answer[:300]
    if isinstance(outcome, NotSent):
        one.next_try_at = next_try_at(outcome, one.tries, now)
        one.is_off = one.next_try_at is None
    else:
        one.sent_at = now
    one.save(update_fields=["answer", "next_try_at", "is_off", "sent_at"])
    return isinstance(outcome, Handed)
