"""Bank statements after ISO 20022: camt.053, and camt.054 for its details; camt.052 is refused as provisional.

Element names are read without their namespace, so every version (001.01 and up) is taken.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import cast

from lxml import etree

from recoup.intake.cells import text
from recoup.intake.formats import sniff
from recoup.intake.mapping import Rejected
from recoup.ledger.facts import PaymentFacts
from recoup.lib import money
from recoup.lib.errors import Refused

_STATEMENTS = ("Stmt", "Ntfctn")
_DEPTH = 60


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement or notice: its bank's id, account and currency, how many entries it has, its booked sums.

    Sums are in minor units of `currency`, of entries in that currency.
    """

    id: str
    account_iban: str
    currency: str
    is_notice: bool
    entries: int
    details: int
    credit_minor: int
    debit_minor: int
    reversals: int


@dataclass(slots=True)
class _Open:
    id: str = ""
    account: str = ""
    currency: str = ""
    is_notice: bool = False
    entries: int = 0
    details: int = 0
    credit: int = 0
    debit: int = 0
    reversals: int = 0

    def closed(self) -> Statement:
        return Statement(
            self.id, self.account, self.currency, self.is_notice, self.entries, self.details,
            self.credit, self.debit, self.reversals,
        )  # fmt: skip


def read_camt(path: Path) -> tuple[list[Statement], list[PaymentFacts], list[Rejected], list[str]]:
    """(statements, payments, rejected entries, warnings) of a camt.053 or camt.054 file.

    Only booked entries are payments; each transaction of a batch is one, with its own amount if given.
    `line` is the line of the entry. Raises Refused for everything that is not such a file.
    """
    kind = sniff.kind(path)
    if kind != "camt":
        raise Refused(
            "wrong_kind", "This is not a bank statement in the camt format.", path.name, "Download camt.053."
        )
    reader = _Reader(path)
    try:
        reader.read()
    except (etree.LxmlError, etree.XMLSyntaxError, UnicodeError, ValueError, OSError) as odd:
        raise Refused(
            "damaged",
            "The bank file is cut off or damaged.",
            f"{path.name}, line {reader.line}",
            "Download it again.",
        ) from odd
    if not reader.statements:
        raise Refused("no_rows", "The bank file has no statement in it.", path.name, "Download it again.")
    return reader.statements, reader.rows, reader.rejected, reader.warnings


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.statements: list[Statement] = []
        self.rows: list[PaymentFacts] = []
        self.rejected: list[Rejected] = []
        self.warnings: list[str] = []
        self.line = 1
        self.ids: dict[str, int] = {}

    def read(self) -> None:
        now = _Open()
        depth = 0
        events = etree.iterparse(
            str(self.path), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
            huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        for event, node in events:
            depth += 1 if event == "start" else -1
            if depth > _DEPTH:
                raise Refused(
                    "damaged", "The bank file is nested too deeply.", self.path.name, "Download it again."
                )
            if node.getparent() is None and event == "start" and node.getroottree().docinfo.doctype:
                raise Refused(
                    "damaged", "A bank file has no document type.", self.path.name, "Download it again."
                )
            name = _local(node)
            self.line = node.sourceline or self.line
            if event == "start":
                if name in _STATEMENTS:
                    now = _Open(is_notice=name == "Ntfctn")
                continue
            parent = node.getparent()
            above = _local(parent) if parent is not None else ""
            if name == "Id" and above in _STATEMENTS:
                now.id = _text(node)
            elif name == "Acct" and above in _STATEMENTS:
                now.account = _first(node, "Id/IBAN") or _first(node, "Id/Othr/Id")
                now.currency = _first(node, "Ccy")
            elif name == "Ntry" and above in _STATEMENTS:
                self._entry(node, now)
                node.clear(keep_tail=False)
                while node.getprevious() is not None and _local(node.getprevious()) == "Ntry":
                    del parent[0 if _local(parent[0]) == "Ntry" else parent.index(node) - 1]
            elif name in _STATEMENTS:
                self.statements.append(now.closed())

    def _entry(self, entry: etree._Element, now: _Open) -> None:
        now.entries += 1
        line = cast(int, entry.sourceline or 0)
        details = list(_find(entry, "NtryDtls/TxDtls"))
        now.details += len(details)
        reversal = _first(entry, "RvslInd").strip() in ("true", "1")
        now.reversals += reversal
        try:
            amount, currency = _amount(next(_find(entry, "Amt"), None))
            out = _first(entry, "CdtDbtInd") == "DBIT"
            now.currency = now.currency or currency
            if currency == now.currency:
                now.debit += amount if out else 0
                now.credit += 0 if out else amount
            status = _first(entry, "Sts/Cd") or _first(entry, "Sts")
            if status and status != "BOOK":
                raise ValueError(f"its status is {status}: not booked")
            facts = self._payments(
                entry, details, now, line, (-amount if out else amount), currency, reversal
            )
        except ValueError as bad:
            self.rejected.append(Rejected(line, str(bad)))
            return
        self.rows.extend(facts)

    def _payments(
        self, entry: etree._Element, details: list[etree._Element], now: _Open, line: int, amount: int, currency: str,
        reversal: bool,
    ) -> list[PaymentFacts]:  # fmt: skip
        value_on = _day(entry, "ValDt")
        booked_on = _day(entry, "BookgDt")
        received_on = value_on or booked_on
        if received_on is None:
            raise ValueError("the entry has no date")
        parts = _parts(details, amount, currency)
        if parts is None:
            self.warnings.append(
                f"Line {line}: the transactions of an entry do not add up to it; the entry is taken whole."
            )
            parts = [(None, amount)]
        bank_reference = _first(entry, "AcctSvcrRef")
        found = []
        for position, (part, part_amount) in enumerate(parts, 1):
            if part_amount == 0:
                raise ValueError("the amount is zero")
            about = part if part is not None else entry
            found.append(
                PaymentFacts(
                    line=line,
                    external_id=self._identity(about, bank_reference, now, position, len(parts)),
                    received_on=received_on,
                    currency=currency,
                    amount_minor=part_amount,
                    payer_name=_party(about, part_amount < 0, reversal),
                    payer_iban=_iban(about, part_amount < 0, reversal),
                    purpose=_purpose(about, entry),
                    references=_references(about) if part is not None else _all_references(details),
                    is_reversal=reversal or bool(next(_find(about, "RtrInf"), None) is not None),
                    account_iban=now.account,
                    statement_id=now.id,
                    end_to_end_id=_without_none(_first(about, "Refs/EndToEndId")),
                    booked_on=booked_on,
                    method=_first(about, "BkTxCd/Domn/Fmly/SubFmlyCd")
                    or _first(entry, "BkTxCd/Domn/Fmly/SubFmlyCd"),
                )
            )
        return found

    def _identity(
        self, about: etree._Element, entry_reference: str, now: _Open, position: int, parts: int
    ) -> str:
        own = _without_none(_first(about, "Refs/AcctSvcrRef"))
        known = own or (
            entry_reference if parts == 1 else f"{entry_reference}/{position}" if entry_reference else ""
        )
        known = known or f"{now.id}#{now.entries}" + (f"/{position}" if parts > 1 else "")
        self.ids[known] = self.ids.get(known, 0) + 1
        return known if self.ids[known] == 1 else f"{known}@{now.id}#{now.entries}/{position}"


def _parts(
    details: list[etree._Element], amount: int, currency: str
) -> list[tuple[etree._Element | None, int]] | None:
    """The entry's transactions with their signed amounts; None when several do not add up to the entry."""
    if len(details) <= 1:
        return [(details[0] if details else None, amount)]
    sign = -1 if amount < 0 else 1
    found: list[tuple[etree._Element | None, int]] = []
    for detail in details:
        own = next(_find(detail, "Amt"), None)
        if own is None:
            own = next(_find(detail, "AmtDtls/TxAmt/Amt"), None)
        if own is None or own.get("Ccy", currency) != currency:
            return None
        value, _ = _amount(own)
        side = _first(detail, "CdtDbtInd")
        found.append((detail, {"DBIT": -value, "CRDT": value}.get(side, sign * value)))
    return found if sum(value for _, value in found) == amount else None


def _amount(node: etree._Element | None) -> tuple[int, str]:
    if node is None:
        raise ValueError("the entry has no amount")
    currency = (node.get("Ccy") or "").strip()
    if len(currency) != 3 or not money.is_known(currency):
        raise ValueError(f"unknown currency {currency[:12]!r}")
    said = _text(node)
    try:
        value = Decimal(said)
    except InvalidOperation as odd:
        raise ValueError(f"{said[:30]!r} is not an amount") from odd
    if not value.is_finite() or len(said) > 40 or value < 0:
        raise ValueError(f"{said[:30]!r} is not an amount")
    return money.to_minor(value, currency), currency


def _references(about: etree._Element) -> tuple[str, ...]:
    found = [_text(node) for node in _find(about, "RmtInf/Strd/CdtrRefInf/Ref")]
    found += [_text(node) for node in _find(about, "RmtInf/Strd/RfrdDocInf/Nb")]
    return tuple(dict.fromkeys(said for said in found if said))


def _all_references(details: list[etree._Element]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said for detail in details for said in _references(detail)))


