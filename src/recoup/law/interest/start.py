"""From which day interest runs: by due basis, receipt, supply and reminder, with the weekend rule."""

from datetime import date, timedelta

from recoup.law.interest.debt import Debt
from recoup.law.values import Answer, Assumption
from recoup.lib.days import Calendar
from recoup.lib.said import say

_DAY = timedelta(days=1)

Start = tuple[date | None, tuple[Assumption, ...], str]
"""The first day charged, what was assumed, and why there is none."""


def first_day(debt: Debt, rule: Answer, closed: Calendar) -> Start:
    """The first day on which interest runs under the rule, or None with the reason why it is not known."""
    if debt.due_basis == "agreed":
        return _by_agreement(debt, rule, closed)
    if debt.due_basis not in ("stated", "legal"):
        return _by_reminder(debt, rule, None, (), say("What the due date rests on is not known."))
    way = "as_legal" if debt.due_basis == "legal" else rule.facts.get("stated")
    if way == "as_agreed":
        return _by_agreement(debt, rule, closed)
    if way == "as_legal":
        return _by_law(debt, rule, closed)
    why = (
        say("Without an agreed date a reminder starts interest here, and none is noted.")
        if rule.facts.get("by_reminder")
        else say("The pack does not say what starts interest when the date stands only on the invoice.")
    )
    return _by_reminder(debt, rule, None, (), why)


def _by_agreement(debt: Debt, rule: Answer, closed: Calendar) -> Start:
    if "agreed_days" not in rule.facts:
        return None, (), say("The pack does not say what starts interest.")
    last = _last_day_to_pay(debt.due_on, rule, closed)
    # what the law adds, it adds to its own rate
    added = 0 if debt.contract_rate is not None else _number(rule, "agreed_days")
    return last + timedelta(days=1 + added), _closed_days(rule, closed), ""


def _by_law(debt: Debt, rule: Answer, closed: Calendar) -> Start:
    if "legal_days" not in rule.facts:
        return _by_reminder(
            debt, rule, None, (), say("The pack does not hold the period that runs without agreement.")
        )
    if debt.received_on is None:
        return _by_reminder(
            debt, rule, None, (), say("The day on which the invoice was received is not known.")
        )
    begins, assumptions = debt.received_on, _closed_days(rule, closed)
    match rule.facts.get("legal_from"):
        case "due_and_receipt":
            begins = max(begins, debt.due_on)
        case "receipt_and_supply" if debt.supplied_on is not None:
            begins = max(begins, debt.supplied_on)
        case "receipt_and_supply":
            assumptions += (
                Assumption("supplied", say("Performance is assumed not to be later than the invoice.")),
            )
    days = _number(rule, "legal_days") - (1 if rule.facts.get("counts_first_day") else 0)
    last = _last_day_to_pay(begins + timedelta(days=days), rule, closed)
    return _by_reminder(debt, rule, max(last, debt.due_on) + _DAY, assumptions, "")


def _by_reminder(
    debt: Debt, rule: Answer, otherwise: date | None, said: tuple[Assumption, ...], why: str
) -> Start:
    """A reminder after the due date starts interest on the next day, where the law has it so and it is earlier."""
    if not rule.facts.get("by_reminder") or debt.reminded_on is None or debt.reminded_on <= debt.due_on:
        return otherwise, said, why
    by_it = debt.reminded_on + _DAY
    if otherwise is not None and otherwise <= by_it:
        return otherwise, said, why
    return by_it, (Assumption("reminder", say("The reminder is assumed to have arrived on its day.")),), ""


def _last_day_to_pay(day: date, rule: Answer, closed: Calendar) -> date:
    return closed.on_or_after(day) if rule.facts.get("moves_to_working_day") else day


def _closed_days(rule: Answer, closed: Calendar) -> tuple[Assumption, ...]:
    if not rule.facts.get("moves_to_working_day") or closed.region:
        return ()
    return (
        Assumption(
            "holidays", say("Only the holidays of the whole country are counted; a region may have more.")
        ),
    )


def _number(rule: Answer, name: str) -> int:
    value = rule.facts.get(name, 0)
    return value if isinstance(value, int) else 0
