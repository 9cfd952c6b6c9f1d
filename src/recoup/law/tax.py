"""When the tax on an unpaid invoice can be claimed back, and until when."""

from dataclasses import dataclass
from datetime import date, timedelta

from recoup.law.limitation import months_on
from recoup.law.places import Place
from recoup.law.values import Answer, Unknown


@dataclass(frozen=True, slots=True)
class Relief:
    """The first and the last day to claim the tax back. `opens_on` is None where no waiting time is held: the words say
    on what it rests; `lapses_on` is None where no last day is held."""

    opens_on: date | None
    lapses_on: date | None
    answer: Answer


def tax_relief(
    place: Place, due_on: date, supplied_on: date | None = None, kind: str = "company"
) -> Relief | Unknown:
    """The days of one invoice, from the later of due date and supply. Ask the place of the creditor's registration."""
    answer = place.ask("tax.relief", kind, due_on)
    if isinstance(answer, Unknown):
        return answer
    begins = max(due_on, supplied_on or due_on)
    months, days, lapses = (
        answer.facts.get(name) for name in ("opens_months", "opens_days", "lapses_months")
    )
    opens_on = None
    if isinstance(months, int):
        opens_on = months_on(begins, months)
    elif isinstance(days, int):
        opens_on = begins + timedelta(days=days)
    return Relief(opens_on, months_on(begins, lapses) if isinstance(lapses, int) else None, answer)
