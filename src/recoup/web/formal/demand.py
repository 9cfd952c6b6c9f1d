"""The formal demand of a case: what is missing and how to mend it, the law, the letter, its approval, its service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recoup.archive.queries import read
from recoup.cases.facts import Context, Matter, context, gather
from recoup.cases.formal import charges, law
from recoup.cases.formal.demand import deeds, paper
from recoup.cases.formal.demand.draft import Draft, draft
from recoup.cases.models import Case, CaseDemand
from recoup.documents.facts import MessageContext, WordingText
from recoup.law.places import place_of
from recoup.law.questions import QUESTIONS
from recoup.law.values import Unknown
from recoup.ledger.models import Charge
from recoup.lib.errors import Refused
from recoup.recourse.confirm import RATE, rate_of
from recoup.recourse.demand.claim import NO_INTEREST, Item, lines
from recoup.recourse.demand.needs import Need, gaps, stopping
from recoup.recourse.demand.operations import METHODS
from recoup.recourse.models import OPEN_STATES, Demand, DemandInvoice
from recoup.web import typed
from recoup.web.doors import act, page
from recoup.web.formal import terms
from recoup.web.formal.done import carried_out
from recoup.web.formal.views import case_of
from recoup.web.formal.words import (
    CHARGES,
    FACTORS,
    MARKS,
    METHOD_WORDS,
    NEEDS,
    OPEN_NEEDS,
    QUESTION_WORDS,
    STATES,
    Words,
    demand_state,
)  # fmt: skip
from recoup.web.here import Here
from recoup.web.settings.people import names


@dataclass(frozen=True, slots=True)
class View:
    """What the page is made of: the case, its demand if there is one, and the demand as it would be asked for now."""

    case: Case
    demand: Demand | None
    draft: Draft
    ctx: Context
    matter: Matter

    @property
    def is_asking(self) -> bool:
        """Whether a new demand may be asked for: there is none, or the last has ended."""
        return self.demand is None or self.demand.state not in OPEN_STATES


def _view(here: Here, case: Case) -> View:
    ctx = context(here.creditor, here.moment)
    matter = gather(ctx, [case.debtor_id])[0]
    return View(case, deeds.demand_of(here.creditor, case), draft(ctx, case, matter), ctx, matter)


@page()
def demand(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The page."""
    return show(request, here, case_of(here, pk))


def show(request: HttpRequest, here: Here, case: Case, refused: Refused | None = None) -> HttpResponse:
    """The page, with what was refused and typed."""
    view = _view(here, case)
    row, now = view.demand, view.draft
    told: dict[str, Any] = {
        "page": "debtors",
        "case": case,
        "debtor": case.debtor,
        "demand": row,
        "state": demand_state(row, here.today) if row else "",
        "is_over": bool(row and row.deadline_on and row.deadline_on < here.today),
        "is_asking": view.is_asking and case.state == "open",
        "is_open": case.state == "open",
        "needs": [_need(here, case, one) for one in now.needs],
        "n_stops": len(stopping(now.needs)),
        "gaps": [
            {**_need(here, case, one), "reason": request.POST.get(f"gap_{one.code}", "")}
            for one in gaps(now.needs)
        ],
        "identity": now.identity,
        "choices": [_choice(one) for one in now.law.choices],
        "questions": _questions(now),
        "rate": _agreed(now),
        "figures": _figures(now),
        "answers": _answers(now),
        "assumptions": now.assumptions,
        "claim": now.claim,
        "items": [_item(one) for one in now.claim.items],
        "differs": [one for one in now.claim.items if one.differs],
        "turnover": now.turnover_minor,
        "attempts": now.attempts,
        "methods": METHOD_WORDS.items(),
        "method": METHOD_WORDS.get(row.method) if row else "",
        "frozen": _frozen(row) if row else None,
        "is_mine": bool(row and row.asked_by == here.acting.actor),
        "asked_by": _who(row.asked_by) if row else "",
        "decided_by": _who(row.decided_by) if row and row.decided_by else "",
        "letter": row.message if row else None,
        "charges": _charges(here, case),
        "earlier": _earlier(here, case, row),
        "why_not": {deed: here.why_not(deed) for deed in ("record", "step", "approve", "letters", "match")},
        "refused": refused,
        "wrong": typed.field_of(refused) if refused else "",
        "typed": request.POST,
    }
    return render(request, "web/formal/demand.html", told, status=422 if refused else 200)


