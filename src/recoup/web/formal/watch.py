"""The watch list: notices that wait for a person, register files loaded, who is watched, and the keys to registers."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from recoup.cases.formal.solvency import watching
from recoup.cases.formal.solvency.registers import Loaded, decide, load
from recoup.cases.models import Case
from recoup.ledger.models import Debtor
from recoup.ledger.names import fold
from recoup.lib.errors import Refused
from recoup.org.settings import set_setting
from recoup.recourse.models import Hit, Watch
from recoup.web import once, typed, words
from recoup.web.doors import act, page
from recoup.web.formal.hits import REGISTERS, line
from recoup.web.formal.means import taken
from recoup.web.here import Here

ON_A_PAGE = 40
MOST_HITS = 50
MOST_FAULTS = 20
FAULTS: dict[str, words.Words] = {
    "no_register": _("no register with a key can be asked: the register number or country is missing"),
}
KEYS = ("registers.companies_house_key", "registers.companies_house_url", "registers.bodacc_url")


@page()
def watch_list(request: HttpRequest, here: Here) -> HttpResponse:
    """The page."""
    return show(request, here)


def show(
    request: HttpRequest, here: Here, refused: Refused | None = None, loaded: Loaded | None = None
) -> HttpResponse:
    """The page, with what was refused or what came of a file."""
    find = request.GET.get("find", "").strip()[:100]
    rows = Watch.objects.of(here.creditor).select_related("debtor").order_by("debtor__name", "pk")
    if find:
        rows = rows.filter(Q(debtor__name_key__contains=fold(find)) | Q(debtor__number__startswith=find))
    pages = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    asked = Hit.objects.of(here.creditor).filter(state="asked").select_related("debtor").order_by("pk")
    is_bad = refused is not None or (loaded is not None and loaded.refused is not None)
    told: dict[str, Any] = {
        "page": "settings",
        "part": "watch",
        "pages": pages,
        "rows": [(one, FAULTS.get(one.fault, one.fault)) for one in pages.object_list],
        "find": find,
        "asked": [line(here, one) for one in asked[:MOST_HITS]],
        "n_asked": asked.count(),
        "has_key": bool(here.settings.registers_companies_house_key),
        "is_able": watching.is_able(here.settings),
        "house_url": here.settings.registers_companies_house_url,
        "bodacc_url": here.settings.registers_bodacc_url,
        "why_not": here.why_not("solvency"),
        "why_not_keys": here.why_not("settings"),
        "refused": refused or (loaded.refused if loaded else None),
        "wrong": typed.field_of(refused) if refused else "",
        "loaded": loaded if loaded and not loaded.refused else None,
        "faults": loaded.faults[:MOST_FAULTS] if loaded else [],
        "n_faults_more": max(0, len(loaded.faults) - MOST_FAULTS) if loaded else 0,
        "loaded_from": str(REGISTERS.get(loaded.register, loaded.register)) if loaded else "",
        "typed": request.POST,
    }
    return render(request, "web/formal/watch.html", told, status=422 if is_bad else 200)


@act("solvency")
def watch_load(request: HttpRequest, here: Here) -> HttpResponse:
    """Reads a register's file."""
    done: list[Loaded] = []

    def work() -> None:
        file = taken(request)
        if file is None:
            raise Refused(
                "missing", say("No file was chosen."), "file", say("Choose the file of the register.")
            )
        country = typed.text(request.POST, "country", 2).upper() or here.creditor.country
        done.append(load(here.creditor, file.name, file.data, country=country, **here.by))

    try:
        is_new = once.carry_out(request, here, work)
    except Refused as refused:
        return show(request, here, refused)
    if not is_new:
        messages.success(request, say("That was done already."))
        return redirect("watch_list", creditor=here.creditor.pk)
    return show(request, here, loaded=done[0])


