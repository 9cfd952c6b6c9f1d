"""Figures of the law that were not read in their source: which of them a person has confirmed."""

from recoup.recourse.confirm.figures import Figure, figure_of, figures_of
from recoup.recourse.confirm.operations import AGREED, NOT_CLAIMED, RATE, confirm, decide, rate_of
from recoup.recourse.confirm.queries import confirmed, decisions, unconfirmed

__all__ = [
    "AGREED",
    "NOT_CLAIMED",
    "RATE",
    "Figure",
    "confirm",
    "confirmed",
    "decide",
    "decisions",
    "figure_of",
    "figures_of",
    "rate_of",
    "unconfirmed",
]
