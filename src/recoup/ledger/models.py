"""What is known of a debt: debtors, contacts, invoices, money and disputes. Unknown stays NULL or empty."""

from django.db import models

from recoup.org.models import OwnedModel, new_key


class Debtor(OwnedModel):
    """The legal person who owes. `stream_key` is the archive stream of everything done towards them."""

    stream_key = models.CharField(max_length=40, unique=True, default=new_key)
    number = models.CharField(
        max_length=80, blank=True, help_text="the books' id; empty when the books have none"
    )
    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300, help_text="name folded for matching")
    kind = models.CharField(max_length=20, blank=True, help_text="empty = unknown")
    register_number = models.CharField(max_length=80, blank=True)
    vat_id = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=8, blank=True)
    timezone = models.CharField(max_length=60, blank=True)
    street = models.CharField(max_length=300, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=120, blank=True)
    terms_days = models.IntegerField(null=True)
    account_owner = models.CharField(max_length=200, blank=True)
    segment = models.CharField(max_length=60, blank=True)
    automation = models.CharField(max_length=10, blank=True, help_text="empty = the creditor's")
    distance_km = models.IntegerField(null=True)
    opted_out = models.CharField(max_length=80, blank=True, help_text="channels, comma between")
    insolvent_on = models.DateField(null=True)
    represented_by = models.CharField(max_length=300, blank=True)
    payer_ibans = models.TextField(blank=True, help_text="accounts this debtor has paid from, one a line")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor", "number"], condition=~models.Q(number=""), name="debtor_number_once"
            ),
        ]
        indexes = [models.Index(fields=["creditor", "name_key"], name="debtor_by_name")]

    def __str__(self) -> str:
        return self.name


class Contact(OwnedModel):
    """A person or desk at a debtor, with where it was learnt. Email addresses live here and nowhere else."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(
        max_length=30,
        blank=True,
        help_text="accounts_payable, accounting_manager, owner, sales, generic, other",
    )
    is_in_charge = models.BooleanField(
        default=False, help_text="a person found out that they decide on payments"
    )
    email = models.CharField(max_length=254, blank=True)
    email_state = models.CharField(max_length=12, default="ok", help_text="ok, bounced, wrong")
    phone = models.CharField(max_length=40, blank=True)
    phone_state = models.CharField(max_length=12, default="ok", help_text="ok, wrong")
    language = models.CharField(max_length=8, blank=True)
    source = models.CharField(max_length=60, blank=True)
    learned_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["creditor", "email"], name="contact_by_email")]


class InvoiceKind(models.TextChoices):
    """A document that asks for money or gives it back."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class InvoiceState(models.TextChoices):
    """Whether anything of it can still be asked for."""

    OPEN = "open"
    PAID = "paid"
    WRITTEN_OFF = "written_off"
    SOLD = "sold"
    CANCELLED = "cancelled"


class Invoice(OwnedModel):
    """One invoice or credit note. `open_minor` = `amount_minor` less all active allocations, whatever their date.

    Nothing is open of a cancelled one.
    """

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="invoices")
    row_key = models.CharField(max_length=120, help_text="what makes the row the same row in the next file")
    number = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=12, choices=InvoiceKind.choices, default=InvoiceKind.INVOICE)
    state = models.CharField(max_length=12, choices=InvoiceState.choices, default=InvoiceState.OPEN)
    issued_on = models.DateField(null=True)
    due_on = models.DateField()
    due_derived = models.CharField(
        max_length=12, blank=True, help_text="terms, issued or imported: what a blank due date came from"
    )
    due_basis = models.CharField(
        max_length=12, blank=True, help_text="agreed, stated, legal; empty = unknown"
    )
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    open_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField(null=True)
    tax_minor = models.BigIntegerField(null=True)
    supplied_on = models.DateField(null=True)
    sent_on = models.DateField(null=True)
    received_on = models.DateField(null=True)
    supply_kind = models.CharField(max_length=12, blank=True, help_text="goods, services, carriage")
    order_reference = models.CharField(max_length=120, blank=True)
    contract_reference = models.CharField(max_length=120, blank=True)
    contract_on = models.DateField(null=True)
    governing_law = models.CharField(max_length=10, blank=True)
    payment_reference = models.CharField(
        max_length=140, blank=True, help_text="the structured reference printed for its payment"
    )
    ship_to = models.CharField(max_length=300, blank=True)
    payment_method = models.CharField(
        max_length=20, blank=True, help_text="transfer, direct_debit, card; empty = unknown"
    )
    collection_failed_on = models.DateField(null=True, help_text="direct debit or card came back")
    account_owner = models.CharField(max_length=200, blank=True)
    is_assigned = models.BooleanField(null=True, help_text="sold or assigned to a factor")
    assigned_to = models.CharField(max_length=200, blank=True, help_text="the factor it was sold to")
    insured = models.BooleanField(null=True)
    retention_of_title = models.BooleanField(null=True)
    guarantor = models.CharField(max_length=200, blank=True)
    missing_since_on = models.DateField(null=True, help_text="absent from a complete list since")
    imported_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "row_key"], name="invoice_row_once")]
        indexes = [
            models.Index(fields=["creditor", "state", "due_on"], name="invoice_due"),
            models.Index(fields=["creditor", "number"], name="invoice_by_number"),
            # Without it SQLite reads all open ones of the creditor to find those of one debtor.
            models.Index(fields=["creditor", "debtor", "state", "due_on"], name="invoice_of_debtor"),
            models.Index(fields=["creditor", "due_on"], name="invoice_by_due"),
            # Sums of what is open read the index alone, however many rows there are.
            models.Index(
                fields=["creditor", "state", "kind", "currency", "due_on", "open_minor"], name="invoice_sums"
            ),
        ]


