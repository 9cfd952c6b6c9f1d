"""Professionals: who they are, on which terms, what they are worth by their results."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from recoup.insight.professionals import results
from recoup.lib import money
from recoup.lib.errors import Refused
from recoup.org import readers
from recoup.recourse.models import Professional
from recoup.recourse.placement import parties, sftp
from recoup.recourse.placement.advice import COLUMNS
from recoup.recourse.placement.rules import CHECK_HOLDS
from recoup.recourse.placement.terms import Band, Terms, percent_of
from recoup.web import once, tongue, typed
from recoup.web.doors import act, page
from recoup.web.formal.placement import KINDS, WAYS
from recoup.web.formal.terms import told
from recoup.web.here import Here
from recoup.web.settings import professionals_money as coming

ON_A_PAGE = 25
BANDS = range(1, 5)
_TEXTS = {
    "person": 200, "email": 254, "phone": 40, "address": 500, "licence": 200, "insurance": 200, "association": 200,
    "payer_iban": 40, "delivery": 10, "sftp_host": 200, "sftp_user": 100, "sftp_folder": 300, "sftp_host_key": 2000,
}  # fmt: skip
_DAYS = ("licence_until_on", "insurance_until_on", "data_terms_on", "checked_on")


@page("view")
def professionals(request: HttpRequest, here: Here) -> HttpResponse:
    """All of them, and what each is worth."""
    find = request.GET.get("find", "").strip()[:100]
    every = Professional.objects.of(here.creditor).order_by(
        F("ended_on").desc(nulls_first=True), "name", "pk"
    )
    pages = Paginator(every.filter(name__icontains=find) if find else every, ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = list(pages)
    by_pk = {one.pk: one for one in rows}
    context = {
        "page": "settings",
        "part": "professionals",
        "pages": pages,
        "find": find,
        "is_long": pages.paginator.num_pages > 1,
        "rows": [_row(here, one) for one in rows],
        "results": [
            {"row": one, "who": by_pk[one.professional]}
            for one in results(here.creditor)
            if one.professional in by_pk
        ],
        "why_not": here.why_not("settings"),
        "waiting": coming.waiting(here.creditor) if here.may("match") else 0,
    }
    return render(request, "web/settings/professionals.html", context)


def _row(here: Here, one: Professional) -> dict[str, Any]:
    until = one.checked_on + CHECK_HOLDS if one.checked_on else None
    over = [
        words
        for words, on in (
            (_("licence has run out"), one.licence_until_on),
            (_("insurance has run out"), one.insurance_until_on),
            (_("check is over a year old"), until),
        )
        if on is not None and on < here.today
    ]
    if one.checked_on is None:
        over.append(_("not checked yet"))
    if one.data_terms_on is None:
        over.append(_("no terms on personal data"))
    return {"row": one, "kind": KINDS[one.kind], "over": over, "until": until,
            "terms": told(parties.terms_of(one)) if one.kind != "investigator" else []}  # fmt: skip


@page("settings", ("GET", "HEAD", "POST"))
def professional_new(request: HttpRequest, here: Here) -> HttpResponse:
    """Enters another."""
    return _form(request, here, None)


@page("settings", ("GET", "HEAD", "POST"))
def professional(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Changes one."""
    return _form(request, here, parties.professional_by(here.creditor, pk))


def _form(request: HttpRequest, here: Here, row: Professional | None) -> HttpResponse:
    refused: Refused | None = None
    if request.method == "POST":
        try:
            given = _given(here, request.POST)
            pk = row.pk if row else None
            once.carry_out(request, here, lambda: parties.keep(here.creditor, given, pk, **here.by))
            messages.success(request, _("Saved."))
            return redirect("professionals", creditor=here.creditor.pk)
        except Refused as odd:
            refused = odd
    values = request.POST.dict() if refused else _values(here, row)
    context = {
        "page": "settings",
        "part": "professionals",
        "row": row,
        "kinds": KINDS.items(),
        "ways": WAYS.items(),
        "v": values,
        "bands": [
            {"n": n, "days": values.get(f"days{n}", ""), "sum": values.get(f"sum{n}", ""),
             "percent": values.get(f"percent{n}", ""), "percent_name": f"percent{n}", "days_name": f"days{n}"}
            for n in BANDS
        ],
        "columns": [(name, values.get(f"column_{name}", "")) for name in COLUMNS],
        "currency": values.get("currency") or here.creditor.currency,
        "has_secret": bool(row and row.sftp_secret),
        "fingerprint": _fingerprint(row),
        "refused": refused,
        "wrong": typed.field_of(refused) if refused else "",
    }  # fmt: skip
    return render(request, "web/settings/professional.html", context, status=422 if refused else 200)


