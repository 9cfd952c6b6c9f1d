"""What professionals report and remit: each row once, the gross on the debtor's invoices, the rest before a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.db.models import Sum

from recoup.archive.deeds import Content, deed
from recoup.cases.facts import context
from recoup.cases.formal.placing.facts import case_of
from recoup.cases.people import members
from recoup.cases.people.desk import sit_down
from recoup.ledger.matching import normal
from recoup.ledger.models import Payment, PaymentState
from recoup.ledger.names import fold
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.recourse.models import Placement, PlacementState, Professional, Remittance
from recoup.recourse.placement import operations
from recoup.recourse.placement.advice import Line, read_advice
from recoup.recourse.placement.operations import Money, age_days
from recoup.recourse.placement.parties import professional_by
from recoup.recourse.placement.terms import Cut, from_json, grossed

_WITH_MONEY = (PlacementState.PLACED, PlacementState.RECALLED, PlacementState.ENDED)


@dataclass
class Taken:
    """What came of a file: taken in, known before, waiting for a person, statuses, and rows that were not taken."""

    taken: int = 0
    known: int = 0
    waiting: int = 0
    statuses: int = 0
    is_received: bool = False
    rejected: list[tuple[int, str]] = field(default_factory=list)


def take_file(
    creditor: Creditor, professional: int, path: Path, name: str, *, actor: str, moment: datetime
) -> Taken:
    """Takes a report in, all or nothing; the file is kept. A second time changes nothing.

    Raises Refused: `not_allowed`, `no_such_professional`, and what a file can be refused for.
    """
    members.require(creditor, actor, "match")
    party = professional_by(creditor, professional)
    read, rejected = read_advice(path, party.columns, party.currency)
    today = context(creditor, moment).today
    lines = [one for one in read if one.on is None or one.on <= today]
    rejected += [(one.line, f"{one.on} is still to come") for one in read if one not in lines]
    result = Taken(rejected=rejected)
    mine = Placement.objects.of(creditor).filter(professional=party).select_related("debtor")
    placements = list(mine.order_by("pk"))
    streams = {one.debtor.stream_key for one in placements} | {creditor.stream_key}
    with deed(actor, moment, creditor.key, sorted(streams)) as act:
        by_line = {line.line: _of(line, placements) for line in lines}
        rows = [row for line in lines if (row := _take(creditor, party, line, by_line[line.line], name, result,
                                                       actor=actor, moment=moment))]  # fmt: skip
        result.is_received = _find_received(creditor, party, rows, actor=actor, moment=moment)
        act.record(
            creditor.stream_key,
            "professional.reported",
            klass="internal",
            direction="in",
            facts={
                "professional": party.pk, "taken": result.taken, "known": result.known, "waiting": result.waiting,
                "statuses": result.statuses, "rejected": len(rejected),
            },
            payloads={"file": Content(path.read_bytes(), "application/octet-stream")},
        )  # fmt: skip
    return result


def _of(line: Line, placements: Sequence[Placement]) -> tuple[Placement | None, int | None]:
    """The placement that the row names by our reference or theirs, else by an invoice of one alone; and the invoice."""
    said = normal(line.reference)
    found = [
        one for one in placements if said and said in (normal(one.reference), normal(one.their_reference))
    ]
    if not found and not said and line.invoice:
        held = [one for one in placements if _invoice(one, line.invoice) is not None]
        found = [one for one in held if one.state != PlacementState.ENDED] or held
    if len(found) != 1 or found[0].state not in _WITH_MONEY:
        return None, None
    return found[0], _invoice(found[0], line.invoice)


def _invoice(placement: Placement, number: str) -> int | None:
    if not number:
        return None
    rows = placement.items.select_related("invoice")
    return next((one.invoice_id for one in rows if normal(one.invoice.number) == normal(number)), None)


def _take(
    creditor: Creditor, party: Professional, line: Line, of: tuple[Placement | None, int | None], name: str,
    result: Taken, *, actor: str, moment: datetime,
) -> Remittance | None:  # fmt: skip
    placement, invoice = of
    if placement is not None and line.status:
        result.statuses += _note_status(creditor, placement, line, actor=actor, moment=moment)
    if not line.gross_minor:
        if placement is None:
            result.rejected.append(
                (line.line, f"no placement with them has the reference {line.reference!r}")
            )
        return None
    if placement is not None and placement.currency != line.currency:
        placement = None
    shares = Cut(line.gross_minor, line.commission_minor, line.vat_minor)
    assert line.on is not None
    named = " ".join(part for part in (line.reference, line.invoice) if part)
    told = Money(line.external_id, name, line.on, line.currency, shares, named)
    row = take(creditor, party, placement, told, invoice=invoice, actor=actor, moment=moment)
    if row is None:
        result.known += 1
    elif placement is None:
        result.waiting += 1
    else:
        result.taken += 1
    return row


def take(
    creditor: Creditor, party: Professional, placement: Placement | None, money: Money, *,
    invoice: int | None = None, received: Payment | None = None, actor: str, moment: datetime,
) -> Remittance | None:  # fmt: skip
    """One sum, told in the debtor's record where it is known whose it is."""
    if placement is None:
        return operations.take_money(
            creditor, party, None, money, received=received, actor=actor, moment=moment
        )
    with sit_down(
        creditor, placement.debtor, case_of(creditor, placement), actor=actor, moment=moment
    ) as desk:
        row = operations.take_money(
            creditor, party, placement, money, invoice=invoice, received=received, actor=actor, moment=moment
        )
        if row is not None:
            desk.record("placement.remitted", direction="in", facts=_facts(row), amounts=_amounts(row))
    return row


