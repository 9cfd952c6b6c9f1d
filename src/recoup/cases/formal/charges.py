"""Interest and compensation that are posted: paid out of money on account, claimed further, or let go."""

from datetime import datetime, timedelta

from recoup.cases.formal.law import connections_of
from recoup.cases.models import Case
from recoup.cases.people import members
from recoup.cases.people.desk import case_by, sit_down
from recoup.law.questions import BUCKETS, Factor
from recoup.law.values import Answer
from recoup.ledger.operations import charges as ledger
from recoup.ledger.operations import open_charges, pay_charges
from recoup.lib.errors import Refused
from recoup.org.models import Creditor

TASK = "charges_left"
ASK_AGAIN = timedelta(days=30)


def waive(creditor: Creditor, case: int, reason: str, *, actor: str, moment: datetime) -> int:
    """Gives up what is open of a case's charges; returns the sum in minor units. Raises Refused: `not_allowed`,
    `missing` without a reason."""
    found = case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "approve")
        mine = [one.pk for one in open_charges(creditor, desk.debtor, found.currency)]
        total = ledger.waive(creditor, desk.debtor, mine, reason, on=desk.today, **desk.by)
        desk.close_kind(TASK, result="waived")
    return total


def keep(creditor: Creditor, case: int, reason: str, *, actor: str, moment: datetime) -> None:
    """They stay claimed, with a reason, and somebody is asked again in 30 days. Raises Refused: `not_allowed`,
    `missing`."""
    found = case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "step")
        if not reason.strip():
            raise Refused("missing", "Say how they are claimed.", "reason", "Such as: with the next invoice.")
        desk.close_kind(TASK, result="kept")
        desk.record("charges.kept", note=reason.strip())
        if open_charges(creditor, desk.debtor, found.currency):
            desk.ask(TASK, desk.today + ASK_AGAIN)


def pay_from_account(creditor: Creditor, case: int, *, actor: str, moment: datetime) -> int:
    """Sets money on account against the charges, by the order of the contract's law; where that is not known, costs
    first. Returns what was paid, in minor units. Raises Refused: `not_allowed`, `principal_first`."""
    found = case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "match")
        order = order_of(found, moment)
        paid = pay_charges(creditor, desk.debtor, found.currency, order, on=desk.today, **desk.by)
        if not open_charges(creditor, desk.debtor, found.currency):
            desk.close_kind(TASK, result="paid")
    return paid


def order_of(case: Case, moment: datetime) -> tuple[str, ...]:
    """What a payment pays first by the law of the contract."""
    place = connections_of(case, moment).of(Factor.CONTRACT).place
    answer = place.ask("interest.set_off", case.debtor.kind, case.opened_on)
    order = answer.facts["order"] if isinstance(answer, Answer) else BUCKETS
    assert isinstance(order, tuple)
    return tuple(str(one) for one in order)
