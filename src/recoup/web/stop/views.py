"""Stop all sending: one press on every page, at once, for everything that has not left."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from recoup.org.settings import note_setting, set_setting
from recoup.web import typed
from recoup.web.doors import act
from recoup.web.here import Here


@act("stop_sending")
def stop(request: HttpRequest, here: Here) -> HttpResponse:
    """Nothing leaves any more until somebody starts it again."""
    _set(here, "off")
    messages.success(request, _("All sending is stopped. Nothing leaves until somebody starts it again."))
    return _back(request, here)


@act("settings")
def resume(request: HttpRequest, here: Here) -> HttpResponse:
    """Sending goes on."""
    _set(here, "on")
    messages.success(request, _("Sending goes on with the next run."))
    return _back(request, here)


@act("stop_sending")
def stop_why(request: HttpRequest, here: Here) -> HttpResponse:
    """Says why it was stopped, for whoever comes next."""
    why = typed.text(request.POST, "why", 300)
    if why and not here.settings.sending:
        note_setting(here.creditor, "sending", why, actor=here.acting.actor, moment=here.moment)
    return _back(request, here)


def _set(here: Here, value: str) -> None:
    set_setting(here.creditor, "sending", value, actor=here.acting.actor, moment=here.moment)


def _back(request: HttpRequest, here: Here) -> HttpResponse:
    to = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(to, {request.get_host()}):
        return redirect(to)
    return redirect("today", creditor=here.creditor.pk)
