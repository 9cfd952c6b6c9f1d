"""Uses a credit note on the invoice that its row names; others stay on account for a person."""

from collections.abc import Mapping, Sequence
from datetime import date

from recoup.ledger.facts import InvoiceFacts
from recoup.ledger.models import Allocation, Invoice, InvoiceKind, InvoiceState
from recoup.org.models import Creditor


def use_referenced_credits(
    creditor: Creditor, rows: Sequence[InvoiceFacts], debtor_of_line: Mapping[int, int]
) -> None:
    """For new credit notes whose payment reference is the number of an open invoice of the same debtor.

    Where the file states what is open, its word stands and nothing is used here.
    """
    for row in rows:
        if row.kind != "credit_note" or not row.payment_reference or row.open_minor is not None:
            continue
        of_debtor = Invoice.objects.of(creditor).filter(
            debtor_id=debtor_of_line[row.line], currency=row.currency, state=InvoiceState.OPEN
        )
        note = of_debtor.filter(kind=InvoiceKind.CREDIT_NOTE, number=row.number).first()
        target = of_debtor.filter(kind=InvoiceKind.INVOICE, number=row.payment_reference).first()
        if note is not None and target is not None:
            use_credit(creditor, note, target, row.issued_on or target.imported_on)


def use_credit(creditor: Creditor, note: Invoice, target: Invoice, used_on: date) -> int:
    """Sets as much of the credit note against the invoice as both have open; returns it in minor units."""
    amount = min(note.open_minor, target.open_minor)
    if amount <= 0:
        return 0
    Allocation.objects.create(
        creditor=creditor,
        invoice=target,
        credit_note=note,
        source="credit",
        amount_minor=amount,
        allocated_on=used_on,
    )
    for row in (note, target):
        row.open_minor -= amount
        row.state = InvoiceState.PAID if row.open_minor == 0 else InvoiceState.OPEN
        row.save(update_fields=["open_minor", "state"])
    return amount
