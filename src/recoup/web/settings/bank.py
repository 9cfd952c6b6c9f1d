"""Our own bank account: asked for by one person, approved by another, and a day later it holds."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from recoup.org.bank import approve_change, cancel_change, open_changes
from recoup.org.models import AccountChange
from recoup.web import once
from recoup.web.doors import act, page
from recoup.web.here import Here
from recoup.web.settings.fields import LABELS, WrongError, fields, save_account, shown_value
from recoup.web.settings.people import names


@page("view")
def bank(request: HttpRequest, here: Here) -> HttpResponse:
    """The account that holds, and what is asked for."""
    return _page(request, here)


def _page(request: HttpRequest, here: Here, wrong: WrongError | None = None) -> HttpResponse:
    held = [(LABELS[one.key], one.value) for one in fields(here, "bank") if one.value]
    context = {
        "page": "settings",
        "part": "bank",
        "held": held,
        "fields": fields(here, "bank", request.POST if wrong else None),
        "changes": changes(here),
        "why_not": here.why_not("bank_account"),
        "refused": wrong.refused if wrong else None,
        "wrong": wrong.key if wrong else "",
    }
    return render(request, "web/settings/bank.html", context, status=422 if wrong else 200)


def changes(here: Here) -> list[dict[str, Any]]:
    """What waits, in words; also for Today."""
    found = open_changes(here.creditor, here.moment)
    who = names(one for change in found for one in (change.asked_by, change.approved_by))
    return [_words(here, one, who) for one in found]


def _words(here: Here, one: AccountChange, who: dict[str, str]) -> dict[str, Any]:
    may = here.may("approve_bank_account")
    return {
        "pk": one.pk,
        "lines": [(LABELS[key], shown_value(here, key), text) for key, text in one.values.items()],
        "asked_by": who.get(one.asked_by, one.asked_by),
        "asked_at": one.asked_at,
        "approved_by": who.get(one.approved_by, one.approved_by),
        "effective_at": one.effective_at,
        "is_alone": one.is_alone,
        "may_approve": may and one.approved_at is None and one.asked_by != here.acting.actor,
        "may_cancel": may,
    }


@act("bank_account")
def bank_ask(request: HttpRequest, here: Here) -> HttpResponse:
    """Asks for another account; the first one holds at once."""
    try:
        change = save_account(request, here)
    except WrongError as wrong:
        return _page(request, here, wrong)
    if change is None:
        messages.success(request, _("Saved."))
    elif change.effective_at is None:
        messages.success(request, _("Asked for. Another owner or manager has to approve it."))
    else:
        messages.success(request, _("It holds in 24 hours. Until then messages name the old account."))
    return redirect("settings_bank", creditor=here.creditor.pk)


@act("approve_bank_account")
def bank_approve(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The second person's yes."""
    once.carry_out(request, here, lambda: approve_change(here.creditor, pk, **here.by))
    messages.success(request, _("Approved. It holds in 24 hours; until then messages name the old account."))
    return redirect("settings_bank", creditor=here.creditor.pk)


@act("approve_bank_account")
def bank_cancel(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Calls a change off before it holds."""
    once.carry_out(request, here, lambda: cancel_change(here.creditor, pk, **here.by))
    messages.success(request, _("Called off. The account stays as it is."))
    return redirect("settings_bank", creditor=here.creditor.pk)
