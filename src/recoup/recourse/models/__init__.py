"""What lies beyond asking, a thing a module."""

from recoup.recourse.models.claim import Claim, ClaimCost, ClaimInvoice, ClaimState, ClaimStep, Enforcement
from recoup.recourse.models.confirm import Confirmation, LawDecision
from recoup.recourse.models.letgo import JournalLine, LetGo, LetGoKind, LetGoPart, LetGoState, Recovery
from recoup.recourse.models.limitation import LimitationFact
from recoup.recourse.models.solvency import Dividend, Hit, HitState, Insolvency, MeansCheck, Proof, Watch

__all__ = [
    "Claim",
    "ClaimCost",
    "ClaimInvoice",
    "ClaimState",
    "ClaimStep",
    "Confirmation",
    "Dividend",
    "Enforcement",
    "Hit",
    "HitState",
    "Insolvency",
    "JournalLine",
    "LawDecision",
    "LetGo",
    "LetGoKind",
    "LetGoPart",
    "LetGoState",
    "LimitationFact",
    "MeansCheck",
    "Proof",
    "Recovery",
    "Watch",
]
