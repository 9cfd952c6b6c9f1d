"""A file before it is taken in: what it is taken for, mended by choosing; the preview follows at once."""

import json
from dataclasses import asdict, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from recoup.intake import look as looking
from recoup.intake import uploads
from recoup.intake.detail import said
from recoup.intake.mapping import CODE_PAGES, Mapping
from recoup.intake.models import Upload
from recoup.intake.queries import taken_in_before
from recoup.intake.uploads import Answers
from recoup.lib.errors import Refused
from recoup.web import typed
from recoup.web.doors import act, page
from recoup.web.here import Here
from recoup.web.imports import words

MOST_COLUMNS = 120


@page("import", ("GET", "HEAD", "POST"))
def look(request: HttpRequest, here: Here, token: str) -> HttpResponse:
    """The look at a file; a sent form is a choice, and the preview follows it."""
    upload = uploads.find(here.creditor, token)
    if upload.file_id is not None:
        return redirect("import_past", creditor=here.creditor.pk, pk=upload.file_id)
    refused = None
    if request.method == "POST":
        try:
            save_choices(here, upload, request.POST)
        except Refused as odd:
            refused = odd
    return shown(request, here, upload, refused)


def shown(request: HttpRequest, here: Here, upload: Upload, refused: Refused | None) -> HttpResponse:
    """The page of a file that is looked at."""
    answers = uploads.answers_of(upload)
    seen = looking.look_at(here.creditor, uploads.path_of(upload), answers, here.moment)
    before = taken_in_before(here.creditor, upload.sha256)
    told = answers.mapping or (seen.mapping if seen.known else Mapping())
    refused = refused or seen.refused
    context = {
        "page": "import",
        "upload": upload,
        "look": seen,
        "answers": answers,
        "told": told,
        "refused": refused,
        "kind": words.KINDS.get(seen.kind, ""),
        "kinds": words.KINDS.items(),
        "order": words.ORDERS.get(seen.date_order, "") if seen.date_order else "",
        "orders": words.ORDERS.items(),
        "mark": words.MARKS.get(seen.decimal_mark, "") if seen.decimal_mark else "",
        "marks": words.MARKS.items(),
        "code_pages": CODE_PAGES.items(),
        "delimiter": words.DELIMITERS.get(seen.table.delimiter, "") if seen.table else "",
        "encoding": _encoding(seen),
        "fields": [(name, words.field(name)) for name in looking.fields_of(seen.kind)],
        "columns": seen.columns[:MOST_COLUMNS],
        "rows": [said(row) for row in seen.facts.rows[: looking.FIRST]] if seen.facts else [],
        "rejected": seen.facts.rejected[:5] if seen.facts else [],
        "before": before,
        "before_by": words.names({before.actor})[before.actor] if before else "",
    }
    return render(request, "web/import_look.html", context, status=422 if refused else 200)


def _encoding(seen: looking.Look) -> str:
    code = seen.table.encoding if seen.table else ""
    return {"utf-8": "UTF-8", "utf-8-sig": "UTF-8"}.get(code) or CODE_PAGES.get(code, code.upper())


def save_choices(here: Here, upload: Upload, form: QueryDict) -> None:
    """Keeps what was chosen, if the form chooses anything. Raises Refused for what cannot be chosen."""
    if "kind" not in form:
        return
    answers = uploads.answers_of(upload)
    seen = looking.look_at(here.creditor, uploads.path_of(upload), answers, here.moment)
    uploads.choose(upload, chosen(form, answers, seen))


def chosen(form: QueryDict, answers: Answers, seen: looking.Look) -> Answers:
    """The answers that a form gives; what it leaves as it was shown is left to be found out."""
    kind = form["kind"] if form["kind"] in words.KINDS else "auto"
    was = answers.mapping or (seen.mapping if seen.known else Mapping())
    place = {
        "sheet": typed.text(form, "sheet", 100) if "sheet" in form else was.sheet,
        "header_line": _line(form) if "header_line" in form else was.header_line,
        "code_page": typed.text(form, "code_page", 20) if "code_page" in form else was.code_page,
    }
    reading = {
        "date_order": typed.text(form, "date_order", 3) if "date_order" in form else was.date_order,
        "decimal_mark": typed.text(form, "decimal_mark", 1) if "decimal_mark" in form else was.decimal_mark,
    }
    complete, expected = bool(form.get("complete")), typed.text(form, "expected", 40)
    is_moved = any(getattr(was, name) != value for name, value in place.items())
    if kind not in ("auto", seen.kind) or is_moved:
        # other rows or another kind: what was chosen for its columns means nothing any more
        fresh = _checked({**asdict(Mapping()), **place, **reading})
        is_plain = fresh == Mapping()
        return Answers(kind, None if is_plain else fresh, complete, expected)
    picked = _picked(form, seen)
    mapping = answers.mapping
    if any(getattr(was, name) != value for name, value in reading.items()):
        mapping = _checked({**asdict(mapping or _whole(seen)), **reading})
    if picked is not None and seen.table is not None:
        mapping = looking.mapping_from(seen.table, seen.kind, picked, mapping or replace(was, columns={}))
        kind = seen.kind
    return Answers(kind, mapping, complete, expected)


def _line(form: QueryDict) -> int:
    return typed.number(form, "header_line") if form.get("header_line", "").strip() else 0


def _whole(seen: looking.Look) -> Mapping:
    return seen.mapping if seen.table is not None and not seen.refused else Mapping()


def _checked(values: dict[str, Any]) -> Mapping:
    return Mapping.from_json(json.dumps(values))


def _picked(form: QueryDict, seen: looking.Look) -> dict[int, str] | None:
    """Column -> our field, where the form says another than was shown; of two with one field the newer counts."""
    given = {
        column.index: form.get(f"c{column.index}", column.field) for column in seen.columns[:MOST_COLUMNS]
    }
    now = {column.index: column.field for column in seen.columns}
    moved = {index: name for index, name in given.items() if name != now[index]}
    if not moved:
        return None
    taken = set(moved.values())
    kept = {index: name for index, name in now.items() if index not in moved and name not in taken}
    return {index: name for index, name in {**kept, **moved}.items() if name}


@act("import")
def leave(request: HttpRequest, here: Here, token: str) -> HttpResponse:
    """The file is given up."""
    upload = uploads.find(here.creditor, token)
    if upload.file_id is None:
        uploads.give_up(upload)
        messages.success(request, _("%(file)s was left. Nothing was changed.") % {"file": upload.name})
    return redirect("import", creditor=here.creditor.pk)
