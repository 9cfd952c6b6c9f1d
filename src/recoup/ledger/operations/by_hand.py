"""What a person decides about one payment: whose it is, what it pays, that it went back."""

from collections.abc import Sequence
from datetime import datetime

from recoup.archive.deeds import Content, deed
from recoup.ledger.models import Allocation, Debtor, Invoice, InvoiceState, Payment, PaymentState
from recoup.ledger.operations.charges import release_payments
from recoup.ledger.operations.counterparts import write_opens
from recoup.lib.errors import Refused
from recoup.lib.money import text
from recoup.lib.said import say
from recoup.org.models import Creditor


def set_payer(creditor: Creditor, payment: Payment, debtor: Debtor, *, actor: str, moment: datetime) -> None:
    """The payment is this debtor's: what is not allocated of it is on account. Raises Refused like `allocate`."""
    with deed(actor, moment, creditor.key, [debtor.stream_key]) as done:
        payment = _usable(creditor, payment)
        _own(creditor, debtor.creditor_id)
        payment.debtor, payment.reason = debtor, ""
        payment.state = PaymentState.ON_ACCOUNT if _rest(payment) else PaymentState.ALLOCATED
        payment.save(update_fields=["debtor", "reason", "state"])
        amounts = {f"on_account_{payment.currency}": _rest(payment)}
        done.record(debtor.stream_key, "ledger.payer_set", facts={"payment": payment.pk}, amounts=amounts)


def allocate(
    creditor: Creditor,
    payment: Payment,
    parts: Sequence[tuple[Invoice, int]],
    *,
    knows_payer: bool = True,
    actor: str,
    moment: datetime,
) -> None:
    """Sets parts of a payment (minor units) against invoices; the rest goes on account of the first one's debtor.

    Without `knows_payer` the account it came from is not remembered as the debtor's.

    Raises Refused: `other_currency`, `over_allocated` (more than the payment has left, or an invoice has open),
    `payment_gone` (reversed or replaced by the books' list), `unknown_row`.
    """
    streams = [invoice.debtor.stream_key for invoice, _ in parts]
    with deed(actor, moment, creditor.key, streams) as done:
        payment = _usable(creditor, payment)
        for invoice, minor in parts:
            _set_against(creditor, payment, invoice, minor)
        if payment.debtor is None and parts:
            payment.debtor = parts[0][0].debtor
        payment.reason = ""
        payment.state = PaymentState.ON_ACCOUNT if _rest(payment) else PaymentState.ALLOCATED
        payment.save(update_fields=["allocated_minor", "debtor", "reason", "state"])
        if knows_payer:
            _remember_iban(payment)
        for invoice, minor in parts:
            done.record(
                invoice.debtor.stream_key,
                "ledger.allocated",
                facts={"payment": payment.pk, "invoice": invoice.pk},
                amounts={f"allocated_{payment.currency}": minor},
            )


def reverse_payment(creditor: Creditor, payment: Payment, *, actor: str, moment: datetime) -> None:
    """The payment went back: what it had paid is open again, with the original due dates.

    Raises Refused: `payment_gone`, `unknown_row`.
    """
    used = Allocation.objects.of(creditor).filter(payment=payment, is_active=True)
    owners = [payment.debtor.stream_key] if payment.debtor else []
    streams = {*owners, *used.values_list("invoice__debtor__stream_key", flat=True)}
    with deed(actor, moment, creditor.key, streams or {creditor.stream_key}) as done:
        payment = _usable(creditor, payment)
        rows = list(used.select_related("invoice__debtor"))
        reopened: dict[int, int] = {}
        amounts: dict[str, int] = dict.fromkeys(streams or {creditor.stream_key}, 0)
        for row in rows:
            reopened[row.invoice_id] = reopened.get(row.invoice_id, row.invoice.open_minor) + row.amount_minor
            amounts[row.invoice.debtor.stream_key] += row.amount_minor
        write_opens(creditor, list(reopened.items()))
        used.update(is_active=False)
        release_payments(creditor, [payment.pk])
        payment.allocated_minor, payment.state = 0, PaymentState.REVERSED
        payment.save(update_fields=["allocated_minor", "state"])
        for stream, minor in amounts.items():
            done.record(
                stream,
                "ledger.payment_reversed",
                facts={"payment": payment.pk},
                amounts={f"reopened_{payment.currency}": minor},
            )


