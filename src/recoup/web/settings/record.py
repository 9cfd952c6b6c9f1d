"""The record: its seals, who outside keeps them, and sealing now."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from recoup.archive import seals, stamps
from recoup.cases.sealing import Sealed, seal_now
from recoup.web import once
from recoup.web.doors import act, page
from recoup.web.here import Here
from recoup.web.settings.fields import WrongError, fields, save

SHOWN = 14


@page("view", ("GET", "HEAD", "POST"))
def record(request: HttpRequest, here: Here) -> HttpResponse:
    """The last seals, and where they go."""
    wrong: WrongError | None = None
    if request.method == "POST":
        try:
            save(request, here, "record")
            messages.success(request, _("Saved."))
            return redirect("settings_record", creditor=here.creditor.pk)
        except WrongError as odd:
            wrong = odd
    stamped = {one.number: one for one in stamps.stamps(here.creditor.key)}
    made = seals.seals(here.creditor.key, limit=SHOWN)
    context: dict[str, Any] = {
        "page": "settings",
        "part": "record",
        "seals": [(one, stamped.get(one.number)) for one in made],
        "fields": fields(here, "record", request.POST if wrong else None),
        "why_not": here.why_not("settings"),
        "refused": wrong.refused if wrong else None,
        "wrong": wrong.key if wrong else "",
    }
    return render(request, "web/settings/record.html", context, status=422 if wrong else 200)


@act("settings")
def seal(request: HttpRequest, here: Here) -> HttpResponse:
    """Makes a seal now."""
    done: list[Sealed] = []
    once.carry_out(request, here, lambda: done.append(seal_now(here.creditor, **here.by)))
    if done and done[0].stamp_fault:
        said = _("Seal %(n)s is made, but the authority did not stamp it: %(why)s")
        messages.warning(request, said % {"n": done[0].seal.number, "why": done[0].stamp_fault})
    elif done:
        messages.success(request, _("Seal %(n)s is made.") % {"n": done[0].seal.number})
    return redirect("settings_record", creditor=here.creditor.pk)
