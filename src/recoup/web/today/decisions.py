"""What waits for a yes, for a word whether it left, or for the post: worked from Today, in place."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recoup.cases.models import Approval, Promise, StepRun, StepState
from recoup.cases.people import approvals, letters, unsure
from recoup.cases.work import DRAFTS, LETTERS
from recoup.lib.errors import Refused
from recoup.outreach.models import Message, MessageState
from recoup.web import once, typed, words
from recoup.web.debtors.timeline import timeline
from recoup.web.doors import act, page
from recoup.web.here import Here
from recoup.web.today.lines import heap_sums
from recoup.web.today.work import said, unfolded

MOST_LETTERS = 60


@page()
def step(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A step that waits for a yes, or of which nobody knows whether it left."""
    return _show_step(request, here, _step(here, pk))


@act("send")
def step_decide(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Yes or no; it left or it did not."""
    found = _step(here, pk)
    answer = typed.text(request.POST, "answer", 10)
    reason = typed.text(request.POST, "reason", 500)

    def work() -> object:
        if answer in ("sent", "not_sent"):
            return unsure.settle(here.creditor, pk, was_sent=answer == "sent", **here.by)
        if answer not in ("yes", "no"):
            raise Refused("missing", _("Choose one."), "answer", "")
        granted = answer == "yes"
        return approvals.approve_step(here.creditor, pk, is_granted=granted, reason=reason, **here.by)

    try:
        once.carry_out(request, here, work)
    except Refused as refused:
        return _show_step(request, here, found, refused)
    told = {"name": found.debtor.name, "what": words.kind(found.kind)}
    sentences = {
        "yes": _("%(name)s: %(what)s is agreed to."),
        "no": _("%(name)s: %(what)s is refused, and they are left alone for five working days."),
        "sent": _("%(name)s: it is noted as sent."),
        "not_sent": _("%(name)s: it goes out with the next sending."),
    }
    return said(request, here, sentences[answer] % told, debtor=found.debtor)


def _step(here: Here, pk: int) -> StepRun:
    rows = StepRun.objects.of(here.creditor).select_related("debtor", "case", "contact", "message")
    found: StepRun | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _show_step(
    request: HttpRequest, here: Here, found: StepRun, refused: Refused | None = None
) -> HttpResponse:
    context = {
        "step": found,
        "debtor": found.debtor,
        "title": words.kind("unsure" if found.state == StepState.UNSURE else "approve_step"),
        "is_unsure": found.state == StepState.UNSURE,
        "is_open": found.state in (StepState.UNSURE, StepState.PLANNED),
        "is_written": found.channel in ("email", "letter"),
        "timeline": timeline(here, found.debtor, limit=5),
    }
    return unfolded(request, f"step-{found.pk}", "web/parts/work_step.html", context, refused)


@page()
def asked(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A late promise or instalments that wait for a yes."""
    return _show_request(request, here, _request(here, pk))


@act("approve")
def asked_decide(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Yes or no to it."""
    found = _request(here, pk)
    answer = typed.text(request.POST, "answer", 10)
    reason = typed.text(request.POST, "reason", 500)

    def work() -> object:
        if answer not in ("yes", "no"):
            raise Refused("missing", _("Choose one."), "answer", "")
        granted = answer == "yes"
        return approvals.decide(here.creditor, pk, is_granted=granted, reason=reason, **here.by)

    try:
        once.carry_out(request, here, work)
    except Refused as refused:
        return _show_request(request, here, found, refused)
    sentence = _("%(name)s: agreed.") if answer == "yes" else _("%(name)s: refused.")
    return said(request, here, sentence % {"name": found.case.debtor.name}, debtor=found.case.debtor)


def _request(here: Here, pk: int) -> Approval:
    rows = Approval.objects.of(here.creditor).exclude(kind="step").select_related("case__debtor", "promise")
    found: Approval | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _show_request(
    request: HttpRequest, here: Here, found: Approval, refused: Refused | None = None
) -> HttpResponse:
    parts = Promise.objects.of(here.creditor).filter(case=found.case, state="asked")
    parts = parts.filter(plan=found.plan) if found.plan is not None else parts.filter(pk=found.promise_id)
    context = {
        "asked": found,
        "debtor": found.case.debtor,
        "title": words.kind(f"approve_{found.kind}"),
        "parts": parts.order_by("due_on", "pk"),
        "is_open": found.decided_on is None,
        "timeline": timeline(here, found.case.debtor, limit=5),
    }
    return unfolded(request, f"request-{found.pk}", "web/parts/work_request.html", context, refused)


@page()
def heap(request: HttpRequest, here: Here, source: str) -> HttpResponse:
    """The letters to post, or the drafts, as one piece of work."""
    return _show_heap(request, here, source)


@act("letters")
def heap_posted(request: HttpRequest, here: Here) -> HttpResponse:
    """The ticked letters went to the post on that day."""
    ticked = [int(one) for one in request.POST.getlist("letter") if one.isascii() and one.isdigit()]
    on: list[date] = []

    def work() -> object:
        on.append(typed.needed_day(request.POST, "on"))
        if not ticked:
            raise Refused("missing", _("No letter is ticked."), "letter", _("Tick those that were posted."))
        return letters.posted(here.creditor, on[0], messages=ticked, **here.by)

    try:
        once.carry_out(request, here, work)
    except Refused as refused:
        return _show_heap(request, here, LETTERS, refused)
    count = len(ticked)
    sentence = ngettext("%(n)s letter is noted as posted.", "%(n)s letters are noted as posted.", count)
    return said(request, here, sentence % {"n": count})


def _show_heap(request: HttpRequest, here: Here, source: str, refused: Refused | None = None) -> HttpResponse:
    context: dict[str, Any] = {"source": source, "sums": heap_sums(here, source)}
    if source == DRAFTS:
        steps = StepRun.objects.of(here.creditor).filter(
            state=StepState.PLANNED, channel__in=("email", "letter")
        )
        context |= {
            "title": words.kind("approve_drafts"),
            "count": steps.count(),
            "steps": steps.select_related("debtor", "case").order_by("-case__open_minor", "pk")[:5],
        }
        return unfolded(request, "drafts-0", "web/parts/work_drafts.html", context, refused)
    if source != LETTERS:
        raise Http404
    waiting = Message.objects.of(here.creditor).filter(channel="letter", state=MessageState.PRINTED)
    context |= {
        "title": words.kind("post_letters"),
        "letters": waiting.select_related("debtor").order_by("batch", "pk")[:MOST_LETTERS],
        "count": waiting.count(),
        "unprinted": waiting.filter(batch="").count(),
    }
    return unfolded(request, "letters-0", "web/parts/work_letters.html", context, refused)
