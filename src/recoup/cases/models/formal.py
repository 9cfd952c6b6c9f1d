"""Which case a thing of recourse belongs to; the links point down."""

from django.db import models

from recoup.cases.models.case import Case
from recoup.org.models import OwnedModel
from recoup.recourse.models import LetGo


class CaseLetGo(OwnedModel):
    """The case in which a debt was asked to be let go."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="let_go")
    let_go = models.OneToOneField(LetGo, on_delete=models.PROTECT, related_name="in_case")
