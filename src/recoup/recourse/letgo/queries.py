"""Reads of letting go: requests, what may be recovered, what was lost with whom, and lines for the books."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum

from recoup.ledger.models import Allocation, Debtor, Invoice, Payment, PaymentState
from recoup.org.models import Creditor
from recoup.recourse.letgo import rules
from recoup.recourse.models import JournalLine, LetGo, LetGoKind, LetGoState

_REST = F("amount_minor") - F("allocated_minor") - F("superseded_minor")


def requests(creditor: Creditor) -> QuerySet[LetGo]:
    """Every request of the creditor, the newest first."""
    return LetGo.objects.of(creditor).select_related("debtor").order_by("-pk")


def under_way(creditor: Creditor, debtor: Debtor, currency: str) -> LetGo | None:
    """What waits for a yes or for its money."""
    found: LetGo | None = (
        requests(creditor).filter(debtor=debtor, currency=currency, state__in=("asked", "offered")).first()
    )
    return found


def written_off_of(creditor: Creditor, debtor: Debtor, currency: str) -> list[tuple[Invoice, int]]:
    """Invoices of the debtor of which something stands written off, with how much, recoveries taken away."""
    rows = Allocation.objects.of(creditor).filter(
        invoice__debtor=debtor, invoice__currency=currency, source="write_off", is_active=True
    )
    sums = dict(rows.values_list("invoice_id").annotate(Sum("amount_minor")))
    found = Invoice.objects.of(creditor).filter(pk__in=sums).order_by("due_on", "pk")
    return [(row, sums[row.pk]) for row in found]


def money_on_account(creditor: Creditor, debtor: Debtor, currency: str) -> list[tuple[Payment, int]]:
    """Payments of the debtor with what is left of each: what may be booked as a recovery."""
    rows = Payment.objects.of(creditor).filter(
        debtor=debtor, currency=currency, state__in=(PaymentState.ON_ACCOUNT, PaymentState.UNMATCHED),
        amount_minor__gt=0,
    )  # fmt: skip
    found = rows.annotate(left=_REST).filter(left__gt=0).order_by("received_on", "pk")
    return [(row, row.left) for row in found]


def recoverable(creditor: Creditor) -> list[tuple[int, str, date]]:
    """Debtors with money on account and something written off in its currency: (debtor, currency, newest money)."""
    off = LetGo.objects.of(creditor).filter(
        debtor=OuterRef("debtor"),
        currency=OuterRef("currency"),
        parts__off_minor__gt=F("parts__recovered_minor"),
    )
    money = Payment.objects.of(creditor).filter(
        Exists(off.exclude(kind=LetGoKind.SALE)), state=PaymentState.ON_ACCOUNT, amount_minor__gt=0
    )
    rows = money.values_list("debtor_id", "currency").annotate(Max("received_on"))
    return [(pk, currency, on) for pk, currency, on in rows.order_by("debtor_id", "currency") if pk]


def receipts(creditor: Creditor, let_go: LetGo) -> tuple[list[rules.Receipt], list[tuple[Payment, int]]]:
    """What came on the invoices of a settlement since it was offered, and money of the debtor that is on account."""
    paid = (
        Allocation.objects.of(creditor)
        .filter(invoice__let_go_parts__let_go=let_go, is_active=True, allocated_on__gte=let_go.decided_on)
        .exclude(source__in=("write_off", "sale", "credit"))
    )
    found = [rules.Receipt(on, minor) for on, minor in paid.values_list("allocated_on", "amount_minor")]
    loose = [
        (row, left)
        for row, left in money_on_account(creditor, let_go.debtor, let_go.currency)
        if row.state == PaymentState.ON_ACCOUNT and row.received_on >= (let_go.decided_on or row.received_on)
    ]
    return found, loose


def waits_for_matching(creditor: Creditor, let_go: LetGo) -> bool:
    """Whether money of the debtor waits for a person to say what it is for."""
    rows = Payment.objects.of(creditor).filter(
        debtor=let_go.debtor, currency=let_go.currency, state=PaymentState.UNMATCHED, amount_minor__gt=0
    )
    return rows.exists()


def lost_with(creditor: Creditor, debtors: Collection[int]) -> dict[int, dict[str, int]]:
    """Debtor -> currency -> minor units that were lost with them, recoveries taken away.

    Who is in here is flagged for future credit: a debt of theirs was let go.
    """
    done = LetGo.objects.of(creditor).filter(debtor_id__in=debtors, state=LetGoState.DONE)
    found: dict[int, dict[str, int]] = {}
    rows = done.values_list("debtor_id", "currency").annotate(
        off=Sum("parts__off_minor"), back=Sum("parts__recovered_minor")
    )
    prices = {
        (pk, code): minor
        for pk, code, minor in done.filter(kind=LetGoKind.SALE)
        .values_list("debtor_id", "currency")
        .annotate(Sum("amount_minor"))
    }
    for pk, currency, off, back in rows:
        lost = (off or 0) - (back or 0) - prices.get((pk, currency), 0)
        if lost > 0:
            found.setdefault(pk, {})[currency] = lost
    return found


def journal(creditor: Creditor, batch: int | None = None) -> QuerySet[JournalLine]:
    """The lines that nobody has taken over yet, or those of a batch."""
    which = Q(batch=batch) if batch else Q(batch__isnull=True)
    rows: QuerySet[JournalLine] = JournalLine.objects.of(creditor).filter(which)
    return rows.select_related("invoice__debtor").order_by("entered_on", "pk")


def batches(creditor: Creditor) -> list[dict[str, Any]]:
    """What was taken over before, the newest first: number, day, how many lines."""
    taken = JournalLine.objects.of(creditor).filter(batch__isnull=False)
    rows = taken.values("batch").annotate(on=Max("taken_on"), lines=Count("pk"))
    return list(rows.order_by("-batch"))
