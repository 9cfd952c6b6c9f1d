"""Lists over all debtors: what was let go and decided alone, the lines for the books, and tax to claim back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recoup.cases.formal import journal, relief
from recoup.lib.errors import Refused
from recoup.recourse.letgo import queries
from recoup.recourse.models import (
    JournalLine,
    LetGo,
    ReliefState,
    TaxRelief,
    TaxRepayment,
)
from recoup.recourse.relief.operations import claimables
from recoup.web import exports, once, typed, words
from recoup.web.doors import act, page
from recoup.web.formal.alone import decided_alone
from recoup.web.here import Here
from recoup.web.settings.people import names

A_PAGE = 50
LINE_KINDS = {
    "write_off": gettext_lazy("Write-off"),
    "sale": gettext_lazy("Sale"),
    "recovery": gettext_lazy("Recovery"),
    "tax_relief": gettext_lazy("Tax claimed back"),
    "tax_repaid": gettext_lazy("Tax paid back"),
}
ACCOUNTS = {
    "receivables": gettext_lazy("Receivables"),
    "bad_debts": gettext_lazy("Bad debts"),
    "buyer": gettext_lazy("The buyer"),
    "recoveries": gettext_lazy("Recoveries"),
    "tax": gettext_lazy("Tax"),
}
"""What an account is called as long as nobody gave its code."""
SHOWS = {
    "open": gettext_lazy("To claim"),
    "waiting": gettext_lazy("Not yet"),
    "claimed": gettext_lazy("Claimed"),
    "over": gettext_lazy("Over"),
}
_OF = {
    "open": (ReliefState.OPEN,),
    "waiting": (ReliefState.WAITING,),
    "claimed": (ReliefState.CLAIMED,),
    "over": (ReliefState.NOT_CLAIMED, ReliefState.LAPSED, ReliefState.PAID),
}


def _found(here: Here, ask: Any) -> Any:
    rows = queries.requests(here.creditor).select_related("debtor", "in_case").prefetch_related("parts")
    find = ask.get("q", "").strip()[:100]
    if find:
        rows = rows.filter(Q(debtor__name__icontains=find) | Q(debtor__number=find))
    return rows


@page()
def write_offs(request: HttpRequest, here: Here) -> HttpResponse:
    """Everything that was let go or asked to be, the newest first, and what was decided alone."""
    pages = Paginator(_found(here, request.GET), A_PAGE).get_page(request.GET.get("page"))
    who = names(actor for row in pages for actor in (row.asked_by, row.decided_by))
    context = {
        "page": "overview",
        "pages": pages,
        "rows": [
            (
                row,
                words.LET_GO_KINDS[row.kind],
                words.LET_GO_STATES[row.state],
                who.get(row.decided_by, ""),
                _case(row),
                sum(part.recovered_minor for part in row.parts.all()),
            )
            for row in pages
        ],
        "ask": request.GET,
        **_alone(here, request.GET.get("alone", "")),
        "new_lines": queries.journal(here.creditor).count(),
    }
    return render(request, "web/formal/write_offs.html", context)


def _alone(here: Here, asked: str) -> dict[str, Any]:
    number = int(asked) if asked.isdecimal() and int(asked[:4]) > 0 and len(asked) < 5 else 1
    found, has_more = decided_alone(here, number, A_PAGE)
    return {"alone": found, "alone_before": number - 1, "alone_next": number + 1 if has_more else 0}


def _case(row: LetGo) -> int:
    return int(row.in_case.case_id) if hasattr(row, "in_case") else 0


def _currency(row: Any) -> str:
    return str(row.currency)


OFF_COLUMNS = (
    exports.Column(gettext_lazy("Asked on"), lambda row: row.asked_on),
    exports.Column(gettext_lazy("Debtor"), lambda row: row.debtor.name),
    exports.Column(gettext_lazy("Debtor number"), lambda row: row.debtor.number),
    exports.Column(gettext_lazy("Kind"), lambda row: words.LET_GO_KINDS[row.kind]),
    exports.Column(gettext_lazy("State"), lambda row: words.LET_GO_STATES[row.state]),
    exports.currency_of(_currency),
    exports.amount(gettext_lazy("Open then"), lambda row: row.open_minor, _currency),
    exports.amount(gettext_lazy("Written off, accepted or price"), lambda row: row.amount_minor, _currency),
    exports.amount(
        gettext_lazy("Recovered"), lambda row: sum(p.recovered_minor for p in row.parts.all()), _currency
    ),
    exports.Column(gettext_lazy("Why"), lambda row: row.note),
    exports.Column(gettext_lazy("Decided on"), lambda row: row.decided_on),
    exports.Column(gettext_lazy("Alone"), lambda row: row.is_alone),
)


@page("export")
def write_offs_export(request: HttpRequest, here: Here) -> HttpResponseBase:
    """The list as a file."""
    rows = list(_found(here, request.GET))
    return exports.download(request, here, "write_offs", _("Let go"), OFF_COLUMNS, rows)


def _batch(request: HttpRequest) -> int | None:
    given = request.GET.get("batch", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else None


@page()
def journal_lines(request: HttpRequest, here: Here) -> HttpResponse:
    """The lines for the books: those that nobody has taken over, or a batch that was."""
    batch = _batch(request)
    pages = Paginator(queries.journal(here.creditor, batch), A_PAGE).get_page(request.GET.get("page"))
    codes = journal.codes(here.settings)
    context = {
        "page": "overview",
        "pages": pages,
        "rows": [
            (
                row,
                LINE_KINDS.get(row.kind, row.kind),
                *(code or ACCOUNTS[use] for code, use in zip(_codes(row, codes), _uses(row), strict=True)),
            )
            for row in pages
        ],
        "batch": batch,
        "batches": queries.batches(here.creditor)[:24],
        "lacks_codes": not batch and any(not codes[use] for row in pages for use in (row.debit, row.credit)),
        "why_not": here.why_not("write_off"),
    }
    return render(request, "web/formal/journal.html", context)


def _uses(row: JournalLine) -> tuple[str, str]:
    return row.debit, row.credit


def _codes(row: JournalLine, codes: dict[str, str]) -> tuple[str, str]:
    if row.batch:
        return row.debit_code, row.credit_code
    return codes[row.debit], codes[row.credit]


@page("export")
def journal_export(request: HttpRequest, here: Here) -> HttpResponseBase:
    """The lines as a file."""
    codes = journal.codes(here.settings)
    columns = (
        exports.Column(_("Date"), lambda row: row.entered_on),
        exports.Column(_("Kind"), lambda row: LINE_KINDS.get(row.kind, row.kind)),
        exports.Column(_("Debit"), lambda row: _codes(row, codes)[0]),
        exports.Column(_("Credit"), lambda row: _codes(row, codes)[1]),
        exports.currency_of(_currency),
        exports.amount(_("Amount"), lambda row: row.amount_minor, _currency),
        exports.amount(_("Tax in it"), lambda row: row.tax_minor, _currency),
        exports.Column(_("Invoice"), lambda row: row.invoice.number),
        exports.Column(_("Debtor"), lambda row: row.invoice.debtor.name),
        exports.Column(_("Debtor number"), lambda row: row.invoice.debtor.number),
        exports.Column(_("Batch"), lambda row: row.batch),
    )
    rows = queries.journal(here.creditor, _batch(request))
    return exports.download(request, here, "journal", _("Journal"), columns, rows)


@act("write_off")
def journal_take(request: HttpRequest, here: Here) -> HttpResponse:
    """Marks the new lines as taken over; their file is on the page that follows."""
    made: list[int | None] = []
    once.carry_out(request, here, lambda: made.append(journal.take(here.creditor, **here.by)))
    if made and made[0]:
        messages.success(request, _("Marked as taken over. Download the batch here."))
        answer = redirect("journal", creditor=here.creditor.pk)
        answer["Location"] += f"?batch={made[0]}"
        return answer
    messages.info(request, _("There is no new line."))
    return redirect("journal", creditor=here.creditor.pk)


def _reliefs(here: Here, show: str, find: str) -> Any:
    rows = TaxRelief.objects.of(here.creditor).filter(state__in=_OF[show]).select_related("invoice__debtor")
    if find:
        rows = rows.filter(Q(invoice__debtor__name__icontains=find) | Q(invoice__number=find))
    return rows.order_by(F("lapses_on").asc(nulls_last=True), "opens_on", "pk")


@page()
def tax_relief(request: HttpRequest, here: Here) -> HttpResponse:
    """Tax that can be claimed back, invoice by invoice, and tax that has to go back."""
    return _tax_page(request, here)


def _tax_page(
    request: HttpRequest, here: Here, refused: Refused | None = None, at_row: int = 0
) -> HttpResponse:
    show = request.GET.get("show", "open")
    show = show if show in SHOWS else "open"
    find = request.GET.get("q", "").strip()[:100]
    pages = Paginator(_reliefs(here, show, find), A_PAGE).get_page(request.GET.get("page"))
    due = TaxRepayment.objects.of(here.creditor).filter(repaid_on__isnull=True)
    most = claimables(here.creditor, list(pages))
    context = {
        "page": "overview",
        "show": show,
        "shows": SHOWS.items(),
        "pages": pages,
        "rows": [
            (
                row,
                words.RELIEF_STATES[row.state],
                row.claimed_minor if row.state == "claimed" else most[row.pk],
            )
            for row in pages
        ],
        "n_due": due.count(),
        "due": due.select_related("relief__invoice__debtor", "allocation").order_by("pk")[:A_PAGE],
        "why_not": here.why_not("match"),
        "ask": request.GET,
        "refused": refused,
        "at_row": at_row,
        "typed": request.POST,
    }
    return render(request, "web/formal/tax_relief.html", context, status=422 if refused else 200)


def _tax_deed(
    request: HttpRequest, here: Here, pk: int, work: Callable[[], object], said: str
) -> HttpResponse:
    try:
        is_new = once.carry_out(request, here, work)
    except Refused as refused:
        if refused.code.startswith("no_such_"):
            raise
        return _tax_page(request, here, refused, pk)
    messages.success(request, said if is_new else _("That was done already."))
    return redirect("tax_relief", creditor=here.creditor.pk)


@act("match")
def tax_relief_decide(request: HttpRequest, here: Here) -> HttpResponse:
    """Claimed, or not claimed with a reason."""
    pk = typed.number(request.POST, "relief") if request.POST.get("relief") else 0
    row = TaxRelief.objects.of(here.creditor).select_related("invoice").filter(pk=pk).first()
    if row is None:
        raise Refused("no_such_relief", _("There is no such invoice."), "relief")
    if request.POST.get("decide") == "claimed":

        def work() -> None:
            minor = typed.minor(request.POST, "amount", row.invoice.currency)
            relief.claim(here.creditor, pk, minor, **here.by)

        return _tax_deed(request, here, pk, work, _("Noted as claimed."))
    note = typed.text(request.POST, "note", 500)
    said = _("Noted: it is not claimed.")
    return _tax_deed(request, here, pk, lambda: relief.leave(here.creditor, pk, note, **here.by), said)


@act("match")
def tax_relief_repaid(request: HttpRequest, here: Here) -> HttpResponse:
    """Tax went back."""
    pk = typed.number(request.POST, "repayment") if request.POST.get("repayment") else 0
    if not TaxRepayment.objects.of(here.creditor).filter(pk=pk).exists():
        raise Refused("no_such_relief", _("There is no such repayment."), "repayment")
    said = _("Noted as paid back.")
    return _tax_deed(request, here, pk, lambda: relief.repaid(here.creditor, pk, **here.by), said)


def _of_row(row: TaxRelief) -> str:
    return str(row.invoice.currency)


TAX_COLUMNS = (
    exports.Column(gettext_lazy("Invoice"), lambda row: row.invoice.number),
    exports.Column(gettext_lazy("Debtor"), lambda row: row.invoice.debtor.name),
    exports.Column(gettext_lazy("Due"), lambda row: row.invoice.due_on),
    exports.Column(gettext_lazy("State"), lambda row: words.RELIEF_STATES[row.state]),
    exports.Column(gettext_lazy("Opens on"), lambda row: row.opens_on),
    exports.Column(gettext_lazy("Lapses on"), lambda row: row.lapses_on),
    exports.currency_of(_of_row),
    exports.amount(gettext_lazy("Tax of the invoice"), lambda row: row.invoice.tax_minor, _of_row),
    exports.amount(gettext_lazy("Claimed"), lambda row: row.claimed_minor, _of_row),
    exports.Column(gettext_lazy("Decided on"), lambda row: row.decided_on),
    exports.Column(gettext_lazy("Why not"), lambda row: row.note),
)


@page("export")
def tax_relief_export(request: HttpRequest, here: Here) -> HttpResponseBase:
    """The list as a file."""
    show = request.GET.get("show", "open")
    rows = _reliefs(here, show if show in SHOWS else "open", request.GET.get("q", "").strip()[:100])
    return exports.download(request, here, "tax_relief", _("Tax relief"), TAX_COLUMNS, rows)


PATHS = [
    path("write-offs/", write_offs, name="write_offs"),
    path("write-offs/export/", write_offs_export, name="write_offs_export"),
    path("write-offs/journal/", journal_lines, name="journal"),
    path("write-offs/journal/export/", journal_export, name="journal_export"),
    path("write-offs/journal/take/", journal_take, name="journal_take"),
    path("tax-relief/", tax_relief, name="tax_relief"),
    path("tax-relief/export/", tax_relief_export, name="tax_relief_export"),
    path("tax-relief/decide/", tax_relief_decide, name="tax_relief_decide"),
    path("tax-relief/repaid/", tax_relief_repaid, name="tax_relief_repaid"),
]
