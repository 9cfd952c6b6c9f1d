"""One piece of work of Today, unfolded in place or as a page of its own, and its deeds."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from recoup.archive.queries import Narrow, entries, read_many
from recoup.cases.models import CaseInvoice, Task
from recoup.cases.people import owners
from recoup.cases.people.corrections import correct
from recoup.cases.people.record import record
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.outreach.models import Inbound
from recoup.web import asks, once, typed, words
from recoup.web.debtors.answers import offered
from recoup.web.debtors.queries import contacts_of
from recoup.web.debtors.timeline import timeline
from recoup.web.doors import act, page
from recoup.web.formal.where import door_of
from recoup.web.here import Here
from recoup.web.templatetags.recoup import near
from recoup.web.today import queries, scripts
from recoup.web.tongue import told

WITH_KEYS = 9
NOTED = ("call.made", "visit.made", "contact.sought", "answer.noted", "task.done", "case.note")


def said(request: HttpRequest, here: Here, sentence: str, **more: Any) -> HttpResponse:
    """After a deed: in place its line goes and the live region says what happened; else back to Today."""
    if not request.headers.get("HX-Request"):
        messages.success(request, sentence)
        return redirect("today", creditor=here.creditor.pk)
    return render(request, "web/parts/today_done.html", {"sentence": sentence, **more})


def unfolded(
    request: HttpRequest, key: str, part: str, context: dict[str, Any], refused: Refused | None = None
) -> HttpResponse:
    """The work as a part or a page; refused, with what was typed, in the same place."""
    status = 422 if refused else 200
    context |= {
        "page": "today",
        "part": part,
        "refused": refused,
        "wrong": typed.field_of(refused) if refused else "",
        "typed": request.POST,
    }
    whole = not request.headers.get("HX-Request")
    answer = render(request, "web/task.html" if whole else part, context, status=status)
    if refused and not whole:
        answer["HX-Retarget"], answer["HX-Reswap"] = f"#{key} .work-body", "innerHTML"
    return answer


@page()
def task(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """One task."""
    return _show(request, here, _task(here, pk))


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
        return _show(request, here, found, refused)
    sentence = _noted(here, _task(here, pk), code)
    return said(request, here, sentence, debtor=found.debtor, undo=_written_last(here, found.debtor))


def _written_last(here: Here, debtor: Debtor) -> int | None:
    """The entry by which what was done a moment ago is taken back."""
    mine = entries(here.creditor.key, debtor.stream_key, which=Narrow(actor=here.acting.actor, kinds=NOTED))
    return mine[-1].seq if mine else None


@act("record")
def undo(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Takes back what the user noted of that debtor, by a correction; the line comes back."""
    debtor = Debtor.objects.of(here.creditor).filter(pk=pk).first()
    if debtor is None:
        raise Http404
    seq = typed.number(request.POST, "entry")
    which = Narrow(seqs=(seq,), actor=here.acting.actor)
    if not entries(here.creditor.key, debtor.stream_key, which=which):
        raise Http404
    left: list[str] = []
    reason = _("Taken back at once.")

    def work() -> None:
        left.extend(correct(here.creditor, debtor, seq, reason, **here.by).left)

    try:
        once.carry_out(request, here, work)
    except Refused as refused:
        context = {"sentence": told(refused.what), "debtor": debtor, "entry": seq}
        return render(request, "web/parts/done_words.html", context)
    sentence = _("%(name)s: taken back.") % {"name": debtor.name}
    if left:
        sentence = f"{sentence} {_('What went out stays sent; somebody is asked to write to them.')}"
    if not request.headers.get("HX-Request"):
        return said(request, here, sentence)
    answer = render(request, "web/parts/done_words.html", {"sentence": sentence})
    answer["HX-Trigger"] = "undone"
    return answer


def _noted(here: Here, found: Task, code: str) -> str:
    """Noted for Smith Ltd: nobody answered. Again tomorrow."""
    first = _("%(name)s: %(result)s.") % {"name": found.debtor.name, "result": words.result(code)}
    if found.state == "open":
        return f"{first} {_('Again on %(day)s.') % {'day': near(found.due_on, here.today)}}"
    if found.case and found.case.next_on and found.case.state == "open":
        coming = {"what": words.kind(found.case.next_kind), "day": near(found.case.next_on, here.today)}
        return f"{first} {_('Next: %(what)s, %(day)s.') % coming}"
    return first


@act("assign")
def task_assign(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Taken over, given to somebody, or laid back."""
    found = _task(here, pk)
    to = typed.text(request.POST, "user", 20)
    user = here.user.pk if to == "me" else typed.number(request.POST, "user") if to else None
    try:
        once.carry_out(request, here, lambda: owners.assign(here.creditor, pk, user, **here.by))
    except Refused as refused:
        return _show(request, here, found, refused)
    found = _task(here, pk)
    named = {"name": found.debtor.name, "who": found.assigned_to or ""}
    sentence = _("%(name)s is %(who)s's now.") if found.assigned_to else _("%(name)s is free for anybody.")
    if not request.headers.get("HX-Request"):
        return said(request, here, sentence % named)
    context = {"task": found, "people": queries.people(here), "sentence": sentence % named}
    return render(request, "web/parts/owner_changed.html", context)


def _task(here: Here, pk: int) -> Task:
    rows = Task.objects.of(here.creditor).select_related("debtor", "case", "step__contact", "assigned_to")
    found: Task | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, here: Here, found: Task, refused: Refused | None = None) -> HttpResponse:
    held = CaseInvoice.objects.filter(case=found.case_id, is_current=True, invoice__state="open")
    unread = Inbound.objects.of(here.creditor).filter(debtor=found.debtor, kind="reply", read_at__isnull=True)
    heard = list(unread.order_by("received_at")[:3])
    texts = read_many(here.creditor.key, [one.commitment for one in heard if one.commitment])
    rows = held.select_related("invoice").order_by("invoice__due_on", "pk")
    invoices = [row.invoice for row in rows[:12]]
    contacts = contacts_of(here, found.debtor)
    keys = asks.keys_for(found)
    first = found.step.contact if found.step and found.step.contact else next(iter(contacts), None)
    chosen = request.POST.get("code", "")
    context = {
        "task": found,
        "title": words.kind(found.kind),
        "debtor": found.debtor,
        "door": door_of(here, found),
        "keys": keys[:WITH_KEYS],
        "more_keys": keys[WITH_KEYS:],
        "is_more_open": any(key.code == chosen for key in keys[WITH_KEYS:]),
        "contacts": contacts,
        "invoices": invoices,
        "script": scripts.script(here, found, asks.kind_of(found), invoices, first),
        "answers": offered(here, found.case is not None),
        "timeline": timeline(here, found.debtor, limit=5),
        "unread": [(one, texts.get(one.commitment, "")) for one in heard],
        "roles": words.CONTACT_ROLES,
        "people": queries.people(here),
    }
    return unfolded(request, f"task-{found.pk}", "web/parts/task.html", context, refused)
