"""A claim form in an insolvency as PDF: a draft for a named person to check and sign."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from recoup.documents.evidence import blocks
from recoup.documents.fill import clean
from recoup.documents.glyphs import FONT_FAMILY, shown
from recoup.documents.pdf import compiled
from recoup.documents.values import locale_of, long_date
from recoup.lib import money


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One invoice of the claim: what was open of it on the opening day, in minor units."""

    number: str
    issued_on: date | None
    due_on: date
    principal_minor: int
    interest_minor: int = 0
    compensation_minor: int = 0


@dataclass(frozen=True, slots=True)
class ClaimForm:
    """What the form says. The sums are those of its lines."""

    creditor: tuple[str, ...]
    country: str
    debtor: str
    debtor_number: str
    proceeding: str
    court: str
    reference: str
    holder: tuple[str, ...]
    opened_on: date
    proof_by_on: date | None
    currency: str
    lines: Sequence[ClaimLine]
    interest_words: tuple[str, ...]
    signer: str
    moment: datetime


def claim_form(one: ClaimForm) -> bytes:
    """PDF/A-3 in English, every page marked as a draft. The same values give the same bytes."""
    locale = locale_of("en", one.country)

    def sum_(minor: int) -> str:
        return money.text(minor, one.currency, locale)

    principal = sum(line.principal_minor for line in one.lines)
    interest = sum(line.interest_minor for line in one.lines)
    fixed = sum(line.compensation_minor for line in one.lines)
    made: list[blocks.Block] = [
        {"kind": "title", "over": "Draft", "text": "Claim in an insolvency", "under": clean(one.debtor)},
        blocks.notice("To be checked and signed by", one.signer or "whoever may sign for the creditor"),
        blocks.pairs(
            [
                ("Creditor", "\n".join(one.creditor)),
                ("Debtor", one.debtor),
                ("Register number", one.debtor_number),
                ("Proceeding", one.proceeding),
                ("Court", one.court),
                ("Reference", one.reference),
                ("Office-holder", "\n".join(one.holder)),
                ("Opened on", long_date(one.opened_on, locale)),
                ("Last day to lodge", long_date(one.proof_by_on, locale) if one.proof_by_on else ""),
            ]
        ),
        blocks.h2("The claim on the opening day"),
        blocks.pairs(
            [
                ("Principal", sum_(principal)),
                ("Interest to the opening day", sum_(interest) if interest else ""),
                ("Fixed compensation", sum_(fixed) if fixed else ""),
                ("Total claimed", sum_(principal + interest + fixed)),
            ]
        ),
        blocks.h2("Invoices"),
        blocks.table(
            [
                ("Invoice", blocks.FILL, False), ("Issued", 26, False), ("Due", 26, False),
                ("Principal", 30, True), ("Interest", 26, True), ("Fixed", 22, True),
            ],
            [
                (
                    line.number, line.issued_on.isoformat() if line.issued_on else "", line.due_on.isoformat(),
                    sum_(line.principal_minor), sum_(line.interest_minor), sum_(line.compensation_minor),
                )
                for line in one.lines
            ],
            total=("Total", "", "", sum_(principal), sum_(interest), sum_(fixed)),
        ),
    ]  # fmt: skip
    if one.interest_words:
        made += [blocks.h2("How interest was worked out"), *(blocks.p(words) for words in one.interest_words)]
    made.append(blocks.h2("To be said by who signs"))
    made += [
        {"kind": "choice", "text": words}
        for words in (
            "The goods were supplied under retention of title.",
            "Somebody else is liable as well, or gave security.",
            "The claim has been assigned, insured or set off in part.",
        )
    ]
    made.append({"kind": "sign", "labels": ["Place and date", "Name, capacity and signature"]})
    title = f"Claim in the insolvency of {one.debtor}"
    paper = "us-letter" if one.country in ("US", "CA") else "a4"
    data = {
        "font": FONT_FAMILY, "lang": "en", "region": None, "paper": paper,
        "title": clean(title), "author": clean(one.creditor[0] if one.creditor else ""), "running": clean(title),
        "draft": "DRAFT", "page": "Page {page} of {pages}", "blocks": made,
    }  # fmt: skip
    return compiled(_template(), shown(json.dumps(data, ensure_ascii=False)), one.moment)


@cache
def _template() -> bytes:
    return (files("recoup.documents") / "layout" / "evidence.typ").read_bytes()
