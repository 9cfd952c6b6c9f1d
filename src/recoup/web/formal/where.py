"""Where the work on a formal task is done: the page that the task's own page leads to."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from recoup.cases.models import Task
from recoup.web.here import Here
from recoup.web.words import Words

_DEMAND, _PLACED, _COURT, _LETGO = "demand", "placement", "court", "let_go"
_PAGE = {
    "demand": _DEMAND, "approve_demand": _DEMAND, "serve_demand": _DEMAND, "charges_left": _DEMAND,
    "placement": _PLACED, "approve_placement": _PLACED, "hand_over": _PLACED, "placement_review": _PLACED,
    "confirm_recall": _PLACED,
    "claim": _COURT, "approve_claim": _COURT, "claim_file": _COURT, "claim_served": _COURT, "claim_reply": _COURT,
    "claim_defence": _COURT,
    "claim_hearing": _COURT, "claim_enforce": _COURT, "claim_appeal": _COURT, "claim_next": _COURT,
    "claim_paid": _COURT, "limitation_near": _COURT, "limitation": _COURT,
    "write_off": _LETGO, "approve_let_go": _LETGO, "book_recovery": _LETGO,
    "confirm_insolvency": "means", "proof_of_debt": "means", "new_debt": "means", "check_means": "means",
}  # fmt: skip
_GO: dict[str, Words] = {
    _DEMAND: _("Go to the formal demand"),
    _PLACED: _("Go to the professionals"),
    _COURT: _("Go to the court claim"),
    _LETGO: _("Go on: let go"),
    "means": _("Go on: can they pay?"),
}
_BY_CREDITOR = {
    "tax_relief": "tax_relief", "tax_relief_lapses": "tax_relief", "tax_repay": "tax_relief",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Door:
    """An address, and what its button says."""

    to: str
    words: Words


def door_of(here: Here, task: Task) -> Door | None:
    """The page on which the task is done, if it has one of its own."""
    if task.kind in _BY_CREDITOR:
        return Door(reverse(_BY_CREDITOR[task.kind], args=[here.creditor.pk]), _("Go on: tax relief"))
    page = _PAGE.get(task.kind)
    if page is None or task.case_id is None or task.step_id is not None:
        return None
    return Door(reverse(page, args=[here.creditor.pk, task.case_id]), _GO[page])
