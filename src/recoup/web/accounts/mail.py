"""Mail to users (a new password): it goes the way the creditor's mail goes, or into the outbox folder."""

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from recoup.lib.clock import machine_now
from recoup.org.models import Creditor, Membership
from recoup.org.settings import settings_of
from recoup.outreach.carriers import carrier_of
from recoup.outreach.carriers.base import Handed, Parcel
from recoup.outreach.compose import bare_address


class CreditorMail(BaseEmailBackend):
    """Sends each message with the mail settings of a creditor of its reader."""

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many were taken over; who is no user of a creditor gets nothing."""
        return sum(self._send(message) for message in email_messages if message.to)

    def _send(self, message: EmailMessage) -> bool:
        creditor = _creditor_of(message.to[0])
        if creditor is None:
            return False
        settings = settings_of(creditor, machine_now())
        message.from_email = settings.from_address
        mime = message.message()
        parcel = Parcel(
            str(mime["Message-ID"]),
            mime.as_bytes(linesep="\r\n"),  # type: ignore[call-arg]  # Django's own class takes it
            bare_address(settings.from_address),
            message.to[0],
        )
        with carrier_of(settings, is_test=creditor.is_test) as carrier:
            return isinstance(carrier.deliver(parcel), Handed)


def _creditor_of(email: str) -> Creditor | None:
    mine = Membership.objects.filter(
        user__email__iexact=email, user__is_active=True
    )  # any creditor of theirs
    row = mine.select_related("creditor").order_by("pk").first()
    return row.creditor if row else None
