"""Reads of demands and of what is known of a debtor's identity."""

from recoup.ledger.models import Debtor
from recoup.org.models import Creditor
from recoup.recourse.models import Identity


def identity_of(creditor: Creditor, debtor: Debtor) -> Identity | None:
    """The last time that somebody looked up who they are in law."""
    rows = Identity.objects.of(creditor).filter(debtor=debtor)
    found: Identity | None = rows.order_by("checked_on", "pk").last()
    return found
