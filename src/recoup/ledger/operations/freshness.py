"""Notes how new the creditor's books and bank are here."""

from datetime import date

from recoup.ledger.models import Freshness
from recoup.org.models import Creditor


def note_fresh(creditor: Creditor, kind: str, as_of_on: date) -> None:
    """Raises the day up to which `list`, `payments` or `bank` is known; never lowers it."""
    row, made = Freshness.objects.of(creditor).get_or_create(
        creditor=creditor, kind=kind, defaults={"as_of_on": as_of_on}
    )
    if not made and row.as_of_on < as_of_on:
        Freshness.objects.of(creditor).filter(pk=row.pk).update(as_of_on=as_of_on)
