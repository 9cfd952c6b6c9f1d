"""The deeds of the Outbox: yes, no, hold back, send what is due now."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recoup.cases.daily import run
from recoup.cases.people import approvals, moves
from recoup.lib.errors import Refused
from recoup.web import once, typed
from recoup.web.doors import act
from recoup.web.here import Here


def _do(request: HttpRequest, here: Here, work: Callable[[], str]) -> HttpResponse:
    """Does it and goes back; what is refused is said there."""
    said: list[str] = []
    try:
        is_new = once.carry_out(request, here, lambda: said.append(work()))
        messages.success(request, said[0] if is_new else _("That was done already."))
    except Refused as refused:
        messages.error(request, f"{_('Not done:')} {refused.what}")
    to = request.POST.get("debtor", "")
    if to.isdigit():
        return redirect("debtor", creditor=here.creditor.pk, pk=int(to))
    return redirect("outbox", creditor=here.creditor.pk)


@act("send")
def approve(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A planned step goes ahead; a formal one takes an approver, which the operation sees to."""

    def work() -> str:
        step = approvals.approve_step(here.creditor, pk, **here.by)
        return _("Approved: it goes to %(name)s with the next sending.") % {"name": step.debtor.name}

    return _do(request, here, work)


@act("send")
def hold_back(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A planned or queued step is withdrawn, with a reason; the case waits five working days."""

    def work() -> str:
        step = moves.cancel_step(here.creditor, pk, typed.text(request.POST, "reason", 500), **here.by)
        return _("Held back. %(name)s is left alone for five working days.") % {"name": step.debtor.name}

    return _do(request, here, work)


@act("approve")
def decide_request(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Yes or no to a promise or to instalments."""

    def work() -> str:
        is_granted = request.POST.get("answer") == "yes"
        reason = typed.text(request.POST, "reason", 500)
        approvals.decide(here.creditor, pk, is_granted=is_granted, reason=reason, **here.by)
        return _("Agreed.") if is_granted else _("Refused.")

    return _do(request, here, work)


@act("send")
def approve_all(request: HttpRequest, here: Here) -> HttpResponse:
    """Every draft that needs no approver's yes."""

    def work() -> str:
        count = len(approvals.approve_drafts(here.creditor, **here.by))
        return ngettext("%(n)s message is approved.", "%(n)s messages are approved.", count) % {"n": count}

    return _do(request, here, work)


@act("send")
def run_now(request: HttpRequest, here: Here) -> HttpResponse:
    """The day's run, now."""
    try:
        report = run(here.creditor, **here.by)
        count = report.steps["done"]
        messages.success(
            request, ngettext("%(n)s message went out.", "%(n)s messages went out.", count) % {"n": count}
        )
    except Refused as refused:
        messages.error(request, f"{_('Not done:')} {refused.what}")
    return redirect("outbox", creditor=here.creditor.pk)
