"""Takes off an invoice what will not come: written off, or sold; and books money that comes after all against it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from django.db.models import Sum

from recoup.archive.deeds import deed
from recoup.ledger.models import Allocation, Invoice, InvoiceKind, InvoiceState, Payment, PaymentState
from recoup.lib.errors import Refused
from recoup.lib.money import text
from recoup.lib.said import say
from recoup.org.models import Creditor

Source = Literal["write_off", "sale"]
_ENDS = {"write_off": InvoiceState.WRITTEN_OFF, "sale": InvoiceState.SOLD}


def take_off(
    creditor: Creditor,
    parts: Sequence[tuple[int, int]],
    source: Source,
    *,
    on: date,
    actor: str,
    moment: datetime,
) -> None:
    """Takes (invoice id, minor units) off what is open. Taken off whole, an invoice is written off or sold.

    A sum taken off is not open and not paid. Raises Refused: `unknown_row`, `over_written_off` (more than is open).
    """
    rows = {
        row.pk: row
        for row in Invoice.objects.of(creditor)
        .filter(pk__in=[pk for pk, _ in parts], kind=InvoiceKind.INVOICE)
        .select_related("debtor")
    }
    with deed(actor, moment, creditor.key, {row.debtor.stream_key for row in rows.values()}) as done:
        for pk, minor in parts:
            found = rows.get(pk)
            if found is None:
                raise Refused("unknown_row", "There is no such invoice.", str(pk))
            _take_one(creditor, found, minor, source, on)
            done.record(
                found.debtor.stream_key,
                "ledger.taken_off",
                result=source,
                facts={"invoice": pk},
                amounts={f"off_{found.currency}": minor},
            )


def _take_one(creditor: Creditor, row: Invoice, minor: int, source: Source, on: date) -> None:
    now: Invoice | None = Invoice.objects.of(creditor).filter(pk=row.pk, state=InvoiceState.OPEN).first()
    most = now.open_minor if now else 0
    if now is None or not 0 < minor <= most:
        raise Refused(
            "over_written_off",
            say("Only %(most)s of %(number)s is open.", most=text(most, row.currency), number=row.number),
            "amount",
            say("Asked for %(minor)s.", minor=text(minor, row.currency)),
        )
    Allocation.objects.create(
        creditor=creditor, invoice=now, source=source, amount_minor=minor, allocated_on=on
    )
    now.open_minor -= minor
    if now.open_minor == 0:
        now.state = _ENDS[source]
    now.save(update_fields=["open_minor", "state"])


def recover(
    creditor: Creditor,
    payment: Payment,
    invoice: Invoice,
    minor: int,
    *,
    actor: str,
    moment: datetime,
) -> None:
    """Books money that is on account against what was written off; the written-off part falls by as much.

    Nothing of the invoice opens again: open + paid + written off stay its amount.
    Raises Refused: `unknown_row`, `other_currency`, `payment_gone`, `over_recovered` (more than the payment has left,
    or than is written off).
    """
    with deed(actor, moment, creditor.key, [invoice.debtor.stream_key]) as done:
        money = Payment.objects.of(creditor).filter(pk=payment.pk).first()
        found = Invoice.objects.of(creditor).filter(pk=invoice.pk).first()
        if money is None or found is None:
            raise Refused("unknown_row", "There is no such payment or invoice.")
        _usable(money, found)
        left = money.amount_minor - money.allocated_minor - money.superseded_minor
        most = min(left, written_off(creditor, [found.pk]).get(found.pk, 0))
        if not 0 < minor <= most:
            raise Refused(
                "over_recovered",
                say("At most %(most)s can be booked here.", most=text(max(most, 0), found.currency)),
                "amount",
                say("Asked for %(minor)s.", minor=text(minor, found.currency)),
            )
        _shrink(creditor, found, minor)
        Allocation.objects.create(
            creditor=creditor, invoice=found, payment=money, source="manual", amount_minor=minor,
            allocated_on=money.received_on,
        )  # fmt: skip
        money.allocated_minor += minor
        money.debtor_id = money.debtor_id or found.debtor_id
        money.state = PaymentState.ON_ACCOUNT if left > minor else PaymentState.ALLOCATED
        money.reason = ""
        money.save(update_fields=["allocated_minor", "debtor", "state", "reason"])
        if found.open_minor == 0:
            still = written_off(creditor, [found.pk]).get(found.pk, 0)
            found.state = InvoiceState.WRITTEN_OFF if still else InvoiceState.PAID
            found.save(update_fields=["state"])
        done.record(
            invoice.debtor.stream_key,
            "ledger.recovered",
            direction="in",
            facts={"payment": money.pk, "invoice": found.pk},
            amounts={f"recovered_{found.currency}": minor},
        )


def _usable(money: Payment, found: Invoice) -> None:
    if money.state not in (PaymentState.ON_ACCOUNT, PaymentState.UNMATCHED) or money.amount_minor < 0:
        raise Refused(
            "payment_gone",
            "Nothing of this payment is left to book.",
            money.external_id,
            "Look at the list again.",
        )
    if money.currency != found.currency:
        raise Refused(
            "other_currency",
            say("The payment is in %(one)s, the invoice in %(two)s.", one=money.currency, two=found.currency),
            found.number,
            "Book the exchange in the books and import the result.",
        )


def _shrink(creditor: Creditor, found: Invoice, minor: int) -> None:
    """Takes so much from the newest written-off parts."""
    rows = Allocation.objects.of(creditor).filter(invoice=found, source="write_off", is_active=True)
    for row in rows.order_by("-pk"):
        taken = min(minor, row.amount_minor)
        Allocation.objects.filter(pk=row.pk).update(is_active=False)
        if row.amount_minor > taken:
            Allocation.objects.create(
                creditor=creditor, invoice=found, source="write_off", amount_minor=row.amount_minor - taken,
                allocated_on=row.allocated_on,
            )  # fmt: skip
        minor -= taken
        if not minor:
            return


def written_off(creditor: Creditor, invoices: Sequence[int]) -> dict[int, int]:
    """What stands written off of each invoice, recoveries taken away, in minor units; others are absent."""
    rows = Allocation.objects.of(creditor).filter(invoice_id__in=invoices, source="write_off", is_active=True)
    return dict(rows.values_list("invoice_id").annotate(Sum("amount_minor")))
