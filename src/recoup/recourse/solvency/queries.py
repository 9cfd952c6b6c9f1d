"""What is known of a debtor's means and insolvency."""

from datetime import date

from recoup.law.places import place_of
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.recourse.models import Hit, Insolvency, MeansCheck
from recoup.recourse.solvency.means import CheckList, Looked, Means, check_list, means


def seat_of(creditor: Creditor, debtor: Debtor) -> str:
    """The debtor's seat as ISO 3166: its country and region, else the creditor's country."""
    return seat_at(creditor, debtor.country, debtor.region)


def seat_at(creditor: Creditor, country: str, region: str) -> str:
    """The same by country and region."""
    if not country:
        return creditor.country
    seat = f"{country}-{region}" if region else country
    try:
        place_of(seat)
    except Refused:
        return creditor.country
    return seat


def list_for(creditor: Creditor, debtor: Debtor, kind: str, today: date) -> CheckList:
    """What to look up for this debtor. `kind` as it is treated (the debtor's, else the creditor's default)."""
    return check_list(seat_of(creditor, debtor), kind, today)


def checks_of(creditor: Creditor, debtor: Debtor) -> list[MeansCheck]:
    """All that was looked up, the newest first."""
    return list(MeansCheck.objects.of(creditor).filter(debtor=debtor).order_by("-looked_on", "-pk")[:200])


def means_of(creditor: Creditor, debtor: Debtor, kind: str, today: date) -> Means:
    """Whether they can pay, as far as it was looked up within 30 days; a confirmed insolvency counts by itself."""
    if debtor.insolvent_on is not None and debtor.insolvent_on <= today:
        return Means("insolvent", debtor.insolvent_on)
    looked = [Looked(one.item, one.result, one.looked_on) for one in checks_of(creditor, debtor)]
    return means(list_for(creditor, debtor, kind, today).items, looked, today)


def running(creditor: Creditor, debtor: Debtor) -> Insolvency | None:
    """The insolvency of the debtor that has not ended."""
    rows = Insolvency.objects.of(creditor).select_related("holder", "debtor")
    found: Insolvency | None = rows.filter(debtor=debtor, ended_on__isnull=True).first()
    return found


def interest_until(debtor: Debtor, today: date) -> date:
    """The last day for which interest may be claimed: an insolvency stops it on the day it opens."""
    return min(debtor.insolvent_on, today) if debtor.insolvent_on else today


def hits_of(creditor: Creditor, debtor: Debtor) -> list[Hit]:
    """What registers said about the debtor, the newest first."""
    return list(Hit.objects.of(creditor).filter(debtor=debtor).order_by("-hit_on", "-pk")[:50])
