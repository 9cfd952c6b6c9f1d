"""The page on which a debt is let go: asked for, decided by somebody else, and money that comes after all."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recoup.archive.queries import read
from recoup.cases.access import opened
from recoup.cases.formal import letgo, recovery
from recoup.cases.models import Case, CaseInvoice, CaseLetGo, CaseState
from recoup.ledger.models import Invoice
from recoup.lib.errors import Refused
from recoup.recourse.letgo import queries
from recoup.recourse.models import LetGo
from recoup.web import tongue, typed, words
from recoup.web.doors import act, page
from recoup.web.formal.done import carried_out
from recoup.web.formal.views import case_of
from recoup.web.here import Here
from recoup.web.outbox.files import pdf
from recoup.web.settings.people import names

MOST_INVOICES = 60
_FIELDS = {
    "write_off": ("note",), "settlement": ("note", "amount", "on"), "sale": ("note", "amount", "buyer"),
    "decide": ("reason",), "withdraw": ("reason",), "consent": ("on", "reference"), "recover": ("amount",),
}  # fmt: skip
"""By form, the fields beside which a refusal is shown; any other is said above."""
REASONS = {
    "no_means": gettext_lazy("They have nothing"),
    "insolvent": gettext_lazy("Insolvent"),
    "untraceable": gettext_lazy("They cannot be found"),
    "not_worth_it": gettext_lazy("It costs more than it brings"),
    "time_barred": gettext_lazy("It can no longer be sued for"),
    "disputed": gettext_lazy("It could not be proved"),
    "goodwill": gettext_lazy("For the sake of the business"),
    "small": gettext_lazy("A small rest"),
    "other": gettext_lazy("Something else"),
}


def _is_beside(field: str, form: str) -> bool:
    """Whether a refusal about that field is shown beside it."""
    return field in _FIELDS.get(form, ()) or (form == "write_off" and field.startswith("part-"))


@page()
def let_go(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The page."""
    return _show(request, here, case_of(here, pk))


def _show(
    request: HttpRequest, here: Here, case: Case, refused: Refused | None = None, form: str = ""
) -> HttpResponse:
    links = (
        CaseLetGo.objects.of(here.creditor)
        .filter(case=case)
        .select_related("let_go")
        .prefetch_related("let_go__parts")
    )
    rows = [link.let_go for link in links.order_by("-pk")[:50]]
    now = next((one for one in rows if one.state in ("asked", "offered")), None)
    held = CaseInvoice.objects.of(here.creditor).filter(case=case, is_current=True, invoice__state="open")
    opens = list(held.select_related("invoice").order_by("invoice__due_on", "pk")[:MOST_INVOICES])
    who = names(actor for row in rows for actor in (row.asked_by, row.decided_by))
    gone = queries.written_off_of(here.creditor, case.debtor, case.currency)
    context: dict[str, Any] = {
        "page": "debtors",
        "case": case,
        "debtor": case.debtor,
        "is_open": case.state == CaseState.OPEN,
        "now": _told(now, who) if now else None,
        "is_mine": now is not None and now.asked_by == here.acting.actor,
        "past": [_told(row, who) for row in rows if row is not now],
        "parts": [_part(request, one.invoice) for one in opens],
        "open_minor": sum(one.invoice.open_minor for one in opens),
        "gone": gone,
        "gone_minor": sum(minor for _row, minor in gone),
        "money": queries.money_on_account(here.creditor, case.debtor, case.currency) if gone else [],
        "reasons": REASONS.items(),
        "why_not_ask": here.why_not("step"),
        "why_not_decide": here.why_not("write_off"),
        "why_not_book": here.why_not("match"),
        "refused": refused,
        "wrong": typed.field_of(refused) if refused else "",
        "open_form": form,
        "is_said_above": refused is not None and not _is_beside(typed.field_of(refused), form),
        "typed": request.POST,
    }
    return render(request, "web/formal/letgo.html", context, status=422 if refused else 200)


def _told(row: LetGo, who: dict[str, str]) -> dict[str, Any]:
    return {
        "row": row,
        "kind": words.LET_GO_KINDS[row.kind],
        "state": words.LET_GO_STATES[row.state],
        "reason": REASONS[row.reason],
        "asked_by": who.get(row.asked_by, row.asked_by),
        "decided_by": who.get(row.decided_by, row.decided_by),
        "recovered_minor": sum(part.recovered_minor for part in row.parts.all()),
        "needs_consent": row.is_insured and row.consent_on is None,
    }


def _part(request: HttpRequest, row: Invoice) -> dict[str, Any]:
    name = f"part-{row.pk}"
    value = request.POST[name] if name in request.POST else tongue.typed_amount(row.open_minor, row.currency)
    return {"invoice": row, "name": name, "value": value}


def _done(
    request: HttpRequest, here: Here, case: Case, work: Callable[[], object], said: str, form: str
) -> HttpResponse:
    return carried_out(
        request, here, case.pk, work, said, page="let_go",
        again=lambda refused: _show(request, here, case, refused, form),
    )  # fmt: skip