def _note_status(
    creditor: Creditor, placement: Placement, line: Line, *, actor: str, moment: datetime
) -> bool:
    with sit_down(
        creditor, placement.debtor, case_of(creditor, placement), actor=actor, moment=moment
    ) as desk:
        on = line.on or desk.today
        is_older = placement.status_on is not None and on < placement.status_on
        if is_older or (placement.status == line.status and placement.status_on == on):
            return False
        placement.status, placement.status_on = line.status, on
        placement.save(update_fields=["status", "status_on"])
        facts = {"placement": placement.pk, "professional": placement.professional_id, "on": on.isoformat()}
        desk.record("placement.status", direction="in", facts=facts, note=line.status)
    return True


def _find_received(
    creditor: Creditor, party: Professional, rows: Sequence[Remittance], *, actor: str, moment: datetime
) -> bool:
    """The one line of the bank from them that is exactly the net of this report, if it came already."""
    if not rows:
        return False
    net = sum(one.net_minor for one in rows)
    same = [
        one
        for one in passed_on(creditor, party)
        if (one.amount_minor, one.currency) == (net, rows[0].currency)
    ]
    if len(same) != 1 or any(one.currency != rows[0].currency for one in rows):
        return False
    operations.settle_received(creditor, rows, same[0], actor=actor, moment=moment)
    return True


def passed_on(creditor: Creditor, party: Professional | None = None) -> list[Payment]:
    """What came in from professionals at the bank and is not matched with a report yet. Reads only."""
    rows = Payment.objects.of(creditor).filter(state=PaymentState.UNMATCHED, reason="collector")
    found = list(rows.order_by("received_on", "pk")[:500])
    if party is None:
        return found
    key = fold(party.name)
    return [
        one for one in found
        if (party.payer_iban and one.payer_iban == party.payer_iban) or fold(one.payer_name) == key
    ]  # fmt: skip


def suggested(payment: Payment, placement: Placement) -> Cut:
    """What was collected if this net is for that placement, by its terms."""
    return grossed(
        from_json(placement.terms), payment.amount_minor, age_days(placement), placement.claim_minor
    )


def remittance_by(creditor: Creditor, pk: int) -> Remittance:
    """Raises Refused (`no_such_remittance`)."""
    rows = Remittance.objects.of(creditor).select_related("professional", "placement")
    found: Remittance | None = rows.filter(pk=pk).first()
    if found is None:
        raise Refused("no_such_remittance", "There is no such remittance.", "remittance")
    return found


def belongs_to(
    creditor: Creditor, remittance: int, reference: str, *, actor: str, moment: datetime
) -> Remittance:
    """A person says for which placement a sum was collected. Raises Refused: `unknown_reference`, `settled`."""
    members.require(creditor, actor, "match")
    row = remittance_by(creditor, remittance)
    placement = placement_named(creditor, row.professional, reference)
    with sit_down(
        creditor, placement.debtor, case_of(creditor, placement), actor=actor, moment=moment
    ) as desk:
        operations.set_against(row, placement, actor=actor, moment=moment)
        desk.record("placement.remitted", direction="in", facts=_facts(row), amounts=_amounts(row))
    return row


def placement_named(creditor: Creditor, party: Professional, reference: str) -> Placement:
    """Raises Refused (`unknown_reference`)."""
    rows = Placement.objects.of(creditor).filter(professional=party, state__in=_WITH_MONEY)
    said = normal(reference)
    found: list[Placement] = [one for one in rows.select_related("debtor", "professional")
             if said and said in (normal(one.reference), normal(one.their_reference))]  # fmt: skip
    if len(found) != 1:
        raise Refused(
            "unknown_reference", "No debt with them has this reference.", "reference", "Take one of the list."
        )
    return found[0]


