"""A claim in court: what is claimed, where it stands, what it cost, and what was done to have the judgment paid."""

from django.db import models

from recoup.ledger.models import Charge, Debtor, Invoice
from recoup.org.models import OwnedModel


class ClaimState(models.TextChoices):
    """Where a claim stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    FILED = "filed"
    SERVED = "served"
    DEFENDED = "defended"
    HEARING = "hearing"
    JUDGMENT = "judgment"
    APPEAL = "appeal"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    LOST = "lost"
    SATISFIED = "satisfied"
    REFUSED = "refused"


class Claim(OwnedModel):
    """A claim with its sums frozen on `reckoned_on`. None: not claimed, or not known.

    `place` is the court's (ISO 3166-2), `form` the court's paper. `basis` is what a person said the due dates rest on
    where the books do not. `daily` is the exact interest of each further day, in major units. `due_on` is the next
    deadline. `pdf`, `data` and `table` name the papers in the archive. A judgment's sum is all that was given, with its
    costs; `judgment_rate` is the yearly percentage that the judgment carries. `identity_on` and `net_minor` are what a
    person said of this claim; None where what is kept of the debtor and what was decided on its worth hold.
    """

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="claims")
    place = models.CharField(max_length=10)
    form = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=ClaimState.choices, default=ClaimState.DRAFT)
    basis = models.CharField(max_length=12, blank=True)
    signer = models.CharField(max_length=200, blank=True)
    reckoned_on = models.DateField()
    principal_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField()
    compensation_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(null=True)
    daily = models.CharField(max_length=40, blank=True)
    placement = models.CharField(max_length=20, blank=True)
    mediation = models.CharField(max_length=20, blank=True)
    identity_on = models.DateField(null=True)
    net_minor = models.BigIntegerField(null=True, help_text="what a person expects to be left of it")
    identity_reason = models.TextField(blank=True, help_text="why that day holds, and not what is kept")
    means_reason = models.TextField(blank=True, help_text="why it goes on though nobody knows their means")
    net_reason = models.TextField(blank=True, help_text="why that sum holds, and not what was decided")
    prepared_by = models.CharField(max_length=80)
    prepared_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True)
    approved_on = models.DateField(null=True)
    court = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=100, blank=True)
    filed_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    judgment_on = models.DateField(null=True)
    judgment_minor = models.BigIntegerField(null=True)
    judgment_costs_minor = models.BigIntegerField(default=0)
    judgment_rate = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    ended_on = models.DateField(null=True)
    pdf = models.CharField(max_length=64, blank=True)
    data = models.CharField(max_length=64, blank=True)
    table = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["creditor", "debtor"], name="claim_of_debtor")]

    @property
    def claimed_minor(self) -> int:
        """Principal, interest and fixed sums."""
        return self.principal_minor + self.interest_minor + self.compensation_minor


class ClaimInvoice(OwnedModel):
    """An invoice of a claim, with its sums on the day of the reckoning."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="parts")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="claimed_in")
    principal_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField()
    compensation_minor = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "invoice"], name="claim_names_once")]


class ClaimStep(OwnedModel):
    """Something that happened in court on a day, and until when somebody has to act on it."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12)
    happened_on = models.DateField()
    due_on = models.DateField(null=True)
    noted_by = models.CharField(max_length=80)
    noted_at = models.DateTimeField()


class ClaimCost(OwnedModel):
    """What going to court cost; posted as a charge on the debtor."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="costs")
    kind = models.CharField(max_length=12, help_text="court_fee, service, lawyer, enforcement, other")
    happened_on = models.DateField()
    amount_minor = models.BigIntegerField()
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, null=True, related_name="+")


class Enforcement(OwnedModel):
    """A try to have a judgment paid by force of law."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="enforcements")
    way = models.CharField(max_length=20)
    happened_on = models.DateField()
    result = models.CharField(max_length=12, help_text="pending, paid, part, nothing")
    got_minor = models.BigIntegerField(default=0)
    noted_by = models.CharField(max_length=80)
