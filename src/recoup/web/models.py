"""Forms that were sent: each carries a token of its own, and a token is carried out once."""

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
