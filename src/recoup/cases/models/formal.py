"""What a case has beyond asking: which law was chosen for it, and the rows of recourse that belong to it."""

from django.db import models

from recoup.cases.models.case import Case
from recoup.org.models import OwnedModel


class CasePlace(OwnedModel):
    """A person said whose law answers for a case, by what connects it. The newest of a factor holds."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="places")
    factor = models.CharField(max_length=12, help_text="contract, person, court, seat, registration")
    key = models.CharField(max_length=10, help_text="ISO 3166-2")
    reason = models.TextField()
    chosen_by = models.CharField(max_length=80)
    chosen_at = models.DateTimeField()
