"""The address without a creditor: leads to the one that was worked for last."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from recoup.org.models import User
from recoup.web.here import memberships


def start(request: HttpRequest) -> HttpResponse:
    """To the creditor's Today; a user without one is told so."""
    mine = memberships(cast(User, request.user))
    if not mine:
        return render(request, "web/no_creditor.html", status=403)
    return redirect("today", creditor=mine[0].creditor_id)
