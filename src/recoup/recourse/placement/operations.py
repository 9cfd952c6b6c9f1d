"""Writes of placements, remittances and searches: rows alone. Whoever calls opened the deed and tells the record."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from recoup.ledger.models import Debtor, Invoice, InvoiceState, Payment, PaymentState
from recoup.ledger.operations import set_aside
from recoup.ledger.operations.collected import take_collected
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.recourse.models import (
    HELD,
    Placement,
    PlacementItem,
    PlacementState,
    Professional,
    Remittance,
    SearchOrder,
)
from recoup.recourse.placement import rules
from recoup.recourse.placement.parties import terms_of
from recoup.recourse.placement.terms import Cut, Terms, cut, from_json, share_out, to_json


def ask(
    creditor: Creditor,
    debtor: Debtor,
    professional: Professional,
    items: Sequence[tuple[int, int]],
    charges: Sequence[tuple[int, int]] = (),
    *,
    currency: str,
    asked: rules.Asked,
    actor: str,
    moment: datetime,
) -> Placement:
    """A placement that waits for another's yes, with its claim and terms frozen. `items`: (invoice, minor units);
    `charges` likewise.

    Raises Refused (`placed`) when the debtor has one that has not ended.
    """
    terms = terms_of(professional)
    try:
        with transaction.atomic():
            made: Placement = Placement.objects.create(
                creditor=creditor, debtor=debtor, professional=professional, state=PlacementState.ASKED,
                reference=f"RC-{secrets.token_hex(4).upper()}", currency=currency,
                claim_minor=sum(minor for _, minor in (*items, *charges)),
                terms=to_json(terms), by_decision=asked.by_decision,
                consent_on=asked.consent_on, asked_by=actor, asked_at=moment,
            )  # fmt: skip
    except IntegrityError as odd:
        raise Refused("placed", "A debt of this debtor is in professional hands already.", "case") from odd
    PlacementItem.objects.bulk_create(
        PlacementItem(creditor=creditor, placement=made, invoice_id=invoice, claimed_minor=minor)
        for invoice, minor in items
    )
    PlacementItem.objects.bulk_create(
        PlacementItem(creditor=creditor, placement=made, charge_id=charge, claimed_minor=minor)
        for charge, minor in charges
    )
    return made


def placement_by(creditor: Creditor, pk: int) -> Placement:
    """The creditor's placement. Raises Refused (`no_such_placement`)."""
    rows = Placement.objects.of(creditor).select_related("debtor", "professional", "message")
    found: Placement | None = rows.filter(pk=pk).first()
    if found is None:
        raise Refused("no_such_placement", "There is no such placement.", "placement")
    return found


def move(placement: Placement, froms: Sequence[str], **changes: Any) -> None:
    """Changes it only if it still stands where it should. Raises Refused (`placement_moved`)."""
    if not Placement.objects.filter(pk=placement.pk, state__in=froms).update(**changes):
        raise Refused(
            "placement_moved", "Somebody else has acted on it meanwhile.", "placement", "Look at it again."
        )
    for name, value in changes.items():
        setattr(placement, name, value)


def hand_over(placement: Placement, by: str, on: date) -> None:
    """They have it. In 60 days a person is asked what comes of it."""
    move(placement, [PlacementState.APPROVED], state=PlacementState.PLACED, handed_by=by, placed_on=on,
         review_on=on + rules.REVIEW_AFTER)  # fmt: skip


def recall(placement: Placement, on: date) -> None:
    """Asked back; it is over when they confirm, at the end of their notice by the terms."""
    until = on + timedelta(days=from_json(placement.terms).recall_days)
    move(placement, [PlacementState.PLACED], state=PlacementState.RECALLED, recalled_on=on,
         recall_from_on=until)  # fmt: skip


def end(placement: Placement, how: str, on: date, froms: Sequence[str]) -> None:
    """It is over: called_off, refused, recalled, uncollectable or closed."""
    move(placement, froms, state=PlacementState.ENDED, end=how, ended_on=on, review_on=None)


@dataclass(frozen=True, slots=True)
class Money:
    """One sum that they collected, as told: the shares add up to the gross."""

    external_id: str
    batch: str
    on: date
    currency: str
    shares: Cut
    named: str = ""


def take_money(
    creditor: Creditor,
    professional: Professional,
    placement: Placement | None,
    money: Money,
    *,
    invoice: int | None = None,
    received: Payment | None = None,
    actor: str,
    moment: datetime,
) -> Remittance | None:
    """Takes a remittance in, the gross on the debtor's invoices; None when it was taken in before.

    Without a placement it is kept for a person. Raises Refused like `take_collected`.
    """
    known = Remittance.objects.of(creditor).filter(professional=professional, external_id=money.external_id)
    if known.exists():
        return None
    shares = money.shares
    row = Remittance(
        creditor=creditor, professional=professional, external_id=money.external_id, batch=money.batch[:120],
        collected_on=money.on, currency=money.currency, gross_minor=shares.gross_minor,
        commission_minor=shares.commission_minor, vat_minor=shares.vat_minor, net_minor=shares.net_minor,
        named=money.named[:160], received=received,
    )  # fmt: skip
    row.save(force_insert=True)
    if placement is not None:
        set_against(row, placement, invoice=invoice, actor=actor, moment=moment)
    return row


