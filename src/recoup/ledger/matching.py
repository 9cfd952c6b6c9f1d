"""Which invoices a payment is for: explicit references, then a unique exact amount, then on account. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from recoup.ledger.facts import PaymentFacts
from recoup.ledger.names import fold, fold_text, significant

State = Literal["allocated", "on_account", "unmatched"]

_RUN = re.compile(r"[^\W_]+")
_WINDOW = 8
_SHORT = 5
_CUES = frozenset(
    [
        *("invoice", "invoices", "inv", "bill", "no", "nos", "nr", "num", "number", "ref", "reference"),
        *("rechnung", "rechnungen", "rechn", "rechnungsnummer", "rechnungsnr", "re", "rg", "rn", "beleg"),
        *("facture", "factures", "fact", "fac", "numero", "n", "factura", "facturas", "fra", "fattura"),
        *("fatture", "fatt", "ft", "factuur", "facturen", "factuurnummer", "fakt", "faktura"),
    ]
)
_FINAL = re.compile(
    r"full (and )?final|final settlement|in full settlement|zur abgeltung|abgeltung aller|"
    r"abschliessende zahlung|pour solde de tout compte|solde de tout compte|saldo y finiquito|"
    r"pago final y liberatorio|a saldo e stralcio|saldo e stralcio|a saldo e transazione|tegen finale kwijting|"
    r"finale kwijting"
)
_PROTEST = re.compile(
    r"under protest|without prejudice|unter vorbehalt|unter protest|ohne anerkennung|sous (toute )?reserve|"
    r"sous protet|bajo protesta|con reserva|bajo reserva|con riserva|sotto riserva|onder protest|"
    r"onder voorbehoud"
)


@dataclass(slots=True)
class Claim:
    """An invoice as far as matching needs it; `open_minor` falls as payments are matched."""

    id: int
    debtor_id: int
    number: str
    currency: str
    open_minor: int
    payment_reference: str = ""


@dataclass(frozen=True, slots=True)
class Payer:
    """A debtor as far as matching needs it."""

    id: int
    number: str
    name: str
    ibans: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """Where a payment's money goes: the parts to invoices, and the rest to `state`."""

    debtor_id: int | None
    parts: tuple[tuple[int, int], ...]
    """(invoice id, minor units), in the order in which they were stated."""
    state: State
    reason: str = ""


def normal(reference: str) -> str:
    """A reference without what people add or drop: case, spaces, punctuation.

    >>> normal("inv-2024/001 ")
    'INV2024001'
    """
    return "".join(_RUN.findall(reference)).upper()


def plain_iban(iban: str) -> str:
    """An IBAN without its spaces."""
    return "".join(iban.split()).upper()


def wish(purpose: str) -> str:
    """A condition that the payer attaches, in six languages: `full_and_final`, `under_protest` or nothing."""
    folded = fold_text(purpose[:2000])
    if _FINAL.search(folded):
        return "full_and_final"
    return "under_protest" if _PROTEST.search(folded) else ""


