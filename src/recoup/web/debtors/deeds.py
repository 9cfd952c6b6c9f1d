"""The deeds on a debtor's page: each takes its form, calls one operation and leads back to the page."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from recoup.cases.models import Case, Hold
from recoup.cases.people import causes, contacts, disputes, holds, moves, promises, visits
from recoup.cases.people.record import record
from recoup.ledger.models import Debtor, Dispute, Invoice
from recoup.lib.errors import Refused
from recoup.web import changed, once, typed, words
from recoup.web.debtors import answers
from recoup.web.debtors.debtor import debtor_of, show
from recoup.web.doors import Door, act
from recoup.web.here import Here
from recoup.web.templatetags.recoup import day as day_words
from recoup.web.templatetags.recoup import money

Work = Callable[[Here, Debtor, QueryDict], str]
MOST_PARTS = 36


def _deed(name: str, right: str, work: Work) -> tuple[str, Door]:
    @act(right)
    def view(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
        debtor = debtor_of(here, pk)
        opened = "demand" if name == "move" and request.POST.get("demand") else name
        said: list[str] = []
        try:
            is_new = once.carry_out(
                request,
                here,
                lambda: changed.unless_changed(
                    here, debtor, request.POST, lambda: said.append(work(here, debtor, request.POST))
                ),
            )
        except Refused as refused:
            return show(request, here, debtor, opened, refused)
        messages.success(request, said[0] if is_new else _("That was done already."))
        if opened == "demand":
            case = _case(here, debtor, request.POST)
            return redirect("demand", creditor=here.creditor.pk, pk=case.pk)
        return redirect("debtor", creditor=here.creditor.pk, pk=pk)

    return name, view


def _case(here: Here, debtor: Debtor, form: QueryDict) -> Case:
    mine = Case.objects.of(here.creditor).filter(debtor=debtor, state="open")
    if form.get("case"):
        mine = mine.filter(pk=typed.number(form, "case"))
    found: Case | None = mine.order_by("-open_minor", "pk").first()
    if found is None:
        raise Refused("case_closed", _("Nothing of theirs is late, so there is no case to work on."), "case")
    return found


def _invoice(here: Here, debtor: Debtor, form: QueryDict) -> Invoice:
    mine = Invoice.objects.of(here.creditor).filter(debtor=debtor)
    found: Invoice | None = mine.filter(pk=typed.number(form, "invoice")).first()
    if found is None:
        raise Http404
    return found


def _result(here: Here, debtor: Debtor, form: QueryDict) -> str:
    case = _case(here, debtor, form)
    code, _colon, kind = typed.text(form, "code", 60).partition(":")
    if not code:
        raise Refused("missing", _("Choose what came of it."), "code", "")
    record(here.creditor, code, case=case.pk, given=typed.given_of(form, case.currency, kind), **here.by)
    return _("Noted: %(what)s.") % {"what": words.result(code)}


def _note(here: Here, debtor: Debtor, form: QueryDict) -> str:
    case = _case(here, debtor, form)
    if not typed.text(form, "text"):
        raise Refused("missing", _("The note is empty."), "text", _("Write what should be known."))
    record(here.creditor, "note", case=case.pk, given=typed.given_of(form, case.currency), **here.by)
    return _("Noted.")


def _promise(here: Here, debtor: Debtor, form: QueryDict) -> str:
    case = _case(here, debtor, form)
    on = typed.needed_day(form, "on")
    minor = typed.minor(form, "amount", case.currency)
    made = promises.promise(
        here.creditor, case.pk, case.open_minor if minor is None else minor, on,
        note=typed.text(form, "text"), **here.by,
    )  # fmt: skip
    sum_ = money(made.amount_minor, case.currency)
    if made.state == "asked":
        return _("%(sum)s by %(day)s waits for somebody's yes.") % {"sum": sum_, "day": day_words(on)}
    return _("%(sum)s promised by %(day)s. Nothing goes out until then.") % {
        "sum": sum_,
        "day": day_words(on),
    }


def _plan(here: Here, debtor: Debtor, form: QueryDict) -> str:
    case = _case(here, debtor, form)
    first, count = typed.needed_day(form, "on"), typed.number(form, "parts")
    if not 1 <= count <= MOST_PARTS:
        raise Refused("bad_plan", _("1 to 36 instalments."), "parts", "")
    whole = typed.minor(form, "amount", case.currency) or case.open_minor
    days = [_after(first, n, form.get("every", "month")) for n in range(count)]
    share = whole // count
    parts = [(on, share if n < count - 1 else whole - share * (count - 1)) for n, on in enumerate(days)]
    promises.plan(here.creditor, case.pk, parts, note=typed.text(form, "text"), **here.by)
    return _("%(n)s instalments are proposed and wait for somebody's yes.") % {"n": count}


def _after(first: date, n: int, every: str) -> date:
    if every == "week":
        return first + timedelta(weeks=n)
    month = first.month - 1 + n
    year, month = first.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(first.day, last))


def _hold(here: Here, debtor: Debtor, form: QueryDict) -> str:
    until = typed.needed_day(form, "until")
    holds.hold(here.creditor, debtor, until, typed.text(form, "reason", 500), **here.by)
    return _("Nothing goes out until %(day)s.") % {"day": day_words(until)}


def _release(here: Here, debtor: Debtor, form: QueryDict) -> str:
    mine = Hold.objects.of(here.creditor).filter(debtor=debtor, pk=typed.number(form, "hold"))
    if not mine.exists():
        raise Http404
    holds.release(here.creditor, mine.get().pk, **here.by)
    return _("The hold is over.")


def _dispute(here: Here, debtor: Debtor, form: QueryDict) -> str:
    invoice = _invoice(here, debtor, form)
    minor = typed.minor(form, "amount", invoice.currency)
    disputes.dispute(
        here.creditor,
        invoice.pk,
        minor,
        typed.text(form, "type", 30),
        note=typed.text(form, "text"),
        **here.by,
    )
    return _("What they contest is left out until it is decided.")


def _decide(here: Here, debtor: Debtor, form: QueryDict) -> str:
    mine = Dispute.objects.of(here.creditor).filter(invoice__debtor=debtor, pk=typed.number(form, "dispute"))
    if not mine.exists():
        raise Http404
    disputes.decide(
        here.creditor,
        mine.get().pk,
        typed.text(form, "outcome", 20),
        note=typed.text(form, "text"),
        **here.by,
    )
    return _("The dispute is decided.")


def _cause(here: Here, debtor: Debtor, form: QueryDict) -> str:
    case = _case(here, debtor, form)
    cause = typed.text(form, "cause", 30)
    causes.set_cause(
        here.creditor, case.pk, cause, on=typed.day(form), note=typed.text(form, "text"),
        tell_sales=bool(form.get("tell_sales")), stop_supply=bool(form.get("stop_supply")), **here.by,
    )  # fmt: skip
    return _("Why it is unpaid: %(cause)s.") % {"cause": words.cause(cause)}


def _contact(here: Here, debtor: Debtor, form: QueryDict) -> str:
    given = typed.given_of(form, here.creditor.currency)
    made = contacts.add(
        here.creditor, debtor, given, in_charge=bool(form.get("in_charge")),
        source=typed.text(form, "source", 60), **here.by,
    )  # fmt: skip
    return _("%(name)s is noted.") % {"name": made.name or made.email or made.phone}


def _move(here: Here, debtor: Debtor, form: QueryDict) -> str:
    case = _case(here, debtor, form)
    rung = typed.number(form, "rung")
    moves.move_to(here.creditor, case.pk, rung, typed.text(form, "reason", 500), **here.by)
    return _("Next: %(rung)s.") % {"rung": words.RUNGS.get(rung, rung)}


def _visit(here: Here, debtor: Debtor, form: QueryDict) -> str:
    case = _case(here, debtor, form)
    on = typed.needed_day(form, "on")
    visits.plan_visit(here.creditor, case.pk, on, note=typed.text(form, "text"), **here.by)
    return _("The visit is planned for %(day)s.") % {"day": day_words(on)}


def _answer(here: Here, debtor: Debtor, form: QueryDict) -> str:
    mine = Case.objects.of(here.creditor).filter(debtor=debtor, state="open")
    if form.get("case"):
        mine = mine.filter(pk=typed.number(form, "case"))
    return answers.answer(here, debtor, mine.order_by("-open_minor", "pk").first(), form)


def _mark(here: Here, debtor: Debtor, form: QueryDict) -> str:
    """One mark on a contact, or on what the debtor wants."""
    what = form.get("mark", "")
    if what.startswith(("opt_out:", "opt_in:")):
        deed, _colon, channel = what.partition(":")
        wanted: dict[str, Any] = {deed: (channel,)}
        contacts.change(here.creditor, debtor, **wanted, **here.by)
        return _("Noted.")
    marks: dict[str, dict[str, Any]] = {
        "in_charge": {"in_charge": True},
        "not_in_charge": {"in_charge": False},
        "email_wrong": {"mark_as": (("email", "wrong"),)},
        "email_ok": {"mark_as": (("email", "ok"),)},
        "phone_wrong": {"mark_as": (("phone", "wrong"),)},
        "phone_ok": {"mark_as": (("phone", "ok"),)},
        "ended": {"ended": True},
    }
    name, _colon, contact = what.partition(":")
    if name not in marks or not (contact.isascii() and contact.isdigit() and len(contact) < 18):
        raise Http404
    contacts.change(here.creditor, debtor, int(contact), **marks[name], **here.by)
    return _("Noted.")


VIEWS: tuple[tuple[str, Door], ...] = (
    _deed("result", "record", _result),
    _deed("note", "record", _note),
    _deed("promise", "promise", _promise),
    _deed("plan", "plan", _plan),
    _deed("hold", "hold", _hold),
    _deed("release", "hold", _release),
    _deed("dispute", "dispute", _dispute),
    _deed("decide", "dispute", _decide),
    _deed("cause", "cause", _cause),
    _deed("contact", "contact", _contact),
    _deed("move", "step", _move),
    _deed("visit", "record", _visit),
    _deed("answer", "record", _answer),
    _deed("mark", "contact", _mark),
)
