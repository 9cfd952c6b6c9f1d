"""What a person says of a mail's readings: confirmed and so a deed, changed, rejected; until then the case waits."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from recoup.cases.models import Case, CaseInvoice, CaseState
from recoup.cases.people import effects
from recoup.cases.people.desk import Desk, sit_down
from recoup.cases.people.given import Given
from recoup.cases.people.record import record
from recoup.cases.people.results import INBOUND
from recoup.ledger.models import Contact
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.outreach.inbound.matching import numbers_in
from recoup.outreach.models import CapturedMail

KIND = "mail.judged"
LONGEST_ABSENCE = timedelta(days=14)
"""Nobody waits longer for somebody's return without choosing to."""
RESULT_OF = {
    "promise": "promise",
    "paid": "paid_already",
    "disputed": "spoke_dispute",
    "wrong_person": "wrong_person",
    "left_company": "left_company",
    "not_received": "spoke_not_received",
    "no_money": "spoke_no_money",
    "insolvent": "insolvency_mentioned",
    "represented": "legal_representative",
    "call_back": "call_back_asked",
    "no_emails": "unsubscribe",
    "away": "away",
}
"""The result that each reading comes to when it is confirmed."""
JUDGED_KINDS = frozenset(("reply", "feedback", "away", "left"))
"""Kinds of mail of which a person says what they come to."""
_ENDS = frozenset(("read", "answered"))


@dataclass(frozen=True, slots=True)
class Offer:
    """What confirming one reading of a mail notes. `number`: its place in the mail, from 0.

    `lacks` says why it cannot be confirmed as it stands: day (none, or over), sum (in another currency than all that
    is open), long (an absence of weeks), case (nothing of theirs is pursued); empty when it can.
    """

    number: int
    code: str
    sentence: str
    result: str
    given: Given
    currency: str
    case: int | None
    invoices: tuple[str, ...] = ()
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a mail. `is_read`: nothing of it waits any more. `result`: what was noted, if anything was."""

    mail: int
    debtor: int
    result: str
    is_read: bool


def offers(
    creditor: Creditor, mails: Iterable[CapturedMail], *, today: date, next_working_day: date
) -> dict[int, list[Offer]]:
    """For each mail, by its row: what its unjudged readings offer. Three queries for any number of mails."""
    rows = [row for row in mails if row.debtor_id is not None]
    debtors = {row.debtor_id for row in rows}
    open_ = (
        Case.objects.of(creditor)
        .filter(debtor__in=debtors, state=CaseState.OPEN)
        .order_by("-open_minor", "pk")
    )
    cases: dict[int, list[Case]] = {}
    for case in open_:
        cases.setdefault(case.debtor_id, []).append(case)
    held = CaseInvoice.objects.of(creditor).filter(
        case__debtor__in=debtors, case__state=CaseState.OPEN, is_current=True, invoice__state="open"
    )
    numbers: dict[int, dict[str, int]] = {}
    for case_id, number, invoice in held.values_list("case", "invoice__number", "invoice"):
        numbers.setdefault(case_id, {})[number.lower()] = invoice
    steps = CapturedMail.objects.of(creditor).filter(pk__in=[row.pk for row in rows], message__isnull=False)
    asked = {pk: case for pk, case in steps.values_list("pk", "message__steps__case") if case}
    found = {}
    for row in rows:
        mine = cases.get(row.debtor_id or 0, [])
        found[row.pk] = [
            _offer(row, n, reading, mine, asked.get(row.pk), numbers, today, next_working_day)
            for n, reading in enumerate(row.readings)
            if not reading.get("judged")
        ]
    return found


def _offer(
    row: CapturedMail,
    n: int,
    reading: dict[str, Any],
    cases: list[Case],
    asked: int | None,
    numbers: dict[int, dict[str, int]],
    today: date,
    next_working_day: date,
) -> Offer:
    code, sentence = str(reading["code"]), str(reading.get("sentence", ""))
    currency, amount = str(reading.get("currency") or ""), reading.get("amount_minor")
    on = date.fromisoformat(reading["on"]) if reading.get("on") else None
    case = case_among(cases, asked, currency)
    lacks = _lacks(code, case, on, currency, today)
    if code == "call_back" and (on is None or on < today):
        on = next_working_day
    named: dict[str, int] = {}
    if code == "disputed" and case is not None:
        mine = numbers.get(case.pk, {})
        named = {
            one: mine[one.lower()]
            for one in numbers_in(f"{sentence}\n{row.beginning}")
            if one.lower() in mine
        }
    given = Given(
        amount_minor=amount if code == "promise" else None,
        on=on if code in ("promise", "call_back", "away") else None,
        text=sentence,
        invoices=tuple(named.values()),
    )
    return Offer(
        n, code, sentence, RESULT_OF[code], given, case.currency if case else currency, case.pk if case else None,
        tuple(named), lacks,
    )  # fmt: skip


def _lacks(code: str, case: Case | None, on: date | None, currency: str, today: date) -> str:
    if case is None:
        return "case"
    if code == "promise" and currency and currency != case.currency:
        return "sum"
    if code in ("promise", "away") and (on is None or on < today):
        return "day"
    return "long" if code == "away" and on is not None and on > today + LONGEST_ABSENCE else ""


def case_among(cases: list[Case], asked: int | None, currency: str) -> Case | None:
    """Which of a debtor's open cases an answer is about: that of the message answered, of its currency, the largest."""
    for case in cases:
        if case.pk == asked and (not currency or case.currency == currency):
            return case
    return next((case for case in cases if case.currency == currency), cases[0] if cases else None)


