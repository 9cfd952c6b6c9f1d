"""The case and the invoices pursued in it."""

from django.db import models

from recoup.cases.models.policies import PolicyVersion
from recoup.ledger.models import Debtor, Invoice
from recoup.org.models import OwnedModel


class CaseState(models.TextChoices):
    """Whether the case is still worked, and if not, how it ended."""

    OPEN = "open"
    CLOSED_PAID = "closed_paid"
    CLOSED_WRITTEN_OFF = "closed_written_off"
    CLOSED_OTHER = "closed_other"


class Case(OwnedModel):
    """The overdue debts of one debtor in one currency.

    From `rung` on the columns are the state row: computed from stream head `seen_seq` on business day `seen_on`.
    A row behind its debtor's stream head is stale.
    """

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="cases")
    currency = models.CharField(max_length=3)
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT)
    state = models.CharField(max_length=20, choices=CaseState.choices, default=CaseState.OPEN)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    round = models.IntegerField(default=1)
    cause = models.CharField(max_length=30, blank=True)
    cause_asked = models.IntegerField(default=0)
    advance_to = models.IntegerField(null=True)
    advanced_by = models.CharField(max_length=60, blank=True, help_text="who moved it to advance_to")
    advanced_at = models.DateTimeField(null=True)
    restarted_on = models.DateField(null=True)
    is_formal_hold = models.BooleanField(default=False)
    is_new_debt = models.BooleanField(
        default=False,
        help_text="supplied after an insolvency opened: no claim in it, paid by the office-holder",
    )
    looked_at_on = models.DateField(null=True, help_text="a person has looked at what a first import brought")
    rung = models.IntegerField(default=0)
    open_minor = models.BigIntegerField(default=0)
    next_kind = models.CharField(max_length=20, blank=True)
    next_rung = models.IntegerField(null=True)
    next_on = models.DateField(null=True)
    why_code = models.CharField(max_length=30, blank=True)
    why_args = models.TextField(blank=True)
    seen_seq = models.BigIntegerField(default=0)
    seen_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["creditor", "state", "next_on"], name="case_due"),
            models.Index(fields=["debtor", "state"], name="case_of_debtor"),
        ]


class CaseInvoice(OwnedModel):
    """An invoice pursued in a case, with the rung it has earned there. One open case per invoice at most."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holdings")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="pursuits")
    joined_on = models.DateField()
    earned = models.IntegerField(default=0)
    is_current = models.BooleanField(
        default=True, help_text="false once its case is closed or it moved to another"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice"], condition=models.Q(is_current=True), name="invoice_in_one_open_case"
            ),
        ]
