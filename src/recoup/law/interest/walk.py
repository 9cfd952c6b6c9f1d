"""Walks the days of a debt: charges each span, sets payments off in the law's order, joins interest to the principal
where the law does so. Exact inside, whole minor units at the edges."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from recoup.law.interest.debt import Event, Happened, Segment, SetOff
from recoup.law.interest.rates import Rate

_DAY = timedelta(days=1)


def half_up(amount: Fraction) -> int:
    """The nearest whole number, halves up."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


@dataclass(slots=True)
class Walk:
    """The state of a debt on its way through the days."""

    principal: int
    order: Sequence[str]
    basis: int
    costs: int = 0
    interest: Fraction = Fraction(0)
    """Accrued and neither paid, waived nor joined to the principal."""
    segments: list[Segment] = field(default_factory=list)
    set_offs: list[SetOff] = field(default_factory=list)
    joined: int = 0
    paid_of_interest: int = 0
    waived_of_interest: int = 0
    surplus: int = 0

    def charge(self, from_on: date, until_on: date, rate: Rate) -> None:
        """Interest for these days, both included."""
        days = (until_on - from_on).days + 1
        if self.principal <= 0 or days <= 0:
            return
        interest = Fraction(self.principal) * Fraction(rate.percent) / 100 * days / self.basis
        self.segments.append(
            Segment(from_on, until_on, self.principal, rate.percent, self.basis, interest, rate.sources)
        )
        self.interest += interest

    def join(self) -> None:
        """The year's interest becomes principal, in whole minor units."""
        year = half_up(self.interest)
        self.principal, self.joined, self.interest = (
            self.principal + year,
            self.joined + year,
            self.interest - year,
        )

    def meet(self, event: Event) -> None:
        """What happened changes what is owed from the next day on."""
        match event.kind:
            case Happened.PAYMENT:
                self._set_off(event)
            case Happened.PRINCIPAL:
                self.principal += event.amount_minor
            case Happened.COSTS:
                self.costs += event.amount_minor
            case Happened.WAIVER | Happened.CREDIT_NOTE:
                took = self._take(event.of, event.amount_minor)
                self.waived_of_interest += took if event.of == "interest" else 0

    def _set_off(self, event: Event) -> None:
        left, parts = event.amount_minor, dict.fromkeys(("costs", "interest", "principal"), 0)
        for bucket in self.order:
            parts[bucket] = self._take(bucket, left)
            left -= parts[bucket]
        self.paid_of_interest += parts["interest"]
        self.surplus += left
        self.set_offs.append(
            SetOff(event.on, event.amount_minor, parts["costs"], parts["interest"], parts["principal"], left)
        )

    def _take(self, bucket: str, most: int) -> int:
        """Takes so much out of the bucket as is there, in whole minor units."""
        if bucket == "interest":
            taken = max(0, min(most, half_up(self.interest)))
            self.interest -= taken
        elif bucket == "costs":
            taken = min(most, self.costs)
            self.costs -= taken
        else:
            taken = min(most, self.principal)
            self.principal -= taken
        return taken

    @property
    def interest_minor(self) -> int:
        """All interest of the walk, rounded once, less what was waived."""
        return half_up(sum((one.interest for one in self.segments), Fraction(0))) - self.waived_of_interest

    @property
    def open_interest_minor(self) -> int:
        """What of it is still owed beside the principal."""
        return self.interest_minor - self.paid_of_interest - self.joined


def walk(
    state: Walk,
    starts_on: date,
    until_on: date,
    rates: Sequence[Rate],
    events: Sequence[Event],
    is_yearly: bool,
    arising: int,
) -> Walk:
    """From the first to the last day charged. `arising` are the costs that arise on the first day (the fixed sum)."""
    ahead = sorted((one for one in events if one.on <= until_on), key=lambda one: one.on)
    for event in ahead:
        if event.on < starts_on:
            state.meet(event)
    if until_on < starts_on:
        return state
    state.costs += arising
    ahead = [one for one in ahead if one.on >= starts_on]
    years = anniversaries(starts_on, until_on) if is_yearly else []
    cuts = sorted(
        {one.from_on for one in rates if starts_on < one.from_on}
        | {one.on + _DAY for one in ahead}
        | {one for one in years if one <= until_on}
    )
    day, days_of_joining = starts_on, set(years)
    for cut in [*(one for one in cuts if one <= until_on), until_on + _DAY]:
        rate = next(one for one in reversed(rates) if one.from_on <= day)
        state.charge(day, cut - _DAY, rate)
        for event in ahead:
            if event.on == cut - _DAY:
                state.meet(event)
        if cut in days_of_joining:
            state.join()
        day = cut
    return state


def anniversaries(starts_on: date, until_on: date) -> list[date]:
    """The first day of each further year of default; for 29 February, 1 March where there is none."""
    found = []
    for year in range(starts_on.year + 1, until_on.year + 2):
        try:
            day = starts_on.replace(year=year)
        except ValueError:
            day = date(year, 3, 1)
        if day <= until_on + _DAY:
            found.append(day)
    return found
