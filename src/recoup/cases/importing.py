"""Imports as work in the background: what a file would change, taking it in, and taking it back."""

from typing import Any

from recoup.cases.daily import refresh
from recoup.cases.jobs import Progress, asked_of
from recoup.cases.models import Job
from recoup.cases.people import imports
from recoup.intake import uploads
from recoup.intake.detail import write_details
from recoup.intake.models import Upload
from recoup.intake.operations import import_file
from recoup.intake.results import FileResult
from recoup.lib.errors import Refused

COMPARE = "import.compare"
TAKE = "import.take"
BACK = "import.back"


def compare(job: Job, progress: Progress) -> dict[str, Any]:
    """What the upload would change; nothing is kept of it but the list of changes beside the file."""
    upload = uploads.find(job.creditor, job.subject)
    result = _read(job, upload, progress, is_dry_run=True)
    if result.refused:
        raise result.refused
    write_details(job.creditor, uploads.folder_of(upload), result)
    return result.to_json() | {"rejected": len(result.rejected), "missing": len(result.missing)}


def take_in(job: Job, progress: Progress) -> dict[str, Any]:
    """Takes the upload in, in one transaction that says as well that it is done."""
    upload = uploads.find(job.creditor, job.subject)
    result = _read(job, upload, progress, is_dry_run=False)
    if result.refused:
        raise result.refused
    uploads.clear(upload)
    refresh(job.creditor, moment=job.moment_at, actor=job.actor)
    return _answer(result)


def take_back(job: Job, progress: Progress) -> dict[str, Any]:
    """Takes an import back, and brings the cases up to date."""
    progress.show("writing")
    file = imports.take_back(job.creditor, int(job.subject), actor=job.actor, moment=job.moment_at)
    refresh(job.creditor, moment=job.moment_at, actor=job.actor)
    return {"file": file.pk, "name": file.name}


def _read(job: Job, upload: Upload, progress: Progress, *, is_dry_run: bool) -> FileResult:
    answers = uploads.answers_of(upload)
    if answers.said() != asked_of(job)["answers"]:
        raise Refused("answers_changed", "The answers were changed meanwhile.", upload.name, "Look again.")

    def within(result: FileResult) -> None:
        uploads.taken_in(upload, result.row)
        progress.finish(_answer(result))

    return import_file(
        job.creditor,
        uploads.path_of(upload),
        kind=answers.kind,
        mapping=answers.mapping,
        complete=answers.complete,
        dry_run=is_dry_run,
        progress=progress.show,
        within=None if is_dry_run else within,
        actor=job.actor,
        moment=job.moment_at,
    )


def _answer(result: FileResult) -> dict[str, Any]:
    return {"file": result.row.pk if result.row else 0, "name": result.file}