def set_against(
    row: Remittance, placement: Placement, *, invoice: int | None = None, actor: str, moment: datetime
) -> None:
    """The money is for this placement: the gross pays its invoices, the one named first, then the oldest.

    Raises Refused: `other_currency`, `settled` when somebody has done so before.
    """
    if row.currency != placement.currency:
        raise Refused(
            "other_currency",
            say("The money is in %(one)s, the claim in %(two)s.", one=row.currency, two=placement.currency),
            "placement",
        )
    free = Remittance.objects.filter(pk=row.pk, placement__isnull=True, set_aside_on__isnull=True)
    if not free.update(placement=placement):
        raise Refused("settled", "Somebody has settled this meanwhile.", "remittance")
    creditor, debtor = placement.creditor, placement.debtor
    placed = Invoice.objects.of(creditor).filter(placed__placement=placement, state=InvoiceState.OPEN)
    known = {one.pk: one for one in placed.select_related("debtor").order_by("due_on", "pk")}
    parts = share_out(row.gross_minor, [(pk, one.open_minor) for pk, one in known.items()], invoice)
    payment = take_collected(
        creditor, debtor, f"collected:{row.professional_id}:{row.external_id}", collected_on=row.collected_on,
        currency=row.currency, amount_minor=row.gross_minor, payer_name=row.professional.name,
        parts=[(known[pk], minor) for pk, minor in parts], actor=actor, moment=moment,
    )  # fmt: skip
    terms: Terms = from_json(placement.terms)
    by_terms = cut(terms, row.gross_minor, age_days(placement), placement.claim_minor)
    row.placement, row.payment, row.expected_minor = placement, payment, by_terms.cost_minor
    row.save(update_fields=["placement", "payment", "expected_minor"])


def age_days(placement: Placement) -> int:
    """How old the oldest invoice of the claim was when it was placed, in days after its due date."""
    first = (
        placement.items.filter(invoice__isnull=False)
        .order_by("invoice__due_on")
        .values_list("invoice__due_on", flat=True)
        .first()
    )
    on = placement.placed_on or placement.asked_at.date()
    return max(0, (on - first).days) if first else 0


def settle_received(
    creditor: Creditor, rows: Sequence[Remittance], payment: Payment, *, actor: str, moment: datetime
) -> None:
    """The bank's line is the net of these remittances, whose gross is counted already: it is set aside.

    Raises Refused: `other_sum`, `settled`, `payment_gone`.
    """
    total = sum(one.net_minor for one in rows)
    if total != payment.amount_minor or any(one.currency != payment.currency for one in rows):
        raise Refused("other_sum", "The net sums do not add up to what the bank shows.", "payment")
    free = Remittance.objects.of(creditor).filter(pk__in=[one.pk for one in rows], received__isnull=True)
    if free.update(received=payment) != len(rows):
        raise Refused("settled", "Somebody has settled this meanwhile.", "remittance")
    if payment.state == PaymentState.UNMATCHED:
        reason = "Passed on by professionals: counted with what they collected"
        set_aside(creditor, payment, reason, actor=actor, moment=moment)


def put_aside(row: Remittance, on: date) -> None:
    """None of ours. Raises Refused (`settled`)."""
    free = Remittance.objects.filter(pk=row.pk, placement__isnull=True, set_aside_on__isnull=True)
    if not free.update(set_aside_on=on):
        raise Refused("settled", "Somebody has settled this meanwhile.", "remittance")


def order_search(
    creditor: Creditor, debtor: Debtor, professional: Professional, *, kind: str, purpose: str, sources: str,
    currency: str, cost_minor: int, on: date, actor: str,
) -> SearchOrder:  # fmt: skip
    """A search that is ordered. `purpose` and `sources` are commitments of the archive."""
    made: SearchOrder = SearchOrder.objects.create(
        creditor=creditor, debtor=debtor, professional=professional, kind=kind, purpose=purpose, sources=sources,
        currency=currency, cost_minor=cost_minor, ordered_on=on, ordered_by=actor,
    )  # fmt: skip
    return made


def end_search(
    order: SearchOrder, state: str, on: date, *, result: str = "", cost_minor: int | None = None
) -> None:
    """found, nothing or called_off. Raises Refused (`search_over`)."""
    changes: dict[str, Any] = {"state": state, "ended_on": on, "result": result}
    if cost_minor is not None:
        changes["cost_minor"] = cost_minor
    if not SearchOrder.objects.filter(pk=order.pk, state="ordered").update(**changes):
        raise Refused("search_over", "This search has ended already.", "order")


def held(creditor: Creditor) -> Any:
    """The placements for which we leave the debtor alone."""
    return Placement.objects.of(creditor).filter(state__in=HELD)
