"""Money that comes out of an insolvency: noted by a person or told by the bank, and counted once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from recoup.cases.formal.solvency.proofs import at_desk, lodged, not_ahead, provable
from recoup.cases.people.desk import Desk
from recoup.ledger.matching import normal
from recoup.ledger.models import Debtor, Invoice, Payment, PaymentState
from recoup.ledger.names import significant
from recoup.ledger.operations import allocate, reverse_payment, set_payer
from recoup.ledger.operations.collected import SOURCE, take_collected
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.recourse.models import Dividend, Insolvency, Proof

NEAR = timedelta(days=10)
"""How far apart the day that a person notes and that of the bank may lie."""
_GONE = (PaymentState.REVERSED, PaymentState.SUPERSEDED, PaymentState.SET_ASIDE)


@dataclass(frozen=True, slots=True)
class Same:
    """Money of the bank that may be a dividend. `is_sure`: it is theirs, or names office-holder or reference."""

    payment: Payment
    is_sure: bool


def take(
    creditor: Creditor,
    case: int,
    minor: int,
    on: date,
    reference: str,
    *,
    payment: int | None = None,
    is_apart: bool = False,
    actor: str,
    moment: datetime,
) -> Dividend:
    """Money from the insolvency, set against the oldest invoices of the claim. The same reference, day and sum is one.

    Where the bank has told of it before (the sum, a day near, and the office-holder's name, the reference or the
    debtor) it is that money. A person is asked where that is not sure: `payment` says that it is this one, `is_apart`
    that it is none of them. Raises Refused: `not_insolvent`, `no_proof`, `not_filed`, `bad_amount`, `date_ahead`,
    `same_money`, `no_such_payment`.
    """
    with at_desk(creditor, case, actor, moment) as (desk, row):
        found = lodged(desk, row)
        not_ahead(desk, on)
        key = f"dividend:{found.pk}:{on.isoformat()}:{minor}:{reference.strip()[:80]}"
        before = found.dividends.filter(amount_minor=minor, received_on=on)
        known: Dividend | None = before.filter(
            Q(payment__external_id=key) | Q(reference=reference.strip()[:80])
        ).first()
        if known is not None:
            return known
        _refuse_too_much(found, minor)
        bank = _chosen(desk, row, found, minor, on, reference, payment, is_apart)
        try:
            with transaction.atomic():
                money = _booked(desk, row, bank) if bank else take_collected(
                    creditor, desk.debtor, key, collected_on=on, currency=found.currency, amount_minor=minor,
                    payer_name=row.holder.name if row.holder else "", parts=_parts(desk, row, minor), **desk.by,
                )  # fmt: skip
                made: Dividend = Dividend.objects.create(
                    creditor=creditor, proof=found, payment=money, amount_minor=minor, received_on=on,
                    reference=reference.strip()[:80],
                )  # fmt: skip
        except IntegrityError:
            twice: Dividend = Dividend.objects.of(creditor).get(payment__external_id=key)
            return twice
        desk.record("proof.dividend", klass="open", direction="in", facts={"proof": found.pk, "on": on.isoformat()},
                    amounts={"received": minor})  # fmt: skip
    return made


def _refuse_too_much(found: Proof, minor: int) -> None:
    got = sum(found.dividends.values_list("amount_minor", flat=True))
    most = found.claimed_minor if found.admitted_minor is None else found.admitted_minor
    if not 0 < minor <= most - got:
        raise Refused("bad_amount", "All dividends together are no more than what was admitted.", "amount",
                      "Look at the distribution again.")  # fmt: skip


def _chosen(
    desk: Desk,
    row: Insolvency,
    found: Proof,
    minor: int,
    on: date,
    reference: str,
    payment: int | None,
    is_apart: bool,
) -> Payment | None:
    """The bank's line that this is; None where it told of none."""
    same = near(desk.creditor, desk.debtor, row, found.currency, minor, on, reference)
    if payment is not None:
        named = next((one.payment for one in same if one.payment.pk == payment), None)
        if named is None:
            raise Refused("no_such_payment", "This money is not there any more.", "payment", "Look again.")
        return named
    if is_apart:
        return None
    if len(same) == 1 and same[0].is_sure:
        return same[0].payment
    noted = found.dividends.filter(amount_minor=minor, received_on__range=(on - NEAR, on + NEAR)).first()
    if same or noted is not None:
        when = noted.received_on if noted is not None else same[0].payment.received_on
        raise Refused(
            "same_money",
            say("The same sum came on %(on)s: it may be counted already.", on=when),
            "payment",
            "Say whether it is that money, or other money of the same sum.",
        )
    return None


