"""Makes the evidence file of a case, notes on the record who got what, and checks the file once it is there."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from recoup.archive.bundle import container
from recoup.archive.bundle.container import Contents
from recoup.archive.bundle.verify import Verdict, verify_bundle
from recoup.cases.bundles import RECIPIENTS
from recoup.cases.bundles.gather import Asked, Gathered
from recoup.cases.people.desk import case_by, sit_down
from recoup.documents.evidence.facts import Evidence, Withheld
from recoup.documents.evidence.guide import guide
from recoup.documents.evidence.pdf import evidence_pdf, schedule_pdf
from recoup.lib.errors import Refused
from recoup.lib.hashing import sha256_file
from recoup.lib.memory import small_cache
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.org.places import LANGUAGES

PDF, GUIDE, AUTHORITY = "evidence.pdf", "VERIFY.md", "authority.pem"


@dataclass(frozen=True, slots=True)
class Made:
    """The file, and what the sender gives apart from it: the SHA-256 of its manifest.

    `withheld` are the schedule's files, for our own lawyer alone; none when nothing is withheld. `entry` is the number
    of the entry that says that the file was made; it is not in the file.
    """

    file: Path
    manifest: str
    sha256: str
    entries: int
    shown: int
    papers: int
    seals: int
    stamps: int
    withheld: tuple[Path, ...]
    verdict: Verdict
    entry: int


def make_bundle(
    creditor: Creditor,
    case: int,
    target: Path,
    *,
    recipient: str = "lawyer",
    until_on: date | None = None,
    language: str = "",
    authority: bytes = b"",
    actor: str,
    moment: datetime,
) -> Made:
    """Writes the evidence file of a case, and beside it the schedule of what it withholds.

    A file that is there is replaced, and only by a whole one. Memory holds one original at a time, the pages of our own
    and what the PDF carries. `authority`: the certificates in PEM of who stamps our seals, if not those of the setting.
    Raises Refused: `no_such_case`, `unknown_recipient`, `unknown_language`, `cannot_write`.
    """
    _check(recipient, language, target)
    found = Gathered(creditor, case_by(creditor, case), Asked(recipient, until_on, language), moment)
    with small_cache(connection):
        evidence = found.evidence()
    authority = authority or found.settings.seal_tsa_certificate.encode()
    with tempfile.TemporaryDirectory(prefix=".recoup-", dir=target.parent) as folder, small_cache(connection):
        made = Path(folder) / "evidence.zip"
        manifest = _write(found, evidence, authority, Path(folder), made)
        digest = sha256_file(made)
        verdict = verify_bundle(made, authority or None)
        verdict.faults.extend(found.faults())
        beside = _schedule(found, evidence, manifest, Path(folder))
        with sit_down(creditor, found.debtor, found.case, actor=actor, moment=moment) as desk:
            entry = desk.record(
                "bundle.made",
                result=recipient,
                facts={
                    "manifest": manifest,
                    "sha256": digest,
                    "until": found.until_on.isoformat(),
                    "entries": len(found.entries),
                    "withheld": len(found.withheld),
                },
            )
        made.replace(target)
        kept = tuple(_beside(target, one) for one in beside)
        for source, there in zip(beside, kept, strict=True):
            source.replace(there)
    return Made(
        file=target,
        manifest=manifest,
        sha256=digest,
        entries=len(found.entries),
        shown=len(found.shown),
        papers=len(evidence.papers),
        seals=evidence.record.seals,
        stamps=len(evidence.record.stamps),
        withheld=kept,
        verdict=verdict,
        entry=entry,
    )


def _check(recipient: str, language: str, target: Path) -> None:
    if recipient not in RECIPIENTS:
        raise Refused(
            "unknown_recipient",
            say("“%(recipient)s” is nobody an evidence file is made for.", recipient=recipient),
            "--for",
            say("Use %(known)s.", known=", ".join(RECIPIENTS)),
        )
    if language and language not in LANGUAGES:
        raise Refused(
            "unknown_language",
            say("There are no words in “%(language)s”.", language=language),
            "--language",
            say("Use %(known)s.", known=", ".join(LANGUAGES)),
        )
    if not target.parent.is_dir() or target.is_dir():
        raise Refused(
            "cannot_write",
            say("Nothing can be written to %(target)s.", target=str(target)),
            "-o",
            "Name a file in a folder that exists.",
        )


def _write(found: Gathered, evidence: Evidence, authority: bytes, folder: Path, made: Path) -> str:
    pdf = folder / PDF
    evidence_pdf(evidence, pdf)
    contents = Contents(
        owner=found.creditor.key,
        stream=found.debtor.stream_key,
        about={
            "for": evidence.recipient,
            "case": evidence.case,
            "creditor": evidence.creditor.name,
            "debtor": evidence.debtor.name,
            "until": evidence.until_on.isoformat(),
            "made_at": evidence.moment.isoformat(),
        },
        lines=found.lines(),
        originals=found.originals(),
        seals=found.proofs(),
        documents=_documents(pdf, evidence, authority),
    )
    with made.open("wb") as target:
        return container.write(target, contents)


def _documents(pdf: Path, evidence: Evidence, authority: bytes) -> Iterator[tuple[str, bytes | Path]]:
    yield PDF, pdf
    yield GUIDE, guide(evidence).encode()
    if authority and evidence.record.stamps:
        yield AUTHORITY, authority


def _schedule(found: Gathered, evidence: Evidence, manifest: str, folder: Path) -> list[Path]:
    """The list of what is withheld as PDF and JSON; nothing when all is shown."""
    rows = found.schedule()
    if not rows:
        return []
    pdf, plain = folder / "withheld.pdf", folder / "withheld.json"
    schedule_pdf(evidence, rows, manifest, pdf)
    said = {"manifest": manifest, "for": evidence.recipient, "case": evidence.case}
    entries = [_row(one) for one in rows]
    plain.write_text(json.dumps({**said, "withheld": entries}, ensure_ascii=False, indent=1), "utf-8")
    return [pdf, plain]


def _row(one: Withheld) -> dict[str, Any]:
    return {**asdict(one), "happened_at": one.happened_at.isoformat()}


def _beside(target: Path, made: Path) -> Path:
    """FILE-withheld.pdf beside FILE.zip."""
    return target.with_name(f"{target.stem}-{made.name}")
