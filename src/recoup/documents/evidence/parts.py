"""What stands on the pages of the evidence file, part by part, as blocks of the layout."""

from collections.abc import Iterable, Iterator

from recoup.documents.evidence import blocks, sworn
from recoup.documents.evidence.album import Album
from recoup.documents.evidence.blocks import AUTO, FILL, Block, Speech
from recoup.documents.evidence.facts import Event, Evidence, Paper
from recoup.documents.evidence.mail import readable
from recoup.documents.evidence.pictures import MOST_PAGES, UnshowableError

_WIDTH, _HEIGHT = 170.0, 240.0
"""Room for a page of a document on ours, in mm, under the line that names it."""


def cover(one: Evidence, say: Speech) -> Iterator[Block]:
    """Who claims what from whom, and how far the record is attested by others."""
    yield {
        "kind": "title",
        "over": say.say(f"for_{one.recipient}"),
        "text": say.say("title"),
        "under": say.say("under", creditor=one.creditor.name, debtor=one.debtor.name),
    }
    yield blocks.space(4)
    yield {
        "kind": "parties",
        "parties": [
            {"role": say.say(role), "name": party.name, "lines": list(party.lines)}
            for role, party in (("creditor", one.creditor), ("debtor", one.debtor))
        ],
    }
    yield blocks.space(3)
    count = sum(1 for invoice in one.owed if invoice.open_minor)
    under = say.say("claim_under", count=count, case=one.case)
    if one.on_account_minor:
        under += " " + say.say("claim_less", amount=say.amount(one.on_account_minor))
    yield {
        "kind": "figure",
        "label": say.say("claim", until=say.day(one.until_on)),
        "value": say.amount(one.open_minor),
        "under": under,
    }
    yield blocks.space(3)
    yield from _standing(one, say)


def _standing(one: Evidence, say: Speech) -> Iterator[Block]:
    record = one.record
    rows = [
        (say.say("made_on"), say.moment(one.moment)),
        (
            say.say("record"),
            say.say("record_value", entries=record.entries, withheld=record.withheld, erased=record.erased),
        ),
        (say.say("seals"), _seals(one, say)),
    ]
    rows += [
        (
            say.say("outside"),
            say.say("outside_value", seal=s.seal, moment=say.moment(s.stamped_at), authority=s.authority),
        )
        for s in record.stamps[-1:]
    ]
    yield blocks.pairs(rows)
    if not record.stamps:
        kept = say.say("kept_outside", address=record.mailed_to) if record.mailed_to else ""
        yield blocks.notice(say.say("outside_none"), f"{say.say('outside_none_text')} {kept}".strip())
    yield blocks.small(say.say("times", zone=one.zone))


def _seals(one: Evidence, say: Speech) -> str:
    record = one.record
    if not record.seals:
        return say.say("seals_none")
    return say.say(
        "seals_value",
        seals=record.seals,
        first=say.iso(record.first_seal_on),
        last=say.iso(record.last_seal_on),
        sealed=record.sealed_seq,
        entries=record.entries,
    )


def contents(say: Speech) -> Iterator[Block]:
    """Every part and every document with its page."""
    yield blocks.NEW_PAGE
    yield {"kind": "contents", "text": say.say("contents")}


def papers(one: Evidence, say: Speech, album: Album, *, prove: bool) -> Iterator[Block]:
    """The list of these documents, then each on pages of its own."""
    mine = [paper for paper in one.papers if paper.proves_debt == prove]
    if not mine and not prove:
        return
    yield blocks.NEW_PAGE
    yield blocks.h1(say.say("part_debt" if prove else "part_messages"))
    gaps = [owed.number for owed in one.owed if prove and not owed.papers]
    if not mine:
        yield blocks.p(say.say("no_exhibits"))
    else:
        yield blocks.table(
            [
                (say.say("col_number"), AUTO, True),
                (say.say("col_what"), 32, False),
                (say.say("col_belongs"), FILL, False),
                (say.say("col_kept" if prove else "col_happened"), AUTO, False),
                (say.say("col_entry"), AUTO, True),
            ],
            [
                (
                    str(x.number),
                    say.say(f"kind.{x.kind}"),
                    x.about,
                    say.moment(x.sent_at or x.kept_at),
                    str(x.entry),
                )
                for x in mine
            ],
        )
    if gaps:
        yield blocks.notice("", say.say("gap", numbers=", ".join(gaps)))
    for paper in mine:
        yield from _paper(paper, say, album)


