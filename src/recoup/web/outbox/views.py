"""The Outbox: what goes out next and why, why the others do not, and what went out."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from recoup.cases.daily import preview
from recoup.cases.models import Approval, StepRun, StepState
from recoup.lib.clock import business_moment
from recoup.lib.days import calendar
from recoup.outreach.models import Message
from recoup.web.doors import page
from recoup.web.here import Here

ON_A_PAGE = 40
TABS = ("next", "not", "gone")


@page()
def outbox(request: HttpRequest, here: Here) -> HttpResponse:
    """Three lists, one at a time."""
    tab = request.GET.get("tab", "next")
    tab = tab if tab in TABS else "next"
    show = {"next": _next, "not": _not, "gone": _gone}[tab]
    context = {"page": "outbox", "tab": tab} | show(request, here)
    return render(request, "web/outbox.html", context)


def next_run(here: Here) -> tuple[date, datetime]:
    """The day and moment of the next run: today if it has not been done yet, else the next working day."""
    today, last = here.today, here.creditor.last_run_on
    if last is None or last < today:
        return today, here.moment
    on = calendar(here.creditor.country).on_or_after(today + timedelta(days=1))
    return on, business_moment(on, here.settings.timezone)


def _next(request: HttpRequest, here: Here) -> dict[str, Any]:
    on, moment = next_run(here)
    report = preview(here.creditor, moment=moment)
    actions = sorted(report.actions, key=lambda one: (one["rung"], one["kind"], -one["open_minor"]))
    planned = StepRun.objects.of(here.creditor).filter(state=StepState.PLANNED)
    queued = StepRun.objects.of(here.creditor).filter(state__in=(StepState.READY, StepState.UNSURE))
    requests = Approval.objects.of(here.creditor).filter(decided_on__isnull=True, case__state="open")
    pages = Paginator(actions, ON_A_PAGE).get_page(request.GET.get("page"))
    return {
        "on": on,
        "pages": pages,
        "count": len(actions),
        "kinds": sorted(Counter(one["kind"] for one in actions).items(), key=lambda one: -one[1]),
        "planned": planned.select_related("debtor", "case", "contact").order_by("-rung", "planned_on", "pk")[
            :60
        ],
        "planned_count": planned.count(),
        "draft_count": planned.filter(channel__in=("email", "letter"), rung__lt=5).count(),
        "queued": queued.select_related("debtor", "case", "contact").order_by("pk")[:60],
        "requests": requests.select_related("case__debtor", "promise").order_by("asked_on", "pk")[:60],
        "is_run_due": here.creditor.last_run_on is None or here.creditor.last_run_on < here.today,
    }


def _not(request: HttpRequest, here: Here) -> dict[str, Any]:
    on, moment = next_run(here)
    report = preview(here.creditor, moment=moment)
    counts = Counter(one["why"]["code"] for one in report.non_actions)
    chosen = request.GET.get("why", "")
    rows = [one for one in report.non_actions if not chosen or one["why"]["code"] == chosen]
    pages = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return {"on": on, "reasons": counts.most_common(), "chosen": chosen, "pages": pages, "count": len(rows)}


def _gone(request: HttpRequest, here: Here) -> dict[str, Any]:
    rows = Message.objects.of(here.creditor).exclude(state="ready").select_related("debtor")
    if request.GET.get("state"):
        rows = rows.filter(state=request.GET["state"][:12])
    pages = Paginator(rows.order_by("-pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    states = Counter(Message.objects.of(here.creditor).exclude(state="ready").values_list("state", flat=True))
    return {"pages": pages, "states": states.most_common(), "chosen": request.GET.get("state", "")}
