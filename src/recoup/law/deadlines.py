"""The last day that a demand gives: in calendar or working days, never ending on a closed day."""

from dataclasses import dataclass
from datetime import date, timedelta

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
