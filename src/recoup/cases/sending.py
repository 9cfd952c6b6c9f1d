"""Sending once: claim, fresh facts, gate, the wire between two deeds, and what its answer means for the case."""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from recoup.archive.deeds import deed
from recoup.cases.ahead import AHEAD, Ahead
from recoup.cases.delivered import step_delivered
from recoup.cases.exhibits import attachments_for
from recoup.cases.facts import Context, Matter, context, gather
from recoup.cases.models import Case, StepInvoice, StepRun, StepState
from recoup.cases.own_words import drop
from recoup.cases.service import recover_services, send_services
from recoup.cases.texts import Text, email_of, letter_id, letter_of, step_key
from recoup.ladder.gate import gate
from recoup.ladder.verdict import Allowed, GateAnswer, Later, Refused, Step, Why
from recoup.ledger.models import Debtor
from recoup.lib.clock import machine_now
from recoup.lib.errors import Refused as InputRefused
from recoup.lib.processes import is_dead, this_process
from recoup.org.models import Creditor
from recoup.outreach import letters
from recoup.outreach.carriers import carrier_of
from recoup.outreach.carriers.base import Carrier, Handed, NotSent, Outcome, next_try_at
from recoup.outreach.compose import message_id_for
from recoup.outreach.models import Message, MessageState
from recoup.outreach.operations import Named, deliver, mark_outcome, mark_sending, mark_unsure, new_message
from recoup.outreach.queries import references_for

LEASE = timedelta(minutes=10)
NEXT_LOOK = timedelta(minutes=1)
OWN_FAULT_WAIT = timedelta(hours=1)
MOST_LOOKS = 5


@dataclass
class SendTally:
    """What became of the steps that were ready."""

    done: int = 0
    printed: int = 0
    refused: int = 0
    later: int = 0
    failed: int = 0
    unsure: int = 0
    services: int = 0


class _Moved(Exception):  # noqa: N818 - not an error: the debtor's record has moved since it was read
    """What was read is no longer so; it is read again."""


def send_ready(
    creditor: Creditor,
    *,
    moment: datetime,
    actor: str,
    most: int | None = None,
    only: int | None = None,
    stopping: Event | None = None,
) -> SendTally:
    """Sends what is ready, one claim at a time, until nothing is left (or `most` messages have gone).

    With `only` the message of that step. Nothing goes out twice: see `docs/decisions` on sending once. `stopping` is
    asked between messages
    (a `threading.Event`), so that a worker can end cleanly.
    """
    tally = SendTally()
    ahead, queue = Ahead(creditor, moment), _Queue(creditor, moment, only)
    with ExitStack() as stack:
        carrier: Carrier | None = None
        sent = 0
        while most is None or sent < most:
            if stopping is not None and stopping.is_set():
                break
            steps = queue.claim()
            if not steps:
                break
            if carrier is None:
                settings = context(creditor, moment).settings
                carrier = stack.enter_context(carrier_of(settings, is_test=creditor.is_test))
            _Sending(creditor, moment, actor, carrier, tally, ahead).send(steps)
            sent += 1
        if most is None and not (stopping is not None and stopping.is_set()):
            tally.services = send_services(creditor, moment=moment, actor=actor, carrier=carrier)
    return tally


def _claimable(creditor: Creditor, moment: datetime) -> Q:
    now = machine_now()
    open_there = Q(not_before_at__isnull=True) | Q(not_before_at__lte=moment)
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    return (
        Q(creditor=creditor, state=StepState.READY)
        & free
        & open_there
        & (Q(next_try_at__isnull=True) | Q(next_try_at__lte=now))
    )


