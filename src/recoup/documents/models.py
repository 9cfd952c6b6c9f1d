"""Wordings that a creditor wrote: every version is kept."""

from django.db import models

from recoup.org.models import OwnedModel


class Wording(OwnedModel):
    """One version of one text of a creditor. The highest version of a key, tone and language is used."""

    key = models.CharField(max_length=40)
    tone = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    subject = models.TextField()
    body = models.TextField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=254, help_text="opaque key or address of the user who saved it")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor", "key", "tone", "language", "version"], name="wording_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.tone} {self.language} {self.version}"
