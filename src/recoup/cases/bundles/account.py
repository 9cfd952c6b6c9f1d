"""The statement of account of a case on a day: what each invoice came to, and how."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from recoup.cases.models import Case, CaseInvoice
from recoup.documents.evidence.facts import Movement, Owed
from recoup.ledger.models import Allocation, Dispute, Invoice, InvoiceKind, InvoiceState, Payment
from recoup.org.models import Creditor

_KINDS = {"credit": "credit", "write_off": "write_off", "sale": "write_off", "books": "books"}


@dataclass(frozen=True, slots=True)
class Account:
    """Invoices by their row, the movements by day, and what is on account, in minor units."""

    owed: dict[int, Owed]
    movements: tuple[Movement, ...]
    on_account_minor: int


def account(creditor: Creditor, case: Case, until_on: date) -> Account:
    """The account up to that day, the day included. A payment dated later is not in it."""
    mine = CaseInvoice.objects.of(creditor).filter(case=case).values_list("invoice_id", flat=True)
    rows = Invoice.objects.of(creditor).filter(pk__in=mine).exclude(state=InvoiceState.CANCELLED)
    invoices = [
        one for one in rows.order_by("due_on", "pk") if (one.issued_on or one.imported_on) <= until_on
    ]
    by_pk = {one.pk: one for one in invoices}
    paid: dict[int, int] = defaultdict(int)
    moved = [_charged(one) for one in invoices]
    used = Allocation.objects.of(creditor).filter(
        invoice__in=by_pk, is_active=True, allocated_on__lte=until_on
    )
    for one in used.order_by("allocated_on", "pk"):
        paid[one.invoice_id] += one.amount_minor
        kind = _KINDS.get(one.source, "payment")
        moved.append(Movement(one.allocated_on, kind, _name(by_pk[one.invoice_id]), -one.amount_minor))
    disputed = _disputed(creditor, by_pk, paid, until_on)
    owed = {
        one.pk: Owed(
            _name(one), one.issued_on, one.due_on, one.amount_minor, paid[one.pk], disputed.get(one.pk, 0)
        )
        for one in invoices
    }
    moved.sort(key=lambda one: (one.on, one.minor < 0))
    return Account(owed, tuple(moved), _on_account(creditor, case, until_on))


def _name(invoice: Invoice) -> str:
    return invoice.number or f"#{invoice.pk}"


def _charged(invoice: Invoice) -> Movement:
    return Movement(invoice.issued_on or invoice.due_on, "invoice", _name(invoice), invoice.amount_minor)


def _disputed(
    creditor: Creditor, invoices: dict[int, Invoice], paid: dict[int, int], until_on: date
) -> dict[int, int]:
    found: dict[int, int] = {}
    rows = Dispute.objects.of(creditor).filter(invoice__in=invoices, opened_on__lte=until_on)
    for one in rows.order_by("pk"):
        if one.closed_on is not None and one.closed_on <= until_on:
            continue
        left = invoices[one.invoice_id].amount_minor - paid[one.invoice_id]
        part = left if one.amount_minor is None else one.amount_minor
        found[one.invoice_id] = min(left, found.get(one.invoice_id, 0) + part)
    return found


def _on_account(creditor: Creditor, case: Case, until_on: date) -> int:
    """Money and credit notes of this debtor that pay no invoice yet."""
    money = Payment.objects.of(creditor).filter(
        debtor=case.debtor_id, currency=case.currency, state="on_account", received_on__lte=until_on
    )
    rest = sum(one.amount_minor - one.allocated_minor - one.superseded_minor for one in money)
    notes = Invoice.objects.of(creditor).filter(
        debtor=case.debtor_id, currency=case.currency, kind=InvoiceKind.CREDIT_NOTE, state=InvoiceState.OPEN
    )
    given = sum(one.open_minor for one in notes if (one.issued_on or one.imported_on) <= until_on)
    return int(max(rest, 0) + given)
