"""A claim form in an insolvency as PDF: a draft for a named person to check and sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from recoup.documents.court.facts import Counted
from recoup.documents.court.schedule import SMALL, schedule
from recoup.documents.court.tongue import CourtSpeech
from recoup.documents.evidence.blocks import AUTO, FILL, Block, h2, notice, pairs, table
from recoup.documents.evidence.pdf import made_pdf, page_data

_SAID_BY_HAND = ("proof_retention", "proof_security", "proof_assigned")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLine(Counted):
    """One invoice of the claim: what was open of it on the opening day, in minor units."""

    issued_on: date | None
    due_on: date
    principal_minor: int
    interest_minor: int = 0
    compensation_minor: int = 0


@dataclass(frozen=True, slots=True)
class ClaimForm:
    """What the form says. The sums are those of its lines; `proceeding` and `court` stand as the register has them."""

    language: str
    country: str
    zone: str
    creditor: tuple[str, ...]
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
    signer: str
    moment: datetime


def claim_form(one: ClaimForm) -> bytes:
    """PDF/A-3 in the language of the form, every page marked as a draft. The same values give the same bytes."""
    say = CourtSpeech(one.language, one.country, one.zone, one.currency)
    title = say.say("proof_running", debtor=one.debtor)
    author = one.creditor[0] if one.creditor else ""
    data = page_data(author, title, title, _blocks(one, say), say, say.say("draft"))
    return made_pdf(data, one.moment)


def _blocks(one: ClaimForm, say: CourtSpeech) -> list[Block]:
    return [
        {"kind": "title", "over": say.say("draft"), "text": say.say("proof_title"), "under": one.debtor},
        notice(say.say("draft"), say.say("draft_text", name=one.signer or "…")),
        _parties(one, say),
        *_claim(one, say),
        h2(say.say("invoices")),
        _invoices(one, say),
        *schedule(one.lines, say),
        h2(say.say("proof_by_hand")),
        *({"kind": "choice", "text": say.say(key)} for key in _SAID_BY_HAND),
        {"kind": "sign", "labels": [say.say("sign_day"), say.say("sign_name")]},
    ]


def _parties(one: ClaimForm, say: CourtSpeech) -> Block:
    return pairs(
        [
            (say.say("proof_creditor"), "\n".join(one.creditor)),
            (say.say("proof_debtor"), one.debtor),
            (say.say("proof_number"), one.debtor_number),
            (say.say("proof_proceeding"), one.proceeding),
            (say.say("proof_court"), one.court),
            (say.say("proof_reference"), one.reference),
            (say.say("proof_holder"), "\n".join(one.holder)),
            (say.say("proof_opened"), say.day(one.opened_on)),
            (say.say("proof_until"), say.day(one.proof_by_on) if one.proof_by_on else ""),
        ],
        52,
    )


def _sums(one: ClaimForm) -> tuple[int, int, int]:
    return (
        sum(line.principal_minor for line in one.lines),
        sum(line.interest_minor for line in one.lines),
        sum(line.compensation_minor for line in one.lines),
    )


def _claim(one: ClaimForm, say: CourtSpeech) -> list[Block]:
    principal, interest, fixed = _sums(one)
    rows = [
        (say.say("principal"), say.amount(principal)),
        (say.say("interest_until", until=say.short(one.opened_on)), say.amount(interest) if interest else ""),
        (say.say("compensation"), say.amount(fixed) if fixed else ""),
        (say.say("claimed"), say.amount(principal + interest + fixed)),
    ]
    return [h2(say.say("proof_claim")), pairs(rows, 60)]


def _invoices(one: ClaimForm, say: CourtSpeech) -> Block:
    heads: list[tuple[str, str | int, bool]] = [
        (say.say("col_invoice"), FILL, False), (say.say("col_issued"), AUTO, False), (say.say("col_due"), AUTO, False),
        (say.say("col_principal"), AUTO, True), (say.say("col_interest"), AUTO, True),
        (say.say("col_fixed"), AUTO, True),
    ]  # fmt: skip
    rows = [
        (
            line.number, say.short(line.issued_on), say.short(line.due_on), say.figure(line.principal_minor),
            say.figure(line.interest_minor), say.figure(line.compensation_minor),
        )
        for line in one.lines
    ]  # fmt: skip
    total = (say.currency, "", "", *(say.figure(minor) for minor in _sums(one)))
    return table(heads, rows, total, size=SMALL)
