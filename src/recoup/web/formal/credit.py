"""Before the next deal: how much credit each debtor should get, with the arithmetic, as a page and a file."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from recoup.cases.formal.solvency.credit import Checked, check
from recoup.ledger.models import Debtor
from recoup.ledger.names import fold
from recoup.web import exports, tongue
from recoup.web.doors import page
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
    """The page: who is looked for, else all by name."""
    pages = Paginator(_rows(request, here), ON_A_PAGE).get_page(request.GET.get("page"))
    told: dict[str, Any] = {
        "page": "debtors",
        "pages": pages,
        "rows": check(here.creditor, list(pages.object_list), here.today),
        "find": request.GET.get("find", "").strip()[:100],
    }
    return render(request, "web/formal/credit.html", told)


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
    path("credit/export/", credit_export, name="credit_export"),
]
