"""Where money lands: each payment matched with what is owed, with what it takes back, with its twin told elsewhere."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from recoup.ledger.facts import PaymentFacts
from recoup.ledger.matching import Claim, Match, plain_iban
from recoup.ledger.models import Allocation, Debtor, Invoice, Payment, PaymentState
from recoup.ledger.names import fold
from recoup.ledger.operations.counterparts import (
    CLAIM,
    as_row,
    collectors_of,
    matcher_of,
    references_of,
    shared,
)
from recoup.ledger.operations.results import PaymentResult
from recoup.lib.money import MAX_MINOR
from recoup.org.models import Creditor

_CHUNK = 500
_TWIN_DAYS = 3
"""Bank and books may date the same money this far apart."""
_MAYBE_TWIN_DAYS = 10
"""So near to money that was noted as collected, the same sum for the same debtor waits for a person."""


@dataclass(slots=True)
class Landing:
    """One payment and where it lands."""

    row: PaymentFacts
    payment: Payment
    parts: tuple[tuple[int, int], ...] = ()
    reversed: "Landing | None" = None
    """The payment that this one takes back."""


class Landings:
    """Payments matched with what is owed; nothing is written."""

    def __init__(self, creditor: Creditor, source: str, file: str) -> None:
        self.creditor, self.source, self.file = creditor, source, file
        self.result = PaymentResult()
        self.landings: list[Landing] = []
        self.old: dict[int, Landing] = {}
        self.twins_used: set[int] = set()

    def read(self, rows: Sequence[PaymentFacts]) -> None:
        """Matches what is new."""
        known = self._known(rows)
        fresh: list[PaymentFacts] = []
        first: dict[str, int] = {}
        for row in rows:
            if row.external_id in known:
                if known[row.external_id] == (row.amount_minor, row.currency):
                    self.result.unchanged.payments += 1
                else:
                    self._reject(row, "Its reference is known already, with another amount.")
            elif row.external_id in first:
                self._reject(row, f"The same payment as on line {first[row.external_id]}: a duplicate.")
            elif row.amount_minor == 0 or abs(row.amount_minor) > MAX_MINOR:
                self._reject(row, "The amount is nothing or too large.")
            else:
                first[row.external_id] = row.line
                fresh.append(row)
        if fresh:
            self._match(fresh)

    def _reject(self, row: PaymentFacts, reason: str) -> None:
        self.result.rejected.append((row.line, reason))

    def _known(self, rows: Sequence[PaymentFacts]) -> dict[str, tuple[int, str]]:
        found: dict[str, tuple[int, str]] = {}
        ids = [row.external_id for row in rows]
        for start in range(0, len(ids), _CHUNK):
            some = Payment.objects.of(self.creditor).filter(external_id__in=ids[start : start + _CHUNK])
            for external_id, minor, currency in some.values_list("external_id", "amount_minor", "currency"):
                found[external_id] = (minor, currency)
        return found

    def _match(self, rows: list[PaymentFacts]) -> None:
        self.matcher = matcher_of(self.creditor, min(row.received_on for row in rows))
        self.collectors = collectors_of(self.creditor)
        self.opens = {pk: claim.open_minor for pk, claim in self.matcher.claims.items()}
        self._load_counterparts(rows)
        money_out = 0
        for row in rows:
            back = self._taken_back(row) if row.amount_minor < 0 else None
            if back is not None or (row.is_reversal and row.amount_minor < 0):
                self.landings.append(self._take_back(row, back))
            elif row.amount_minor > 0 and not row.is_reversal:
                self.landings.append(self._land(row))
            else:
                money_out += 1
        if money_out:
            self.result.warnings.append(f"{money_out} entries of money that we paid out were left aside.")
        self.debtors = {d.pk: d for d in Debtor.objects.of(self.creditor).filter(pk__in=self._debtor_ids())}

    def _load_counterparts(self, rows: list[PaymentFacts]) -> None:
        """Earlier payments of the same sums: what a reversal takes back, or the same money told twice."""
        sums = list({abs(row.amount_minor) for row in rows})
        self.by_sum: dict[tuple[str, int], list[Landing]] = defaultdict(list)
        for start in range(0, len(sums), _CHUNK):
            earlier = Payment.objects.of(self.creditor).filter(amount_minor__in=sums[start : start + _CHUNK])
            for payment in earlier.exclude(state=PaymentState.REVERSED).order_by("received_on", "pk"):
                landing = Landing(as_row(payment), payment)
                self.by_sum[payment.currency, payment.amount_minor].append(landing)
        pks = [landing.payment.pk for found in self.by_sum.values() for landing in found]
        parts: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for start in range(0, len(pks), _CHUNK):
            active = Allocation.objects.of(self.creditor).filter(
                payment_id__in=pks[start : start + _CHUNK], is_active=True
            )
            for payment_id, invoice_id, minor in active.values_list(
                "payment_id", "invoice_id", "amount_minor"
            ):
                parts[payment_id].append((invoice_id, minor))
        for found in self.by_sum.values():
            for landing in found:
                landing.parts = tuple(parts.get(landing.payment.pk, ()))
        self._load_claims({pk for some in parts.values() for pk, _ in some} - set(self.opens))

    def _load_claims(self, ids: set[int]) -> None:
        """Invoices too old to be recognised in a purpose, whose payment may still come back."""
        for row in Invoice.objects.of(self.creditor).filter(pk__in=ids).values_list(*CLAIM):
            self.matcher.claims[row[0]] = Claim(*row)
            self.opens[row[0]] = row[4]

    def _land(self, row: PaymentFacts) -> Landing:
        is_passed_on = self.collectors.is_theirs(row)
        twin = None if is_passed_on else self._twin(row)
        if twin is not None:
            payment = self._payment(row, PaymentState.SUPERSEDED, twin.payment.debtor_id)
            payment.superseded_minor = row.amount_minor
            self.result.warnings.append(
                f"Line {row.line}: this money is known already from the other source, so it is not counted again."
            )
            return Landing(row, payment)
        match = Match(None, (), "unmatched", "collector") if is_passed_on else self.matcher.match(row)
        if match.debtor_id is not None and self._may_be_noted(row, match.debtor_id):
            self.matcher.give_back(match.parts)
            match = Match(None, (), "unmatched", "maybe_noted")
        payment = self._payment(row, match.state, match.debtor_id, match.reason)
        payment.allocated_minor = sum(part for _, part in match.parts)
        self._count(match)
        landing = Landing(row, payment, match.parts)
        self.by_sum[row.currency, row.amount_minor].append(landing)
        return landing

    def _count(self, match: Match) -> None:
        self.result.created.payments += 1
        self.result.allocated += match.state == "allocated"
        self.result.on_account += match.state == "on_account"
        self.result.unmatched += match.state == "unmatched"

    def _twin(self, row: PaymentFacts) -> Landing | None:
        for other in self.by_sum[row.currency, row.amount_minor]:
            pk = other.payment.pk
            if (
                pk
                and pk not in self.twins_used
                and other.payment.source not in (self.source, "manual")
                and abs((other.payment.received_on - row.received_on).days) <= _TWIN_DAYS
                and self._same_party(row, other)
            ):
                self.twins_used.add(pk)
                self.result.created.payments += 1
                return other
        return None

    def _may_be_noted(self, row: PaymentFacts, debtor: int) -> bool:
        """Whether somebody noted the same sum as collected for that debtor, on a day near: a dividend, say."""
        return any(
            other.payment.source == "collected"
            and other.payment.debtor_id == debtor
            and abs((other.payment.received_on - row.received_on).days) <= _MAYBE_TWIN_DAYS
            and other.payment.pk not in self.twins_used
            for other in self.by_sum[row.currency, row.amount_minor]
        )

    def _taken_back(self, row: PaymentFacts) -> Landing | None:
        """The payment that money out returns; without the bank's word for it a reference must be the same."""
        candidates = [
            landing
            for landing in self.by_sum[row.currency, -row.amount_minor]
            if landing.payment.state != PaymentState.REVERSED
            and landing.payment.received_on <= row.received_on
            and (self._same_party(row, landing) if row.is_reversal else shared(row, landing.row))
        ]
        if not candidates:
            return None
        return max(candidates, key=lambda landing: (shared(row, landing.row), landing.payment.received_on))

    def _take_back(self, row: PaymentFacts, back: Landing | None) -> Landing:
        self.result.created.payments += 1
        if back is None:
            self.result.unmatched += 1
            payer = self.matcher.payer_of(row)
            return Landing(row, self._payment(row, PaymentState.UNMATCHED, payer, "reversal_unknown"))
        self.matcher.give_back(back.parts)
        back.payment.state = PaymentState.REVERSED
        back.payment.allocated_minor = 0
        if back.payment.pk:
            self.old[back.payment.pk] = back
        self.result.reversed += 1
        return Landing(row, self._payment(row, PaymentState.REVERSED, back.payment.debtor_id), reversed=back)

    def _same_party(self, row: PaymentFacts, other: Landing) -> bool:
        payment = other.payment
        if shared(row, other.row):
            return True
        if row.payer_iban and plain_iban(row.payer_iban) == payment.payer_iban:
            return True
        if row.payer_name and fold(row.payer_name) == fold(payment.payer_name):
            return True
        payer = self.matcher.payer_of(row)
        return payer is not None and payer == payment.debtor_id

    def _payment(self, row: PaymentFacts, state: str, debtor_id: int | None, reason: str = "") -> Payment:
        return Payment(
            creditor=self.creditor,
            debtor_id=debtor_id,
            external_id=row.external_id[:200],
            received_on=row.received_on,
            currency=row.currency,
            amount_minor=row.amount_minor,
            payer_name=row.payer_name[:300],
            payer_iban=plain_iban(row.payer_iban)[:40],
            purpose=row.purpose,
            references_text="\n".join(references_of(row)),
            state=state,
            reason=reason,
            source=self.source,
        )

    def touched_claims(self) -> set[int]:
        """The invoices that these payments pay, or no longer pay."""
        parts = [landing.parts for landing in (*self.landings, *self.old.values())]
        return {claim_id for some in parts for claim_id, _ in some}

    def _debtor_ids(self) -> set[int]:
        claims = self.matcher.claims
        ids = {landing.payment.debtor_id for landing in self.landings}
        direct = {pk for pk in ids if pk is not None}
        return direct | {claims[i].debtor_id for i in self.touched_claims() if i in claims}
