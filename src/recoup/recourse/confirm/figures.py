"""A figure as a person compares it with the official text: whose law, what is asked, the exact value."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from recoup.law.answers import Told
from recoup.law.fees import Fee
from recoup.law.interest.debt import Reckoning, Used
from recoup.law.questions import QUESTIONS
from recoup.law.values import Answer, Source
from recoup.lib.money import to_decimal

VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of the law. Two with the same digest are the same value of the same law, whatever it is used for."""

    what: str
    key: str
    value: str
    mark: str
    sources: tuple[Source, ...]
    checked_on: date
    said: str = ""
    """The value in words that can be said again in another language; empty when they are `what` itself."""

    @property
    def needs_confirming(self) -> bool:
        """Whether a formal document may show it only after a person has compared it."""
        return self.mark != VERIFIED

    @property
    def words(self) -> str:
        """The value as a person reads it, without the form in which a machine compares it."""
        return self.said or self.value.partition(" {")[0]

    @property
    def digest(self) -> str:
        """SHA-256 of law, question and value; the mark is no part of it."""
        return hashlib.sha256("\n".join((self.key, self.what, self.value)).encode()).hexdigest()


def figure_of(thing: "Figure | Answer | Used | Fee | Told", key: str = "") -> Figure | None:
    """What the law handed out as a figure; None for a question that nobody answers.

    `key` names the law for what does not say it itself (a row of a table of rates, a fee).
    """
    match thing:
        case Figure():
            return thing
        case Told():
            return figure_of(thing.answer) if isinstance(thing.answer, Answer) else None
        case Answer():
            asked = QUESTIONS[thing.question].asks
            value = thing.words if not thing.facts else f"{thing.words} {_canonical(thing.facts)}"
            return Figure(asked, thing.key, value, thing.mark, thing.sources, thing.checked_on, thing.words)
        case Used():
            value = f"{thing.what} {thing.note}".strip()
            return Figure(thing.what, key, value, thing.mark, thing.sources, thing.checked_on)
        case Fee():
            value = f"{to_decimal(thing.minor, thing.currency)} {thing.currency}"
            return Figure(thing.words, key, value, thing.mark, thing.sources, thing.checked_on)


def figures_of(done: Reckoning) -> list[Figure]:
    """The figures that a reckoning rests on, each once; conventions are assumptions and no figures."""
    found = [figure_of(one) for one in done.answers if not one.is_convention]
    # an answer is noted by its question; what is left are the rows of a table of rates
    found += [figure_of(one, done.key) for one in done.used if one.what.split(":")[0] not in QUESTIONS]
    return unique(one for one in found if one is not None)


def unique(figures: Iterable[Figure]) -> list[Figure]:
    """Each value once, in the order in which it came."""
    return list({one.digest: one for one in figures}.values())


def _canonical(facts: Any) -> str:
    return json.dumps(dict(facts), default=_plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, Decimal | date):
        return str(value)
    raise TypeError(f"{value!r} is no fact")
