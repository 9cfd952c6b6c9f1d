"""The inbox as lists: what is to be read, what nobody could match, and all that was taken in."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from recoup.outreach.models import CapturedMail, Mailbox
from recoup.outreach.queries import mail_to_read, waiting_mail
from recoup.web.doors import page
from recoup.web.here import Here
from recoup.web.inbox import queries, words

ON_A_PAGE = 20
TABS = ("read", "whose", "all")


@page()
def inbox(request: HttpRequest, here: Here) -> HttpResponse:
    """One tab of the inbox."""
    ask = request.GET
    tab = ask.get("tab", "")
    tab = tab if tab in TABS else "whose" if not here.mail["read"] and here.mail["whose"] else "read"
    pages = Paginator(_mails(here, tab, ask), ON_A_PAGE).get_page(ask.get("page"))
    context: dict[str, Any] = {
        "page": "inbox",
        "tab": tab,
        "pages": pages,
        "rows": queries.rows(here, list(pages.object_list)),
        "aside": words.ASIDE.items(),
        "q": ask.get("q", "")[:100],
        "is_odd": bool(ask.get("odd")),
        "has_mailbox": tab != "read" or Mailbox.objects.of(here.creditor).exists(),
    }
    return render(request, "web/inbox.html", context)


def _mails(here: Here, tab: str, ask: Any) -> QuerySet[CapturedMail]:
    if tab == "read":
        return mail_to_read(here.creditor, here.today)
    if tab == "whose":
        return waiting_mail(here.creditor)
    every = CapturedMail.objects.of(here.creditor).select_related("debtor", "inbound").order_by("-pk")
    if ask.get("odd"):
        every = every.exclude(flags=[])
    words_asked = ask.get("q", "").strip()[:100]
    if words_asked:
        every = every.filter(
            Q(subject__icontains=words_asked)
            | Q(from_address__icontains=words_asked)
            | Q(from_name__icontains=words_asked)
        )
    return every
