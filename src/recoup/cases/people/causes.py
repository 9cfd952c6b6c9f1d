"""Why a debt is unpaid, as a person has learnt it, and what is done about it at once."""

from datetime import date, datetime

from recoup.cases.models import Case
from recoup.cases.people import confirmations
from recoup.cases.people.desk import Desk, open_case_by, sit_down
from recoup.ladder.causes import CAUSES
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor

_TASKS = {
    "order_missing": "send_proof",
    "waiting_approval": "who_approves",
    "portal": "portal_status",
    "short_of_money": "offer_plan",
    "hardship": "offer_plan",
    "insolvent": "confirm_insolvency",
}


def set_cause(
    creditor: Creditor,
    case: int,
    cause: str,
    *,
    on: date | None = None,
    amount_minor: int | None = None,
    invoice: int | None = None,
    tell_sales: bool = False,
    stop_supply: bool = False,
    note: str = "",
    actor: str,
    moment: datetime,
) -> Case:
    """Notes the cause and gives its one-key answer.

    Invoice not received: copies go out. In a payment run on a day: a promise. A deduction: a dispute of that part.
    Others: a task for what is to be done. `tell_sales` and `stop_supply` add the task to do, or propose, that.
    Raises Refused: `unknown_cause`, `missing`, and what `promise` and `dispute` refuse.
    """
    from recoup.cases.people.disputes import dispute
    from recoup.cases.people.promises import promise

    if cause not in CAUSES:
        raise Refused(
            "unknown_cause",
            say("“%(cause)s” is no cause.", cause=cause),
            "cause",
            say("Use %(known)s.", known=", ".join(CAUSES)),
        )
    found = open_case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        assert desk.case is not None
        note_cause(desk, cause, note)
        if cause == "not_received":
            send_copy(desk, note)
        elif cause == "payment_run":
            if on is None:
                raise Refused(
                    "missing", "A payment run has a day.", "--on", "Give the day of the payment run."
                )
            asked = sum(i.asked_minor for i in desk.facts().invoices)
            promise(creditor, case, asked if amount_minor is None else amount_minor, on, note=note, **desk.by)
        elif cause == "deduction":
            if invoice is None or amount_minor is None:
                raise Refused("missing", "A deduction is a part of an invoice.", "--invoice and --amount")
            dispute(creditor, invoice, amount_minor, "discount", note=note, **desk.by)
        elif cause in _TASKS:
            desk.ask(_TASKS[cause], desk.working_day())
        if tell_sales:
            desk.ask("tell_sales", desk.working_day())
        if stop_supply:
            desk.ask("approve_supply_stop", desk.working_day(), role="manager")
        return desk.case


def note_cause(desk: Desk, cause: str, note: str = "") -> None:
    """The cause within a deed; what it was stays in the record."""
    assert desk.case is not None
    desk.record("cause.noted", result=cause, facts={"was": desk.case.cause}, note=note)
    desk.case.cause = cause
    desk.case.save(update_fields=["cause"])


def send_copy(desk: Desk, note: str) -> str:
    """Copies of the invoices go out; where we have none, a person is asked to."""
    return confirmations.send_copies(desk)
