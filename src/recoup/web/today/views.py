"""Today: one sentence of state, three figures, and the ranked list of what needs a person."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from recoup.cases.models import CaseInvoice, Task
from recoup.cases.people.record import record
from recoup.lib.errors import Refused
from recoup.outreach.models import Inbound
from recoup.web import asks, once, typed, words
from recoup.web.debtors.answers import offered
from recoup.web.debtors.queries import contacts_of
from recoup.web.debtors.timeline import timeline
from recoup.web.doors import act, page
from recoup.web.here import Here
from recoup.web.today import queries

ON_A_PAGE = 40
DECIDED_ELSEWHERE = ("approve_promise", "approve_plan")


@page()
def today(request: HttpRequest, here: Here) -> HttpResponse:
    """The start page."""
    tasks = queries.work(here)
    due = [task for task in tasks if task["is_due"]]
    pages = Paginator(due, ON_A_PAGE).get_page(request.GET.get("page"))
    lines = queries.with_reasons(here, list(pages.object_list))
    context = {
        "page": "today",
        "state": queries.state(here, tasks),
        "figures": queries.figures(here),
        "groups": _grouped(lines),
        "pages": pages,
        "due": len(due),
        "later": len(tasks) - len(due),
        "by_itself": queries.waiting(here),
    }
    return render(request, "web/today.html", context)


def _grouped(lines: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """By kind; the kind of the most pressing line first, and within it the order as it was."""
    first = {line["kind"]: n for n, line in reversed(list(enumerate(lines)))}
    ranked = sorted(lines, key=lambda line: first[line["kind"]])
    return [(kind, list(some)) for kind, some in groupby(ranked, key=lambda line: line["kind"])]


@page()
def task(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """One task, unfolded in place or as a page of its own."""
    found = _task(here, pk)
    return _show(request, here, found)


@act("record")
def task_result(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """What came of it."""
    found = _task(here, pk)
    code = typed.text(request.POST, "code", 30)
    currency = found.case.currency if found.case else here.creditor.currency
    try:
        if not code:
            raise Refused("missing", _("Choose what came of it."), "code", "")
        given = typed.given_of(request.POST, currency)
        once.carry_out(request, here, lambda: record(here.creditor, code, task=pk, given=given, **here.by))
    except Refused as refused:
        return _show(request, here, found, refused, status=422)
    found.refresh_from_db()
    if found.case:
        found.case.refresh_from_db()
    if request.headers.get("HX-Request"):
        return render(request, "web/parts/task_done.html", {"task": found, "code": code})
    messages.success(
        request,
        _("Noted for %(name)s: %(result)s.") % {"name": found.debtor.name, "result": words.result(code)},
    )
    return redirect("today", creditor=here.creditor.pk)


def _task(here: Here, pk: int) -> Task:
    rows = Task.objects.of(here.creditor).select_related("debtor", "case", "step__contact")
    found: Task | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _show(
    request: HttpRequest, here: Here, found: Task, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    held = CaseInvoice.objects.filter(case=found.case_id, is_current=True, invoice__state="open")
    unread = Inbound.objects.of(here.creditor).filter(debtor=found.debtor, kind="reply", read_at__isnull=True)
    context = {
        "page": "today",
        "task": found,
        "typed": request.POST,
        "refused": refused,
        "wrong": typed.field_of(refused) if refused else "",
        "keys": asks.keys_for(found),
        "is_decided_elsewhere": found.kind in DECIDED_ELSEWHERE,
        "contacts": contacts_of(here, found.debtor),
        "invoices": [
            row.invoice for row in held.select_related("invoice").order_by("invoice__due_on", "pk")[:12]
        ],
        "debtor": found.debtor,
        "answers": offered(here, found.case is not None),
        "timeline": timeline(here, found.debtor, limit=5),
        "unread": unread.order_by("received_at")[:3],
        "roles": words.CONTACT_ROLES,
    }
    whole = not request.headers.get("HX-Request")
    answer = render(request, "web/task.html" if whole else "web/parts/task.html", context, status=status)
    if refused and not whole:
        answer["HX-Retarget"], answer["HX-Reswap"] = f"#task-{found.pk} .work-body", "innerHTML"
    return answer
