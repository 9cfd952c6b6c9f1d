"""The Outbox: what goes out next and why, the letters, why the others do not go out, and what went out."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from recoup.cases.models import Case, StepRun, StepState
from recoup.cases.outgoing import lists, rewording, sendings
from recoup.lib.clock import business_moment
from recoup.org.calendars import calendar_of
from recoup.outreach.models import Message
from recoup.web import exports, tongue, words
from recoup.web.doors import page
from recoup.web.here import Here

ON_A_PAGE = 30
FEW = 15
TABS = ("next", "letters", "not", "gone")
AHEAD = (7, 14, 30)


@page()
def outbox(request: HttpRequest, here: Here) -> HttpResponse:
    """Four lists, one at a time."""
    tab = request.GET.get("tab", "next")
    tab = tab if tab in TABS else "next"
    show = {"next": _next, "letters": _letters, "not": _not, "gone": _gone}[tab]
    context = {"page": "outbox", "tab": tab, "ask": request.GET} | show(request, here)
    return render(request, "web/outbox.html", context)


@page()
def progress(request: HttpRequest, here: Here) -> HttpResponse:
    """How far the sendings are: the part of the page that asks again by itself.

    Once the hour to look is over the whole page is asked for: what it offers is not so any more.
    """
    found = _sendings(here)
    answer = render(request, "web/outbox/sendings.html", found)
    if request.GET.get("looks", "") not in ("", str(len(found["looks"]))):
        answer["HX-Refresh"] = "true"
    return answer


def next_run(here: Here) -> tuple[date, datetime]:
    """The day and moment of the next run: today if it has not been done yet, else the next working day."""
    today, last = here.today, here.creditor.last_run_on
    if last is None or last < today:
        return today, here.moment
    on = calendar_of(here.creditor, here.settings).on_or_after(today + timedelta(days=1))
    return on, business_moment(on, here.settings.timezone)


def _sendings(here: Here) -> dict[str, Any]:
    going = [
        one for one in sendings.under_way(here.creditor) if one.total or one.sending.state == sendings.ASKED
    ]
    looks = [
        one for one in going if one.sending.leaves_at and one.sending.leaves_at > here.moment and one.waiting
    ]
    moving = [
        one for one in going if one not in looks and (one.waiting or one.sending.state == sendings.ASKED)
    ]
    return {"looks": looks, "moving": moving, "tomorrow": here.today + timedelta(days=1)}


def _next(request: HttpRequest, here: Here) -> dict[str, Any]:
    on, _moment = next_run(here)
    ahead = request.GET.get("days", "")
    until = here.today + timedelta(days=int(ahead)) if ahead.isdigit() and int(ahead) in AHEAD else on
    every = lists.coming(here.creditor, until)
    counts = lists.counted(every)
    rows = _narrowed(every, request)
    pages = _pages(request, "page", rows.select_related("debtor"), ON_A_PAGE)
    contacts = lists.contacts_of(here.creditor, {case.debtor_id for case in pages})
    waiting = _steps(here, StepState.PLANNED)
    unsure = lists.unsure_steps(here.creditor).select_related("debtor", "message")
    services = lists.unsure_services(here.creditor).select_related("debtor")
    return _sendings(here) | {
        "on": on,
        "until": max(until, on),
        "ahead": ahead,
        "aheads": AHEAD,
        "counts": counts,
        "coming": sum(one.count for one in counts),
        "pages": pages,
        "lines": [(case, contacts.get(case.debtor_id), lists.said(case)) for case in pages],
        "drafts": sendings.drafts(here.creditor).count(),
        "planned": _pages(request, "yes", waiting, FEW),
        "queued": _pages(request, "queue", _steps(here, StepState.READY), FEW),
        "requests": lists.requests(here.creditor)
        .select_related("case__debtor", "promise")
        .order_by("pk")[:FEW],
        "requests_count": lists.requests(here.creditor).count(),
        "unsure": _pages(request, "unsure", unsure, FEW),
        "services": services[:FEW],
        "dropped": rewording.dropped(here.creditor),
        "is_run_due": here.creditor.last_run_on is None or here.creditor.last_run_on < here.today,
    }


def _narrowed(rows: QuerySet[Case], request: HttpRequest) -> QuerySet[Case]:
    kind, rung = request.GET.get("kind", ""), request.GET.get("rung", "")
    if kind in lists.KINDS:
        rows = rows.filter(next_kind=kind)
    return rows.filter(next_rung=int(rung)) if rung.isdigit() and len(rung) < 4 else rows


def _steps(here: Here, state: StepState) -> QuerySet[StepRun]:
    rows = (
        lists.prepared(here.creditor)
        .filter(state=state)
        .select_related("debtor", "case", "contact", "sending")
    )
    return rows.order_by("-rung", "planned_on", "pk") if state == StepState.PLANNED else rows.order_by("pk")


def _pages(request: HttpRequest, name: str, rows: Any, size: int) -> Any:
    return Paginator(rows, size).get_page(request.GET.get(name))


def _letters(request: HttpRequest, here: Here) -> dict[str, Any]:
    batch = request.GET.get("batch", "")
    rows = lists.letters(here.creditor).select_related("debtor")
    unprinted = rows.filter(batch="").count()
    if batch:
        rows = rows.filter(batch="" if batch == "none" else batch)
    return {
        "pages": _pages(request, "page", rows, ON_A_PAGE),
        "batches": lists.batches(here.creditor),
        "batch": batch,
        "unprinted": unprinted,
    }


def _not(request: HttpRequest, here: Here) -> dict[str, Any]:
    on, _moment = next_run(here)
    every = lists.resting(here.creditor, on)
    chosen = request.GET.get("why", "")[:30]
    counts = lists.reasons(every)
    rows = every.filter(why_code=chosen) if chosen else every
    pages = _pages(request, "page", rows.select_related("debtor"), ON_A_PAGE)
    return {
        "on": on,
        "reasons": counts,
        "chosen": chosen,
        "pages": pages,
        "lines": [(case, lists.said(case)) for case in pages],
    }


def _gone(request: HttpRequest, here: Here) -> dict[str, Any]:
    rows = _gone_rows(request, here).select_related("debtor")
    return {
        "pages": _pages(request, "page", rows, ON_A_PAGE),
        "states": lists.results(here.creditor),
        "chosen": request.GET.get("state", ""),
    }


def _gone_rows(request: HttpRequest, here: Here) -> QuerySet[Message]:
    return lists.gone(
        here.creditor, request.GET.get("q", "").strip()[:100], request.GET.get("state", "")[:12]
    )


NEXT_COLUMNS = (
    exports.Column(_("Day"), lambda row: row.next_on),
    exports.Column(_("Debtor number"), lambda row: row.debtor.number),
    exports.Column(_("Debtor"), lambda row: row.debtor.name),
    exports.Column(_("Stage"), lambda row: words.RUNGS.get(row.next_rung or 0)),
    exports.Column(_("What"), lambda row: words.kind(row.next_kind)),
    exports.Column(_("Why"), lambda row: tongue.told(lists.said(row))),
    exports.amount(_("Late"), lambda row: row.open_minor, lambda row: row.currency),
    exports.currency_of(lambda row: row.currency),
)
NOT_COLUMNS = (
    exports.Column(_("Until"), lambda row: row.next_on),
    exports.Column(_("Debtor number"), lambda row: row.debtor.number),
    exports.Column(_("Debtor"), lambda row: row.debtor.name),
    exports.Column(_("Why nothing goes out"), lambda row: tongue.told(lists.said(row))),
    exports.amount(_("Late"), lambda row: row.open_minor, lambda row: row.currency),
    exports.currency_of(lambda row: row.currency),
)
GONE_COLUMNS = (
    exports.Column(_("Day"), lambda row: row.sent_on or row.printed_on),
    exports.Column(_("Debtor number"), lambda row: row.debtor.number),
    exports.Column(_("Debtor"), lambda row: row.debtor.name),
    exports.Column(_("What"), lambda row: words.kind(row.channel)),
    exports.Column(_("Subject"), lambda row: row.subject),
    exports.Column(_("To"), lambda row: row.to_address),
    exports.Column(_("Result"), lambda row: words.MESSAGE_STATES.get(row.state, row.state)),
    exports.Column(_("What the server said"), lambda row: row.answer),
    exports.Column(_("Tracking number"), lambda row: row.proof),
)


@page("export")
def outbox_export(request: HttpRequest, here: Here) -> HttpResponseBase:
    """A list of the Outbox as a file."""
    tab = request.GET.get("tab", "next")
    on, _moment = next_run(here)
    if tab == "gone":
        rows = _gone_rows(request, here).select_related("debtor")
        return exports.download(request, here, "sent", say("Went out"), GONE_COLUMNS, rows)
    if tab == "not":
        resting = lists.resting(here.creditor, on).select_related("debtor")
        chosen = request.GET.get("why", "")[:30]
        resting = resting.filter(why_code=chosen) if chosen else resting
        return exports.download(request, here, "resting", say("Why not the others"), NOT_COLUMNS, resting)
    ahead = request.GET.get("days", "")
    until = here.today + timedelta(days=int(ahead)) if ahead.isdigit() and int(ahead) in AHEAD else on
    coming = _narrowed(lists.coming(here.creditor, until), request).select_related("debtor")
    return exports.download(request, here, "coming", say("Goes out next"), NEXT_COLUMNS, coming)
