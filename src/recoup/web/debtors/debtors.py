"""The list of debtors, filtered by what matters, with the sums of what is filtered."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from recoup.cases.decide import why_of
from recoup.cases.models import Case
from recoup.ladder.causes import CAUSES
from recoup.ladder.reasons import sentence
from recoup.ledger.models import Debtor, Invoice
from recoup.web import exports, words
from recoup.web.debtors.filters import NAMES, choices, filtered, matching
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
    rows = filtered(here, ask)
    sums = list(
        rows.values_list("currency").annotate(n=Count("id"), minor=Sum("open_minor")).order_by("-minor")
    )
    ordered = rows.select_related("debtor").order_by(*SORTS.get(ask.get("sort", ""), SORTS[""]))
    paginator = Paginator(ordered, ON_A_PAGE)
    # the sums have counted the rows already
    paginator.__dict__["count"] = count = sum(n for _c, n, _m in sums)
    pages: Page[Case] = paginator.get_page(ask.get("page"))
    context = {
        "page": "debtors",
        "pages": pages,
        "lines": _lines(here, list(pages.object_list)),
        "sums": sums,
        "count": count,
        "causes": [(code, cause.name) for code, cause in CAUSES.items()],
        "rungs": list(words.RUNGS.items()),
        **choices(here),
        "sorts": SORT_WORDS,
        "ask": ask,
        "is_more": any(ask.get(name) for name in NAMES if name not in ("q", "rung", "cause")),
        "is_filtered": any(ask.get(name) for name in NAMES),
    }
    return render(request, "web/debtors.html", context)


COLUMNS = (
    exports.Column(_("Debtor number"), lambda row: row.debtor.number),
    exports.Column(_("Debtor"), lambda row: row.debtor.name),
    exports.amount(_("Owes, late"), lambda row: row.open_minor, lambda row: row.currency),
    exports.currency_of(lambda row: row.currency),
    exports.Column(_("Stage"), lambda row: words.RUNGS.get(row.rung, row.rung)),
    exports.Column(_("Cause"), lambda row: words.cause(row.cause) if row.cause else ""),
    exports.Column(_("Next step"), lambda row: words.kind(row.next_kind) if row.next_kind else ""),
    exports.Column(_("On"), lambda row: row.next_on),
    exports.Column(_("Sold by"), lambda row: row.debtor.account_owner),
)


@page("export")
def debtors_export(request: HttpRequest, here: Here) -> HttpResponseBase:
    """The list as a file, as it is filtered."""
    ask = request.GET
    rows = filtered(here, ask).select_related("debtor").order_by(*SORTS.get(ask.get("sort", ""), SORTS[""]))
    return exports.download(request, here, "debtors", say("Debtors"), COLUMNS, rows)


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
        rows = rows.filter(matching(here, ask["q"][:100], "pk"))
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
