"""The claim as it is handed over: JSON by a documented schema, CSV of items and contacts, all in one package. Pure.

The same claim always gives the same bytes. `claim.schema.json` beside this file goes into every package.
"""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from recoup.lib import money
from recoup.lib.hashing import sha256_hex

SCHEMA = "recoup.claim/1"
SCHEMA_FILE = "claim.schema.json"
EVIDENCE = "evidence.zip"
_STAMP = (1980, 1, 1, 0, 0, 0)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ABOUT = """\
Claim {reference}

claim.json          the claim: creditor, debtor, invoices, contacts, where to pay
{schema}   what each field of it means
claim.csv           its invoices, one a row
contacts.csv        whom to speak to at the debtor
evidence.zip        the documents and the record of what was done; it can be checked without us

Please put {reference} on every letter and payment to us. Report and remit as CSV with the columns
reference, invoice, id, on, currency, gross, commission, vat, net, status (see {schema}).
"""


@dataclass(frozen=True, slots=True)
class Firm:
    """Creditor or debtor as the claim names it."""

    name: str
    kind: str = ""
    number: str = ""
    register_number: str = ""
    vat_id: str = ""
    address: tuple[str, ...] = ()
    country: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One invoice of the claim, in minor units: what it came to, and what is claimed of it."""

    invoice: str
    issued_on: date | None
    due_on: date
    amount_minor: int
    claimed_minor: int


@dataclass(frozen=True, slots=True)
class Added:
    """Interest, compensation or a cost that is claimed besides, in minor units, with the rule it comes from."""

    kind: str
    invoice: str
    until_on: date | None
    claimed_minor: int
    rule: str


@dataclass(frozen=True, slots=True)
class Person:
    """Whom to speak to at the debtor."""

    name: str
    role: str
    email: str
    phone: str
    is_in_charge: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """All that is handed over besides the evidence. Amounts in minor units of `currency`."""

    reference: str
    made_on: date
    creditor: Firm
    debtor: Firm
    currency: str
    items: tuple[Item, ...]
    charges: tuple[Added, ...] = ()
    contacts: tuple[Person, ...] = ()
    pay_to: tuple[str, ...] = ()
    deadline_on: date | None = None

    @property
    def total_minor(self) -> int:
        """What is claimed in all."""
        return sum(one.claimed_minor for one in self.items) + sum(one.claimed_minor for one in self.charges)


def claim_json(claim: Claim, evidence_sha256: str = "") -> dict[str, Any]:
    """The claim by the schema; amounts as decimal text, days as ISO text."""
    shown = _amounts(claim.currency)
    return {
        "schema": SCHEMA,
        "reference": claim.reference,
        "made_on": claim.made_on.isoformat(),
        "creditor": _firm(claim.creditor),
        "debtor": _firm(claim.debtor),
        "currency": claim.currency,
        "total": shown(claim.total_minor),
        "invoices": [
            {
                "invoice": one.invoice,
                "issued_on": one.issued_on.isoformat() if one.issued_on else None,
                "due_on": one.due_on.isoformat(),
                "amount": shown(one.amount_minor),
                "claimed": shown(one.claimed_minor),
            }
            for one in claim.items
        ],
        "charges": [
            {
                "kind": one.kind,
                "invoice": one.invoice,
                "until_on": one.until_on.isoformat() if one.until_on else None,
                "claimed": shown(one.claimed_minor),
                "rule": one.rule,
            }
            for one in claim.charges
        ],
        "demand_deadline_on": claim.deadline_on.isoformat() if claim.deadline_on else None,
        "contacts": [asdict(one) for one in claim.contacts],
        "pay_to": list(claim.pay_to),
        "evidence": {"file": EVIDENCE, "sha256": evidence_sha256} if evidence_sha256 else None,
    }


def _firm(firm: Firm) -> dict[str, Any]:
    return {**asdict(firm), "address": list(firm.address)}


def _amounts(currency: str) -> Any:
    return lambda minor: f"{money.to_decimal(minor, currency):f}"


def claim_csv(claim: Claim) -> bytes:
    """Its invoices and charges, one a row."""
    shown = _amounts(claim.currency)
    head = (
        "reference",
        "debtor_number",
        "debtor",
        "invoice",
        "issued_on",
        "due_on",
        "currency",
        "amount",
        "claimed",
    )
    rows: list[tuple[object, ...]] = [
        (
            claim.reference, claim.debtor.number, claim.debtor.name, one.invoice, one.issued_on or "", one.due_on,
            claim.currency, shown(one.amount_minor), shown(one.claimed_minor),
        )
        for one in claim.items
    ]  # fmt: skip
    rows += [
        (
            claim.reference, claim.debtor.number, claim.debtor.name, f"{one.kind} {one.invoice}".strip(), "", "",
            claim.currency, "", shown(one.claimed_minor),
        )
        for one in claim.charges
    ]  # fmt: skip
    return _csv(head, rows)


def contacts_csv(claim: Claim) -> bytes:
    """Whom to speak to, the person in charge first."""
    people = [(p.name, p.role, p.email, p.phone, "yes" if p.is_in_charge else "no") for p in claim.contacts]
    return _csv(("name", "role", "email", "phone", "in_charge"), people)


def _csv(head: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    file = io.StringIO(newline="")
    made = csv.writer(file)
    made.writerow(head)
    made.writerows([[_harmless(cell) for cell in row] for row in rows])
    return file.getvalue().encode("utf-8-sig")


def _harmless(cell: object) -> str:
    """Text that a spreadsheet would take for a formula is told to be text."""
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def package(claim: Claim, evidence: bytes) -> bytes:
    """The zip that is handed over."""
    told = claim_json(claim, sha256_hex(evidence))
    files = {
        "README.txt": _ABOUT.format(reference=claim.reference, schema=SCHEMA_FILE).encode(),
        "claim.json": json.dumps(told, ensure_ascii=False, indent=1).encode(),
        SCHEMA_FILE: (Path(__file__).parent / SCHEMA_FILE).read_bytes(),
        "claim.csv": claim_csv(claim),
        "contacts.csv": contacts_csv(claim),
        EVIDENCE: evidence,
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(zipfile.ZipInfo(name, _STAMP), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()