@act("solvency")
def watch_hit(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """A person says whether a notice is about the debtor."""
    is_theirs = request.POST.get("is") == "theirs"
    note = typed.text(request.POST, "note", 500)
    if request.POST.get("is") not in ("theirs", "another"):
        if not Hit.objects.of(here.creditor).filter(pk=pk).exists():
            raise Http404
        return show(request, here, Refused("missing", say("Say whether it is them."), "is"))
    try:
        once.carry_out(
            request, here, lambda: decide(here.creditor, pk, is_theirs=is_theirs, note=note, **here.by)
        )
    except Refused as refused:
        if refused.code == "no_such_hit":
            raise
        return show(request, here, refused)
    said = say("Everything stops for them.") if is_theirs else say("It is somebody else: their case goes on.")
    messages.success(request, said)
    return _back(request, here)


def _back(request: HttpRequest, here: Here) -> HttpResponse:
    given = request.POST.get("case", "")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 18 else 0
    if number and Case.objects.of(here.creditor).filter(pk=number).exists():
        return redirect("means", creditor=here.creditor.pk, pk=number)
    return redirect("watch_list", creditor=here.creditor.pk)


@act("solvency")
def watch_add(request: HttpRequest, here: Here) -> HttpResponse:
    """Puts one debtor on the list, or all with an open case."""

    def work() -> None:
        if request.POST.get("all"):
            n = watching.watch_open(here.creditor, **here.by)
            said.append(
                ngettext("%(n)s debtor more is watched.", "%(n)s debtors more are watched.", n) % {"n": n}
            )
            return
        found = _named(here, typed.text(request.POST, "debtor", 300))
        watching.watch(here.creditor, found, **here.by)
        said.append(say("%(name)s is watched.") % {"name": found.name})

    said: list[str] = []
    try:
        is_new = once.carry_out(request, here, work)
    except Refused as refused:
        return show(request, here, refused)
    messages.success(request, said[0] if is_new else say("That was done already."))
    return _back(request, here)


def _named(here: Here, given: str) -> Debtor:
    every = Debtor.objects.of(here.creditor)
    found = (
        list(every.filter(number=given)[:1]) or list(every.filter(name_key=fold(given))[:2]) if given else []
    )
    if len(found) != 1:
        raise Refused(
            "unknown_debtor",
            say("“%(given)s” is not the number or full name of one debtor.") % {"given": given},
            "debtor",
            say("Type the number, as Debtors shows it."),
        )
    only: Debtor = found[0]
    return only


@act("solvency")
def watch_off(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Takes a debtor off the list."""
    found = Debtor.objects.of(here.creditor).filter(pk=pk).first()
    if found is None:
        raise Http404
    once.carry_out(request, here, lambda: watching.watch(here.creditor, found, is_watched=False, **here.by))
    messages.success(request, say("%(name)s is no longer watched.") % {"name": found.name})
    return _back(request, here)


@act("settings")
def watch_keys(request: HttpRequest, here: Here) -> HttpResponse:
    """Keeps the key sealed, and where registers answer; an empty key field leaves the key as it is."""

    def work() -> None:
        key = typed.text(request.POST, "key", 300)
        if key or request.POST.get("forget"):
            set_setting(here.creditor, KEYS[0], "" if request.POST.get("forget") else key, **here.by)
        for name, field in ((KEYS[1], "house_url"), (KEYS[2], "bodacc_url")):
            set_setting(here.creditor, name, typed.text(request.POST, field, 500), **here.by)

    try:
        once.carry_out(request, here, work)
    except Refused as refused:
        return show(request, here, refused)
    messages.success(request, say("Saved."))
    return redirect("watch_list", creditor=here.creditor.pk)


PATHS = [
    path("watch/", watch_list, name="watch_list"),
    path("watch/load/", watch_load, name="watch_load"),
    path("watch/add/", watch_add, name="watch_add"),
    path("watch/keys/", watch_keys, name="watch_keys"),
    path("watch/hits/<int:pk>/", watch_hit, name="watch_hit"),
    path("watch/debtors/<int:pk>/off/", watch_off, name="watch_off"),
]
