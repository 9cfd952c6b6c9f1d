"""What the law room hands out: answers with their mark and source, and what is not known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from recoup.lib.said import say

KINDS = ("company", "partnership", "sole_trader", "individual", "public_body", "association")
Plain = str | int | bool | Decimal | date
Fact = Plain | tuple["Fact", ...]


class Mark(StrEnum):
    """How well a figure is known."""

    VERIFIED = "verified"
    """Read in its source."""
    SECONDARY = "secondary"
    """Read, but only in a copy that is not official."""
    DERIVED = "derived"
    """Computed from a checked series."""
    UNVERIFIED = "unverified"
    """General knowledge, not checked against a text."""

    @property
    def needs_confirming(self) -> bool:
        """Whether a person has to compare it with the official text before a formal document shows it."""
        return self in (Mark.SECONDARY, Mark.UNVERIFIED)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure was read."""

    key: str
    title: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a pack says to a question, for these kinds of debtors and these days.

    `facts` holds what can be computed with, in the shape that `questions` names; `words` say the same to a person.
    """

    question: str
    key: str
    words: str
    facts: Mapping[str, Fact]
    mark: Mark
    sources: tuple[Source, ...]
    checked_on: date
    is_convention: bool = False
    """No rule was found: this is the choice of the pack, shown as an assumption."""
    kinds: frozenset[str] = frozenset(KINDS)
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no answer, and why: a person decides."""

    question: str
    key: str
    why: str
    kinds: frozenset[str] = frozenset(KINDS)
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Assumption:
    """What was taken for granted, to be confirmed by a person before a formal step. `code` is stable."""

    code: str
    words: str


UNKNOWN_KIND = Assumption(
    "kind", say("The kind of debtor is not known: the rules for an individual are used.")
)


@dataclass(frozen=True, slots=True)
class Point:
    """One row of a table of rates: the reference figure of a span of days, both ends included."""

    from_on: date
    until_on: date
    percent: Decimal
    mark: Mark
    sources: tuple[Source, ...]
    checked_on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """One row of a table of fees: for claims over `over` up to `up_to`, in major units of the table's currency."""

    from_on: date | None
    until_on: date | None
    payer: str
    over: Decimal
    up_to: Decimal | None
    fixed: Decimal | None
    percent: Decimal | None
    currency: str
    mark: Mark
    sources: tuple[Source, ...]
    checked_on: date
