"""What a court file is made of, as plain facts in minor units."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from recoup.documents.evidence.facts import Party
from recoup.documents.facts import Stretch


@dataclass(frozen=True, slots=True)
class Paid:
    """Money in the schedule: what it paid of costs, interest and principal."""

    on: date
    amount_minor: int
    costs_minor: int
    interest_minor: int
    principal_minor: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What a schedule of interest shows of an invoice."""

    number: str
    stretches: tuple[Stretch, ...] = ()
    paid: tuple[Paid, ...] = ()
    waived_minor: int = 0
    """What was given up of it, which the sums leave out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Counted):
    """One invoice that is claimed."""

    issued_on: date | None
    due_on: date
    amount_minor: int
    principal_minor: int
    interest_minor: int
    compensation_minor: int
    interest_from_on: date | None
    daily: Fraction
    supply: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """A field of the court's own paper with what stands in it."""

    name: str
    value: str
    mark: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A document of the evidence file, by its number there."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """What was done before court, on a day."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the law that the file rests on: how well it is known, and whether a person has compared it."""

    words: str
    mark: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class CourtFile:
    """The whole. `fee_minor` None: not known. `assumed`, `unknown` and the figures' words come from the law packs as
    they are. `over` says by how much the particulars are too long for the court's paper."""

    title: str
    language: str
    country: str
    zone: str
    currency: str
    case: int
    claimant: Party
    defendant: Party
    signer: str
    moment: datetime
    until_on: date
    place: str
    particulars: str
    items: tuple[Item, ...]
    fee_minor: int | None
    daily: Fraction
    fields: tuple[Entered, ...] = ()
    proofs: tuple[Proof, ...] = ()
    before: tuple[Told, ...] = ()
    left_out: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    assumed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    source: str = ""

    @property
    def principal_minor(self) -> int:
        """Of all items."""
        return sum(one.principal_minor for one in self.items)

    @property
    def interest_minor(self) -> int:
        """Of all items, up to the day."""
        return sum(one.interest_minor for one in self.items)

    @property
    def compensation_minor(self) -> int:
        """Of all items."""
        return sum(one.compensation_minor for one in self.items)

    @property
    def claimed_minor(self) -> int:
        """Principal, interest and fixed sums."""
        return self.principal_minor + self.interest_minor + self.compensation_minor
