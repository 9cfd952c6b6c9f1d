"""Takes in money from bank files or the books' payments, and lets a person allocate or reverse it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from recoup.archive.deeds import Content, Deed, deed
from recoup.ledger.facts import PaymentFacts
from recoup.ledger.models import Allocation, Debtor, Freshness, Invoice, Payment, PaymentState
from recoup.ledger.operations.charges import release_payments
from recoup.ledger.operations.counterparts import (
    write_opens,
)
from recoup.ledger.operations.freshness import note_fresh
from recoup.ledger.operations.keeping import keep_payments
from recoup.ledger.operations.landing import Landing, Landings
from recoup.ledger.operations.results import PaymentResult, fitting
from recoup.lib.errors import Refused
from recoup.org.models import Creditor

_CHUNK = 500
_TRIES = 3


class _MovedMeanwhile(Exception):  # noqa: N818 - a signal within this module
    """An invoice changed between the matching and the lock."""


def record_payments(
    creditor: Creditor,
    rows: Sequence[PaymentFacts],
    *,
    source: Literal["bank", "payments"],
    as_of_on: date | None = None,
    file: str = "",
    actor: str,
    moment: datetime,
) -> PaymentResult:
    """Writes down money and sets it against invoices, as `matching` says; all in one transaction.

    What is known by its `external_id` is left as it is. Parts and rest of a payment always add up to it, and no
    invoice falls below nothing. `as_of_on`: the day up to which bank or payments are now known (freshness).
    One entry for each debtor touched, and one for the creditor about money of unknown payers.

    Raises Refused (`changed_meanwhile`) when the invoices keep changing under it.
    """
    for _ in range(_TRIES):
        plan = _Plan(creditor, source, file)
        plan.read(rows)
        try:
            with deed(actor, moment, creditor.key, plan.streams()) as done:
                plan.write(done)
                if as_of_on is not None:
                    known = (
                        Freshness.objects.of(creditor).filter(kind=source).values_list("as_of_on", flat=True)
                    )
                    plan.result.trace.freshness[source] = str(known.first() or "")
                    note_fresh(creditor, source, as_of_on)
        except _MovedMeanwhile:
            continue
        return plan.result
    raise Refused(
        "changed_meanwhile",
        "The invoices changed while the payments were matched.",
        "",
        "Nothing was written; import the file again.",
    )


@dataclass(slots=True)
class _Note:
    """What one debtor's entry will say."""

    rows: list[PaymentFacts] = field(default_factory=list)
    amounts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    states: dict[str, int] = field(default_factory=lambda: defaultdict(int))


