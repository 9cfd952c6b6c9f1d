"""Whom a debt may be handed to, on which terms, and how they are reached."""

from django.db import models

from recoup.org.models import OwnedModel


class ProfessionalKind(models.TextChoices):
    """What somebody does for us."""

    AGENCY = "agency"
    LAWYER = "lawyer"
    MEDIATOR = "mediator"
    INSURER = "insurer"
    INVESTIGATOR = "investigator"
    DEMAND_SERVER = "demand_server"


class Delivery(models.TextChoices):
    """How a package reaches them."""

    DOWNLOAD = "download"
    EMAIL = "email"
    SFTP = "sftp"


class Professional(OwnedModel):
    """One party with its terms. A placement keeps the terms it was made on; a change here is for later ones."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=ProfessionalKind.choices)
    person = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=500, blank=True)
    countries = models.CharField(max_length=200, blank=True, help_text="ISO codes with blanks; empty: any")
    licence = models.CharField(max_length=200, blank=True)
    licence_until_on = models.DateField(null=True)
    insurance = models.CharField(max_length=200, blank=True)
    insurance_until_on = models.DateField(null=True)
    association = models.CharField(max_length=200, blank=True)
    has_client_account = models.BooleanField(default=False)
    payer_iban = models.CharField(max_length=40, blank=True, help_text="from which they pay us")
    data_terms_on = models.DateField(null=True, help_text="since when the terms on personal data are agreed")
    checked_on = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    bands = models.JSONField(default=list, help_text="[[up to days, up to minor units, percent], …]")
    fixed_fee_minor = models.BigIntegerField(default=0)
    vat_percent = models.CharField(max_length=8, default="0")
    recall_days = models.IntegerField(default=14)
    delivery = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.DOWNLOAD)
    sftp_host = models.CharField(max_length=200, blank=True)
    sftp_port = models.IntegerField(default=22)
    sftp_user = models.CharField(max_length=100, blank=True)
    sftp_folder = models.CharField(max_length=300, blank=True)
    sftp_host_key = models.TextField(
        blank=True, help_text="the one key the server may show, as in known_hosts"
    )
    sftp_secret = models.TextField(blank=True, help_text="password or private key, encrypted")
    columns = models.JSONField(default=dict, help_text="our name of a column -> theirs")
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "name"], name="professional_once")]

    def __str__(self) -> str:
        return self.name
