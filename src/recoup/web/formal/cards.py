"""What a case has beyond asking, a card a thing: how it stands in a sentence, and the page to go on at."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from recoup.cases.formal import decisions
from recoup.cases.formal.claim.preparing import of_case
from recoup.cases.formal.demand.deeds import demand_of
from recoup.cases.formal.limitation import standing
from recoup.cases.models import Case, CaseLetGo, CasePlacement
from recoup.recourse.claim.rules import ENDED
from recoup.recourse.models import DemandState
from recoup.recourse.solvency import queries as solvency
from recoup.web import tongue, words
from recoup.web.formal.court_words import STATES as COURT_STATES
from recoup.web.formal.words import demand_state
from recoup.web.here import Here


@dataclass(frozen=True, slots=True)
class Card:
    """One thing: its title, how it stands in one sentence, the address of its page, and whether it needs somebody."""

    title: str
    state: str
    to: str
    is_waiting: bool = False


def demand(here: Here, case: Case) -> Card:
    """The formal demand."""
    row = demand_of(here.creditor, case)
    to = reverse("demand", kwargs={"creditor": here.creditor.pk, "pk": case.pk})
    if row is None:
        return Card(_("Formal demand"), _("None yet: see what it needs."), to)
    waits = row.state in (DemandState.ASKED, DemandState.APPROVED, DemandState.MADE)
    return Card(_("Formal demand"), demand_state(row, here.today), to, waits)


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


def worth(here: Here, case: Case) -> Card:
    """What was decided on whether it is worth it."""
    to = reverse("worth", args=[here.creditor.pk, case.pk])
    found = decisions.decided(here.creditor, case.pk)
    if found is None:
        said = _("What each way would bring, less what it costs.")
        return Card(_("Is it worth it?"), said, to)
    said = _("Decided on %(on)s: %(way)s.") % {
        "on": tongue.day(found.kept_on),
        "way": words.WAYS[found.option],
    }
    return Card(_("Is it worth it?"), said, to)


def let_go(here: Here, case: Case) -> Card:
    """Whether and how the debt is let go."""
    to = reverse("let_go", args=[here.creditor.pk, case.pk])
    links = CaseLetGo.objects.of(here.creditor).filter(case=case).select_related("let_go")
    link = links.order_by("-pk").first()
    if link is None:
        return Card(_("Let go"), _("Nothing of it is let go."), to)
    row = link.let_go
    said = _("%(kind)s of %(sum)s: %(state)s.") % {
        "kind": words.LET_GO_KINDS[row.kind],
        "sum": tongue.amount(row.amount_minor, row.currency),
        "state": words.LET_GO_STATES[row.state],
    }
    return Card(_("Let go"), said, to, row.state == "asked")


def in_court(here: Here, case: Case) -> Card:
    """Where the claim stands, and until when it can be brought."""
    to = reverse("court", kwargs={"creditor": here.creditor.pk, "pk": case.pk})
    claim = of_case(case)
    if claim is not None and claim.state not in ENDED:
        said = _("Claim of %(sum)s: %(state)s.") % {
            "sum": tongue.amount(claim.claimed_minor, claim.currency),
            "state": COURT_STATES[claim.state],
        }
        return Card(_("Court"), said, to, claim.state == "draft")
    clock = standing(case, here.moment)
    if clock.ends_on is None:
        said = _("The last day to sue is not known.") if clock.unknown else _("Nothing is open.")
        return Card(_("Court"), said, to, bool(clock.unknown))
    on = tongue.day(clock.ends_on)
    if here.today > clock.ends_on:
        return Card(_("Court"), _("The last day to sue was %(on)s.") % {"on": on}, to, True)
    return Card(_("Court"), _("It can be sued for until %(on)s.") % {"on": on}, to)


def placed(here: Here, case: Case) -> Card:
    """In professional hands."""
    to = reverse("placement", kwargs={"creditor": here.creditor.pk, "pk": case.pk})
    rows = CasePlacement.objects.of(here.creditor).filter(case=case).select_related("placement__professional")
    link = rows.order_by("-pk").first()
    title = _("In professional hands")
    if link is None:
        return Card(title, _("Nobody else has this debt."), to)
    row = link.placement
    on = {"who": row.professional.name, "on": tongue.day(row.placed_on) if row.placed_on else ""}
    said = {
        "asked": _("To go to %(who)s: it waits for another’s yes.") % on,
        "approved": _("To go to %(who)s: approved, and not handed over yet.") % on,
        "placed": _("%(who)s have it since %(on)s.") % on,
        "recalled": _("Asked back from %(who)s, not confirmed yet.") % on,
        "ended": _("%(who)s had it; it is ours again.") % on,
    }
    is_late = row.review_on is not None and row.review_on <= here.today
    return Card(title, said[row.state], to, row.state in ("asked", "approved") or is_late)


CARDS: tuple[Callable[[Here, Case], Card], ...] = (demand, means, worth, placed, in_court, let_go)
"""In the order of the ladder."""


def cards(here: Here, case: Case) -> list[Card]:
    """The cards of a case."""
    return [make(here, case) for make in CARDS]
