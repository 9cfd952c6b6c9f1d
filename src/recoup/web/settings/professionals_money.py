"""What professionals report and pass on: a report read, its money found at the bank, and what waits for a person."""

import tempfile
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any

from django.contrib import messages
from django.db.models import Count, Min, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recoup.cases.formal.placing import money as deeds
from recoup.ledger.models import Payment
from recoup.ledger.names import fold
from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.recourse.models import Placement, Professional, Remittance
from recoup.recourse.placement.advice import COLUMNS
from recoup.recourse.placement.terms import Cut
from recoup.web import once, typed
from recoup.web.doors import act, page
from recoup.web.here import Here

LARGEST = 10 * 1024 * 1024
SHOWN_REJECTED = 20


def waiting(creditor: Creditor) -> int:
    """How much of it waits for a person."""
    return _open(creditor).count() + len(deeds.passed_on(creditor))


def _open(creditor: Creditor) -> QuerySet[Remittance]:
    rows = Remittance.objects.of(creditor).filter(placement__isnull=True, set_aside_on__isnull=True)
    return rows.select_related("professional").order_by("pk")


@page("match")
def professionals_money(request: HttpRequest, here: Here) -> HttpResponse:
    """The page."""
    return _show(request, here)


def _show(
    request: HttpRequest, here: Here, refused: Refused | None = None, taken: deeds.Taken | None = None
) -> HttpResponse:
    parties = list(Professional.objects.of(here.creditor).exclude(kind="investigator").order_by("name"))
    passed = deeds.passed_on(here.creditor)[:50]
    batches = list(
        Remittance.objects.of(here.creditor)
        .filter(received__isnull=True, set_aside_on__isnull=True)
        .values("professional_id", "professional__name", "batch", "currency")
        .annotate(n=Count("pk"), net=Sum("net_minor"), since=Min("collected_on"))
        .order_by("since")[:100]
    )
    context = {
        "page": "settings",
        "part": "professionals",
        "parties": parties,
        "columns": ", ".join(COLUMNS),
        "waiting": [{"row": one, "choices": _choices(here, one)} for one in _open(here.creditor)[:50]],
        "passed": [_passed(here, one, parties, batches) for one in passed],
        "batches": batches,
        "taken": taken,
        "rejected": taken.rejected[:SHOWN_REJECTED] if taken else [],
        "refused": refused,
        "at": request.POST.get("payment") or request.POST.get("remittance") or "",
        "typed": request.POST if refused else {},
    }
    return render(request, "web/settings/professionals_money.html", context, status=422 if refused else 200)


def _choices(here: Here, row: Remittance) -> list[Placement]:
    mine = Placement.objects.of(here.creditor).filter(
        professional=row.professional_id, placed_on__isnull=False, currency=row.currency
    )
    return list(mine.select_related("debtor").order_by("-pk")[:100])


def _passed(
    here: Here, payment: Payment, parties: list[Professional], batches: list[dict[str, Any]]
) -> dict[str, Any]:
    key = fold(payment.payer_name)
    party = next(
        (
            one
            for one in parties
            if (one.payer_iban and one.payer_iban == payment.payer_iban) or fold(one.name) == key
        ),
        None,
    )
    told: dict[str, Any] = {
        "payment": payment,
        "party": party,
        "choices": [],
        "batches": [],
        "suggested": None,
        "is_reported": False,
    }
    if party is None:
        return told
    same = {"professional_id": party.pk, "net": payment.amount_minor, "currency": payment.currency}
    told["is_reported"] = any(one["professional_id"] == party.pk for one in batches)
    told["batches"] = [one for one in batches if all(one[name] == value for name, value in same.items())]
    rows = Placement.objects.of(here.creditor).filter(
        professional=party, placed_on__isnull=False, currency=payment.currency
    )
    choices = list(rows.select_related("debtor").order_by("-pk")[:100])
    named = [
        one for one in choices if one.reference.replace("-", "") in payment.purpose.replace("-", "").upper()
    ]
    told["choices"] = [*named, *(one for one in choices if one not in named)]
    if told["choices"]:
        told["suggested"] = deeds.suggested(payment, told["choices"][0])
    return told


@act("match")
def professionals_read(request: HttpRequest, here: Here) -> HttpResponse:
    """Reads a report; the page says what came of it."""
    file = request.FILES.get("file")
    made: list[deeds.Taken] = []
    try:
        if file is None:
            raise Refused("no_file", _("No file was chosen."), "file", _("Choose the file to read."))
        if (file.size or 0) > LARGEST:
            raise Refused("file_too_large", _("The file is larger than 10 MB."), "file", _("Split it."))
        name = PurePath((file.name or "report").replace("\\", "/")).name[-120:]
        with tempfile.TemporaryDirectory(prefix="recoup-") as folder:
            target = Path(folder) / "report"
            target.write_bytes(file.read())
            party = typed.number(request.POST, "professional")

            def work() -> None:
                made.append(deeds.take_file(here.creditor, party, target, name, **here.by))

            once.carry_out(request, here, work)
    except Refused as refused:
        if refused.code.startswith("no_such_"):
            raise
        return _show(request, here, refused)
    if not made:
        return redirect("professionals_money", creditor=here.creditor.pk)
    taken = made[0]
    messages.success(
        request,
        ngettext("%(n)s payment taken in.", "%(n)s payments taken in.", taken.taken) % {"n": taken.taken},
    )
    return _show(request, here, taken=taken)


@act("match")
def professionals_settle(request: HttpRequest, here: Here) -> HttpResponse:
    """What a person says of a row without a debt, or of money at the bank without a report."""
    form, who, creditor = request.POST, here.by, here.creditor

    def share() -> Any:
        payment = Payment.objects.of(creditor).filter(pk=typed.number(form, "payment")).first()
        if payment is None:
            raise Refused("no_such_payment", _("There is no such payment."))
        gross = typed.minor(form, "gross", payment.currency) or 0
        cut = Cut(gross, typed.minor(form, "commission", payment.currency) or 0,
                  typed.minor(form, "vat", payment.currency) or 0)  # fmt: skip
        return deeds.is_for(
            creditor, payment.pk, typed.number(form, "professional"), typed.text(form, "reference", 80), cut,
            typed.day(form), **who,
        )  # fmt: skip

    works: dict[str, Callable[[], Any]] = {
        "belongs": lambda: deeds.belongs_to(
            creditor, typed.number(form, "remittance"), typed.text(form, "reference", 80), **who
        ),
        "none": lambda: deeds.none_of_ours(
            creditor, typed.number(form, "remittance"), typed.text(form, "reason", 500), **who
        ),
        "received": lambda: deeds.received(
            creditor, typed.number(form, "payment"), form.get("batch", "")[:120], typed.number(form, "professional"),
            **who,
        ),
        "share": share,
    }  # fmt: skip
    work = works.get(form.get("deed", ""))
    if work is None:
        raise Http404
    try:
        once.carry_out(request, here, work)
    except Refused as refused:
        if refused.code.startswith("no_such_"):
            raise
        return _show(request, here, refused)
    messages.success(request, _("Settled."))
    return redirect("professionals_money", creditor=creditor.pk)


PATHS = [
    path("settings/professionals/money/", professionals_money, name="professionals_money"),
    path("settings/professionals/money/read/", professionals_read, name="professionals_read"),
    path("settings/professionals/money/settle/", professionals_settle, name="professionals_settle"),
]
