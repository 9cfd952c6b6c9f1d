"""Evidence files asked for on a page: made in the background, kept in the home until the next or until an erasure."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings

from recoup.cases import jobs
from recoup.cases.bundles.operations import make_bundle
from recoup.cases.jobs import Progress, asked_of
from recoup.cases.models import Case, Job, JobState
from recoup.cases.people.desk import case_by
from recoup.ledger.models import Debtor
from recoup.org.models import Creditor

KIND = "bundle"
FILES = ("evidence.zip", "evidence-withheld.pdf", "evidence-withheld.json")


def subject_of(case: int) -> str:
    """By what a page finds the work on a case's file."""
    return f"case:{case}"


def make(job: Job, progress: Progress) -> dict[str, Any]:
    """The worker's door: makes the file of one case in place of the one before."""
    asked = asked_of(job)
    case = case_by(job.creditor, asked["case"])
    progress.show("writing")
    folder = folder_of(case)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    made = make_bundle(
        job.creditor, case.pk, folder / FILES[0], recipient=asked["recipient"], language=asked["language"],
        actor=job.actor, moment=job.moment_at,
    )  # fmt: skip
    return {
        "recipient": asked["recipient"],
        "manifest": made.manifest,
        "papers": made.papers,
        "shown": made.shown,
        "entries": made.entries,
        "stamps": made.stamps,
        "withheld": bool(made.withheld),
        "ok": made.verdict.ok,
    }


def folder_of(case: Case) -> Path:
    """Where a case's file lies."""
    return _of_debtor(case.debtor.stream_key) / str(case.pk)


def file_of(creditor: Creditor, case: Case, name: str) -> Path | None:
    """One of the files that were made last; None when it is not there."""
    newest = jobs.latest(creditor, KIND, subject_of(case.pk))
    if newest is None or newest.state != JobState.DONE or name not in FILES:
        return None
    path = folder_of(case) / name
    return path if path.is_file() else None


def forget(debtors: list[Debtor]) -> None:
    """Deletes every evidence file of these debtors, as when a person in them is erased."""
    for debtor in debtors:
        shutil.rmtree(_of_debtor(debtor.stream_key), ignore_errors=True)


def _of_debtor(stream: str) -> Path:
    return Path(settings.HOME) / "bundles" / stream
