"""What lies beyond asking, a thing a module."""

from recoup.recourse.models.confirm import Confirmation, LawDecision
from recoup.recourse.models.demand import OPEN_STATES, Demand, DemandInvoice, DemandState, Identity
from recoup.recourse.models.letgo import JournalLine, LetGo, LetGoKind, LetGoPart, LetGoState, Recovery
from recoup.recourse.models.limitation import LimitationFact
from recoup.recourse.models.solvency import Dividend, Hit, HitState, Insolvency, MeansCheck, Proof, Watch

__all__ = [
    "OPEN_STATES",
    "Confirmation",
    "Demand",
    "DemandInvoice",
    "DemandState",
    "Dividend",
    "Hit",
    "HitState",
    "Identity",
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
