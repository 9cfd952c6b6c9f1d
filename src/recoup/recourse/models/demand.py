"""The formal demand: that we know who owes, what is demanded and why that much, and what became of it."""

from django.db import models

from recoup.ledger.models import Debtor, Invoice
from recoup.org.models import OwnedModel
from recoup.outreach.models import Message


class Identity(OwnedModel):
    """A person looked up who the debtor is in law: exact name, form and number, where it is registered."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="identities")
    seen_in = models.CharField(max_length=300, help_text="the register or paper that says so")
    checked_on = models.DateField()
    checked_by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["debtor", "checked_on"], name="identity_of_debtor")]


class DemandState(models.TextChoices):
    """How far a demand has come."""

    ASKED = "asked"
    APPROVED = "approved"
    MADE = "made"
    SERVED = "served"
    PAID = "paid"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


OPEN_STATES = (DemandState.ASKED, DemandState.APPROVED, DemandState.MADE, DemandState.SERVED)


class Demand(OwnedModel):
    """A letter of demand. Its sums and `frozen` never change once it was asked for; payments reduce what is open.

    `frozen` holds as JSON: the law that was asked and its answers, what was assumed and decided, what was missing and
    why it was accepted. Amounts are minor units of `currency`.
    """

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="demands")
    state = models.CharField(max_length=10, choices=DemandState.choices, default=DemandState.ASKED)
    kind = models.CharField(max_length=20, help_text="of debtor, as the law was asked")
    wording = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    method = models.CharField(max_length=10, help_text="post, courier, hand")
    currency = models.CharField(max_length=3)
    until_on = models.DateField(help_text="the last day for which interest is reckoned")
    principal_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField()
    compensation_minor = models.BigIntegerField()
    frozen = models.JSONField()
    owner_view = models.TextField(blank=True, help_text="what whoever sold says to it")
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    asked_on = models.DateField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    is_alone = models.BooleanField(default=False, help_text="approved by the only user, who asked for it")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="demands")
    made_on = models.DateField(null=True)
    served_on = models.DateField(null=True)
    proof = models.CharField(max_length=300, blank=True)
    deadline_on = models.DateField(null=True, help_text="the last day to pay; later when it was served late")
    ended_on = models.DateField(null=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["creditor", "debtor", "state"], name="demand_of_debtor")]

    @property
    def total_minor(self) -> int:
        """All that it demands."""
        return self.principal_minor + self.interest_minor + self.compensation_minor


class DemandInvoice(OwnedModel):
    """An invoice in a demand, as it stood when it was asked for; `frozen` holds the reckoning as JSON."""

    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="items")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="demanded_in")
    open_minor = models.BigIntegerField(help_text="demanded of its principal")
    disputed_minor = models.BigIntegerField(default=0, help_text="left out")
    interest_minor = models.BigIntegerField()
    compensation_minor = models.BigIntegerField()
    frozen = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["demand", "invoice"], name="demand_names_once")]
