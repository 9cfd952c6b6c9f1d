"""One deed of a formal page: carried out once, and what is refused shown beside what was typed."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from recoup.lib.errors import Refused
from recoup.web import once
from recoup.web.here import Here


def carried_out(
    request: HttpRequest,
    here: Here,
    case: int,
    work: Callable[[], object],
    said: str,
    *,
    page: str,
    again: Callable[[Refused], HttpResponse],
) -> HttpResponse:
    """Leads back to the page of that name and says what was done. `again` shows the page with the refusal; what is
    not there is not found."""
    try:
        is_new = once.carry_out(request, here, work)
    except Refused as refused:
        if refused.code.startswith("no_such_"):
            raise
        return again(refused)
    messages.success(request, said if is_new else _("That was done already."))
    return redirect(page, creditor=here.creditor.pk, pk=case)
