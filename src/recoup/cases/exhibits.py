"""Which documents go with a message: the invoices it names, where we have them."""

from recoup.archive.queries import read
from recoup.cases.facts import Matter
from recoup.cases.models import StepRun
from recoup.ledger.models import Exhibit
from recoup.org.models import Creditor
from recoup.outreach.compose import Attachment

WITH_COPIES = frozenset(("second", "second_letter", "call_followup", "copy_invoice"))
PROOF = ("order", "acceptance", "terms", "delivery")
"""What shows that the debt is owed, besides the invoice."""
MOST_BYTES = 8_000_000
"""Mail servers commonly refuse messages above 10 MB."""


def attachments_for(creditor: Creditor, step: StepRun, matter: Matter) -> tuple[Attachment, ...]:
    """Copies of the invoices a second message names, as far as they are known and fit."""
    if step.wording not in WITH_COPIES:
        return ()
    case = next(case for case in matter.position.cases if case.id == step.case_id)
    return copies(creditor, [invoice.id for invoice in case.invoices])


def copies(
    creditor: Creditor, invoices: list[int], kinds: tuple[str, ...] = ("invoice",)
) -> tuple[Attachment, ...]:
    """The documents of these kinds for these invoices, oldest first, up to what a mail server takes."""
    found: list[Attachment] = []
    total = 0
    rows = (
        Exhibit.objects.of(creditor)
        .filter(invoice_id__in=invoices, kind__in=kinds)
        .order_by("invoice__due_on", "id")
    )
    for exhibit in rows:
        content = read(creditor.key, exhibit.commitment)
        total += len(content.data)
        if total > MOST_BYTES:
            break
        found.append(Attachment(exhibit.name, content.data, exhibit.media_type))
    return tuple(found)