class PaymentState(models.TextChoices):
    """Where a payment's money stands."""

    ALLOCATED = "allocated"
    ON_ACCOUNT = "on_account"
    UNMATCHED = "unmatched"
    REVERSED = "reversed"
    SUPERSEDED = "superseded"
    SET_ASIDE = "set_aside"


class Payment(OwnedModel):
    """Money that came in (or, negative, went back). Unmatched until a debtor is known or a person has looked.

    `amount_minor` = `allocated_minor` (active allocations) + `superseded_minor` (what the books' list has taken
    over) + the rest, which is on account or unmatched.
    """

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, null=True, related_name="payments")
    external_id = models.CharField(
        max_length=200, help_text="the bank's reference, else statement and position"
    )
    received_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    allocated_minor = models.BigIntegerField(default=0)
    superseded_minor = models.BigIntegerField(default=0)
    payer_name = models.CharField(max_length=300, blank=True)
    payer_iban = models.CharField(max_length=40, blank=True)
    purpose = models.TextField(blank=True)
    references_text = models.TextField(blank=True, help_text="structured references, one a line")
    state = models.CharField(max_length=12, choices=PaymentState.choices)
    reason = models.CharField(max_length=30, blank=True, help_text="why it waits for a person, as a code")
    source = models.CharField(max_length=12, help_text="bank, payments, manual, collected")
    reverses = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="reversals")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "external_id"], name="payment_once")]
        indexes = [models.Index(fields=["creditor", "state"], name="payment_by_state")]


class Allocation(OwnedModel):
    """What reduces an invoice: money, a credit note, the books' list, a write-off, its sale. Inactive: taken back."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="allocations")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="allocations")
    credit_note = models.ForeignKey(Invoice, on_delete=models.PROTECT, null=True, related_name="uses")
    source = models.CharField(
        max_length=12, help_text="bank, payments, manual, books, credit, write_off, sale"
    )
    amount_minor = models.BigIntegerField()
    allocated_on = models.DateField(help_text="the money's own date")
    is_active = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["creditor", "allocated_on"], name="allocation_by_day")]


class ChargeKind(models.TextChoices):
    """What we add to a debt for being late."""

    INTEREST = "interest"
    COMPENSATION = "compensation"
    FEE = "fee"
    COST = "cost"


class Charge(OwnedModel):
    """What was added to a debt for its lateness. Open = amount less paid less waived; nothing is open of a void one.

    A void one was posted by a step that came back: it counts as never posted. A waived compensation was had all the
    same, so that it is owed once for each invoice.
    """

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="charges")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, null=True, related_name="charges")
    kind = models.CharField(max_length=12, choices=ChargeKind.choices)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField(default=0)
    waived_minor = models.BigIntegerField(default=0)
    posted_on = models.DateField()
    until_on = models.DateField(null=True, help_text="interest: the last day charged")
    law = models.CharField(max_length=10, blank=True, help_text="whose law, ISO 3166-2; empty: not by law")
    source = models.TextField(help_text="the rule and where it stands")
    origin = models.CharField(max_length=40, help_text="the step that posted it, such as demand:7")
    waived_on = models.DateField(null=True)
    waived_by = models.CharField(max_length=80, blank=True)
    waived_why = models.TextField(blank=True)
    is_void = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice"],
                condition=models.Q(kind="compensation", is_void=False),
                name="compensation_once",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0)
                & models.Q(amount_minor__gte=models.F("paid_minor") + models.F("waived_minor")),
                name="charge_adds_up",
            ),
        ]
        indexes = [models.Index(fields=["creditor", "debtor"], name="charge_of_debtor")]

    @property
    def open_minor(self) -> int:
        """What of it is still owed."""
        return 0 if self.is_void else self.amount_minor - self.paid_minor - self.waived_minor


class ChargePayment(OwnedModel):
    """What of a payment pays a charge. Inactive: the payment went back."""

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="payments")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="charge_payments")
    amount_minor = models.BigIntegerField()
    paid_on = models.DateField(help_text="the money's own date")
    is_active = models.BooleanField(default=True)


class Dispute(OwnedModel):
    """The debtor contests an invoice, whole (amount NULL) or in part; it ends by decision, never by the clock."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="disputes")
    amount_minor = models.BigIntegerField(null=True)
    type = models.CharField(max_length=20)
    owner = models.CharField(max_length=200, blank=True)
    opened_on = models.DateField()
    answer_due_on = models.DateField()
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, blank=True, help_text="upheld, part, rejected, withdrawn")


class Exhibit(OwnedModel):
    """A document that proves the debt; its bytes lie in the archive under `commitment`."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="exhibits")
    kind = models.CharField(
        max_length=30, help_text="invoice, order, acceptance, terms, delivery, credit_application"
    )
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    commitment = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invoice", "kind", "name"], name="exhibit_once")]


class Freshness(OwnedModel):
    """When the creditor's books or bank were last read: `kind` is list, payments or bank."""

    kind = models.CharField(max_length=12)
    as_of_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "kind"], name="freshness_once")]


class Collector(OwnedModel):
    """Somebody who collects for us and passes the money on: what they pay is never matched by itself."""

    name_key = models.CharField(max_length=300, help_text="their name folded for matching")
    iban = models.CharField(max_length=40, blank=True, help_text="the account they pay from")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "name_key"], name="collector_once")]
