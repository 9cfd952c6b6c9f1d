"""Puts the answers of a place together to what a debt has cost its debtor by a day."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from recoup.law.interest import rates
from recoup.law.interest.compensation import fixed_sum
from recoup.law.interest.debt import Debt, Event, Happened, Reckoning
from recoup.law.interest.found import Found
from recoup.law.interest.limits import below_floor
from recoup.law.interest.rates import Rate
from recoup.law.interest.start import first_day
from recoup.law.interest.walk import Walk, walk
from recoup.law.places import Place
from recoup.law.values import Answer, Unknown
from recoup.lib.days import calendar
from recoup.lib.errors import Refused
from recoup.lib.money import Figure
from recoup.lib.said import say

_DAY = timedelta(days=1)
_BUCKETS = ("costs", "interest", "principal")


def reckon(debt: Debt, place: Place, until_on: date) -> Reckoning:
    """What is owed at the end of a day under the law of a place.

    A part that rests on an unanswered question is None, and the question is named in `unknown`. Raises Refused when a
    day lies outside a table of rates, or an amount is not above nought.
    """
    _refuse_nonsense(debt)
    found = Found(debt, place)
    rule, rule_words = _rule(found)
    starts_on = _start(found)
    lines = _lines(found, rule, starts_on, until_on)
    state = _state(found, lines)
    fixed = _fixed(found, starts_on, until_on)
    if state is not None and starts_on is not None:
        _say_costs(found, state, fixed)
        later = [one for one in debt.events if one.kind is not Happened.CREDIT_NOTE]
        walk(state, starts_on, until_on, lines or (), later, _is_yearly(found), fixed or 0)
    return _result(found, rule_words, starts_on, until_on, fixed, state if starts_on else None)


def default_day(debt: Debt, place: Place) -> date | Unknown:
    """The first day of default, from which interest runs: the law's clock, apart from being overdue."""
    found = Found(debt, place)
    return _start(found) or found.unknown[-1]


def _refuse_nonsense(debt: Debt) -> None:
    if debt.principal_minor < 0 or any(one.amount_minor <= 0 for one in debt.events):
        raise Refused("amount", "An amount must be above nought.", "amount", "Give it without a minus sign.")
    if debt.contract_rate is not None and debt.contract_rate < 0:
        raise Refused(
            "contract_rate", "An agreed rate cannot be below nought.", "contract rate", "Give a percentage."
        )


def _rule(found: Found) -> tuple[Answer | None, str]:
    """The statutory rate, and the rule in words. Under an agreed rate only its limits are asked."""
    agreed = found.debt.contract_rate
    if agreed is None:
        answer = found.need("interest.rate")
        known = answer.words if answer else say("not known")
        return answer, say("%(place)s: %(rule)s", place=found.place.key, rule=known)
    limit = found.ask("interest.agreed_rate")
    low = below_floor(found.debt, limit, found.place) if isinstance(limit, Answer) else None
    found.unknown += [low] if low else []
    found.assume("contract_rate", say("The agreed rate takes the place of the rate of the law."))
    return None, say("%(place)s: %(rate)s%% a year as agreed", place=found.place.key, rate=Figure(agreed))


def _start(found: Found) -> date | None:
    debt = found.debt
    answer = found.ask("interest.starts")
    if isinstance(answer, Answer):
        day, assumed, why = first_day(debt, answer, calendar(found.place.country, found.place.holiday_region))
        found.assumptions += assumed
        if day is None:
            found.unknown.append(Unknown(answer.question, answer.key, why))
        return day
    if debt.contract_rate is not None and debt.due_basis == "agreed":
        found.assume("start", say("The agreed rate is assumed to run from the day after the due date."))
        return debt.due_on + _DAY
    found.unknown.append(answer)
    return None


def _lines(
    found: Found, rule: Answer | None, starts_on: date | None, until_on: date
) -> tuple[Rate, ...] | None:
    """The rates of the days; None when they are not known."""
    debt = found.debt
    if starts_on is None or until_on < starts_on:
        return ()
    if debt.contract_rate is not None:
        return rates.agreed(debt.contract_rate, starts_on)
    changes = found.need("interest.fixed") if rule else None
    if rule is None or changes is None:
        return None
    pack = found.place.pack_of(rule)
    lines = rates.statutory(rule, pack, str(changes.facts["at"]), starts_on, until_on, debt.due_on)
    found.use(one.point for one in lines if one.point is not None)
    return lines


