"""The mailboxes that are read: what came of the last look, added, changed, tried, paused and taken away."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recoup.lib.errors import Refused
from recoup.outreach.mailboxes import operations
from recoup.outreach.mailboxes.imap import url_of
from recoup.outreach.models import Mailbox, MailboxFolder
from recoup.web import once, typed
from recoup.web.doors import act, page
from recoup.web.here import Here
from recoup.web.words import Words

SECURITIES: list[tuple[str, Words]] = [
    ("imaps", "TLS (993)"),
    ("imap+starttls", "STARTTLS (143)"),
    ("imap", gettext_lazy("none (143)")),
]
_BY_SECURITY = {"tls": "imaps", "starttls": "imap+starttls", "none": "imap"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One mailbox on the page; its password is never among what is shown. `folders`: how far each is read."""

    box: Mailbox
    host: str
    user: str
    folders: list[MailboxFolder]


@page()
def mailboxes(request: HttpRequest, here: Here) -> HttpResponse:
    """All of them, and a form for a new one."""
    return _show(request, here)


@page()
def mailbox(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """One of them, to be changed."""
    return _show_one(request, here, operations.mailbox_at(here.creditor, pk))


@act("settings")
def add(request: HttpRequest, here: Here) -> HttpResponse:
    """A new mailbox; then it is tried, and the page says what the server said."""
    made: list[Mailbox] = []
    try:
        once.carry_out(request, here, lambda: made.append(_save(here, None, request.POST)))
    except Refused as refused:
        return _show(request, here, refused)
    return _tried(request, here, made[0] if made else None)


@act("settings")
def change(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The mailbox as it is from now on; an empty password keeps the one that is set."""
    box = operations.mailbox_at(here.creditor, pk)
    made: list[Mailbox] = []
    try:
        once.carry_out(request, here, lambda: made.append(_save(here, pk, request.POST)))
    except Refused as refused:
        return _show_one(request, here, box, refused)
    return _tried(request, here, made[0] if made else None)


@act("settings")
def test(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Logs in and opens the folders; nothing is read or changed."""
    return _tried(request, here, operations.mailbox_at(here.creditor, pk))


@act("settings")
def pause(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Not read for a while, or read again."""
    is_on = request.POST.get("on") == "yes"
    said = _("It is read again.") if is_on else _("It is not read until you say so; nothing in it is lost.")
    return _done(request, here, lambda: operations.pause_mailbox(here.creditor, pk, is_on, **here.by), said)


@act("settings")
def remove(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Not read any more; what was taken in stays."""
    name = operations.mailbox_at(here.creditor, pk).name
    said = _("It is not read any more. What was taken in stays.")
    return _done(request, here, lambda: operations.remove_mailbox(here.creditor, name, **here.by), said)


def _done(request: HttpRequest, here: Here, work: Callable[[], object], said: str) -> HttpResponse:
    once.carry_out(request, here, work)
    messages.success(request, said)
    return redirect("settings_mailboxes", creditor=here.creditor.pk)


def _save(here: Here, pk: int | None, form: QueryDict) -> Mailbox:
    name, host, user = (typed.text(form, key, 254) for key in ("name", "host", "user"))
    if not name:
        raise Refused("missing", _("The mailbox has no name."), "name", _("Call it, for example, accounts."))
    if not host or not user:
        raise Refused("missing", _("Server and user are needed."), "host" if not host else "user", "")
    url = url_of(
        form.get("security", ""), host, typed.text(form, "port", 5), user, form.get("password", "")[:500]
    )
    return operations.change_mailbox(
        here.creditor,
        pk,
        name,
        url,
        sent_folder=typed.text(form, "sent_folder", 200),
        folders=[one for one in typed.text(form, "folders", 2000).split(",") if one.strip()],
        since=typed.day(form, "since"),
        **here.by,
    )


def _tried(request: HttpRequest, here: Here, box: Mailbox | None) -> HttpResponse:
    if box is not None:
        said = operations.try_mailbox(box, here.moment)
        if said:
            messages.error(request, _("%(name)s cannot be read. The server said: %(said)s")
                           % {"name": box.name, "said": said})  # fmt: skip
        else:
            messages.success(request, _("%(name)s can be read.") % {"name": box.name})
    return redirect("settings_mailboxes", creditor=here.creditor.pk)


def _show(request: HttpRequest, here: Here, refused: Refused | None = None) -> HttpResponse:
    boxes = list(Mailbox.objects.of(here.creditor).select_related("creditor").order_by("name"))
    places = MailboxFolder.objects.of(here.creditor).filter(mailbox__in=boxes).order_by("name")
    folders: dict[int, list[MailboxFolder]] = {}
    for one in places:
        folders.setdefault(one.mailbox_id, []).append(one)
    context = _form(here, refused, request) | {
        "shown": [_shown(here, box, folders.get(box.pk, [])) for box in boxes],
        "typed": request.POST,
    }
    return render(request, "web/settings/mailboxes.html", context, status=422 if refused else 200)


def _shown(here: Here, box: Mailbox, folders: list[MailboxFolder]) -> Shown:
    try:
        server = operations.server_for(box, here.moment)
    except Refused:
        return Shown(box, "", "", folders)
    return Shown(box, f"{server.host}:{server.port}", server.user, folders)


def _show_one(request: HttpRequest, here: Here, box: Mailbox, refused: Refused | None = None) -> HttpResponse:
    given: Any = request.POST if refused else _known(here, box)
    context = _form(here, refused, request) | {"box": box, "typed": given}
    return render(request, "web/settings/mailbox.html", context, status=422 if refused else 200)


def _form(here: Here, refused: Refused | None, request: HttpRequest) -> dict[str, Any]:
    field = typed.field_of(refused).lower() if refused else ""
    return {
        "page": "settings",
        "part": "mailboxes",
        "securities": SECURITIES,
        "why_not": here.why_not("settings"),
        "refused": refused,
        "wrong": {"url": "host"}.get(field, field),
    }


def _known(here: Here, box: Mailbox) -> dict[str, str]:
    """What the form shows of a mailbox: all but its password."""
    known = {
        "name": box.name,
        "sent_folder": box.sent_folder,
        "folders": ", ".join(box.folders),
        "since": box.since_on.isoformat(),
    }
    try:
        server = operations.server_for(box, here.moment)
    except Refused:
        return known
    return known | {
        "host": server.host,
        "port": str(server.port),
        "user": server.user,
        "security": _BY_SECURITY[server.security],
    }
