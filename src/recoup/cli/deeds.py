"""What the commands for people's deeds share: amounts as typed, and how a case stands after a deed."""

from typing import Any

from recoup.cli.base import Call
from recoup.cli.screen import Screen, amount
from recoup.cli.wording import kind, why
from recoup.lib import money
from recoup.lib.errors import Refused


def minor(text: str | None, currency: str, where: str = "--amount") -> int | None:
    """An amount as typed, 1250.00 or 1,250.00, in minor units. Raises Refused (`bad_amount`)."""
    if text is None:
        return None
    try:
        return money.to_minor(money.figure(text), currency)
    except ValueError:
        how = f"Write it like {money.to_decimal(125000, currency)}."
        raise Refused("bad_amount", f"“{text}” is no amount in {currency}.", where, how) from None


def case_now(call: Call, case: int | None) -> dict[str, Any] | None:
    """How a case stands after the deed, brought up to now."""
    if case is None:
        return None
    from recoup.cases.daily import refresh
    from recoup.cases.story import case_story

    refresh(call.creditor, moment=call.moment, actor=call.actor)
    story = case_story(call.creditor, case)
    return {name: story[name] for name in ("id", "debtor", "currency", "state", "rung", "open_minor", "next")}


def tell_case_now(case: dict[str, Any] | None, screen: Screen) -> None:
    """One line on the case: what is open and what comes next."""
    if case is None:
        return
    screen.line(f"Case {case['id']}: {amount(case['open_minor'], case['currency'])} open, {case['state']}.")
    following = case["next"]
    if following:
        screen.line(f"Next: {kind(following['kind'])} on {following['on']}. {why(following['why'])}".rstrip())