def near(
    creditor: Creditor,
    debtor: Debtor,
    row: Insolvency,
    currency: str,
    minor: int,
    on: date,
    reference: str = "",
) -> list[Same]:
    """What the bank has told of that sum near that day: the debtor's own, or nobody's yet; no dividend is among it."""
    rows = Payment.objects.of(creditor).filter(
        Q(debtor=debtor) | Q(debtor=None), currency=currency, amount_minor=minor, dividend=None,
        received_on__range=(max(on - NEAR, row.opened_on), on + NEAR),
    )  # fmt: skip
    rows = rows.exclude(state__in=_GONE).exclude(source=SOURCE).order_by("received_on", "pk")
    found = [Same(one, one.debtor_id is not None or _names(one, row, reference)) for one in rows[:20]]
    return sorted(found, key=lambda one: not one.is_sure)


def _names(payment: Payment, row: Insolvency, reference: str) -> bool:
    holder = significant(row.holder.name) if row.holder else frozenset()
    if holder and holder <= significant(payment.payer_name):
        return True
    said = normal(f"{payment.purpose} {payment.references_text}")
    return any(len(one) >= 5 and one in said for one in (normal(reference), normal(row.reference)))


def _booked(desk: Desk, row: Insolvency, bank: Payment) -> Payment:
    """What of the bank's line pays nothing yet is set against the claim; whoever paid it is not the debtor."""
    rest = bank.amount_minor - bank.allocated_minor - bank.superseded_minor
    parts = _parts(desk, row, rest)
    if parts:
        allocate(desk.creditor, bank, parts, knows_payer=False, **desk.by)
    elif bank.debtor_id is None:
        set_payer(desk.creditor, bank, desk.debtor, **desk.by)
    return bank


def _parts(desk: Desk, row: Insolvency, minor: int) -> list[tuple[Invoice, int]]:
    assert desk.case is not None
    parts, left = [], minor
    for invoice in provable(desk.case, row):
        part = min(left, invoice.open_minor)
        if invoice.state == "open" and part > 0:
            parts.append((invoice, part))
            left -= part
    return parts


def waiting(creditor: Creditor, found: Proof | None) -> list[tuple[Dividend, Same]]:
    """Dividends that a person noted, with money of the bank that may be the same and nobody has answered for."""
    if found is None:
        return []
    row = found.insolvency
    noted = (
        found.dividends.filter(payment__source=SOURCE).select_related("payment").order_by("received_on", "pk")
    )
    return [
        (one, same)
        for one in noted
        for same in near(
            creditor, row.debtor, row, found.currency, one.amount_minor, one.received_on, one.reference
        )
        if same.payment.pk not in one.apart
    ]


def may_be_counted(creditor: Creditor, payment: Payment, debtors: Sequence[int]) -> Dividend | None:
    """A dividend of one of these debtors that a person noted and this money of the bank may be."""
    rows = Dividend.objects.of(creditor).filter(
        proof__insolvency__debtor__in=debtors, proof__currency=payment.currency, amount_minor=payment.amount_minor,
        payment__source=SOURCE, received_on__range=(payment.received_on - NEAR, payment.received_on + NEAR),
    )  # fmt: skip
    return next((one for one in rows if payment.pk not in one.apart), None)


def answer(
    creditor: Creditor, case: int, dividend: int, payment: int, *, is_same: bool, actor: str, moment: datetime
) -> Dividend:
    """A person says whether money of the bank is a dividend noted before: then it is counted once; or that it is other.

    Raises Refused: `not_insolvent`, `no_proof`, `not_filed`, `no_such_payment`.
    """
    with at_desk(creditor, case, actor, moment) as (desk, row):
        found = lodged(desk, row)
        pair = next(
            ((one, same.payment) for one, same in waiting(creditor, found)
             if (one.pk, same.payment.pk) == (dividend, payment)), None,
        )  # fmt: skip
        if pair is None:
            raise Refused("no_such_payment", "This money does not wait any more.", "payment", "Look again.")
        one, bank = pair
        if not is_same:
            one.apart = [*one.apart, bank.pk]
            one.save(update_fields=["apart"])
        else:
            # the bank's line stays, so that the file read again finds it; what was typed makes room
            reverse_payment(creditor, one.payment, **desk.by)
            one.payment = _booked(desk, row, bank)
            one.save(update_fields=["payment"])
        facts = {"proof": found.pk, "payment": bank.pk, "currency": found.currency}
        desk.record("proof.dividend_told", klass="internal", result="same" if is_same else "other", facts=facts,
                    amounts={"received": bank.amount_minor})  # fmt: skip
    return one
