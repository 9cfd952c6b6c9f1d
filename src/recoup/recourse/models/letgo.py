"""What a debt was let go for, invoice by invoice, what came of it later, and the lines for the books."""

from django.db import models

from recoup.ledger.models import Debtor, Invoice, Payment
from recoup.org.models import OwnedModel


class LetGoKind(models.TextChoices):
    """How a debt is let go."""

    WRITE_OFF = "write_off"
    SETTLEMENT = "settlement"
    SALE = "sale"


class LetGoState(models.TextChoices):
    """Where it stands: a settlement is offered until its day; the others are done once they are approved."""

    ASKED = "asked"
    OFFERED = "offered"
    DONE = "done"
    LAPSED = "lapsed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class LetGo(OwnedModel):
    """A debt, or a part of one, that somebody asks to let go. Somebody else decides.

    `open_minor` is what was open of its invoices when it was asked for. `amount_minor` is what is written off, what
    is accepted instead of the whole (settlement), or the price (sale).
    """

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="let_go")
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=10, choices=LetGoKind.choices)
    state = models.CharField(max_length=10, choices=LetGoState.choices, default=LetGoState.ASKED)
    reason = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    open_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    pay_by_on = models.DateField(null=True, help_text="until when the settlement has to be paid")
    buyer = models.CharField(max_length=300, blank=True)
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    asked_on = models.DateField()
    decided_by = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True)
    is_alone = models.BooleanField(default=False, help_text="approved by the only user, who had asked for it")
    ended_on = models.DateField(null=True)
    is_insured = models.BooleanField(default=False, help_text="waits for the insurer's recorded consent")
    letter = models.CharField(
        max_length=64, blank=True, help_text="the commitment of its letter in the archive"
    )
    posted_on = models.DateField(null=True)
    consent_on = models.DateField(null=True)
    consent_reference = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["creditor", "kind", "state"], name="let_go_by_state"),
            models.Index(fields=["debtor", "state"], name="let_go_of_debtor"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["creditor", "debtor", "currency"],
                condition=models.Q(state__in=("asked", "offered")),
                name="one_let_go_under_way",
            ),
        ]

    @property
    def loss_minor(self) -> int:
        """What is lost by it, in minor units."""
        return self.amount_minor if self.kind == LetGoKind.WRITE_OFF else self.open_minor - self.amount_minor


class LetGoPart(OwnedModel):
    """What is let go of one invoice. `off_minor` was taken off it, `recovered_minor` came after all.

    `gross_minor` is the invoice's amount at that moment, `tax_minor` the tax in `off_minor`, where it is known.
    """

    let_go = models.ForeignKey(LetGo, on_delete=models.PROTECT, related_name="parts")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="let_go_parts")
    asked_minor = models.BigIntegerField(help_text="what is to be taken off; of a settlement what is open")
    off_minor = models.BigIntegerField(default=0)
    recovered_minor = models.BigIntegerField(default=0)
    gross_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["let_go", "invoice"], name="invoice_once_in_let_go")]


class Recovery(OwnedModel):
    """Money that came on what had been written off."""

    part = models.ForeignKey(LetGoPart, on_delete=models.PROTECT, related_name="recoveries")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="recoveries")
    amount_minor = models.BigIntegerField()
    booked_on = models.DateField()
    booked_by = models.CharField(max_length=60)


class JournalLine(OwnedModel):
    """A line for the creditor's books. `debit` and `credit` name a use; its account code is in the settings.

    Once it was taken over, the codes it went out with stand beside it.
    """

    kind = models.CharField(max_length=20, help_text="write_off, sale, recovery, tax_relief, tax_repaid")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="journal_lines")
    entered_on = models.DateField()
    currency = models.CharField(max_length=3)
    debit = models.CharField(max_length=20)
    credit = models.CharField(max_length=20)
    amount_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField(null=True, help_text="the tax in it, where it is known")
    batch = models.IntegerField(null=True, help_text="with which download it was taken over")
    taken_on = models.DateField(null=True)
    debit_code = models.CharField(max_length=20, blank=True)
    credit_code = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["creditor", "batch", "id"], name="journal_by_batch")]
