"""Tax relief through cases: what opens, lapses or has to go back becomes a task, and what was done is recorded."""

from collections.abc import Iterable
from datetime import datetime

from recoup.cases.facts import Context
from recoup.cases.models import Case
from recoup.cases.people.desk import Desk, sit_down
from recoup.ledger.models import Debtor, Invoice
from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.recourse.models import ReliefState, TaxRelief, TaxRepayment
from recoup.recourse.relief import operations as recourse

CLAIM, LAPSES, REPAY = "tax_relief", "tax_relief_lapses", "tax_repay"


def look(ctx: Context, actor: str) -> int:
    """What the day brings: a task for each case of which an invoice's tax opens, lapses soon, or has to go back.

    Returns how many invoices are news; the tasks say where they are listed. Nothing opens where no law is known.
    """
    place = recourse.place_of(ctx.creditor, ctx.settings.calendar_region)
    recourse.note_days(ctx.creditor, place, ctx.today)
    opened, lapsing = recourse.turn(ctx.creditor, ctx.today)
    due = [one.relief for one in recourse.note_repayments(ctx.creditor, ctx.today)]
    for kind, rows in ((CLAIM, opened), (LAPSES, lapsing), (REPAY, due)):
        _ask(ctx, actor, kind, [row.invoice for row in rows])
    return len(opened) + len(lapsing) + len(due)


def _ask(ctx: Context, actor: str, kind: str, invoices: Iterable[Invoice]) -> None:
    by_debtor: dict[int, tuple[Debtor, list[int]]] = {}
    for row in invoices:
        by_debtor.setdefault(row.debtor_id, (row.debtor, []))[1].append(row.pk)
    for debtor, pks in by_debtor.values():
        cases = Case.objects.of(ctx.creditor).filter(debtor=debtor, holdings__invoice__in=pks)
        case = cases.order_by("-pk").first()
        with sit_down(ctx.creditor, debtor, case, actor=actor, moment=ctx.moment) as desk:
            desk.ask(kind, ctx.facts.calendar.on_or_after(ctx.today))


def _relief(creditor: Creditor, pk: int) -> tuple[TaxRelief, Case | None]:
    rows = TaxRelief.objects.of(creditor).select_related("invoice__debtor")
    found: TaxRelief | None = rows.filter(pk=pk).first()
    if found is None:
        raise Refused("no_such_relief", "There is no such invoice.", "relief")
    return found, _case_of(creditor, found.invoice)


def _case_of(creditor: Creditor, row: Invoice) -> Case | None:
    cases = Case.objects.of(creditor).filter(holdings__invoice=row).order_by("-pk")
    found: Case | None = cases.first()
    return found


def claim(
    creditor: Creditor, pk: int, amount_minor: int | None, *, actor: str, moment: datetime
) -> TaxRelief:
    """The tax of an invoice was claimed; None: all that is in what is unpaid.

    Raises Refused: `no_such_relief`, and what `recourse.relief.operations.claim` refuses.
    """
    found, case = _relief(creditor, pk)
    with sit_down(creditor, found.invoice.debtor, case, actor=actor, moment=moment) as desk:
        minor = recourse.claimable(found) if amount_minor is None else amount_minor
        recourse.claim(creditor, found, minor, on=desk.today, **desk.by)
        amounts = {f"tax_{found.invoice.currency}": minor}
        desk.record("tax_relief.claimed", facts={"invoice": found.invoice_id}, amounts=amounts)
        _close(desk, found)
    return found


def leave(creditor: Creditor, pk: int, note: str, *, actor: str, moment: datetime) -> TaxRelief:
    """The tax of an invoice is not claimed. Raises Refused: `no_such_relief`, `missing`, `decided_already`."""
    found, case = _relief(creditor, pk)
    with sit_down(creditor, found.invoice.debtor, case, actor=actor, moment=moment) as desk:
        recourse.leave(found, note, on=desk.today, actor=actor)
        desk.record("tax_relief.left", facts={"invoice": found.invoice_id}, note=note)
        _close(desk, found)
    return found


def _close(desk: Desk, found: TaxRelief) -> None:
    """When nothing of the debtor is left to claim, the tasks are done."""
    left = TaxRelief.objects.of(desk.creditor).filter(
        invoice__debtor=found.invoice.debtor, state=ReliefState.OPEN
    )
    if not left.exists():
        desk.close_kind(CLAIM, LAPSES)


def repaid(creditor: Creditor, pk: int, *, actor: str, moment: datetime) -> TaxRepayment:
    """The tax went back; a second time changes nothing. Raises Refused (`no_such_relief`)."""
    rows = TaxRepayment.objects.of(creditor).select_related("relief__invoice__debtor")
    found: TaxRepayment | None = rows.filter(pk=pk).first()
    if found is None:
        raise Refused("no_such_relief", "There is no such repayment.", "repayment")
    row = found.relief.invoice
    with sit_down(creditor, row.debtor, _case_of(creditor, row), actor=actor, moment=moment) as desk:
        if recourse.repay(creditor, found, on=desk.today, **desk.by):
            amounts = {f"tax_{row.currency}": found.amount_minor}
            desk.record("tax_relief.repaid", facts={"invoice": row.pk}, amounts=amounts)
            left = TaxRepayment.objects.of(creditor).filter(
                relief__invoice__debtor=row.debtor, repaid_on__isnull=True
            )
            if not left.exists():
                desk.close_kind(REPAY)
    found.refresh_from_db()
    return found
