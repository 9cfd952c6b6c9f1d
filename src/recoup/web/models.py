"""Forms that were sent, each carried out once; and how far a creditor has come with its first run."""

from django.db import models

from recoup.org.models import OwnedModel, User


class Submission(OwnedModel):
    """A form that was carried out; a second click on it finds this row and does nothing."""

    token = models.CharField(max_length=40)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(help_text="machine time")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "token"], name="submission_once")]
        indexes = [models.Index(fields=["done_at"], name="submission_by_age")]


class FirstStep(OwnedModel):
    """A step of the first run that somebody has looked at or skipped; `all` is the whole of it, put away."""

    step = models.CharField(max_length=10, help_text="firm, file, look, mail, live, all")
    state = models.CharField(max_length=10, help_text="done, skipped")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(help_text="machine time")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "step"], name="first_step_once")]
