"""Messages that leave together: told to go, held for an hour of looking, put off; done by a worker, with progress."""

import threading
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet

from recoup.archive.deeds import Content, deed
from recoup.cases.daily import run
from recoup.cases.models import Sending, StepRun, StepState
from recoup.cases.people import approvals, members
from recoup.cases.policies import in_force
from recoup.lib.clock import day_in, machine_now
from recoup.lib.errors import Refused
from recoup.lib.processes import is_dead, this_process
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.org.queries import SYSTEM
from recoup.org.settings import settings_of

WRITTEN = ("email", "letter")
DAILY, DRAFTS, RUN = "daily", "drafts", "run"
ASKED, GOING, OVER = "asked", "going", "over"
LEASE = timedelta(minutes=10)
LEAVES_FROM = time(9, 0)
LONGEST_DAYS = 31


def drafts(creditor: Creditor) -> QuerySet[StepRun]:
    """The planned emails and letters that whoever may send says yes to; those of formal rungs take an approver."""
    waiting = StepRun.objects.of(creditor).filter(state=StepState.PLANNED, channel__in=WRITTEN)
    formal = Q(pk__in=[])
    for policy_id, policy in in_force(creditor)[0].items():
        rungs = [rung.number for rung in policy.rungs if rung.needs_approval]
        formal |= Q(case__policy_id=policy_id, rung__in=rungs)
    return waiting.exclude(formal)


def send_drafts(creditor: Creditor, *, actor: str, moment: datetime) -> Sending:
    """Tells every draft there is now to go; a worker says yes to each in the actor's name, and sends.

    While one is under way it is given back. Raises Refused: `not_allowed`, `not_live`, `nothing_waits`.
    """
    members.require(creditor, actor, "send")
    known = _asked(creditor, DRAFTS)
    if known is not None:
        return known
    if not settings_of(creditor, moment).live:
        raise Refused(
            "not_live",
            "We are not live yet, so nothing leaves.",
            "",
            "When all is ready: recoup set live yes",
        )
    ids = list(drafts(creditor).order_by("pk").values_list("pk", flat=True))
    if not ids:
        raise Refused("nothing_waits", "No message waits for a yes.", "", "Look at what is due next.")
    return _ask(creditor, DRAFTS, actor, moment, last_step=ids[-1], total=len(ids))


def start_run(creditor: Creditor, *, actor: str, moment: datetime) -> Sending:
    """The day's run, now, by a worker; whoever asks has looked, so that what it plans leaves at once.

    While one is under way it is given back. Raises Refused (`not_allowed`).
    """
    members.require(creditor, actor, "send")
    known = _asked(creditor, RUN)
    return known if known is not None else _ask(creditor, RUN, actor, moment)


def _asked(creditor: Creditor, kind: str) -> Sending | None:
    found: Sending | None = Sending.objects.of(creditor).filter(kind=kind, state=ASKED).first()
    return found


def _ask(
    creditor: Creditor, kind: str, actor: str, moment: datetime, *, last_step: int = 0, total: int = 0
) -> Sending:
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        known = _asked(creditor, kind)
        if known is not None:
            return known
        made: Sending = Sending.objects.create(
            creditor=creditor, kind=kind, state=ASKED, asked_by=actor, asked_at=moment, last_step=last_step,
            total=total,
        )  # fmt: skip
        facts: dict[str, int | str] = {"sending": made.pk, "kind": kind, "messages": total}
        act.record(creditor.stream_key, "sending.asked", klass="internal", facts=facts)
    return made


def prepare(creditor: Creditor, *, moment: datetime, stopping: threading.Event | None = None) -> None:
    """The worker's part: makes ready what was asked for. One worker at a time; one that died is followed by another."""
    for pk in Sending.objects.of(creditor).filter(state=ASKED).order_by("pk").values_list("pk", flat=True):
        sending = _claimed(pk)
        if sending is None:
            continue
        if sending.kind == RUN:
            run(creditor, moment=moment, actor=sending.asked_by, send=False, sending=sending)
        elif not _approve(creditor, sending, moment, stopping):
            _let_go(sending)
            continue
        Sending.objects.filter(pk=pk).update(state=GOING, lease_owner="", lease_until=None)


def _claimed(pk: int) -> Sending | None:
    now = machine_now()
    rows = Sending.objects.filter(pk=pk, state=ASKED)
    held: Sending | None = rows.first()
    if held is None:
        return None
    if held.lease_owner and is_dead(held.lease_owner):
        rows.filter(lease_owner=held.lease_owner).update(lease_owner="", lease_until=None)
    free = rows.filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now))
    if not free.update(lease_owner=this_process(), lease_until=now + LEASE):
        return None
    held.refresh_from_db()
    return held


def _let_go(sending: Sending) -> None:
    Sending.objects.filter(pk=sending.pk).update(lease_owner="", lease_until=None)


def _approve(
    creditor: Creditor, sending: Sending, moment: datetime, stopping: threading.Event | None
) -> bool:
    """Says yes to each draft that was there; False when told to stop before the end."""
    ids = drafts(creditor).filter(pk__lte=sending.last_step).order_by("pk").values_list("pk", flat=True)
    for step in list(ids):
        if stopping is not None and stopping.is_set():
            return False
        try:
            approvals.approve_step(creditor, step, actor=sending.asked_by, moment=moment)
            StepRun.objects.filter(pk=step).update(sending=sending)
        except Refused:
            Sending.objects.filter(pk=sending.pk).update(refused=F("refused") + 1)
        Sending.objects.filter(pk=sending.pk).update(lease_until=machine_now() + LEASE)
    return True


