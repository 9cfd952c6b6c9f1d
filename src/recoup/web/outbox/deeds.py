"""The deeds of the Outbox: yes, no, hold back, send now, look longer, say what became of the unsure."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recoup.cases.daily import refresh
from recoup.cases.models import StepRun
from recoup.cases.outgoing import one, rewording, sendings
from recoup.cases.people import approvals, moves, unsure
from recoup.cases.people.desk import step_by
from recoup.lib.errors import Refused
from recoup.outreach.models import Message
from recoup.web import once, tongue, typed
from recoup.web.debtors.debtor import debtor_of
from recoup.web.doors import act
from recoup.web.here import Here


def do(request: HttpRequest, here: Here, work: Callable[[], str], *, tab: str = "") -> HttpResponse:
    """Does it and goes back; what is refused is said there, what is not there is not found."""
    said: list[str] = []
    try:
        is_new = once.carry_out(request, here, lambda: said.append(work()))
        messages.success(request, said[0] if is_new else _("That was done already."))
    except Refused as refused:
        if refused.code.startswith("no_such_"):
            raise
        tell(request, refused)
    return back(request, here, tab)


def tell(request: HttpRequest, refused: Refused) -> None:
    """Says what was refused and how to mend it."""
    said = f"{_('Not done:')} {tongue.told(refused.what)} {tongue.told(refused.how)}"
    messages.error(request, said.strip())


def back(request: HttpRequest, here: Here, tab: str = "") -> HttpResponse:
    """To the debtor or the message that the form came from, else to the Outbox."""
    for name, field in (("debtor", "debtor"), ("step_message", "step")):
        to = request.POST.get(field, "")
        if to.isdigit() and len(to) < 18:
            return redirect(name, creditor=here.creditor.pk, pk=int(to))
    there = redirect("outbox", creditor=here.creditor.pk)
    if tab:
        there["Location"] += f"?tab={tab}"
    return there


@act("send")
def approve(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A planned step goes ahead; a formal one takes an approver, which the operation sees to."""

    def work() -> str:
        step = approvals.approve_step(here.creditor, pk, **here.by)
        return _("Approved: it goes to %(name)s with the next sending.") % {"name": step.debtor.name}

    return do(request, here, work)