def _paper(paper: Paper, say: Speech, album: Album) -> Iterator[Block]:
    yield blocks.NEW_PAGE
    yield blocks.h2(say.say("exhibit_head", number=paper.number, what=_named(paper, say)))
    origin = say.say("from_record", entry=paper.entry, kept=say.moment(paper.kept_at), file=paper.file)
    yield blocks.small(f"{paper.name} · {origin}" if paper.name else origin)
    if paper.media_type.startswith("message/"):
        yield from _mail(paper, say)
    elif paper.media_type.startswith("text/plain"):
        yield {"kind": "text", "lines": blocks.as_typed(paper.load().decode("utf-8", "replace"))}
    else:
        yield from _leaves(paper, say, album)


def _named(paper: Paper, say: Speech) -> str:
    """What a document is, in the contents and above its pages."""
    parts = [say.say(f"kind.{paper.kind}"), say.moment(paper.sent_at) if paper.sent_at else ""]
    head = ", ".join(part for part in parts if part)
    return f"{head}: {paper.about}" if paper.about else head


def _mail(paper: Paper, say: Speech) -> Iterator[Block]:
    mail = readable(paper.load())
    names = {name: say.say(f"mail_{name}") for name in ("from", "to", "cc", "date", "subject")}
    rows = [(names.get(name, name.title()), value) for name, value in mail.headers]
    rows += [(say.say("attached"), f"{name}\nSHA-256 {digest}") for name, digest in mail.attached]
    yield blocks.pairs(rows, width=28)
    yield blocks.space(2)
    yield {"kind": "text", "lines": blocks.as_typed(mail.text)}
    if mail.is_cut:
        yield blocks.small(say.say("cut"))


def _leaves(paper: Paper, say: Speech, album: Album) -> Iterator[Block]:
    try:
        pages = album.add(paper)
    except UnshowableError:
        yield blocks.p(say.say("not_shown", media=paper.media_type, file=paper.file))
        return
    for place, number in enumerate(pages, 1):
        named = {"number": paper.number, "page": place, "pages": len(pages)}
        if place > 1:
            yield blocks.NEW_PAGE
            yield blocks.small(say.say("picture_page", **named))
        leaf = album.leaves[number]
        scale = min(_WIDTH / leaf.width, (_HEIGHT - 12) / leaf.height)
        yield {
            "kind": "picture",
            "id": list(number.to_bytes(3, "big")),
            "width": round(leaf.width * scale, 3),
            "height": round(leaf.height * scale, 3),
            "alt": say.say("picture_alt", **named),
        }
    if len(pages) == MOST_PAGES:
        yield blocks.small(say.say("more_pages"))


def counts(one: Evidence, say: Speech) -> Iterator[Block]:
    """How often, by channel, and what each word means."""
    found = one.counts
    until = say.day(one.until_on)
    yield blocks.NEW_PAGE
    yield blocks.h1(say.say("part_counts"))
    yield blocks.p(say.say("counts.intro", until=until, services=found.services))
    words = ("made", "handed", "returned", "reached")
    yield blocks.table(
        [(say.say("col_channel"), FILL, False), *((say.say(f"col_{word}"), 30, True) for word in words)],
        [
            (say.say(f"channel.{t.channel}"), *(_or_dash(getattr(t, word)) for word in words))
            for t in found.tallies
        ],
        size=9.5,
    )
    mailboxes = ", ".join(found.mailboxes)
    said = [say.say("counts.unanswered", unanswered=found.unanswered_emails, until=until)]
    key = "counts.replies" if found.replies else "counts.replies_none"
    said.append(say.say(key, replies=found.replies, until=until, mailboxes=mailboxes))
    if found.voicemails:
        said.append(say.say("counts.voicemails", count=found.voicemails))
    if found.call_backs_promised:
        said.append(
            say.say(
                "counts.call_backs",
                promised=found.call_backs_promised,
                missed=found.call_backs_missed,
                until=until,
            )
        )
    yield {"kind": "list", "items": said}
    yield blocks.h2(say.say("counts.defined"))
    yield {"kind": "list", "items": [say.say(f"counts.{word}") for word in words]}


def _or_dash(count: int | None) -> str:
    return "–" if count is None else str(count)


