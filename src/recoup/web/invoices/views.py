"""Invoices: the list with its sums, and one with its money and what was sent about it."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from recoup.ledger.models import Allocation, Debtor, Dispute, Exhibit, Invoice
from recoup.outreach.models import MessageInvoice
from recoup.web import exports, words
from recoup.web.doors import page
from recoup.web.here import Here

ON_A_PAGE = 50
SHOWS = [
    ("late", _("Late")),
    ("open", _("Open")),
    ("disputed", _("Disputed")),
    ("paid", _("Paid")),
    ("all", _("All")),
]


@page()
def invoices(request: HttpRequest, here: Here) -> HttpResponse:
    """The oldest first; paid ones newest first."""
    ask = request.GET
    show = ask.get("show", "late")
    rows = _filtered(here, show, ask.get("q", "")[:100])
    sums = rows.values_list("currency").annotate(n=Count("id"), minor=Sum("open_minor")).order_by("-minor")
    pages = Paginator(rows.select_related("debtor").order_by(*_order(show)), ON_A_PAGE).get_page(
        ask.get("page")
    )
    context = {
        "page": "invoices", "pages": pages, "sums": list(sums), "shows": SHOWS, "show": show, "ask": ask,
    }  # fmt: skip
    return render(request, "web/invoices.html", context)


COLUMNS = (
    exports.Column(_("Invoice"), lambda row: row.number),
    exports.Column(_("Debtor number"), lambda row: row.debtor.number),
    exports.Column(_("Debtor"), lambda row: row.debtor.name),
    exports.Column(_("Issued"), lambda row: row.issued_on),
    exports.Column(_("Due"), lambda row: row.due_on),
    exports.Column(_("State"), lambda row: words.INVOICE_STATES[row.state]),
    exports.amount(_("Amount"), lambda row: row.amount_minor, lambda row: row.currency),
    exports.amount(_("Open"), lambda row: row.open_minor, lambda row: row.currency),
    exports.currency_of(lambda row: row.currency),
)


@page("export")
def invoices_export(request: HttpRequest, here: Here) -> HttpResponseBase:
    """The list as a file."""
    ask = request.GET
    show = ask.get("show", "late")
    rows = _filtered(here, show, ask.get("q", "")[:100]).select_related("debtor").order_by(*_order(show))
    return exports.download(request, here, "invoices", say("Invoices"), COLUMNS, rows)


def _order(show: str) -> tuple[str, str]:
    return ("-due_on", "-pk") if show in ("paid", "all") else ("due_on", "pk")


def _filtered(here: Here, show: str, asked: str) -> QuerySet[Invoice]:
    rows: QuerySet[Invoice] = Invoice.objects.of(here.creditor)
    if show == "late":
        rows = rows.filter(state="open", kind="invoice", due_on__lt=here.today)
    elif show == "open":
        rows = rows.filter(state="open")
    elif show == "paid":
        rows = rows.filter(state="paid")
    elif show == "disputed":
        contested = Dispute.objects.filter(invoice=OuterRef("pk"), closed_on__isnull=True)
        rows = rows.filter(Exists(contested))
    if asked:
        named = Debtor.objects.of(here.creditor).filter(name__icontains=asked).values("pk")
        rows = rows.filter(Q(number__icontains=asked) | Q(debtor__in=named))
    return rows


@page()
def invoice(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """One invoice."""
    rows = Invoice.objects.of(here.creditor).select_related("debtor")
    found: Invoice | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    money = Allocation.objects.of(here.creditor).filter(invoice=found, is_active=True)
    named = MessageInvoice.objects.of(here.creditor).filter(invoice=found).select_related("message")
    context: dict[str, Any] = {
        "page": "invoices",
        "invoice": found,
        "debtor": found.debtor,
        "money": money.select_related("payment", "credit_note").order_by("-allocated_on"),
        "named": named.order_by("-message__pk"),
        "disputes": Dispute.objects.of(here.creditor).filter(invoice=found).order_by("-opened_on"),
        "exhibits": Exhibit.objects.of(here.creditor).filter(invoice=found),
    }
    return render(request, "web/invoice.html", context)
