"""The wording that ships with the program: data files, put together once, and the labels of tables."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from recoup.documents.facts import LANGUAGES, WordingText

_SERVICE_TONE = "neutral"


@dataclass(frozen=True, slots=True)
class Frame:
    """What holds for a key in every language. `rung` is None for service messages and statements. `locked` are the
    placeholders that no wording of it may lack."""

    key: str
    rung: int | None
    service: bool
    consequences: frozenset[str]
    body: tuple[str, ...]
    locked: tuple[str, ...] = ()


@cache
def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "wording" / f"{name}.toml").read_text("utf-8"))


@cache
def frames() -> dict[str, Frame]:
    """Every wording key with its frame."""
    return {
        key: Frame(
            key,
            frame.get("rung"),
            frame.get("service", False),
            frozenset(frame.get("consequences", ())),
            tuple(frame["body"]),
            tuple(frame.get("locked", ())),
        )
        for key, frame in _data("frames").items()
    }


def language_of(language: str) -> str:
    """The shipped language nearest to a tag: `de-AT` is de, an unknown one English.

    >>> language_of("de_AT"), language_of("pl")
    ('de', 'en')
    """
    base = language.replace("_", "-").split("-")[0].lower()
    return base if base in LANGUAGES else "en"


@cache
def labels(language: str) -> dict[str, str]:
    """The words of tables, sums and letterheads in the nearest shipped language."""
    return dict(_data(language_of(language))["labels"])


@cache
def shared(language: str) -> dict[str, str]:
    """The sentences that all texts of a language share, with their placeholders."""
    return dict(_data(language_of(language))["shared"])


@cache
def swiss_labels(language: str) -> dict[str, str]:
    """The headings of the Swiss payment part; English where SIX names none in that language."""
    data = _data("swiss")
    return dict(data.get(language_of(language), data["en"]))


def tones(key: str, language: str) -> tuple[str, ...]:
    """The tones in which a key ships in this language."""
    return tuple(_data(language_of(language))[key])


@cache
def shipped(key: str, tone: str, language: str) -> WordingText | None:
    """The shipped text, in the nearest language; None for a key that does not ship.

    A service message has one tone, which stands for all.
    """
    frame = frames().get(key)
    if frame is None:
        return None
    language = language_of(language)
    data = _data(language)
    words = data[key].get(tone) or data[key].get(_SERVICE_TONE)
    parts = [_part(piece, words, data["shared"]) for piece in frame.body]
    return WordingText(key, tone, language, 0, words["subject"], "\n\n".join(parts))


def _part(piece: str, words: dict[str, str], shared: dict[str, str]) -> str:
    if piece.startswith("@"):
        return words[piece[1:]]
    if piece.startswith("+"):
        return shared[piece[1:]]
    return piece