def _state(found: Found, lines: tuple[Rate, ...] | None) -> Walk | None:
    """The debt before its first day, credit notes taken off; None when a question is open that interest needs."""
    debt = found.debt
    basis = found.need("interest.day_count")
    found.need("interest.rounding")
    order: Sequence[str] = _BUCKETS
    if any(one.kind is Happened.PAYMENT for one in debt.events):
        rule = found.need("interest.set_off")
        order = _texts(rule.facts["order"]) if rule else ()
    if debt.contract_rate is None:
        found.need("interest.compounding")
    else:
        found.assume("simple", say("The agreed rate is assumed to be simple interest."))
    if lines is None or basis is None or found.unknown:
        return None
    days = basis.facts["basis"]
    assert isinstance(days, int)
    state = Walk(debt.principal_minor, order, days)
    for event in debt.events:
        if event.kind is Happened.CREDIT_NOTE:
            state.meet(event)
    return state


def _say_costs(found: Found, state: Walk, fixed: int | None) -> None:
    if not any(one.kind is Happened.PAYMENT for one in found.debt.events) or state.order[-1] == "costs":
        return
    if fixed:
        found.assume("fixed_sum_is_costs", say("Against a part payment the fixed sum counts as costs."))
    elif fixed is None:
        found.assume(
            "fixed_sum_left_out", "Part payments are not set against the fixed sum, which is not known."
        )


def _is_yearly(found: Found) -> bool:
    return any(
        one.question == "interest.compounding" and one.facts["method"] == "yearly" for one in found.answers
    )


def _fixed(found: Found, starts_on: date | None, until_on: date) -> int | None:
    """The fixed sum; nought as long as there is no default, None when it is not known."""
    if starts_on is None:
        return None
    if until_on < starts_on:
        return 0
    answer = found.ask("compensation.fixed")
    result = (
        fixed_sum(found.debt, answer, _owed_before(found.debt, starts_on))
        if isinstance(answer, Answer)
        else answer
    )
    if isinstance(result, Unknown):
        found.unknown.append(result)
        return None
    if found.debt.contract_rate is not None and _gives_way(answer):
        found.assume("one_basis", say("The agreed rate takes the place of the law's fixed sum too."))
    return result


def _gives_way(answer: Answer | Unknown) -> bool:
    return isinstance(answer, Answer) and answer.facts.get("beside_agreed_rate") is False


def _owed_before(debt: Debt, starts_on: date) -> int:
    """The principal when default begins: what was credited, or paid or waived before, no longer counts."""
    gone = [one for one in debt.events if one.kind is Happened.CREDIT_NOTE or _is_paid_before(one, starts_on)]
    return max(0, debt.principal_minor - sum(one.amount_minor for one in gone))


def _is_paid_before(event: Event, starts_on: date) -> bool:
    if event.on >= starts_on:
        return False
    return event.kind is Happened.PAYMENT or (event.kind is Happened.WAIVER and event.of == "principal")


def _result(
    found: Found,
    rule: str,
    starts_on: date | None,
    until_on: date,
    fixed: int | None,
    state: Walk | None,
) -> Reckoning:
    debt = found.debt
    interest = state.interest_minor if state else None
    total = state.principal + state.open_interest_minor + state.costs if state and fixed is not None else None
    return Reckoning(
        key=found.place.key,
        rule=rule,
        starts_on=starts_on,
        until_on=until_on,
        segments=tuple(state.segments) if state else (),
        set_offs=tuple(state.set_offs) if state else (),
        interest_minor=interest,
        compensation_minor=fixed,
        total_minor=total,
        open_principal_minor=state.principal if state else _owed_before(debt, until_on + _DAY),
        surplus_minor=state.surplus if state else 0,
        daily=_daily(state),
        joined_minor=state.joined if state else 0,
        answers=tuple(found.answers),
        used=tuple(found.used),
        assumptions=tuple(found.assumptions),
        unknown=tuple(found.unknown),
    )


def _daily(state: Walk | None) -> Fraction | None:
    if state is None or not state.segments:
        return None
    return Fraction(state.principal) * Fraction(state.segments[-1].rate) / 100 / state.basis


def _texts(value: object) -> tuple[str, ...]:
    assert isinstance(value, tuple)
    return tuple(str(one) for one in value)
