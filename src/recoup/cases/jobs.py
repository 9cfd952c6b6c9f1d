"""Long work in the background: asked for on a page, done by a worker, with progress that any page may read."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, connection, transaction

from recoup.cases.models import Job, JobState
from recoup.lib.clock import machine_now
from recoup.lib.errors import Refused
from recoup.lib.processes import is_dead, this_process
from recoup.org.models import Creditor
from recoup.org.settings import settings_of

LEASE = timedelta(minutes=30)
SHOW_EVERY = timedelta(milliseconds=400)
INTERRUPTED = "interrupted"
BROKEN = "broken"


@dataclass
class Progress:
    """How far a job is, written down now and then; inside a transaction it stays as it was."""

    job: Job
    _shown_at: datetime | None = field(default=None)

    def show(self, phase: str, done: int = 0, total: int = 0) -> None:
        """Done so many of so many (0: not known) in this phase."""
        now = machine_now()
        is_news = phase != self.job.phase
        if not is_news and self._shown_at is not None and now - self._shown_at < SHOW_EVERY:
            return
        if connection.in_atomic_block:
            return
        self._shown_at = now
        self.job.phase, self.job.done, self.job.total = phase, done, total
        Job.objects.filter(pk=self.job.pk).update(
            phase=phase, done=done, total=total, lease_until=now + LEASE
        )

    def finish(self, answer: Mapping[str, Any]) -> None:
        """Says within a transaction of the work that it is done: both are written, or neither."""
        _end(self.job, JobState.DONE, answer)


Doer = Callable[[Job, Progress], dict[str, Any]]
"""Does a job and gives its answer. What it raises as Refused is kept as the answer's `refused`."""


def ask(
    creditor: Creditor, kind: str, subject: str, asked: Mapping[str, Any], *, actor: str, moment: datetime
) -> Job:
    """Notes the work; while one of this kind is under way for the subject, that one is given back."""
    known = under_way(creditor, kind, subject)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            made: Job = Job.objects.create(
                creditor=creditor,
                kind=kind,
                subject=subject,
                asked=json.dumps(dict(asked)),
                actor=actor,
                moment_at=moment,
                asked_at=machine_now(),
            )
    except IntegrityError:
        known = under_way(creditor, kind, subject)
        if known is None:
            raise
        return known
    return made


def under_way(creditor: Creditor, kind: str, subject: str) -> Job | None:
    """The work of this kind on the subject that has not ended."""
    open_states = (JobState.WAITING, JobState.RUNNING)
    found: Job | None = (
        Job.objects.of(creditor).filter(kind=kind, subject=subject, state__in=open_states).first()
    )
    return found


def latest(creditor: Creditor, kind: str, subject: str) -> Job | None:
    """The newest work of this kind on the subject, ended or not."""
    found: Job | None = Job.objects.of(creditor).filter(kind=kind, subject=subject).order_by("-pk").first()
    return found


def asked_of(job: Job) -> dict[str, Any]:
    """What was asked for."""
    found: dict[str, Any] = json.loads(job.asked)
    return found


def answer_of(job: Job) -> dict[str, Any]:
    """What came of it; `refused` holds why it failed."""
    found: dict[str, Any] = json.loads(job.answer)
    return found


def work_jobs(creditor: Creditor, doers: Mapping[str, Doer], stopping: Any = None) -> int:
    """Does what waits, the oldest first, one at a time; how many were done. Any number of workers may."""
    recover_jobs(creditor)
    count = 0
    while stopping is None or not stopping.is_set():
        job = _claim(creditor)
        if job is None:
            break
        do(job, doers)
        count += 1
    return count


def recover_jobs(creditor: Creditor) -> None:
    """Work whose process died has failed; as each is one transaction, nothing of it is half-written."""
    now = machine_now()
    for job in Job.objects.of(creditor).filter(state=JobState.RUNNING):
        if is_dead(job.lease_owner) or (job.lease_until is not None and job.lease_until < now):
            _end(job, JobState.FAILED, {"refused": {"code": INTERRUPTED}})


def do(job: Job, doers: Mapping[str, Doer]) -> None:
    """Does one job here and now, and writes down what came of it; never raises for a refusal."""
    if not _take(job):
        return
    # the database hands every moment out in UTC, and the record tells the creditor's hours
    job.moment_at = job.moment_at.astimezone(ZoneInfo(settings_of(job.creditor, job.moment_at).timezone))
    try:
        answer = doers[job.kind](job, Progress(job))
    except Refused as refused:
        said = {"code": refused.code, "what": refused.what, "where": refused.where, "how": refused.how}
        _end(job, JobState.FAILED, {"refused": said})
    except Exception:  # whatever broke it, the page that waits is told before it goes further up
        _end(job, JobState.FAILED, {"refused": {"code": BROKEN}})
        raise
    else:
        _end(job, JobState.DONE, answer)


def _claim(creditor: Creditor) -> Job | None:
    found: Job | None = Job.objects.of(creditor).filter(state=JobState.WAITING).order_by("pk").first()
    return found


def _take(job: Job) -> bool:
    """Makes the job this process's own; False when another was faster."""
    now = machine_now()
    mine = Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(
        state=JobState.RUNNING, started_at=now, lease_owner=this_process(), lease_until=now + LEASE
    )
    job.refresh_from_db()
    return bool(mine)


def _end(job: Job, state: str, answer: Mapping[str, Any]) -> None:
    """Writes down how it ended, unless that was said already."""
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(
        state=state,
        answer=json.dumps(dict(answer), ensure_ascii=False),
        ended_at=machine_now(),
        lease_owner="",
    )
    job.refresh_from_db()
