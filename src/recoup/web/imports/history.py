"""The history of imports as a file."""

import json

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as lazy

from recoup.intake.models import ImportFile
from recoup.web import exports
from recoup.web.doors import page
from recoup.web.here import Here
from recoup.web.imports import words


@page("export")
def import_export(request: HttpRequest, here: Here) -> HttpResponseBase:
    """Every file that was taken in: when, by whom, and what came of it."""
    rows = ImportFile.objects.of(here.creditor).order_by("-pk")
    who = words.names(set(rows.order_by().values_list("actor", flat=True).distinct()))
    columns = (
        exports.Column(lazy("File"), lambda row: row.name),
        exports.Column(lazy("When"), lambda row: row.imported_at),
        exports.Column(lazy("As of"), lambda row: row.as_of_on),
        exports.Column(lazy("By"), lambda row: who[row.actor]),
        exports.Column(lazy("It holds"), lambda row: words.KINDS.get(row.kind, row.kind)),
        exports.Column(
            lazy("What came of it"), lambda row: ", ".join(map(str, words.outcome(json.loads(row.counts))))
        ),
        exports.Column(lazy("Taken back on"), lambda row: row.taken_back_at),
        exports.Column("SHA-256", lambda row: row.sha256),
    )
    return exports.download(request, here, "imports", lazy("Imports"), columns, rows)
