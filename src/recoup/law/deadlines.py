"""Last days: that of a demand, and that of a proof of debt in an insolvency."""

from dataclasses import dataclass
from datetime import date, timedelta

from recoup.law.limitation import months_on
from recoup.law.places import Place
from recoup.law.values import Answer, Assumption, Unknown
from recoup.lib.days import Calendar


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day to answer, and the answer it comes from."""

    ends_on: date
    answer: Answer
    assumptions: tuple[Assumption, ...]


def demand_deadline(place: Place, kind: str, served_on: date, closed: Calendar) -> Deadline | Unknown:
    """The last day of a demand that was posted or served on a day. It moves on from a closed day, in the debtor's
    favour. Unknown where the pack holds no deadline: a person sets it."""
    answer = place.ask("demand.deadline", kind, served_on)
    if isinstance(answer, Unknown):
        return answer
    days = answer.facts["days"]
    assert isinstance(days, int)
    if answer.facts["counted"] == "working":
        ends_on = closed.add(served_on, days)
    else:
        ends_on = closed.on_or_after(served_on + timedelta(days=days))
    return Deadline(ends_on, answer, place.assumptions)


def proof_deadline(place: Place, kind: str, opened_on: date, is_foreign: bool = False) -> Deadline | Unknown:
    """The earliest day on which the time to lodge a claim may end, counted from the notice of the insolvency; what the
    notice says goes before. Ask the place of the debtor's seat; `is_foreign` creditors have longer where the pack says
    so. Unknown where the notice alone sets it."""
    answer = place.ask("insolvency.proof", kind, opened_on)
    if isinstance(answer, Unknown):
        return answer
    for name in ("foreign_months", "foreign_days", "months", "days") if is_foreign else ("months", "days"):
        count = answer.facts.get(name)
        if isinstance(count, int):
            by_month = name.endswith("months")
            ends_on = months_on(opened_on, count) if by_month else opened_on + timedelta(days=count)
            return Deadline(ends_on, answer, place.assumptions)
    return Unknown(answer.question, answer.key, answer.words)
