"""The last day of a demand: by the law or by a person's word, counted from the day it was served. Pure."""

from datetime import date, timedelta

from recoup.law.deadlines import Deadline, demand_deadline
from recoup.law.places import Place
from recoup.lib.days import Calendar

ARRIVES = {"post": 3, "courier": 2, "hand": 1}
"""Working days from the date of the letter in which it arrives, by how it is served: one to be posted, the rest on its
way."""


def arrival(made_on: date, method: str, ours: Calendar) -> date:
    """The day on which a letter of that date should have arrived; the printed deadline counts from it."""
    return ours.add(made_on, ARRIVES[method])


def last_day(
    place: Place, kind: str, served_on: date, closed: Calendar, decided_days: int | None
) -> date | None:
    """The last day to pay after a demand was served on a day; None where neither law nor person says.

    A person's word holds only where the law says nothing. It moves on from a closed day, in the debtor's favour.
    """
    by_law = demand_deadline(place, kind, served_on, closed)
    if isinstance(by_law, Deadline):
        return by_law.ends_on
    if decided_days is None:
        return None
    return closed.on_or_after(served_on + timedelta(days=decided_days))
