"""The very first page of an empty home: its first user and whose books these are."""

from typing import Any

from babel import Locale
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from recoup.cases.founding import found_creditor
from recoup.lib.clock import machine_now
from recoup.lib.errors import Refused
from recoup.org import first_link
from recoup.org.models import User
from recoup.org.places import countries
from recoup.web import tongue, typed

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FIELDS = {"--name": "firm", "--country": "country", "--currency": "currency"}
USUAL = ("EUR", "GBP", "USD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "CAD", "AUD")


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Makes the creditor and its owner, and logs them in. Without the secret of the link it is not there."""
    if not first_link.fits(token):
        raise Http404
    refused = None
    if request.method == "POST":
        try:
            return _begin(request)
        except Refused as odd:
            refused = odd
    context: dict[str, Any] = {
        "typed": request.POST,
        "refused": refused,
        "wrong": FIELDS.get(refused.where, refused.where) if refused else "",
        "countries": _countries(),
        "currencies": USUAL,
    }
    return render(request, "web/welcome.html", context, status=422 if refused else 200)


def _begin(request: HttpRequest) -> HttpResponse:
    form = request.POST
    email = typed.text(form, "email", 254)
    password = _password(form.get("password", ""), form.get("again", ""), email)
    creditor, owner, _made = found_creditor(
        typed.text(form, "firm", 200),
        typed.text(form, "country", 2),
        typed.text(form, "currency", 3),
        owner_email=email,
        owner_name=typed.text(form, "name", 200),
        password=password,
        moment=machine_now(),
    )
    first_link.forget()
    login(request, owner, backend=BACKEND)
    return redirect("firstrun_step", creditor=creditor.pk, step="firm")


def _password(first: str, again: str, email: str) -> str:
    """Raises Refused (`bad_password`) for one that is easily guessed, or typed differently the second time."""
    if first != again:
        raise Refused("bad_password", _("The two passwords differ."), "again", _("Type the same twice."))
    try:
        validate_password(first, User(email=email))
    except ValidationError as odd:
        raise Refused("bad_password", " ".join(odd.messages), "password", "") from odd
    return first


def _countries() -> list[tuple[str, str]]:
    """Code and name in the reader's language, by name."""
    names = Locale.parse(tongue.locale()).territories
    return sorted(((code, names.get(code, code)) for code in countries()), key=lambda one: one[1])
