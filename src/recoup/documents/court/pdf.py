"""The court file as PDF/A-3: a draft that a person checks and signs."""

from recoup.documents.court.facts import CourtFile, Figure
from recoup.documents.court.schedule import SMALL, schedule
from recoup.documents.court.tongue import CourtSpeech
from recoup.documents.evidence.blocks import AUTO, FILL, Block, h2, notice, p, pairs, small, space, table
from recoup.documents.evidence.pdf import made_pdf, page_data

Heads = list[tuple[str, str | int, bool]]


def court_pdf(one: CourtFile) -> bytes:
    """The file; the same bytes for the same facts."""
    say = CourtSpeech(one.language, one.country, one.zone, one.currency)
    running = say.say(
        "running",
        creditor=one.claimant.name,
        debtor=one.defendant.name,
        case=one.case,
        until=say.short(one.until_on),
    )
    data = page_data(one.claimant.name, one.title, running, _blocks(one, say), say, say.say("draft"))
    return made_pdf(data, one.moment)


def _blocks(one: CourtFile, say: CourtSpeech) -> list[Block]:
    return [
        {"kind": "title", "over": say.say("draft"), "text": one.title, "under": one.place},
        notice(say.say("draft"), say.say("draft_text", name=one.signer or "…")),
        space(2),
        _parties(one, say),
        h2(say.say("summary")),
        *_summary(one, say),
        h2(say.say("particulars")),
        *[p(line) for line in one.particulars.splitlines()],
        {"kind": "sign", "labels": [say.say("sign_day"), say.say("sign_name")]},
        *_fields(one, say),
        h2(say.say("invoices")),
        _items(one, say),
        *schedule(one.items, say),
        *_daily(one, say),
        *_evidence(one, say),
        *_law(one, say),
    ]


def _parties(one: CourtFile, say: CourtSpeech) -> Block:
    both = ((say.say("claimant"), one.claimant), (say.say("defendant"), one.defendant))
    return {
        "kind": "parties",
        "parties": [{"role": role, "name": who.name, "lines": list(who.lines)} for role, who in both],
    }


def _summary(one: CourtFile, say: CourtSpeech) -> list[Block]:
    fee = one.fee_minor
    rows = [
        (say.say("principal"), say.amount(one.principal_minor)),
        (say.say("interest_until", until=say.short(one.until_on)), say.amount(one.interest_minor)),
        (say.say("compensation"), say.amount(one.compensation_minor)),
        (say.say("claimed"), say.amount(one.claimed_minor)),
        (say.say("fee"), say.say("fee_unknown") if fee is None else say.amount(fee)),
        (say.say("total"), "" if fee is None else say.amount(one.claimed_minor + fee)),
        (say.say("daily"), say.exact(one.daily) if one.daily else ""),
    ]
    left = [small(say.say("left_out", invoices=", ".join(one.left_out)))] if one.left_out else []
    return [pairs(rows, 60), *left]


def _fields(one: CourtFile, say: CourtSpeech) -> list[Block]:
    if not one.fields:
        return []
    rows = [
        (each.name, each.value or f"({say.say('by_hand')})", say.say(f"mark_{each.mark}"))
        for each in one.fields
    ]
    heads: Heads = [
        (say.say("col_field"), 52, False),
        (say.say("col_value"), FILL, False),
        (say.say("col_mark"), 26, False),
    ]
    return [
        h2(say.say("form_fields")),
        table(heads, rows, size=SMALL),
        small(say.say("source", source=one.source)),
    ]


def _items(one: CourtFile, say: CourtSpeech) -> Block:
    heads: Heads = [
        (say.say("col_invoice"), FILL, False),
        (say.say("col_issued"), AUTO, False),
        (say.say("col_due"), AUTO, False),
        (say.say("col_amount"), AUTO, True),
        (say.say("col_principal"), AUTO, True),
        (say.say("col_interest"), AUTO, True),
        (say.say("col_fixed"), AUTO, True),
    ]
    rows = [
        (
            each.number, say.short(each.issued_on), say.short(each.due_on), say.figure(each.amount_minor),
            say.figure(each.principal_minor), say.figure(each.interest_minor), say.figure(each.compensation_minor),
        )
        for each in one.items
    ]  # fmt: skip
    sums = (one.principal_minor, one.interest_minor, one.compensation_minor)
    total = (say.currency, "", "", "", *(say.figure(minor) for minor in sums))
    return table(heads, rows, total, size=SMALL)


def _daily(one: CourtFile, say: CourtSpeech) -> list[Block]:
    if not one.daily or not any(each.stretches for each in one.items):
        return []
    return [p(say.say("schedule_daily", until=say.short(one.until_on), daily=say.exact(one.daily)))]


def _evidence(one: CourtFile, say: CourtSpeech) -> list[Block]:
    proofs = [f"{each.number}  {each.words}" for each in one.proofs]
    before = [f"{say.short(each.on)}  {each.words}" for each in one.before]
    return [
        h2(say.say("evidence")),
        {"kind": "list", "items": proofs} if proofs else p(say.say("evidence_none")),
        h2(say.say("before")),
        {"kind": "list", "items": before} if before else p(say.say("before_none")),
    ]


def _law(one: CourtFile, say: CourtSpeech) -> list[Block]:
    found: list[Block] = []
    if one.figures:
        heads: Heads = [(say.say("col_figure"), FILL, False), (say.say("col_mark"), 56, False)]
        rows = [(each.words, _mark(each, say)) for each in one.figures]
        found += [h2(say.say("figures")), table(heads, rows, size=SMALL)]
    if one.assumed:
        found += [h2(say.say("assumed")), {"kind": "list", "items": list(one.assumed)}]
    if one.unknown:
        found += [h2(say.say("unknown")), {"kind": "list", "items": list(one.unknown)}]
    return found


def _mark(each: Figure, say: CourtSpeech) -> str:
    mark = say.say(f"mark_{each.mark}")
    if each.mark == "verified":
        return mark
    return f"{mark}; {say.say('confirmed' if each.is_confirmed else 'not_confirmed')}"
