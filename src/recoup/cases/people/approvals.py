"""Yes or no to what waits for it: a planned step, a promise beyond 14 days, a plan."""

from datetime import datetime
from typing import Any

from recoup.cases.models import Approval, Case, StepRun, StepState, Task
from recoup.cases.people import holds, members, promises
from recoup.cases.people.desk import Desk, sit_down, step_by
from recoup.ladder.policy import Rung
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor

PERSONS_KINDS = frozenset(("phone", "find_contact", "visit", "sms", "portal"))
REGULATED = frozenset(("individual", "sole_trader", "unknown", ""))
PAUSE_WORKING_DAYS = 5


def approve_step(
    creditor: Creditor, step: int, *, is_granted: bool = True, reason: str = "", actor: str, moment: datetime
) -> StepRun:
    """Yes: the planned step goes ahead. No, with a reason: it falls, and the case waits five working days.

    A rung that needs approval takes an approver, who is neither whoever moved the case there nor whoever wrote the
    words (a creditor's only user may after 24 hours, which is recorded); a mere draft takes whoever may send. A step
    approved before changes nothing. Raises Refused: `no_such_step`, `step_not_planned`, `not_allowed`, `not_live`,
    `missing`, `own_request`, `own_request_too_early`.
    """
    found = step_by(creditor, step)
    with sit_down(creditor, found.debtor, found.case, actor=actor, moment=moment) as desk:
        found = step_by(creditor, step)
        rung = _rung(desk, found)
        is_formal = rung is None or rung.needs_approval
        members.require(creditor, actor, "approve" if is_formal else "send")
        if found.state != StepState.PLANNED:
            if is_granted and found.state in (StepState.READY, StepState.TASK):
                return found
            raise Refused(
                "step_not_planned", say("Step %(step)s does not wait for approval.", step=step), "step"
            )
        askers = _askers(found)
        alone = False
        if is_granted:
            for asker, asked_at in askers if is_formal else ():
                alone |= members.require_other(creditor, actor, asker, asked_at, moment)
            _go_ahead(desk, found)
        else:
            if not reason.strip():
                raise Refused("missing", "A refusal needs a reason.", "--reason", "Say in a few words why.")
            _fall(desk, found, reason)
        Approval.objects.create(
            creditor=creditor,
            case=found.case,
            kind="step",
            rung=found.rung,
            round=found.round,
            asked_by=askers[0][0] if askers else "system",
            asked_on=found.planned_on,
            decided_by=actor,
            decided_on=desk.today,
            is_granted=is_granted,
        )
        facts: dict[str, Any] = {"step": found.pk, "rung": found.rung, "round": found.round}
        if alone:
            facts["alone"] = "yes"
        result = "granted" if is_granted else "refused"
        desk.record("step.approved", result=result, channel=found.channel, facts=facts, note=reason)
    found.refresh_from_db()
    return found


def _askers(step: StepRun) -> list[tuple[str, datetime | None]]:
    """The people whose doing the step is: who moved the case to its rung, who wrote its words."""
    case, words = step.case, step.rewording
    found: list[tuple[str, datetime | None]] = []
    if case.advanced_by and case.advance_to == step.rung:
        found.append((case.advanced_by, case.advanced_at))
    if words is not None:
        found.append((words.written_by, words.written_at))
    return found


def _rung(desk: Desk, step: StepRun) -> Rung | None:
    return desk.facts().policy.rung(step.rung)


def _go_ahead(desk: Desk, step: StepRun) -> None:
    if step.channel in ("email", "letter") and not desk.ctx.settings.live:
        raise Refused(
            "not_live",
            "We are not live yet, so nothing leaves.",
            "step",
            "When all is ready: recoup set live yes",
        )
    is_task = step.kind in PERSONS_KINDS
    state = StepState.TASK if is_task else StepState.READY
    StepRun.objects.filter(pk=step.pk).update(state=state, reason="")
    Case.objects.filter(pk=step.case_id, looked_at_on__isnull=True).update(looked_at_on=desk.today)
    if is_task:
        Task.objects.create(
            creditor=desk.creditor,
            debtor=desk.debtor,
            case=desk.case,
            step=step,
            kind=step.kind,
            due_on=desk.today,
            opened_on=desk.today,
        )


def _fall(desk: Desk, step: StepRun, reason: str) -> None:
    StepRun.objects.filter(pk=step.pk).update(state=StepState.CANCELLED, is_void=True, reason="refused")
    holds.place(desk, until_on=desk.working_day(PAUSE_WORKING_DAYS), note=reason, case=desk.case)


