"""What lies beyond asking, a thing a module."""

from recoup.recourse.models.limitation import LimitationFact

__all__ = ["LimitationFact"]
