"""Mail to our own users that waits to be sent: written down with the deed it tells of, sent by `outreach`."""

from collections.abc import Iterable
from datetime import datetime

from recoup.org.models import Creditor, Membership, Notice, Role


def notify(
    creditor: Creditor, to: Iterable[str], subject: str, text: str, *, about: str, due_at: datetime
) -> None:
    """Leaves a notice for each address; the worker sends it when it is due."""
    Notice.objects.bulk_create(
        Notice(
            creditor=creditor, about=about, to_address=one, subject=subject[:200], text=text, due_at=due_at
        )
        for one in dict.fromkeys(to)
    )


def call_off(creditor: Creditor, about: str) -> None:
    """What has not been sent about this is not sent any more."""
    Notice.objects.of(creditor).filter(about=about, sent_at=None).update(is_off=True)


def deciders(creditor: Creditor) -> list[str]:
    """The addresses of every owner and manager that mail can reach."""
    rows = Membership.objects.of(creditor).filter(role__in=(Role.OWNER, Role.MANAGER), user__is_active=True)
    emails = rows.order_by("pk").values_list("user__email", flat=True)
    return [email for email in emails if not email.endswith(".invalid")]
