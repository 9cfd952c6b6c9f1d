"""Collects, while a sum is made, the answers it rests on, what was assumed, and what stays open."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from recoup.law.interest.debt import Debt, Used
from recoup.law.places import Place
from recoup.law.questions import QUESTIONS
from recoup.law.values import KINDS, UNKNOWN_KIND, Answer, Assumption, Point, Unknown
from recoup.lib.said import say


@dataclass(slots=True)
class Found:
    """The answers of one place to the questions of one debt."""

    debt: Debt
    place: Place
    answers: list[Answer] = field(default_factory=list)
    used: list[Used] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)

    def __post_init__(self) -> None:
        """What is assumed before anything is asked."""
        self.assumptions += self.place.assumptions
        if self.debt.kind not in KINDS:
            self.assumptions.append(UNKNOWN_KIND)

    @property
    def arose_on(self) -> date:
        """The day that decides between old and new rules."""
        return self.debt.arose_on or self.debt.due_on

    def ask(self, question: str) -> Answer | Unknown:
        """The answer, noted with its mark; one that is a convention is noted as an assumption."""
        answer = self.place.ask(question, self.debt.kind, self.arose_on)
        if isinstance(answer, Answer):
            self.answers.append(answer)
            if answer.is_convention:
                self.assume(question, answer.words)
            else:
                self.used.append(_used(answer))
        return answer

    def need(self, question: str) -> Answer | None:
        """The answer; without one the question stays open."""
        answer = self.ask(question)
        if isinstance(answer, Answer):
            return answer
        self.unknown.append(answer)
        return None

    def assume(self, code: str, words: str) -> None:
        """Notes what was taken for granted."""
        self.assumptions.append(Assumption(code, words))

    def use(self, points: Iterable[Point]) -> None:
        """Notes the rows of a table of rates."""
        for one in points:
            what = say(
                "%(percent)s%% reference from %(from_on)s to %(until_on)s",
                percent=str(one.percent), from_on=one.from_on.isoformat(), until_on=one.until_on.isoformat(),
            )  # fmt: skip
            self.used.append(
                Used(what, one.mark, one.mark.needs_confirming, one.sources, one.checked_on, one.note)
            )


def _used(answer: Answer) -> Used:
    asked = QUESTIONS[answer.question].asks
    return Used(
        f"{answer.question}: {asked}",
        answer.mark,
        answer.mark.needs_confirming,
        answer.sources,
        answer.checked_on,
        answer.words,
    )