def confirm(creditor: Creditor, captured: int, number: int, *, actor: str, moment: datetime) -> Judged:
    """A reading is right: what it says is noted as if a person had typed it in, with its sentence.

    Raises Refused: `no_such_mail`, `mail_judged`, `reading_judged`, `not_enough` where the reading lacks something,
    and as `people.record` does; then nothing is written.
    """
    with _at(creditor, captured, actor, moment) as (desk, row):
        _reading(row, number)
        found = offers(creditor, [row], today=desk.today, next_working_day=desk.working_day())[row.pk]
        offer = next(one for one in found if one.number == number)
        if offer.lacks or offer.case is None:
            raise Refused(
                "not_enough", "This cannot be noted just as they wrote it.", "reading",
                "Open the mail and say what it comes to.",
            )  # fmt: skip
        _note(desk, row, offer.case, offer.result, offer.given)
        return _judged(desk, row, number, "confirmed", offer.result)


def change(
    creditor: Creditor,
    captured: int,
    result: str,
    given: Given,
    *,
    number: int | None = None,
    actor: str,
    moment: datetime,
) -> Judged:
    """A person says what the mail comes to: any result that an answer may have; of one reading, or of the whole mail.

    “read” and “answered” end the reading of the whole mail, and need no case. Raises Refused: `no_such_mail`,
    `mail_judged`, `reading_judged`, `case_closed`, and as `people.record` does.
    """
    with _at(creditor, captured, actor, moment) as (desk, row):
        if number is not None:
            _reading(row, number)
        cases = list(
            Case.objects.of(creditor)
            .filter(debtor=desk.debtor, state=CaseState.OPEN)
            .order_by("-open_minor", "pk")
        )
        asked = row.message.steps.values_list("case", flat=True).first() if row.message else None
        case = case_among(cases, asked, str(_currency(row, number)))
        if case is not None:
            _note(desk, row, case.pk, result, given)
        elif result not in _ENDS:
            raise Refused(
                "case_closed", "Nothing of theirs is pursued, so there is nothing to note this on.", "code",
                "Say that it is read.",
            )  # fmt: skip
        return _judged(desk, row, None if result in _ENDS else number, "changed", result)


