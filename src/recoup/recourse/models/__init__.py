"""What lies beyond asking, a thing a module."""

from recoup.recourse.models.letgo import (
    JournalLine,
    LetGo,
    LetGoKind,
    LetGoPart,
    LetGoState,
    Recovery,
)

__all__ = [
    "JournalLine",
    "LetGo",
    "LetGoKind",
    "LetGoPart",
    "LetGoState",
    "Recovery",
]