@act("step")
def let_go_ask(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Asks for a write-off, a settlement or a sale."""
    case = case_of(here, pk)
    kind = typed.text(request.POST, "kind", 20)
    asks = {"write_off": _write_off, "settlement": _settlement, "sale": _sale}
    if kind not in asks:
        return _show(request, here, case, Refused("missing", _("Choose how it is let go."), "kind", ""))

    def work() -> None:
        asks[kind](request.POST, here, case)

    said = _("Asked for. Somebody else decides, and nothing goes out meanwhile.")
    return _done(request, here, case, work, said, kind)


def _write_off(form: QueryDict, here: Here, case: Case) -> None:
    held = CaseInvoice.objects.of(here.creditor).filter(case=case, is_current=True)
    parts = {}
    for pk in held.values_list("invoice_id", flat=True):
        minor = typed.minor(form, f"part-{pk}", case.currency)
        if minor:
            parts[pk] = minor
    note, reason = typed.text(form, "note", 2_000), typed.text(form, "reason", 20)
    letgo.ask_write_off(here.creditor, case.pk, parts, reason, note, **here.by)


def _settlement(form: QueryDict, here: Here, case: Case) -> None:
    minor, on = typed.minor(form, "amount", case.currency) or 0, typed.needed_day(form, "on")
    letgo.ask_settlement(here.creditor, case.pk, minor, on, typed.text(form, "note", 2_000), **here.by)


def _sale(form: QueryDict, here: Here, case: Case) -> None:
    minor, buyer = typed.minor(form, "amount", case.currency) or 0, typed.text(form, "buyer", 300)
    letgo.ask_sale(here.creditor, case.pk, minor, buyer, typed.text(form, "note", 2_000), **here.by)


def _asked(here: Here, case: Case, form: QueryDict) -> int:
    """The request of this case that a form names. Raises Refused (`no_such_let_go`)."""
    number = typed.number(form, "request") if form.get("request", "").isascii() and form.get("request") else 0
    if not CaseLetGo.objects.of(here.creditor).filter(case=case, let_go_id=number).exists():
        raise Refused("no_such_let_go", _("There is no such request."), "request")
    return number


@act("write_off")
def let_go_decide(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Yes or no."""
    case = case_of(here, pk)
    number = _asked(here, case, request.POST)
    is_granted = request.POST.get("decide") == "yes"
    reason = typed.text(request.POST, "reason", 2_000)

    def work() -> None:
        letgo.decide_on(here.creditor, number, is_granted=is_granted, reason=reason, **here.by)

    said = _("Decided.") if is_granted else _("Refused. The case goes on.")
    return _done(request, here, case, work, said, "decide")


@act("step")
def let_go_withdraw(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The request or offer is taken back."""
    case = case_of(here, pk)
    number, reason = _asked(here, case, request.POST), typed.text(request.POST, "reason", 2_000)

    def work() -> None:
        letgo.withdraw(here.creditor, number, reason, **here.by)

    return _done(request, here, case, work, _("Taken back. The case goes on."), "withdraw")


@act("step")
def let_go_consent(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The insurer's consent is recorded."""
    case = case_of(here, pk)
    number, reference = _asked(here, case, request.POST), typed.text(request.POST, "reference", 120)

    def work() -> None:
        letgo.note_consent(here.creditor, number, typed.needed_day(request.POST, "on"), reference, **here.by)

    return _done(request, here, case, work, _("The insurer's consent is recorded."), "consent")


@act("letters")
def let_go_posted(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The letter went to the post."""
    case = case_of(here, pk)
    number = _asked(here, case, request.POST)

    def work() -> None:
        letgo.note_posted(here.creditor, number, typed.needed_day(request.POST, "on"), **here.by)

    return _done(request, here, case, work, _("Noted as posted."), "posted")


@page()
def let_go_letter(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The letter of a settlement or sale, as it lies in the record."""
    case = case_of(here, pk)
    number = _asked(here, case, request.GET)
    row = LetGo.objects.of(here.creditor).get(pk=number)
    if not row.letter:
        raise Http404
    opened(here.creditor, case.debtor, commitments=[row.letter], how="opened", **here.by)
    return pdf(read(here.creditor.key, row.letter).data, f"case-{case.pk}-{row.kind}.pdf")


@act("match")
def let_go_recover(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Money is booked against what was written off."""
    case = case_of(here, pk)

    def work() -> None:
        invoice, payment = typed.number(request.POST, "invoice"), typed.number(request.POST, "payment")
        minor = typed.minor(request.POST, "amount", case.currency)
        recovery.recover(here.creditor, case.pk, invoice, payment, minor, **here.by)

    return _done(request, here, case, work, _("Booked as a recovery."), "recover")


PATHS = [
    path("cases/<int:pk>/let-go/", let_go, name="let_go"),
    path("cases/<int:pk>/let-go/ask/", let_go_ask, name="let_go_ask"),
    path("cases/<int:pk>/let-go/decide/", let_go_decide, name="let_go_decide"),
    path("cases/<int:pk>/let-go/withdraw/", let_go_withdraw, name="let_go_withdraw"),
    path("cases/<int:pk>/let-go/consent/", let_go_consent, name="let_go_consent"),
    path("cases/<int:pk>/let-go/posted/", let_go_posted, name="let_go_posted"),
    path("cases/<int:pk>/let-go/letter/", let_go_letter, name="let_go_letter"),
    path("cases/<int:pk>/let-go/recover/", let_go_recover, name="let_go_recover"),
]
