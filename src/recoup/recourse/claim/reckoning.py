"""The sums of a claim, invoice by invoice, as the law reckons them on what the ledger holds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from recoup.law.interest.debt import Debt, Event, Happened, Reckoning
from recoup.law.interest.reckon import reckon
from recoup.law.places import Place
from recoup.law.values import Unknown
from recoup.ledger.models import Allocation, Charge, ChargeKind, ChargePayment, Invoice
from recoup.org.models import Creditor


@dataclass(frozen=True, slots=True)
class Part:
    """One invoice in a claim. `interest_minor` and `compensation_minor` are what is left of them; nought where the
    law has no answer and a person decided not to claim them."""

    invoice: Invoice
    debt: Debt
    done: Reckoning
    principal_minor: int
    interest_minor: int
    compensation_minor: int

    @property
    def unknown(self) -> tuple[Unknown, ...]:
        """The questions that nobody answers."""
        return self.done.unknown


def parts(
    creditor: Creditor,
    invoices: Sequence[Invoice],
    place: Place,
    *,
    kind: str,
    basis: str,
    reminded: Mapping[int, date],
    until_on: date,
    rate: Decimal | None = None,
) -> list[Part]:
    """The parts of a claim at the end of a day. `rate` is the yearly percentage that was agreed, if any.

    `basis` is what the due date rests on where the books do not say, `reminded` the first reminder of each invoice.
    Money pays by the law's order, also where the books took it otherwise. Raises Refused (`outside_table`).
    """
    events = events_of(creditor, [one.pk for one in invoices], until_on)
    return [_part(one, place, kind, basis, reminded, events[one.pk], until_on, rate) for one in invoices]


def _part(
    invoice: Invoice,
    place: Place,
    kind: str,
    basis: str,
    reminded: Mapping[int, date],
    events: Sequence[Event],
    until_on: date,
    rate: Decimal | None,
) -> Part:
    debt = Debt(
        principal_minor=invoice.amount_minor,
        currency=invoice.currency,
        due_on=invoice.due_on,
        kind=kind,
        due_basis=invoice.due_basis or basis or "unknown",
        received_on=invoice.received_on,
        supplied_on=invoice.supplied_on,
        reminded_on=reminded.get(invoice.pk),
        arose_on=invoice.contract_on,
        contract_rate=rate,
        events=tuple(events),
    )
    done = reckon(debt, place, until_on)
    fixed = fixed_left(done, events)
    principal = done.open_principal_minor
    if done.total_minor is not None:
        interest = max(0, done.total_minor - principal - fixed)
    else:
        interest = max(0, (done.interest_minor or 0) - sum(one.interest_minor for one in done.set_offs))
    return Part(invoice, debt, done, principal, interest, fixed)


def fixed_left(done: Reckoning, events: Sequence[Event]) -> int:
    """What is left of the fixed sum after payments and waivers, in minor units."""
    paid = sum(one.costs_minor for one in done.set_offs)
    waived = sum(one.amount_minor for one in events if one.kind is Happened.WAIVER and one.of == "costs")
    return max(0, (done.compensation_minor or 0) - paid - waived)


def given_up(events: Sequence[Event]) -> int:
    """What was waived of an invoice and of what was added to it, in minor units."""
    return sum(one.amount_minor for one in events if one.kind is Happened.WAIVER)


def events_of(creditor: Creditor, invoices: Sequence[int], until_on: date) -> dict[int, list[Event]]:
    """What happened to each invoice up to a day: payments on it and on what was added to it, credit notes, and what
    was given up of principal, interest and fixed sum."""
    found: dict[int, list[Event]] = defaultdict(list)
    rows = Allocation.objects.of(creditor).filter(
        invoice__in=invoices, is_active=True, allocated_on__lte=until_on, amount_minor__gt=0
    )
    for invoice, source, on, minor in rows.order_by("allocated_on", "pk").values_list(
        "invoice_id", "source", "allocated_on", "amount_minor"
    ):
        found[invoice].append(Event(on, _HAPPENED.get(source, Happened.PAYMENT), minor))
    paid = ChargePayment.objects.of(creditor).filter(
        charge__invoice__in=invoices, is_active=True, paid_on__lte=until_on, amount_minor__gt=0
    )
    for invoice, on, minor in paid.values_list("charge__invoice_id", "paid_on", "amount_minor"):
        found[invoice].append(Event(on, Happened.PAYMENT, minor))
    waived = Charge.objects.of(creditor).filter(
        invoice__in=invoices, is_void=False, waived_minor__gt=0, waived_on__lte=until_on,
        kind__in=(ChargeKind.INTEREST, ChargeKind.COMPENSATION),
    )  # fmt: skip
    for invoice, kind, on, minor in waived.values_list("invoice_id", "kind", "waived_on", "waived_minor"):
        of = "interest" if kind == ChargeKind.INTEREST else "costs"
        found[invoice].append(Event(on, Happened.WAIVER, minor, of))
    return found


_HAPPENED = {"credit": Happened.CREDIT_NOTE, "write_off": Happened.WAIVER, "sale": Happened.WAIVER}


def daily(found: Sequence[Part]) -> Fraction:
    """Exact interest of each further day on all parts, in minor units."""
    return sum((one.done.daily or Fraction(0) for one in found), Fraction(0))
