"""What a case has beyond asking, a card a thing: how it stands in a sentence, and the page to go on at."""

from collections.abc import Callable
from dataclasses import dataclass

from recoup.cases.models import Case
from recoup.web.here import Here


@dataclass(frozen=True, slots=True)
class Card:
    """One thing: its title, how it stands in one sentence, the address of its page, and whether it needs somebody."""

    title: str
    state: str
    to: str
    is_waiting: bool = False


CARDS: tuple[Callable[[Here, Case], Card], ...] = ()
"""In the order of the ladder."""


def cards(here: Here, case: Case) -> list[Card]:
    """The cards of a case."""
    return [make(here, case) for make in CARDS]
