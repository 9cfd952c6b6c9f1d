"""The debtor's own reference on an invoice, where ours was missing or wrong."""

from datetime import datetime

from recoup.archive.deeds import Content, deed
from recoup.ledger.models import Invoice
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor

LONGEST = 120


def correct_order_reference(
    creditor: Creditor, invoice: Invoice, reference: str, *, actor: str, moment: datetime
) -> bool:
    """Notes the order reference that the debtor needs on an invoice; False where it stands there already.

    The books' next list may bring another one. Raises Refused (`missing`, `too_long`, `unknown_row`).
    """
    wanted = reference.strip()
    if not wanted:
        raise Refused(
            "missing", "The reference is empty.", "reference", "Write what they need on the invoice."
        )
    if len(wanted) > LONGEST:
        raise Refused(
            "too_long",
            say("A reference has at most %(longest)s characters.", longest=LONGEST),
            "reference",
            "Shorten it.",
        )
    with deed(actor, moment, creditor.key, [invoice.debtor.stream_key]) as done:
        now: Invoice | None = Invoice.objects.of(creditor).filter(pk=invoice.pk).first()
        if now is None:
            raise Refused("unknown_row", "There is no such invoice.", invoice.number)
        if now.order_reference == wanted:
            return False
        payloads = {"reference": Content(wanted.encode()), "was": Content(now.order_reference.encode())}
        now.order_reference = wanted
        now.save(update_fields=["order_reference"])
        done.record(
            invoice.debtor.stream_key, "ledger.reference_corrected", klass="internal",
            facts={"invoice": now.pk}, payloads=payloads,
        )  # fmt: skip
    return True