class _Queue:
    """What is ready, looked up a few steps at a time and claimed a message at a time."""

    def __init__(self, creditor: Creditor, moment: datetime, only: int | None) -> None:
        self._creditor, self._moment, self._only = creditor, moment, only
        self._coming: deque[StepRun] = deque()

    def claim(self) -> list[StepRun]:
        """One message's worth of steps, leased to this process; [] when none is ready."""
        steps = self._claim_next()
        if not steps:
            ready = self._ready() if self._only is None else self._ready().filter(pk=self._only)
            self._coming.extend(ready[:AHEAD])
            steps = self._claim_next()
        return steps

    def _claim_next(self) -> list[StepRun]:
        while self._coming:
            steps = self._claim(self._coming.popleft())
            if steps:
                return steps
        return []

    def _claim(self, first: StepRun) -> list[StepRun]:
        with transaction.atomic():
            ready = self._ready()
            if connection.features.has_select_for_update_skip_locked:
                ready = ready.select_for_update(skip_locked=True, of=("self",))
            steps = list(ready.filter(**_same_message(first)).select_related("contact", "rewording"))
            StepRun.objects.filter(id__in=_ids(steps)).update(
                lease_owner=this_process(), lease_until=machine_now() + LEASE
            )
        return steps

    def _ready(self) -> QuerySet[StepRun]:
        return StepRun.objects.filter(_claimable(self._creditor, self._moment)).order_by("id")


def _same_message(step: StepRun) -> dict[str, object]:
    return {
        "debtor_id": step.debtor_id, "channel": step.channel, "contact_id": step.contact_id,
        "planned_on": step.planned_on, "rung": step.rung,
    }  # fmt: skip


def sharing(creditor: Creditor, step: StepRun) -> list[StepRun]:
    """The steps that will share this one's message, as things stand."""
    same = StepRun.objects.of(creditor).filter(state=step.state, **_same_message(step))
    return list(same.select_related("contact", "rewording").order_by("pk"))


def recover(creditor: Creditor, *, moment: datetime, actor: str) -> int:
    """Claims of processes that died: before the wire they are free again, on the wire they become unsure.

    Returns how many messages became unsure. Nothing is sent again blindly.
    """
    now = machine_now()
    held = (
        StepRun.objects.of(creditor)
        .exclude(lease_owner="")
        .filter(state__in=(StepState.READY, StepState.SENDING))
    )
    over = [
        step for step in held.select_related("message", "debtor")
        if (step.lease_until and step.lease_until < now) or is_dead(step.lease_owner)
    ]  # fmt: skip
    free = [step.pk for step in over if step.state == StepState.READY]
    StepRun.objects.filter(id__in=free, state=StepState.READY).update(lease_owner="", lease_until=None)
    lost = {step.message_id: step for step in over if step.state == StepState.SENDING}
    services = recover_services(creditor, moment=moment, actor=actor)
    return services + sum(_make_unsure(creditor, step, moment, actor) for step in lost.values())


def _make_unsure(creditor: Creditor, step: StepRun, moment: datetime, actor: str) -> bool:
    zone = context(creditor, moment).settings.timezone
    with deed(actor, moment, creditor.key, [step.debtor.stream_key]):
        waiting = StepRun.objects.filter(message=step.message, state=StepState.SENDING)
        if not waiting.update(state=StepState.UNSURE, lease_owner="", lease_until=None):
            return False
        assert step.message is not None
        why = "the sender ended between handing over and the answer"
        mark_unsure(step.message, why, actor=actor, moment=moment, zone=zone)
    return True


