"""The page of the court: the last day to sue, the claim drawn up and approved, and how it runs to its end."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from recoup.archive.queries import read
from recoup.cases.access import opened
from recoup.cases.formal import law, limitation
from recoup.cases.formal.claim import drawing, interest, preparing, running
from recoup.cases.formal.claim.known import identity_of_claim, known_of, net_of
from recoup.cases.formal.demand.deeds import verify_identity
from recoup.cases.models import Case, CaseState
from recoup.ledger.models import Invoice
from recoup.lib.errors import Refused
from recoup.recourse.claim.forms import forms
from recoup.recourse.claim.rules import ENDED, RUNNING
from recoup.recourse.limitation.rules import quiet_until
from recoup.recourse.models import (
    Claim,
    ClaimCost,
    ClaimInvoice,
    ClaimState,
    ClaimStep,
    Enforcement,
    LimitationFact,
)
from recoup.recourse.solvency.queries import means_of
from recoup.web import tongue, typed
from recoup.web.doors import act, page
from recoup.web.formal.court_words import (
    BASES,
    COSTS,
    FACTS,
    MEDIATIONS,
    PLACEMENTS,
    RESULTS,
    STATES,
    STEPS,
    WAYS,
)
from recoup.web.formal.done import carried_out
from recoup.web.formal.views import case_of
from recoup.web.here import Here
from recoup.web.settings.people import names
from recoup.web.words import WAYS as WAYS_ON

FILES = {
    "pdf": ("pdf", "application/pdf"),
    "data": ("json", "application/json"),
    "table": ("csv", "text/csv; charset=utf-8"),
}

APART = ("filed", "judgment")
"""Steps that ask for more, each in a form of its own."""


@page()
def court(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The page."""
    return _show(request, here, case_of(here, pk))


def _show(
    request: HttpRequest, here: Here, case: Case, refused: Refused | None = None, form: str = ""
) -> HttpResponse:
    claim = preparing.of_case(case)
    clock = limitation.standing(case, here.moment)
    invoices = {
        one.pk: one for one in Invoice.objects.of(here.creditor).filter(pk__in=dict(clock.by_invoice))
    }
    facts = LimitationFact.objects.of(here.creditor).filter(debtor=case.debtor, withdrawn_on__isnull=True)
    context: dict[str, Any] = {
        "page": "debtors",
        "case": case,
        "debtor": case.debtor,
        "is_open": case.state == CaseState.OPEN,
        "clock": clock,
        "quiet_on": quiet_until(clock.ends_on) if clock.ends_on else None,
        "is_passed": clock.ends_on is not None and here.today > clock.ends_on,
        "days": [(invoices[number], one) for number, one in clock.by_invoice][:60],
        "facts": [(one, FACTS[one.what]) for one in facts.order_by("-pk")[:30]],
        "fact_kinds": FACTS.items(),
        "claim": claim,
        "why_not": here.why_not("step"),
        "why_not_approve": here.why_not("approve"),
        "refused": refused,
        "wrong": typed.field_of(refused) if refused else "",
        "open_form": form,
        "is_running": claim is not None and claim.state in RUNNING,
        "is_over": claim is not None and claim.state in ENDED,
        "typed": request.POST,
        **_to_draw(here, case, claim, request.POST),
        **(_running(here, case, claim) if claim is not None else {}),
    }
    return render(request, "web/formal/court.html", context, status=422 if refused else 200)


def _to_draw(here: Here, case: Case, claim: Claim | None, form: QueryDict) -> dict[str, Any]:
    """The form to draw the claim up, with what was said before."""
    if case.state != CaseState.OPEN or (claim is not None and claim.state in RUNNING):
        return {"may_draw": False}
    place = form.get("place") or (claim.place if claim else drawing.usual_place(case, here.moment))
    try:
        offered = drawing.offered_forms(case, place)
    except Refused:
        offered = []
    was = {
        "form": claim.form if claim else "",
        "basis": claim.basis if claim else "",
        "signer": claim.signer if claim else here.settings.signer,
        "placement": claim.placement if claim else "",
        "mediation": claim.mediation if claim else "",
        "identity_on": claim.identity_on.isoformat() if claim and claim.identity_on else "",
        "net": tongue.typed_amount(claim.net_minor, case.currency) if claim and claim.net_minor else "",
        "identity_reason": claim.identity_reason if claim else "",
        "net_reason": claim.net_reason if claim else "",
        "means_reason": claim.means_reason if claim else "",
    }
    return {
        "may_draw": True,
        "place": place,
        "forms": [(one.code, one.title) for one in offered],
        "bases": BASES.items(),
        "placements": PLACEMENTS.items(),
        "found": means_of(
            here.creditor, case.debtor, case.debtor.kind or here.settings.default_kind, here.today
        ),
        "mediations": MEDIATIONS.items(),
        "was": {name: form.get(name, value) for name, value in was.items()},
        "known": (known := known_of(case)),
        "decided_way": WAYS_ON.get(known.worth.option, "") if known.worth else "",
    }


