"""What lies beyond asking, a thing a module."""

from recoup.recourse.models.confirm import Confirmation, LawDecision

__all__ = ["Confirmation", "LawDecision"]
