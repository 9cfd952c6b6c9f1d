"""What people have noted that moves the last day to sue."""

from django.db import models

from recoup.ledger.models import Debtor, Invoice
from recoup.org.models import OwnedModel


class LimitationFact(OwnedModel):
    """Something that moves the last day to sue, of one invoice or of all of a debtor.

    `what`: acknowledgment, part_payment, demand (each on `happened_on`; `has_form`: in the form that the place asks
    for), suspended (from `happened_on` to `until_on`), decided (an approver says that `until_on` is the last day).
    """

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="limitation_facts")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, null=True, related_name="limitation_facts")
    what = models.CharField(max_length=15)
    happened_on = models.DateField()
    until_on = models.DateField(null=True)
    has_form = models.BooleanField(default=True)
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["debtor", "withdrawn_on"], name="limitation_fact_of_debtor")]
