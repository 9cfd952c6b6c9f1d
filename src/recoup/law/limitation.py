"""Until which day a debt can be sued for: the length, the day it runs from, what starts it anew, what stops it."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from recoup.law.places import Place
from recoup.law.values import Answer, Assumption, Unknown
from recoup.lib.said import say

SUPPLIES = ("goods", "services", "carriage", "periodic", "unknown")


@dataclass(frozen=True, slots=True)
class Anew:
    """Something that may start limitation anew: acknowledgment, part_payment or demand. `has_form` says that the form
    of the place is met (in England signed writing)."""

    on: date
    what: str
    has_form: bool = True


@dataclass(frozen=True, slots=True)
class Limitation:
    """The last day on which a claim can still be brought, with what the day rests on. It is never later than the law
    allows by what is known: doubt shortens it."""

    ends_on: date
    extinguishes: bool
    answers: tuple[Answer, ...]
    assumptions: tuple[Assumption, ...]


def limitation(
    place: Place, due_on: date, kind: str = "company", supply: str = "unknown", anew: Sequence[Anew] = ()
) -> Limitation | Unknown:
    """The end of limitation of one invoice. What suspends it is not added: that is for a lawyer. Unknown where the pack
    does not hold the length."""
    length = place.ask("limitation.length", kind, due_on)
    if isinstance(length, Unknown):
        return length
    starts = place.ask("limitation.starts", kind, due_on)
    restarts = place.ask("limitation.restarts", kind, due_on)
    said = list(place.assumptions)
    years = _years(place, length, supply, said)
    if years is None:
        return Unknown(
            length.question,
            length.key,
            say("The pack does not hold the limitation of %(place)s.", place=place.key),
        )
    if isinstance(starts, Unknown):
        said.append(Assumption("limitation_start", say("Limitation is assumed to run from the due date.")))
    ends_on = _first_end(due_on, years, starts)
    for event in sorted(anew, key=lambda one: one.on):
        if isinstance(restarts, Answer) and _counts(event, restarts, ends_on):
            # the plain anniversary is the shorter reading where years end with the calendar
            ends_on = max(ends_on, years_on(event.on, years))
    answers = tuple(one for one in (length, starts, restarts) if isinstance(one, Answer))
    return Limitation(ends_on, length.facts.get("extinguishes") is True, answers, tuple(said))


def years_on(day: date, years: int) -> date:
    """The same day years later; 28 February for a 29th that is not there."""
    return months_on(day, 12 * years)


def months_on(day: date, months: int) -> date:
    """The same day months later, or the last of a month that is shorter.

    >>> months_on(date(2025, 8, 31), 6)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _first_end(due_on: date, years: int, starts: Answer | Unknown) -> date:
    if isinstance(starts, Answer) and starts.facts["ends"] == "year_end":
        return date(due_on.year + years, 12, 31)
    return years_on(due_on, years)


def _years(place: Place, length: Answer, supply: str, said: list[Assumption]) -> int | None:
    general = _of_region(place, length, said)
    by_supply = {name: length.facts.get(f"{name}_years") for name in ("goods", "carriage", "periodic")}
    held = {name: years for name, years in by_supply.items() if isinstance(years, int)}
    if general is None or supply == "services" or (supply in by_supply and supply not in held):
        return general
    if supply in held:
        return min(held[supply], general)
    shortest = min([general, *held.values()])
    if shortest < general:
        said.append(
            Assumption("supply", say("What was supplied is not known: the shortest limitation is used."))
        )
    return shortest


def _of_region(place: Place, length: Answer, said: list[Assumption]) -> int | None:
    """The years of the region; without a region the shortest of the country. None for one that is not held."""
    general, by_region = length.facts.get("years"), length.facts.get("by_region", ())
    assert isinstance(by_region, tuple)
    regions = {str(one[0]): one[1] for one in by_region if isinstance(one, tuple)}
    years = [one for one in (general, *regions.values()) if isinstance(one, int)]
    if regions and not place.region:
        said.append(
            Assumption(
                "region", say("The region is not known: the shortest limitation of the country is used.")
            )
        )
        return min(years)
    own = regions.get(place.region, general)
    return own if isinstance(own, int) else None


def _counts(event: Anew, restarts: Answer, ends_on: date) -> bool:
    """Only what the place knows, in its form, while the time still runs."""
    by = restarts.facts["by"]
    assert isinstance(by, tuple)
    return event.what in by and event.has_form and event.on <= ends_on
