"""Before the next deal: how much credit each debtor should get, with the arithmetic, as a page and a file."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from recoup.cases.formal.solvency.credit import Checked, check
from recoup.cases.formal.solvency.means import note_report
from recoup.ledger.models import Debtor
from recoup.ledger.names import fold
from recoup.lib.errors import Refused
from recoup.web import exports, once, tongue, typed
from recoup.web.doors import act, page
from recoup.web.formal.means import RESULTS, taken
from recoup.web.here import Here

ON_A_PAGE = 25
CHUNK = 500
COLUMNS = (
    exports.Column(_("Debtor number"), lambda row: row.debtor.number),
    exports.Column(_("Debtor"), lambda row: row.debtor.name),
    exports.currency_of(lambda row: row.history.currency),
    exports.amount(
        _("Suggested limit"), lambda row: row.advice.limit_minor, lambda row: row.history.currency
    ),
    exports.Column(_("Days to pay"), lambda row: row.advice.terms_days),
    exports.amount(_("Free"), lambda row: row.free_minor, lambda row: row.history.currency),
    exports.Column(_("Stop delivering"), lambda row: row.advice.stops),
    exports.amount(_("Open"), lambda row: row.history.open_minor, lambda row: row.history.currency),
    exports.amount(_("Late"), lambda row: row.history.overdue_minor, lambda row: row.history.currency),
    exports.amount(
        _("Paid in 12 months"), lambda row: row.history.paid_minor, lambda row: row.history.currency
    ),
    exports.Column(_("Days late on average"), lambda row: row.history.late_days),
    exports.Column(_("Promises"), lambda row: row.history.promises),
    exports.Column(_("Broken"), lambda row: row.history.broken),
    exports.Column(_("Disputes"), lambda row: row.history.disputes),
    exports.amount(
        _("Written off"), lambda row: row.history.written_off_minor, lambda row: row.history.currency
    ),
    exports.Column(_("How"), lambda row: "; ".join(str(tongue.told(one)) for one in row.advice.steps)),
)


def _rows(request: HttpRequest, here: Here) -> QuerySet[Debtor]:
    rows = Debtor.objects.of(here.creditor).order_by("name", "pk")
    find = request.GET.get("find", "").strip()[:100]
    if find:
        rows = rows.filter(Q(name_key__contains=fold(find)) | Q(number__startswith=find))
    return rows


@page()
def credit(request: HttpRequest, here: Here) -> HttpResponse:
    """The page: who is looked for, else all by name; `report` opens the form for a report on that debtor."""
    return _show(request, here, at_row=request.GET.get("report", ""))


def _show(request: HttpRequest, here: Here, refused: Refused | None = None, at_row: str = "") -> HttpResponse:
    pages = Paginator(_rows(request, here), ON_A_PAGE).get_page(request.GET.get("page"))
    told: dict[str, Any] = {
        "page": "debtors",
        "pages": pages,
        "rows": check(here.creditor, list(pages.object_list), here.today),
        "find": request.GET.get("find", "").strip()[:100],
        "results": RESULTS.items(),
        "why_not": here.why_not("solvency"),
        "refused": refused,
        "wrong": typed.field_of(refused) if refused else "",
        "at_row": at_row,
        "typed": request.POST,
    }
    return render(request, "web/formal/credit.html", told, status=422 if refused else 200)


@act("solvency")
def credit_report(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Keeps a report on somebody in the books, whether they owe or not."""
    found = Debtor.objects.of(here.creditor).filter(pk=pk).first()
    if found is None:
        raise Http404
    form = request.POST
    currency = form.get("currency", "")
    if currency not in {one.history.currency for one in check(here.creditor, [found], here.today)}:
        currency = here.creditor.currency

    def work() -> None:
        note_report(
            here.creditor, found, typed.text(form, "result", 20), typed.day(form), copy=taken(request),
            limit_minor=typed.minor(form, "limit", currency), currency=currency, **here.by,
        )  # fmt: skip

    try:
        is_new = once.carry_out(request, here, work)
    except Refused as refused:
        return _show(request, here, refused, f"{pk}-{currency}")
    messages.success(request, say("The report is kept.") if is_new else say("That was done already."))
    answer = redirect("credit", creditor=here.creditor.pk)
    if find := request.GET.get("find", "").strip()[:100]:
        answer["Location"] += "?" + urlencode({"find": find})
    return answer


@page("export")
def credit_export(request: HttpRequest, here: Here) -> HttpResponseBase:
    """The same as CSV or XLSX, all of them."""
    rows = _rows(request, here)
    return exports.download(
        request, here, "credit", _("Credit check"), COLUMNS, _checked(here, rows), count=rows.count()
    )


def _checked(here: Here, rows: QuerySet[Debtor]) -> Iterator[Checked]:
    some: list[Debtor] = []
    for row in rows.iterator(chunk_size=CHUNK):
        some.append(row)
        if len(some) == CHUNK:
            yield from check(here.creditor, some, here.today)
            some = []
    yield from check(here.creditor, some, here.today)


PATHS = [
    path("credit/", credit, name="credit"),
    path("credit/<int:pk>/report/", credit_report, name="credit_report"),
    path("credit/export/", credit_export, name="credit_export"),
]
