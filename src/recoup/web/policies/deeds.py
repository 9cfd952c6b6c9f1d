"""What people change on a ladder: each deed takes its form, calls one operation and leads back to the ladder."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recoup.cases.policies import choice, drafts, edits, moving
from recoup.ladder.schema import AMOUNTS
from recoup.lib.errors import Refused
from recoup.web import once, typed
from recoup.web.doors import Door, act
from recoup.web.here import Here
from recoup.web.policies import forms, words
from recoup.web.policies.views import show, show_all

Work = Callable[[Here, str, QueryDict], str]


def _deed(deed: str, work: Work) -> tuple[str, Door]:
    @act("policy")
    def view(request: HttpRequest, here: Here, name: str) -> HttpResponse:
        drafts.data_of(here.creditor, name)
        said: list[str] = []
        try:
            is_new = once.carry_out(request, here, lambda: said.append(work(here, name, request.POST)))
        except Refused as refused:
            return _refused(request, here, name, deed, refused)
        messages.success(request, said[0] if is_new else _("That was done already."))
        if deed == "discard" and drafts.newest_of(here.creditor, name) is None:
            return redirect("policies", creditor=here.creditor.pk)
        return redirect("policy", creditor=here.creditor.pk, name=name)

    return deed, view


def _refused(request: HttpRequest, here: Here, name: str, deed: str, refused: Refused) -> HttpResponse:
    if deed != "rung":
        return show(request, here, name, refused=refused, of=deed)
    number = request.POST.get("number", "")
    opened = int(number) if number.isascii() and number.isdigit() else 0
    values = forms.from_typed(request.POST)
    return show(request, here, name, opened=opened, refused=refused, of=deed, values=values)


def _save(here: Here, name: str, form: QueryDict, data: dict[str, Any]) -> None:
    drafts.save(here.creditor, name, data, typed.number(form, "revision"), **here.by)


def _rung(here: Here, name: str, form: QueryDict) -> str:
    number = typed.number(form, "number")
    rung = forms.to_rung(forms.from_typed(form), number)
    _save(here, name, form, edits.with_rung(drafts.data_of(here.creditor, name), rung))
    return _("Rung %(n)s is changed in the draft.") % {"n": number}


def _order(here: Here, name: str, form: QueryDict) -> str:
    data = drafts.data_of(here.creditor, name)
    given = form.get("order", "")
    if given:
        parts = [part for part in given.split(",") if part.isascii() and part.isdigit()]
        data = edits.in_order(data, [int(part) for part in parts[:9]])
    else:
        step = -1 if "up" in form else 1
        data = edits.moved(data, typed.number(form, "up" if step < 0 else "down"), step)
    _save(here, name, form, data)
    return _("The rungs are in another order in the draft.")


def _add(here: Here, name: str, form: QueryDict) -> str:
    number = typed.number(form, "number")
    _save(here, name, form, edits.with_new_rung(drafts.data_of(here.creditor, name), number))
    return _("Rung %(n)s is added to the draft.") % {"n": number}


def _remove(here: Here, name: str, form: QueryDict) -> str:
    number = typed.number(form, "number")
    _save(here, name, form, edits.without_rung(drafts.data_of(here.creditor, name), number))
    return _("Rung %(n)s is left out of the draft.") % {"n": number}


def _limits(here: Here, name: str, form: QueryDict) -> str:
    data = drafts.data_of(here.creditor, name)
    for currency in sorted({key.partition("-")[2] for key in form if key.startswith("net-")})[:40]:
        fields = {one: typed.minor(form, f"{one}-{currency}", currency) for one in AMOUNTS}
        given = {one: minor for one, minor in fields.items() if minor is not None}
        if given:
            data = edits.with_amounts(data, currency, given)
    caps: dict[str, Any] = {key: typed.number(form, key) for key in words.CAPS if not key.endswith("_hour")}
    caps |= {key: typed.text(form, key, 5) for key in words.CAPS if key.endswith("_hour")}
    _save(here, name, form, edits.with_caps(data, caps))
    return _("Amounts and limits are changed in the draft.")


def _shipped(here: Here, name: str, form: QueryDict) -> str:
    shipped = typed.text(form, "shipped", 40)
    drafts.take_shipped(here.creditor, name, shipped, typed.number(form, "revision"), **here.by)
    return _("The draft is the ladder that came with Recoup.")


def _discard(here: Here, name: str, form: QueryDict) -> str:
    drafts.discard(here.creditor, name)
    return _("The draft is gone; what is published stays.")


def _publish(here: Here, name: str, form: QueryDict) -> str:
    version = drafts.publish_draft(here.creditor, name, typed.number(form, "revision"), **here.by)
    left = moving.running(here.creditor, moment=here.moment).get(name, moving.Running(0, {})).left
    said = _("Version %(n)s is in force for new cases.") % {"n": version.version}
    stay = ngettext(
        "%(n)s running case stays on its old version until it is moved.",
        "%(n)s running cases stay on their old version until they are moved.",
        left,
    )
    return f"{said} {stay % {'n': left}}" if left else said


def _move(here: Here, name: str, form: QueryDict) -> str:
    below = typed.number(form, "below") if form.get("below") else None
    moved = moving.move(here.creditor, name, before_rung=below, **here.by)
    count = len(moved)
    return ngettext("%(n)s case is moved.", "%(n)s cases are moved.", count) % {"n": count}


VIEWS = [
    _deed(name, work)
    for name, work in (
        ("rung", _rung), ("order", _order), ("add", _add), ("remove", _remove), ("limits", _limits),
        ("shipped", _shipped), ("discard", _discard), ("publish", _publish), ("move", _move),
    )
]  # fmt: skip


@act("policy")
def policy_new(request: HttpRequest, here: Here) -> HttpResponse:
    """A ladder of a new name, to begin with like another."""
    form = request.POST
    name = " ".join(typed.text(form, "name", 80).split())
    try:
        like = typed.text(form, "like", 60)
        once.carry_out(request, here, lambda: drafts.begin(here.creditor, name, like, **here.by))
    except Refused as refused:
        return show_all(request, here, refused)
    return redirect("policy", creditor=here.creditor.pk, name=name)


@act("policy")
def policy_use(request: HttpRequest, here: Here) -> HttpResponse:
    """Which ladder a kind of debtor, or a segment of it, gets."""
    form = request.POST
    group, segment, name = (typed.text(form, key, 60) for key in ("group", "segment", "ladder"))
    try:
        once.carry_out(request, here, lambda: choice.use(here.creditor, group, segment, name, **here.by))
    except Refused as refused:
        return show_all(request, here, refused)
    messages.success(
        request, _("From now on new cases go by it; running ones keep theirs until they are moved.")
    )
    return redirect("policies", creditor=here.creditor.pk)