def chronology(one: Evidence, say: Speech) -> Iterator[Block]:
    """What happened, with the time that is stated for it and the time of its recording."""
    yield blocks.NEW_PAGE
    yield blocks.h1(say.say("part_chronology"))
    yield blocks.p(say.say("chronology.intro"))
    if not one.events:
        yield blocks.p(say.say("chronology.empty"))
        return
    yield blocks.table(
        [
            (say.say("col_entry"), AUTO, True),
            (say.say("col_happened"), 33, False),
            (say.say("col_recorded"), 30, False),
            (say.say("col_event"), FILL, False),
            (say.say("exhibits"), 16, True),
        ],
        [_event(event, say) for event in one.events],
        size=8,
    )


def _event(event: Event, say: Speech) -> tuple[str, ...]:
    happened = say.moment(event.happened_at)
    if event.zone_there:
        there = say.time(event.happened_at, event.zone_there)
        happened += "\n" + say.say("chronology.there", time=there, zone=event.zone_there)
    marks = [say.say(f"chronology.{event.source}", name=event.by)]
    marks += [say.say("chronology.late")] if event.is_late else []
    marks += [say.say(f"class.{event.klass}")] if event.klass != "open" else []
    words = event.words
    if event.corrected_by is not None:
        words += "\n" + say.say("chronology.corrected", entry=event.corrected_by)
    return (
        str(event.entry),
        happened,
        say.moment(event.recorded_at),
        f"{words}\n({', '.join(marks)})",
        ", ".join(map(str, event.papers)),
    )


def account(one: Evidence, say: Speech) -> Iterator[Block]:
    """What is owed per invoice, and how it came to that."""
    yield blocks.NEW_PAGE
    yield blocks.h1(say.say("part_account"))
    yield blocks.p(say.say("account.intro", until=say.day(one.until_on), currency=one.currency))
    heads = ("col_amount", "col_paid", "col_disputed", "col_open")
    yield blocks.table(
        [
            (say.say("col_invoice"), FILL, False),
            (say.say("col_issued"), AUTO, False),
            (say.say("col_due"), AUTO, False),
            *((say.say(head, currency=one.currency), AUTO, True) for head in heads),
            (say.say("exhibits"), 16, True),
        ],
        [
            (
                x.number,
                say.short(x.issued_on),
                say.short(x.due_on),
                say.figure(x.amount_minor),
                say.figure(x.paid_minor),
                say.figure(x.disputed_minor) if x.disputed_minor else "",
                say.figure(x.open_minor),
                ", ".join(map(str, x.papers)),
            )
            for x in one.owed
        ],
        (
            say.say("total"),
            "",
            "",
            *(say.figure(sum(sums)) for sums in _sums(one)),
            "",
        ),
    )
    yield blocks.h2(say.say("account.movements"))
    yield _movements(one, say)


def _sums(one: Evidence) -> Iterator[list[int]]:
    for name in ("amount_minor", "paid_minor", "disputed_minor", "open_minor"):
        yield [getattr(x, name) for x in one.owed]


def _movements(one: Evidence, say: Speech) -> Block:
    rows, balance = [], 0
    for x in one.movements:
        balance += x.minor
        item = say.say(f"moved.{x.kind}", about=x.about)
        rows.append((say.short(x.on), item, say.figure(x.minor), say.figure(balance)))
    if one.on_account_minor:
        balance -= one.on_account_minor
        rows.append(
            ("", say.say("account.on_account"), say.figure(-one.on_account_minor), say.figure(balance))
        )
    return blocks.table(
        [
            (say.say("col_date"), AUTO, False),
            (say.say("col_item"), FILL, False),
            (say.say("col_amount", currency=one.currency), AUTO, True),
            (say.say("col_balance"), AUTO, True),
        ],
        rows,
        ("", say.say("account.balance"), "", say.figure(balance)),
    )


def contacts(one: Evidence, say: Speech) -> Iterator[Block]:
    """Whom to speak to there."""
    if not one.contacts:
        return
    yield blocks.NEW_PAGE
    yield blocks.h1(say.say("part_contacts"))
    yield blocks.pairs([(x.name, "\n".join(x.lines)) for x in one.contacts], width=60)


def all_parts(one: Evidence, say: Speech, album: Album) -> Iterable[Block]:
    """The whole file, in the order in which it is read."""
    yield from cover(one, say)
    yield from contents(say)
    yield from papers(one, say, album, prove=True)
    yield from counts(one, say)
    yield from chronology(one, say)
    yield from account(one, say)
    yield from papers(one, say, album, prove=False)
    yield from contacts(one, say)
    yield from sworn.declarations(one, say)
    yield from sworn.certificate(one, say)