def _purpose(about: etree._Element, entry: etree._Element) -> str:
    said = [_text(node) for node in _find(about, "RmtInf/Ustrd")]
    said += [_text(node) for node in _find(about, "RmtInf/Strd/AddtlRmtInf")]
    if not said:
        said = [_first(about, "AddtlTxInf") or _first(entry, "AddtlNtryInf")]
    return " ".join(part for part in said if part)


def _side(out: bool, reversal: bool) -> tuple[str, ...]:
    other = "Cdtr" if out != reversal else "Dbtr"
    return other, f"Ultmt{other}"


def _party(about: etree._Element, out: bool, reversal: bool) -> str:
    who = _side(out, reversal)[0]
    for path in (
        f"RltdPties/{who}/Nm",
        f"RltdPties/{who}/Pty/Nm",
        f"RltdPties/Ultmt{who}/Nm",
        f"RltdPties/Ultmt{who}/Pty/Nm",
    ):
        if said := _first(about, path):
            return said
    return ""


def _iban(about: etree._Element, out: bool, reversal: bool) -> str:
    return _first(about, f"RltdPties/{_side(out, reversal)[0]}Acct/Id/IBAN").replace(" ", "")


def _without_none(said: str) -> str:
    return "" if said.upper() in ("NOTPROVIDED", "NOT PROVIDED", "NONREF") else said


def _day(entry: etree._Element, name: str) -> date | None:
    said = (_first(entry, f"{name}/Dt") or _first(entry, f"{name}/DtTm"))[:10]
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as odd:
        raise ValueError(f"{said!r} is not a possible date") from odd


def _local(node: etree._Element) -> str:
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _find(node: etree._Element, path: str) -> Iterator[etree._Element]:
    head, _, rest = path.partition("/")
    for child in node:
        if _local(child) == head:
            if rest:
                yield from _find(child, rest)
            else:
                yield child


def _first(node: etree._Element, path: str) -> str:
    found = next(_find(node, path), None)
    return _text(found) if found is not None else ""


def _text(node: etree._Element) -> str:
    return text(node.text or "")
