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
    told = models.TextField(default="{}", help_text="rejected rows, warnings and control totals, as JSON")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["creditor", "sha256"], name="import_by_content")]


class ImportTrace(OwnedModel):
    """What it takes to take a file back: `ledger.tracing`, and how far each record had come with it."""

    file = models.OneToOneField(ImportFile, on_delete=models.PROTECT, related_name="trace")
    trace = models.TextField()
    heads = models.TextField(help_text="stream -> number of its newest entry, as JSON")


class Upload(OwnedModel):
    """A file that lies in the home and waits to be looked at and taken in. `answers` is what was chosen, as JSON."""

    token = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    actor = models.CharField(max_length=80)
    kept_at = models.DateTimeField(help_text="machine time")
    answers = models.TextField(default="{}")
    file = models.ForeignKey(ImportFile, on_delete=models.PROTECT, null=True, help_text="what it became")


class ColumnMapping(OwnedModel):
    """How files with this header are read: told once by a person, used for every later file like it."""

    kind = models.CharField(max_length=12)
    header_fingerprint = models.CharField(max_length=64)
    mapping = models.TextField(help_text="as JSON")
    is_complete = models.BooleanField(default=False, help_text="such files list everything that is open")
    told_on = models.DateField(null=True)
    file_name = models.CharField(max_length=255, blank=True, help_text="the file it was told with")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor", "kind", "header_fingerprint"], name="column_mapping_once"
            ),
        ]
