"""What a case has beyond asking, a card a thing: how it stands in a sentence, and the page to go on at."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from recoup.cases.models import Case
from recoup.recourse.solvency import queries as solvency
from recoup.web import tongue
from recoup.web.here import Here


@dataclass(frozen=True, slots=True)
class Card:
    """One thing: its title, how it stands in one sentence, the address of its page, and whether it needs somebody."""

    title: str
    state: str
    to: str
    is_waiting: bool = False


def means(here: Here, case: Case) -> Card:
    """Can they pay?"""
    kind = case.debtor.kind or here.settings.default_kind
    found = solvency.means_of(here.creditor, case.debtor, kind, here.today)
    to = reverse("means", kwargs={"creditor": here.creditor.pk, "pk": case.pk})
    asked = any(one.state == "asked" for one in solvency.hits_of(here.creditor, case.debtor))
    if asked:
        return Card(
            _("Can they pay?"), _("A register names somebody like them: say whether it is them."), to, True
        )
    on = tongue.day(found.expires_on) if found.expires_on else ""
    said = {
        "insolvent": _("They are insolvent."),
        "weak": _("It is doubtful; this holds until %(on)s.") % {"on": on},
        "sound": _("As far as was looked up, yes; this holds until %(on)s.") % {"on": on},
        "unknown": _("Not known: nothing that tells was looked up in the last 30 days."),
    }
    return Card(_("Can they pay?"), said[found.verdict], to)


CARDS: tuple[Callable[[Here, Case], Card], ...] = (means,)
"""In the order of the ladder."""


def cards(here: Here, case: Case) -> list[Card]:
    """The cards of a case."""
    return [make(here, case) for make in CARDS]
