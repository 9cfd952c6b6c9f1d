"""The words of the court file in the six languages, with the formats of days and amounts."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files

from recoup.documents.evidence.blocks import Speech
from recoup.documents.fill import clean
from recoup.documents.shipped import language_of
from recoup.documents.values import exact_in, rate_in


@cache
def words(language: str) -> dict[str, str]:
    """All of them in the nearest shipped language."""
    name = f"{language_of(language)}.toml"
    return tomllib.loads((files(__package__) / "words" / name).read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class CourtSpeech(Speech):
    """Speaks with the words of the court file."""

    def say(self, key: str, **values: object) -> str:
        """The words of a key, with what stands in them."""
        text = words(self.language)[key]
        for name, value in values.items():
            text = text.replace("{" + name + "}", clean(str(value)))
        return text

    def exact(self, minor: Fraction) -> str:
        """An exact sum to four places, with its currency."""
        return f"{self.exact_figure(minor)} {self.currency}"

    def exact_figure(self, minor: Fraction) -> str:
        """The same for a column."""
        return exact_in(minor, self.currency, self.locale)

    def rate(self, percent: Decimal) -> str:
        """A yearly rate."""
        return rate_in(percent, self.locale)
