"""The page that asks whether a debt is worth it: the ways to go on side by side, each figure to be seen and changed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recoup.cases.formal import decisions
from recoup.cases.models import Case, CaseState, CaseWorth
from recoup.insight.worth import Assumed, Sheet, sheet
from recoup.lib.errors import Refused
from recoup.recourse.options.rules import Line, Option
from recoup.web import once, tongue, typed, words
from recoup.web.doors import act, page
from recoup.web.formal.views import case_of
from recoup.web.here import Here
from recoup.web.settings.people import names

LABELS = {
    "claim_minor": gettext_lazy("The claim"),
    "tax_minor": gettext_lazy("Tax that can be claimed back"),
    "relief_days": gettext_lazy("Days until the tax can be claimed"),
    "hour_minor": gettext_lazy("An hour of ours"),
    "year_percent": gettext_lazy("Late money costs in a year, %"),
    "keep_percent": gettext_lazy("Chance that it is paid, %"),
    "keep_hours": gettext_lazy("Hours of ours"),
    "keep_days": gettext_lazy("Days until the money"),
    "settle_share": gettext_lazy("Part that we would take, %"),
    "settle_percent": gettext_lazy("Chance that they take it and pay, %"),
    "settle_hours": gettext_lazy("Hours of ours"),
    "settle_days": gettext_lazy("Days until the money"),
    "plan_percent": gettext_lazy("Part of the instalments that comes, %"),
    "plan_hours": gettext_lazy("Hours of ours"),
    "plan_days": gettext_lazy("Days that the plan runs"),
    "agency_percent": gettext_lazy("Chance that it is paid, %"),
    "agency_commission": gettext_lazy("Commission, %"),
    "agency_fee_minor": gettext_lazy("Fee in any case"),
    "agency_days": gettext_lazy("Days until the money"),
    "court_win": gettext_lazy("Chance to win, %"),
    "court_collect": gettext_lazy("Chance to be paid when won, %"),
    "court_fee_minor": gettext_lazy("Court fee"),
    "court_spent_minor": gettext_lazy("Court fee paid already"),
    "court_lawyer_minor": gettext_lazy("Our lawyer"),
    "court_enforce_minor": gettext_lazy("Enforcing, when won"),
    "court_adverse_minor": gettext_lazy("Their costs, when lost"),
    "court_refund": gettext_lazy("Of the fee comes back when won, %"),
    "court_hours": gettext_lazy("Hours of ours"),
    "court_days": gettext_lazy("Days until the money"),
}
GROUPS = {
    "": ("claim_minor", "hour_minor", "year_percent", "tax_minor", "relief_days"),
    "keep_asking": ("keep_percent", "keep_hours", "keep_days"),
    "settle": ("settle_share", "settle_percent", "settle_hours", "settle_days"),
    "plan": ("plan_percent", "plan_hours", "plan_days"),
    "agency": ("agency_percent", "agency_commission", "agency_fee_minor", "agency_days"),
    "court": (
        "court_win", "court_collect", "court_fee_minor", "court_spent_minor", "court_refund", "court_lawyer_minor",
        "court_enforce_minor", "court_adverse_minor", "court_hours", "court_days",
    ),
}  # fmt: skip
LINES = {
    "comes": gettext_lazy("What comes"),
    "settled": gettext_lazy("What comes"),
    "time": gettext_lazy("Our time"),
    "commission": gettext_lazy("Commission"),
    "agency_fee": gettext_lazy("Fee in any case"),
    "fee_back": gettext_lazy("Fee that comes back"),
    "court_fee": gettext_lazy("Court fee"),
    "lawyer": gettext_lazy("Our lawyer"),
    "enforce": gettext_lazy("Enforcing"),
    "adverse": gettext_lazy("Their costs"),
    "tax_back": gettext_lazy("Tax on what does not come"),
}
MOST = {"percent": 100, "days": 3_650, "hours": 1_000}


@page("view", ("GET", "HEAD", "POST"))
def worth(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The sheet; figures in the address or the form change it for this look alone."""
    case = case_of(here, pk)
    form = request.POST if request.method == "POST" else request.GET
    try:
        given, refused = _given(here, case, form), None
    except Refused as odd:
        given, refused = _kept(here, case), odd
    return _show(request, here, case, given, refused, form)


def _kept(here: Here, case: Case) -> dict[str, int]:
    last = decisions.latest(here.creditor, case.pk)
    return {name: int(value) for name, value in last.figures.items() if name in LABELS} if last else {}


def _given(here: Here, case: Case, form: QueryDict) -> dict[str, int]:
    """The figures that a person gives: those of the form, else those that were kept. Raises Refused."""
    if not any(name in form for name in LABELS):
        return _kept(here, case)
    usual = sheet(here.creditor, case, {}, today=here.today, moment=here.moment)
    found = {}
    for one in usual.assumed:
        value = _read(form, one, case.currency)
        if value is not None and value != one.usual:
            found[one.name] = value
    return found


