"""Reads of the ledger: money on account, unmatched money, freshness of the books."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import F, Sum

from recoup.ledger.models import Charge, Freshness, Invoice, InvoiceKind, InvoiceState, Payment, PaymentState
from recoup.org.models import Creditor

_REST = F("amount_minor") - F("allocated_minor") - F("superseded_minor")


def on_account(creditor: Creditor, debtor_ids: Collection[int] | None = None) -> dict[tuple[int, str], int]:
    """Unapplied money and open credit notes by (debtor id, currency), in minor units."""
    money = Payment.objects.of(creditor).filter(state=PaymentState.ON_ACCOUNT, debtor__isnull=False)
    notes = Invoice.objects.of(creditor).filter(kind=InvoiceKind.CREDIT_NOTE, state=InvoiceState.OPEN)
    if debtor_ids is not None:
        money, notes = money.filter(debtor_id__in=debtor_ids), notes.filter(debtor_id__in=debtor_ids)
    found: dict[tuple[int, str], int] = defaultdict(int)
    for debtor_id, currency, minor in (
        *money.values_list("debtor_id", "currency").annotate(rest=Sum(_REST)),
        *notes.values_list("debtor_id", "currency").annotate(rest=Sum("open_minor")),
    ):
        found[debtor_id, currency] += minor
    return dict(found)


def open_charges(creditor: Creditor, debtors: Collection[int]) -> dict[tuple[int, str], int]:
    """What these debtors owe of what was added to their debt, by (debtor id, currency), in minor units."""
    owed = F("amount_minor") - F("paid_minor") - F("waived_minor")
    rows = Charge.objects.of(creditor).filter(debtor_id__in=debtors, is_void=False).annotate(owed=owed)
    sums = rows.filter(owed__gt=0).values_list("debtor_id", "currency").annotate(sum=Sum("owed"))
    return {(debtor, currency): minor for debtor, currency, minor in sums}


def unmatched(creditor: Creditor) -> list[Payment]:
    """Payments in that wait for a person, the oldest first."""
    rows = Payment.objects.of(creditor).filter(state=PaymentState.UNMATCHED, amount_minor__gt=0)
    return list(rows.order_by("received_on", "pk"))


def freshness(creditor: Creditor) -> dict[str, date]:
    """The day up to which `list`, `payments` and `bank` are known; what was never read is absent."""
    return dict(Freshness.objects.of(creditor).values_list("kind", "as_of_on"))