@dataclass
class _Sending:
    """One claim on its way."""

    creditor: Creditor
    moment: datetime
    actor: str
    carrier: Carrier
    tally: SendTally
    ahead: Ahead

    def send(self, steps: Sequence[StepRun]) -> None:
        for _ in range(MOST_LOOKS):
            try:
                self._send(list(steps))
            except _Moved:
                steps = [s for s in steps if StepRun.objects.filter(pk=s.pk, state=StepState.READY).exists()]
                if steps:
                    continue
            except InputRefused as why:
                self._refuse_all(steps, Why(why.code))
            return
        self._let_go(steps)

    def _send(self, steps: list[StepRun]) -> None:
        ctx, matter, debtor = self.ahead.read(steps[0])
        going = [step for step in steps if self._may(step, matter)]
        if not going:
            return
        if len(going) < len(steps):
            matter = gather(ctx, [debtor.pk])[0]
        if going[0].channel == "letter":
            self._print(ctx, matter, debtor, going)
        else:
            self._email(ctx, matter, debtor, going)

    def _may(self, step: StepRun, matter: Matter) -> bool:
        answer = ask_gate(step, matter, self.moment)
        match answer:
            case Allowed():
                return True
            case Later(moment, why):
                self.tally.later += 1
                StepRun.objects.filter(pk=step.pk).update(
                    lease_owner="", lease_until=None, reason=why.code[:30],
                    not_before_at=max(moment, self.moment + NEXT_LOOK),
                )  # fmt: skip
            case Refused(why):
                self._refuse(step, matter.stream, why)
        return False

    def _refuse(self, step: StepRun, stream: str, why: Why) -> None:
        """What changed since it was planned forbids it: the key is free again, and the case is planned anew."""
        with deed(self.actor, self.moment, self.creditor.key, [stream]) as act:
            if not _move(
                [step], StepState.READY, state=StepState.REFUSED, is_void=True, reason=why.code[:30]
            ):
                return
            facts: dict[str, int | str] = {"case": step.case_id, "step": step.pk, "rung": step.rung}
            act.record(
                stream, "step.refused", klass="internal", channel=step.channel, result=why.code, facts=facts
            )
        self.tally.refused += 1

    def _refuse_all(self, steps: Sequence[StepRun], why: Why) -> None:
        debtor = Debtor.objects.of(self.creditor).get(pk=steps[0].debtor_id)
        for step in steps:
            self._refuse(step, debtor.stream_key, why)

    def _let_go(self, steps: Sequence[StepRun]) -> None:
        ids = [step.pk for step in steps]
        StepRun.objects.filter(id__in=ids, state=StepState.READY).update(lease_owner="", lease_until=None)

    def _email(self, ctx: Context, matter: Matter, debtor: Debtor, steps: list[StepRun]) -> None:
        message = _message(debtor, steps[0], message_id_for(step_key(steps[0]), ctx.settings.from_address))
        exhibits = attachments_for(self.creditor, steps[0], matter)
        text = email_of(ctx, matter, steps, debtor, message.token, references_for(debtor), exhibits)
        with self._claimed(matter, steps, message, text, StepState.SENDING):
            mark_sending(
                message,
                text.raw,
                _named(text),
                actor=self.actor,
                moment=self.moment,
                rule=_rule(matter, steps),
            )
        outcome = deliver(message, text.raw, ctx.settings, self.carrier)
        self._answered(ctx, matter, steps, message, outcome)

    def _print(self, ctx: Context, matter: Matter, debtor: Debtor, steps: list[StepRun]) -> None:
        """A letter is made and kept; it is done when somebody says that it was posted."""
        message = _message(debtor, steps[0], letter_id(steps[0]))
        text = letter_of(ctx, matter, steps, debtor)
        with self._claimed(matter, steps, message, text, StepState.PRINTED):
            letters.mark_made(
                message,
                text.raw,
                _named(text),
                actor=self.actor,
                moment=self.moment,
                rule=_rule(matter, steps),
            )
            _free(steps)
        self.tally.printed += len(steps)

    @contextmanager
    def _claimed(
        self, matter: Matter, steps: Sequence[StepRun], message: Message, text: Text, state: StepState
    ) -> Iterator[None]:
        """The deed before the wire; raises _Moved when the debtor's stream is not where the facts were read."""
        with deed(self.actor, self.moment, self.creditor.key, [matter.stream]) as act:
            if act.seq(matter.stream) != matter.seq:
                raise _Moved
            message.subject, message.to_address = text.subject[:300], text.to_address
            message.save()
            if text.dropped is not None:
                drop(text.dropped, text.dropped_why, matter.stream, act)
            if _move(steps, StepState.READY, state=state, message=message) != len(steps):
                raise _Moved
            StepInvoice.objects.filter(step__in=steps).delete()
            StepInvoice.objects.bulk_create(
                StepInvoice(creditor=self.creditor, step_id=step, invoice_id=invoice, asked_minor=asked)
                for step, per_invoice in text.named.items()
                for invoice, asked in per_invoice.items()
            )
            yield

    def _answered(
        self, ctx: Context, matter: Matter, steps: list[StepRun], message: Message, outcome: Outcome
    ) -> None:
        with deed(self.actor, self.moment, self.creditor.key, [matter.stream]):
            mark_outcome(message, outcome, actor=self.actor, moment=self.moment, zone=ctx.settings.timezone)
            _free(steps)
            if isinstance(outcome, Handed):
                step_delivered(self.creditor, steps, on=ctx.today, moment=self.moment, result="handed")
                self.tally.done += len(steps)
            elif isinstance(outcome, NotSent):
                self._not_sent(steps, outcome)
            else:
                StepRun.objects.filter(id__in=_ids(steps)).update(state=StepState.UNSURE)
                self.tally.unsure += len(steps)

    def _not_sent(self, steps: list[StepRun], outcome: NotSent) -> None:
        """Failed is not done: tried again later, or the rung is open for another way."""
        tries = steps[0].tries + 1
        now = machine_now()
        again = next_try_at(outcome, tries, now)
        if again is None and outcome.fault in ("server", "sender"):
            again = now + OWN_FAULT_WAIT
        rows = StepRun.objects.filter(id__in=_ids(steps))
        if again is not None:
            rows.update(state=StepState.READY, tries=tries, next_try_at=again)
            Message.objects.filter(steps__in=steps).update(state="ready")
        else:
            rows.update(state=StepState.FAILED, tries=tries)
            if outcome.fault == "address":
                Case.objects.filter(steps__in=steps).update(round=F("round") + 1)
        self.tally.failed += len(steps)