def _read(form: QueryDict, one: Assumed, currency: str) -> int | None:
    if one.unit == "minor":
        minor = typed.minor(form, one.name, currency)
        if minor is not None and minor < 0:
            raise Refused("bad_amount", _("A sum is nothing or more."), one.name, _("Leave out the minus."))
        return minor
    given = typed.text(form, one.name, 20)
    if not given:
        return None
    most = MOST[one.unit]
    if not (given.isascii() and given.isdigit() and len(given) < 6 and int(given) <= most):
        raise Refused(
            "bad_number", _("“%(given)s” does not fit.") % {"given": given}, one.name,
            _("Give a whole number from 0 to %(most)s.") % {"most": most},
        )  # fmt: skip
    return int(given)


def _show(
    request: HttpRequest,
    here: Here,
    case: Case,
    given: dict[str, int],
    refused: Refused | None = None,
    form: QueryDict | None = None,
) -> HttpResponse:
    made = sheet(here.creditor, case, given, today=here.today, moment=here.moment)
    rows = list(CaseWorth.objects.of(here.creditor).filter(case=case).exclude(option="").order_by("-pk")[:10])
    who = names(row.kept_by for row in rows)
    context: dict[str, Any] = {
        "page": "debtors",
        "case": case,
        "debtor": case.debtor,
        "is_open": case.state == CaseState.OPEN,
        "options": [_option(made, one) for one in made.options],
        "best": made.best,
        "groups": _groups(made, case.currency, form if refused else None),
        "decided": [
            (row, words.WAYS.get(row.option, row.option), who.get(row.kept_by, row.kept_by)) for row in rows
        ],
        "go_on": _go_on(here, case, rows[0].option) if rows else "",
        "ways": words.WAYS.items(),
        "why_not": here.why_not("step"),
        "refused": refused,
        "wrong": typed.field_of(refused) if refused else "",
        "typed": form or QueryDict(),
    }
    return render(request, "web/formal/worth.html", context, status=422 if refused else 200)


def _go_on(here: Here, case: Case, option: str) -> str:
    """The page on which the way that was decided is gone."""
    page = {"settle": "let_go", "let_go": "let_go", "agency": "placement", "court": "court"}.get(option)
    if page is None:
        return reverse("debtor", args=[here.creditor.pk, case.debtor_id])
    return reverse(page, args=[here.creditor.pk, case.pk])


def _option(made: Sheet, one: Option) -> dict[str, Any]:
    even = next((found for found in made.even if found.option == one.code), None)
    return {
        "row": one,
        "name": words.WAYS[one.code],
        "lines": [(LINES[line.code], _hint(line, made.currency), line.minor) for line in one.lines],
        "is_best": one.code == made.best.code,
        "even": even,
    }


def _hint(line: Line, currency: str) -> str:
    """How the line is made, to be checked by hand: 85 % of 50 % of £240.00."""
    whole = tongue.amount(line.of_minor, currency)
    if line.count:
        return _("%(n)s × %(sum)s") % {"n": line.count, "sum": whole}
    if line.code == "tax_back" or not line.of_minor:
        return ""
    if line.and_percent != 100:
        told = {"one": line.percent, "two": line.and_percent, "sum": whole}
        return _("%(one)s %% of %(two)s %% of %(sum)s") % told
    return _("%(one)s %% of %(sum)s") % {"one": line.percent, "sum": whole} if line.percent != 100 else ""


def _groups(made: Sheet, currency: str, form: QueryDict | None) -> list[dict[str, Any]]:
    by_name = {one.name: one for one in made.assumed}
    return [
        {
            "code": code,
            "name": words.WAYS.get(code, _("For all of them")),
            "fields": [_field(by_name[name], currency, form) for name in some],
        }
        for code, some in GROUPS.items()
    ]


def _field(one: Assumed, currency: str, form: QueryDict | None) -> dict[str, Any]:
    def shown(value: int | None) -> str:
        if value is None:
            return ""
        return tongue.typed_amount(value, currency) if one.unit == "minor" else str(value)

    value = form.get(one.name, "") if form is not None else shown(one.value)
    return {
        "name": one.name,
        "label": LABELS[one.name],
        "value": value,
        "usual": shown(one.usual) if one.is_changed else "",
        "source": one.source,
        "is_changed": one.is_changed,
    }


@act("step")
def worth_keep(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Keeps the figures, or decides on them."""
    case = case_of(here, pk)
    form = request.POST
    option = typed.text(form, "option", 20)
    try:
        given = _given(here, case, form)
    except Refused as odd:
        return _show(request, here, case, _kept(here, case), odd, form)

    def work() -> None:
        if not form.get("decide"):
            decisions.keep(here.creditor, case.pk, given, **here.by)
            return
        made = sheet(here.creditor, case, given, today=here.today, moment=here.moment)
        chosen = next((one for one in made.options if one.code == option), None)
        minor = chosen.today_minor if chosen and not chosen.missing else None
        note = typed.text(form, "note", 2_000)
        decisions.decide(here.creditor, case.pk, option, note, given, made.to_json(), minor, **here.by)

    try:
        is_new = once.carry_out(request, here, work)
    except Refused as odd:
        return _show(request, here, case, given, odd, form)
    said = _("Decided, and the sheet is kept with it.") if form.get("decide") else _("The figures are kept.")
    messages.success(request, said if is_new else _("That was done already."))
    return redirect("worth", creditor=here.creditor.pk, pk=pk)


PATHS = [
    path("cases/<int:pk>/worth/", worth, name="worth"),
    path("cases/<int:pk>/worth/keep/", worth_keep, name="worth_keep"),
]
