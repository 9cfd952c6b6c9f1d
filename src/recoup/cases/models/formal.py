"""What a case has beyond asking: its law, its last day to sue, and the rows of recourse that belong to it."""

from django.db import models

from recoup.cases.models.case import Case
from recoup.cases.models.steps import StepRun
from recoup.org.models import OwnedModel
from recoup.recourse.models import Claim, Demand, LetGo, Placement, SearchOrder


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


class CaseDemand(OwnedModel):
    """The formal demand of a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="demands")
    demand = models.OneToOneField(Demand, on_delete=models.PROTECT, related_name="of_case")


class CasePlacement(OwnedModel):
    """The case whose debts are in professional hands, and the step of the ladder that this was."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="placements")
    placement = models.OneToOneField(Placement, on_delete=models.PROTECT, related_name="of_case")
    step = models.ForeignKey(StepRun, on_delete=models.PROTECT, null=True, related_name="+")


class CaseSearch(OwnedModel):
    """The case for which a search was ordered."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="searches")
    order = models.OneToOneField(SearchOrder, on_delete=models.PROTECT, related_name="of_case")


class CaseLimitation(OwnedModel):
    """The earliest last day to sue among the invoices of a case, as of `seq` of the debtor's stream.

    `ends_on` is None where the law has no answer for any of them; `is_unknown` says that for one at least it has none.
    `due_on` is when the invoice with that day fell due. `warned_months` is the nearest warning given for
    `warned_ends_on`; another last day is warned of anew. `basis` is the place and the default kind it was reckoned by.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="limitation")
    seq = models.BigIntegerField()
    basis = models.CharField(max_length=40)
    ends_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    is_unknown = models.BooleanField(default=False)
    warned_months = models.IntegerField(null=True)
    warned_ends_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["creditor", "ends_on"], name="limitation_by_end")]


class CaseClaim(OwnedModel):
    """A claim in court about a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="claims")
    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="of_case")


class CaseWorth(OwnedModel):
    """Figures that a person gave for “is it worth it?”, and what was decided on them. The newest holds."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="worth")
    figures = models.JSONField(help_text="only what a person changed: name -> whole number")
    option = models.CharField(max_length=20, blank=True, help_text="empty: kept, nothing decided")
    today_minor = models.BigIntegerField(null=True, help_text="what the option was worth that day")
    note = models.TextField(blank=True)
    kept_by = models.CharField(max_length=60)
    kept_on = models.DateField()
