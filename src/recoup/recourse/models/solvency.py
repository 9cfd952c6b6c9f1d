"""What was looked up about a debtor's means, whom we watch, what registers said, and insolvencies with their proofs."""

from django.db import models

from recoup.ledger.models import Contact, Debtor, Payment
from recoup.org.models import OwnedModel


class MeansCheck(OwnedModel):
    """One thing that a person or a register said about a debtor's means; the copy lies in the archive."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="means_checks")
    item = models.CharField(max_length=60, help_text="register:NAME, report, accounts, assets, known")
    result = models.CharField(max_length=20, help_text="sound, weak, insolvent, nothing_found")
    looked_on = models.DateField()
    by = models.CharField(max_length=60)
    file_name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    commitment = models.CharField(max_length=64, blank=True)
    limit_minor = models.BigIntegerField(null=True, help_text="the credit limit that a report suggests")
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        indexes = [models.Index(fields=["debtor", "looked_on"], name="means_of_debtor")]


class Watch(OwnedModel):
    """A debtor that is looked up daily where there is a key, and in every feed file, debts or not."""

    debtor = models.OneToOneField(Debtor, on_delete=models.PROTECT, related_name="watch")
    since_on = models.DateField()
    asked_on = models.DateField(null=True, help_text="the last day on which a register answered")
    tried_at = models.DateTimeField(null=True, help_text="by the machine's clock")
    fault = models.CharField(max_length=200, blank=True, help_text="why it did not answer last")


class HitState(models.TextChoices):
    """Whether it is sure that a notice is about this debtor."""

    SURE = "sure"
    ASKED = "asked"
    REJECTED = "rejected"
    NOTED = "noted"


class Hit(OwnedModel):
    """A notice of a register about a debtor; the same notice once. `asked`: by name alone, a person decides."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="register_hits")
    register = models.CharField(max_length=30)
    notice = models.CharField(max_length=120, help_text="the register's own id of it")
    matched_by = models.CharField(max_length=10, help_text="number or name")
    state = models.CharField(max_length=10, choices=HitState.choices)
    effect = models.CharField(max_length=10, help_text="opening, petition, ended, solvent")
    proceeding = models.CharField(max_length=200)
    register_number = models.CharField(max_length=80, blank=True)
    opened_on = models.DateField(null=True)
    published_on = models.DateField(null=True)
    proof_by_on = models.DateField(null=True)
    hit_on = models.DateField()
    hold = models.BigIntegerField(
        null=True, help_text="the hold that stops everything until a person decides"
    )
    decided_by = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True)
    commitment = models.CharField(max_length=64, help_text="the notice as it was read")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["debtor", "register", "notice"], name="register_hit_once")
        ]
        indexes = [models.Index(fields=["creditor", "state"], name="register_hit_state")]


class Insolvency(OwnedModel):
    """One insolvency of a debtor, from the day on which it opened. At most one of a debtor runs."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="insolvencies")
    opened_on = models.DateField()
    noted_on = models.DateField()
    published_on = models.DateField(null=True)
    proceeding = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    court = models.CharField(max_length=200, blank=True)
    holder = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="insolvencies")
    holder_address = models.TextField(blank=True)
    proof_by_on = models.DateField(null=True)
    proof_by = models.CharField(
        max_length=10, blank=True, help_text="notice, law or person; empty = not known"
    )
    ended_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, blank=True, help_text="closed, mistaken, rescued")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["debtor"], condition=models.Q(ended_on__isnull=True), name="one_running_insolvency"
            )
        ]


class Proof(OwnedModel):
    """Our claim in an insolvency, one a currency: principal open on the opening day, and interest up to it."""

    insolvency = models.ForeignKey(Insolvency, on_delete=models.PROTECT, related_name="proofs")
    currency = models.CharField(max_length=3)
    principal_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField(default=0)
    compensation_minor = models.BigIntegerField(default=0)
    drafted_on = models.DateField()
    form = models.CharField(max_length=64, help_text="the claim form as it was drafted, in the archive")
    filed_on = models.DateField(null=True)
    admitted_on = models.DateField(null=True)
    admitted_minor = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["insolvency", "currency"], name="proof_once_a_currency")
        ]

    @property
    def claimed_minor(self) -> int:
        """All that is claimed."""
        return self.principal_minor + self.interest_minor + self.compensation_minor


class Dividend(OwnedModel):
    """Money that came out of an insolvency: a payment like any other. `apart`: payments that are not it."""

    proof = models.ForeignKey(Proof, on_delete=models.PROTECT, related_name="dividends")
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="dividend")
    amount_minor = models.BigIntegerField()
    received_on = models.DateField()
    reference = models.CharField(max_length=80, blank=True)
    apart = models.JSONField(default=list)