def _fingerprint(row: Professional | None) -> str:
    try:
        return sftp.fingerprint(row.sftp_host_key) if row and row.sftp_host_key else ""
    except Refused:
        return ""


def _values(here: Here, row: Professional | None) -> dict[str, Any]:
    """The fields as they are kept."""
    if row is None:
        return {"currency": here.creditor.currency, "recall_days": "14", "delivery": "download", "sftp_port": "22",
                "vat_percent": "0"}  # fmt: skip
    found: dict[str, Any] = {
        name: getattr(row, name) for name in (*_TEXTS, "name", "kind", "countries", "currency")
    }
    found |= {name: getattr(row, name).isoformat() if getattr(row, name) else "" for name in _DAYS}
    found |= {
        "vat_percent": row.vat_percent,
        "recall_days": str(row.recall_days),
        "sftp_port": str(row.sftp_port),
        "has_client_account": "yes" if row.has_client_account else "",
        "fixed_fee": tongue.typed_amount(row.fixed_fee_minor, row.currency) if row.fixed_fee_minor else "",
    }
    for n, (days, minor, percent) in zip(BANDS, row.bands, strict=False):
        found[f"days{n}"] = "" if days is None else str(days)
        found[f"sum{n}"] = "" if minor is None else tongue.typed_amount(minor, row.currency)
        found[f"percent{n}"] = percent
    return found | {f"column_{ours}": theirs for ours, theirs in row.columns.items()}


def _given(here: Here, form: QueryDict) -> parties.Given:
    """What was typed. Raises Refused."""
    more: dict[str, Any] = {name: typed.text(form, name, longest) for name, longest in _TEXTS.items()}
    more |= {name: typed.day(form, name) for name in _DAYS}
    more["has_client_account"] = form.get("has_client_account") == "yes"
    more["sftp_port"] = _whole(form, "sftp_port", 65_535) or 22
    theirs = {one: typed.text(form, f"column_{one}", 80) for one in COLUMNS}
    more["columns"] = {one: said for one, said in theirs.items() if said and said != one}
    try:
        more["countries"] = readers.countries(typed.text(form, "countries", 200))
        more["email"] = readers.email(more["email"]) if more["email"] else ""
        more["payer_iban"] = readers.iban(more["payer_iban"]) if more["payer_iban"] else ""
    except ValueError as odd:
        where = (
            "countries" if "countries" not in more else "email" if "@" not in more["email"] else "payer_iban"
        )
        raise Refused("bad_value", str(odd), where, "") from None
    if more["sftp_host_key"]:
        sftp.fingerprint(more["sftp_host_key"])
    if more["delivery"] not in WAYS:
        more["delivery"] = "download"
    return parties.Given(
        typed.text(form, "name", 200), typed.text(form, "kind", 20), _terms(here, form), more,
        form.get("sftp_secret", "")[:20_000],
    )  # fmt: skip


def _terms(here: Here, form: QueryDict) -> Terms:
    currency = typed.text(form, "currency", 3).upper() or here.creditor.currency
    if not money.is_known(currency):
        raise Refused("bad_currency", _("This is no currency."), "currency", _("Write it like EUR."))
    bands = []
    for n in BANDS:
        if typed.text(form, f"percent{n}", 10):
            percent = percent_of(typed.text(form, f"percent{n}", 10), f"percent{n}")
            bands.append(
                Band(_whole(form, f"days{n}", 36_500), typed.minor(form, f"sum{n}", currency), percent)
            )
    return Terms(
        currency,
        tuple(bands),
        typed.minor(form, "fixed_fee", currency) or 0,
        percent_of(typed.text(form, "vat_percent", 10), "vat_percent"),
        _whole(form, "recall_days", 365) or 0,
    )


def _whole(form: QueryDict, name: str, most: int) -> int | None:
    given = typed.text(form, name, 10)
    if not given:
        return None
    if not (given.isascii() and given.isdigit()) or int(given) > most:
        raise Refused("bad_number", _("“%(given)s” is no such number.") % {"given": given}, name, "")
    return int(given)


@act("settings")
def professional_end(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """We do not work with them any more, or again."""
    is_over = request.POST.get("end") == "yes"
    on: date = here.today
    once.carry_out(request, here, lambda: parties.end(here.creditor, pk, is_over=is_over, on=on, **here.by))
    messages.success(
        request, _("Nothing more goes to them.") if is_over else _("They are on the list again.")
    )
    return redirect("professionals", creditor=here.creditor.pk)


PATHS = [
    path("settings/professionals/", professionals, name="professionals"),
    path("settings/professionals/new/", professional_new, name="professional_new"),
    *coming.PATHS,
    path("settings/professionals/<int:pk>/", professional, name="professional"),
    path("settings/professionals/<int:pk>/end/", professional_end, name="professional_end"),
]
