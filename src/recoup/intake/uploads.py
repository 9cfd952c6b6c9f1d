"""Files that wait in the home to be looked at and taken in, with what was chosen for each."""

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from recoup.intake.mapping import Mapping
from recoup.intake.models import ImportFile, Upload
from recoup.lib.clock import machine_now
from recoup.lib.errors import Refused
from recoup.org.models import Creditor

LARGEST = 60 * 1024 * 1024
KEPT = timedelta(days=3)
KINDS = ("auto", "invoices", "contacts", "payments", "bank")


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person chose for a file. Without a mapping the file is read as remembered, or as it looks.

    `expected` is the total that the person was given with the file, as typed.
    """

    kind: str = "auto"
    mapping: Mapping | None = None
    complete: bool = False
    expected: str = ""

    def said(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "kind": self.kind,
            "mapping": asdict(self.mapping) if self.mapping is not None else None,
            "complete": self.complete,
            "expected": self.expected,
        }


def keep(creditor: Creditor, name: str, pieces: Iterable[bytes], answers: Answers, *, actor: str) -> Upload:
    """Keeps the file, readable by this machine's user alone. Raises Refused: `empty_file`, `file_too_large`."""
    clear_old()
    token = secrets.token_hex(16)
    path = _folder(token) / safe_name(name)
    path.parent.mkdir(mode=0o700, parents=True)
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("wb") as out:
            path.chmod(0o600)
            for piece in pieces:
                size += len(piece)
                if size > LARGEST:
                    raise too_large(path.name)
                digest.update(piece)
                out.write(piece)
        if not size:
            raise Refused("empty_file", f"{path.name} is empty.", "file", "Export it again.")
    except BaseException:
        shutil.rmtree(path.parent, ignore_errors=True)
        raise
    made: Upload = Upload.objects.create(
        creditor=creditor,
        token=token,
        name=path.name,
        sha256=digest.hexdigest(),
        size=size,
        actor=actor,
        kept_at=machine_now(),
        answers=json.dumps(answers.said()),
    )
    return made


def too_large(name: str) -> Refused:
    """The refusal of a file with more bytes than pages take."""
    return Refused(
        "file_too_large",
        f"{name} has more than {LARGEST // 2**20} MB.",
        "file",
        "Export only what is open, or take it in with: recoup import FILE",
    )


def find(creditor: Creditor, token: str) -> Upload:
    """The file of that token. Raises Refused (`no_such_upload`)."""
    found: Upload | None = Upload.objects.of(creditor).filter(token=token).first()
    if found is None or (found.file_id is None and not path_of(found).is_file()):
        raise Refused("no_such_upload", "There is no such file here any more.", token, "Choose it again.")
    return found


def waiting(creditor: Creditor) -> list[Upload]:
    """Files that were chosen and neither taken in nor left, the newest first."""
    rows = Upload.objects.of(creditor).filter(file__isnull=True).order_by("-pk")[:20]
    return [row for row in rows if path_of(row).is_file()]


def answers_of(upload: Upload) -> Answers:
    """What was chosen so far."""
    said = json.loads(upload.answers)
    mapping = said.pop("mapping", None)
    return Answers(**said, mapping=None if mapping is None else Mapping.from_json(json.dumps(mapping)))


def choose(upload: Upload, answers: Answers) -> None:
    """Keeps what is chosen now."""
    upload.answers = json.dumps(answers.said())
    Upload.objects.filter(pk=upload.pk).update(answers=upload.answers)


def path_of(upload: Upload) -> Path:
    """Where the file lies."""
    return _folder(upload.token) / upload.name


def folder_of(upload: Upload) -> Path:
    """Where the file lies, with what was found out about it."""
    return _folder(upload.token)


def taken_in(upload: Upload, file: ImportFile | None) -> None:
    """Notes what it became."""
    upload.file = file
    Upload.objects.filter(pk=upload.pk).update(file=file)


def clear(upload: Upload) -> None:
    """Its bytes leave the home; what was taken in lies in the archive."""
    shutil.rmtree(_folder(upload.token), ignore_errors=True)


def give_up(upload: Upload) -> None:
    """The file is not taken in: nothing of it stays."""
    clear(upload)
    Upload.objects.filter(pk=upload.pk, file__isnull=True).delete()


def clear_old() -> None:
    """What nobody has taken in for some days goes."""
    for old in Upload.objects.filter(kept_at__lt=machine_now() - KEPT, file__isnull=True):
        clear(old)
        old.delete()


def _folder(token: str) -> Path:
    return Path(settings.HOME) / "uploads" / token


def safe_name(name: str) -> str:
    """A file name that stays in its folder.

    >>> safe_name("../../etc/pass wd.csv"), safe_name("..")
    ('pass wd.csv', 'file')
    """
    bare = re.sub(r"[^\w .()-]", "_", name.replace("\\", "/").rpartition("/")[2]).strip(". ")
    return bare[-120:] or "file"
