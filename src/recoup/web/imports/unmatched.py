"""Money that nobody could match: each payment with the likeliest invoice, settled by one press."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from recoup.cases.people import money
from recoup.ledger.models import Debtor, Invoice, InvoiceState, Payment, PaymentState
from recoup.ledger.names import fold, significant
from recoup.lib.errors import Refused
from recoup.web import once, typed
from recoup.web.doors import act, page
from recoup.web.here import Here
from recoup.web.imports import words

PER_PAGE = 20
_WORD = re.compile(r"[^\s,;:()]{3,40}")
_MOST_WORDS = 600


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a payment may pay, and what speaks for it."""

    invoice: Invoice
    why: str
    rank: int


@page("match")
def unmatched(request: HttpRequest, here: Here) -> HttpResponse:
    """The payments that wait for a person, the oldest first."""
    return _shown(request, here)


def _shown(request: HttpRequest, here: Here, refused: Refused | None = None, at: int = 0) -> HttpResponse:
    rows = Payment.objects.of(here.creditor).filter(state=PaymentState.UNMATCHED).select_related("debtor")
    pages = Paginator(rows.order_by("received_on", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    found = suggestions(here, list(pages))
    context = {
        "page": "import",
        "pages": pages,
        "rows": [
            {
                "payment": one,
                "why": words.LANDED.get(one.reason or one.state, one.reason),
                "suggested": found.get(one.pk),
                "rest": one.amount_minor - one.allocated_minor - one.superseded_minor,
            }
            for one in pages
        ],
        "refused": refused,
        "at_payment": at,
        "typed": request.POST,
    }
    return render(request, "web/unmatched.html", context, status=422 if refused else 200)


@act("match")
def match(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """What a person says of one payment."""
    form, by = request.POST, here.by
    deeds: dict[str, Callable[[], None]] = {
        "invoice": lambda: money.pays(here.creditor, pk, [typed.number(form, "invoice")], **by),
        "number": lambda: money.pays_number(here.creditor, pk, typed.text(form, "number", 120), **by),
        "debtor": lambda: money.is_of(here.creditor, pk, typed.text(form, "debtor", 300), **by),
        "aside": lambda: money.is_none_of_ours(here.creditor, pk, typed.text(form, "reason", 500), **by),
    }
    deed = deeds.get(form.get("deed", ""))
    if deed is None:
        if not Payment.objects.of(here.creditor).filter(pk=pk).exists():
            raise Refused("no_such_payment", _("There is no such payment."))
        raise Refused("no_deed", _("Nothing was chosen."), "", _("Choose what the money is for."))
    try:
        once.carry_out(request, here, deed)
    except Refused as refused:
        if refused.code == "no_such_payment":
            raise
        return _shown(request, here, refused, pk)
    return redirect("import_unmatched", creditor=here.creditor.pk)


def suggestions(here: Here, payments: list[Payment]) -> dict[int, Suggestion]:
    """The likeliest invoice of each payment, by reference, payer and amount; in two statements."""
    coming = [one for one in payments if one.amount_minor > 0]
    if not coming:
        return {}
    numbers = {one.pk: _words_of(one) for one in coming}
    every = list({word for some in numbers.values() for word in some})[:_MOST_WORDS]
    sums = {one.amount_minor - one.allocated_minor for one in coming}
    open_ones = Invoice.objects.of(here.creditor).filter(state=InvoiceState.OPEN, kind="invoice")
    likely = open_ones.filter(
        Q(number__in=every) | Q(open_minor__in=sums, debtor__in=_payers(here, coming))
    ).select_related("debtor")[:2000]
    same_sum = open_ones.filter(open_minor__in=sums).select_related("debtor")[:2000]
    by_sum: dict[tuple[str, int], list[Invoice]] = defaultdict(list)
    known: dict[int, Invoice] = {}
    for row in (*likely, *same_sum):
        known[row.pk] = row
    for row in known.values():
        by_sum[row.currency, row.open_minor].append(row)
    found: dict[int, Suggestion] = {}
    for one in coming:
        best = max(_candidates(one, numbers[one.pk], known, by_sum), key=lambda s: s.rank, default=None)
        if best is not None:
            found[one.pk] = best
    return found


def _payers(here: Here, coming: list[Payment]) -> Any:
    names = {fold(one.payer_name) for one in coming if one.payer_name}
    ids = {one.debtor_id for one in coming if one.debtor_id}
    return Debtor.objects.of(here.creditor).filter(Q(name_key__in=names) | Q(pk__in=ids)).values("pk")


def _words_of(payment: Payment) -> set[str]:
    said = f"{payment.purpose[:1000]} {payment.references_text[:500]}"
    found = (word.strip(".#/-") for word in _WORD.findall(said))
    return {word for word in found if any(c.isdigit() for c in word)}


def _candidates(
    payment: Payment,
    numbers: set[str],
    known: dict[int, Invoice],
    by_sum: dict[tuple[str, int], list[Invoice]],
) -> list[Suggestion]:
    rest = payment.amount_minor - payment.allocated_minor
    same_sum = by_sum.get((payment.currency, rest), [])
    named = [row for row in known.values() if row.number in numbers and row.currency == payment.currency]
    found = []
    for row in {row.pk: row for row in (*named, *same_sum)}.values():
        is_named, is_sum = row.number in numbers, row.open_minor == rest
        is_payer = payment.debtor_id == row.debtor_id or bool(
            significant(payment.payer_name) & significant(row.debtor.name)
        )
        if not is_named and not is_payer and len(same_sum) > 1:
            continue
        reasons = [
            text
            for says, text in (
                (is_named, _("its number is in the purpose")),
                (is_sum, _("exactly this sum is open")),
                (is_payer, _("the payer's name fits")),
            )
            if says
        ]
        found.append(Suggestion(row, ", ".join(reasons), 4 * is_named + 2 * is_payer + is_sum))
    return found
