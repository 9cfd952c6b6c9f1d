"""Nothing neglected: every overdue debt in one open case, every open case with a next step and a date."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from recoup.cases.facts.rows import chased
from recoup.cases.models import Case, CaseInvoice, CaseState
from recoup.ledger.models import Invoice, InvoiceState
from recoup.org.models import Creditor


def neglected(creditor: Creditor, today: date) -> list[str]:
    """What has fallen through, each as a sentence; empty as it should be. As of that day."""
    held = CaseInvoice.objects.filter(invoice_id=OuterRef("pk"), is_current=True, case__state=CaseState.OPEN)
    loose = (
        Invoice.objects.of(creditor)
        .filter(chased(), ~Exists(held), state=InvoiceState.OPEN, due_on__lt=today)
        .values_list("id", flat=True)
    )
    cases = Case.objects.of(creditor).filter(state=CaseState.OPEN)
    undated = cases.filter(Q(next_on__isnull=True) | Q(next_on__lt=today) | Q(why_code="")).values_list(
        "id", flat=True
    )
    return [f"invoice {pk} is overdue and in no open case" for pk in loose] + [
        f"case {pk} has no next step with a date" for pk in undated
    ]
