"""The page behind an invitation's link: choose a password and join, without being logged in."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from recoup.cases.tasks import moment_for
from recoup.lib.errors import Refused
from recoup.org import people
from recoup.org.models import Invitation, Membership, User
from recoup.web import words

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Shows what one is invited to; a sent form joins."""
    invitation = people.invitation_of(token)
    if invitation is None:
        return render(request, "account/invited.html", {"invitation": None}, status=404)
    user = request.user if request.user.is_authenticated else None
    needs_password = people.needs_password(invitation)
    is_other = not needs_password and (user is None or user.email != invitation.email)
    refused: Refused | None = None
    if request.method == "POST" and not is_other:
        try:
            member = _join(request, invitation, token, needs_password, user)
        except Refused as odd:
            refused = odd
        else:
            return _welcome(request, member)
    context = {
        "invitation": invitation,
        "role": words.ROLES[invitation.role],
        "needs_password": needs_password,
        "needs_login": is_other,
        "name": request.POST.get("name", invitation.name),
        "refused": refused,
    }
    return render(request, "account/invited.html", context, status=422 if refused else 200)


def _join(
    request: HttpRequest, invitation: Invitation, token: str, needs_password: bool, user: User | None
) -> Membership:
    moment = moment_for(invitation.creditor)
    if not needs_password:
        return people.accept(token, moment=moment, user=user)
    password = request.POST.get("password", "")
    if password != request.POST.get("again", ""):
        raise Refused("other_password", _("The two passwords differ."), "again", _("Type both anew."))
    member = people.accept(token, moment=moment, name=request.POST.get("name", ""), password=password[:4096])
    login(request, member.user, backend=_BACKEND)
    return member


def _welcome(request: HttpRequest, member: Membership) -> HttpResponse:
    if people.asks_second_factor(member.role) and not member.user.authenticator_set.exists():  # type: ignore[attr-defined]  # the library's reverse relation
        messages.info(
            request, _("In your role you decide about money and people: set up a second factor now.")
        )
        return redirect("mfa_index")
    return redirect("today", creditor=member.creditor_id)
