"""Everything that keeps a policy from being published, not only the first: for a person who is still writing it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from recoup.ladder.policy import Policy, Rung
from recoup.ladder.schema import policy_from_data
from recoup.lib.errors import Refused
from recoup.lib.said import say

LEAST_BANK_DAYS = 3
"""What a payment made on the last day of a demand needs to arrive."""
LEAST_DAYS_TO_COURT = 14
LEAST_DAYS_FOR_PERSONS = 14
"""Rungs 4 and 5 of natural persons: they have no accounts department, and courts expect patience."""
PERSONS = frozenset(("individual", ""))


def faults(data: Mapping[str, Any], kinds: Collection[str] = ()) -> list[Refused]:
    """What is wrong with the policy, for debtors of these kinds; empty when it may be published.

    `where` of each begins with “rung n” where it is about one rung.
    """
    try:
        policy = policy_from_data(data)
    except Refused as refused:
        return [refused]
    found = [fault for rung in policy.rungs for check in _OF_A_RUNG if (fault := check(rung)) is not None]
    for kind in sorted(PERSONS & set(kinds)):
        found += [fault for rung in policy.rungs if (fault := _for_persons(rung, kind)) is not None]
    return found + _order(policy)


def may_be_used(policy: Policy, kind: str) -> Refused | None:
    """Why debtors of that kind may not be worked by the policy, if so."""
    if kind not in PERSONS:
        return None
    return next((fault for rung in policy.rungs if (fault := _for_persons(rung, kind)) is not None), None)


def _refuse(what: str, number: int, how: str) -> Refused:
    return Refused("bad_policy", what, f"rung {number}", how)


def _after_the_deadline(rung: Rung) -> Refused | None:
    if rung.number != 6 or (rung.counts == "bank" and rung.wait_days >= LEAST_BANK_DAYS):
        return None
    return _refuse(
        say(
            "Professionals come %(days)s bank days after the demand's deadline at the earliest: "
            "a payment made on its last day needs them to arrive.",
            days=LEAST_BANK_DAYS,
        ),
        6,
        say("Wait at least %(days)s days, counted as bank days.", days=LEAST_BANK_DAYS),
    )


def _before_court(rung: Rung) -> Refused | None:
    if rung.number != 7 or rung.wait_days >= LEAST_DAYS_TO_COURT:
        return None
    return _refuse(
        say("Court would come before the professionals have had time to bring anything."),
        7,
        say("Wait at least %(days)s days.", days=LEAST_DAYS_TO_COURT),
    )


def _a_way_for_all(rung: Rung) -> Refused | None:
    """A rung whose only ways have a minimum leaves debtors with less without any step."""
    if rung.number >= 5 or any(not way.minimum for way in rung.ways):
        return None
    return _refuse(
        say("Every way of this rung has a minimum, so that smaller debts would stop here."),
        rung.number,
        say("Add a way without a minimum, as the last."),
    )


def _for_persons(rung: Rung, kind: str) -> Refused | None:
    """A debtor of unknown kind may be a person: a company's first three rungs, a person's rules from rung 4 up."""
    if kind != "individual" and rung.number < 4:
        return None
    if {way.kind for way in rung.ways} & {"visit", "phone", "find_contact"}:
        return _refuse(
            say(
                "Private persons are not called, visited or asked about with others, "
                "and this ladder is used for them."
            ),
            rung.number,
            say("Take email and letter, or use the ladder for firms only."),
        )
    if rung.number in (4, 5) and rung.wait_days < LEAST_DAYS_FOR_PERSONS:
        return _refuse(
            say("The wait is too short for private persons, and this ladder is used for them."),
            rung.number,
            say(
                "Wait at least %(days)s days.",
                days=LEAST_DAYS_FOR_PERSONS,
            ),
        )
    return None


def _order(policy: Policy) -> list[Refused]:
    numbers = [rung.number for rung in policy.rungs]
    found = []
    if any(number in numbers for number in (6, 7)) and 5 not in numbers:
        found.append(
            _refuse(
                say("Professionals or court without a formal demand before them."),
                min(number for number in numbers if number > 5),
                say("Add rung 5, the formal demand."),
            )
        )
    return found


_OF_A_RUNG: Sequence[Callable[[Rung], Refused | None]] = (_after_the_deadline, _before_court, _a_way_for_all)
