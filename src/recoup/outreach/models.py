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
        indexes = [
            models.Index(fields=["creditor", "debtor"], name="inbound_by_debtor"),
            models.Index(
                fields=["creditor", "-id"],
                name="inbound_unread",
                condition=models.Q(kind="reply", read_at__isnull=True),
            ),
        ]


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


class CapturedMail(OwnedModel):
    """One mail as it was taken in: what it is, whom it is from, to which debtor it belongs and why.

    Without a debtor it waits for a person, until `settled_at`. Names, subject and reading are personal content beside
    the archive; the bytes lie in it under `commitment`.
    """

    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes: taken in once")
    mail_id = models.CharField(max_length=200, blank=True, help_text="its Message-ID")
    direction = models.CharField(max_length=3, help_text="in, out")
    kind = models.CharField(
        max_length=12, help_text="reply, bounce, delay, away, auto_reply, left, receipt, feedback, copy, sent"
    )
    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, null=True, related_name="captured")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="captured")
    inbound = models.ForeignKey(Inbound, on_delete=models.PROTECT, null=True, related_name="captured")
    matched_by = models.CharField(
        max_length=12, blank=True, help_text="token, reference, address, invoice, person"
    )
    flags = models.JSONField(default=list, help_text="what is odd about it, as codes")
    from_address = models.CharField(max_length=320, blank=True)
    from_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    beginning = models.CharField(max_length=300, blank=True, help_text="the first of its own words")
    readings = models.JSONField(
        default=list,
        help_text="what it seems to say, with the sentence; `judged` once a person has said of it",
    )
    judged_at = models.DateTimeField(null=True, help_text="when a person had said what it says")
    until_on = models.DateField(null=True, help_text="the last day somebody is away")
    size = models.BigIntegerField()
    commitment = models.CharField(max_length=64)
    origin = models.CharField(max_length=60, help_text="file, or the mailbox and folder by number")
    came_at = models.DateTimeField(help_text="when it was sent or arrived, as it says")
    captured_at = models.DateTimeField(help_text="the moment of business time it was taken in")
    settled_at = models.DateTimeField(
        null=True, help_text="when a person said whose it is, or that it is nobody's"
    )
    set_aside = models.CharField(max_length=20, blank=True, help_text="why it belongs to no debtor")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "digest"], name="captured_once")]
        indexes = [
            models.Index(fields=["creditor", "mail_id"], name="captured_by_mail_id"),
            models.Index(fields=["creditor", "debtor", "-id"], name="captured_by_debtor"),
            models.Index(
                fields=["creditor", "-id"],
                name="captured_waiting",
                condition=models.Q(debtor__isnull=True, settled_at__isnull=True),
            ),
            models.Index(
                fields=["creditor", "until_on"],
                name="captured_away",
                condition=models.Q(kind="away", debtor__isnull=False, judged_at__isnull=True),
            ),
            models.Index(
                fields=["creditor", "came_at"],
                name="captured_left",
                condition=models.Q(kind="left", debtor__isnull=False, judged_at__isnull=True),
            ),
        ]


class Mailbox(OwnedModel):
    """A mailbox that is read over IMAP; never written to. `url` holds its password and is kept encrypted."""

    name = models.CharField(max_length=60)
    url = models.TextField(help_text="imaps://user:password@host:993, encrypted")
    since_on = models.DateField(help_text="mail that arrived earlier is left alone")
    folders = models.JSONField(default=list, help_text="folders read as received; empty: INBOX")
    sent_folder = models.CharField(
        max_length=200, blank=True, help_text="empty: the one the server calls sent"
    )
    is_on = models.BooleanField(default=True)
    tried_at = models.DateTimeField(null=True, help_text="machine time")
    next_try_at = models.DateTimeField(null=True, help_text="machine time")
    failures = models.IntegerField(default=0)
    said = models.CharField(max_length=300, blank=True, help_text="what went wrong at the last try")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "name"], name="mailbox_once")]


class MailboxFolder(OwnedModel):
    """How far a folder is read: all up to `last_uid` is taken in, as long as its UIDVALIDITY is this one."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="read_folders")
    name = models.CharField(max_length=200)
    uid_validity = models.BigIntegerField()
    last_uid = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "name"], name="mailbox_folder_once")]
