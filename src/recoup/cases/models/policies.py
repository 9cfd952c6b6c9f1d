"""The ladders of a creditor: published versions, drafts, who gets which."""

from django.db import models

from recoup.org.models import OwnedModel


class PolicyVersion(OwnedModel):
    """A published ladder of a creditor. `data` is the policy as JSON; a version never changes."""

    name = models.CharField(max_length=60)
    version = models.IntegerField()
    data = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "name", "version"], name="policy_version_once")
        ]


class PolicyDraft(OwnedModel):
    """The next version of a ladder while it is written; it has no effect. `revision` grows with each change."""

    name = models.CharField(max_length=60)
    data = models.TextField()
    revision = models.IntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "name"], name="policy_draft_once"),
        ]


class PolicyUse(OwnedModel):
    """Which ladder debtors of a group of kinds get; with a segment, only those of the group in it."""

    group = models.CharField(
        max_length=20, help_text="company, sole_trader, individual, public_body, unknown"
    )
    segment = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "group", "segment"], name="policy_use_once"),
        ]
