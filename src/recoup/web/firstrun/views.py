"""The five steps: firm, file, what would happen, mailbox, go live. Each may be skipped, and none sends anything."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from recoup.cases.daily import preview
from recoup.cases.models import Case
from recoup.intake.models import ImportFile
from recoup.ledger.models import Contact, Debtor, Invoice
from recoup.lib.clock import business_moment
from recoup.lib.days import calendar
from recoup.lib.errors import Refused
from recoup.outreach import golive, trials
from recoup.outreach.domain import words as domain_words
from recoup.outreach.models import Trial
from recoup.web import once, typed
from recoup.web.doors import act, page
from recoup.web.firstrun import forms, steps
from recoup.web.here import Here

FIRST = 12
FROM_STEP = {"firm": "firm", "bank": "firm", "mail": "mail"}
"""Where in the first run the go-live list's parts are mended."""


@page("settings")
def firstrun(request: HttpRequest, here: Here) -> HttpResponse:
    """To the step that comes next: nobody has to remember where they were."""
    return _to(here, steps.progress(here).following.code)


@page("settings", ("GET", "HEAD", "POST"))
def step(request: HttpRequest, here: Here, step: str) -> HttpResponse:
    """One step; a sent form does it."""
    if step not in steps.NAMES:
        raise Http404
    refused, wrong = None, ""
    if request.method == "POST":
        try:
            return DO[step](request, here)
        except forms.WrongError as odd:
            refused, wrong = odd.refused, odd.field
        except Refused as odd:
            refused, wrong = odd, typed.field_of(odd)
    found = steps.progress(here)
    context = {
        "page": "firstrun",
        "progress": found,
        "step": next(one for one in found.steps if one.code == step),
        "refused": refused,
        "wrong": wrong,
        "typed": request.POST,
        **SHOW[step](request, here),
    }
    return render(request, f"web/firstrun/{step}.html", context, status=422 if refused else 200)


@act("settings")
def skip(request: HttpRequest, here: Here, step: str) -> HttpResponse:
    """On to the next; it can be done later."""
    if step not in steps.NAMES:
        raise Http404
    once.carry_out(request, here, lambda: steps.note(here, step, "skipped"))
    if step == "live":
        return redirect("today", creditor=here.creditor.pk)
    return _to(here, steps.progress(here).after(step))


@act("settings")
def put_away(request: HttpRequest, here: Here) -> HttpResponse:
    """Nobody is reminded of it any more; everything stands in Settings too."""
    once.carry_out(request, here, lambda: steps.note(here, steps.PUT_AWAY, "skipped"))
    messages.success(request, _("Put away. Everything of it stands in Settings too."))
    return redirect("today", creditor=here.creditor.pk)


def _to(here: Here, code: str) -> HttpResponse:
    return redirect("firstrun_step", creditor=here.creditor.pk, step=code)


def _firm(request: HttpRequest, here: Here) -> dict[str, Any]:
    return {"fields": forms.fields(here, request, forms.FIRM)}


def _do_firm(request: HttpRequest, here: Here) -> HttpResponse:
    once.carry_out(request, here, lambda: forms.save(request, here, forms.FIRM))
    return _to(here, "file")


def _file(request: HttpRequest, here: Here) -> dict[str, Any]:
    debtors = Debtor.objects.of(here.creditor)
    written = Contact.objects.of(here.creditor).exclude(email="").filter(ended_on__isnull=True)
    return {
        "files": ImportFile.objects.of(here.creditor).filter(taken_back_at=None).count(),
        "invoices": Invoice.objects.of(here.creditor).filter(state="open", kind="invoice").count(),
        "debtors": debtors.count(),
        "unwritten": debtors.exclude(pk__in=written.values("debtor")).count(),
    }


def _do_file(request: HttpRequest, here: Here) -> HttpResponse:
    return _to(here, "look")


def _look(request: HttpRequest, here: Here) -> dict[str, Any]:
    """The next working day as it would go, were it live."""
    on = calendar(here.creditor.country).on_or_after(here.today + timedelta(days=1))
    report = preview(here.creditor, moment=business_moment(on, here.settings.timezone))
    kinds = Counter(one["kind"] for one in report.actions)
    return {
        "on": on,
        "actions": report.actions[:FIRST],
        "count": len(report.actions),
        "kinds": kinds.most_common(),
        "waiting": len(report.non_actions),
        "cases": Case.objects.of(here.creditor).filter(state="open").count(),
    }


def _do_look(request: HttpRequest, here: Here) -> HttpResponse:
    once.carry_out(request, here, lambda: steps.note(here, "look", "done"))
    return _to(here, "mail")


def _mail(request: HttpRequest, here: Here) -> dict[str, Any]:
    report = trials.domain_report(here.creditor, here.settings)
    findings = [
        {
            "name": domain_words.NAMES[one.about],
            "means": domain_words.MEANS[one.about],
            "state": one.state,
            "state_words": domain_words.STATES[one.state],
            "words": domain_words.sentence(one.code, one.arg),
            "add": one.add,
        }
        for one in (report.findings if report else ())
    ]
    return {
        "mail": forms.mail_fields(here, request),
        "securities": forms.SECURITIES,
        "trial": trials.mail_trial(here.creditor, here.settings),
        "report": report,
        "findings": findings,
        "tested_by": here.user.email,
    }


def _do_mail(request: HttpRequest, here: Here) -> HttpResponse:
    """Saves, and tests the server or the domain, as the button says. The test mail goes to who presses it."""
    wanted = request.POST.get("test", "mail")
    if wanted == "domain":
        trials.try_domain(here.creditor, **here.by)
        return redirect(f"{request.path}#domain")
    once.carry_out(request, here, lambda: forms.save_mail(request, here))
    del here.settings  # read anew
    made: Trial = trials.try_mail(here.creditor, here.user.email, **here.by)
    if made.is_good:
        messages.success(
            request, _("The mail server took the test mail to %(to)s.") % {"to": here.user.email}
        )
    return redirect(f"{request.path}#tested")


def _live(request: HttpRequest, here: Here) -> dict[str, Any]:
    checks = golive.checklist(here.creditor, here.settings)
    found = steps.progress(here)
    return {
        "checks": [{"one": one, "step": FROM_STEP.get(one.page, "")} for one in checks],
        "is_ready": golive.is_ready(checks),
        "is_looked_at": found.steps[2].state == "done",
        "is_live": here.settings.live,
    }


def _do_live(request: HttpRequest, here: Here) -> HttpResponse:
    if not request.POST.get("sure"):
        raise Refused("not_sure", _("Say that you mean it."), "sure", _("Tick the box, then go live."))
    once.carry_out(request, here, lambda: golive.go_live(here.creditor, **here.by))
    messages.success(
        request, _("You are live. What goes out next stands here; “Stop all sending” is on every page.")
    )
    return redirect("outbox", creditor=here.creditor.pk)


Show = Callable[[HttpRequest, Here], dict[str, Any]]
Do = Callable[[HttpRequest, Here], HttpResponse]
SHOW: dict[str, Show] = {"firm": _firm, "file": _file, "look": _look, "mail": _mail, "live": _live}
DO: dict[str, Do] = {"firm": _do_firm, "file": _do_file, "look": _do_look, "mail": _do_mail, "live": _do_live}
