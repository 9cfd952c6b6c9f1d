"""Facts and ladder put together: what is to be done for each debtor today. The run and the preview call the same."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from recoup.archive.models import Stream
from recoup.cases.facts import CaseRead, Context, Matter, gather
from recoup.cases.facts.gather import WORKING_DAYS_FOR_A_TASK
from recoup.cases.facts.rows import chased
from recoup.cases.models import Case, CaseInvoice, CaseState, StepRun, StepState
from recoup.ladder.day import is_fresh
from recoup.ladder.planner import plan
from recoup.ladder.position import Position
from recoup.ladder.standing import next_rung, stand
from recoup.ladder.verdict import Act, Ask, Stop, Verdict, Wait, Why
from recoup.ladder.ways import steps_for
from recoup.ledger.models import Invoice, InvoiceState

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Decision:
    """What the ladder answered for one debtor, case by case."""

    matter: Matter
    verdicts: dict[int, Verdict]


@dataclass
class DailyLimit:
    """How many debtors may still be written to for the first time today. None = no limit."""

    left: int | None

    def take(self) -> bool:
        """Uses one up, if there is one."""
        if self.left is None:
            return True
        if self.left <= 0:
            return False
        self.left -= 1
        return True


def daily_limit(ctx: Context) -> DailyLimit:
    """What is left today of the limit on first messages after an import."""
    limit = ctx.settings.import_daily_limit
    if limit is None:
        return DailyLimit(None)
    used = (
        StepRun.objects.of(ctx.creditor)
        .filter(planned_on=ctx.today, rung=1, round=1, is_void=False, channel__in=("email", "letter"))
        .exclude(state__in=("planned", "cancelled", "refused"))
        .values("debtor_id")
        .distinct()
        .count()
    )
    return DailyLimit(max(0, limit - used))


def due_debtors(ctx: Context) -> list[int]:
    """Debtors about whom something has to be decided today: a case is due or stale, or a debt has no case yet."""
    due = Q(next_on__isnull=True) | Q(next_on__lte=ctx.today)
    open_cases = Case.objects.of(ctx.creditor).filter(state=CaseState.OPEN)
    found = set(open_cases.filter(due).values_list("debtor_id", flat=True))
    moved = Stream.objects.filter(key=OuterRef("debtor__stream_key"), head_seq__gt=OuterRef("seen_seq"))
    found.update(open_cases.filter(Exists(moved)).values_list("debtor_id", flat=True))
    found.update(open_cases.filter(_lifted(ctx)).values_list("debtor_id", flat=True))
    found.update(_with_overripe_tasks(ctx))
    held = CaseInvoice.objects.filter(invoice_id=OuterRef("pk"), is_current=True)
    loose = (
        Invoice.objects.of(ctx.creditor)
        .filter(chased(), ~Exists(held), state=InvoiceState.OPEN, due_on__lt=ctx.today)
        .values_list("debtor_id", flat=True)
    )
    found.update(loose.distinct())
    return sorted(found)


def _with_overripe_tasks(ctx: Context) -> list[int]:
    """Debtors with a task that falls back, also where the case itself waits longer: on a promise, or a hold."""
    open_ones = StepRun.objects.of(ctx.creditor).filter(state=StepState.TASK, case__state=CaseState.OPEN)
    before = ctx.today - timedelta(days=WORKING_DAYS_FOR_A_TASK)
    days = open_ones.filter(planned_on__lte=before).values_list("planned_on", flat=True).distinct()
    ripe = [on for on in days if ctx.facts.calendar.add(on, WORKING_DAYS_FOR_A_TASK) <= ctx.today]
    return list(open_ones.filter(planned_on__in=ripe).values_list("debtor_id", flat=True)) if ripe else []


def _lifted(ctx: Context) -> Q:
    """Cases that waited for something of ours that stands in their way no longer: no debtor's stream tells of it."""
    ours = ctx.facts
    automatic = ours.automation in ("full", "draft")
    limit = daily_limit(ctx).left
    gone = {
        "data_stale": is_fresh(ours, ctx.today),
        "sending_stopped": ours.is_sending_on,
        "automation_off": automatic,
        "daily_limit": limit is None or limit > 0,
    }
    lifted = Q(why_code__in=[code for code, is_gone in gone.items() if is_gone])
    if ours.is_live and ours.automation == "full":
        drafts = StepRun.objects.filter(
            case_id=OuterRef("pk"), state=StepState.PLANNED, channel__in=("email", "letter")
        )
        lifted |= Q(Exists(drafts), why_code="needs_approval")
    return lifted


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """At most 500 debtors at a time: what one transaction takes."""
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def decide(ctx: Context, ids: Sequence[int], limit: DailyLimit) -> list[Decision]:
    """Reads the debtors and asks the ladder. Writes nothing."""
    return [Decision(matter, verdicts_for(ctx, matter, limit)) for matter in gather(ctx, ids)]


