"""Data: how to back it up, and everything of the creditor as one file."""

import tempfile
from typing import Any

from django.conf import settings as home_settings
from django.db import connection
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from recoup.cases.everything import tables, write_everything
from recoup.org.exports import note_export
from recoup.web.doors import act, page
from recoup.web.here import Here


@page("view")
def data(request: HttpRequest, here: Here) -> HttpResponse:
    """Backup and export."""
    context: dict[str, Any] = {
        "page": "settings",
        "part": "data",
        "home": home_settings.HOME,
        "is_file": connection.vendor == "sqlite",
        "why_not": here.why_not("export_all"),
        "tables": len(tables()),
    }
    return render(request, "web/settings/data.html", context)


@act("export_all")
def everything(request: HttpRequest, here: Here) -> HttpResponseBase:
    """Every table as CSV and every original, as one zip; recorded before it leaves."""
    note_export(here.creditor, "everything", "zip", 0, "", **here.by)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_everything(here.creditor, file)
    file.seek(0)
    name = f"recoup-{here.creditor.pk}-{here.today}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
