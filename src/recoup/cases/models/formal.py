"""What a case has beyond asking: links to the things of recourse, and its last day to sue."""

from django.db import models

from recoup.cases.models.case import Case
from recoup.org.models import OwnedModel


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
