"""In professional hands: who has the debt, what they were given and brought back, and how it comes home again."""

from collections.abc import Callable
from typing import Any

from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from recoup.archive.queries import read
from recoup.cases import jobs
from recoup.cases.access import opened
from recoup.cases.formal.placing import asking, direct, ending, handing, searching
from recoup.cases.formal.placing.facts import deadline_of
from recoup.cases.models import Case, CasePlacement, CaseSearch
from recoup.cases.people.given import Given
from recoup.lib.errors import Refused
from recoup.recourse.models import Placement, PlacementState, Professional
from recoup.recourse.placement.found import Address, address_in
from recoup.recourse.placement.operations import age_days
from recoup.recourse.placement.rules import Asked
from recoup.recourse.placement.terms import from_json
from recoup.web import typed, words
from recoup.web.doors import act, page
from recoup.web.formal import terms as terms_in_words
from recoup.web.formal.done import carried_out
from recoup.web.formal.views import case_of
from recoup.web.here import Here
from recoup.web.settings.people import names

KINDS: dict[str, words.Words] = {
    "agency": _("collection agency"),
    "lawyer": _("lawyer"),
    "mediator": _("mediator"),
    "insurer": _("insurer"),
    "investigator": _("investigators"),
    "demand_server": _("server of statutory demands"),
}
STATES: dict[str, words.Words] = {
    "asked": _("waits for another’s yes"),
    "approved": _("approved, not handed over yet"),
    "placed": _("in their hands"),
    "recalled": _("asked back"),
    "ended": _("over"),
}
ENDS: dict[str, words.Words] = {
    "called_off": _("called off"),
    "refused": _("refused"),
    "recalled": _("given back, as asked"),
    "uncollectable": _("returned as uncollectable"),
    "closed": _("closed"),
}
WAYS: dict[str, words.Words] = {
    "download": _("I download it and hand it over"),
    "email": _("by email"),
    "sftp": _("to their server (SFTP)"),
}
BY_DECISION = frozenset({"no_demand", "deadline", "decision"})
"""What a hand-over without a demand, by decision, gets past."""
SOUGHT: dict[str, words.Words] = {"address": _("an address"), "assets": _("assets")}
FOUND: dict[str, words.Words] = {
    "ordered": _("under way"), "found": _("found"), "nothing": _("nothing found"), "called_off": _("called off"),
}  # fmt: skip


