"""In which language the pages speak: the user's own choice, else the creditor's, else what the browser asks for."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from recoup.org.operations import choose_language
from recoup.org.places import LANGUAGES
from recoup.web.here import Here

COOKIE = "language"
_KEPT_SECONDS = 365 * 24 * 3600


class Languages:
    """Middleware: the user's choice, else the one made on the page of sign-in, else what the browser asks for.

    The creditor's language comes in at the door of its pages (`speak_for`), where the creditor is known.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answers in that language and leaves the thread as it was."""
        with translation.override(_own(request) or translation.get_language_from_request(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
            return response


def speak_for(here: Here) -> None:
    """The creditor's language for the rest of this request, unless the user has chosen one."""
    if here.user.language not in LANGUAGES:
        translation.activate(here.settings.language)


def _own(request: HttpRequest) -> str:
    chosen = getattr(request.user, "language", "") or request.COOKIES.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else ""


@login_not_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keeps the language: on the user, before sign-in in a cookie. Empty: the creditor's from now on."""
    language = request.POST.get("language", "")
    to = request.POST.get("back", "")
    response = redirect(to if url_has_allowed_host_and_scheme(to, {request.get_host()}) else "start")
    if request.user.is_authenticated:
        choose_language(request.user, language if language in LANGUAGES else "")
        response.delete_cookie(COOKIE)
    elif language in LANGUAGES:
        response.set_cookie(
            COOKIE, language, max_age=_KEPT_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response
