"""The whole story of a case or a debtor, from the record: what was done, said, sent, received, refused and paid."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from recoup.archive.queries import EntryView, entries
from recoup.cases.decide import why_of
from recoup.cases.models import Case, CaseInvoice, CaseState, Hold, Promise, ServiceMessage, StepRun, Task
from recoup.cases.telling import Telling
from recoup.ladder.reasons import sentence
from recoup.ledger.models import Contact, Debtor, Invoice
from recoup.lib import money
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor


def case_story(creditor: Creditor, case_id: int) -> dict[str, Any]:
    """One case with its invoices and timeline. Raises Refused when the creditor has no such case."""
    case = Case.objects.of(creditor).select_related("debtor").filter(pk=case_id).first()
    if case is None:
        raise Refused(
            "no_such_case",
            say("There is no case %(case_id)s.", case_id=case_id),
            "case",
            "`recoup worklist` and `recoup preview` name cases.",
        )
    found = entries(creditor.key, case.debtor.stream_key)
    mine = about_case(creditor, case, found)
    telling = Telling(creditor, case.debtor, found)
    return {
        "id": case.pk,
        "debtor": _who(case.debtor),
        "currency": case.currency,
        "state": case.state,
        "rung": case.rung,
        "round": case.round,
        "cause": case.cause,
        "open_minor": _open_minor(case),
        "next": _next(case),
        "invoices": _invoices(creditor, case),
        "promises": _promises(case),
        "tasks": _tasks(Task.objects.filter(case=case, state="open")),
        "timeline": [_line(telling, entry) for entry in mine],
    }


def about_case(creditor: Creditor, case: Case, found: Sequence[EntryView]) -> list[EntryView]:
    """Those entries of the debtor's record that are about this case, or about the debtor as a whole."""
    steps = StepRun.objects.of(creditor).filter(case=case)
    messages = set(steps.filter(message__isnull=False).values_list("message_id", flat=True))
    services = ServiceMessage.objects.of(creditor).filter(case=case)
    messages |= set(services.values_list("message_id", flat=True))
    invoices = set(CaseInvoice.objects.of(creditor).filter(case=case).values_list("invoice_id", flat=True))
    ids = set(steps.values_list("id", flat=True))
    return [e for e in found if _is_about(e, case.pk, invoices, ids, messages)]


def debtor_story(creditor: Creditor, who: str) -> dict[str, Any]:
    """One debtor by number, name or id, with cases, contacts and the whole timeline. Raises Refused when not found."""
    debtor = debtor_by(creditor, who)
    cases = Case.objects.filter(debtor=debtor).order_by("id")
    found = entries(creditor.key, debtor.stream_key)
    telling = Telling(creditor, debtor, found)
    return {
        **_who(debtor),
        "kind": debtor.kind,
        "country": debtor.country,
        "language": debtor.language,
        "contacts": [_contact(contact) for contact in Contact.objects.filter(debtor=debtor).order_by("id")],
        "holds": [
            {
                "reason": h.reason,
                "until": h.until_on.isoformat(),
                "case": h.case_id,
                "invoice": h.invoice_id,
                "note": h.note,
            }
            for h in Hold.objects.filter(debtor=debtor, released_on__isnull=True)
        ],
        "cases": [
            {
                "id": c.pk,
                "currency": c.currency,
                "state": c.state,
                "rung": c.rung,
                "open_minor": _open_minor(c),
                "next": _next(c),
            }
            for c in cases
        ],
        "tasks": _tasks(Task.objects.filter(debtor=debtor, state="open")),
        "timeline": [_line(telling, entry) for entry in found],
    }


def debtor_by(creditor: Creditor, who: str) -> Debtor:
    """The debtor of that number, exact name, or row id. Raises Refused when there is none, or more than one."""
    mine = Debtor.objects.of(creditor)
    for found in (
        mine.filter(number=who),
        mine.filter(name=who),
        mine.filter(pk=int(who)) if _is_id(who) else mine.none(),
    ):
        rows = list(found[:2])
        if len(rows) == 1:
            debtor: Debtor = rows[0]
            return debtor
        if rows:
            raise Refused(
                "several_debtors",
                say("Several debtors are called “%(who)s”.", who=who),
                "debtor",
                "Give the number instead.",
            )
    raise Refused(
        "no_such_debtor",
        say("There is no debtor “%(who)s”.", who=who),
        "debtor",
        "Give the number as in the books, or the exact name.",
    )


def _is_id(who: str) -> bool:
    return who.isascii() and who.isdigit() and len(who) < 19


def _is_about(entry: EntryView, case: int, invoices: set[int], steps: set[int], messages: set[int]) -> bool:
    facts = entry.facts
    if "case" in facts:
        return bool(facts["case"] == case)
    if "cases" in facts:
        return case in facts["cases"]
    if "step" in facts:
        return facts["step"] in steps
    if "message" in facts and facts["message"] in messages:
        return True
    if "invoice" in facts:
        return facts["invoice"] in invoices
    if "invoices" in facts and isinstance(facts["invoices"], list):
        return not invoices.isdisjoint(facts["invoices"])
    return "message" not in facts


def _line(telling: Telling, entry: EntryView) -> dict[str, Any]:
    return {
        "moment": entry.moment.isoformat(),
        "kind": entry.kind,
        "direction": entry.direction,
        "channel": entry.channel,
        "result": entry.result,
        "text": telling.tell(entry),
    }


def _who(debtor: Debtor) -> dict[str, Any]:
    return {"id": debtor.pk, "number": debtor.number, "name": debtor.name}


def _contact(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.pk,
        "name": contact.name,
        "role": contact.role,
        "in_charge": contact.is_in_charge,
        "email": contact.email,
        "email_state": contact.email_state,
        "phone": contact.phone,
        "phone_state": contact.phone_state,
        "source": contact.source,
        "ended_on": contact.ended_on.isoformat() if contact.ended_on else None,
    }


def _open_minor(case: Case) -> int:
    return case.open_minor if case.state == CaseState.OPEN else 0


def _next(case: Case) -> dict[str, Any] | None:
    if case.state != CaseState.OPEN or case.next_on is None:
        return None
    why = why_of(case.why_code, case.why_args)
    return {
        "kind": case.next_kind,
        "on": case.next_on.isoformat(),
        "why": {"code": why.code, "text": sentence(why)},
    }


def _invoices(creditor: Creditor, case: Case) -> list[dict[str, Any]]:
    earned = dict(CaseInvoice.objects.filter(case=case).values_list("invoice_id", "earned"))
    rows = Invoice.objects.of(creditor).filter(id__in=earned).order_by("due_on", "id")
    return [
        {
            "id": i.pk,
            "number": i.number,
            "issued_on": i.issued_on.isoformat() if i.issued_on else None,
            "due_on": i.due_on.isoformat(),
            "amount_minor": i.amount_minor,
            "open_minor": i.open_minor,
            "state": i.state,
            "rung": earned[i.pk],
        }
        for i in rows
    ]


def _promises(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "id": p.pk,
            "amount_minor": p.amount_minor,
            "due_on": p.due_on.isoformat(),
            "state": p.state,
            "plan": p.plan,
        }
        for p in Promise.objects.filter(case=case).order_by("id")
    ]


def _tasks(rows: Sequence[Task] | Any) -> list[dict[str, Any]]:
    return [{"id": t.pk, "kind": t.kind, "due_on": _iso(t.due_on), "case": t.case_id} for t in rows]


def _iso(day: date) -> str:
    return day.isoformat()


def amount(minor: int, currency: str) -> str:
    """An amount for a line of text."""
    return money.text(minor, currency)
