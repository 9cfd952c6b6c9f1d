"""What stands behind Today, the Overview and its proof, counted over all the books and kept while they stand still."""

from dataclasses import dataclass
from datetime import date

from recoup.cases.check import work
from recoup.cases.models import Case, CaseState
from recoup.cases.neglect import neglected
from recoup.insight.ageing import ageing
from recoup.insight.kept import Kept, kept
from recoup.insight.overview import Overview, overview
from recoup.org.models import Creditor

LOOKS = (work.nothing_neglected, work.one_case, work.tasks_in_time)


@dataclass(frozen=True, slots=True)
class Neglect:
    """How many debts have fallen through, and how many cases are open."""

    neglected: int
    cases: int


def currencies(creditor: Creditor, today: date) -> Kept[list[tuple[str, int]]]:
    """In which currencies anything is open, and how much, in minor units."""
    return kept(
        creditor,
        "currencies",
        today,
        lambda: [(row.currency, row.open.minor) for row in ageing(creditor, today)],
    )


def figures(creditor: Creditor, currency: str, today: date) -> Kept[Overview]:
    """The Overview of one currency."""
    return kept(creditor, currency, today, lambda: overview(creditor, currency, today))


def neglect(creditor: Creditor, today: date) -> Kept[Neglect]:
    """Whether anything has fallen through, as of that day."""
    return kept(creditor, "neglect", today, lambda: _neglect(creditor, today))


def _neglect(creditor: Creditor, today: date) -> Neglect:
    open_ = Case.objects.of(creditor).filter(state=CaseState.OPEN)
    return Neglect(len(neglected(creditor, today)), open_.count())


def proof(creditor: Creditor, today: date) -> Kept[list[tuple[int, list[str]]]]:
    """For each of `LOOKS`: how much was looked at, and what was found wrong."""
    return kept(creditor, "proof", today, lambda: [look(creditor) for look in LOOKS])


def count_all(creditor: Creditor, today: date) -> None:
    """Counts all of it, so that nobody who opens a page waits for it."""
    for currency, _minor in currencies(creditor, today).figures or [(creditor.currency, 0)]:
        figures(creditor, currency, today)
    neglect(creditor, today)
    proof(creditor, today)