def _running(here: Here, case: Case, claim: Claim) -> dict[str, Any]:
    who = names([claim.prepared_by, claim.approved_by])
    told: dict[str, Any] = {
        "state": STATES[claim.state],
        "form_title": forms()[claim.form].title,
        "prepared_by": who.get(claim.prepared_by, claim.prepared_by),
        "approved_by": who.get(claim.approved_by, claim.approved_by),
        "parts": list(
            ClaimInvoice.objects.of(here.creditor).filter(claim=claim).select_related("invoice")[:60]
        ),
        "steps": [
            (STEPS[one.kind], one)
            for one in ClaimStep.objects.of(here.creditor)
            .filter(claim=claim)
            .order_by("-happened_on", "-pk")[:50]
        ],
        "may_judge": running.taken("judgment", claim),
        "next_steps": [
            (kind, words) for kind, words in STEPS.items() if kind not in APART and running.taken(kind, claim)
        ],
        "costs": [
            (COSTS[one.kind], one)
            for one in ClaimCost.objects.of(here.creditor)
            .filter(claim=claim)
            .order_by("happened_on", "pk")[:60]
        ],
        "enforcements": [
            (WAYS[one.way], RESULTS[one.result], one)
            for one in Enforcement.objects.of(here.creditor)
            .filter(claim=claim)
            .order_by("-happened_on", "-pk")[:30]
        ],
        "cost_kinds": COSTS.items(),
        "ways": WAYS.items(),
        "results": RESULTS.items(),
        "worth": running.judgment_on(claim, here.today),
        "booked": interest.booked(claim) if claim.judgment_on else [],
        "unbooked": interest.unbooked(claim, here.today) if claim.state in interest.CARRIES else 0,
        "is_mine": claim.prepared_by == here.acting.actor,
    }
    if claim.state == ClaimState.DRAFT and case.state == CaseState.OPEN:
        told |= _conditions(here, case, claim)
    return told


def _conditions(here: Here, case: Case, claim: Claim) -> dict[str, Any]:
    made = drawing.drawn(
        case, preparing.asked_of(claim), here.moment, until_on=claim.reckoned_on, whole=False
    )
    found = preparing.conditions(case, claim, made, here.moment, here.today)
    known = known_of(case)
    return {
        "needs": [(tongue.told(preparing.NEEDS[one.code]), one) for one in found],
        "net_minor": net_of(claim, known),
        "seen_on": identity_of_claim(claim, known),
        "is_ready": all(one.is_met for one in found),
        "figures": made.open_figures,
        "choices": made.law.to_confirm(),
        "over": made.over,
        "room": made.form,
        "unknown": made.file.unknown,
    }


def done(
    request: HttpRequest, here: Here, case: Case, work: Callable[[], object], said: str, form: str
) -> HttpResponse:
    """Carries a deed of the page out; refused, `form` is shown open with what was typed."""
    return carried_out(
        request, here, case.pk, work, said, page="court",
        again=lambda refused: _show(request, here, case, refused, form),
    )  # fmt: skip