def _currency(row: CapturedMail, number: int | None) -> str:
    return row.readings[number].get("currency") or "" if number is not None else ""


def reject(creditor: Creditor, captured: int, number: int, *, actor: str, moment: datetime) -> Judged:
    """A reading is wrong: nothing follows from it. The mail still waits to be read, unless a machine wrote it.

    Raises Refused: `no_such_mail`, `mail_judged`, `reading_judged`.
    """
    with _at(creditor, captured, actor, moment) as (desk, row):
        _reading(row, number)
        return _judged(desk, row, number, "rejected", "")


@contextmanager
def _at(
    creditor: Creditor, captured: int, actor: str, moment: datetime
) -> Iterator[tuple[Desk, CapturedMail]]:
    """The debtor's deed, with the mail read inside it."""
    debtor = judgeable(creditor, captured).debtor
    assert debtor is not None
    with sit_down(creditor, debtor, None, actor=actor, moment=moment) as desk:
        yield desk, judgeable(creditor, captured)


def judgeable(creditor: Creditor, captured: int) -> CapturedMail:
    """A mail of a debtor that waits to be read. Raises Refused (`no_such_mail`, `mail_judged`)."""
    rows = CapturedMail.objects.of(creditor).select_related("debtor__creditor", "inbound", "message")
    row: CapturedMail | None = rows.filter(pk=captured).first()
    if row is None or row.debtor is None or row.direction != "in":
        raise Refused("no_such_mail", say("There is no mail %(pk)s.", pk=captured), "", "See the inbox.")
    is_read = row.inbound is not None and row.inbound.kind == "reply" and row.inbound.read_at is not None
    if is_read or row.judged_at is not None or row.kind not in JUDGED_KINDS:
        raise Refused(
            "mail_judged", say("Mail %(pk)s is read already.", pk=captured), "",
            "Look at the inbox again: somebody else has acted on it.",
        )  # fmt: skip
    return row


def _reading(row: CapturedMail, number: int) -> dict[str, Any]:
    if not 0 <= number < len(row.readings):
        raise Refused("no_such_reading", say("There is no reading %(n)s.", n=number), "reading")
    found: dict[str, Any] = row.readings[number]
    if found.get("judged"):
        raise Refused("reading_judged", "Of this it is said already whether it is right.", "reading")
    return found


def _note(desk: Desk, row: CapturedMail, case: int, result: str, given: Given) -> None:
    sender = None
    if not (given.name or given.email or given.phone or given.contact_id):
        mine = Contact.objects.of(desk.creditor).filter(debtor=desk.debtor, email__iexact=row.from_address)
        sender = mine.exclude(email="").values_list("pk", flat=True).first()
    whole = replace(
        given, kind=INBOUND, mail=row.pk, message=row.message_id, contact_id=given.contact_id or sender
    )
    record(desk.creditor, result, case=case, given=whole, **desk.by)


def _judged(desk: Desk, row: CapturedMail, number: int | None, how: str, result: str) -> Judged:
    """Marks the readings, and the mail as read once nothing of it is left to say."""
    if number is not None:
        row.readings[number]["judged"] = how
        is_read = all(one.get("judged") for one in row.readings) and (
            how != "rejected" or row.kind in ("away", "left")
        )
    else:
        is_read = True
    row.judged_at = desk.moment if is_read else None
    row.save(update_fields=["readings", "judged_at"])
    facts: dict[str, Any] = {"mail": row.pk, "digest": row.digest}
    if number is not None:
        facts |= {"reading": number, "code": str(row.readings[number]["code"])}
    desk.record(
        KIND, direction="in", channel="email", result=how if number is not None else "read", facts=facts
    )
    if is_read and row.inbound is not None and row.inbound.kind == "reply":
        effects.mark_one_read(desk, row.inbound)
    return Judged(row.pk, desk.debtor.pk, result, is_read)
