"""One debtor: who they are, what is owed, what comes next and why, and everything that happened."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from recoup.cases.people.results import INBOUND, PHONE, VISIT
from recoup.ladder.causes import CAUSES
from recoup.ledger.models import Debtor
from recoup.ledger.operations.disputes import TYPES
from recoup.lib.errors import Refused
from recoup.web import asks, changed, typed, words
from recoup.web.debtors.answers import offered
from recoup.web.debtors.queries import paying, whole
from recoup.web.debtors.timeline import CHANNELS, DIRECTIONS, narrowed, timeline, writers
from recoup.web.doors import page
from recoup.web.here import Here

LINES = 25
OPT_OUTS = (
    ("email", _("They want no emails"), _("Emails are welcome again")),
    ("phone", _("They want no calls"), _("Calls are welcome again")),
    ("visit", _("They want no visits"), _("Visits are welcome again")),
)


def debtor_of(here: Here, pk: int) -> Debtor:
    """The creditor's debtor; 404 for any other."""
    found: Debtor | None = Debtor.objects.of(here.creditor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@page()
def debtor(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The page."""
    return show(request, here, debtor_of(here, pk))


def show(
    request: HttpRequest, here: Here, found: Debtor, deed: str = "", refused: Refused | None = None
) -> HttpResponse:
    """The page, with the form of a refused deed open and what was typed kept."""
    changed.look(found)
    context = whole(here, found)
    context |= {
        "page": "debtors",
        "debtor": found,
        "paying": paying(here, found),
        "wants": _wants(found),
        "answers": offered(here, bool(context["open_cases"])),
        **_record(request, here, found),
        "open_deed": deed or request.GET.get("do", ""),
        "refused": refused,
        "wrong": typed.field_of(refused) if refused else "",
        "typed": request.POST,
        "result_groups": [
            (words.kind("phone"), PHONE, asks.keys(PHONE)),
            (words.kind("visit"), VISIT, asks.keys(VISIT)),
            (_("They answered"), INBOUND, asks.keys(INBOUND)),
        ],
        "causes": [(code, cause.name) for code, cause in CAUSES.items()],
        "dispute_types": [(code, code.replace("_", " ")) for code in TYPES],
        "roles": words.CONTACT_ROLES,
        "rungs": [(n, name) for n, name in words.RUNGS.items() if n],
    }
    return render(request, "web/debtor.html", context, status=422 if refused else 200)


def _wants(found: Debtor) -> list[tuple[str, Any]]:
    """What can be noted of the ways they want, or do not want, to be reached."""
    now = found.opted_out.split(",")
    return [(f"opt_in:{code}", yes) if code in now else (f"opt_out:{code}", no) for code, no, yes in OPT_OUTS]


def _record(request: HttpRequest, here: Here, found: Debtor, before: int | None = None) -> dict[str, Any]:
    """A page of the record as the address narrows it."""
    ask = request.GET
    find = ask.get("find", "").strip()[:100]
    names = ("channel", "direction", "who", "from", "to", "find")
    kept = {name: ask[name] for name in names if ask.get(name)}
    which = narrowed(here, ask)
    return {
        "timeline": timeline(here, found, limit=LINES, before=before, which=which, find=find),
        "narrow": kept,
        "narrow_query": urlencode(kept),
        "channels": CHANNELS,
        "directions": DIRECTIONS,
        "writers": writers(here, found),
    }


@page()
def earlier(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The record before the lines that are shown."""
    found = debtor_of(here, pk)
    before = request.GET.get("before", "")
    seq = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    context = {"page": "debtors", "debtor": found, **_record(request, here, found, seq)}
    part = "web/parts/timeline.html" if request.headers.get("HX-Request") else "web/earlier.html"
    return render(request, part, context)
