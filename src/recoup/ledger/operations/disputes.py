"""What a debtor contests: opened, renewed, and closed by decision; never by the clock."""

from datetime import date, datetime, timedelta
from typing import Any

from recoup.archive.deeds import Content, deed
from recoup.ledger.models import Dispute, Invoice
from recoup.lib.errors import Refused
from recoup.lib.money import text
from recoup.lib.said import say
from recoup.org.models import Creditor

TYPES = (
    "price",
    "quantity",
    "quality",
    "not_delivered",
    "not_ordered",
    "discount",
    "bank_charges",
    "tax",
    "other",
)
OUTCOMES = ("upheld", "part", "rejected", "withdrawn")
MISTAKEN = "mistaken"
"""The outcome of a dispute that nobody had raised: it was noted by mistake."""
ANSWER_DAYS = 10
"""Calendar days in which the owner of a dispute should answer, unless told otherwise."""


def open_dispute(
    creditor: Creditor,
    invoice: Invoice,
    amount_minor: int | None,
    type: str,
    *,
    owner: str = "",
    answer_due_on: date | None = None,
    opened_on: date | None = None,
    note: str = "",
    actor: str,
    moment: datetime,
) -> Dispute:
    """The debtor contests the invoice, whole (`None`) or a part in minor units.

    An open dispute of the same invoice is not doubled: it takes over type, amount and day.
    Raises Refused: `unknown_dispute_type`, `dispute_too_large`, `unknown_row`.
    """
    if type not in TYPES:
        raise Refused(
            "unknown_dispute_type",
            say("“%(type)s” is not a kind of dispute.", type=type),
            "",
            say("Use %(known)s.", known=", ".join(TYPES)),
        )
    _check_amount(creditor, invoice, amount_minor)
    opened_on = opened_on or moment.date()
    values: dict[str, Any] = {
        "amount_minor": amount_minor,
        "type": type,
        "owner": owner,
        "answer_due_on": answer_due_on or opened_on + timedelta(days=ANSWER_DAYS),
    }
    with deed(actor, moment, creditor.key, [invoice.debtor.stream_key]) as done:
        dispute: Dispute
        dispute, _ = Dispute.objects.of(creditor).update_or_create(
            creditor=creditor,
            invoice=invoice,
            closed_on=None,
            defaults=values,
            create_defaults=values | {"opened_on": opened_on},
        )
        done.record(
            invoice.debtor.stream_key,
            "ledger.dispute_opened",
            direction="in",
            result=type,
            facts=_facts(dispute, answer_due_on=dispute.answer_due_on.isoformat()),
            amounts={f"disputed_{invoice.currency}": _disputed(dispute)},
            payloads=_note(note),
        )
    return dispute


def renew_dispute(
    creditor: Creditor,
    dispute: Dispute,
    answer_due_on: date,
    *,
    note: str = "",
    actor: str,
    moment: datetime,
) -> None:
    """The answer is due on a later day. Raises Refused (`dispute_closed`)."""
    stream = dispute.invoice.debtor.stream_key
    with deed(actor, moment, creditor.key, [stream]) as done:
        dispute = _still_open(creditor, dispute)
        dispute.answer_due_on = answer_due_on
        dispute.save(update_fields=["answer_due_on"])
        facts = _facts(dispute, answer_due_on=answer_due_on.isoformat())
        done.record(stream, "ledger.dispute_renewed", klass="internal", facts=facts, payloads=_note(note))


def close_dispute(
    creditor: Creditor,
    dispute: Dispute,
    outcome: str,
    *,
    closed_on: date | None = None,
    note: str = "",
    actor: str,
    moment: datetime,
) -> None:
    """A decision: upheld (a credit note is asked for), part, rejected or withdrawn; or it was noted by mistake.

    Raises Refused: `unknown_outcome`, `dispute_closed`.
    """
    if outcome not in (*OUTCOMES, MISTAKEN):
        raise Refused(
            "unknown_outcome",
            say("“%(outcome)s” is not an outcome.", outcome=outcome),
            "",
            say("Use %(known)s.", known=", ".join(OUTCOMES)),
        )
    stream = dispute.invoice.debtor.stream_key
    with deed(actor, moment, creditor.key, [stream]) as done:
        dispute = _still_open(creditor, dispute)
        dispute.closed_on = closed_on or moment.date()
        dispute.outcome = outcome
        dispute.save(update_fields=["closed_on", "outcome"])
        done.record(
            stream, "ledger.dispute_closed", result=outcome, facts=_facts(dispute), payloads=_note(note)
        )


def _check_amount(creditor: Creditor, invoice: Invoice, amount_minor: int | None) -> None:
    if invoice.creditor_id != creditor.pk:
        raise Refused("unknown_row", "There is no such invoice.", invoice.number)
    if amount_minor is not None and not 0 < amount_minor <= invoice.amount_minor:
        raise Refused(
            "dispute_too_large",
            say(
                "The disputed part must be more than nothing and at most the whole invoice, %(amount_minor)s.",
                amount_minor=text(invoice.amount_minor, invoice.currency),
            ),
            invoice.number,
        )


def _still_open(creditor: Creditor, dispute: Dispute) -> Dispute:
    same = Dispute.objects.of(creditor).filter(pk=dispute.pk, closed_on=None)
    now: Dispute | None = same.select_related("invoice").first()
    if now is None:
        raise Refused("dispute_closed", "This dispute is closed already.", str(dispute.pk))
    return now


def _disputed(dispute: Dispute) -> int:
    return dispute.invoice.open_minor if dispute.amount_minor is None else dispute.amount_minor


def _facts(dispute: Dispute, **more: str) -> dict[str, Any]:
    return {"dispute": dispute.pk, "invoice": dispute.invoice_id, **more}


def _note(note: str) -> dict[str, Content]:
    return {"note": Content(note.encode())} if note else {}