@act("step")
def court_prepare(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Draws the claim up."""
    case, form = case_of(here, pk), request.POST

    def work() -> None:
        asked = drawing.Asked(
            form=typed.text(form, "form", 40),
            place=typed.text(form, "place", 10),
            basis=typed.text(form, "basis", 12),
            signer=typed.text(form, "signer", 200),
            placement=typed.text(form, "placement", 20),
            mediation=typed.text(form, "mediation", 20),
            identity_on=typed.day(form, "identity_on"),
            net_minor=typed.minor(form, "net", case.currency),
            identity_reason=typed.text(form, "identity_reason", 2_000),
            net_reason=typed.text(form, "net_reason", 2_000),
            means_reason=typed.text(form, "means_reason", 2_000),
        )
        preparing.prepare(here.creditor, case.pk, asked, **here.by)

    return done(request, here, case, work, _("Drawn up. Somebody else says yes to it."), "prepare")


@act("approve")
def court_approve(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Says yes to the claim."""
    case = case_of(here, pk)

    def work() -> None:
        preparing.approve(here.creditor, case.pk, **here.by)

    said = _("Approved. A person signs and files it; then note the filing here.")
    return done(request, here, case, work, said, "approve")


@act("approve")
def court_refuse(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Says no to the claim, with a reason."""
    case, reason = case_of(here, pk), typed.text(request.POST, "reason", 2_000)
    said = _("Refused. Another claim can be drawn up.")
    return done(
        request,
        here,
        case,
        lambda: preparing.refuse(here.creditor, case.pk, reason, **here.by),
        said,
        "refuse",
    )


@act("record")
def court_identity(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Somebody looked up today who the debtor is in law."""
    case, seen_in = case_of(here, pk), typed.text(request.POST, "seen_in", 300)
    said = _("Noted. It holds for 30 days.")
    return done(
        request,
        here,
        case,
        lambda: verify_identity(here.creditor, case.pk, seen_in, **here.by),
        said,
        "identity",
    )


@act("step")
def court_confirm(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A figure of the law was compared with the official text, or whose law answers was confirmed."""
    case, form = case_of(here, pk), request.POST

    def work() -> None:
        reason = typed.text(form, "reason", 2_000)
        if form.get("factor"):
            factor, key = typed.text(form, "factor", 20), typed.text(form, "key", 10)
            law.choose_place(here.creditor, case.pk, factor, key, reason, **here.by)
            return
        claim = preparing.of_case(case)
        if claim is None:
            raise Http404
        asked = preparing.asked_of(claim)
        made = drawing.drawn(case, asked, here.moment, until_on=claim.reckoned_on, whole=False)
        found = next((one for one in made.figures if one.digest == form.get("figure")), None)
        if found is None:
            raise Http404
        law.confirm_figure(
            here.creditor, case.pk, found, seen_in=typed.text(form, "seen_in", 300), reason=reason, **here.by
        )

    return done(request, here, case, work, _("Noted."), "confirm")


@act("step")
def court_limitation(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Notes what moves the last day to sue, or takes such a note back."""
    case, form = case_of(here, pk), request.POST

    def work() -> None:
        reason = typed.text(form, "reason", 2_000)
        if form.get("fact"):
            number = typed.number(form, "fact")
            if not LimitationFact.objects.of(here.creditor).filter(pk=number, debtor=case.debtor).exists():
                raise Http404
            limitation.withdraw(here.creditor, number, reason=reason, **here.by)
            return
        limitation.note(
            here.creditor, case, typed.text(form, "what", 15), typed.needed_day(form, "on"),
            until_on=typed.day(form, "until"), invoice=typed.number(form, "invoice") if form.get("invoice") else None,
            has_form=bool(form.get("has_form")), reason=reason, **here.by,
        )  # fmt: skip

    return done(request, here, case, work, _("Noted."), "limitation")


@page("bundle")
def court_file(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A paper of the claim as it was kept; that it was taken is recorded."""
    case = case_of(here, pk)
    claim = preparing.of_case(case)
    part = request.GET.get("part", "pdf")
    if claim is None or part not in FILES:
        raise Http404
    ending, media_type = FILES[part]
    content = read(here.creditor.key, getattr(claim, part))
    opened(here.creditor, case.debtor, commitments=[], how="exported", **here.by)
    answer = HttpResponse(content.data, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="claim-{case.pk}-{claim.reckoned_on}.{ending}"'
    return answer


PATHS = [
    path("cases/<int:pk>/court/", court, name="court"),
    path("cases/<int:pk>/court/prepare/", court_prepare, name="court_prepare"),
    path("cases/<int:pk>/court/approve/", court_approve, name="court_approve"),
    path("cases/<int:pk>/court/refuse/", court_refuse, name="court_refuse"),
    path("cases/<int:pk>/court/identity/", court_identity, name="court_identity"),
    path("cases/<int:pk>/court/confirm/", court_confirm, name="court_confirm"),
    path("cases/<int:pk>/court/limitation/", court_limitation, name="court_limitation"),
    path("cases/<int:pk>/court/file/", court_file, name="court_file"),
]
