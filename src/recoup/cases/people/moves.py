"""Cases moved by a person: up, back, once more; a step cancelled; a newer ladder; a case run apart."""

from datetime import date, datetime

from django.db.models import F

from recoup.cases.models import Case, PolicyVersion, StepRun, StepState, Task
from recoup.cases.people import holds
from recoup.cases.people.desk import Desk, open_case_by, sit_down, step_by
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor

MAY_FALL = (StepState.PLANNED, StepState.READY, StepState.TASK)
_ON_ITS_WAY = (StepState.SENDING, StepState.UNSURE, StepState.PRINTED)
_QUESTIONS = ("decide", "open_again", "ladder_ended", "formal_case_open", "hold_ended", "check_means")
PAUSE_WORKING_DAYS = 5


def move_to(creditor: Creditor, case: int, rung: int, reason: str, *, actor: str, moment: datetime) -> Case:
    """The case acts next at that rung, higher or lower than where it stands, or the same once more.

    What was planned and has not left falls. Stepping back, or doing a rung again, opens a new round.
    Raises Refused: `no_such_rung`, `missing`, `in_flight` when a message is on its way or a letter printed.
    """
    found = open_case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        assert desk.case is not None
        facts = desk.facts()
        if facts.policy.rung(rung) is None:
            known = ", ".join(str(one.number) for one in facts.policy.rungs)
            raise Refused(
                "no_such_rung",
                say("The ladder of this case has no rung %(rung)s.", rung=rung),
                "--to",
                say("It has %(known)s.", known=known),
            )
        _need(reason)
        clear(desk)
        done = [s.rung for s in facts.steps if s.round == facts.round and s.state == "done"]
        is_again = any(number >= rung for number in done)
        changes: dict[str, object] = {"advance_to": rung, "advanced_by": actor, "advanced_at": moment}
        if is_again:
            changes["round"] = F("round") + 1
        Case.objects.filter(pk=desk.case.pk).update(**changes)
        said = {"rung": rung, "from": desk.case.rung}
        desk.record("case.moved", result="again" if is_again else "to", facts=said, note=reason)
        desk.close_kind(*_QUESTIONS, result="moved")
    found.refresh_from_db()
    return found


def again(creditor: Creditor, case: int, reason: str, *, actor: str, moment: datetime) -> Case:
    """The rung on which the case stands is done once more, in a new round. Raises what `move_to` raises."""
    found = open_case_by(creditor, case)
    return move_to(creditor, case, max(1, found.rung), reason, actor=actor, moment=moment)


def cancel_step(
    creditor: Creditor, step: int, reason: str, *, until_on: date | None = None, actor: str, moment: datetime
) -> StepRun:
    """A step that has not left is withdrawn, and the case held (five working days unless said otherwise).

    Cancelled before: nothing changes. Raises Refused: `no_such_step`, `in_flight`, `step_over`, `missing`.
    """
    found = step_by(creditor, step)
    with sit_down(creditor, found.debtor, found.case, actor=actor, moment=moment) as desk:
        found = step_by(creditor, step)
        if found.state == StepState.CANCELLED:
            return found
        _need(reason)
        if found.state in _ON_ITS_WAY:
            raise _in_flight(found)
        if found.state not in MAY_FALL:
            raise Refused(
                "step_over",
                say("Step %(step)s is %(state)s and cannot be cancelled.", step=step, state=found.state),
                "step",
            )
        fall(desk, [found])
        until = until_on or desk.working_day(PAUSE_WORKING_DAYS)
        if until <= desk.today:
            raise Refused(
                "date_in_past",
                say("A hold until %(until)s would be over.", until=until),
                "--until",
                "Give a later day.",
            )
        holds.place(desk, until_on=until, note=reason, case=desk.case)
    found.refresh_from_db()
    return found


def to_newest_policy(
    creditor: Creditor, cases: list[int] | None, *, actor: str, moment: datetime
) -> list[int]:
    """Moves open cases (these, or all) to the newest version of their ladder; returns those that moved."""
    newest = {row.name: row.pk for row in PolicyVersion.objects.of(creditor).order_by("version")}
    rows = Case.objects.of(creditor).filter(state="open").select_related("debtor", "policy")
    if cases is not None:
        rows = rows.filter(pk__in=cases)
    moved = []
    for case in rows.order_by("pk"):
        wanted = newest[case.policy.name]
        if case.policy_id == wanted:
            continue
        with sit_down(creditor, case.debtor, case, actor=actor, moment=moment) as desk:
            Case.objects.filter(pk=case.pk).update(policy_id=wanted)
            version = PolicyVersion.objects.get(pk=wanted).version
            desk.record("case.policy", facts={"policy": case.policy.name, "version": version})
        moved.append(case.pk)
    return moved


def run_apart(creditor: Creditor, case: int, reason: str, *, actor: str, moment: datetime) -> Case:
    """A case held because another of the debtor is in the formal stage is worked beside it."""
    found = open_case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        _need(reason)
        if Case.objects.filter(pk=found.pk, is_formal_hold=True).update(is_formal_hold=False):
            desk.record("case.run_apart", note=reason)
            desk.close_kind("formal_case_open", result="apart")
    found.refresh_from_db()
    return found


def _need(reason: str) -> None:
    if not reason.strip():
        raise Refused(
            "missing", "A reason is needed; it stays in the record.", "--reason", "Say in a few words why."
        )


def clear(desk: Desk) -> None:
    """What has not left falls. Raises Refused (`in_flight`) while something is on its way."""
    steps = StepRun.objects.of(desk.creditor).filter(case=desk.case, is_void=False)
    busy = steps.filter(state__in=_ON_ITS_WAY).first()
    if busy is not None:
        raise _in_flight(busy)
    fall(desk, list(steps.filter(state__in=MAY_FALL)))


def fall(desk: Desk, steps: list[StepRun]) -> None:
    """These steps are withdrawn, each with its entry. Raises Refused (`in_flight`) for one that is being sent."""
    for step in steps:
        fell = StepRun.objects.filter(pk=step.pk, state__in=MAY_FALL, lease_owner="")
        if not fell.update(state=StepState.CANCELLED, is_void=True, reason="cancelled"):
            raise _in_flight(step)
        Task.objects.filter(step=step, state="open").update(state="cancelled", closed_on=desk.today)
        facts = {"step": step.pk, "rung": step.rung, "round": step.round}
        desk.record("step.cancelled", channel=step.channel, facts=facts)


def _in_flight(step: StepRun) -> Refused:
    how = {
        StepState.UNSURE: f"Say first whether it went out: recoup unsure {step.pk} sent|not-sent",
        StepState.PRINTED: "Say first whether the letter was posted: recoup letters posted, or record not_posted.",
    }
    return Refused(
        "in_flight",
        say("Step %(pk)s is on its way.", pk=step.pk),
        "step",
        how.get(StepState(step.state), "Try again in a minute."),
    )
