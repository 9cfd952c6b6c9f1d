"""Notes the allocations of invoices, and the payments behind them, before a file changes them."""

from collections.abc import Sequence

from recoup.ledger.models import Allocation, Payment
from recoup.ledger.tracing import Trace
from recoup.org.models import Creditor

CHUNK = 500
PAYMENT = ("allocated_minor", "superseded_minor", "state", "reason")


def keep_allocations(creditor: Creditor, invoice_ids: Sequence[int], trace: Trace) -> None:
    """The active allocations of these invoices may end; their payments are noted as they are."""
    payments: set[int] = set()
    for start in range(0, len(invoice_ids), CHUNK):
        rows = Allocation.objects.of(creditor).filter(
            invoice_id__in=invoice_ids[start : start + CHUNK], is_active=True
        )
        for pk, payment_id in rows.values_list("pk", "payment_id"):
            trace.allocations_ended.append(pk)
            if payment_id is not None:
                payments.add(payment_id)
    keep_payments(creditor, sorted(payments), trace)


def keep_payments(creditor: Creditor, ids: Sequence[int], trace: Trace) -> None:
    """Where these payments stand now."""
    for start in range(0, len(ids), CHUNK):
        some = Payment.objects.of(creditor).filter(pk__in=ids[start : start + CHUNK])
        for pk, *values in some.values_list("pk", *PAYMENT):
            trace.was(trace.payments, pk, dict(zip(PAYMENT, values, strict=True)))


def still_active(creditor: Creditor, ids: Sequence[int], *, is_active: bool) -> list[int]:
    """Those of the allocations that are (or are not) active."""
    found: list[int] = []
    for start in range(0, len(ids), CHUNK):
        some = Allocation.objects.of(creditor).filter(pk__in=ids[start : start + CHUNK], is_active=is_active)
        found += some.values_list("pk", flat=True)
    return found
