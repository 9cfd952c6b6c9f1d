"""What lies beyond asking, a thing a module."""

from recoup.recourse.models.claim import Claim, ClaimCost, ClaimInvoice, ClaimState, ClaimStep, Enforcement
from recoup.recourse.models.confirm import Confirmation, LawDecision
from recoup.recourse.models.demand import OPEN_STATES, Demand, DemandInvoice, DemandState, Identity
from recoup.recourse.models.letgo import JournalLine, LetGo, LetGoKind, LetGoPart, LetGoState, Recovery
from recoup.recourse.models.limitation import LimitationFact
from recoup.recourse.models.placement import (
    HELD,
    Placement,
    PlacementItem,
    PlacementState,
    Remittance,
    SearchOrder,
    ToldPayment,
)
from recoup.recourse.models.professionals import Delivery, Professional, ProfessionalKind
from recoup.recourse.models.relief import ReliefState, TaxRelief, TaxRepayment
from recoup.recourse.models.solvency import Dividend, Hit, HitState, Insolvency, MeansCheck, Proof, Watch

__all__ = [
    "HELD",
    "OPEN_STATES",
    "Claim",
    "ClaimCost",
    "ClaimInvoice",
    "ClaimState",
    "ClaimStep",
    "Confirmation",
    "Delivery",
    "Demand",
    "DemandInvoice",
    "DemandState",
    "Dividend",
    "Enforcement",
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
    "Placement",
    "PlacementItem",
    "PlacementState",
    "Professional",
    "ProfessionalKind",
    "Proof",
    "Recovery",
    "ReliefState",
    "Remittance",
    "SearchOrder",
    "TaxRelief",
    "TaxRepayment",
    "ToldPayment",
    "Watch",
]
