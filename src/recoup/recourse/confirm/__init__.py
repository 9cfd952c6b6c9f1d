"""Figures of the law that were not read in their source: which of them a person has confirmed."""

from recoup.recourse.confirm.figures import Figure, figure_of, figures_of
from recoup.recourse.confirm.operations import AGREED, NOT_CLAIMED, confirm, decide
from recoup.recourse.confirm.queries import confirmed, decisions, unconfirmed

__all__ = [
    "AGREED",
    "NOT_CLAIMED",
    "Figure",
    "confirm",
    "confirmed",
    "decide",
    "decisions",
    "figure_of",
    "figures_of",
    "unconfirmed",
]