def verdicts_for(ctx: Context, matter: Matter, limit: DailyLimit) -> dict[int, Verdict]:
    """What the ladder answers for a debtor that has been read, by case; what has ended is not asked about."""
    if not matter.cases:
        return {}
    position = matter.position
    if any(read.ends_as for read in matter.cases):
        going = {read.key for read in matter.cases if not read.ends_as}
        position = replace(position, cases=tuple(case for case in position.cases if case.key in going))
    verdicts = plan(position, ctx.today)
    return limited(position, verdicts, limit, ctx.today)


def limited(
    position: Position, verdicts: dict[int, Verdict], limit: DailyLimit, today: date
) -> dict[int, Verdict]:
    """The verdicts, with a first message put off to tomorrow where the day's limit is reached."""
    if limit.left is None or not _is_first_message(position, verdicts) or limit.take():
        return verdicts
    tomorrow = Wait(today + timedelta(days=1), Why("daily_limit"))
    return {key: tomorrow if isinstance(verdict, Act) else verdict for key, verdict in verdicts.items()}


def _is_first_message(position: Position, verdicts: dict[int, Verdict]) -> bool:
    if any(step.state == "done" for case in position.cases for step in case.steps):
        return False
    steps = [step for verdict in verdicts.values() if isinstance(verdict, Act) for step in verdict.steps]
    return any(step.channel in ("email", "letter") and not step.is_draft for step in steps)


@dataclass(frozen=True, slots=True)
class StateRow:
    """What a case shows until it is looked at again."""

    next_kind: str
    next_on: date
    why_code: str
    why_args: str
    next_rung: int | None = None


def state_row(matter: Matter, read: CaseRead, verdict: Verdict, today: date) -> StateRow:
    """The verdict as the case's state row."""
    match verdict:
        case Act(steps):
            why = Why(steps[0].draft_why, steps[0].why.args) if steps[0].is_draft else steps[0].why
            return StateRow(steps[0].kind, today, why.code, _args(why), steps[0].rung)
        case Ask(question, due_on, why):
            return StateRow(question, max(due_on, today), why.code, _args(why))
        case Wait(until_on, why):
            if why.code == "paid" and read.covered_until_on:
                until_on = min(until_on, read.covered_until_on)
            kind, rung = _next(matter, read, today)
            return StateRow(kind, until_on, why.code, _args(why), rung)
        case Stop(why, review_on):
            return StateRow("review", review_on, why.code, _args(why))


def _args(why: Why) -> str:
    return json.dumps(dict(why.args), separators=(",", ":")) if why.args else ""


def why_of(code: str, args: str) -> Why:
    """The reason of a state row, back from its columns."""
    return Why(code, tuple(json.loads(args).items()) if args else ())


def _next(matter: Matter, read: CaseRead, today: date) -> tuple[str, int | None]:
    """The kind and the rung of the step that the case will come to next."""
    case = next(case for case in matter.position.cases if case.key == read.key)
    if case.is_claimed:
        return "claim", None
    standing = stand(case, today)
    rung = next_rung(matter.position, standing)
    if rung is None:
        return "review", None
    steps = steps_for(matter.position, standing, rung, Why(""))
    return (steps[0].kind if steps else rung.ways[0].kind), rung.number
