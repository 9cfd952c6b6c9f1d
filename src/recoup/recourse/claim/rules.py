"""How a claim runs: which step may follow which, until when somebody has to act, and what a judgment is worth. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from recoup.law.interest.walk import half_up
from recoup.law.limitation import months_on
from recoup.law.places import Place
from recoup.law.values import Answer

RUNNING = ("filed", "served", "defended", "hearing", "judgment", "appeal")
"""While a claim stands so, the case waits for it."""
ENDED = ("settled", "withdrawn", "lost", "satisfied", "refused")
BEFORE = ("draft", "approved")
_FOUGHT = ("filed", "served", "defended", "hearing", "appeal")


@dataclass(frozen=True, slots=True)
class Move:
    """A step in court: from where it may come, where the claim stands then, what a person has to see to, and within
    how many days where neither the law nor the court has said."""

    state: str
    after: tuple[str, ...]
    task: str = ""
    days: int = 0


MOVES: dict[str, Move] = {
    "filed": Move("filed", ("approved",), "claim_served", 14),
    "served": Move("served", ("filed",), "claim_reply", 28),
    "defence": Move("defended", ("filed", "served"), "claim_defence", 14),
    "hearing": Move("hearing", _FOUGHT, "claim_hearing", 14),
    "judgment": Move("judgment", _FOUGHT, "claim_enforce", 30),
    "appeal": Move("appeal", ("judgment",), "claim_appeal", 14),
    "settled": Move("settled", (*RUNNING,)),
    "withdrawn": Move("withdrawn", (*BEFORE, *RUNNING)),
    "lost": Move("lost", _FOUGHT),
    "satisfied": Move("satisfied", ("judgment",)),
}
TASKS = tuple(one.task for one in MOVES.values() if one.task)


def objection_until(place: Place, kind: str, served_on: date) -> date | None:
    """The last day to object after service, as the court's law has it; None where it is not known."""
    answer = place.ask("court.procedure", kind, served_on)
    if not isinstance(answer, Answer):
        return None
    days, months = answer.facts.get("objection_days"), answer.facts.get("objection_months")
    if isinstance(days, int):
        return served_on + timedelta(days=days)
    return months_on(served_on, months) if isinstance(months, int) else None


def serve_until(place: Place, kind: str, made_on: date) -> date | None:
    """The last day to serve an order, as the court's law has it; None where it is not known."""
    answer = place.ask("court.procedure", kind, made_on)
    if not isinstance(answer, Answer):
        return None
    days, months = answer.facts.get("serve_within_days"), answer.facts.get("serve_within_months")
    if isinstance(days, int):
        return made_on + timedelta(days=days)
    return months_on(made_on, months) if isinstance(months, int) else None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days over which neither the judgment's principal nor its rate changes, both ends charged. `interest` is exact."""

    from_on: date
    until_on: date
    principal_minor: int
    interest: Fraction

    @property
    def days(self) -> int:
        """How many days are charged."""
        return (self.until_on - self.from_on).days + 1


@dataclass(frozen=True, slots=True)
class JudgmentDebt:
    """What a judgment is worth on a day, in minor units."""

    stretches: tuple[Stretch, ...]
    interest_minor: int
    paid_minor: int
    left_minor: int
    daily: Fraction


def judgment_debt(
    sum_minor: int, rate: Decimal | None, judged_on: date, money: Sequence[tuple[date, int]], until_on: date
) -> JudgmentDebt:
    """The judgment with its own interest, less what came since.

    Simple interest by 365 days from the day after the judgment, on what is left of its sum; money counts from the day
    after it came and pays the sum first, which is the lower of the readings and said beside the figure. Interest is
    rounded once, halves up.
    """
    left, day, stretches = sum_minor, judged_on + timedelta(days=1), []
    yearly = Fraction(rate or 0) / 100
    events = sorted((on, minor) for on, minor in money if judged_on < on <= until_on)
    surplus = 0
    for on, minor in [*events, (until_on, 0)]:
        if on >= day:
            stretches.append(Stretch(day, on, left, Fraction(left) * yearly * ((on - day).days + 1) / 365))
            day = on + timedelta(days=1)
        surplus += max(0, minor - left)
        left = max(0, left - minor)
    interest = half_up(sum((one.interest for one in stretches), Fraction(0)))
    paid = sum(minor for _, minor in events)
    return JudgmentDebt(
        tuple(stretches), interest, paid, max(0, left + interest - surplus), Fraction(left) * yearly / 365
    )


PLACEMENTS = ("never_placed", "recalled", "sixty_days", "by_decision")
MEDIATIONS = ("tried", "offered", "refused", "no_duty")
COSTS = ("court_fee", "service", "lawyer", "enforcement", "other")
WAYS = ("bailiff", "account", "wages", "land", "asset_list", "other")
RESULTS = ("pending", "paid", "part", "nothing")
FRESH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the conditions of a claim on a day."""

    today: date
    placement: str = ""
    is_placed: bool = False
    mediation: str = ""
    means: str = "unknown"
    is_means_waived: bool = False
    net_minor: int | None = None
    limitation_ends_on: date | None = None
    is_limitation_open: bool = False
    identity_on: date | None = None
    is_insolvent: bool = False
    open_figures: int = 0
    open_places: int = 0


@dataclass(frozen=True, slots=True)
class Need:
    """One condition, and whether it is met."""

    code: str
    is_met: bool


def needs(known: Known) -> tuple[Need, ...]:
    """Every condition of a claim, in the order in which they are shown."""
    in_time = known.limitation_ends_on is None or known.today <= known.limitation_ends_on
    fresh = known.identity_on is not None and known.identity_on >= known.today - FRESH
    return (
        Need("placement", known.placement in PLACEMENTS and not known.is_placed),
        Need("mediation", known.mediation in MEDIATIONS),
        Need(
            "means", known.means in ("sound", "weak") or (known.is_means_waived and known.means == "unknown")
        ),
        Need("net", known.net_minor is not None and known.net_minor > 0),
        Need("limitation", in_time and not known.is_limitation_open),
        Need("identity", fresh),
        Need("solvent", not known.is_insolvent),
        Need("figures", known.open_figures == 0),
        Need("places", known.open_places == 0),
    )
