"""Statements: all that is open and all that is on account, without a tone; they move no rung."""

from datetime import datetime

from recoup.cases import service
from recoup.cases.facts import Context, context
from recoup.cases.people.desk import sit_down
from recoup.cases.texts import charge_lines, language_for, line_of, recipient_of, reference_of, sender_of
from recoup.documents.facts import Ask, Line, MessageContext
from recoup.documents.pdf import statement_pdf
from recoup.ledger.models import Debtor, Dispute, Invoice, InvoiceKind, InvoiceState, Payment, PaymentState
from recoup.ledger.operations import open_charges
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.outreach.models import Message


def statement(
    creditor: Creditor, debtor: Debtor, *, currency: str = "", moment: datetime
) -> tuple[str, bytes]:
    """The statement of a debtor in one currency (of the only one, if none is named), as (currency, PDF).

    Raises Refused: `nothing_open`, `several_currencies`.
    """
    ctx = context(creditor, moment)
    chosen = _currency(ctx, debtor, currency)
    ask, invoices = _ask(ctx, debtor, chosen)
    language = language_for(debtor, None, ctx.settings)
    text = MessageContext(
        rung=0,
        kind="statement",
        tone=service.TONE,
        language=language,
        sender=sender_of(creditor, ctx.settings),
        recipient=recipient_of(debtor, None, language),
        ask=ask,
        today=ctx.today,
        reference=reference_of(debtor, invoices),
        signer=ctx.settings.signer,
    )
    return chosen, statement_pdf(text)


def send_statement(
    creditor: Creditor, debtor: Debtor, *, currency: str = "", actor: str, moment: datetime
) -> Message | None:
    """Queues the statement as a service message; None when today's is queued already.

    Raises Refused: `nothing_open`, `several_currencies`, `no_address`, `represented`, `insolvent`.
    """
    with sit_down(creditor, debtor, None, actor=actor, moment=moment) as desk:
        chosen = _currency(desk.ctx, desk.debtor, currency)
        ask, invoices = _ask(desk.ctx, desk.debtor, chosen)
        key = f"statement:{debtor.pk}:{chosen}:{desk.today.isoformat()}"
        what = service.Service("statement", key, None, ask, tuple(invoices), {}, with_statement=True)
        return service.queue(desk.ctx, desk.act, desk.debtor, None, what)


def _currency(ctx: Context, debtor: Debtor, currency: str) -> str:
    rows = Invoice.objects.of(ctx.creditor).filter(debtor=debtor, state=InvoiceState.OPEN)
    charged = {one.currency for one in open_charges(ctx.creditor, debtor)}
    known: list[str] = sorted({*rows.values_list("currency", flat=True), *charged})
    if currency:
        known = [code for code in known if code == currency.upper()]
    if not known:
        raise Refused("nothing_open", say("Nothing of %(name)s is open.", name=debtor.name), "debtor")
    if len(known) > 1:
        raise Refused(
            "several_currencies",
            say("%(name)s owes in %(known)s.", name=debtor.name, known=", ".join(known)),
            "--currency",
            "Say in which.",
        )
    return known[0]


def _ask(ctx: Context, debtor: Debtor, currency: str) -> tuple[Ask, list[Invoice]]:
    rows = list(
        Invoice.objects.of(ctx.creditor)
        .filter(debtor=debtor, currency=currency, state=InvoiceState.OPEN)
        .order_by("due_on", "pk")
    )
    invoices = [row for row in rows if row.kind == InvoiceKind.INVOICE]
    disputed = _disputed(ctx.creditor, invoices)
    lines = [line_of(row, row.open_minor, disputed.get(row.pk, 0), ctx.today) for row in invoices]
    lines += charge_lines(ctx.creditor, debtor, currency)
    lines += [_less(row) for row in rows if row.kind == InvoiceKind.CREDIT_NOTE]
    lines += [_paid(row) for row in _on_account(ctx.creditor, debtor, currency)]
    return Ask.of(currency, lines), invoices


def _disputed(creditor: Creditor, invoices: list[Invoice]) -> dict[int, int]:
    open_now = {row.pk: row.open_minor for row in invoices}
    found: dict[int, int] = {}
    rows = Dispute.objects.of(creditor).filter(invoice_id__in=open_now, closed_on__isnull=True)
    for invoice, part in rows.values_list("invoice_id", "amount_minor"):
        whole = open_now[invoice]
        found[invoice] = min(whole, found.get(invoice, 0) + (whole if part is None else part))
    return found


def _less(note: Invoice) -> Line:
    return Line(
        number=note.number or f"#{note.pk}",
        kind="credit_note",
        issued_on=note.issued_on,
        due_on=None,
        days_overdue=0,
        currency=note.currency,
        amount_minor=-note.amount_minor,
        open_minor=-note.open_minor,
        disputed_minor=0,
        asked_minor=-note.open_minor,
    )


def _on_account(creditor: Creditor, debtor: Debtor, currency: str) -> list[Payment]:
    rows = Payment.objects.of(creditor).filter(
        debtor=debtor, currency=currency, state=PaymentState.ON_ACCOUNT
    )
    return [row for row in rows.order_by("received_on", "pk") if _rest(row) > 0]


def _rest(payment: Payment) -> int:
    return payment.amount_minor - payment.allocated_minor - payment.superseded_minor


def _paid(payment: Payment) -> Line:
    rest = -_rest(payment)
    return Line(
        number="",
        kind="payment",
        issued_on=payment.received_on,
        due_on=None,
        days_overdue=0,
        currency=payment.currency,
        amount_minor=-payment.amount_minor,
        open_minor=rest,
        disputed_minor=0,
        asked_minor=rest,
    )
