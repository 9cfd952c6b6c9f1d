"""Files between the first look and the taking in: kept private in the home, known by a token of their session."""

import re
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from recoup.lib.errors import Refused
from recoup.web.here import Here

LARGEST = 60 * 1024 * 1024
KEPT_SECONDS = 24 * 3600
KINDS = ("auto", "invoices", "contacts", "payments", "bank")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was looked at. `name` is what the user calls it."""

    token: str
    path: Path
    name: str
    kind: str
    complete: bool


def _folder() -> Path:
    return Path(settings.HOME) / "uploads"


def keep(
    request: HttpRequest, here: Here, file: "UploadedFile[Any] | None", kind: str, complete: bool
) -> Upload:
    """Keeps the file. Raises Refused: `no_file`, `empty_file`, `file_too_large`."""
    if file is None or not file.name:
        raise Refused("no_file", _("No file was chosen."), "file", _("Choose the file to read."))
    if not file.size:
        raise Refused("empty_file", _("The file is empty."), "file", _("Export it again."))
    if file.size > LARGEST:
        raise Refused(
            "file_too_large",
            _("The file has more than 60 MB."),
            "file",
            _("Take it in with: recoup import FILE"),
        )
    clear_old()
    token = secrets.token_hex(16)
    place = _folder() / token
    place.mkdir(mode=0o700, parents=True)
    path = place / _safe(file.name)
    with path.open("wb") as out:
        path.chmod(0o600)
        for piece in file.chunks():
            out.write(piece)
    known = request.session.get("uploads", {})
    known[token] = {
        "creditor": here.creditor.pk,
        "name": path.name,
        "kind": kind if kind in KINDS else "auto",
        "complete": complete,
    }
    request.session["uploads"] = dict(list(known.items())[-20:])
    return _upload(token, known[token])


def find(request: HttpRequest, here: Here, token: str) -> Upload:
    """The file of that token, for who brought it, at the creditor it was brought to; 404 for any other."""
    known: dict[str, Any] | None = request.session.get("uploads", {}).get(token)
    if known is None or known["creditor"] != here.creditor.pk:
        raise Http404
    upload = _upload(token, known)
    if not upload.path.is_file():
        raise Http404
    return upload


def drop(request: HttpRequest, upload: Upload) -> None:
    """The file is taken in, or given up."""
    shutil.rmtree(upload.path.parent, ignore_errors=True)
    known = request.session.get("uploads", {})
    known.pop(upload.token, None)
    request.session["uploads"] = known


def clear_old() -> None:
    """What nobody has taken in within a day goes."""
    if not _folder().is_dir():
        return
    for place in _folder().iterdir():
        if time.time() - place.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(place, ignore_errors=True)


def _upload(token: str, known: dict[str, Any]) -> Upload:
    path = _folder() / token / known["name"]
    return Upload(token, path, known["name"], known["kind"], known["complete"])


def _safe(name: str) -> str:
    """A file name that stays in its folder.

    >>> _safe("../../etc/pass wd.csv"), _safe("..")
    ('pass wd.csv', 'file')
    """
    bare = re.sub(r"[^\w .()-]", "_", name.replace("\\", "/").rpartition("/")[2]).strip(". ")
    return bare[-120:] or "file"
