"""What the debtors' pages read."""

from statistics import median
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from recoup.cases.decide import why_of
from recoup.cases.models import (
    Approval,
    Case,
    CaseInvoice,
    Hold,
    Promise,
    StepRun,
    StepState,
)
from recoup.cases.work import doable
from recoup.ladder.reasons import sentence
from recoup.ledger.models import Allocation, Contact, Debtor, Dispute, Invoice
from recoup.ledger.queries import on_account, open_charges
from recoup.recourse.letgo.queries import lost_with
from recoup.web.here import Here

MOST_INVOICES = 25
MOST_CONTACTS = 8
PAID_LOOKED_AT = 40
LEAST_FOR_TREND = 6


def contacts_of(here: Here, debtor: Debtor) -> list[Contact]:
    """Who is there, whoever is in charge first."""
    rows = Contact.objects.of(here.creditor).filter(debtor=debtor, ended_on__isnull=True)
    return list(rows.order_by("-is_in_charge", "pk")[:MOST_CONTACTS])


def _sums(here: Here, mine: QuerySet[Invoice]) -> tuple[list[tuple[str, int]], list[tuple[str, int]], int]:
    """What is open and what is late, per currency, over all their invoices; and how many there are."""
    invoice, note = Q(kind="invoice"), Q(kind="credit_note")
    rows = list(
        mine.values("currency")
        .annotate(
            n=Count("id"),
            asked=Sum("open_minor", filter=invoice),
            less=Sum("open_minor", filter=note),
            late=Sum("open_minor", filter=invoice & Q(due_on__lt=here.today)),
        )
        .order_by("currency")
    )
    open_ = [(row["currency"], (row["asked"] or 0) - (row["less"] or 0)) for row in rows]
    late = [(row["currency"], row["late"]) for row in rows if row["late"]]
    return open_, late, sum(row["n"] for row in rows)


def paying(here: Here, debtor: Debtor) -> dict[str, Any] | None:
    """How they usually pay, from what they have paid: the median of days late, lately and before; None if never."""
    paid = (
        Allocation.objects.of(here.creditor)
        .filter(invoice__debtor=debtor, invoice__state="paid", invoice__kind="invoice", is_active=True)
        .exclude(source__in=("credit", "write_off", "sale"))
        .values("invoice")
        .annotate(paid_on=Max("allocated_on"), due_on=F("invoice__due_on"))
        .order_by("-paid_on")[:PAID_LOOKED_AT]
    )
    days = [((row["paid_on"] - row["due_on"]).days) for row in paid]
    if not days:
        return None
    lately, before = days[: max(1, len(days) // 2)], days[max(1, len(days) // 2) :]
    now = round(median(lately))
    change = now - round(median(before)) if before and len(days) >= LEAST_FOR_TREND else None
    return {"median": round(median(days)), "lately": now, "change": change, "n": len(days)}


def whole(here: Here, debtor: Debtor) -> dict[str, Any]:
    """Everything of one debtor, in a fixed number of queries."""
    creditor = here.creditor
    mine_all = Case.objects.of(creditor).filter(debtor=debtor).select_related("limitation")
    cases = list(mine_all.order_by("-state", "-open_minor", "pk"))
    open_cases = [case for case in cases if case.state == "open"]
    mine = Invoice.objects.of(creditor).filter(debtor=debtor, state="open")
    invoices = list(mine.order_by("due_on", "pk")[:MOST_INVOICES])
    disputes = list(
        Dispute.objects.of(creditor)
        .filter(invoice__debtor=debtor, closed_on__isnull=True)
        .select_related("invoice")
    )
    disputed = {dispute.invoice_id: dispute for dispute in disputes}
    earned = dict(
        CaseInvoice.objects.of(creditor)
        .filter(case__in=[case.pk for case in cases], is_current=True)
        .values_list("invoice_id", "earned")
    )
    sums, late, count = _sums(here, mine)
    for case in open_cases:
        why = why_of(case.why_code, case.why_args)
        case.reason = sentence(why) if case.why_code else ""
    return {
        "cases": cases,
        "open_cases": open_cases,
        "invoices": [{"row": i, "dispute": disputed.get(i.pk), "rung": earned.get(i.pk)} for i in invoices],
        "disputes": disputes,
        "invoice_count": count,
        "sums": sums,
        "late": late,
        "added": [
            (currency, minor) for (_, currency), minor in sorted(open_charges(creditor, [debtor.pk]).items())
        ],
        "lost": sorted(lost_with(here.creditor, [debtor.pk]).get(debtor.pk, {}).items()),
        "on_account": [
            (currency, minor) for (_, currency), minor in sorted(on_account(creditor, [debtor.pk]).items())
        ],
        "contacts": contacts_of(here, debtor),
        "holds": list(
            Hold.objects.of(creditor)
            .filter(debtor=debtor, released_on__isnull=True)
            .select_related("invoice")
            .order_by("until_on")
        ),
        "promises": list(
            Promise.objects.of(creditor)
            .filter(case__debtor=debtor)
            .exclude(state__in=("replaced", "withdrawn"))
            .select_related("case")
            .order_by("-due_on")[:12]
        ),
        "tasks": list(doable(creditor).filter(debtor=debtor).order_by("due_on", "pk")),
        "steps": list(
            StepRun.objects.of(creditor)
            .filter(debtor=debtor, state__in=(StepState.PLANNED, StepState.READY, StepState.UNSURE))
            .select_related("contact")
        ),
        "requests": list(
            Approval.objects.of(creditor)
            .filter(case__debtor=debtor, decided_on__isnull=True)
            .select_related("promise", "case")
        ),
    }
