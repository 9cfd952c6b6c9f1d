"""Today: one sentence of state, three figures, and the ranked list of what needs a person."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from recoup.cases.work import Item
from recoup.lib import money
from recoup.web import exports, words
from recoup.web.doors import page
from recoup.web.here import Here
from recoup.web.settings.bank import changes
from recoup.web.today import queries
from recoup.web.today.lines import Line, grouped, lines

ON_A_PAGE = 40


@page()
def today(request: HttpRequest, here: Here) -> HttpResponse:
    """The start page."""
    found = queries.work(here, request.GET)
    pages = Paginator(found.shown, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = lines(here, list(pages.object_list))
    context = {
        "page": "today",
        "found": found,
        "state": queries.state(here, found),
        "figures": queries.figures(here),
        "groups": [("visits", shown)] if found.by_place and shown else grouped(shown),
        "pages": pages,
        "due": len(found.shown),
        "owners": queries.OWNERS,
        "people": queries.people(here),
        "by_itself": None if shown else queries.by_itself(here),
        "changes": changes(here),
    }
    return render(request, "web/today.html", context)


def _speak_to(row: Line) -> str:
    return row.contact.name or row.contact.email if row.contact else ""


COLUMNS = (
    exports.Column(_("What"), lambda row: words.kind(row.item.kind)),
    exports.Column(_("Debtor number"), lambda row: row.debtor.number if row.debtor else ""),
    exports.Column(_("Debtor"), lambda row: row.name),
    exports.Column(_("Why now"), lambda row: row.why),
    exports.Column(_("Due"), lambda row: row.item.due_on),
    exports.Column(_("Late since"), lambda row: row.late_since),
    exports.Column(_("Speak to"), _speak_to),
    exports.Column(_("Telephone"), lambda row: row.contact.phone if row.contact else ""),
    exports.Column(_("Whose"), lambda row: str(row.owner) if row.owner else ""),
    exports.Column(
        _("Owes, late"), lambda row: money.to_decimal(row.sums[0][1], row.sums[0][0]) if row.sums else None
    ),
    exports.currency_of(lambda row: row.sums[0][0] if row.sums else ""),
)


@page("export")
def today_export(request: HttpRequest, here: Here) -> HttpResponseBase:
    """The list as a file, all of it."""
    shown = queries.work(here, request.GET).shown
    return exports.download(
        request, here, "today", say("Today"), COLUMNS, _all_lines(here, shown), count=len(shown)
    )


def _all_lines(here: Here, shown: list[Item]) -> Any:
    for at in range(0, len(shown), 500):
        yield from lines(here, shown[at : at + 500])
