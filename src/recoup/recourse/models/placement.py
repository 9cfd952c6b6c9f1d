"""A debt in professional hands: the placement, its frozen claim, what came of it, and searches that were ordered."""

from django.db import models

from recoup.ledger.models import Charge, Debtor, Invoice, Payment
from recoup.org.models import OwnedModel
from recoup.outreach.models import Message
from recoup.recourse.models.professionals import Professional


class PlacementState(models.TextChoices):
    """Where a placement stands."""

    ASKED = "asked"  # waits for another's yes
    APPROVED = "approved"  # the package is made, nothing is handed over yet
    PLACED = "placed"
    RECALLED = "recalled"  # asked back, until they confirm
    ENDED = "ended"


HELD = (PlacementState.APPROVED, PlacementState.PLACED, PlacementState.RECALLED)
"""While a placement stands so, we leave the debtor alone."""


class Placement(OwnedModel):
    """One claim in the hands of one professional. `terms` and the items are frozen when it is asked for."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="placements")
    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="placements")
    reference = models.CharField(max_length=20, help_text="ours, on every paper and payment of theirs")
    their_reference = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=PlacementState.choices)
    currency = models.CharField(max_length=3)
    claim_minor = models.BigIntegerField()
    terms = models.JSONField()
    by_decision = models.BooleanField(default=False, help_text="without a demand whose deadline is over")
    consent_on = models.DateField(null=True, help_text="when the insurer agreed")
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True)
    is_alone = models.BooleanField(default=False)
    package = models.CharField(max_length=64, blank=True, help_text="the commitment of its exact bytes")
    package_sha256 = models.CharField(max_length=64, blank=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="+")
    handed_by = models.CharField(max_length=10, blank=True, help_text="download, email, sftp")
    placed_on = models.DateField(null=True)
    review_on = models.DateField(null=True, help_text="when a person is asked what comes of it")
    status = models.CharField(max_length=60, blank=True, help_text="what they last reported")
    status_on = models.DateField(null=True)
    recalled_on = models.DateField(null=True)
    recall_from_on = models.DateField(null=True, help_text="the end of their notice")
    ended_on = models.DateField(null=True)
    end = models.CharField(
        max_length=20, blank=True, help_text="called_off, refused, recalled, uncollectable, closed"
    )
    complaints = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "reference"], name="placement_reference_once"),
            models.UniqueConstraint(
                fields=["debtor"], condition=~models.Q(state="ended"), name="one_placement_a_debtor"
            ),
        ]
        indexes = [models.Index(fields=["creditor", "state"], name="placement_by_state")]


class PlacementItem(OwnedModel):
    """One invoice, or one charge on the debt, of the frozen claim, with what was claimed of it."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="items")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, null=True, related_name="placed")
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, null=True, related_name="placed")
    claimed_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placement", "invoice"], name="placement_invoice_once"),
            models.UniqueConstraint(fields=["placement", "charge"], name="placement_charge_once"),
            models.CheckConstraint(
                condition=models.Q(invoice__isnull=True) ^ models.Q(charge__isnull=True),
                name="placement_item_is_one",
            ),
        ]


class Remittance(OwnedModel):
    """Money that they collected: `gross_minor` = `net_minor` + `commission_minor` + `vat_minor`.

    Without a placement it waits for a person. `payment` is the gross on the debtor's invoices, `received` the bank's
    line in which the net came.
    """

    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="remittances")
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, null=True, related_name="remittances")
    external_id = models.CharField(max_length=80, help_text="theirs, else a digest: taken in once")
    batch = models.CharField(max_length=120, help_text="the statement it stands on")
    collected_on = models.DateField()
    currency = models.CharField(max_length=3)
    gross_minor = models.BigIntegerField()
    commission_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    expected_minor = models.BigIntegerField(null=True, help_text="commission and VAT by the terms")
    named = models.CharField(max_length=160, blank=True, help_text="the reference and invoice it names")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="+")
    received = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="+")
    set_aside_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor", "professional", "external_id"], name="remittance_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    gross_minor=models.F("net_minor") + models.F("commission_minor") + models.F("vat_minor")
                ),
                name="remittance_conserves_money",
            ),
        ]


class ToldPayment(OwnedModel):
    """Money that the debtor paid to us while the debt was placed, and that we told them of."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="told")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="+")
    told_on = models.DateField()
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["placement", "payment"], name="told_once")]


class SearchOrder(OwnedModel):
    """A search that investigators do for us. Purpose, sources and result lie in the archive."""

    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="search_orders")
    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="search_orders")
    kind = models.CharField(max_length=10, help_text="address, assets")
    purpose = models.CharField(max_length=64, help_text="commitment")
    sources = models.CharField(max_length=64, help_text="commitment")
    currency = models.CharField(max_length=3)
    cost_minor = models.BigIntegerField()
    ordered_on = models.DateField()
    ordered_by = models.CharField(max_length=80)
    state = models.CharField(
        max_length=10, default="ordered", help_text="ordered, found, nothing, called_off"
    )
    ended_on = models.DateField(null=True)
    result = models.CharField(max_length=64, blank=True, help_text="commitment")

    class Meta:
        indexes = [models.Index(fields=["creditor", "debtor"], name="search_order_of_debtor")]
