"""What lies beyond asking, a thing a module."""

from recoup.recourse.models.confirm import Confirmation, LawDecision
from recoup.recourse.models.limitation import LimitationFact

__all__ = ["Confirmation", "LawDecision", "LimitationFact"]
