"""Import: drop a file, see what it is taken for and what would change, then take it in."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from recoup.intake.mapping import Defaults
from recoup.intake.models import ImportFile
from recoup.intake.operations import import_file
from recoup.intake.queries import remembered_mappings
from recoup.intake.reading import read_facts
from recoup.intake.results import FileResult
from recoup.ledger.queries import freshness
from recoup.lib.errors import Refused
from recoup.web import once
from recoup.web.doors import page
from recoup.web.here import Here
from recoup.web.imports import uploads

FIRST_ROWS = 8
THINGS = ("invoices", "debtors", "contacts", "payments")


@page("import", ("GET", "HEAD", "POST"))
def upload(request: HttpRequest, here: Here) -> HttpResponse:
    """The form, and the history of what was taken in."""
    refused = None
    if request.method == "POST":
        try:
            kept = uploads.keep(
                request,
                here,
                request.FILES.get("file"),
                request.POST.get("kind", "auto"),
                bool(request.POST.get("complete")),
            )
            return redirect("import_look", creditor=here.creditor.pk, token=kept.token)
        except Refused as odd:
            refused = odd
    taken = ImportFile.objects.of(here.creditor).order_by("-pk")[:20]
    context = {
        "page": "import",
        "refused": refused,
        "kinds": KIND_WORDS(),
        "typed": request.POST,
        "history": [{"row": row, "counts": _counts(json.loads(row.counts))} for row in taken],
        "fresh": freshness(here.creditor),
    }
    return render(request, "web/import.html", context, status=422 if refused else 200)


def KIND_WORDS() -> list[tuple[str, str]]:  # noqa: N802 - a table, in the reader's language
    return [
        ("auto", _("find out")),
        ("invoices", _("invoices")),
        ("contacts", _("contacts")),
        ("payments", _("payments")),
        ("bank", _("bank statement")),
    ]


@page("import")
def look(request: HttpRequest, here: Here, token: str) -> HttpResponse:
    """What would change; nothing is kept of it."""
    kept = uploads.find(request, here, token)
    tried = _read(here, kept, dry_run=True)
    context = {
        "page": "import",
        "upload": kept,
        "result": tried,
        "changes": _changes(tried),
        "rows": [] if tried.refused else _first_rows(here, kept),
        "rejected": tried.rejected[:50],
    }
    return render(request, "web/import_look.html", context, status=422 if tried.refused else 200)


@page("import", ("POST",))
def take(request: HttpRequest, here: Here, token: str) -> HttpResponse:
    """Takes it in."""
    kept = uploads.find(request, here, token)
    done: list[FileResult] = []
    if once.carry_out(request, here, lambda: done.append(_read(here, kept, dry_run=False))):
        if done[0].refused:
            messages.error(request, done[0].refused.what)
            return redirect("import_look", creditor=here.creditor.pk, token=token)
        uploads.drop(request, kept)
        counts = ", ".join(f"{n} {word}" for word, n in _counts(done[0].to_json()))
        messages.success(
            request, _("%(file)s is taken in: %(counts)s.") % {"file": kept.name, "counts": counts}
        )
    return redirect("import", creditor=here.creditor.pk)


def _read(here: Here, kept: uploads.Upload, *, dry_run: bool) -> FileResult:
    return import_file(
        here.creditor, kept.path, kind=kept.kind, complete=kept.complete, dry_run=dry_run, **here.by
    )


def _counts(counts: dict[str, Any]) -> list[tuple[str, int]]:
    """What came of a file, in words; only what is not nothing."""
    found = []
    for verb, word in (("created", _("new")), ("updated", _("changed"))):
        found += [(f"{_things(thing, n)} {word}", n) for thing, n in counts.get(verb, {}).items() if n]
    rejected = counts.get("rejected", 0)
    refused = rejected if isinstance(rejected, int) else len(rejected)
    if refused:
        found.append((_("rows rejected"), refused))
    return found or [(_("changes"), 0)]


def _things(thing: str, n: int) -> str:
    return thing[:-1] if n == 1 else thing


def _changes(tried: FileResult) -> list[tuple[str, int, int, int]]:
    """(thing, new, changed, as before)"""
    found = tried.to_json()
    rows = [
        (thing, *(found[verb].get(thing, 0) for verb in ("created", "updated", "unchanged")))
        for thing in THINGS
    ]
    return [row for row in rows if any(row[1:])]


def _first_rows(here: Here, kept: uploads.Upload) -> list[Any]:
    """The first rows as they are understood."""
    defaults = Defaults(here.creditor.currency, here.creditor.country, here.settings.language)
    remembered = remembered_mappings(here.creditor, "" if kept.kind == "auto" else kept.kind)
    facts = read_facts(kept.path, kept.kind, None, remembered, defaults)
    return [{"kind": facts.kind, "row": row} for row in facts.rows[:FIRST_ROWS]]
