"""Everything that is kept of one creditor as one zip file: its tables as CSV, its record, its originals."""

import csv
import io
import json
import mimetypes
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from django.apps import apps
from django.db import models

from recoup.archive.models import Entry, PayloadKey
from recoup.archive.queries import read
from recoup.lib.errors import Refused
from recoup.org.models import Creditor, Invitation, OwnedModel, Setting
from recoup.recourse.models import Professional

_CHUNK = 1_000
_FORMULA = re.compile(r"^\s*[=+\-@]")
_HIDDEN = {Setting: ("value",), Invitation: ("token_hash",), Professional: ("sftp_secret",)}
"""Columns that stay here: sealed passwords, and what opens a link."""


def tables() -> list[type[OwnedModel]]:
    """Every table whose rows belong to a creditor, by name."""
    found = [one for one in apps.get_models() if issubclass(one, OwnedModel)]
    return sorted(found, key=lambda one: one._meta.label_lower)


def write_everything(creditor: Creditor, target: IO[bytes]) -> int:
    """Writes the zip and returns how many files are in it; what was erased is named and left out."""
    count = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for table in tables():
            with made.open(f"tables/{table._meta.label_lower}.csv", "w", force_zip64=True) as file:
                _write_table(table, creditor, io.TextIOWrapper(file, "utf-8", newline="", write_through=True))
            count += 1
        with made.open("record.jsonl", "w", force_zip64=True) as file:
            for entry in _entries(creditor):
                file.write(entry + b"\n")
        count += 1
        for commitment in PayloadKey.objects.filter(owner=creditor.key).values_list("commitment", flat=True):
            try:
                content = read(creditor.key, commitment)
            except Refused:
                continue
            ending = mimetypes.guess_extension(content.media_type.partition(";")[0]) or ".bin"
            made.writestr(f"originals/{commitment}{ending}", content.data)
            count += 1
        about = {"creditor": creditor.name, "key": creditor.key, "files": count + 1}
        made.writestr("about.json", json.dumps(about, ensure_ascii=False, indent=1))
    return count + 1


def _write_table(table: type[OwnedModel], creditor: Creditor, file: io.TextIOWrapper) -> None:
    hidden = _HIDDEN.get(table, ())
    columns = [one for one in table._meta.concrete_fields if one.attname not in hidden]
    kept = [one for one in columns if not isinstance(one, models.BinaryField)]
    writer = csv.writer(file)
    writer.writerow([one.attname for one in kept])
    rows = table.objects.of(creditor).order_by("pk").values_list(*(one.attname for one in kept))
    for row in rows.iterator(chunk_size=_CHUNK):
        writer.writerow([_cell(value) for value in row])
    file.detach()


def _cell(value: Any) -> Any:
    """As a spreadsheet may open it: text that looks like a formula gets an apostrophe."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return "" if value is None else value


def _entries(creditor: Creditor) -> Iterator[bytes]:
    rows = (
        Entry.objects.filter(owner=creditor.key).order_by("stream", "seq").values_list("envelope", flat=True)
    )
    return (bytes(one) for one in rows.iterator(chunk_size=_CHUNK))
