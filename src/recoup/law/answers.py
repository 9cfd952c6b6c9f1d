"""The answers that other rooms ask for a debt: each by the law of the place that its question points to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from recoup.law.places import Connections, which_law
from recoup.law.questions import QUESTIONS
from recoup.law.values import KINDS, UNKNOWN_KIND, Answer, Assumption, Unknown

BEFORE_DEMAND = (
    "interest.rate", "interest.starts", "interest.fixed", "interest.compounding", "interest.day_count",
    "interest.rounding", "compensation.fixed", "demand.form", "demand.deadline", "demand.interrupts",
    "limitation.length",
)  # fmt: skip
"""What has to be answered, by a pack or by a person, before a demand goes out."""


@dataclass(frozen=True, slots=True)
class Told:
    """One question with its answer, whose law it is, and what was assumed to find that law."""

    question: str
    key: str
    answer: Answer | Unknown
    assumptions: tuple[Assumption, ...]

    @property
    def is_open(self) -> bool:
        """Whether a person has to answer it."""
        return isinstance(self.answer, Unknown)

    @property
    def needs_confirming(self) -> bool:
        """Whether a person has to compare the figure with the official text before a formal document shows it."""
        return isinstance(self.answer, Answer) and self.answer.mark.needs_confirming


def answer(question: str, connections: Connections, kind: str, on: date) -> Told:
    """The answer of the law that the question's connecting factor points to. KeyError for no question of the list."""
    place = which_law(question, connections)
    assumed = place.assumptions if kind in KINDS else (UNKNOWN_KIND, *place.assumptions)
    return Told(question, place.key, place.ask(question, kind, on), assumed)


def answers(
    connections: Connections, kind: str, on: date, questions: Iterable[str] = tuple(QUESTIONS)
) -> dict[str, Told]:
    """The same for many questions, by default all."""
    return {one: answer(one, connections, kind, on) for one in questions}
