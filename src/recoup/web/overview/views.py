"""Overview: what is owed, what comes in, what the work brought, one currency at a time; and the proof behind it."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from recoup.cases.models import Case
from recoup.insight import standing
from recoup.insight.overview import AFTER_DAYS, KEPT_UNKNOWN, WORK_DAYS, Overview
from recoup.web.doors import page
from recoup.web.here import Here
from recoup.web.overview.drawings import age_chart, age_rows, week_chart, week_rows
from recoup.web.today.queries import oldest_due

TEN = 10
SHOWN = 50
PROOFS = (
    (gettext_lazy("Every late invoice is in a case, and every case has a next step."),
     gettext_lazy("open cases")),
    (gettext_lazy("No invoice is in two open cases, and no closed case holds one."),
     gettext_lazy("invoices in cases")),
    (gettext_lazy("No task for a person is older than its limit."),
     gettext_lazy("open tasks")),
)  # fmt: skip


@page()
def show(request: HttpRequest, here: Here) -> HttpResponse:
    """The figures of one currency; the others are a click away and never added."""
    currencies = _currencies(here)
    asked = request.GET.get("currency", "")
    currency = asked if asked in currencies else currencies[0]
    found = standing.figures(here.creditor, currency, here.today)
    state = standing.neglect(here.creditor, here.today)
    figures = found.figures
    context_ = {
        "page": "overview",
        "currency": currency,
        "currencies": currencies,
        "figures": figures,
        "counted_at": found.counted_at,
        "kept": figures.kept,
        "kept_percent": round((KEPT_UNKNOWN if figures.kept is None else figures.kept) * 100),
        "is_behind": found.is_behind,
        "state": state.figures,
        "ages": age_chart(here, figures),
        "age_rows": age_rows(here, figures),
        "weeks": week_chart(figures),
        "week_rows": week_rows(figures),
        "soon": _soon(figures),
        "late": sum(row.minor for row in age_rows(here, figures) if row.is_late),
        "ten": _ten(here, currency),
        "work_days": WORK_DAYS,
        "after_days": AFTER_DAYS,
        "year_ago_on": here.today - timedelta(days=365),
    }
    return render(request, "web/overview.html", context_)


@page()
def proof(request: HttpRequest, here: Here) -> HttpResponse:
    """What is looked at to say that nothing is neglected, how much of it, and what was found."""
    found = standing.proof(here.creditor, here.today)
    lines = [
        {
            "words": words,
            "unit": unit,
            "examined": examined,
            "found": wrong[:SHOWN],
            "more": max(0, len(wrong) - SHOWN),
        }
        for (words, unit), (examined, wrong) in zip(PROOFS, found.figures, strict=True)
    ]
    context_ = {
        "page": "overview", "lines": lines, "is_good": not any(line["found"] for line in lines),
        "counted_at": found.counted_at,
    }  # fmt: skip
    return render(request, "web/overview_proof.html", context_)


def _currencies(here: Here) -> list[str]:
    """Those in which anything is open: the creditor's own first, then by how much is open."""
    own = here.creditor.currency
    some = dict(standing.currencies(here.creditor, here.today).figures)
    return sorted(
        {own, *some}, key=lambda one: (one not in some or not some[one], one != own, -some.get(one, 0))
    )


def _soon(figures: Overview) -> dict[str, int]:
    """The next four weeks together."""
    four = figures.weeks[:4]
    return {"minor": sum(week.minor for week in four)}


def _ten(here: Here, currency: str) -> list[dict[str, Any]]:
    """The cases with most money in them."""
    rows = Case.objects.of(here.creditor).filter(state="open", currency=currency, open_minor__gt=0)
    cases = list(rows.select_related("debtor").order_by("-open_minor", "pk")[:TEN])
    since = oldest_due([case.pk for case in cases])
    return [{"case": case, "late_since": since.get(case.pk)} for case in cases]