def approve_drafts(creditor: Creditor, *, actor: str, moment: datetime) -> list[StepRun]:
    """Every planned email and letter that needs no approver's yes goes ahead; those of formal rungs stay.

    Raises Refused: `not_allowed`, `not_live`.
    """
    waiting = StepRun.objects.of(creditor).filter(state=StepState.PLANNED, channel__in=("email", "letter"))
    done = []
    for step in waiting.select_related("case", "debtor").order_by("pk"):
        with sit_down(creditor, step.debtor, step.case, actor=actor, moment=moment) as desk:
            rung = _rung(desk, step)
        if rung is not None and not rung.needs_approval:
            done.append(approve_step(creditor, step.pk, actor=actor, moment=moment))
    return done


def decide(
    creditor: Creditor,
    approval: int,
    *,
    is_granted: bool = True,
    reason: str = "",
    actor: str,
    moment: datetime,
) -> Approval:
    """Yes or no to a promise or a plan. Nobody decides on what they asked for; an only user may after 24 hours.

    A plan with a natural person can be regulated credit, so a yes to it needs a reason.
    Raises Refused: `no_such_approval`, `decided_already`, `not_allowed`, `own_request`, `own_request_too_early`,
    `missing`, `too_late` when the first day agreed is over.
    """
    rows = Approval.objects.of(creditor).select_related("case__debtor", "promise")
    found: Approval | None = rows.filter(pk=approval).exclude(kind="step").first()
    if found is None:
        raise Refused(
            "no_such_approval",
            say("There is no request %(approval)s.", approval=approval),
            "request",
            "See `recoup approve`.",
        )
    with sit_down(creditor, found.case.debtor, found.case, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "approve")
        alone = members.require_other(creditor, actor, found.asked_by, found.asked_at, moment)
        _check(desk, found, is_granted, reason)
        still = Approval.objects.filter(pk=found.pk, decided_on__isnull=True)
        if not still.update(decided_by=actor, decided_on=desk.today, is_granted=is_granted):
            raise Refused(
                "decided_already",
                say("Request %(approval)s is decided already.", approval=approval),
                "request",
            )
        facts: dict[str, Any] = {"approval": found.pk, "alone": "yes" if alone else "no"}
        result = "granted" if is_granted else "refused"
        desk.record(f"{found.kind}.approved", result=result, facts=facts, note=reason)
        promises.settle(desk, found, is_granted)
    found.refresh_from_db()
    return found


def _check(desk: Desk, asked: Approval, is_granted: bool, reason: str) -> None:
    if not is_granted:
        if not reason.strip():
            raise Refused("missing", "A refusal needs a reason.", "--reason", "Say in a few words why.")
        return
    first = asked.promise
    assert first is not None
    if first.due_on < desk.today:
        raise Refused(
            "too_late",
            say("It was about %(due_on)s, which is over.", due_on=first.due_on),
            "request",
            "Ask for a later day.",
        )
    kind = desk.debtor.kind or desk.ctx.settings.default_kind
    if asked.plan is not None and kind in REGULATED and not reason.strip():
        raise Refused(
            "missing",
            "A plan with a natural person can be regulated credit, and no law of the place has answered that yet.",
            "--reason",
            "Say why it is allowed here.",
        )


def waiting(creditor: Creditor) -> list[dict[str, Any]]:
    """What waits for a yes or no: planned steps and requests, the oldest first."""
    steps = StepRun.objects.of(creditor).filter(state=StepState.PLANNED).select_related("debtor")
    asked = (
        Approval.objects.of(creditor)
        .filter(decided_on__isnull=True)
        .select_related("case__debtor", "promise")
    )
    found = [
        {
            "step": s.pk, "request": None, "case": s.case_id, "kind": s.kind, "rung": s.rung, "debtor": s.debtor.name,
            "since": s.planned_on, "why": s.reason,
        }
        for s in steps.order_by("planned_on", "pk")
    ] + [
        {
            "step": None, "request": a.pk, "case": a.case_id, "kind": a.kind, "rung": None,
            "debtor": a.case.debtor.name, "since": a.asked_on, "why": "needs_approval",
        }
        for a in asked.order_by("asked_on", "pk")
    ]  # fmt: skip
    return sorted(found, key=lambda one: str(one["since"]))