@page()
def placement(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The page."""
    return _show(request, here, case_of(here, pk))


def _show(request: HttpRequest, here: Here, case: Case, refused: Refused | None = None) -> HttpResponse:
    placed = Placement.objects.of(here.creditor).filter(of_case__case=case).order_by("-pk")
    rows = list(
        placed.select_related("professional", "message").annotate(collected=Sum("remittances__gross_minor"))[
            :20
        ]
    )
    current = rows[0] if rows and rows[0].state != PlacementState.ENDED else None
    parties = Professional.objects.of(here.creditor).filter(ended_on__isnull=True).order_by("name")
    told: dict[str, Any] = {
        "page": "debtors",
        "case": case,
        "debtor": case.debtor,
        "current": _current(here, current) if current else None,
        "earlier": [{"row": one, "end": ENDS.get(one.end, one.end)} for one in rows if one is not current],
        "parties": [(one, KINDS[one.kind]) for one in parties if one.kind != "investigator"],
        "searchers": [one for one in parties if one.kind == "investigator"],
        "obstacles": [] if current else asking.in_the_way(here.creditor, case, Asked(), here.moment),
        "is_by_decision": refused is not None and refused.code in BY_DECISION,
        "deadline": deadline_of(here.creditor, case),
        "searches": _searches(here, case),
        "sought": SOUGHT.items(),
        "why_not": here.why_not("step"),
        "why_not_approve": here.why_not("approve"),
        "is_open": case.state == "open",
        "refused": refused,
        "wrong": typed.field_of(refused) if refused else "",
        "typed": request.POST if refused else {},
    }
    return render(request, "web/formal/placement.html", told, status=422 if refused else 200)


def _current(here: Here, row: Placement) -> dict[str, Any]:
    money = list(row.remittances.order_by("collected_on", "pk")[:200])
    job = jobs.latest(here.creditor, handing.KIND, handing.subject_of(row.pk))
    terms = from_json(row.terms)
    told: dict[str, Any] = {
        "row": row,
        "kind": KINDS[row.professional.kind],
        "state": STATES[row.state],
        "by": names([row.asked_by, row.approved_by]),
        "asker": names([row.asked_by]).get(row.asked_by, row.asked_by),
        "is_mine": row.asked_by == here.acting.actor,
        "items": row.items.select_related("invoice", "charge").order_by("invoice__due_on", "pk")[:300],
        "terms": terms_in_words.told(terms),
        "of_this": terms_in_words.percent(terms.percent(age_days(row), row.claim_minor)),
        "money": money,
        "gross": sum(one.gross_minor for one in money),
        "cost": sum(one.commission_minor + one.vat_minor for one in money),
        "net": sum(one.net_minor for one in money),
        "untold": direct.untold(here.creditor, row.pk) if row.state in ("placed", "recalled") else [],
        "ways": _ways(row),
        "is_working": job is not None and job.state in ("waiting", "running"),
        "is_late": row.review_on is not None and row.review_on <= here.today,
    }
    if job is not None and job.state == "failed" and row.state == PlacementState.APPROVED:
        said = jobs.answer_of(job)["refused"]
        told["failed"] = said.get("what") or say("It was interrupted. Try it again.")
        told["is_unsure"] = said.get("code") == "unsure"
    return told


def _ways(row: Placement) -> list[tuple[str, words.Words]]:
    party = row.professional
    known = {
        "download": True,
        "email": bool(party.email),
        "sftp": bool(party.sftp_host and party.sftp_secret),
    }
    first = sorted(known, key=lambda way: way != party.delivery)
    return [(way, WAYS[way]) for way in first if known[way]]


def _searches(here: Here, case: Case) -> list[dict[str, Any]]:
    rows = CaseSearch.objects.of(here.creditor).filter(case=case).order_by("-pk")
    return [
        {"row": one.order, "what": SOUGHT[one.order.kind], "state": FOUND[one.order.state],
         "purpose": _text(here, one.order.purpose), "sources": _text(here, one.order.sources),
         "result": (result := _text(here, one.order.result)),
         "address": _address(case, result) if (one.order.kind, one.order.state) == ("address", "found") else None}
        for one in rows.select_related("order__professional")[:20]
    ]  # fmt: skip


def _address(case: Case, result: str) -> Address | None:
    """The address in a report, unless it is the debtor's already."""
    debtor = case.debtor
    guess = address_in(result, debtor.country or case.creditor.country)
    is_ours = guess.postal_code and (guess.street, guess.postal_code, guess.city) == (
        debtor.street, debtor.postal_code, debtor.city,
    )  # fmt: skip
    return None if is_ours else guess


def _text(here: Here, commitment: str) -> str:
    if not commitment:
        return ""
    try:
        return read(here.creditor.key, commitment).data.decode("utf-8", "replace")
    except Refused:
        return say("(erased)")


def _of_case(here: Here, case: Case, given: str) -> Placement:
    """The placement of that number, if it is this case's; 404 for any other."""
    if not (given.isascii() and given.isdigit() and len(given) < 18):
        raise Http404
    links = CasePlacement.objects.of(here.creditor).filter(case=case, placement=int(given))
    link: CasePlacement | None = links.select_related("placement").first()
    if link is None:
        raise Http404
    return link.placement


def _deed(
    request: HttpRequest, here: Here, pk: int, work: Callable[[Case], object], said: str
) -> HttpResponse:
    case = case_of(here, pk)
    return carried_out(
        request, here, pk, lambda: work(case), said, page="placement",
        again=lambda refused: _show(request, here, case, refused),
    )  # fmt: skip


@act("step")
def ask(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Asks for the debt to be handed to one of them."""
    form = request.POST

    def work(case: Case) -> object:
        asked = Asked(
            by_decision=form.get("by_decision") == "yes",
            knows_means=form.get("knows_means") == "yes",
            is_clear=form.get("is_clear") == "yes",
            consent_on=typed.day(form, "consent"),
        )
        party, reason = typed.number(form, "professional"), typed.text(form, "reason")
        return asking.ask(here.creditor, case.pk, party, asked, reason, **here.by)

    return _deed(request, here, pk, work, say("Asked for. Somebody else has to approve it."))


@act("approve")
def decide(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Another's yes or no."""
    form = request.POST
    is_granted = form.get("decide") == "yes"

    def work(case: Case) -> object:
        row = _of_case(here, case, form.get("placement", ""))
        reason = typed.text(form, "reason")
        return asking.decide(here.creditor, row.pk, is_granted=is_granted, reason=reason, **here.by)

    said = say("Approved. From now on nothing goes to the debtor from us.") if is_granted else say("Refused.")
    return _deed(request, here, pk, work, said)


@act("bundle")
def hand(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Has the package made and handed over."""
    form = request.POST

    def work(case: Case) -> object:
        row = _of_case(here, case, form.get("placement", ""))
        is_again = form.get("again") == "yes"
        return handing.start(here.creditor, row.pk, typed.text(form, "by", 10), is_again=is_again, **here.by)

    return _deed(request, here, pk, work, say("The package is being made."))


@act("step")
def end(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Handed over by ourselves, recalled, confirmed, returned, closed, kept, called off, or complained of."""
    form, who, creditor = request.POST, here.by, here.creditor
    reason, deed = typed.text(form, "reason"), form.get("deed", "")
    deeds: dict[str, tuple[Callable[[int], object], str]] = {
        "handed": (lambda n: handing.handed(creditor, n, "download", on=typed.day(form), **who),
                   say("Noted: they have it.")),
        "call_off": (lambda n: asking.call_off(creditor, n, reason, **who), say("Called off.")),
        "recall": (lambda n: ending.recall(creditor, n, reason, **who), say("Asked back. Tell them so.")),
        "confirm": (lambda n: ending.confirm_recall(creditor, n, **who), say("It is ours again.")),
        "returned": (lambda n: ending.returned(creditor, n, reason, **who), say("It is ours again.")),
        "close": (lambda n: ending.close(creditor, n, reason, **who), say("Closed.")),
        "keep": (lambda n: ending.keep(creditor, n, reason, **who), say("Asked again in 30 days.")),
        "complaint": (lambda n: ending.complaint(creditor, n, reason, **who), say("Noted.")),
    }  # fmt: skip
    if deed not in deeds:
        raise Http404
    do, said = deeds[deed]
    return _deed(request, here, pk, lambda case: do(_of_case(here, case, form.get("placement", "")).pk), said)


@act("record")
def tell(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """They are told of what was paid to us: by email, or somebody says that they did."""
    form = request.POST
    by_mail = form.get("by") == "email"

    def work(case: Case) -> object:
        row = _of_case(here, case, form.get("placement", ""))
        if by_mail:
            return direct.start(here.creditor, row.pk, **here.by)
        return direct.tell(here.creditor, row.pk, **here.by)

    return _deed(request, here, pk, work, say("The email is on its way.") if by_mail else say("Noted."))


@page("bundle")
def package(request: HttpRequest, here: Here, pk: int, document: int) -> HttpResponse:
    """The very bytes that they get; that it was taken is recorded."""
    case = case_of(here, pk)
    row = _of_case(here, case, str(document))
    if not row.package:
        raise Http404
    data = read(here.creditor.key, row.package).data
    opened(here.creditor, case.debtor, commitments=[row.package], how="exported", **here.by)
    answer = HttpResponse(data, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{handing.file_name(row)}"'
    return answer


@act("step")
def search(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Orders a search."""
    form = request.POST

    def work(case: Case) -> object:
        wanted = searching.Wanted(
            typed.text(form, "kind", 10), typed.text(form, "purpose"), typed.text(form, "sources"),
            typed.minor(form, "cost", case.currency) or 0,
        )  # fmt: skip
        return searching.order(here.creditor, case.pk, typed.number(form, "professional"), wanted, **here.by)

    return _deed(request, here, pk, work, say("Ordered. Send them purpose and sources as they stand here."))


@act("contact")
def found(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """What a search came to, or that it is not needed."""
    form = request.POST

    def work(case: Case) -> object:
        number = typed.number(form, "search")
        order, of = searching.order_by(here.creditor, number)
        if of.pk != case.pk:
            raise Http404
        if form.get("deed") == "call_off":
            return searching.call_off(here.creditor, order.pk, **here.by)
        contact = Given(
            name=typed.text(form, "name", 200),
            email=typed.text(form, "email", 254),
            phone=typed.text(form, "phone", 40),
        )
        is_found = form.get("deed") == "found"
        has_contact = bool(contact.name or contact.email or contact.phone)
        return searching.answer(
            here.creditor, order.pk, typed.text(form, "result"), is_found=is_found,
            contact=contact if is_found and has_contact else None,
            cost_minor=typed.minor(form, "cost", order.currency), **here.by,
        )  # fmt: skip

    return _deed(request, here, pk, work, say("Noted."))


@act("contact")
def take_address(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The address that a search found becomes the debtor's."""
    form = request.POST

    def work(case: Case) -> object:
        number = typed.number(form, "search")
        if searching.order_by(here.creditor, number)[1].pk != case.pk:
            raise Http404
        given = Given(
            street=typed.text(form, "street", 300), postal_code=typed.text(form, "postal_code", 20),
            city=typed.text(form, "city", 120),
        )  # fmt: skip
        return searching.take_address(here.creditor, number, given, **here.by)

    return _deed(request, here, pk, work, say("It is their address now; where it comes from is recorded."))


PATHS = [
    path("cases/<int:pk>/placement/", placement, name="placement"),
    path("cases/<int:pk>/placement/ask/", ask, name="placement_ask"),
    path("cases/<int:pk>/placement/decide/", decide, name="placement_decide"),
    path("cases/<int:pk>/placement/hand/", hand, name="placement_hand"),
    path("cases/<int:pk>/placement/end/", end, name="placement_end"),
    path("cases/<int:pk>/placement/tell/", tell, name="placement_tell"),
    path("cases/<int:pk>/placement/<int:document>/package/", package, name="placement_package"),
    path("cases/<int:pk>/placement/address/", take_address, name="placement_address"),
    path("cases/<int:pk>/placement/search/", search, name="placement_search"),
    path("cases/<int:pk>/placement/found/", found, name="placement_found"),
]
