"""Writes of demands, each inside the caller's deed; a state moves on once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from recoup.ledger.models import Charge, ChargeKind, Debtor
from recoup.ledger.operations import ChargeFacts, post_charges
from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.recourse.demand.claim import Claim, lines
from recoup.recourse.models import OPEN_STATES, Demand, DemandInvoice, DemandState, Identity

METHODS = ("post", "courier", "hand")


def verify_identity(creditor: Creditor, debtor: Debtor, seen_in: str, *, on: date, actor: str) -> Identity:
    """Keeps that a person looked up who they are in law. Raises Refused: `missing` without where."""
    if not seen_in.strip():
        raise Refused(
            "missing", "Say where you looked them up.", "seen_in", "Such as the register, with the number."
        )
    row: Identity = Identity.objects.create(
        creditor=creditor, debtor=debtor, seen_in=seen_in.strip()[:300], checked_on=on, checked_by=actor
    )
    return row


def unsaved(debtor: Debtor, claim: Claim, **told: Any) -> tuple[Demand, list[DemandInvoice]]:
    """A demand and its invoices as `ask` would write them."""
    on, actor, moment = told.pop("on"), told.pop("actor"), told.pop("moment")
    row = Demand(
        creditor=debtor.creditor, debtor=debtor, until_on=claim.until_on, principal_minor=claim.principal_minor,
        interest_minor=claim.interest_minor, compensation_minor=claim.fixed_minor, asked_by=actor, asked_at=moment,
        asked_on=on, **told,
    )  # fmt: skip
    items = [
        DemandInvoice(
            creditor=debtor.creditor, demand=row, invoice_id=one.owed.id, open_minor=one.owed.open_minor,
            disputed_minor=one.owed.disputed_minor, interest_minor=one.interest_minor,
            compensation_minor=one.fixed_minor, frozen=_frozen(one),
        )
        for one in claim.items
    ]  # fmt: skip
    return row, items


def ask(
    creditor: Creditor,
    debtor: Debtor,
    claim: Claim,
    *,
    kind: str,
    wording: str,
    language: str,
    method: str,
    currency: str,
    frozen: Mapping[str, Any],
    owner_view: str,
    on: date,
    actor: str,
    moment: datetime,
) -> Demand:
    """Writes the demand that is asked for, frozen. Raises Refused: `unknown_method`, `nothing_to_ask`."""
    if method not in METHODS:
        raise Refused("unknown_method", "Say how it is served.", "method", "Post, courier or by hand.")
    if claim.principal_minor <= 0:
        raise Refused("nothing_to_ask", "Nothing is left to demand.", "invoices", "Look at what is open.")
    row, items = unsaved(
        debtor, claim, kind=kind, wording=wording, language=language, method=method, currency=currency,
        frozen=dict(frozen), owner_view=owner_view, on=on, actor=actor, moment=moment,
    )  # fmt: skip
    row.save(force_insert=True)
    DemandInvoice.objects.bulk_create(items)
    return row


def _frozen(item: Any) -> dict[str, Any]:
    """The reckoning of one invoice; exact sums as numerator and denominator, figures as text."""
    done = item.done
    if done is None:
        return {"stretches": [], "lines": [], "daily": [0, 1]}
    daily = done.daily
    return {
        "stretches": [
            {
                "from": one.from_on.isoformat(), "until": one.until_on.isoformat(), "days": one.days,
                "principal": one.principal_minor, "rate": str(one.rate), "basis": one.basis,
                "interest": [one.interest.numerator, one.interest.denominator],
                "sources": [source.title for source in one.sources],
            }
            for one in done.segments
        ],
        "lines": list(lines(item)),
        "daily": [daily.numerator, daily.denominator] if daily else [0, 1],
        "law": done.key, "rule": done.rule, "accrued": done.interest_minor or 0,
        "new_interest": item.new_interest_minor, "new_fixed": item.new_fixed_minor,
        "book": [item.book.principal_minor, item.book.interest_minor, item.book.costs_minor],
        "by_law": [item.law.principal_minor, item.law.interest_minor, item.law.costs_minor],
    }  # fmt: skip


def move(demand: Demand, states: Collection[str], **changes: Any) -> None:
    """Moves a demand on from one of these states. Raises Refused (`demand_moved`) when it is in none of them."""
    if not Demand.objects.of(demand.creditor_id).filter(pk=demand.pk, state__in=states).update(**changes):
        raise Refused(
            "demand_moved", "The demand is not where you saw it: somebody has moved it on.", "demand",
            "Look at it again.",
        )  # fmt: skip
    for name, value in changes.items():
        setattr(demand, name, value)


def end(demand: Demand, state: str, why: str, on: date) -> bool:
    """Ends a demand that is still open, with why; False when it has ended before."""
    rows = Demand.objects.of(demand.creditor_id).filter(pk=demand.pk, state__in=OPEN_STATES)
    return bool(rows.update(state=state, ended_on=on, ended_why=why))


def end_paid(creditor: Creditor, demands: Collection[int], on: date) -> None:
    """What these demanded of the invoices has been paid."""
    rows = Demand.objects.of(creditor).filter(pk__in=demands, state__in=OPEN_STATES)
    rows.update(state=DemandState.PAID, ended_on=on)


def end_let_go(creditor: Creditor, demands: Collection[int], on: date) -> None:
    """What these demanded was written off, sold or cancelled."""
    rows = Demand.objects.of(creditor).filter(pk__in=demands, state__in=OPEN_STATES)
    rows.update(state=DemandState.EXPIRED, ended_on=on)


def origin_of(demand: Demand) -> str:
    """What charges posted by a demand say of where they come from."""
    return f"demand:{demand.pk}"


def post(demand: Demand, *, on: date, actor: str, moment: datetime) -> Sequence[Charge]:
    """Posts what the demand claims and no step has posted before: it has gone out. Twice changes nothing."""
    charges: list[ChargeFacts] = []
    for item in demand.items.order_by("pk"):
        new = item.frozen
        source = "; ".join(dict.fromkeys([new.get("rule", ""), *_sources(new)]))
        for kind, minor, until_on in (
            (ChargeKind.INTEREST, new.get("new_interest", 0), demand.until_on),
            (ChargeKind.COMPENSATION, new.get("new_fixed", 0), None),
        ):
            if minor > 0:
                charges.append(
                    ChargeFacts(
                        kind, minor, demand.currency, source, new.get("law", ""), item.invoice_id, until_on
                    )
                )
    if not charges:
        return []
    return post_charges(
        demand.creditor, demand.debtor, charges, origin=origin_of(demand), on=on, actor=actor, moment=moment
    )


def _sources(frozen: Mapping[str, Any]) -> list[str]:
    return [title for one in frozen["stretches"] for title in one["sources"]]
