"""A notice of a register as a row of a page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from recoup.archive.queries import read
from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.recourse.models import Hit
from recoup.web import words
from recoup.web.here import Here

REGISTERS: dict[str, words.Words] = {
    "companies_house": _("Companies House"),
    "bodacc": _("BODACC"),
    "gazette": _("a gazette"),
}
EFFECTS: dict[str, words.Words] = {
    "opening": _("insolvency"),
    "petition": _("may be an insolvency"),
    "ended": _("insolvency has ended"),
    "solvent": _("wound up, all are paid"),
}
STATES: dict[str, words.Words] = {
    "sure": _("it is them: everything stopped"),
    "asked": _("waits for a person"),
    "rejected": _("somebody else"),
    "noted": _("noted"),
}


def line(here: Here, hit: Hit) -> dict[str, Any]:
    """A notice as a row: what the register calls the firm, as it was read, and what it may mean."""
    return {
        "row": hit,
        "debtor": hit.debtor,
        "register": REGISTERS.get(hit.register, hit.register),
        "effect": EFFECTS.get(hit.effect, hit.effect),
        "state": STATES[hit.state],
        "notice": _notice(here.creditor, hit),
    }


def _notice(creditor: Creditor, hit: Hit) -> str:
    try:
        return read(creditor.key, hit.commitment).data.decode("utf-8", "replace")[:4_000]
    except Refused:
        return ""
