"""The list of debtors, filtered by what matters, with the sums of what is filtered."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from recoup.cases.decide import why_of
from recoup.cases.models import Case, Promise
from recoup.ladder.causes import CAUSES
from recoup.ladder.reasons import sentence
from recoup.ledger.models import Contact, Debtor, Invoice
from recoup.web import words
from recoup.web.doors import page
from recoup.web.here import Here
from recoup.web.today.queries import oldest_due

ON_A_PAGE = 40
SORTS = {
    "": ("-open_minor", "pk"),
    "name": ("debtor__name", "pk"),
    "next": ("next_on", "-open_minor", "pk"),
}
SORT_WORDS = [("", _("largest first")), ("next", _("next step first")), ("name", _("by name"))]


@page()
def debtors(request: HttpRequest, here: Here) -> HttpResponse:
    """Late ones as cases; with `show=all` everybody in the books."""
    ask = request.GET
    if ask.get("show") == "all":
        return _everybody(request, here)
    rows = _filtered(here, ask)
    sums = list(
        rows.values_list("currency").annotate(n=Count("id"), minor=Sum("open_minor")).order_by("-minor")
    )
    ordered = rows.select_related("debtor").order_by(*SORTS.get(ask.get("sort", ""), SORTS[""]))
    pages: Page[Case] = Paginator(ordered, ON_A_PAGE).get_page(ask.get("page"))
    context = {
        "page": "debtors",
        "pages": pages,
        "lines": _lines(here, list(pages.object_list)),
        "sums": sums,
        "count": sum(n for _c, n, _m in sums),
        "causes": [(code, cause.name) for code, cause in CAUSES.items()],
        "rungs": list(words.RUNGS.items()),
        "reasons": _reasons(here),
        "sorts": SORT_WORDS,
        "ask": ask,
        "is_filtered": any(ask.get(name) for name in ("q", "rung", "cause", "why", "only")),
    }
    return render(request, "web/debtors.html", context)


def _filtered(here: Here, ask: Any) -> QuerySet[Case]:
    rows: QuerySet[Case] = Case.objects.of(here.creditor).filter(state="open")
    if ask.get("q"):
        rows = rows.filter(_matching(here, ask["q"][:100], "debtor_id"))
    if ask.get("rung", "").isdigit():
        rows = rows.filter(rung=int(ask["rung"][:2]))
    if ask.get("cause"):
        rows = rows.filter(cause=ask["cause"][:30])
    if ask.get("why"):
        rows = rows.filter(why_code=ask["why"][:30])
    if ask.get("only") == "broken":
        broken = Promise.objects.of(here.creditor).filter(state__in=("broken", "part")).values("case")
        rows = rows.filter(pk__in=broken)
    if ask.get("only") == "nobody":
        known = Contact.objects.of(here.creditor).filter(is_in_charge=True, ended_on__isnull=True)
        rows = rows.exclude(debtor_id__in=known.values("debtor"))
    return rows


def _matching(here: Here, asked: str, field: str) -> Q:
    """By name or number of the debtor, or number of an invoice."""
    mine = Debtor.objects.of(here.creditor).filter(Q(name__icontains=asked) | Q(number__icontains=asked))
    billed = Invoice.objects.of(here.creditor).filter(number__istartswith=asked).values("debtor")
    return Q(**{f"{field}__in": mine.values("pk")}) | Q(**{f"{field}__in": billed})


def _reasons(here: Here) -> list[tuple[str, str]]:
    codes = Case.objects.of(here.creditor).filter(state="open").exclude(why_code="")
    found = codes.values_list("why_code", flat=True).distinct().order_by("why_code")
    return sorted(((code, str(words.reason(code))) for code in found), key=lambda one: one[1])


def _lines(here: Here, cases: list[Case]) -> list[dict[str, Any]]:
    oldest = oldest_due([case.pk for case in cases])
    return [
        {
            "case": case,
            "debtor": case.debtor,
            "late_since": oldest.get(case.pk),
            "reason": sentence(why_of(case.why_code, case.why_args)) if case.why_code else "",
        }
        for case in cases
    ]


def _everybody(request: HttpRequest, here: Here) -> HttpResponse:
    ask = request.GET
    rows = Debtor.objects.of(here.creditor)
    if ask.get("q"):
        rows = rows.filter(_matching(here, ask["q"][:100], "pk"))
    pages = Paginator(rows.order_by("name", "pk"), ON_A_PAGE).get_page(ask.get("page"))
    shown = list(pages.object_list)
    owed = (
        Invoice.objects.of(here.creditor)
        .filter(debtor__in=[one.pk for one in shown], state="open", kind="invoice")
        .values_list("debtor", "currency")
        .annotate(minor=Sum("open_minor"))
    )
    sums: dict[int, list[tuple[str, int]]] = {}
    for debtor, currency, minor in owed:
        sums.setdefault(debtor, []).append((currency, minor))
    context = {
        "page": "debtors",
        "pages": pages,
        "lines": [{"debtor": one, "sums": sums.get(one.pk, [])} for one in shown],
        "count": pages.paginator.count,
        "ask": ask,
    }
    return render(request, "web/everybody.html", context)
