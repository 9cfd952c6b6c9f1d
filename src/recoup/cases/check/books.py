"""Checks of the books: every sum adds up, and nothing of one creditor touches another's."""

from django.db.models import F, Max, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from recoup.cases.models import Case, CaseInvoice, StepRun
from recoup.ledger.models import (
    Allocation,
    Charge,
    ChargeKind,
    ChargePayment,
    Contact,
    Invoice,
    InvoiceKind,
    InvoiceState,
    Payment,
    PaymentState,
)
from recoup.org.models import Creditor
from recoup.outreach.models import Message
from recoup.recourse.models import LetGo, LetGoPart, Recovery

Found = tuple[int, list[str]]


def invoices_add_up(creditor: Creditor) -> Found:
    """Open = amount less active allocations, never below zero, and the state says the same."""
    active = Sum("allocations__amount_minor", filter=Q(allocations__is_active=True))
    invoices = Invoice.objects.of(creditor).filter(kind=InvoiceKind.INVOICE)
    gone = invoices.filter(state=InvoiceState.CANCELLED).exclude(open_minor=0).values_list("id", flat=True)
    invoices = invoices.exclude(state=InvoiceState.CANCELLED)
    wrong = invoices.annotate(settled=Coalesce(active, 0)).exclude(
        open_minor=F("amount_minor") - F("settled")
    )
    found = [f"invoice {pk} does not add up" for pk in wrong.values_list("id", flat=True)]
    found += [f"invoice {pk} is cancelled and still open" for pk in gone]
    below = invoices.filter(open_minor__lt=0).values_list("id", flat=True)
    state = invoices.filter(
        Q(state=InvoiceState.OPEN, open_minor=0)
        | Q(
            state__in=(InvoiceState.PAID, InvoiceState.WRITTEN_OFF, InvoiceState.SOLD),
            open_minor__gt=0,
        )
    )
    found += [f"invoice {pk} is open below zero" for pk in below]
    found += [
        f"invoice {pk} says another state than its open amount" for pk in state.values_list("id", flat=True)
    ]
    return invoices.count(), found


def payments_add_up(creditor: Creditor) -> Found:
    """A payment is allocated as far as its active allocations say, never beyond its amount."""
    active = Sum("allocations__amount_minor", filter=Q(allocations__is_active=True))
    charges = ChargePayment.objects.filter(payment=OuterRef("pk"), is_active=True).order_by()
    for_charges = charges.values("payment").annotate(minor=Sum("amount_minor")).values("minor")
    payments = Payment.objects.of(creditor)
    wrong = payments.annotate(used=Coalesce(active, 0) + Coalesce(Subquery(for_charges), 0)).exclude(
        allocated_minor=F("used")
    )
    found = [f"payment {pk} does not add up" for pk in wrong.values_list("id", flat=True)]
    over = payments.filter(amount_minor__gt=0, allocated_minor__gt=F("amount_minor"))
    found += [f"payment {pk} is allocated beyond its amount" for pk in over.values_list("id", flat=True)]
    stray = Allocation.objects.of(creditor).filter(is_active=True, payment__state=PaymentState.REVERSED)
    found += [
        f"allocation {pk} counts though its payment went back" for pk in stray.values_list("id", flat=True)
    ]
    return payments.count(), found


def let_go_adds_up(creditor: Creditor) -> Found:
    """Of each invoice let go: open + paid + let go - recovered = its amount, and what is let go is nowhere open.

    One whose amount the books have changed since is left to the check of invoices.
    """
    taken, back = (
        Coalesce(Sum("let_go_parts__off_minor"), 0),
        Coalesce(Sum("let_go_parts__recovered_minor"), 0),
    )
    gross = F("amount_minor")
    rows = (
        Invoice.objects.of(creditor)
        .filter(let_go_parts__off_minor__gt=0)
        .annotate(
            off=taken, back=back, same=Min("let_go_parts__gross_minor"), most=Max("let_go_parts__gross_minor")
        )
        .filter(same=gross, most=gross)
    )
    known = {row.pk: row for row in rows}
    given_up = Q(source__in=("write_off", "sale"))
    active = Allocation.objects.of(creditor).filter(invoice__in=known, is_active=True)
    paid = dict(active.exclude(given_up).values_list("invoice_id").annotate(Sum("amount_minor")))
    wrong = [
        f"invoice {pk}: open, paid and let go do not make its amount"
        for pk, row in known.items()
        if row.open_minor + paid.get(pk, 0) + row.off - row.back != row.amount_minor
    ]
    booked = Recovery.objects.of(creditor).values("part").annotate(all=Sum("amount_minor"))
    sums = {row["part"]: row["all"] for row in booked}
    parts = LetGoPart.objects.of(creditor).filter(Q(recovered_minor__gt=0) | Q(pk__in=sums))
    wrong += [
        f"part {pk} of what was let go says another recovery than was booked"
        for pk, minor, off in parts.values_list("pk", "recovered_minor", "off_minor")
        if sums.get(pk, 0) != minor or minor > off
    ]
    return len(known), wrong


def charges_add_up(creditor: Creditor) -> Found:
    """A charge is paid as far as its active payments say; none of a consumer's is a compensation."""
    charges = Charge.objects.of(creditor)
    active = Sum("payments__amount_minor", filter=Q(payments__is_active=True))
    wrong = charges.annotate(used=Coalesce(active, 0)).exclude(paid_minor=F("used"))
    found = [f"charge {pk} does not add up" for pk in wrong.values_list("id", flat=True)]
    consumers = charges.filter(kind=ChargeKind.COMPENSATION, is_void=False, debtor__kind="individual")
    found += [f"charge {pk} is a compensation of a consumer" for pk in consumers.values_list("id", flat=True)]
    stray = ChargePayment.objects.of(creditor).filter(is_active=True, payment__state=PaymentState.REVERSED)
    found += [
        f"charge payment {pk} counts though its payment went back"
        for pk in stray.values_list("id", flat=True)
    ]
    return charges.count(), found


def apart(creditor: Creditor) -> Found:
    """Every row of the creditor points at rows of the same creditor."""
    links = (
        (Invoice, "debtor"),
        (Contact, "debtor"),
        (Payment, "debtor"),
        (Allocation, "invoice"),
        (Charge, "debtor"),
        (Charge, "invoice"),
        (Case, "debtor"),
        (CaseInvoice, "invoice"),
        (CaseInvoice, "case"),
        (StepRun, "case"),
        (Message, "debtor"),
        (LetGo, "debtor"),
        (LetGoPart, "invoice"),
        (Recovery, "payment"),
    )
    found = []
    for model, link in links:
        wrong = (
            model.objects.of(creditor)
            .exclude(**{f"{link}__creditor": creditor})
            .exclude(**{f"{link}__isnull": True})
        )
        found += [
            f"{model.__name__} {pk} points at another creditor's {link}"
            for pk in wrong.values_list("pk", flat=True)
        ]
    return len(links), found
