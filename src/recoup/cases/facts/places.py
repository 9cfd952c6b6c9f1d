"""Which case pursues which overdue invoice of a debtor."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from recoup.cases.facts import rows
from recoup.cases.models import Case

FORMAL_RUNG = 5
Row = tuple[Any, ...]


@dataclass
class Place:
    """Where overdue invoices of one currency are pursued."""

    currency: str
    case: Case | None
    reopens: bool = False
    is_formal_hold: bool = False
    is_new_debt: bool = False
    invoices: list[tuple[tuple[Any, ...], date, int]] = field(default_factory=list)
    joins: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.case:
            self.is_formal_hold, self.is_new_debt = self.case.is_formal_hold, self.case.is_new_debt

    @property
    def takes_more(self) -> bool:
        return self.case is None or self.case.rung < FORMAL_RUNG


def places_of(
    mine: Sequence[Case],
    invoices: Sequence[Row],
    holdings: Mapping[int, Sequence[Row]],
    new_debts: Collection[int],
    today: date,
) -> list[Place]:
    """Each overdue invoice into one case: its own, the open one of its currency, a re-opened one, a new one."""
    places = {case.pk: Place(case.currency, case) for case in mine if rows.is_open(case)}
    closed = {case.pk: case for case in mine if not rows.is_open(case)}
    fresh: dict[tuple[str, bool, bool], Place] = {}
    for invoice in invoices:
        pk, currency, is_new = invoice[1], invoice[2], invoice[1] in new_debts
        held = holdings.get(pk, [])
        current = next((h for h in held if h[4] and h[0] in places), None)
        if current and (not is_new or places[current[0]].is_new_debt):
            places[current[0]].invoices.append((invoice, current[2], current[3]))
            continue
        before = held[-1] if held else None
        earned = before[3] if before and not is_new else 0
        place = _open_place(places, fresh, currency, is_new)
        if place is None and before and before[0] in closed and closed[before[0]].is_new_debt == is_new:
            place = places[before[0]] = Place(currency, closed[before[0]], reopens=True)
        if place is None:
            formal = not is_new and any(p.currency == currency and not p.is_new_debt for p in places.values())
            place = Place(currency, None, is_formal_hold=formal, is_new_debt=is_new)
            fresh[currency, formal, is_new] = place
        place.invoices.append((invoice, today, earned))
        place.joins.append(pk)
    return [*places.values(), *fresh.values()]


def _open_place(
    places: Mapping[int, Place], fresh: Mapping[tuple[str, bool, bool], Place], currency: str, is_new: bool
) -> Place | None:
    for place in places.values():
        if place.currency == currency and place.is_new_debt == is_new and place.takes_more:
            return place
    return fresh.get((currency, False, is_new)) or fresh.get((currency, True, is_new))
