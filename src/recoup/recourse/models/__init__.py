"""What lies beyond asking, a thing a module."""

from recoup.recourse.models.confirm import Confirmation, LawDecision
from recoup.recourse.models.solvency import Dividend, Hit, HitState, Insolvency, MeansCheck, Proof, Watch

__all__ = [
    "Confirmation",
    "Dividend",
    "Hit",
    "HitState",
    "Insolvency",
    "LawDecision",
    "MeansCheck",
    "Proof",
    "Watch",
]
