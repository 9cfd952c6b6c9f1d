"""Invoices: the list with its sums, and one with its documents, its money and what was sent about it."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from recoup.cases.models import CaseInvoice, Hold
from recoup.ledger.models import Dispute, Exhibit, Invoice
from recoup.lib.errors import Refused
from recoup.outreach.models import MessageInvoice
from recoup.web import exports, typed, words
from recoup.web.doors import page
from recoup.web.here import Here
from recoup.web.invoices import queries

ON_A_PAGE = 50
MOST_SENT = 100
EXHIBITS: dict[str, words.Words] = {
    "invoice": _("Invoice"),
    "order": _("Order"),
    "acceptance": _("Acceptance of the order"),
    "terms": _("Terms"),
    "delivery": _("Proof of delivery"),
    "credit_application": _("Application for credit"),
}
COLUMNS = (
    exports.Column(_("Invoice"), lambda row: row.number),
    exports.Column(_("Kind"), lambda row: _("credit note") if row.kind == "credit_note" else _("invoice")),
    exports.Column(_("Debtor number"), lambda row: row.debtor.number),
    exports.Column(_("Debtor"), lambda row: row.debtor.name),
    exports.Column(_("Issued"), lambda row: row.issued_on),
    exports.Column(_("Due"), lambda row: row.due_on),
    exports.Column(_("State"), lambda row: words.INVOICE_STATES[row.state]),
    exports.Column(_("Contested"), lambda row: row.is_contested),
    exports.Column(_("Their order"), lambda row: row.order_reference),
    exports.amount(_("Amount"), lambda row: row.amount_minor, lambda row: row.currency),
    exports.amount(_("Open"), lambda row: row.open_minor, lambda row: row.currency),
    exports.currency_of(lambda row: row.currency),
)


@page()
def invoices(request: HttpRequest, here: Here) -> HttpResponse:
    """The oldest first; paid ones newest first."""
    ask = request.GET
    found = queries.listed(here, ask)
    sums = found.sums()
    # numbers first: however far back a page lies, the way there reads an index and not whole rows
    paginator = Paginator(found.rows.values_list("pk", flat=True), ON_A_PAGE)
    # the sums have counted the rows already; 100,000 of them are not counted twice
    paginator.__dict__["count"] = sum(n for _c, n, _m in sums)
    pages: Page[Any] = paginator.get_page(ask.get("page"))
    shown = Invoice.objects.of(here.creditor).filter(pk__in=list(pages.object_list))
    pages.object_list = list(queries.with_marks(shown).order_by(*found.order))
    context = {
        "page": "invoices",
        "pages": pages,
        "found": found,
        "sums": sums,
        "shows": queries.SHOWS,
        "ages": [(code, told) for code, (_least, _most, told) in queries.AGES.items()],
        "sorts": [(code, told) for code, (told, _order) in queries.SORTS.items()],
        "currencies": queries.currencies(here),
        "ask": ask,
    }
    return render(request, "web/invoices.html", context)


@page("export")
def invoices_export(request: HttpRequest, here: Here) -> HttpResponseBase:
    """The list as a file."""
    rows = queries.with_marks(queries.listed(here, request.GET).rows)
    return exports.download(request, here, "invoices", say("Invoices"), COLUMNS, rows)


def invoice_of(here: Here, pk: int) -> Invoice:
    """The creditor's invoice; 404 for any other."""
    rows = Invoice.objects.of(here.creditor).select_related("debtor")
    found: Invoice | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@page()
def invoice(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """One invoice."""
    return show(request, here, invoice_of(here, pk))


def show(request: HttpRequest, here: Here, found: Invoice, refused: Refused | None = None) -> HttpResponse:
    """The page of one invoice, with a refused upload said where it was chosen."""
    creditor = here.creditor
    named = MessageInvoice.objects.of(creditor).filter(invoice=found).select_related("message")
    held = CaseInvoice.objects.of(creditor).filter(invoice=found).select_related("case")
    context: dict[str, Any] = {
        "page": "invoices",
        "invoice": found,
        "debtor": found.debtor,
        "money": queries.money_of(here, found),
        "uses": found.uses.filter(creditor=creditor, is_active=True).select_related("invoice"),
        "named": named.order_by("-message__pk")[:MOST_SENT],
        "pursuits": held.order_by("-is_current", "-pk")[:5],
        "disputes": Dispute.objects.of(creditor).filter(invoice=found).order_by("-opened_on", "-pk"),
        "holds": Hold.objects.of(creditor)
        .filter(invoice=found, released_on__isnull=True)
        .order_by("until_on"),
        "exhibits": Exhibit.objects.of(creditor).filter(invoice=found).order_by("kind", "name"),
        "kinds": EXHIBITS.items(),
        "refused": refused,
        "wrong": typed.field_of(refused) if refused else "",
        "typed": request.POST,
    }
    return render(request, "web/invoice.html", context, status=422 if refused else 200)
