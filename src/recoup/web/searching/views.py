"""The search: words in everything said, sent and received, narrowed by channel, direction, result, person and day."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from recoup.archive.models import Entry
from recoup.cases.searching.find import Asked, find
from recoup.cases.searching.index import catch_up
from recoup.org.models import Membership
from recoup.web import words
from recoup.web.debtors.timeline import CHANNELS, DIRECTIONS, narrowed, people_of
from recoup.web.doors import page
from recoup.web.here import Here

TAKEN_IN = 10
"""Records that a view brings up to date itself; the worker does the rest."""
RESULTS: dict[str, words.Words] = {
    "sent": _("handed over"),
    "failed": _("not handed over"),
    "bounced": _("came back"),
    "reply": _("answered"),
    "posted": _("posted"),
}


@page()
def search(request: HttpRequest, here: Here) -> HttpResponse:
    """One page of what was found, the newest first."""
    is_whole = catch_up(here.creditor, most=TAKEN_IN)
    ask = request.GET
    words_asked = ask.get("q", "")[:200]
    number = int(ask["page"]) if ask.get("page", "").isdecimal() and len(ask["page"]) < 5 else 1
    asked = _asked(here, ask, words_asked)
    hits, has_more = find(here.creditor, asked, page=number) if words_asked.strip() else ([], False)
    people = people_of(hit.actor for hit in hits)
    context: dict[str, Any] = {
        "page": "search",
        "ask": ask,
        "q": words_asked,
        "hits": [(hit, people.get(hit.actor, "")) for hit in hits],
        "before": number - 1 if number > 1 else None,
        "next": number + 1 if has_more else None,
        "is_whole": is_whole,
        "channels": CHANNELS,
        "directions": DIRECTIONS,
        "results": _results(here),
        "writers": _writers(here),
    }
    return render(request, "web/search.html", context)


def _asked(here: Here, ask: Any, words_asked: str) -> Asked:
    narrow = narrowed(here, ask)
    return Asked(
        words=words_asked,
        channel=narrow.channel,
        direction=narrow.direction,
        actor=narrow.actor,
        result=ask.get("result", "")[:40],
        from_at=narrow.from_at,
        until_at=narrow.until_at,
    )


def _results(here: Here) -> list[tuple[str, str]]:
    found = Entry.objects.filter(owner=here.creditor.key).exclude(result="")
    codes = found.values_list("result", flat=True).distinct()
    return sorted(
        ((code, str(RESULTS.get(code) or words.result(code))) for code in codes), key=lambda one: one[1]
    )


def _writers(here: Here) -> list[tuple[str, str]]:
    members = Membership.objects.of(here.creditor).select_related("user")
    return sorted((f"user:{one.user_id}", str(one.user)) for one in members)
