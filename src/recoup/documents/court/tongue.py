"""The words of the court file in the six languages, with the formats of days and amounts."""

import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files

from recoup.documents.evidence.blocks import Speech
from recoup.documents.fill import clean
from recoup.documents.shipped import language_of
from recoup.law.interest.words import exact


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
        return f"{exact(minor, self.currency, 4)} {self.currency}"
