"""Which words a creditor uses for a message."""

from typing import TYPE_CHECKING

from recoup.documents.facts import WordingText
from recoup.documents.models import Wording
from recoup.documents.shipped import frames, shipped
from recoup.lib.errors import Refused

if TYPE_CHECKING:
    from recoup.org.models import Creditor

Wanted = tuple[str, str, str]


def wording(creditor: "Creditor", key: str, tone: str, language: str) -> WordingText:
    """The creditor's newest text in that language, else the shipped one, in English for other languages.

    Raises Refused for a key that is neither shipped nor the creditor's own.
    """
    own = newest(creditor, key, tone, language_tag(language))
    text = own or shipped(key, tone, language) or newest(creditor, key, tone, "en")
    if text is None:
        raise Refused(
            "unknown_wording",
            f"There is no wording called “{key}”.",
            f"{tone}, {language}",
            "Known are: " + ", ".join(sorted(frames())) + ".",
        )
    return text


def wordings(creditor: "Creditor", wanted: set[Wanted]) -> dict[Wanted, WordingText]:
    """The same for many (key, tone, language) at once, in one statement: for a run that sends to many."""
    keys = {key for key, _, _ in wanted}
    newest_first = Wording.objects.of(creditor).filter(key__in=keys).order_by("version")
    own = {(row.key, row.tone, row.language): _text(row) for row in newest_first}
    found = {}
    for key, tone, language in wanted:
        text = own.get((key, tone, language_tag(language))) or shipped(key, tone, language)
        found[(key, tone, language)] = text or wording(creditor, key, tone, language)
    return found


def versions(creditor: "Creditor", key: str, tone: str, language: str) -> list[WordingText]:
    """Every version the creditor saved, newest first."""
    found = Wording.objects.of(creditor).filter(key=key, tone=tone, language=language_tag(language))
    return [_text(row) for row in found.order_by("-version")]


def newest(creditor: "Creditor", key: str, tone: str, language: str) -> WordingText | None:
    """The creditor's own newest text for exactly this key, tone and language."""
    found = Wording.objects.of(creditor).filter(key=key, tone=tone, language=language)
    row = found.order_by("-version").first()
    return _text(row) if row else None


def language_tag(language: str) -> str:
    """The letters under which a wording is kept: `de-AT` is de."""
    return language.replace("_", "-").split("-")[0].lower()


def _text(row: Wording) -> WordingText:
    return WordingText(row.key, row.tone, row.language, row.version, row.subject, row.body)