def none_of_ours(creditor: Creditor, remittance: int, reason: str, *, actor: str, moment: datetime) -> None:
    """A row that is for nothing that they have of us. Raises Refused: `missing`, `settled`."""
    members.require(creditor, actor, "match")
    row = remittance_by(creditor, remittance)
    if not reason.strip():
        raise Refused("missing", "A reason is needed.", "reason", "Say what it is.")
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        operations.put_aside(row, context(creditor, moment).today)
        act.record(
            creditor.stream_key, "professional.set_aside", klass="internal",
            facts={"professional": row.professional_id, "remittance": row.pk},
            payloads={"note": Content(reason.strip().encode(), "text/plain; charset=utf-8")},
        )  # fmt: skip


def received(
    creditor: Creditor, payment: int, batch: str, professional: int, *, actor: str, moment: datetime
) -> None:
    """The bank's line is the net of that report. Raises Refused: `no_such_payment`, `other_sum`, `settled`."""
    members.require(creditor, actor, "match")
    party = professional_by(creditor, professional)
    money = _passed(creditor, payment)
    rows = list(
        Remittance.objects.of(creditor).filter(
            professional=party, batch=batch, received__isnull=True, set_aside_on__isnull=True
        )
    )
    if not rows:
        raise Refused("settled", "Nothing of this report waits for its money.", "batch")
    operations.settle_received(creditor, rows, money, actor=actor, moment=moment)


def is_for(
    creditor: Creditor, payment: int, professional: int, reference: str, shares: Cut, on: date | None, *,
    actor: str, moment: datetime,
) -> Remittance | None:  # fmt: skip
    """Money at the bank without a report: a person says for which placement, and how it is shared.

    Raises Refused: `no_such_payment`, `other_sum` unless the net is what came, `unknown_reference`, `other_currency`,
    `date_in_future`.
    """
    members.require(creditor, actor, "match")
    party, money = professional_by(creditor, professional), _passed(creditor, payment)
    if on is not None and on > context(creditor, moment).today:
        how = "Give the day on which they were paid."
        raise Refused("date_in_future", say("%(on)s has not come yet.", on=on), "on", how)
    placement = placement_named(creditor, party, reference)
    _not_reported(creditor, party, money)
    if min(shares.commission_minor, shares.vat_minor) < 0 or shares.net_minor != money.amount_minor:
        raise Refused(
            "other_sum",
            "Collected less commission and VAT is not what came in.",
            "gross",
            "Put the figures right.",
        )
    told = Money(f"bank-{money.pk}", "", on or money.received_on, money.currency, shares, money.purpose)
    streams = [placement.debtor.stream_key, creditor.stream_key]
    with deed(actor, moment, creditor.key, streams):
        row = take(creditor, party, placement, told, actor=actor, moment=moment)
        if row is not None:
            operations.settle_received(creditor, [row], money, actor=actor, moment=moment)
    return row


def _not_reported(creditor: Creditor, party: Professional, money: Payment) -> None:
    """Raises Refused (`reported`) where it is exactly the net of a report whose money has not come."""
    waits = Remittance.objects.of(creditor).filter(
        professional=party, received__isnull=True, set_aside_on__isnull=True, currency=money.currency
    )
    nets = waits.values_list("batch").annotate(net=Sum("net_minor"))
    batch = next((name for name, net in nets if net == money.amount_minor), None)
    if batch is not None:
        raise Refused(
            "reported",
            say("This is exactly the net of their report %(batch)s, which is counted already.", batch=batch),
            "payment",
            "Say that it is the net of that report.",
        )


def _passed(creditor: Creditor, pk: int) -> Payment:
    found = next((one for one in passed_on(creditor) if one.pk == pk), None)
    if found is None:
        raise Refused("no_such_payment", "This money does not wait any more.", "payment", "Look again.")
    return found


def _facts(row: Remittance) -> dict[str, int | str]:
    assert row.placement is not None and row.payment_id is not None
    return {"placement": row.placement.pk, "professional": row.professional_id, "remittance": row.pk,
            "payment": row.payment_id, "currency": row.currency}  # fmt: skip


def _amounts(row: Remittance) -> dict[str, int]:
    return {
        "gross": row.gross_minor,
        "commission": row.commission_minor,
        "vat": row.vat_minor,
        "net": row.net_minor,
    }
