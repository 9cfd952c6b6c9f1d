"""Tax on unpaid invoices that can be claimed back: when it opens and lapses, what was claimed, what has to go back."""

from django.db import models

from recoup.ledger.models import Allocation, Invoice
from recoup.org.models import OwnedModel


class ReliefState(models.TextChoices):
    """Where it stands. `paid`: the invoice was paid before anything was claimed."""

    WAITING = "waiting"
    OPEN = "open"
    CLAIMED = "claimed"
    NOT_CLAIMED = "not_claimed"
    LAPSED = "lapsed"
    PAID = "paid"


class TaxRelief(OwnedModel):
    """The tax of one unpaid invoice. `opens_on` is empty where no waiting time is held, `lapses_on` where no end is.

    `claimed_minor` is what was claimed; `seen_allocation` the newest money on the invoice at that moment.
    """

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="tax_relief")
    place = models.CharField(max_length=10, help_text="whose law, ISO 3166-2")
    state = models.CharField(max_length=12, choices=ReliefState.choices, default=ReliefState.WAITING)
    opens_on = models.DateField(null=True)
    lapses_on = models.DateField(null=True)
    warned_on = models.DateField(null=True)
    claimed_minor = models.BigIntegerField(default=0)
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    seen_allocation = models.BigIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["creditor", "state", "opens_on"], name="relief_opens"),
            models.Index(fields=["creditor", "state", "lapses_on"], name="relief_lapses"),
        ]


class TaxRepayment(OwnedModel):
    """Tax that has to go back, because money came on an invoice whose tax was claimed."""

    relief = models.ForeignKey(TaxRelief, on_delete=models.PROTECT, related_name="repayments")
    allocation = models.OneToOneField(Allocation, on_delete=models.PROTECT, related_name="tax_repayment")
    amount_minor = models.BigIntegerField()
    noted_on = models.DateField()
    repaid_on = models.DateField(null=True)
    repaid_by = models.CharField(max_length=60, blank=True)
