"""What interest is computed from: the debt and what happened to it; and what comes out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from recoup.law.values import Answer, Assumption, Source, Unknown


class Happened(StrEnum):
    """What can happen to a debt."""

    PAYMENT = "payment"
    CREDIT_NOTE = "credit_note"
    """Was never owed: it reduces the principal from the first day on."""
    PRINCIPAL = "principal"
    """More principal, from the day after."""
    COSTS = "costs"
    """Costs that may be charged; they bear no interest."""
    WAIVER = "waiver"
    """Given up by the creditor: of principal, interest or costs, as `of` says."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day; it counts from the day after. The amount is in minor units, above nought."""

    on: date
    kind: Happened
    amount_minor: int
    of: str = "principal"


@dataclass(frozen=True, slots=True)
class Debt:
    """One invoice as the law looks at it. Days that are not known are None, never guessed.

    `due_basis` is agreed, stated (only on the invoice), legal (nothing was agreed) or unknown. `contract_rate` is the
    agreed yearly percentage. `arose_on` decides between old and new rules; without it the due date does.
    """

    principal_minor: int
    currency: str
    due_on: date
    kind: str = "company"
    due_basis: str = "agreed"
    received_on: date | None = None
    supplied_on: date | None = None
    reminded_on: date | None = None
    arose_on: date | None = None
    contract_rate: Decimal | None = None
    events: tuple[Event, ...] = ()
    has_had_compensation: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """Days in which neither principal nor rate changes, both ends charged. `interest` is exact, in minor units."""

    from_on: date
    until_on: date
    principal_minor: int
    rate: Decimal
    basis: int
    interest: Fraction
    sources: tuple[Source, ...]

    @property
    def days(self) -> int:
        """How many days are charged."""
        return (self.until_on - self.from_on).days + 1


@dataclass(frozen=True, slots=True)
class SetOff:
    """What an incoming payment paid; the four parts add up to its amount."""

    on: date
    amount_minor: int
    costs_minor: int
    interest_minor: int
    principal_minor: int
    surplus_minor: int


@dataclass(frozen=True, slots=True)
class Used:
    """A figure that the result rests on."""

    what: str
    mark: str
    needs_confirming: bool
    sources: tuple[Source, ...]
    checked_on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The result. Sums are minor units; one that rests on an unanswered question is None.

    `total_minor` is what is owed in all at the end of the last day: principal, interest, fixed sum and costs, less
    what was paid, credited and waived.
    """

    key: str
    rule: str
    starts_on: date | None
    until_on: date
    segments: tuple[Segment, ...]
    set_offs: tuple[SetOff, ...]
    interest_minor: int | None
    compensation_minor: int | None
    total_minor: int | None
    open_principal_minor: int
    surplus_minor: int
    daily: Fraction | None
    """Exact interest of each further day, in minor units, at the last rate."""
    joined_minor: int
    """Interest that has become principal, and is in the open principal as well as in the interest."""
    answers: tuple[Answer, ...]
    used: tuple[Used, ...]
    assumptions: tuple[Assumption, ...]
    unknown: tuple[Unknown, ...]

    @property
    def days(self) -> int | None:
        """Days charged; None when interest is not known."""
        return None if self.interest_minor is None else sum(one.days for one in self.segments)

    @property
    def unverified(self) -> tuple[Used, ...]:
        """Every figure that was not read in its source."""
        return tuple(one for one in self.used if one.mark != "verified")
