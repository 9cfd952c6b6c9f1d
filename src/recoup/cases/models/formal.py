"""Which case a formal thing belongs to; the things themselves know no case."""

from django.db import models

from recoup.cases.models.case import Case
from recoup.cases.models.steps import StepRun
from recoup.org.models import OwnedModel
from recoup.recourse.models import Placement, SearchOrder


class CasePlacement(OwnedModel):
    """The case whose debts are in professional hands, and the step of the ladder that this was."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="placements")
    placement = models.OneToOneField(Placement, on_delete=models.PROTECT, related_name="of_case")
    step = models.ForeignKey(StepRun, on_delete=models.PROTECT, null=True, related_name="+")


class CaseSearch(OwnedModel):
    """The case for which a search was ordered."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="searches")
    order = models.OneToOneField(SearchOrder, on_delete=models.PROTECT, related_name="of_case")
