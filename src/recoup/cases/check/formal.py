"""Checks of what lies beyond asking: sums that were frozen, who approved what, and money that came of it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from recoup.ledger.models import ChargeKind
from recoup.org.models import Creditor
from recoup.recourse.models import (
    Claim,
    ClaimCost,
    ClaimState,
    Demand,
    DemandState,
    JournalLine,
    LetGo,
    LetGoPart,
    LetGoState,
    Placement,
    Proof,
    ReliefState,
    Remittance,
    TaxRelief,
)

Found = tuple[int, list[str]]


def _say(rows: QuerySet[Any], words: str) -> list[str]:
    name = rows.model._meta.verbose_name
    return [f"{name} {pk} {words}" for pk in rows.values_list("pk", flat=True)]


def _differs(rows: QuerySet[Any], sums: Iterable[tuple[str, str]], words: str) -> list[str]:
    """Rows of which a sum is not that of their parts; `sums` are (own field, field of the parts)."""
    named = {f"of_{n}": Coalesce(Sum(parts), 0) for n, (_, parts) in enumerate(sums)}
    wrong = Q()
    for n, (own, _) in enumerate(sums):
        wrong |= ~Q(**{own: F(f"of_{n}")})
    return _say(rows.annotate(**named).filter(wrong), words)


def demands(creditor: Creditor) -> Found:
    """A demand comes to its invoices, names one at least, claims nothing extra from a consumer, and was approved by
    another or, where that is said, by the only user."""
    rows = Demand.objects.of(creditor)
    sums = (
        ("principal_minor", "items__open_minor"),
        ("interest_minor", "items__interest_minor"),
        ("compensation_minor", "items__compensation_minor"),
    )
    found = _differs(rows, sums, "does not come to its invoices")
    found += _say(rows.filter(items__isnull=True), "names no invoice")
    extra = rows.filter(kind__in=("individual", "")).exclude(interest_minor=0, compensation_minor=0)
    found += _say(extra, "claims more than the principal from a consumer")
    own = rows.filter(decided_by=F("asked_by"), is_alone=False).exclude(state=DemandState.REFUSED)
    found += _say(own.exclude(decided_by="system"), "was approved by who asked for it")
    made = rows.filter(state__in=(DemandState.MADE, DemandState.SERVED))
    found += _say(
        made.filter(Q(message__isnull=True) | Q(decided_by="")), "was made without a yes or a letter"
    )
    found += _say(rows.filter(state=DemandState.SERVED, served_on__isnull=True), "was served on no day")
    return rows.count(), found


def placements(creditor: Creditor) -> Found:
    """What is in professional hands comes to its parts and was approved by another; what they collected is shared
    without a rest, and is a payment of the debtor."""
    rows = Placement.objects.of(creditor)
    found = _differs(rows, (("claim_minor", "items__claimed_minor"),), "does not come to what it hands over")
    own = rows.filter(approved_by=F("asked_by"), is_alone=False).exclude(approved_by="system")
    found += _say(own, "was approved by who asked for it")
    found += _say(rows.filter(placed_on__isnull=False, approved_by=""), "was handed over without a yes")
    money = Remittance.objects.of(creditor)
    shared = F("commission_minor") + F("vat_minor") + F("net_minor")
    found += _say(money.exclude(gross_minor=shared), "is not shared out whole")
    booked = money.filter(payment__isnull=False)
    found += _say(booked.exclude(payment__amount_minor=F("gross_minor")), "is booked with another sum")
    nets = money.filter(received__isnull=False).values("received", "received__amount_minor")
    found += [
        f"payment {one['received']} is not the net of the remittances that it settles"
        for one in nets.annotate(net=Sum("net_minor"))
        if one["net"] != one["received__amount_minor"]
    ]
    return rows.count() + money.count(), found


def claims(creditor: Creditor) -> Found:
    """A claim comes to its invoices, was approved by another before it was filed, and its costs are charges."""
    rows = Claim.objects.of(creditor)
    sums = (
        ("principal_minor", "parts__principal_minor"),
        ("interest_minor", "parts__interest_minor"),
        ("compensation_minor", "parts__compensation_minor"),
    )
    found = _differs(rows, sums, "does not come to its invoices")
    found += _say(rows.filter(filed_on__isnull=False, approved_by=""), "was filed without a yes")
    judged = rows.filter(state__in=(ClaimState.JUDGMENT, ClaimState.SATISFIED))
    found += _say(judged.filter(judgment_minor__isnull=True), "is judged without a sum")
    costs = ClaimCost.objects.of(creditor)
    wrong = costs.exclude(charge__amount_minor=F("amount_minor"), charge__is_void=False)
    found += _say(wrong, "is not charged as it was paid")
    twice = costs.filter(charge__kind__in=(ChargeKind.INTEREST, ChargeKind.COMPENSATION))
    found += _say(twice, "is charged as another thing")
    return rows.count(), found


def letting_go(creditor: Creditor) -> Found:
    """Nobody let go of what they asked for themselves; the insurer agreed; what was taken off stands in the journal,
    and so does the tax that was claimed and paid back."""
    rows = LetGo.objects.of(creditor)
    yes = rows.filter(state__in=(LetGoState.OFFERED, LetGoState.LAPSED, LetGoState.DONE))
    own = yes.filter(decided_by=F("asked_by"), is_alone=False).exclude(decided_by="system")
    found = _say(own, "was approved by who asked for it")
    found += _say(yes.filter(decided_by=""), "was let go without a yes")
    found += _say(yes.filter(is_insured=True, consent_on__isnull=True), "was let go without the insurer")
    found += _differs(rows, (("open_minor", "parts__asked_minor"),), "does not come to its invoices")
    off = _by_invoice(LetGoPart.objects.of(creditor), "off_minor")
    lines = JournalLine.objects.of(creditor)
    found += _unlike(off, _by_invoice(lines.filter(kind__in=("write_off", "sale")), "amount_minor"), "let go")
    back = _by_invoice(LetGoPart.objects.of(creditor), "recovered_minor")
    found += _unlike(back, _by_invoice(lines.filter(kind="recovery"), "amount_minor"), "recovered")
    reliefs = TaxRelief.objects.of(creditor)
    claimed = _by_invoice(reliefs.filter(state=ReliefState.CLAIMED), "claimed_minor")
    found += _unlike(claimed, _by_invoice(lines.filter(kind="tax_relief"), "amount_minor"), "claimed back")
    over = reliefs.annotate(back=Coalesce(Sum("repayments__amount_minor"), 0))
    found += _say(over.filter(back__gt=F("claimed_minor")), "sends more tax back than was claimed")
    found += _say(reliefs.filter(claimed_minor__gt=F("invoice__tax_minor")), "claims more than the tax")
    return rows.count() + reliefs.count(), found


def proofs(creditor: Creditor) -> Found:
    """No more comes of an insolvency than was admitted, and each dividend is a payment of that sum."""
    rows = Proof.objects.of(creditor)
    most = Coalesce("admitted_minor", F("principal_minor") + F("interest_minor") + F("compensation_minor"))
    over = rows.annotate(most=most, got=Coalesce(Sum("dividends__amount_minor"), 0)).filter(got__gt=F("most"))
    found = _say(over, "got more than was admitted")
    wrong = rows.filter(dividends__isnull=False).exclude(
        dividends__payment__amount_minor=F("dividends__amount_minor")
    )
    return rows.count(), found + _say(wrong.distinct(), "has a dividend that is booked with another sum")


def _by_invoice(rows: QuerySet[Any], field: str) -> dict[int, int]:
    sums = rows.values_list("invoice_id").annotate(Sum(field))
    return {pk: minor for pk, minor in sums if minor}


def _unlike(rows: dict[int, int], lines: dict[int, int], words: str) -> list[str]:
    wrong = sorted(pk for pk in rows.keys() | lines.keys() if rows.get(pk, 0) != lines.get(pk, 0))
    return [f"invoice {pk}: the journal says another sum {words}" for pk in wrong]
