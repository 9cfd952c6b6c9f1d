"""The deeds of a claim that runs: what happened in court, its costs, enforcement, and the judgment's own interest."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import path
from django.utils.translation import gettext as _

from recoup.cases.formal.claim import interest, running
from recoup.lib import money
from recoup.lib.errors import Refused
from recoup.web import typed
from recoup.web.doors import act
from recoup.web.formal.court import done
from recoup.web.formal.views import case_of
from recoup.web.here import Here


@act("step")
def court_step(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Notes what happened in court."""
    case, form = case_of(here, pk), request.POST

    def work() -> None:
        noted = running.Noted(
            on=typed.needed_day(form, "on"),
            due_on=typed.day(form, "due"),
            court=typed.text(form, "court", 200),
            reference=typed.text(form, "reference", 100),
            sum_minor=typed.minor(form, "sum", case.currency),
            costs_minor=typed.minor(form, "costs", case.currency),
            rate=_rate(form),
            note=typed.text(form, "note", 2_000),
        )
        running.note_step(here.creditor, case.pk, typed.text(form, "kind", 12), noted, **here.by)

    return done(request, here, case, work, _("Noted."), "step")


def _rate(form: QueryDict) -> Any:
    given = typed.text(form, "rate", 12).rstrip("%").strip()
    if not given:
        return None
    try:
        found = money.figure(given.replace(",", "."))
    except ValueError:
        found = None
    if found is None or not 0 <= found <= 100:
        raise Refused("bad_rate", _("That is no rate a year."), "rate", _("Write it like 8 or 9.25."))
    return found


@act("step")
def court_cost(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Notes a cost; it is posted as a charge."""
    case, form = case_of(here, pk), request.POST

    def work() -> None:
        running.note_cost(
            here.creditor, case.pk, typed.text(form, "kind", 12), typed.needed_day(form, "on"),
            typed.minor(form, "amount", case.currency) or 0, note=typed.text(form, "note", 2_000), **here.by,
        )  # fmt: skip

    return done(request, here, case, work, _("Noted, and posted as a charge."), "cost")


@act("step")
def court_enforce(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Notes a try to have the judgment paid by force of law."""
    case, form = case_of(here, pk), request.POST

    def work() -> None:
        running.note_enforcement(
            here.creditor, case.pk, typed.text(form, "way", 20), typed.needed_day(form, "on"),
            typed.text(form, "result", 12), got_minor=typed.minor(form, "got", case.currency) or 0,
            cost_minor=typed.minor(form, "cost", case.currency) or 0, note=typed.text(form, "note", 2_000), **here.by,
        )  # fmt: skip

    return done(request, here, case, work, _("Noted."), "enforce")


@act("step")
def court_interest(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Posts the judgment's own interest up to a day."""
    case, form = case_of(here, pk), request.POST

    def work() -> None:
        interest.book(here.creditor, case.pk, typed.needed_day(form, "until"), **here.by)

    return done(request, here, case, work, _("Posted as a charge."), "interest")


PATHS = [
    path("cases/<int:pk>/court/step/", court_step, name="court_step"),
    path("cases/<int:pk>/court/cost/", court_cost, name="court_cost"),
    path("cases/<int:pk>/court/enforce/", court_enforce, name="court_enforce"),
    path("cases/<int:pk>/court/interest/", court_interest, name="court_interest"),
]
