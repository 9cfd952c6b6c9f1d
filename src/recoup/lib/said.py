"""Sentences that remember how they were made, so that a face can say them again in another language.

A room below the faces says things in English, as text. `say` gives that text, and keeps the template and what stands
in it beside; whoever knows the reader's language passes the template through its catalogue and the values through its
formats. Everybody else has a string.
"""

from collections.abc import Mapping
from datetime import date
from typing import Protocol, Self


class Tongue(Protocol):
    """How a language says templates and values."""

    def text(self, template: str) -> str:
        """The template in that language."""

    def plural(self, one: str, many: str, n: int) -> str:
        """The template for that number."""

    def value(self, value: object) -> str:
        """A date, a number or an amount as it is written there."""


class Said(str):
    """English text with the template it was made from. Made by `say` and `say_n`."""

    one: str
    many: str
    n: int
    values: Mapping[str, object]
    is_capital: bool

    def __new__(
        cls,
        one: str,
        many: str = "",
        n: int = 1,
        values: Mapping[str, object] | None = None,
        capital: bool = False,
    ) -> Self:
        """The text in English."""
        made = super().__new__(cls, _filled(one, many, n, values or {}, capital, English()))
        made.one, made.many, made.n, made.values, made.is_capital = one, many, n, values or {}, capital
        return made

    def capital(self) -> "Said":
        """The same with a capital in front, in every language."""
        return Said(self.one, self.many, self.n, self.values, True)

    def told(self, tongue: Tongue) -> str:
        """The text in that language."""
        return _filled(self.one, self.many, self.n, self.values, self.is_capital, tongue)


class Count(int):
    """How many; a language groups its digits. Other integers in a sentence are names: the number of a case."""


class English:
    """The language that everything is written in."""

    def text(self, template: str) -> str:
        """As it stands."""
        return template

    def plural(self, one: str, many: str, n: int) -> str:
        """One, or many."""
        return one if n == 1 else many

    def value(self, value: object) -> str:
        """A date as 3 March 2026; everything else as it is."""
        return f"{value.day} {value:%B} {value.year}" if isinstance(value, date) else str(value)


def say(template: str, /, **values: object) -> Said:
    """A sentence with named places.

    >>> say("Held until %(on)s.", on=date(2026, 3, 3))
    'Held until 3 March 2026.'
    """
    return Said(template, values=values)


def say_n(one: str, many: str, n: int, /, **values: object) -> Said:
    """A sentence that depends on a number, which stands in it as `n`.

    >>> say_n("%(n)s day", "%(n)s days", 1), say_n("%(n)s day", "%(n)s days", 2)
    ('1 day', '2 days')
    """
    return Said(one, many, n, {"n": Count(n), **values})


def told(words: object, tongue: Tongue) -> str:
    """Words in that language where it is known how they were made; else as they are."""
    return words.told(tongue) if isinstance(words, Said) else str(words)


def _filled(one: str, many: str, n: int, values: Mapping[str, object], capital: bool, tongue: Tongue) -> str:
    template = tongue.plural(one, many, n) if many else tongue.text(one)
    filled = (
        template % {name: _value(value, tongue) for name, value in values.items()} if values else template
    )
    return filled[:1].upper() + filled[1:] if capital else filled


def _value(value: object, tongue: Tongue) -> str:
    if isinstance(value, Said):
        return value.told(tongue)
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return ", ".join(_value(one, tongue) for one in value)
    return tongue.value(value)
