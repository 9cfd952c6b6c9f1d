"""People: who works here in which role, invitations, and who may do what."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from recoup.archive.queries import entries
from recoup.lib.clock import machine_now
from recoup.lib.errors import Refused
from recoup.org import access, people
from recoup.org.models import Invitation, Membership, Role, User
from recoup.org.queries import actor_of
from recoup.outreach.carriers.base import Handed
from recoup.outreach.ourselves import send_plain
from recoup.web import once, typed, words
from recoup.web.doors import act, page
from recoup.web.here import Here

SHOWN_ENTRIES = 60


def names(actors: Iterable[str]) -> dict[str, str]:
    """What the users behind these actors are called."""
    numbers = {int(one[5:]) for one in actors if one.startswith("user:") and one[5:].isdigit()}
    return {actor_of(user.pk): str(user) for user in User.objects.filter(pk__in=numbers)}


@page("view")
def settings_people(request: HttpRequest, here: Here) -> HttpResponse:
    """Everybody who works here, and who is asked to."""
    return _page(request, here)


def _page(request: HttpRequest, here: Here, refused: Refused | None = None, link: str = "") -> HttpResponse:
    rows = Membership.objects.of(here.creditor).select_related("user").order_by("pk")
    members = list(rows.prefetch_related("user__authenticator_set"))
    now = machine_now()
    context = {
        "page": "settings",
        "part": "people",
        "members": [_member(one) for one in members],
        "invitations": [
            {"row": one, "is_over": one.expires_at <= now} for one in people.open_invitations(here.creditor)
        ],
        "roles": words.ROLES.items(),
        "why_not": here.why_not("members"),
        "refused": refused,
        "wrong": refused.where if refused else "",
        "typed": request.POST if refused else {},
        "link": link,
    }
    return render(request, "web/settings/people.html", context, status=422 if refused else 200)


def _member(row: Membership) -> dict[str, Any]:
    has_factor = any(one.type == "totp" for one in row.user.authenticator_set.all())  # type: ignore[attr-defined]  # the library's reverse relation
    return {
        "row": row,
        "has_factor": has_factor,
        "lacks_factor": not has_factor and people.asks_second_factor(row.role),
        "has_login": row.user.has_usable_password(),
    }


@act("members")
def person_invite(request: HttpRequest, here: Here) -> HttpResponse:
    """Asks somebody to join: by mail where there is a mail server, else by a link that is shown once."""
    made: list[tuple[Invitation, str]] = []
    form = request.POST
    try:
        once.carry_out(
            request,
            here,
            lambda: made.append(
                people.invite(
                    here.creditor,
                    typed.text(form, "email", 254),
                    typed.text(form, "role", 10),
                    name=typed.text(form, "name", 200),
                    **here.by,
                )
            ),
        )
    except Refused as refused:
        return _page(request, here, refused)
    if not made:
        return redirect("settings_people", creditor=here.creditor.pk)
    invitation, token = made[0]
    link = request.build_absolute_uri(reverse("invited", args=[token]))
    if not here.settings.mail_url or not _mailed(request, here, invitation, link):
        return _page(request, here, link=link)
    return redirect("settings_people", creditor=here.creditor.pk)


def _mailed(request: HttpRequest, here: Here, invitation: Invitation, link: str) -> bool:
    """Whether the server took the mail with the link."""
    text = _(
        "%(who)s asks you to work with %(creditor)s in Recoup.\n\nOpen this link to choose a password; "
        "it works once, for seven days:\n%(link)s\n"
    ) % {"who": here.user, "creditor": here.creditor.name, "link": link}
    subject = _("Recoup: work with %(creditor)s") % {"creditor": here.creditor.name}
    try:
        outcome = send_plain(
            here.creditor, here.settings, invitation.email, subject, text, moment=here.moment
        )
    except Refused as refused:
        messages.error(request, f"{refused.what} {refused.how}")
        return False
    if isinstance(outcome, Handed):
        messages.success(request, _("The invitation is on its way to %(to)s.") % {"to": invitation.email})
        return True
    messages.error(request, _("The mail server did not take it: %(said)s") % {"said": outcome.answer})
    return False


@act("members")
def invitation_end(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The link works no more."""
    once.carry_out(request, here, lambda: people.take_back(here.creditor, pk, **here.by))
    messages.success(request, _("The invitation is taken back; its link works no more."))
    return redirect("settings_people", creditor=here.creditor.pk)


@act("members")
def person_role(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Another role, at once."""
    role = typed.text(request.POST, "role", 10)
    try:
        once.carry_out(request, here, lambda: people.change_role(here.creditor, pk, role, **here.by))
    except Refused as refused:
        if refused.code == "no_such_member":
            raise
        return _page(request, here, refused)
    messages.success(request, _("Saved."))
    return redirect("settings_people", creditor=here.creditor.pk)


@act("members")
def person_remove(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """From now on they see nothing more."""
    try:
        once.carry_out(request, here, lambda: people.remove_member(here.creditor, pk, **here.by))
    except Refused as refused:
        if refused.code == "no_such_member":
            raise
        return _page(request, here, refused)
    messages.success(request, _("Removed. They see nothing more, from this moment on."))
    return redirect("settings_people", creditor=here.creditor.pk)


@page("view")
def settings_roles(request: HttpRequest, here: Here) -> HttpResponse:
    """Who may do what: the very table that pages, buttons and refusals read."""
    table = [
        (_(sentence), [(role, role in roles) for role in Role]) for roles, sentence in access.ALLOWED.values()
    ]
    context = {"page": "settings", "part": "people", "table": table, "roles": words.ROLES.items()}
    return render(request, "web/settings/roles.html", context)


@page("view")
def settings_history(request: HttpRequest, here: Here) -> HttpResponse:
    """The latest deeds on the creditor itself: settings, people, account, wording, tests."""
    latest = entries(here.creditor.key, here.creditor.stream_key, limit=5 * SHOWN_ENTRIES)[::-1]
    found = [one for one in latest if one.kind in words.DEEDS_ON_US][:SHOWN_ENTRIES]
    who = names(one.actor for one in found) | names(str(one.facts.get("user", "")) for one in found)
    lines = [
        {
            "moment": one.moment,
            "kind": one.kind,
            "who": who.get(one.actor, one.actor),
            "about": _about(one.facts, who),
        }
        for one in found
    ]
    return render(
        request, "web/settings/history.html", {"page": "settings", "part": "history", "lines": lines}
    )


def _about(facts: dict[str, Any], who: dict[str, str]) -> str:
    told = {name: value for name, value in facts.items() if value not in ("", []) and name != "effective_at"}
    return ", ".join(f"{name}: {who.get(str(value), value)}" for name, value in told.items())
