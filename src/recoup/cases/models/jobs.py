"""Long work in the background."""

from django.db import models

from recoup.org.models import OwnedModel


class JobState(models.TextChoices):
    """Where long work stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(OwnedModel):
    """Long work that somebody asked for on a page; a worker does it and the page shows how far it is.

    `asked` and `answer` are JSON. `moment_at` is the business moment at which it was asked for; all others are
    machine time.
    """

    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=80, help_text="what it is about, by which a page finds it again")
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.WAITING)
    asked = models.TextField(default="{}")
    answer = models.TextField(default="{}")
    phase = models.CharField(max_length=20, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0, help_text="0 = not known")
    actor = models.CharField(max_length=80)
    moment_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor", "kind", "subject"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="job_under_way_once",
            )
        ]
        indexes = [models.Index(fields=["creditor", "kind", "subject"], name="job_by_subject")]
