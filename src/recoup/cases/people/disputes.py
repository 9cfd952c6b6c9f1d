"""Disputes: what is contested is left out and resolved first; it ends by decision."""

from datetime import date, datetime, timedelta

from recoup.cases.formal.limitation import check_wait
from recoup.cases.models import Case, CaseInvoice
from recoup.cases.people import causes, confirmations, holds
from recoup.cases.people.desk import Desk, sit_down
from recoup.ledger.models import Dispute, Invoice
from recoup.ledger.operations import close_dispute, open_dispute, renew_dispute
from recoup.ledger.operations.disputes import ANSWER_DAYS
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor

RENEWAL_WORKING_DAYS = 5
CREDIT_NOTE_DAYS = 14


def invoice_by(creditor: Creditor, what: str) -> Invoice:
    """The creditor's invoice of that number, else of that row id. Raises Refused (`no_such_invoice`)."""
    mine = Invoice.objects.of(creditor).select_related("debtor")
    rows: list[Invoice] = list(mine.filter(number=what)[:2])
    if not rows and what.isascii() and what.isdigit() and len(what) < 19:
        rows = list(mine.filter(pk=int(what)))
    if len(rows) == 1:
        return rows[0]
    if rows:
        ids = ", ".join(str(row.pk) for row in mine.filter(number=what))
        raise Refused(
            "several_invoices",
            say("Several invoices have the number %(what)s.", what=what),
            "invoice",
            say("Give one of: %(ids)s.", ids=ids),
        )
    raise Refused(
        "no_such_invoice",
        say("There is no invoice %(what)s.", what=what),
        "invoice",
        "Give its number as in the books.",
    )


def case_of(creditor: Creditor, invoice: Invoice) -> Case | None:
    """The open case in which an invoice is pursued, if there is one."""
    held = CaseInvoice.objects.of(creditor).filter(invoice=invoice, is_current=True, case__state="open")
    row = held.select_related("case").first()
    return row.case if row else None


def dispute(
    creditor: Creditor,
    invoice: int,
    amount_minor: int | None,
    type: str,
    *,
    owner: str = "",
    answer_due_on: date | None = None,
    note: str = "",
    actor: str,
    moment: datetime,
) -> Dispute:
    """They contest an invoice, whole (None) or in part; it is acknowledged, and its owner has a task.

    An open dispute of the invoice is changed, not doubled. Raises Refused: `no_such_invoice`, `date_in_past`,
    `unknown_dispute_type`, `dispute_too_large`, `past_limitation` (an answer later than usual, past six months before
    the last day to sue, unless an approver does it).
    """
    row = _row(creditor, invoice)
    case = case_of(creditor, row)
    with sit_down(creditor, row.debtor, case, actor=actor, moment=moment) as desk:
        if answer_due_on is not None and answer_due_on < desk.today:
            raise Refused(
                "date_in_past",
                say("%(answer_due_on)s is over.", answer_due_on=answer_due_on),
                "--answer-by",
                "Give today or a later day.",
            )
        if answer_due_on is not None and answer_due_on > desk.today + timedelta(days=ANSWER_DAYS):
            check_wait(desk, answer_due_on, where="--answer-by", invoice=row)
        due_on = answer_due_on or desk.today + timedelta(days=ANSWER_DAYS)
        was = Dispute.objects.of(creditor).filter(invoice=row, closed_on__isnull=True).first()
        made = open_dispute(
            creditor, row, amount_minor, type, owner=owner, answer_due_on=due_on, opened_on=desk.today, note=note,
            **desk.by,
        )  # fmt: skip
        if desk.case is not None:
            if desk.case.cause in ("", "unknown"):
                causes.note_cause(desk, "disputed")
            task = desk.ask("answer_dispute", due_on)
            if task.due_on > due_on:
                task.due_on = due_on
                task.save(update_fields=["due_on"])
        if was is None:
            disputed = row.open_minor if amount_minor is None else amount_minor
            confirmations.acknowledge_dispute(desk, f"dispute:{made.pk}", row, disputed, note, type, due_on)
    return made


def _row(creditor: Creditor, pk: int) -> Invoice:
    row: Invoice | None = Invoice.objects.of(creditor).select_related("debtor").filter(pk=pk).first()
    if row is None:
        raise Refused("no_such_invoice", say("There is no invoice %(pk)s.", pk=pk), "invoice")
    return row


def decide(
    creditor: Creditor, dispute_id: int, outcome: str, *, note: str = "", actor: str, moment: datetime
) -> Dispute:
    """Ends a dispute: upheld or part (a credit note is asked for, the invoice waits for it), rejected, withdrawn.

    A rejection needs its reasons. Raises Refused: `no_such_dispute`, `dispute_closed`, `unknown_outcome`, `missing`.
    """
    rows = Dispute.objects.of(creditor).select_related("invoice__debtor")
    found: Dispute | None = rows.filter(pk=dispute_id).first()
    if found is None:
        raise Refused(
            "no_such_dispute", say("There is no dispute %(dispute_id)s.", dispute_id=dispute_id), "dispute"
        )
    if outcome == "rejected" and not note.strip():
        raise Refused("missing", "Rejecting a dispute needs reasons.", "--text", "Say why they are wrong.")
    case = case_of(creditor, found.invoice)
    with sit_down(creditor, found.invoice.debtor, case, actor=actor, moment=moment) as desk:
        close_dispute(creditor, found, outcome, closed_on=desk.today, note=note, **desk.by)
        if outcome in ("upheld", "part"):
            until = desk.today + timedelta(days=CREDIT_NOTE_DAYS)
            holds.place(desk, until_on=until, note="a credit note is to come", invoice=found.invoice)
            desk.ask("issue_credit_note", desk.working_day())
        after_end(desk)
    found.refresh_from_db()
    return found


def after_end(desk: Desk) -> None:
    """With no dispute left the cause is open again and the owner's task is over."""
    if desk.case is None:
        return
    held = CaseInvoice.objects.filter(case=desk.case, is_current=True).values("invoice")
    if Dispute.objects.of(desk.creditor).filter(invoice__in=held, closed_on__isnull=True).exists():
        return
    if desk.case.cause == "disputed":
        causes.note_cause(desk, "unknown")
    desk.close_kind("answer_dispute", result="decided")


def ask_for_answers(creditor: Creditor, *, actor: str, moment: datetime, today: date) -> int:
    """Disputes whose answer is due: their owner has the task, and they are renewed. Never ended by the clock."""
    due = Dispute.objects.of(creditor).filter(closed_on__isnull=True, answer_due_on__lte=today)
    count = 0
    for found in due.select_related("invoice__debtor").order_by("pk"):
        case = case_of(creditor, found.invoice)
        with sit_down(creditor, found.invoice.debtor, case, actor=actor, moment=moment) as desk:
            renew_dispute(creditor, found, desk.working_day(RENEWAL_WORKING_DAYS), **desk.by)
            if desk.case is not None:
                desk.ask("answer_dispute", desk.ctx.facts.calendar.on_or_after(today))
            count += 1
    return count
