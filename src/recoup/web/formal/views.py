"""The page of a case beyond asking: where each formal thing stands."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from recoup.cases.models import Case
from recoup.web.doors import page
from recoup.web.formal.cards import cards
from recoup.web.here import Here


def case_of(here: Here, pk: int) -> Case:
    """The creditor's case with its debtor; 404 for any other."""
    found: Case | None = Case.objects.of(here.creditor).select_related("debtor").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@page()
def formal(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The page."""
    case = case_of(here, pk)
    told = {"page": "debtors", "case": case, "debtor": case.debtor, "cards": cards(here, case)}
    return render(request, "web/formal/formal.html", told)
