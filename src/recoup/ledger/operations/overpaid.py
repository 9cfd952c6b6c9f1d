"""Takes back what a smaller invoice no longer needs: the money goes on account, never away."""

from django.db.models import F

from recoup.ledger.models import Allocation, Payment, PaymentState
from recoup.org.models import Creditor

_RELEASABLE = ("books", "bank", "payments", "manual", "credit", "write_off", "sale")


def release_excess(creditor: Creditor, invoice_id: int, excess_minor: int) -> None:
    """Reduces the newest allocations of the invoice by `excess_minor` in all; a payment's part goes on account.

    The caller writes the invoice's new open amount.
    """
    rows = Allocation.objects.of(creditor).filter(invoice_id=invoice_id, is_active=True)
    for row in sorted(rows, key=lambda a: (_RELEASABLE.index(a.source), -a.allocated_on.toordinal(), -a.pk)):
        if excess_minor <= 0:
            return
        taken = min(excess_minor, row.amount_minor)
        excess_minor -= taken
        _shrink(creditor, row, taken)


def _shrink(creditor: Creditor, row: Allocation, taken: int) -> None:
    Allocation.objects.of(creditor).filter(pk=row.pk).update(is_active=False)
    if row.amount_minor > taken:
        Allocation.objects.create(
            creditor=creditor,
            invoice_id=row.invoice_id,
            payment_id=row.payment_id,
            credit_note_id=row.credit_note_id,
            source=row.source,
            amount_minor=row.amount_minor - taken,
            allocated_on=row.allocated_on,
        )
    if row.payment_id is not None:
        Payment.objects.of(creditor).filter(pk=row.payment_id).update(
            allocated_minor=F("allocated_minor") - taken, state=PaymentState.ON_ACCOUNT
        )
    if row.credit_note is not None:
        note = row.credit_note
        note.open_minor += taken
        note.state = "open"
        note.save(update_fields=["open_minor", "state"])
