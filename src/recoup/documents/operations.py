"""Saving a creditor's own wording: behind the guard, every version kept, with an entry in the record."""

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max

from recoup.archive.chain import Fact
from recoup.archive.deeds import Content, Deed, deed
from recoup.documents.facts import TONES, WordingText
from recoup.documents.fill import BLOCKS, check, clean, paragraphs, placeholders
from recoup.documents.guard import Finding, examine
from recoup.documents.models import Wording
from recoup.documents.queries import language_tag
from recoup.documents.rules import guard_facts, refuse_lacking
from recoup.lib.errors import Refused
from recoup.lib.said import say

if TYPE_CHECKING:
    from recoup.org.models import Creditor

_LONGEST_SUBJECT = 200
_LONGEST_BODY = 20_000
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


def save_wording(
    creditor: "Creditor",
    key: str,
    tone: str,
    language: str,
    subject: str,
    body: str,
    *,
    actor: str,
    moment: datetime,
    override: str | None = None,
    consequences: frozenset[str] = frozenset(),
    cost_line_allowed: bool = False,
) -> WordingText:
    """Keeps a new version of a text and returns it; the older ones stay.

    `override` is an approver's reason to save what the guard objects to; whether the actor may approve is
    the caller's to ask. It never lets an unknown placeholder pass, nor a formal demand without what the law asks of
    it. `consequences` and `cost_line_allowed`
    are what the creditor's policy really has, as in `rules.guard_facts`. Raises Refused with the code
    wording_guard, locked_words, unknown_placeholder, stray_brace, block_in_sentence or bad_wording.
    """
    body = "\n".join(clean(line) for line in body.splitlines()).strip()
    subject = clean(subject)
    _check_form(key, tone, subject, body)
    refuse_lacking(key, body)
    facts = guard_facts(key, consequences=consequences, cost_line_allowed=cost_line_allowed)
    findings = examine(f"{subject}\n\n{body}", language, facts)
    if findings and not (override and override.strip()):
        raise _objection(findings, f"{key}, {tone}, {language}")
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as opened:
        row = _insert(creditor, key, tone, language_tag(language), subject, body, actor, moment)
        _record(opened, creditor, row, findings, (override or "").strip())
    return WordingText(row.key, row.tone, row.language, row.version, row.subject, row.body)


def checked(key: str, tone: str, language: str, subject: str, body: str) -> tuple[str, str]:
    """Subject and body of words for one message, cleaned; the rules are those of a wording that is saved.

    Raises Refused with the code wording_guard, unknown_placeholder, stray_brace, block_in_sentence or bad_wording.
    """
    body = "\n".join(clean(line) for line in body.splitlines()).strip()
    subject = clean(subject)
    _check_form(key, tone, subject, body)
    findings = examine(f"{subject}\n\n{body}", language, guard_facts(key))
    if findings:
        raise _objection(findings, "text")
    return subject, body


def restore_shipped(
    creditor: "Creditor", key: str, tone: str, language: str, *, actor: str, moment: datetime
) -> None:
    """The words that ship hold again; every own version stays. Nothing happens where they hold already."""
    tag = language_tag(language)
    newest = (
        Wording.objects.of(creditor).filter(key=key, tone=tone, language=tag).order_by("-version").first()
    )
    if newest is None or not newest.body:
        return
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as opened:
        row = _insert(creditor, key, tone, tag, "", "", actor, moment)
        facts = dict[str, Fact](key=key, tone=tone, language=tag, version=row.version)
        opened.record(creditor.stream_key, "wording_reset", klass="internal", facts=facts)


def _check_form(key: str, tone: str, subject: str, body: str) -> None:
    wrong = (
        "the key may hold small letters, digits and underscores" if not _KEY.fullmatch(key) else "",
        f"the tone must be one of {', '.join(TONES)}" if tone not in TONES else "",
        "the subject is empty" if not subject else "",
        "the text is empty" if not body else "",
        f"the subject is longer than {_LONGEST_SUBJECT} characters"
        if len(subject) > _LONGEST_SUBJECT
        else "",
        f"the text is longer than {_LONGEST_BODY} characters" if len(body) > _LONGEST_BODY else "",
    )
    said = next((one for one in wrong if one), "")
    if said:
        raise Refused(
            "bad_wording",
            say("This wording cannot be kept: %(said)s.", said=said),
            f"{key}, {tone}",
            "Mend that and save.",
        )
    check(subject, "subject")
    check(body, "text")
    inside = [part for part in paragraphs(body) if placeholders(part) & BLOCKS and not _alone(part)]
    if inside or placeholders(subject) & BLOCKS:
        raise Refused(
            "block_in_sentence",
            "A table stands inside a sentence or in the subject.",
            inside[0][:80] if inside else "subject",
            "Give " + ", ".join(f"{{{name}}}" for name in sorted(BLOCKS)) + " a paragraph of their own.",
        )


def _alone(part: str) -> bool:
    return any(part == f"{{{name}}}" for name in BLOCKS)


def _objection(findings: list[Finding], where: str) -> Refused:
    said = "; ".join(f"{one.code}: “{one.quote}”" for one in findings[:5])
    return Refused(
        "wording_guard",
        say("This wording may not go out: %(said)s.", said=said),
        findings[0].sentence[:120] or where,
        "Take it out, use a placeholder for amounts and dates, or have an approver save it with a reason.",
    )


def _insert(
    creditor: "Creditor",
    key: str,
    tone: str,
    language: str,
    subject: str,
    body: str,
    actor: str,
    moment: datetime,
) -> Wording:
    same = Wording.objects.of(creditor).filter(key=key, tone=tone, language=language)
    version = (same.aggregate(newest=Max("version"))["newest"] or 0) + 1
    return Wording.objects.create(
        creditor=creditor,
        key=key,
        tone=tone,
        language=language,
        version=version,
        subject=subject,
        body=body,
        created_at=moment,
        created_by=actor,
    )


def _record(opened: Deed, creditor: "Creditor", row: Wording, findings: list[Finding], reason: str) -> None:
    text = json.dumps({"subject": row.subject, "body": row.body}, ensure_ascii=False)
    payloads = {"wording": Content(text.encode(), "application/json")}
    if findings:
        payloads["override_reason"] = Content(reason.encode())
    opened.record(
        creditor.stream_key,
        "wording_saved",
        klass="internal",
        result="overridden" if findings else "passed",
        facts={
            "key": row.key,
            "tone": row.tone,
            "language": row.language,
            "version": row.version,
            "findings": sorted({one.code for one in findings}),
        },
        payloads=payloads,
    )