def _need(here: Here, case: Case, need: Need) -> dict[str, Any]:
    is_missing = not need.is_met
    title, how, to = NEEDS.get(need.code) or OPEN_NEEDS
    address = ""
    if to and is_missing:
        address = {
            "debtor": reverse("debtor", args=[here.creditor.pk, case.debtor_id]),
            "invoices": f"{reverse('invoices', args=[here.creditor.pk])}?q={case.debtor.number or case.debtor.name}",
        }.get(to, to)
    return {
        "code": need.code, "title": title, "how": how if is_missing else "", "is_met": need.is_met,
        "is_hard": need.is_hard, "about": ", ".join(need.about), "to": address,
    }  # fmt: skip


def _choice(one: law.Choice) -> dict[str, Any]:
    return {
        "factor": one.factor.value, "name": FACTORS[one.factor.value], "key": one.key,
        "needs_confirming": one.needs_confirming, "assumptions": one.place.assumptions if not one.chosen else (),
        "chosen": one.chosen, "by": _who(one.chosen.chosen_by) if one.chosen else "",
    }  # fmt: skip


def _questions(now: Draft) -> list[dict[str, Any]]:
    """The open questions, each once: those that a pack leaves open and those on which the claim stumbled."""
    found: dict[str, Unknown] = {}
    for told in now.told.values():
        if isinstance(told.answer, Unknown):
            found.setdefault(told.question, told.answer)
    for one in now.claim.open:
        found.setdefault(one.question, one)
    open_ = {one.question for one in now.claim.open}
    return [
        {
            "code": code, "asks": _asks(code), "key": one.key, "why": one.why,
            "decided": None if code in open_ else _decided(now, code, one.key),
            "kind": _kind_of(code),
        }
        for code, one in found.items()
    ]  # fmt: skip


def _decided(now: Draft, code: str, key: str) -> Any:
    row = now.decided.get(code)
    return (
        row if row is not None and row.key in (key, now.told[code].key if code in now.told else key) else None
    )


def _agreed(now: Draft) -> dict[str, Any] | None:
    """The rate that was agreed, if a person said so; None where no interest is demanded."""
    if now.kind in NO_INTEREST:
        return None
    row = now.decided.get(RATE)
    percent = rate_of(now.decided)
    return {"percent": percent and terms.percent(percent), "row": row}


def _kind_of(code: str) -> str:
    if code == RATE:
        return "rate"
    if code == "demand.deadline":
        return "days"
    if code == "interest.starts":
        return "starts"
    return "none" if code.startswith(("interest.", "compensation.")) else "words"


def _asks(code: str) -> Words:
    return QUESTION_WORDS.get(code, QUESTIONS[code].asks)


def _figures(now: Draft) -> list[dict[str, Any]]:
    waiting = {one.digest for one in now.to_confirm}
    return [
        {
            "row": one, "mark": MARKS[str(one.mark)], "is_waiting": one.digest in waiting,
            "confirmed": now.confirmations.get(one.digest),
            "by": _who(now.confirmations[one.digest].confirmed_by) if one.digest in now.confirmations else "",
        }
        for one in now.figures
    ]  # fmt: skip


def _answers(now: Draft) -> list[dict[str, Any]]:
    return [
        {"asks": _asks(code), "words": told.answer.words, "mark": MARKS[str(told.answer.mark)], "key": told.answer.key,
         "checked_on": told.answer.checked_on}
        for code, told in now.told.items()
        if not isinstance(told.answer, Unknown)
    ]  # fmt: skip


def _item(one: Item) -> dict[str, Any]:
    return {"row": one, "lines": lines(one), "total": one.total_minor}