def set_aside(creditor: Creditor, payment: Payment, reason: str, *, actor: str, moment: datetime) -> None:
    """The money is for nothing that is owed; the reason is kept. Raises Refused: `payment_gone`, `unknown_row`.

    A return of money that nobody knew may be set aside as well.
    """
    stream = payment.debtor.stream_key if payment.debtor else creditor.stream_key
    with deed(actor, moment, creditor.key, [stream]) as done:
        same = Payment.objects.of(creditor).filter(pk=payment.pk, state=PaymentState.UNMATCHED)
        if not same.update(state=PaymentState.SET_ASIDE, reason=""):
            raise Refused(
                "payment_gone",
                "This payment no longer waits for anybody.",
                payment.external_id,
                "Look at the list again.",
            )
        done.record(
            stream,
            "ledger.payment_set_aside",
            facts={"payment": payment.pk},
            amounts={f"set_aside_{payment.currency}": payment.amount_minor},
            payloads={"reason": Content(reason.encode(), "text/plain; charset=utf-8")},
        )


def _own(creditor: Creditor, creditor_id: int) -> None:
    if creditor_id != creditor.pk:
        raise Refused("unknown_row", "This does not belong to the creditor.")


def _usable(creditor: Creditor, payment: Payment) -> Payment:
    """The payment as it is now."""
    same = Payment.objects.of(creditor).filter(pk=payment.pk)
    now: Payment | None = same.select_related("debtor").first()
    if now is None:
        raise Refused("unknown_row", "There is no such payment.", str(payment.pk))
    if now.state in (PaymentState.REVERSED, PaymentState.SUPERSEDED) or now.amount_minor < 0:
        raise Refused(
            "payment_gone",
            "This payment was reversed, or the books' list has taken its place.",
            now.external_id,
            "Nothing of it is left to allocate.",
        )
    return now


def _rest(payment: Payment) -> int:
    return payment.amount_minor - payment.allocated_minor - payment.superseded_minor


def _set_against(creditor: Creditor, payment: Payment, invoice: Invoice, minor: int) -> None:
    now = Invoice.objects.of(creditor).filter(pk=invoice.pk, state=InvoiceState.OPEN).first()
    if now is None:
        raise Refused("unknown_row", "There is no such open invoice.", invoice.number)
    if now.currency != payment.currency:
        raise Refused(
            "other_currency",
            say(
                "The payment is in %(currency)s, the invoice in %(currency2)s.",
                currency=payment.currency,
                currency2=now.currency,
            ),
            now.number,
            "Book the exchange in the books and import the result.",
        )
    most = min(_rest(payment), now.open_minor)
    if not 0 < minor <= most:
        raise Refused(
            "over_allocated",
            say("At most %(most)s can be set against this invoice.", most=text(max(most, 0), now.currency)),
            now.number,
            say("Asked for %(minor)s.", minor=text(minor, now.currency)),
        )
    Allocation.objects.create(
        creditor=creditor,
        invoice=now,
        payment=payment,
        source="manual",
        amount_minor=minor,
        allocated_on=payment.received_on,
    )
    payment.allocated_minor += minor
    write_opens(creditor, [(now.pk, now.open_minor - minor)])


def _remember_iban(payment: Payment) -> None:
    debtor, iban = payment.debtor, payment.payer_iban
    if debtor is not None and iban and iban not in debtor.payer_ibans.split():
        debtor.payer_ibans = "\n".join([*debtor.payer_ibans.split(), iban])
        debtor.save(update_fields=["payer_ibans"])
