"""What lies beyond asking, a thing a module."""

from recoup.recourse.models.confirm import Confirmation, LawDecision
from recoup.recourse.models.letgo import (
    JournalLine,
    LetGo,
    LetGoKind,
    LetGoPart,
    LetGoState,
    Recovery,
)

__all__ = [
    "Confirmation",
    "JournalLine",
    "LawDecision",
    "LetGo",
    "LetGoKind",
    "LetGoPart",
    "LetGoState",
    "Recovery",
]