class _Plan(Landings):
    """Payments on their way into the ledger: matched first, written under the locks."""

    def streams(self) -> list[str]:
        """Everybody whom the payments touch, and the creditor."""
        found = [debtor.stream_key for debtor in self.debtors.values()] if self.landings else []
        return [self.creditor.stream_key, *found]

    def write(self, done: Deed) -> None:
        """All writes, under the locks. Raises _MovedMeanwhile when an invoice is not what was matched."""
        if not self.landings:
            return
        self._write_invoices()
        payments = [landing.payment for landing in self.landings]
        Payment.objects.bulk_create(payments, batch_size=_CHUNK)
        trace = self.result.trace
        trace.payments_made = [payment.pk for payment in payments]
        self._write_reversals()
        made = Allocation.objects.bulk_create(
            [
                Allocation(
                    creditor=self.creditor,
                    invoice_id=claim_id,
                    payment=landing.payment,
                    source=self.source,
                    amount_minor=part,
                    allocated_on=landing.row.received_on,
                    is_active=landing.payment.state != PaymentState.REVERSED,
                )
                for landing in self.landings
                for claim_id, part in landing.parts
            ],
            batch_size=_CHUNK,
        )
        trace.allocations_made = [row.pk for row in made if row.is_active]
        self._remember_ibans()
        self._tell()
        self._record(done)

    def _tell(self) -> None:
        """Where each line landed."""
        for landing in self.landings:
            payment = landing.payment
            parts = tuple(claim_id for claim_id, _ in landing.parts)
            self.result.new.append(landing.row.line)
            self.result.landed[landing.row.line] = (payment.reason or payment.state, parts)

    def _write_invoices(self) -> None:
        touched = self.touched_claims()
        changed = {i: self.matcher.claims[i].open_minor for i in touched if i in self.matcher.claims}
        ids = list(changed)
        for start in range(0, len(ids), _CHUNK):
            now = Invoice.objects.of(self.creditor).filter(pk__in=ids[start : start + _CHUNK])
            if any(self.opens[pk] != minor for pk, minor in now.values_list("pk", "open_minor")):
                raise _MovedMeanwhile
        write_opens(self.creditor, [(pk, minor) for pk, minor in changed.items() if minor != self.opens[pk]])

    def _write_reversals(self) -> None:
        taken_back = [landing for landing in self.landings if landing.reversed is not None]
        for landing in taken_back:
            assert landing.reversed is not None
            landing.payment.reverses = landing.reversed.payment
        Payment.objects.bulk_update([x.payment for x in taken_back], ["reverses"], batch_size=_CHUNK)
        keep_payments(self.creditor, list(self.old), self.result.trace)
        ended = Allocation.objects.of(self.creditor).filter(payment_id__in=list(self.old), is_active=True)
        self.result.trace.allocations_ended = list(ended.values_list("pk", flat=True))
        old = [landing.payment for landing in self.old.values()]
        Payment.objects.bulk_update(old, ["state", "allocated_minor"], batch_size=_CHUNK)
        Allocation.objects.of(self.creditor).filter(payment_id__in=list(self.old)).update(is_active=False)
        release_payments(self.creditor, list(self.old))

    def _remember_ibans(self) -> None:
        changed = {}
        for landing in self.landings:
            iban, payment = landing.payment.payer_iban, landing.payment
            if not (iban and landing.parts and payment.debtor_id) or payment.state == PaymentState.REVERSED:
                continue
            debtor = self.debtors[payment.debtor_id]
            if iban not in debtor.payer_ibans.split():
                self.result.trace.was(
                    self.result.trace.debtors, debtor.pk, {"payer_ibans": debtor.payer_ibans}
                )
                debtor.payer_ibans = "\n".join([*debtor.payer_ibans.split(), iban])
                changed[debtor.pk] = debtor
        Debtor.objects.bulk_update(changed.values(), ["payer_ibans"], batch_size=_CHUNK)

    def _record(self, done: Deed) -> None:
        notes: dict[str, _Note] = defaultdict(_Note)
        for landing in self.landings:
            for stream in self._streams_of(landing):
                _add(notes[stream], landing)
            self._add_parts(notes, landing)
        self.result.trace.streams = list(notes)
        for stream, note in notes.items():
            payload = json.dumps([_said(row) for row in note.rows], default=str, ensure_ascii=False)
            done.record(
                stream,
                "ledger.payments",
                direction="in",
                facts={"source": self.source, "file": self.file, **dict(note.states)},
                amounts=fitting(note.amounts),
                payloads={"rows": Content(payload.encode(), "application/json")},
            )

    def _streams_of(self, landing: Landing) -> Iterable[str]:
        ids = {self.matcher.claims[i].debtor_id for i, _ in landing.parts if i in self.matcher.claims}
        back = landing.reversed
        if back is not None:
            ids |= {self.matcher.claims[i].debtor_id for i, _ in back.parts if i in self.matcher.claims}
        if landing.payment.debtor_id is not None:
            ids.add(landing.payment.debtor_id)
        if not ids:
            return [self.creditor.stream_key]
        return [self.debtors[pk].stream_key for pk in ids]

    def _add_parts(self, notes: dict[str, _Note], landing: Landing) -> None:
        if landing.payment.state == PaymentState.REVERSED:
            return
        for claim_id, part in landing.parts:
            debtor = self.debtors[self.matcher.claims[claim_id].debtor_id]
            notes[debtor.stream_key].amounts[f"allocated_{landing.payment.currency}"] += part


def _add(note: _Note, landing: Landing) -> None:
    note.rows.append(landing.row)
    note.amounts[f"received_{landing.payment.currency}"] += landing.payment.amount_minor
    note.states[str(landing.payment.state)] += 1


def _said(row: PaymentFacts) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if value not in ("", None, ())}
