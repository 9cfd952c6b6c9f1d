"""What concerns the record itself: legal holds, erasures, the search."""

from django.db import models

from recoup.ledger.models import Contact, Debtor
from recoup.org.models import OwnedModel


class LegalHold(OwnedModel):
    """Nothing about this debtor is erased, because a court, an authority or a claim needs it; until released."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="legal_holds")
    reason = models.CharField(max_length=300)
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()
    released_by = models.CharField(max_length=80, blank=True)
    released_at = models.DateTimeField(null=True)
    release_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["debtor"], condition=models.Q(released_at__isnull=True), name="one_legal_hold"
            ),
        ]


class Erasure(OwnedModel):
    """A person is to be erased: one asks, another approves, then it is done. Without a contact: the debtor is meant."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="erasures")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    ground = models.CharField(max_length=30, help_text="why the law wants it, as a code")
    wanted_by = models.CharField(max_length=30, help_text="who asked us, as a code")
    is_decided = models.BooleanField(
        default=False, help_text="a person decided what no rule answers: whether something must still be kept"
    )
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True)
    is_alone = models.BooleanField(default=False, help_text="approved by the only user, who asked for it")
    ended_by = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True, help_text="called off")

    class Meta:
        indexes = [models.Index(fields=["creditor", "debtor", "-id"], name="erasure_by_debtor")]


class SearchHead(OwnedModel):
    """How far the search has taken in a stream."""

    stream = models.CharField(max_length=40)
    seq = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "stream"], name="search_head_once")]


class SearchLine(OwnedModel):
    """The words of one content of one entry, to be searched; made from the record, purged with it."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="+")
    stream = models.CharField(max_length=40)
    seq = models.BigIntegerField()
    name = models.CharField(max_length=40, help_text="what the entry calls this content")
    commitment = models.CharField(max_length=64)
    text = models.TextField()
    folded = models.TextField(help_text="small letters without accents: what is compared")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq", "name"], name="search_line_once")]
        indexes = [
            models.Index(fields=["creditor", "stream", "seq"], name="search_by_entry"),
            models.Index(fields=["creditor", "commitment"], name="search_by_content"),
        ]
