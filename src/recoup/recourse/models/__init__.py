"""What lies beyond asking, a thing a module."""

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

__all__ = [
    "HELD",
    "Delivery",
    "Placement",
    "PlacementItem",
    "PlacementState",
    "Professional",
    "ProfessionalKind",
    "Remittance",
    "SearchOrder",
    "ToldPayment",
]
