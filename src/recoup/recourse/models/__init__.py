"""What lies beyond asking, a thing a module."""

from recoup.recourse.models.solvency import Dividend, Hit, HitState, Insolvency, MeansCheck, Proof, Watch

__all__ = ["Dividend", "Hit", "HitState", "Insolvency", "MeansCheck", "Proof", "Watch"]
