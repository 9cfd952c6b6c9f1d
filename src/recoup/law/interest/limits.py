"""What the law sets against an agreed rate: in France a floor of some times the legal rate of the half-year."""

from recoup.law.interest.debt import Debt
from recoup.law.interest.rates import row_on
from recoup.law.places import Place
from recoup.law.values import Answer, Unknown
from recoup.lib.said import say


def below_floor(debt: Debt, limit: Answer, place: Place) -> Unknown | None:
    """That a person has to decide, where the agreed rate lies below the floor on the due date; else None."""
    table, times = limit.facts.get("floor_table"), limit.facts.get("floor_times")
    if debt.contract_rate is None or not isinstance(table, str) or not isinstance(times, int):
        return None
    floor = row_on(place.pack_of(limit).rates[table], debt.due_on, limit.key).percent * times
    if debt.contract_rate >= floor:
        return None
    why = say(
        "The agreed %(agreed)s%% lie below the floor of %(floor)s%% on %(on)s: %(words)s",
        agreed=str(debt.contract_rate), floor=str(floor), on=debt.due_on, words=limit.words,
    )  # fmt: skip
    return Unknown(limit.question, limit.key, why)
