"""A law pack: the answers of one place, with its tables and worked examples."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from recoup.law.values import Answer, Band, Point, Unknown
from recoup.lib.said import say


@dataclass(frozen=True, slots=True)
class Pack:
    """All that is known of one place. `key` is ISO 3166-2, or EU for the baseline of its members."""

    key: str
    name: str
    answers: Mapping[str, tuple[Answer | Unknown, ...]]
    rates: Mapping[str, tuple[Point, ...]]
    fees: Mapping[str, tuple[Band, ...]]
    notes: tuple[str, ...] = ()
    examples: tuple[Mapping[str, Any], ...] = ()

    def answer(self, question: str, kind: str, on: date) -> Answer | Unknown:
        """What holds on that day for a debtor of that kind; Unknown where the pack has nothing for it."""
        for one in self.answers[question]:
            if kind in one.kinds and (one.from_on or date.min) <= on and on <= (one.until_on or date.max):
                return one
        return Unknown(question, self.key, say("The pack holds nothing for %(on)s.", on=on))