def _frozen(row: Demand) -> dict[str, Any]:
    held = row.frozen
    return {
        "items": list(row.items.select_related("invoice").order_by("pk")),
        "gaps": [(NEEDS.get(code, OPEN_NEEDS)[0], text) for code, text in held["gaps"].items()],
        "assumptions": held["assumptions"],
        "decided": [(_asks(code), *what) for code, what in held["decided"].items()],
        "turnover": held["turnover"],
        "law": [(FACTORS[code], key) for code, key in held["law"].items()],
        "disputed": sum(one.disputed_minor for one in row.items.all()),
        "open_now": sum(one.invoice.open_minor for one in row.items.select_related("invoice")),
    }


def _charges(here: Here, case: Case) -> list[dict[str, Any]]:
    rows = Charge.objects.of(here.creditor).filter(debtor=case.debtor, currency=case.currency, is_void=False)
    return [
        {"row": one, "name": CHARGES[one.kind]}
        for one in rows.select_related("invoice").order_by("-pk")[:100]
    ]


def _earlier(here: Here, case: Case, newest: Demand | None) -> list[dict[str, Any]]:
    rows = CaseDemand.objects.of(here.creditor).filter(case=case).select_related("demand")
    return [
        {"row": one.demand, "state": STATES[one.demand.state]}
        for one in rows.order_by("-pk")[:20]
        if newest is None or one.demand_id != newest.pk
    ]


def _who(actor: str) -> str:
    return names([actor]).get(actor, actor)


