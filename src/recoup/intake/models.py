"""Which files were taken in, and how the columns of a creditor's exports are to be read."""

from django.db import models

from recoup.org.models import OwnedModel


class ImportFile(OwnedModel):
    """One file that was taken in, with what came of it."""

    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=12, help_text="invoices, contacts, payments, bank")
    imported_at = models.DateTimeField()
    as_of_on = models.DateField()
    counts = models.TextField(help_text="created, updated, unchanged, rejected, as JSON")
    actor = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["creditor", "sha256"], name="import_by_content")]


class ColumnMapping(OwnedModel):
    """How files with this header are read: told once by a person, used for every later file like it."""

    kind = models.CharField(max_length=12)
    header_fingerprint = models.CharField(max_length=64)
    mapping = models.TextField(help_text="as JSON")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor", "kind", "header_fingerprint"], name="column_mapping_once"
            ),
        ]
