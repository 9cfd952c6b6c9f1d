"""Money that nobody could match: a person says what it pays, whose it is, or that it is none of ours."""

from collections.abc import Sequence
from datetime import datetime

from recoup.ledger.models import Debtor, Invoice, InvoiceState, Payment
from recoup.ledger.names import fold
from recoup.ledger.operations import allocate, set_aside, set_payer
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor


def pays(creditor: Creditor, payment: int, invoices: Sequence[int], *, actor: str, moment: datetime) -> None:
    """Sets the payment against these invoices, in this order, as far as it goes; the rest is on account.

    Raises Refused: `no_such_payment`, `unknown_row`, `same_money`, and as `ledger.operations.allocate` does.
    """
    found = _payment(creditor, payment)
    rows = (
        Invoice.objects.of(creditor).filter(pk__in=invoices, state=InvoiceState.OPEN).select_related("debtor")
    )
    known = {row.pk: row for row in rows}
    left, parts = found.amount_minor - found.allocated_minor - found.superseded_minor, []
    for pk in invoices:
        row = known.get(pk)
        if row is None:
            raise Refused("unknown_row", "This invoice is no longer open.", "invoice", "Choose another.")
        parts.append((row, min(left, row.open_minor)))
        left -= parts[-1][1]
    _refuse_noted(creditor, found, [row.debtor_id for row, _ in parts])
    allocate(creditor, found, parts, actor=actor, moment=moment)


def pays_number(creditor: Creditor, payment: int, number: str, *, actor: str, moment: datetime) -> None:
    """The same, with the invoice's number as a person types it. Raises Refused: `unknown_number`, `several`."""
    rows = Invoice.objects.of(creditor).filter(number=number, state=InvoiceState.OPEN, kind="invoice")
    found = list(rows.values_list("pk", flat=True)[:2])
    if not found:
        raise Refused(
            "unknown_number",
            say("No open invoice has the number “%(number)s”.", number=number),
            "number",
            "See Invoices for those that are open.",
        )
    if len(found) > 1:
        raise Refused(
            "several",
            say("Several debtors have an open invoice %(number)s.", number=number),
            "number",
            "Put the money on account of the debtor.",
        )
    pays(creditor, payment, found, actor=actor, moment=moment)


def is_of(creditor: Creditor, payment: int, debtor: str, *, actor: str, moment: datetime) -> None:
    """The payment is this debtor's, by number or name; it is on account. Raises Refused: `unknown_debtor`."""
    every = Debtor.objects.of(creditor)
    found = list(every.filter(number=debtor)[:1]) or list(every.filter(name_key=fold(debtor))[:2])
    if len(found) != 1:
        raise Refused(
            "unknown_debtor",
            say("“%(debtor)s” is not the number or full name of one debtor.", debtor=debtor),
            "debtor",
            "Type the number, as Debtors shows it.",
        )
    money = _payment(creditor, payment)
    _refuse_noted(creditor, money, [found[0].pk])
    set_payer(creditor, money, found[0], actor=actor, moment=moment)


def is_none_of_ours(creditor: Creditor, payment: int, reason: str, *, actor: str, moment: datetime) -> None:
    """The money is for nothing that is owed. Raises Refused (`missing`) without a reason."""
    if not reason.strip():
        raise Refused("missing", "A reason is needed.", "reason", "Say what the money was.")
    set_aside(creditor, _payment(creditor, payment), reason.strip(), actor=actor, moment=moment)


def _refuse_noted(creditor: Creditor, payment: Payment, debtors: Sequence[int]) -> None:
    """Raises Refused (`same_money`) while nobody has said whether it is a dividend that somebody noted."""
    from recoup.cases.formal.solvency.dividends import may_be_counted

    noted = may_be_counted(creditor, payment, debtors)
    if noted is not None:
        raise Refused(
            "same_money",
            say(
                "A dividend of the same sum was noted on %(on)s: it may be counted already.",
                on=noted.received_on,
            ),
            "payment",
            "Say on the page of their insolvency whether it is that money.",
        )


def _payment(creditor: Creditor, pk: int) -> Payment:
    found: Payment | None = Payment.objects.of(creditor).filter(pk=pk).first()
    if found is None:
        raise Refused("no_such_payment", "There is no such payment.", str(pk))
    return found