@page()
def preview(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The letter as PDF: the one that was made, else as it would be written today."""
    view = _view(here, case_of(here, pk))
    row = view.demand
    if row is not None and row.state in OPEN_STATES and row.message is not None:
        return _pdf(read(here.creditor.key, row.message.commitment).data, "demand.pdf")
    context_, words_, _held = _paper(view)
    return _pdf(paper.letter(context_, words_)[0], "demand.pdf")


@page()
def enclosed(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """What lies in the envelope beside the letter."""
    view = _view(here, case_of(here, pk))
    context_, _words, items = _paper(view)
    return _pdf(paper.enclosures(view.ctx, context_, items), "enclosures.pdf")


def _paper(view: View) -> tuple[MessageContext, WordingText, list[DemandInvoice]]:
    row = view.demand
    if row is None or row.state not in OPEN_STATES:
        row, items = deeds.unsaved(view.ctx, view.case, view.draft)
    else:
        items = list(row.items.select_related("invoice").order_by("pk"))
    if not items:
        raise Http404
    ours, closed = view.ctx.facts.calendar, view.matter.position.calendar
    deadline_on = row.deadline_on or view.draft.deadline(view.ctx.today, row.method, ours, closed)
    context_, words_ = paper.context_of(view.ctx, view.case, row, items, deadline_on)
    return context_, words_, items


def _pdf(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _deed(name: str, right: str, work: Callable[[HttpRequest, Here, Case], object], said: Any) -> Any:
    @act(right)
    def view(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
        case = case_of(here, pk)
        return carried_out(
            request, here, pk, lambda: work(request, here, case), str(said), page="demand",
            again=lambda refused: show(request, here, case, refused),
        )  # fmt: skip

    return path(f"cases/<int:pk>/demand/{name}/", view, name=f"demand_{name}")


def _verify(request: HttpRequest, here: Here, case: Case) -> object:
    return deeds.verify_identity(here.creditor, case.pk, typed.text(request.POST, "seen_in", 300), **here.by)


def _place(request: HttpRequest, here: Here, case: Case) -> object:
    form = request.POST
    key, reason = typed.text(form, "key", 10).upper(), typed.text(form, "reason")
    place_of(key)
    return law.choose_place(here.creditor, case.pk, typed.text(form, "factor", 20), key, reason, **here.by)


def _confirm(request: HttpRequest, here: Here, case: Case) -> object:
    form = request.POST
    digest = typed.text(form, "figure", 64)
    figure = next((one for one in _view(here, case).draft.figures if one.digest == digest), None)
    if figure is None:
        raise Refused(
            "figure_changed", _("This figure is no longer the one you saw."), "figure", _("Look at it again.")
        )
    return law.confirm_figure(
        here.creditor, case.pk, figure, seen_in=typed.text(form, "where", 300), reason=typed.text(form, "found"),
        **here.by,
    )  # fmt: skip


def _decide_law(request: HttpRequest, here: Here, case: Case) -> object:
    form = request.POST
    value = typed.text(form, "value", 300) or "none"
    question, reason = typed.text(form, "question", 40), typed.text(form, "why")
    return law.decide(here.creditor, case.pk, question, value, reason, **here.by)


def _ask(request: HttpRequest, here: Here, case: Case) -> object:
    form = request.POST
    reasons = {
        name.removeprefix("gap_"): typed.text(form, name, 500)
        for name in form
        if name.startswith("gap_") and form[name].strip()
    }
    method = typed.text(form, "method", 10)
    return deeds.ask(
        here.creditor, case.pk, method=method if method in METHODS else "", reasons=reasons,
        owner_view=typed.text(form, "owner_view"), **here.by,
    )  # fmt: skip


def _demand(request: HttpRequest, here: Here, case: Case) -> int:
    number = typed.number(request.POST, "demand")
    if not CaseDemand.objects.of(here.creditor).filter(case=case, demand_id=number).exists():
        raise Http404
    return number


def _approve(request: HttpRequest, here: Here, case: Case) -> object:
    return deeds.decide(
        here.creditor, _demand(request, here, case), is_granted=request.POST.get("decide") == "yes",
        reason=typed.text(request.POST, "decision"), **here.by,
    )  # fmt: skip


def _make(request: HttpRequest, here: Here, case: Case) -> object:
    return deeds.make(here.creditor, _demand(request, here, case), **here.by)


def _serve(request: HttpRequest, here: Here, case: Case) -> object:
    on, proof = typed.needed_day(request.POST, "on"), typed.text(request.POST, "proof", 300)
    return deeds.served(here.creditor, _demand(request, here, case), on, proof, **here.by)


def _withdraw(request: HttpRequest, here: Here, case: Case) -> object:
    number = _demand(request, here, case)
    return deeds.withdraw(here.creditor, number, typed.text(request.POST, "withdrawn"), **here.by)


def _waive(request: HttpRequest, here: Here, case: Case) -> object:
    return charges.waive(here.creditor, case.pk, typed.text(request.POST, "waived"), **here.by)


def _keep(request: HttpRequest, here: Here, case: Case) -> None:
    charges.keep(here.creditor, case.pk, typed.text(request.POST, "kept"), **here.by)


def _pay(request: HttpRequest, here: Here, case: Case) -> object:
    return charges.pay_from_account(here.creditor, case.pk, **here.by)


PATHS = [
    path("cases/<int:pk>/demand/", demand, name="demand"),
    path("cases/<int:pk>/demand/letter.pdf", preview, name="demand_letter"),
    path("cases/<int:pk>/demand/enclosures.pdf", enclosed, name="demand_enclosures"),
    _deed("identity", "record", _verify, gettext_lazy("Noted. It holds for 30 days.")),
    _deed("place", "step", _place, gettext_lazy("Noted: that law answers.")),
    _deed("figure", "step", _confirm, gettext_lazy("Confirmed, for exactly this value.")),
    _deed("question", "approve", _decide_law, gettext_lazy("Decided, and kept with its reason.")),
    _deed("ask", "step", _ask, gettext_lazy("Asked for. Somebody else has to say yes.")),
    _deed("decide", "approve", _approve, gettext_lazy("Decided.")),
    _deed("make", "letters", _make, gettext_lazy("The letter is made. Print and post it.")),
    _deed("serve", "letters", _serve, gettext_lazy("Noted. The time to pay runs.")),
    _deed("withdraw", "step", _withdraw, gettext_lazy("Withdrawn. It goes no further.")),
    _deed("waive", "approve", _waive, gettext_lazy("Let go.")),
    _deed("keep", "step", _keep, gettext_lazy("They stay claimed. You are asked again in 30 days.")),
    _deed("pay", "match", _pay, gettext_lazy("The money on account is set against them.")),
]
