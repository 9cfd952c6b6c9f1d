"""What persons have said about the law: figures they compared with the official text, open questions they decided."""

from django.db import models

from recoup.ledger.models import Debtor
from recoup.org.models import OwnedModel


class Confirmation(OwnedModel):
    """A person compared a figure with the official text. It holds for this value alone: a changed one is asked anew."""

    digest = models.CharField(max_length=64, help_text="SHA-256 of whose law, what is asked, and the value")
    what = models.CharField(max_length=300)
    key = models.CharField(max_length=10, help_text="the pack, ISO 3166-2")
    value = models.TextField()
    mark = models.CharField(max_length=12, help_text="as it was marked then")
    seen_in = models.CharField(max_length=300, help_text="where it was compared")
    reason = models.TextField()
    confirmed_by = models.CharField(max_length=80)
    confirmed_at = models.DateTimeField()
    confirmed_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "digest"], name="figure_confirmed_once")]


class LawDecision(OwnedModel):
    """A question that no pack answers, decided by a person for a debtor. The newest of a question holds."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="law_decisions")
    question = models.CharField(max_length=40)
    key = models.CharField(max_length=10, help_text="whose law leaves it open, ISO 3166-2")
    value = models.CharField(max_length=300, help_text="days of a deadline; else none, or in words")
    reason = models.TextField()
    decided_by = models.CharField(max_length=80)
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["creditor", "debtor", "question"], name="law_decision")]
