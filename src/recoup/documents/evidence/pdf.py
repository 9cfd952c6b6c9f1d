"""The evidence file as PDF/A-3: our pages from the layout, the documents' pages put in, the originals attached."""

import json
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pikepdf

from recoup.documents.evidence import blocks, parts
from recoup.documents.evidence.album import Album, place
from recoup.documents.evidence.blocks import Block, Speech
from recoup.documents.evidence.facts import Evidence, Withheld
from recoup.documents.evidence.setting import set_apart
from recoup.documents.fill import clean
from recoup.documents.glyphs import FONT_FAMILY, FONT_FOLDER, shown
from recoup.documents.pdf import compiled
from recoup.documents.shipped import language_of

MOST_ATTACHED = 40_000_000
"""Bytes of originals inside the PDF; those beyond lie in the ZIP alone, where all of them are."""
_US_LETTER = frozenset({"US", "CA"})


def evidence_pdf(one: Evidence, target: Path) -> None:
    """Writes the file. PDF/A-3 with bookmarks and tags, the same bytes for the same facts.

    The pages of a document lie in files beside it until they are put in, and the layout is set in a process of its own,
    so memory grows with what is written only.
    """
    say = Speech(one.language, one.country, one.zone, one.currency)
    with tempfile.TemporaryDirectory(prefix="recoup-evidence-") as folder:
        album = Album(Path(folder))
        running = say.say(
            "running",
            creditor=one.creditor.name,
            debtor=one.debtor.name,
            case=one.case,
            until=say.short(one.until_on),
        )
        title = f"{say.say('title')}: {say.say('under', creditor=one.creditor.name, debtor=one.debtor.name)}"
        data = page_data(one.creditor.name, title, running, parts.all_parts(one, say, album), say)
        text = shown(json.dumps(data, ensure_ascii=False))
        del data
        pages = set_apart(_template(), text, one.moment, FONT_FOLDER, Path(folder))
        with pikepdf.open(pages) as made:
            place(made, album.leaves)
            _attach(made, one)
            made.save(target, deterministic_id=True)


def schedule_pdf(one: Evidence, rows: Iterable[Withheld], manifest: str, target: Path) -> None:
    """The list of what was withheld, with the hash of the file's manifest; for our own lawyer alone."""
    say = Speech(one.language, one.country, one.zone, one.currency)
    title = say.say("withheld.title")
    recipient = say.say(f"recipient.{one.recipient}")
    made = [
        {
            "kind": "title",
            "over": say.say("for_lawyer"),
            "text": title,
            "under": say.say("withheld.under"),
        },
        blocks.p(say.say("under", creditor=one.creditor.name, debtor=one.debtor.name)),
        blocks.p(say.say("withheld.intro", recipient=recipient, made=say.moment(one.moment))),
        blocks.small(say.say("withheld.manifest"), manifest),
        blocks.table(
            [
                (say.say("col_entry"), blocks.AUTO, True),
                (say.say("withheld.col_class"), 26, False),
                (say.say("col_happened"), 26, False),
                (say.say("col_event"), blocks.FILL, False),
                (say.say("withheld.col_hash"), 26, False),
            ],
            [
                (
                    str(x.entry),
                    say.say(f"class.{x.klass}"),
                    say.moment(x.happened_at),
                    x.words,
                    x.hash[:16] + "…",
                )
                for x in rows
            ],
            size=8,
        ),
    ]
    target.write_bytes(made_pdf(page_data(one.creditor.name, title, title, made, say), one.moment))


def page_data(
    author: str, title: str, running: str, made: Iterable[Block], say: Speech, draft: str = ""
) -> dict[str, Any]:
    """What the layout takes; `draft` stands at the head of every page after the first."""
    return {
        "font": FONT_FAMILY,
        "lang": language_of(say.language),
        "region": say.locale.partition("_")[2] or None,
        "paper": "us-letter" if say.country in _US_LETTER else "a4",
        "title": clean(title),
        "author": clean(author),
        "running": clean(running),
        "draft": clean(draft) or None,
        "page": say.say("page"),
        "blocks": list(made),
    }


@cache
def _template() -> bytes:
    return (files("recoup.documents") / "layout" / "evidence.typ").read_bytes()


def made_pdf(data: dict[str, Any], moment: datetime) -> bytes:
    """The layout filled with data, as PDF/A-3."""
    return compiled(_template(), shown(json.dumps(data, ensure_ascii=False)), moment)


def _attach(made: pikepdf.Pdf, one: Evidence) -> None:
    """The originals, as PDF/A-3 wants attached files: with their media type and what they are to the document."""
    total, specs = 0, []
    for paper in one.papers:
        data = paper.load()
        total += len(data)
        if total > MOST_ATTACHED:
            break
        name = paper.file.rpartition("/")[2]
        spec = pikepdf.AttachedFileSpec(
            made,
            data,
            filename=name,
            description=f"{paper.number}",
            mime_type=paper.media_type.partition(";")[0],
            creation_date=_stamp(paper.kept_at),
            mod_date=_stamp(paper.kept_at),
        )
        spec.relationship = pikepdf.Name.Source
        made.attachments[name] = spec
        specs.append(spec.obj)
    if specs:
        made.Root.AF = pikepdf.Array(specs)


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):D:%Y%m%d%H%M%SZ}"