@act("send")
def hold_back(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A planned or queued step is withdrawn, with a reason; the case waits until the day given."""

    def work() -> str:
        until = typed.day(request.POST, "until")
        reason = typed.text(request.POST, "reason", 500)
        step = moves.cancel_step(here.creditor, pk, reason, until_on=until, **here.by)
        if until is None:
            return _("Held back. %(name)s is left alone for five working days.") % {"name": step.debtor.name}
        said = {"name": step.debtor.name, "until": tongue.day(until)}
        return _("Held back. %(name)s is left alone until %(until)s.") % said

    return do(request, here, work)


@act("approve")
def decide_request(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Yes or no to a promise or to instalments."""

    def work() -> str:
        is_granted = request.POST.get("answer") == "yes"
        reason = typed.text(request.POST, "reason", 500)
        approvals.decide(here.creditor, pk, is_granted=is_granted, reason=reason, **here.by)
        return _("Agreed.") if is_granted else _("Refused.")

    return do(request, here, work)


@act("send")
def approve_all(request: HttpRequest, here: Here) -> HttpResponse:
    """Every draft that needs no approver's yes goes; a worker sends them."""

    def work() -> str:
        count = sendings.send_drafts(here.creditor, **here.by).total
        said = ngettext("%(n)s message is being sent.", "%(n)s messages are being sent.", count)
        return said % {"n": tongue.number(count)}

    return do(request, here, work)


@act("send")
def run_now(request: HttpRequest, here: Here) -> HttpResponse:
    """The day's run, now, by a worker."""

    def work() -> str:
        sendings.start_run(here.creditor, **here.by)
        return _("Today's run has begun.")

    return do(request, here, work)


@act("send")
def send_now(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """One prepared message at once. Kept from going twice by its claim, for no form's transaction may span the wire."""
    try:
        _say_what_became(request, one.send_now(here.creditor, pk, **here.by))
        refresh(here.creditor, moment=here.moment, actor=here.acting.actor)
    except Refused as refused:
        if refused.code.startswith("no_such_"):
            raise
        tell(request, refused)
    return back(request, here)


@act("send")
def send_due(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """What is due for one debtor, planned and sent at once."""
    debtor = debtor_of(here, pk)
    try:
        _say_what_became(request, one.send_due(here.creditor, debtor, **here.by))
        refresh(here.creditor, moment=here.moment, actor=here.acting.actor)
    except Refused as refused:
        tell(request, refused)
    return redirect("next_message", creditor=here.creditor.pk, pk=pk)


def _say_what_became(request: HttpRequest, step: StepRun) -> None:
    name = {"name": step.debtor.name}
    answer = step.message.answer if step.message else ""
    match step.state:
        case "done":
            messages.success(request, _("Sent to %(name)s.") % name)
        case "printed":
            messages.success(request, _("The letter to %(name)s is made; print and post it.") % name)
        case "planned":
            messages.success(request, _("Prepared: it waits for a yes."))
        case "unsure":
            messages.error(request, _("Nobody knows whether it went out: say so when you know."))
        case _:
            messages.error(request, f"{_('It did not go out.')} {answer}".strip())


@act("send")
def release(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Somebody has looked: the day's messages leave now."""

    def work() -> str:
        sendings.release(here.creditor, pk, **here.by)
        return _("They leave now.")

    return do(request, here, work)


@act("send")
def postpone(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """None of the day's messages leaves before a day."""
    sendings.sending_by(here.creditor, pk)

    def work() -> str:
        until = typed.needed_day(request.POST, "until")
        reason = typed.text(request.POST, "reason", 300)
        sendings.postpone(here.creditor, pk, until, reason, **here.by)
        return _("Held back: none of them leaves before %(until)s.") % {"until": tongue.day(until)}

    return do(request, here, work)


@act("unsure")
def settle(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Whether a message went out, and how that is known."""
    step_by(here.creditor, pk)

    def work() -> str:
        was_sent, note = _answer(request)
        unsure.settle(here.creditor, pk, was_sent=was_sent, note=note, **here.by)
        return _("Noted: it was sent.") if was_sent else _("Noted: it was not sent. It goes again.")

    return do(request, here, work)


@act("unsure")
def settle_service(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The same for a message that only serves."""
    if not Message.objects.of(here.creditor).filter(pk=pk, is_service=True).exists():
        raise Http404

    def work() -> str:
        was_sent, note = _answer(request)
        unsure.settle_service(here.creditor, pk, was_sent=was_sent, note=note, **here.by)
        return _("Noted: it was sent.") if was_sent else _("Noted: it was not sent. It goes again.")

    return do(request, here, work)


def _answer(request: HttpRequest) -> tuple[bool, str]:
    answer = request.POST.get("answer", "")
    if answer not in ("sent", "not_sent"):
        raise Refused("missing", _("An answer is needed."), "answer", _("Say whether it was sent."))
    note = typed.text(request.POST, "note", 500)
    if not note:
        raise Refused(
            "missing", _("How do you know?"), "note", _("Say it in a few words; it stays in the record.")
        )
    return answer == "sent", note


@act("send")
def usual_words(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The message's own words are taken back."""

    def work() -> str:
        rewording.usual_words(here.creditor, pk, **here.by)
        return _("It goes with the usual wording.")

    return do(request, here, work)


@act("send")
def words_seen(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A notice that own words fell is taken note of."""

    def work() -> str:
        rewording.see(here.creditor, pk, **here.by)
        return _("Noted.")

    return do(request, here, work)