def ask_gate(step: StepRun, matter: Matter, moment: datetime) -> GateAnswer:
    """Whether this step may go out at that moment, on these facts."""
    key = next((read.key for read in matter.cases if read.id == step.case_id), None)
    if key is None or next(read for read in matter.cases if read.key == key).ends_as:
        return Refused(Why("paid"))
    return gate(
        Step(
            case=key, rung=step.rung, round=step.round, kind=step.kind, channel=step.channel,
            contact=step.contact_id, tone=step.tone, wording=step.wording, why=Why("")
        ),
        matter.position,
        moment,
    )  # fmt: skip


def _message(debtor: Debtor, step: StepRun, message_id: str) -> Message:
    """The message of a step's key: the row of an earlier try that never left, else a new one."""
    kept = Message.objects.of(debtor.creditor).filter(
        message_id=message_id, state__in=("ready", "failed", "cancelled")
    )
    message: Message | None = kept.first()
    if message is not None:
        message.state, message.debtor, message.contact = MessageState.READY, debtor, step.contact
        return message
    return new_message(
        debtor, channel=step.channel, message_id=message_id, to_address="", subject="", contact=step.contact
    )


def _named(text: Text) -> list[Named]:
    return [Named(invoice, asked) for found in text.named.values() for invoice, asked in found.items()]


def _rule(matter: Matter, steps: Sequence[StepRun]) -> str:
    policy = next(c.policy for c in matter.position.cases if c.id == steps[0].case_id)
    return f"{policy.name}/{policy.version}/{steps[0].rung}"


def _move(steps: Sequence[StepRun], from_state: StepState, **changes: object) -> int:
    return StepRun.objects.filter(id__in=_ids(steps), state=from_state).update(**changes)


def _free(steps: Sequence[StepRun]) -> None:
    StepRun.objects.filter(id__in=_ids(steps)).update(lease_owner="", lease_until=None, next_try_at=None)


def _ids(steps: Sequence[StepRun]) -> list[int]:
    return [step.pk for step in steps]
