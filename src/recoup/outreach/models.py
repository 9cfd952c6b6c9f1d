"""Messages out and what came back, as rows; the exact bytes lie in the archive."""

from django.db import models

from recoup.ledger.models import Contact, Debtor, Invoice
from recoup.org.models import OwnedModel


class MessageState(models.TextChoices):
    """Where a message stands. `sending` is committed before the wire, the answer after it."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    PRINTED = "printed"
    POSTED = "posted"
    FAILED = "failed"
    RETURNED = "returned"
    UNSURE = "unsure"
    CANCELLED = "cancelled"


class Message(OwnedModel):
    """One email or letter to one contact of one debtor; `message_id` is made from the step's key."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="messages")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True)
    channel = models.CharField(max_length=12)
    message_id = models.CharField(max_length=200, help_text="RFC 5322 Message-ID, or the letter's reference")
    token = models.CharField(
        max_length=40, help_text="stands in Reply-To; a reply to it is about this message"
    )
    to_address = models.TextField()
    subject = models.CharField(max_length=300, blank=True)
    is_service = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=MessageState.choices)
    commitment = models.CharField(max_length=64, blank=True, help_text="the exact bytes, in the archive")
    answer = models.CharField(max_length=300, blank=True, help_text="what the server said")
    tries = models.IntegerField(default=0)
    sent_at = models.DateTimeField(null=True, help_text="when it was handed over, or the posting confirmed")
    sent_on = models.DateField(null=True, help_text="the creditor's day of that; of a letter, of its posting")
    printed_on = models.DateField(null=True, help_text="the day a letter bears")
    returned_at = models.DateTimeField(null=True)
    batch = models.CharField(max_length=40, blank=True)
    proof = models.CharField(max_length=60, blank=True, help_text="the post's number for it, its proof")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "message_id"], name="message_once")]
        indexes = [
            models.Index(fields=["creditor", "token"], name="message_by_token"),
            models.Index(fields=["creditor", "debtor", "sent_on"], name="message_recent"),
            models.Index(fields=["creditor", "batch"], name="message_by_batch"),
            models.Index(fields=["creditor", "state", "-id"], name="message_by_state"),
        ]


class MessageInvoice(OwnedModel):
    """An invoice that a message names, with what was asked for it in that text."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="named")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="named_in")
    asked_minor = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "invoice"], name="named_once")]


class Inbound(OwnedModel):
    """What came back: a reply, a bounce, an auto-reply. A reply is unread until a person answers for it."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="inbound")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="answers")
    kind = models.CharField(max_length=12, help_text="reply, bounce, auto_reply")
    channel = models.CharField(max_length=12)
    received_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    commitment = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["creditor", "debtor"], name="inbound_by_debtor")]


class Trial(OwnedModel):
    """A test of the mail server (`mail`) or of the sending domain (`domain`), with what came of it."""

    kind = models.CharField(max_length=10, help_text="mail, domain")
    subject = models.CharField(max_length=300, help_text="what was tested: sender and server, or the domain")
    is_good = models.BooleanField()
    said = models.JSONField(help_text="the server's answer, or the findings")
    tried_at = models.DateTimeField(help_text="machine time")
    tried_by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["creditor", "kind", "-id"], name="trial_newest")]
