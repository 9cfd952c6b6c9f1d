"""What professionals are worth by their results: placed, collected, how fast, at what cost, complaints. Reads only."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, Sum

from recoup.org.models import Creditor
from recoup.recourse.models import Placement, PlacementState, Remittance, SearchOrder

_CALLED = ("called_off", "refused")
_OVER = Q(state=PlacementState.ENDED)


@dataclass(frozen=True, slots=True)
class Results:
    """One professional in one currency. Sums in minor units; `days` is the mean from hand-over to the first money.

    `paid` counts the debts on which money came, `ended` those that are over, with their own sums.
    """

    professional: int
    currency: str
    placed: int = 0
    in_hand: int = 0
    returned: int = 0
    claimed_minor: int = 0
    collected_minor: int = 0
    cost_minor: int = 0
    days: float | None = None
    complaints: int = 0
    paid: int = 0
    ended: int = 0
    ended_claimed_minor: int = 0
    ended_collected_minor: int = 0

    @property
    def share(self) -> float | None:
        """Of what was placed, how much was collected."""
        return self.collected_minor / self.claimed_minor if self.claimed_minor else None

    @property
    def cost_share(self) -> float | None:
        """Of what was collected, how much it cost."""
        return self.cost_minor / self.collected_minor if self.collected_minor else None


def results(creditor: Creditor, since: date | None = None) -> list[Results]:
    """All of them, the best share collected first. Three statements; `since`: placed from that day on."""
    rows = Placement.objects.of(creditor).filter(placed_on__isnull=False).exclude(end__in=_CALLED)
    if since is not None:
        rows = rows.filter(placed_on__gte=since)
    counts = rows.values_list("professional_id", "currency").annotate(
        placed=Count("pk"),
        in_hand=Count("pk", filter=~Q(state=PlacementState.ENDED)),
        returned=Count("pk", filter=Q(end="uncollectable")),
        claimed=Sum("claim_minor"),
        complaints=Sum("complaints"),
        ended=Count("pk", filter=_OVER),
        ended_claimed=Sum("claim_minor", filter=_OVER),
    )
    money = {
        (party, currency): (gross or 0, (fee or 0) + (vat or 0), over or 0)
        for party, currency, gross, fee, vat, over in Remittance.objects.of(creditor)
        .filter(placement__in=rows)
        .values_list("professional_id", "currency")
        .annotate(
            Sum("gross_minor"),
            Sum("commission_minor"),
            Sum("vat_minor"),
            over=Sum("gross_minor", filter=Q(placement__state=PlacementState.ENDED)),
        )
    }
    fees = _fees(creditor, since)
    first = rows.values_list("pk", "professional_id", "currency", "placed_on").annotate(
        first=Min("remittances__collected_on")
    )
    days: dict[tuple[int, str], list[int]] = defaultdict(list)
    for party, currency, placed_on, paid_on in first.values_list(
        "professional_id", "currency", "placed_on", "first"
    ):
        if paid_on is not None:
            days[party, currency].append(max(0, (paid_on - placed_on).days))
    found = []
    for party, currency, placed, in_hand, returned, claimed, complaints, ended, ended_claimed in counts:
        gross, cost, over = money.get((party, currency), (0, 0, 0))
        waits = days.get((party, currency), [])
        found.append(
            Results(
                party, currency, placed, in_hand, returned, claimed, gross, cost + fees.get((party, currency), 0),
                sum(waits) / len(waits) if waits else None, complaints, len(waits), ended, ended_claimed or 0, over,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (-(one.share or 0), one.professional, one.currency))


def _fees(creditor: Creditor, since: date | None) -> dict[tuple[int, str], int]:
    """Fixed fees of debts handed over, and searches that were done, by professional and currency."""
    found: dict[tuple[int, str], int] = defaultdict(int)
    rows = Placement.objects.of(creditor).filter(placed_on__isnull=False).exclude(end__in=_CALLED)
    orders = SearchOrder.objects.of(creditor).exclude(state="called_off")
    if since is not None:
        rows, orders = rows.filter(placed_on__gte=since), orders.filter(ordered_on__gte=since)
    for party, terms in rows.values_list("professional_id", "terms"):
        if terms["fixed_fee_minor"]:
            found[party, terms["currency"]] += terms["fixed_fee_minor"]
    for party, currency, cost in orders.values_list("professional_id", "currency").annotate(
        Sum("cost_minor")
    ):
        found[party, currency] += cost
    return found
