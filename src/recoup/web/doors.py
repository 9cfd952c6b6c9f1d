"""The one door of every page: the creditor's members only, in roles that allow it; for others it is not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Protocol, cast

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from recoup.lib.errors import Refused
from recoup.org import access
from recoup.org.models import User
from recoup.web.here import Here, here_for
from recoup.web.languages import speak_for

NOT_THERE = ("no_such_", "unknown_payload", "shredded")


class Door(Protocol):
    """A page of the table of addresses. `deed`: its key in the role table; `is_deed`: it takes sent forms alone."""

    deed: str
    is_deed: bool

    def __call__(self, request: HttpRequest, creditor: int, **known: Any) -> HttpResponseBase: ...


def page(
    deed: str = "view", methods: tuple[str, ...] = ("GET", "HEAD")
) -> Callable[[Callable[Concatenate[HttpRequest, Here, ...], HttpResponseBase]], Door]:
    """Opens a view with its `Here`. Another creditor's page is 404; a role that may not is told which may, with 403."""
    if deed not in access.ALLOWED:
        raise KeyError(deed)

    def dress(view: Callable[Concatenate[HttpRequest, Here, ...], HttpResponseBase]) -> Door:
        @wraps(view)
        def door(request: HttpRequest, creditor: int, **known: Any) -> HttpResponseBase:
            here = here_for(cast(User, request.user), creditor)
            if here is None:
                raise Http404
            request.here = here  # type: ignore[attr-defined]  # noted on the request for the page
            speak_for(here)
            if not here.may(deed):
                return render(request, "web/forbidden.html", {"why": here.why_not(deed)}, status=403)
            try:
                return view(request, here, **known)
            except Refused as refused:
                if refused.code.startswith(NOT_THERE):
                    raise Http404(refused.what) from refused
                return render(request, "web/refused.html", {"refused": refused}, status=422)

        made = cast(Door, require_http_methods(list(methods))(door))
        made.deed = deed
        made.is_deed = "GET" not in methods
        return made

    return dress


def act(deed: str) -> Callable[[Callable[Concatenate[HttpRequest, Here, ...], HttpResponseBase]], Door]:
    """A page that does something: it takes a sent form and nothing else."""
    return page(deed, ("POST",))
