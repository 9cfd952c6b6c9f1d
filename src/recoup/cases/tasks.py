"""Background doors that act on cases: the worker's loop, and the long work that pages ask for."""

import signal
import threading
from collections.abc import Mapping
from datetime import datetime

from recoup.archive.shredding import erased_before
from recoup.cases import importing
from recoup.cases.bundles import keeping
from recoup.cases.capture import read_mailboxes
from recoup.cases.daily import refresh
from recoup.cases.erasure import operations as erasure
from recoup.cases.formal.placing import direct, handing
from recoup.cases.formal.solvency.watching import recheck
from recoup.cases.jobs import Doer, do, work_jobs
from recoup.cases.models import Job
from recoup.cases.outgoing.sendings import close, prepare, run_with_look
from recoup.cases.sealing import seal_is_due, seal_now
from recoup.cases.searching.index import catch_up
from recoup.cases.sending import SendTally, recover, send_ready
from recoup.lib.clock import business_moment, day_in, machine_now
from recoup.org.models import Creditor
from recoup.org.settings import settings_of
from recoup.outreach.ourselves import send_notices

EVERY_SECONDS = 5.0
DAILY_FROM_HOUR = 6
ACTOR = "system:worker"
READ_A_TURN = 200
"""Records that one turn takes into the search, so that sending does not wait for it."""
DOERS: Mapping[str, Doer] = {
    importing.COMPARE: importing.compare,
    importing.TAKE: importing.take_in,
    importing.BACK: importing.take_back,
    keeping.KIND: keeping.make,
    handing.KIND: handing.make,
    direct.KIND: direct.make,
}
"""Who does which kind of long work."""


def work(
    creditor: Creditor | None = None,
    *,
    once: bool = False,
    moment: datetime | None = None,
    stopping: threading.Event | None = None,
) -> SendTally:
    """Sends what is ready and does the day's run, for one creditor or all, every few seconds until told to end.

    Any number of workers may run at once. `moment` stands for now, in tests and test homes. SIGTERM and SIGINT, or
    `stopping` in a thread, end it between two messages.
    """
    stopping = stopping or threading.Event()
    if threading.current_thread() is threading.main_thread() and not once:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopping.set())
    total = SendTally()
    _erase_again(creditor)
    while True:
        creditors = [creditor] if creditor else list(Creditor.objects.order_by("id"))
        for one in creditors:
            _add(total, _turn(Creditor.objects.get(pk=one.pk), moment, stopping, daily=not once))
        if once or stopping.wait(EVERY_SECONDS):
            return total


def _erase_again(creditor: Creditor | None) -> None:
    """After a backup was put back, what had been erased is erased again before anything is done with it."""
    if not erased_before():
        return
    for one in [creditor] if creditor else list(Creditor.objects.order_by("id")):
        erasure.replay(one, actor=ACTOR, moment=moment_for(one))


def _turn(creditor: Creditor, given: datetime | None, stopping: threading.Event, *, daily: bool) -> SendTally:
    moment = given or moment_for(creditor)
    send_notices(creditor, moment=moment)
    work_jobs(creditor, DOERS, stopping)
    recover(creditor, moment=moment, actor=ACTOR)
    read_mailboxes(creditor, moment=moment, actor=ACTOR, stopping=stopping)
    if daily:
        recheck(creditor, moment=moment, actor=ACTOR, stopping=stopping)
    prepare(creditor, moment=moment, stopping=stopping)
    sent = send_ready(creditor, moment=moment, actor=ACTOR, stopping=stopping)
    if stopping.is_set():
        return sent
    if daily and not creditor.is_test and seal_is_due(creditor, moment):
        seal_now(creditor, actor=ACTOR, moment=moment)
    if daily and _is_run_due(creditor, moment):
        run_with_look(creditor, moment=moment, actor=ACTOR)
    else:
        refresh(creditor, moment=moment, actor=ACTOR)
        close(creditor)
        catch_up(creditor, most=READ_A_TURN)
    return sent


def do_now(job: Job) -> None:
    """Does a job here and now, for work so small that nobody should wait for a worker."""
    do(job, DOERS)


def moment_for(creditor: Creditor) -> datetime:
    """Now; for a test creditor the hour of business of its last run, if it has one."""
    if creditor.is_test and creditor.last_run_on:
        zone = settings_of(creditor, machine_now()).timezone
        return business_moment(creditor.last_run_on, zone)
    return machine_now()


def _is_run_due(creditor: Creditor, moment: datetime) -> bool:
    """Once a day of the creditor's, from the morning on; a test creditor's days are given by hand."""
    if creditor.is_test:
        return False
    zone = settings_of(creditor, moment).timezone
    today = day_in(moment, zone)
    early = business_moment(today, zone).replace(hour=DAILY_FROM_HOUR)
    return (creditor.last_run_on is None or creditor.last_run_on < today) and moment >= early


def _add(total: SendTally, more: SendTally) -> None:
    for name in ("done", "printed", "refused", "later", "failed", "unsure"):
        setattr(total, name, getattr(total, name) + getattr(more, name))
