"""What was said is confirmed in writing at once; where that cannot be, a person is asked to."""

from datetime import date
from typing import Any

from recoup.cases import service
from recoup.cases.exhibits import copies
from recoup.cases.models import Promise
from recoup.cases.people.desk import Desk
from recoup.cases.texts import ask_of, line_of
from recoup.documents.facts import Ask, Instalment
from recoup.ledger.models import Contact, Invoice
from recoup.lib.errors import Refused

MOST_WORDS = 1_000


def confirm_promise(desk: Desk, made: Promise) -> str:
    """The promise in writing; "queued", or why a person has to write."""
    more = {"promise_on": made.due_on, "promised_minor": made.amount_minor}
    return _case(desk, "promise_confirmed", f"promise:{made.pk}", made.contact, more)


def confirm_plan(desk: Desk, parts: list[Promise]) -> str:
    """The plan in writing, with its instalments."""
    more = {"instalments": tuple(Instalment(p.due_on, p.amount_minor) for p in parts)}
    return _case(desk, "plan_confirmed", f"plan:{parts[0].pk}", parts[0].contact, more)


def send_copies(desk: Desk, contact: Contact | None = None) -> str:
    """Copies of the invoices that are asked for; once a day."""
    asked = [invoice.id for invoice in desk.facts().invoices]
    files = copies(desk.creditor, asked)
    if not files:
        desk.ask("send_copy", desk.working_day())
        return "no_exhibit"
    assert desk.case is not None
    key = f"copies:{desk.case.pk}:{desk.today.isoformat()}"
    return _case(desk, "copy_invoice", key, contact, {}, attachments=files)


def acknowledge_dispute(
    desk: Desk, key: str, invoice: Invoice, disputed_minor: int, text: str, type_: str, answer_by_on: date
) -> str:
    """That the objection has arrived, and by when it is answered."""
    line = line_of(invoice, invoice.open_minor, min(disputed_minor, max(0, invoice.open_minor)), desk.today)
    more = {
        "disputed_numbers": (line.number,),
        "dispute_text": text.strip()[:MOST_WORDS],
        "dispute_type": type_,
        "answer_by_on": answer_by_on,
    }
    ask = Ask.of(invoice.currency, [line])
    return queue_or_ask(desk, service.Service("dispute_acknowledged", key, None, ask, (invoice,), more))


def _case(
    desk: Desk, wording: str, key: str, contact: Contact | None, more: dict[str, Any], **files: Any
) -> str:
    ask, _, invoices = ask_of(desk.facts(), desk.today)
    return queue_or_ask(desk, service.Service(wording, key, contact, ask, tuple(invoices), more, **files))


def queue_or_ask(desk: Desk, what: service.Service) -> str:
    """“queued”, or why it cannot be; where a person may still write, they are asked to."""
    try:
        service.queue(desk.ctx, desk.act, desk.debtor, desk.case, what)
    except Refused as why:
        if why.code not in ("represented", "insolvent"):
            desk.ask("confirm_in_writing", desk.working_day())
        return why.code
    return "queued"
