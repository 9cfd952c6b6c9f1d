"""The daily run, the preview that equals it, and the refresh that brings stale state rows up."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count

from recoup.archive.deeds import deed
from recoup.cases.carry_out import Tally, carry_out
from recoup.cases.decide import (
    CHUNK,
    DailyLimit,
    Decision,
    chunks,
    daily_limit,
    decide,
    due_debtors,
    state_row,
    why_of,
)
from recoup.cases.facts import CaseRead, Context, Matter, context
from recoup.cases.models import Case, CaseState, Sending, StepRun, StepState
from recoup.cases.neglect import neglected
from recoup.cases.people.reminders import remind
from recoup.cases.sending import SendTally, recover, send_ready
from recoup.ladder.reasons import sentence
from recoup.ladder.verdict import Act, Step
from recoup.ledger.models import Contact, Debtor
from recoup.lib.clock import machine_now
from recoup.lib.errors import Refused
from recoup.lib.memory import uncollected
from recoup.lib.said import say
from recoup.org.models import Creditor

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class RunReport:
    """What one daily run did; counts are of this call."""

    date: date
    seconds: float
    cases: dict[str, int]
    steps: dict[str, int]
    by_kind: dict[str, int]
    not_acted: dict[str, int]
    neglected: int

    def to_json(self) -> dict[str, Any]:
        """As `recoup run --json` prints it."""
        return {
            "date": self.date.isoformat(),
            "seconds": round(self.seconds, 3),
            "cases": self.cases,
            "steps": self.steps,
            "by_kind": self.by_kind,
            "not_acted": self.not_acted,
            "neglected": self.neglected,
        }


def run(
    creditor: Creditor,
    *,
    moment: datetime,
    actor: str,
    send: bool = True,
    progress: Progress | None = None,
    sending: Sending | None = None,
) -> RunReport:
    """Everything due on or before the moment's day: planned, and with `send` carried out. Safe to run again.

    With `sending` the messages are planned as part of it, and none leaves before its `leaves_at`.
    Commits per chunk of debtors and resumes. Raises Refused for a day before the creditor's last run.
    """
    began = machine_now()
    ctx = context(creditor, moment)
    if creditor.last_run_on and ctx.today < creditor.last_run_on:
        raise Refused(
            "date_before_last_run",
            say(
                "The last run was for %(last_run_on)s; %(today)s is before it.",
                last_run_on=creditor.last_run_on,
                today=ctx.today,
            ),
            "--date",
            say("Run for %(last_run_on)s or a later day.", last_run_on=creditor.last_run_on),
        )
    recover(creditor, moment=moment, actor=actor)
    Creditor.objects.filter(pk=creditor.pk).update(last_run_on=ctx.today)
    creditor.last_run_on = ctx.today
    tally = Tally()
    _work(ctx, actor, due_debtors(ctx), tally, act=True, progress=progress, sending=sending)
    sent = send_ready(creditor, moment=moment, actor=actor) if send else SendTally()
    reminded = remind(ctx, actor)
    if send or any(reminded.values()):
        refresh(creditor, moment=moment, actor=actor)
    return _report(ctx, tally, sent, (machine_now() - began).total_seconds())


def refresh(creditor: Creditor, *, moment: datetime, actor: str) -> None:
    """Brings the state rows of stale cases up and opens, joins and closes cases; plans nothing."""
    ctx = context(creditor, moment)
    _work(ctx, actor, due_debtors(ctx), Tally(), act=False)


def plan_for(creditor: Creditor, debtor: Debtor, *, actor: str, moment: datetime) -> None:
    """Plans what is due for one debtor, as the run of that day would; sends nothing."""
    _work(context(creditor, moment), actor, [debtor.pk], Tally(), act=True)


def _work(
    ctx: Context,
    actor: str,
    ids: Sequence[int],
    tally: Tally,
    *,
    act: bool,
    progress: Progress | None = None,
    sending: Sending | None = None,
) -> None:
    limit = daily_limit(ctx)
    for n, chunk in enumerate(chunks(ids)):
        streams = Debtor.objects.of(ctx.creditor).filter(id__in=chunk).values_list("stream_key", flat=True)
        with uncollected(), deed(actor, ctx.moment, ctx.creditor.key, list(streams)) as done:
            carry_out(ctx, decide(ctx, chunk, limit), done, tally, act=act, sending=sending)
        if progress:
            progress(min(len(ids), (n + 1) * CHUNK), len(ids))


def _report(ctx: Context, tally: Tally, sent: SendTally, seconds: float) -> RunReport:
    open_cases = Case.objects.of(ctx.creditor).filter(state=CaseState.OPEN)
    ready = StepRun.objects.of(ctx.creditor).filter(state=StepState.READY).count()
    return RunReport(
        date=ctx.today,
        seconds=seconds,
        cases={"open": open_cases.count(), "opened": tally.opened, "closed": tally.closed},
        steps={
            "planned": sum(tally.planned.values()),
            "done": sent.done,
            "queued": ready,
            "refused": sent.refused,
            "failed": sent.failed,
            "unsure": sent.unsure,
            "printed": sent.printed,
        },
        by_kind=dict(tally.planned),
        not_acted=_not_acted(ctx, tally.acted),
        neglected=len(neglected(ctx.creditor, ctx.today)),
    )


def _not_acted(ctx: Context, acted: set[int]) -> dict[str, int]:
    """How many open cases nothing was done for in this call, by reason: those the preview lists as such."""
    open_cases = Case.objects.of(ctx.creditor).filter(state=CaseState.OPEN)
    if not acted:
        counted = open_cases.order_by("why_code").values_list("why_code").annotate(n=Count("id"))
        return dict(counted.values_list("why_code", "n"))
    refused = StepRun.objects.of(ctx.creditor).filter(planned_on=ctx.today, state=StepState.REFUSED)
    done = acted - set(refused.values_list("case_id", flat=True))
    return dict(
        sorted(Counter(why for pk, why in open_cases.values_list("id", "why_code") if pk not in done).items())
    )


@dataclass(frozen=True)
class PreviewReport:
    """What a run on that day would do on today's rows, and why not the rest."""

    date: date
    actions: list[dict[str, Any]] = field(default_factory=list)
    non_actions: list[dict[str, Any]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As `recoup preview --json` prints it."""
        return {"date": self.date.isoformat(), "actions": self.actions, "non_actions": self.non_actions}


def preview(creditor: Creditor, *, moment: datetime, debtor: int | None = None) -> PreviewReport:
    """What `run` would do at that moment, to whom and why, and why not the others. Writes nothing."""
    ctx = context(creditor, moment)
    report = PreviewReport(ctx.today)
    due = due_debtors(ctx)
    limit = daily_limit(ctx)
    for decision in _decisions(ctx, due, limit):
        if debtor is None or decision.matter.debtor == debtor:
            _preview_one(ctx, decision, report)
    _name_contacts(ctx, report)
    _preview_resting(ctx, set(due), debtor, report)
    return report


def _decisions(ctx: Context, ids: Sequence[int], limit: DailyLimit) -> Iterator[Decision]:
    for chunk in chunks(ids):
        yield from decide(ctx, chunk, limit)


def _preview_one(ctx: Context, decision: Decision, report: PreviewReport) -> None:
    matter = decision.matter
    for read in matter.cases:
        if read.ends_as:
            continue
        verdict = decision.verdicts[read.key]
        if isinstance(verdict, Act):
            report.actions.extend(_action(matter, read, step) for step in verdict.steps)
        else:
            row = state_row(matter, read, verdict, ctx.today)
            report.non_actions.append(
                _non_action(
                    _who(matter.debtor, matter.number, matter.name),
                    read.id,
                    row.why_code,
                    row.why_args,
                    row.next_on,
                )
            )


def _action(matter: Matter, read: CaseRead, step: Step) -> dict[str, Any]:
    why = {"code": step.why.code, "text": sentence(step.why)}
    if step.is_draft:
        why["draft"] = step.draft_why
    return {
        "case": read.id,
        "debtor": _who(matter.debtor, matter.number, matter.name),
        "kind": step.kind,
        "rung": step.rung,
        "to": step.contact or 0,
        "open_minor": read.open_minor,
        "currency": read.currency,
        "why": why,
    }


def _name_contacts(ctx: Context, report: PreviewReport) -> None:
    """Whom each action is for: an email address, a telephone number, for a letter the debtor."""
    wanted = {action["to"] for action in report.actions if action["to"]}
    contacts = {contact.pk: contact for contact in Contact.objects.of(ctx.creditor).filter(id__in=wanted)}
    for action in report.actions:
        contact = contacts.get(action["to"])
        if contact is None or action["kind"] == "letter":
            action["to"] = action["debtor"]["name"]
        else:
            action["to"] = contact.phone if action["kind"] == "phone" else contact.email or contact.name


def _who(pk: int, number: str, name: str) -> dict[str, Any]:
    return {"id": pk, "number": number, "name": name}


def _non_action(
    who: dict[str, Any], case: int | None, code: str, args: str, until: date | None
) -> dict[str, Any]:
    return {
        "case": case,
        "debtor": who,
        "why": {"code": code, "text": sentence(why_of(code, args))},
        "until": until.isoformat() if until else None,
    }


def _preview_resting(ctx: Context, due: set[int], debtor: int | None, report: PreviewReport) -> None:
    resting = (
        Case.objects.of(ctx.creditor).filter(state=CaseState.OPEN).select_related("debtor").order_by("id")
    )
    if debtor is not None:
        resting = resting.filter(debtor_id=debtor)
    for case in resting.iterator():
        if case.debtor_id not in due:
            who = _who(case.debtor_id, case.debtor.number, case.debtor.name)
            report.non_actions.append(_non_action(who, case.pk, case.why_code, case.why_args, case.next_on))
