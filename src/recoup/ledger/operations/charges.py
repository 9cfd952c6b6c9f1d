"""Writes of charges: posted, paid out of money on account, waived with a reason, void when their step came back."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q

from recoup.archive.deeds import Content, deed
from recoup.ledger.charges import OpenCharge, set_off
from recoup.ledger.models import Charge, ChargeKind, ChargePayment, Debtor, Invoice, Payment, PaymentState
from recoup.lib.errors import Refused
from recoup.org.models import Creditor


@dataclass(frozen=True, slots=True)
class ChargeFacts:
    """A charge to be posted; `invoice_id` is None for one that belongs to no invoice. Amount in minor units."""

    kind: str
    amount_minor: int
    currency: str
    source: str
    law: str = ""
    invoice_id: int | None = None
    until_on: date | None = None


def post_charges(
    creditor: Creditor,
    debtor: Debtor,
    charges: Sequence[ChargeFacts],
    *,
    origin: str,
    on: date,
    actor: str,
    moment: datetime,
) -> list[Charge]:
    """Posts what a step says. What the same step (`origin`) has posted before is returned and not posted twice.

    Raises Refused: `compensation_had` for an invoice that has had its compensation, `consumer_charge` for compensation
    against a natural person who is no trader, `amount`, `unknown_row`.
    """
    with deed(actor, moment, creditor.key, [debtor.stream_key]) as done:
        before = Charge.objects.of(creditor).filter(debtor=debtor, origin=origin, is_void=False)
        if before.exists():
            return list(before.order_by("pk"))
        _check(creditor, debtor, charges)
        made = [
            Charge(
                creditor=creditor, debtor=debtor, invoice_id=one.invoice_id, kind=one.kind,
                currency=one.currency, amount_minor=one.amount_minor, posted_on=on, until_on=one.until_on,
                law=one.law, source=one.source, origin=origin,
            )
            for one in charges
        ]  # fmt: skip
        for row in made:
            row.save(force_insert=True)
        if made:
            facts: dict[str, Any] = {
                "charges": [row.pk for row in made],
                "origin": origin,
                "on": on.isoformat(),
            }
            done.record(
                debtor.stream_key, "ledger.charges_posted", klass="internal", facts=facts, amounts=_sums(made)
            )
    return made


def _check(creditor: Creditor, debtor: Debtor, charges: Sequence[ChargeFacts]) -> None:
    if any(one.amount_minor <= 0 for one in charges):
        raise Refused(
            "amount", "A charge must be above nought.", "amount", "Leave out what comes to nothing."
        )
    invoices = {one.invoice_id for one in charges if one.invoice_id is not None}
    if Invoice.objects.of(creditor).filter(pk__in=invoices, debtor=debtor).count() != len(invoices):
        raise Refused("unknown_row", "An invoice of a charge is not one of this debtor.", "invoice")
    fixed = [one.invoice_id for one in charges if one.kind == ChargeKind.COMPENSATION]
    if fixed and debtor.kind in ("individual", ""):
        raise Refused(
            "consumer_charge", "A fixed compensation is never charged to a consumer.", "kind",
            "If they trade, say first what kind of debtor they are.",
        )  # fmt: skip
    had = set(with_compensation(creditor, fixed))
    if had or len(set(fixed)) != len(fixed):
        raise Refused(
            "compensation_had", "An invoice bears its fixed compensation once, and one of these has had it.",
            "compensation", "Look at the charges posted before.",
        )  # fmt: skip


def with_compensation(creditor: Creditor, invoices: Collection[int | None]) -> set[int]:
    """Which of these invoices have had their compensation, paid, waived or open."""
    if not invoices:
        return set()
    rows = Charge.objects.of(creditor).filter(
        kind=ChargeKind.COMPENSATION, is_void=False, invoice_id__in=invoices
    )
    return set(rows.values_list("invoice_id", flat=True))


def open_charges(creditor: Creditor, debtor: Debtor, currency: str = "") -> list[Charge]:
    """The charges of a debtor of which something is owed, the oldest first."""
    rows = Charge.objects.of(creditor).filter(debtor=debtor, is_void=False)
    if currency:
        rows = rows.filter(currency=currency)
    return list(
        rows.filter(amount_minor__gt=F("paid_minor") + F("waived_minor"))
        .select_related("invoice")
        .order_by("pk")
    )


def waive(
    creditor: Creditor,
    debtor: Debtor,
    charges: Collection[int],
    reason: str,
    *,
    on: date,
    actor: str,
    moment: datetime,
) -> int:
    """Gives up what is open of these charges, with a reason; returns the sum in minor units.

    Charges of which nothing is open stay as they are. Raises Refused: `missing` without a reason.
    """
    if not reason.strip():
        raise Refused("missing", "Giving up money needs a reason.", "reason", "Say in a few words why.")
    with deed(actor, moment, creditor.key, [debtor.stream_key]) as done:
        rows = [one for one in open_charges(creditor, debtor) if one.pk in set(charges)]
        sums = _sums(rows)
        total = sum(one.open_minor for one in rows)
        for one in rows:
            one.waived_minor += one.open_minor
            one.waived_on, one.waived_by, one.waived_why = on, actor, reason.strip()
            one.save(update_fields=["waived_minor", "waived_on", "waived_by", "waived_why"])
        if rows:
            done.record(
                debtor.stream_key, "ledger.charges_waived", klass="internal",
                facts={"charges": [row.pk for row in rows]}, amounts=sums,
                payloads={"reason": Content(reason.strip().encode())},
            )  # fmt: skip
    return total


def void(creditor: Creditor, debtor: Debtor, origin: str, *, actor: str, moment: datetime) -> int:
    """What a step had posted counts as never posted, since the step came back. What money paid of it is on account
    again. Returns how many charges are void now."""
    with deed(actor, moment, creditor.key, [debtor.stream_key]) as done:
        rows = list(Charge.objects.of(creditor).filter(debtor=debtor, origin=origin, is_void=False))
        sums = _sums(rows)
        _take_money_back(creditor, Q(charge__in=rows))
        Charge.objects.filter(pk__in=[row.pk for row in rows]).update(is_void=True)
        if rows:
            gone: dict[str, Any] = {"charges": [row.pk for row in rows], "origin": origin}
            done.record(debtor.stream_key, "ledger.charges_void", klass="internal", facts=gone, amounts=sums)
    return len(rows)


def pay_charges(
    creditor: Creditor,
    debtor: Debtor,
    currency: str,
    order: Sequence[str],
    *,
    on: date,
    actor: str,
    moment: datetime,
) -> int:
    """Sets the debtor's money on account against their open charges, by the law's order; the oldest money first.

    Returns what was paid, in minor units. Raises Refused: `principal_first` while an invoice of theirs is overdue and
    open, since the books take the principal first.
    """
    with deed(actor, moment, creditor.key, [debtor.stream_key]) as done:
        charges = {one.pk: one for one in open_charges(creditor, debtor, currency)}
        if not charges:
            return 0
        owed = Invoice.objects.of(creditor).filter(
            debtor=debtor, currency=currency, kind="invoice", state="open", due_on__lt=on
        )
        if owed.exists():
            raise Refused(
                "principal_first", "An invoice of theirs is still open, and money pays invoices first.",
                "invoice", "Set the money against the invoice.",
            )  # fmt: skip
        money = Payment.objects.of(creditor).filter(
            debtor=debtor, currency=currency, state=PaymentState.ON_ACCOUNT, amount_minor__gt=0
        )
        paid = 0
        for payment in money.order_by("received_on", "pk"):
            paid += _pay(creditor, payment, charges, order)
        if paid:
            facts = {"charges": sorted(charges)}
            done.record(
                debtor.stream_key, "ledger.charges_paid", klass="internal", facts=facts,
                amounts={f"paid_{currency}": paid},
            )  # fmt: skip
    return paid


def _pay(creditor: Creditor, payment: Payment, charges: dict[int, Charge], order: Sequence[str]) -> int:
    rest = payment.amount_minor - payment.allocated_minor - payment.superseded_minor
    still = [OpenCharge(one.pk, one.kind, one.open_minor) for one in charges.values()]
    parts = set_off(max(rest, 0), still, order)
    for pk, minor in parts.items():
        charges[pk].paid_minor += minor
        charges[pk].save(update_fields=["paid_minor"])
        ChargePayment.objects.create(
            creditor=creditor, charge_id=pk, payment=payment, amount_minor=minor, paid_on=payment.received_on
        )
    paid = sum(parts.values())
    if paid:
        payment.allocated_minor += paid
        payment.state = PaymentState.ALLOCATED if paid == rest else PaymentState.ON_ACCOUNT
        payment.save(update_fields=["allocated_minor", "state"])
    return paid


def release_payments(creditor: Creditor, payments: Collection[int]) -> None:
    """These payments went back: the charges that they had paid are open again. The caller writes the payments."""
    if payments:
        _end(creditor, Q(payment_id__in=payments))


def _take_money_back(creditor: Creditor, which: Q) -> None:
    for payment, minor in _end(creditor, which).items():
        Payment.objects.of(creditor).filter(pk=payment).update(
            allocated_minor=F("allocated_minor") - minor, state=PaymentState.ON_ACCOUNT
        )


def _end(creditor: Creditor, which: Q) -> dict[int, int]:
    """Ends these payments of charges; returns what of each payment is free."""
    rows = ChargePayment.objects.of(creditor).filter(which, is_active=True)
    freed: dict[int, int] = defaultdict(int)
    for row in rows:
        freed[row.payment_id] += row.amount_minor
        Charge.objects.filter(pk=row.charge_id).update(paid_minor=F("paid_minor") - row.amount_minor)
    rows.update(is_active=False)
    return dict(freed)


def _sums(rows: Sequence[Charge]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for row in rows:
        found[f"{row.kind}_{row.currency}"] += row.open_minor
    return dict(found)
