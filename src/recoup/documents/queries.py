"""Which words a creditor uses for a message."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from recoup.documents.facts import LANGUAGES, WordingText
from recoup.documents.models import Wording
from recoup.documents.shipped import frames, shipped
from recoup.lib.errors import Refused
from recoup.lib.said import say

if TYPE_CHECKING:
    from recoup.org.models import Creditor

Wanted = tuple[str, str, str]


def wording(creditor: "Creditor", key: str, tone: str, language: str) -> WordingText:
    """The creditor's newest text in that language, else the shipped one; English for other languages.

    Raises Refused for a key that is neither shipped nor the creditor's own.
    """
    return wordings(creditor, {(key, tone, language)})[(key, tone, language)]


def wordings(creditor: "Creditor", wanted: set[Wanted]) -> dict[Wanted, WordingText]:
    """The same for many (key, tone, language) at once, in one statement: for a run that sends to many."""
    keys = {key for key, _, _ in wanted}
    newest_first = Wording.objects.of(creditor).filter(key__in=keys).order_by("version")
    own = _newest(newest_first)
    return {one: _chosen(own, *one) for one in wanted}


def _chosen(own: dict[Wanted, WordingText], key: str, tone: str, language: str) -> WordingText:
    """Own in that language; else shipped in it; else own, then shipped, in English."""
    tag = language_tag(language)
    text = own.get((key, tone, tag)) or (shipped(key, tone, tag) if tag in LANGUAGES else None)
    text = text or own.get((key, tone, "en")) or shipped(key, tone, "en")
    if text is None:
        raise Refused(
            "unknown_wording",
            say("There is no wording called “%(key)s”.", key=key),
            f"{tone}, {language}",
            "Known are: " + ", ".join(sorted(frames())) + ".",
        )
    return text


def _newest(rows: Iterable[Wording]) -> dict[Wanted, WordingText]:
    """The last of each, in the order of versions; an empty one says that the shipped words hold again."""
    found = {(row.key, row.tone, row.language): row for row in rows}
    return {wanted: _text(row) for wanted, row in found.items() if row.body}


def own_wordings(creditor: "Creditor") -> dict[Wanted, WordingText]:
    """Every text in which the creditor differs from the shipped ones now."""
    return _newest(Wording.objects.of(creditor).order_by("version"))


def saved_versions(creditor: "Creditor", key: str, tone: str, language: str) -> list[Wording]:
    """Every version with who saved it and when, newest first; one without a text went back to the shipped words."""
    found = Wording.objects.of(creditor).filter(key=key, tone=tone, language=language_tag(language))
    return list(found.order_by("-version"))


def versions(creditor: "Creditor", key: str, tone: str, language: str) -> list[WordingText]:
    """Every version the creditor saved, newest first."""
    found = Wording.objects.of(creditor).filter(key=key, tone=tone, language=language_tag(language))
    return [_text(row) for row in found.order_by("-version")]


def language_tag(language: str) -> str:
    """The letters under which a wording is kept: `de-AT` is de."""
    return language.replace("_", "-").split("-")[0].lower()


def _text(row: Wording) -> WordingText:
    return WordingText(row.key, row.tone, row.language, row.version, row.subject, row.body)
