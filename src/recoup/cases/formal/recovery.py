"""Money after letting go: booked against what was written off, and a person asked whether it is that."""

from datetime import date, datetime

from recoup.cases.models import Case, CaseState
from recoup.cases.people.desk import case_by, sit_down
from recoup.ledger.models import Invoice, Payment
from recoup.ledger.operations import written_off
from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.recourse.letgo import operations as recourse
from recoup.recourse.letgo.queries import recoverable
from recoup.recourse.models import Recovery


def recover(
    creditor: Creditor,
    case: int,
    invoice: int,
    payment: int,
    amount_minor: int | None,
    *,
    actor: str,
    moment: datetime,
) -> list[Recovery]:
    """Books money on account against what was written off of an invoice of the case; None: as much as fits.

    The case stays closed. Raises Refused: `no_such_case`, `no_such_payment`, `nothing_open`, and what
    `recourse.letgo.operations.recover` refuses.
    """
    found = case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        rows = Invoice.objects.of(creditor).filter(debtor=desk.debtor, currency=found.currency)
        row = rows.filter(pk=invoice, pursuits__case=found).select_related("debtor").first()
        money_in = Payment.objects.of(creditor).filter(debtor=desk.debtor, pk=payment).first()
        if row is None or money_in is None:
            raise Refused("no_such_payment", "There is no such payment or invoice.", "payment")
        if amount_minor is None:
            left = money_in.amount_minor - money_in.allocated_minor - money_in.superseded_minor
            amount_minor = min(left, written_off(creditor, [row.pk]).get(row.pk, 0))
        made = recourse.recover(creditor, row, money_in, amount_minor, on=desk.today, **desk.by)
        desk.close_kind("book_recovery", result="booked")
        facts = {"invoice": row.pk, "payment": money_in.pk}
        desk.record("recovery.booked", klass="open", facts=facts, amounts={"recovered_minor": amount_minor})
    return made


def cases_to_book(creditor: Creditor, *, actor: str, moment: datetime, today: date) -> int:
    """For debtors with money on account and something written off: a task that asks whether it is a recovery.

    One for each case, once: while a task is open, or was answered since the money came, nobody is asked again.
    """
    count = 0
    for debtor, currency, since in recoverable(creditor):
        case = (
            Case.objects.of(creditor)
            .filter(debtor_id=debtor, currency=currency, holdings__invoice__let_go_parts__off_minor__gt=0)
            .select_related("debtor")
            .order_by("-pk")
            .first()
        )
        if case is None or case.state == CaseState.OPEN:
            continue
        asked = case.tasks.filter(kind="book_recovery", opened_on__gte=since)
        if asked.exists():
            continue
        with sit_down(creditor, case.debtor, case, actor=actor, moment=moment) as desk:
            desk.ask("book_recovery", desk.ctx.facts.calendar.on_or_after(today))
        count += 1
    return count