def run_with_look(creditor: Creditor, *, moment: datetime, actor: str) -> None:
    """The day's run by itself: its messages lie in the Outbox for `outbox.look_minutes` before the first leaves."""
    look = timedelta(minutes=settings_of(creditor, moment).outbox_look_minutes)
    sending = Sending.objects.create(
        creditor=creditor, kind=DAILY, state=GOING, asked_by=actor, asked_at=moment,
        leaves_at=moment + look if look else None,
    )  # fmt: skip
    run(creditor, moment=moment, actor=actor, sending=sending)
    close(creditor)


def release(creditor: Creditor, pk: int, *, actor: str, moment: datetime) -> Sending:
    """Somebody has looked: they need not wait any longer. A second time changes nothing.

    Raises Refused: `no_such_sending`, `not_allowed`.
    """
    members.require(creditor, actor, "send")
    return _move(creditor, pk, moment, "", actor=actor, moment=moment)


def postpone(
    creditor: Creditor, pk: int, until_on: date, reason: str, *, actor: str, moment: datetime
) -> Sending:
    """None of them leaves before 9:00 on that day. Each is checked anew then, as always.

    Raises Refused: `no_such_sending`, `not_allowed`, `missing`, `date_in_past`, `hold_too_long` (over a month).
    """
    members.require(creditor, actor, "send")
    zone = settings_of(creditor, moment).timezone
    today = day_in(moment, zone)
    if not reason.strip():
        raise Refused(
            "missing", "A reason is needed; it stays in the record.", "reason", "Say it in a few words."
        )
    if until_on <= today:
        raise Refused(
            "date_in_past",
            say("%(until_on)s would be over.", until_on=until_on),
            "until",
            "Give a later day.",
        )
    if until_on > today + timedelta(days=LONGEST_DAYS):
        raise Refused(
            "hold_too_long",
            say("%(until_on)s is more than a month away.", until_on=until_on),
            "until",
            "Give an earlier day.",
        )
    leaves_at = datetime.combine(until_on, LEAVES_FROM, ZoneInfo(zone))
    return _move(creditor, pk, leaves_at, reason.strip(), actor=actor, moment=moment)


def _move(
    creditor: Creditor, pk: int, leaves_at: datetime, note: str, *, actor: str, moment: datetime
) -> Sending:
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        found = sending_by(creditor, pk)
        if found.state == OVER or found.leaves_at is None or found.leaves_at == leaves_at:
            return found
        waiting = StepRun.objects.filter(sending=found, state=StepState.READY, not_before_at=found.leaves_at)
        moved = waiting.update(not_before_at=leaves_at)
        Sending.objects.filter(pk=pk).update(leaves_at=leaves_at, note=note[:300])
        facts: dict[str, int | str] = {"sending": pk, "leaves_at": leaves_at.isoformat(), "messages": moved}
        payloads = {"note": Content(note.encode())} if note else None
        act.record(creditor.stream_key, "sending.moved", klass="internal", facts=facts, payloads=payloads)
    found.refresh_from_db()
    return found


def sending_by(creditor: Creditor, pk: int) -> Sending:
    """The creditor's sending of that number. Raises Refused (`no_such_sending`)."""
    found: Sending | None = Sending.objects.of(creditor).filter(pk=pk).first()
    if found is None:
        raise Refused(
            "no_such_sending", say("There is no sending %(pk)s.", pk=pk), "sending", "See the Outbox."
        )
    return found


def close(creditor: Creditor) -> None:
    """Sendings of which nothing waits any more are over; a day on which nothing was planned leaves no row."""
    going = Sending.objects.of(creditor).filter(state=GOING)
    waits = (StepState.READY, StepState.SENDING)
    for sending in going.annotate(
        every=Count("steps"), left=Count("steps", filter=Q(steps__state__in=waits))
    ):
        if not sending.every and sending.kind == DAILY:
            Sending.objects.filter(pk=sending.pk, steps__isnull=True).delete()
        elif not sending.left:
            Sending.objects.filter(pk=sending.pk).update(state=OVER, total=sending.every)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sending is: of `total`, `out` have left, `waiting` wait, and the rest came to nothing."""

    sending: Sending
    total: int
    out: int
    waiting: int
    refused: int
    failed: int
    unsure: int
    is_unworked: bool

    @property
    def settled(self) -> int:
        """Those of which it is known, or asked of a person, what became of them."""
        return self.total - self.waiting


def under_way(creditor: Creditor) -> list[Progress]:
    """The sendings that are not over, the oldest first, in two statements."""
    rows = list(Sending.objects.of(creditor).filter(state__in=(ASKED, GOING)).order_by("pk"))
    return _progress(rows)


def progress_of(sending: Sending) -> Progress:
    """How far one sending is."""
    return _progress([sending])[0]


def _progress(rows: list[Sending]) -> list[Progress]:
    counts: dict[int, dict[str, int]] = {row.pk: {} for row in rows}
    grouped = StepRun.objects.filter(sending__in=rows).values_list("sending_id", "state")
    for pk, state, n in grouped.annotate(n=Count("id")).order_by() if rows else ():
        counts[pk][state] = n
    return [_one(row, counts[row.pk]) for row in rows]


def _one(row: Sending, states: dict[str, int]) -> Progress:
    known = sum(states.values()) + row.refused
    total = max(known, row.total if row.kind == DRAFTS else 0)
    out = states.get("done", 0) + states.get("printed", 0)
    failed, unsure = states.get("failed", 0), states.get("unsure", 0)
    refused = states.get("refused", 0) + states.get("cancelled", 0) + row.refused
    return Progress(
        sending=row,
        total=total,
        out=out,
        waiting=total - out - failed - unsure - refused,
        refused=refused,
        failed=failed,
        unsure=unsure,
        is_unworked=row.state == ASKED and not row.lease_owner and row.asked_by != SYSTEM,
    )
