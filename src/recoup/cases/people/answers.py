"""One-key answers: what is done at once about why a debt is unpaid, each in one deed."""

from datetime import datetime

from recoup.cases import service
from recoup.cases.exhibits import PROOF, copies
from recoup.cases.models import Case, CaseInvoice, Task
from recoup.cases.people import confirmations
from recoup.cases.people.desk import Desk, open_case_by, sit_down
from recoup.cases.people.disputes import case_of
from recoup.cases.texts import line_of
from recoup.documents.facts import Ask
from recoup.ledger.models import Debtor, Invoice, InvoiceState, Payment, PaymentState
from recoup.ledger.operations.references import correct_order_reference
from recoup.lib.errors import Refused
from recoup.org.models import Creditor, Membership, User
from recoup.outreach.compose import Attachment

QUEUED, ASKED = "queued", "no_exhibit"
"""It goes out at once; or we hold no such document, and a person is asked to send it."""


def send_copies(creditor: Creditor, case: int, *, actor: str, moment: datetime) -> str:
    """Copies of the invoices of a case go out, once a day. Returns `queued`, or why a person is asked instead:
    `no_exhibit`, `no_address`, or why nothing may go: `represented`, `insolvent`. Raises Refused (`case_closed`).
    """
    found = open_case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        return confirmations.send_copies(desk)


def send_proof(creditor: Creditor, case: int, *, actor: str, moment: datetime) -> str:
    """Order, acceptance, terms and delivery papers of a case go out, once a day. Answers as `send_copies` does."""
    found = open_case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        invoices = _open_invoices(desk)
        files = copies(creditor, [row.pk for row in invoices], PROOF)
        if not files:
            desk.ask("send_proof", desk.working_day())
            return ASKED
        key = f"proof:{found.pk}:{desk.today.isoformat()}"
        return confirmations.queue_or_ask(desk, _papers(desk, "proof_sent", key, invoices, files))


def correct_reference(
    creditor: Creditor, invoice: Invoice, reference: str, *, actor: str, moment: datetime
) -> str:
    """Their order reference is put right on an invoice and a copy goes out that names it.

    Returns as `send_copies`. Raises Refused: `missing`, `too_long`, `unknown_row`.
    """
    case = case_of(creditor, invoice)
    with sit_down(creditor, invoice.debtor, case, actor=actor, moment=moment) as desk:
        correct_order_reference(creditor, invoice, reference, **desk.by)
        rows = [Invoice.objects.of(creditor).get(pk=invoice.pk)]
        files = copies(creditor, [invoice.pk])
        key = f"reference:{invoice.pk}:{rows[0].order_reference}"
        return confirmations.queue_or_ask(desk, _papers(desk, "reference_corrected", key, rows, files))


def _open_invoices(desk: Desk) -> list[Invoice]:
    held = CaseInvoice.objects.of(desk.creditor).filter(case=desk.case, is_current=True)
    rows = Invoice.objects.of(desk.creditor).filter(
        pk__in=held.values("invoice"), state=InvoiceState.OPEN, kind="invoice"
    )
    return list(rows.order_by("due_on", "pk"))


def _papers(
    desk: Desk, wording: str, key: str, rows: list[Invoice], files: tuple[Attachment, ...]
) -> service.Service:
    lines = [line_of(row, row.open_minor, 0, desk.today) for row in rows]
    ask = Ask.of(rows[0].currency, lines)
    return service.Service(wording, key, None, ask, tuple(rows), {}, attachments=files)


def tell_sales(creditor: Creditor, case: int, *, actor: str, moment: datetime) -> Task:
    """Whoever sold is to be told: a task of their own where they are a user here, else one for anybody.

    Asked before, nothing changes. Raises Refused (`case_closed`).
    """
    found = open_case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        task = desk.ask("tell_sales", desk.working_day())
        seller = _seller(desk, found)
        if seller is not None and task.assigned_to_id is None:
            task.assigned_to = seller
            task.save(update_fields=["assigned_to"])
        return task


def _seller(desk: Desk, case: Case) -> User | None:
    """The user who is called as the books call whoever sold: the debtor's, else that of the oldest open invoice."""
    names = [desk.debtor.account_owner] + [row.account_owner for row in _open_invoices(desk)]
    wanted = next((name.strip().casefold() for name in names if name.strip()), "")
    if not wanted:
        return None
    members = Membership.objects.of(desk.creditor).filter(user__is_active=True).select_related("user")
    for member in members.order_by("pk"):
        if wanted in (member.user.name.casefold(), member.user.email.casefold()):
            user: User = member.user
            return user
    return None


def propose_supply_stop(creditor: Creditor, case: int, *, actor: str, moment: datetime) -> Task:
    """A manager is asked to decide whether they are still supplied. Raises Refused (`case_closed`)."""
    found = open_case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        return desk.ask("approve_supply_stop", desk.working_day(), role="manager")


def apologise(creditor: Creditor, debtor: Debtor, *, actor: str, moment: datetime) -> str:
    """“You had paid: sorry”, about their newest payment; once for each. Returns as `send_copies`.

    Raises Refused (`no_payment`) while no payment of theirs is in the books.
    """
    with sit_down(creditor, debtor, None, actor=actor, moment=moment) as desk:
        came = Payment.objects.of(creditor).filter(debtor=debtor, amount_minor__gt=0)
        paid: Payment | None = (
            came.exclude(state__in=(PaymentState.REVERSED, PaymentState.SUPERSEDED))
            .order_by("-received_on", "-pk")
            .first()
        )
        if paid is None:
            raise Refused(
                "no_payment", "No payment of theirs is in the books yet.", "",
                "Note under “Log a call or answer” that they say it is paid: nothing goes out while somebody looks.",
            )  # fmt: skip
        more = {"paid_on": paid.received_on, "paid_minor": paid.amount_minor}
        ask = Ask.of(paid.currency, [])
        what = service.Service("apology_paid", f"apology:{paid.pk}", None, ask, (), more)
        return confirmations.queue_or_ask(desk, what)
