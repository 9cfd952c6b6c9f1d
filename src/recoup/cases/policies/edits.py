"""Changes to a ladder that is being written: pure, on its data; what cannot stand by itself is refused in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from recoup.ladder.schema import BY_RUNG, LAST_RUNG, policy_from_data, rung_from_data, rung_to_data
from recoup.ladder.shipped import NAMES, load_policy
from recoup.lib.errors import Refused
from recoup.lib.said import say

Data = dict[str, Any]
NUMBERS = range(1, LAST_RUNG + 1)
ASKING = tuple(number for number in NUMBERS if number not in BY_RUNG)


def with_rung(data: Data, rung: Mapping[str, Any]) -> Data:
    """The ladder with this rung in place of the one of its number. Raises Refused for a rung that cannot stand."""
    made = rung_to_data(rung_from_data(rung))
    others = [one for one in data["rungs"] if one["number"] != made["number"]]
    return {**data, "rungs": _sorted([*others, made])}


def with_new_rung(data: Data, number: int) -> Data:
    """The ladder with a rung of that number as the shipped ladders have it. Raises Refused (`rung_taken`)."""
    if number in numbers(data) or number not in NUMBERS:
        raise Refused("rung_taken", "That rung is there already.", "number", "Choose one that is missing.")
    names = [data["name"], *NAMES] if data["name"] in NAMES else list(NAMES)
    found = next(rung for name in names if (rung := load_policy(name).rung(number)) is not None)
    return {**data, "rungs": _sorted([*data["rungs"], rung_to_data(found)])}


def without_rung(data: Data, number: int) -> Data:
    """The ladder without that rung; the others keep their numbers, so that cases under way know where they are."""
    if number not in numbers(data):
        raise _not_there(number)
    if len(data["rungs"]) == 1:
        raise Refused("last_rung", "A ladder needs a rung.", "number", "Add another before this one goes.")
    return {**data, "rungs": [rung for rung in data["rungs"] if rung["number"] != number]}


def moved(data: Data, number: int, step: int) -> Data:
    """The ladder with that rung one place up (-1) or down (1): into a free number, else changed with its neighbour."""
    if number not in numbers(data):
        raise _not_there(number)
    to = number + step
    if number not in ASKING or to not in ASKING:
        raise _fixed()
    return _renumbered(data, {number: to, **({to: number} if to in numbers(data) else {})})


def in_order(data: Data, order: Sequence[int]) -> Data:
    """The ladder with its rungs in that order, under the numbers that are there.

    Raises Refused (`fixed_order`) where a formal rung would come before one that only asks, or two change places:
    what they do is in their number; `changed_meanwhile` when the order names other rungs than there are.
    """
    there = numbers(data)
    if sorted(order) != there:
        raise Refused(
            "changed_meanwhile", "The rungs have changed meanwhile.", "order", "Look again, and order anew."
        )
    places = dict(zip(order, there, strict=True))
    if any(was != now and (was not in ASKING or now not in ASKING) for was, now in places.items()):
        raise _fixed()
    return _renumbered(data, places)


def with_amounts(data: Data, currency: str, named: Mapping[str, int]) -> Data:
    """The ladder with these named amounts, in minor units of the currency. Raises Refused (`bad_policy`)."""
    amounts = {**data["amounts"], currency: {**data["amounts"].get(currency, {}), **named}}
    return _checked({**data, "amounts": amounts}, data)


def with_caps(data: Data, caps: Mapping[str, Any]) -> Data:
    """The ladder with these caps. Raises Refused (`bad_policy`)."""
    return _checked({**data, "caps": {**data["caps"], **caps}}, data)


def numbers(data: Data) -> list[int]:
    """The numbers of its rungs, from low to high."""
    return sorted(int(rung["number"]) for rung in data["rungs"])


def _checked(changed: Data, before: Data) -> Data:
    """As it was changed, if that part of it can stand: rungs that are still being written do not count."""
    shipped = load_policy("company")
    policy_from_data({**changed, "rungs": [rung_to_data(shipped.rungs[0])], "name": before["name"]})
    return changed


def _renumbered(data: Data, places: Mapping[int, int]) -> Data:
    rungs = [{**rung, "number": places.get(rung["number"], rung["number"])} for rung in data["rungs"]]
    return {**data, "rungs": _sorted([_fitting(rung) for rung in rungs])}


def _fitting(rung: Data) -> Data:
    """The first rung's wait is shortened by nothing: there is nothing before it that a cause could come from."""
    return {**rung, "shorten_causes": []} if rung["number"] == 1 else rung


def _sorted(rungs: Sequence[Data]) -> list[Data]:
    return sorted(rungs, key=lambda rung: int(rung["number"]))


def _not_there(number: int) -> Refused:
    return Refused(
        "no_such_rung", say("There is no rung %(number)s any more.", number=number), "number", "Look again."
    )


def _fixed() -> Refused:
    return Refused(
        "fixed_order",
        "Formal rungs keep their places: demand, professionals, court, letting go, after everything that only asks.",
        "order",
        "Order the rungs before them.",
    )