@dataclass(slots=True)
class Matcher:
    """Matches payments one after the other; each takes from what the ones before have left open."""

    claims: dict[int, Claim]
    payers: dict[int, Payer]
    _tokens: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _bare: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _of_debtor: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _by_amount: dict[tuple[str, int], set[int]] = field(default_factory=lambda: defaultdict(set))
    _numbers: dict[str, int] = field(default_factory=dict)
    _ibans: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _names: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Builds the indexes."""
        for claim in self.claims.values():
            for key in {normal(claim.number), normal(claim.payment_reference)} - {""}:
                self._tokens[key].append(claim.id)
            digits = re.sub(r"\D", "", claim.number).lstrip("0")
            if len(digits) >= 4:
                self._bare[digits].append(claim.id)
            self._of_debtor[claim.debtor_id].append(claim.id)
            self._by_amount[claim.currency, claim.open_minor].add(claim.id)
        for payer in self.payers.values():
            if payer.number:
                self._numbers[payer.number] = payer.id
            self._names[fold(payer.name)].append(payer.id)
            for iban in payer.ibans:
                self._ibans[iban].append(payer.id)

    def match(self, payment: PaymentFacts) -> Match:
        """Where this money in goes. Never more than it is, never more than an invoice has open."""
        payer = self.payer_of(payment)
        stated, is_ambiguous = self._stated(payment, payer)
        debtor = stated[0].debtor_id if stated else payer
        condition = wish(payment.purpose)
        if condition:
            return Match(debtor, (), "unmatched", condition)
        if is_ambiguous:
            return Match(debtor, (), "unmatched", "ambiguous_reference")
        if not stated:
            exact = self._exact(payment, payer)
            stated = [exact] if exact else []
            debtor = exact.debtor_id if exact else payer
        if debtor is None:
            return Match(None, (), "unmatched", "unknown_payer")
        return self._take(payment, debtor, stated)

    def _take(self, payment: PaymentFacts, debtor: int, stated: list[Claim]) -> Match:
        left, parts = payment.amount_minor, []
        for claim in stated:
            part = min(left, claim.open_minor) if claim.currency == payment.currency else 0
            if part > 0:
                parts.append((claim.id, part))
                left -= part
                self._set_open(claim, claim.open_minor - part)
        return Match(debtor, tuple(parts), "on_account" if left else "allocated")

    def give_back(self, parts: Iterable[tuple[int, int]]) -> None:
        """A payment was reversed: its parts are open again."""
        for claim_id, part in parts:
            claim = self.claims.get(claim_id)
            if claim is not None:
                self._set_open(claim, claim.open_minor + part)

    def _set_open(self, claim: Claim, open_minor: int) -> None:
        self._by_amount[claim.currency, claim.open_minor].discard(claim.id)
        claim.open_minor = open_minor
        self._by_amount[claim.currency, open_minor].add(claim.id)

    def payer_of(self, payment: PaymentFacts) -> int | None:
        """The debtor whom number, IBAN or the exact folded name tells, if it tells one alone."""
        if payment.debtor_number and payment.debtor_number in self._numbers:
            return self._numbers[payment.debtor_number]
        for found in (
            self._ibans.get(plain_iban(payment.payer_iban), []) if payment.payer_iban else [],
            self._names.get(fold(payment.payer_name), []) if payment.payer_name else [],
        ):
            if len(found) == 1:
                return found[0]
        return None

    def _fits(self, payment: PaymentFacts, debtor_id: int) -> bool:
        """Whether the payer may well be this debtor: a known IBAN, or the words of one name within the other."""
        payer = self.payers.get(debtor_id)
        if payer is None:
            return False
        if payment.payer_iban and plain_iban(payment.payer_iban) in payer.ibans:
            return True
        one, other = significant(payment.payer_name), significant(payer.name)
        return bool(one and other) and (one <= other or other <= one)

    def _exact(self, payment: PaymentFacts, payer: int | None) -> Claim | None:
        same = self._by_amount.get((payment.currency, payment.amount_minor), set())
        if payer is not None:
            own = [i for i in same if self.claims[i].debtor_id == payer]
            return self.claims[own[0]] if len(own) == 1 else None
        if len(same) == 1:
            claim = self.claims[next(iter(same))]
            return claim if self._fits(payment, claim.debtor_id) else None
        return None

    def _stated(self, payment: PaymentFacts, payer: int | None) -> tuple[list[Claim], bool]:
        """The invoices that the payer names, in that order, and whether one of them could be several."""
        found: dict[int, Claim] = {}
        is_ambiguous = False
        for candidates in (*self._by_reference(payment.references), *self._in_text(payment.purpose, payer)):
            chosen = self._choose(candidates, payment, payer)
            if chosen is None:
                is_ambiguous = True
            else:
                found.setdefault(chosen.id, chosen)
        return list(found.values()), is_ambiguous

    def _choose(self, candidates: list[int], payment: PaymentFacts, payer: int | None) -> Claim | None:
        claims = [self.claims[i] for i in candidates]
        for narrower in (
            [c for c in claims if c.debtor_id == payer],
            [c for c in claims if self._fits(payment, c.debtor_id)],
            claims,
        ):
            still_open = [c for c in narrower if c.open_minor > 0]
            for some in (narrower, still_open):
                if len(some) == 1:
                    return some[0]
            if narrower:
                return None
        return None

    def _by_reference(self, references: Iterable[str]) -> Iterator[list[int]]:
        """Structured references: ours, a number, RF with the number inside, Swiss QR with its digits inside."""
        for reference in references:
            key = normal(reference)
            digits = key[:-1].lstrip("0") if len(key) == 27 and key.isdigit() else key.lstrip("0")
            for found in (
                self._tokens.get(key),
                self._tokens.get(key[4:]) if re.match(r"RF\d\d", key) else None,
                self._bare.get(digits) if key.isdigit() else None,
            ):
                if found:
                    yield found
                    break

    def _in_text(self, purpose: str, payer: int | None) -> Iterator[list[int]]:
        """Invoice numbers as whole words of a free text; the longest reading wins, short numbers need a cue."""
        runs = [run.upper() for run in _RUN.findall(purpose)]
        place = 0
        while place < len(runs):
            step = 1
            for size in range(min(_WINDOW, len(runs) - place), 0, -1):
                key = "".join(runs[place : place + size])
                found = self._tokens.get(key)
                if found is None and size == 1:
                    key = _without_cue(key)
                    found = self._tokens.get(key) if key else None
                    is_cued = True
                else:
                    is_cued = any(fold(run) in _CUES for run in runs[max(0, place - 2) : place])
                if found and self._is_meant(key, found, is_cued, payer):
                    yield found
                    step = size
                    break
            place += step

    def _is_meant(self, key: str, found: list[int], is_cued: bool, payer: int | None) -> bool:
        if not any(c.isdigit() for c in key):
            return False
        if len(key) > _SHORT:
            return True
        if payer is not None and not any(self.claims[i].debtor_id == payer for i in found):
            return False
        return is_cued or (len(key) == _SHORT and payer is not None)


def _without_cue(run: str) -> str:
    """`INV1001` -> `1001`: a cue word written together with the number."""
    parted = re.fullmatch(r"([^\W\d_]+)(\d{3,}.*)", run)
    return parted[2] if parted and fold(parted[1]) in _CUES else ""
