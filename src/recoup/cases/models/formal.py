"""What a case has beyond asking: which law was chosen for it, and the rows of recourse that belong to it."""

from django.db import models

from recoup.cases.models.case import Case
from recoup.org.models import OwnedModel
from recoup.recourse.models import LetGo


class CaseLetGo(OwnedModel):
    """The case in which a debt was asked to be let go."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="let_go")
    let_go = models.OneToOneField(LetGo, on_delete=models.PROTECT, related_name="in_case")


class CasePlace(OwnedModel):
    """A person said whose law answers for a case, by what connects it. The newest of a factor holds."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="places")
    factor = models.CharField(max_length=12, help_text="contract, person, court, seat, registration")
    key = models.CharField(max_length=10, help_text="ISO 3166-2")
    reason = models.TextField()
    chosen_by = models.CharField(max_length=80)
    chosen_at = models.DateTimeField()


class CaseWorth(OwnedModel):
    """Figures that a person gave for “is it worth it?”, and what was decided on them. The newest holds."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="worth")
    figures = models.JSONField(help_text="only what a person changed: name -> whole number")
    option = models.CharField(max_length=20, blank=True, help_text="empty: kept, nothing decided")
    today_minor = models.BigIntegerField(null=True, help_text="what the option was worth that day")
    note = models.TextField(blank=True)
    kept_by = models.CharField(max_length=60)
    kept_on = models.DateField()
