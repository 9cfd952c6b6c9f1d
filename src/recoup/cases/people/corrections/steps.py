"""Taking back the result of a call, a visit, a search or a question, and a case that was moved."""

from django.db.models import F
from django.db.models.functions import Greatest

from recoup.archive.queries import EntryView
from recoup.cases.delivered import earn_anew
from recoup.cases.models import Attempt, Case, StepInvoice, StepRun, StepState, Task
from recoup.cases.people import moves
from recoup.cases.people.corrections.words import Left, Undo
from recoup.cases.people.desk import Desk
from recoup.cases.people.results import PHONE, VISIT
from recoup.lib.errors import Refused

ASKS_CAUSE_FROM = 2
_LEFT = (StepState.SENDING, StepState.UNSURE, StepState.PRINTED, StepState.DONE)
_CALLS = ("call_back", "call_back_late", "await_call")


def _result(desk: Desk, entry: EntryView, left: Left) -> None:
    """The try counts no more, and what it ended is to be done again."""
    attempt = _attempt(desk, entry)
    if attempt is not None:
        Attempt.objects.filter(pk=attempt.pk).update(is_void=True)
    step = StepRun.objects.of(desk.creditor).filter(pk=entry.facts.get("step", 0), debtor=desk.debtor).first()
    if step is not None:
        if _has_later_try(desk, step, attempt):
            Task.objects.filter(step=step).update(tries=Greatest(F("tries") - 1, 0))
            return
        if step.state in (StepState.DONE, StepState.FAILED):
            _reopen(desk, step)
    task = Task.objects.of(desk.creditor).filter(pk=entry.facts.get("task", 0), debtor=desk.debtor).first()
    if task is not None:
        _ask_again(desk, task, step)
        if task.kind == "limitation":
            Case.objects.filter(pk=task.case_id).update(looked_at_on=None)
    for call in _closed_calls(desk, entry):
        _ask_again(desk, call, None)


def _attempt(desk: Desk, entry: EntryView) -> Attempt | None:
    mine = Attempt.objects.of(desk.creditor).filter(
        debtor=desk.debtor, result=entry.result, tried_at=entry.moment, is_void=False
    )
    if "step" in entry.facts:
        mine = mine.filter(step=entry.facts["step"])
    found: Attempt | None = mine.order_by("-pk").first()
    return found


def _has_later_try(desk: Desk, step: StepRun, attempt: Attempt | None) -> bool:
    later = Attempt.objects.of(desk.creditor).filter(step=step, is_void=False)
    return attempt is not None and later.filter(pk__gt=attempt.pk).exists()


def _reopen(desk: Desk, step: StepRun) -> None:
    """The step is to be done after all; what was planned after it falls. Refused once something has left since."""
    later = StepRun.objects.of(desk.creditor).filter(case=step.case_id, pk__gt=step.pk, is_void=False)
    if later.filter(state__in=_LEFT).exists():
        raise Refused(
            "gone_on", "The case has gone on since: its next step went out.", "",
            "Note what is right as a new result or note; both stay in the record.",
        )  # fmt: skip
    moves.fall(desk, list(later.filter(state__in=moves.MAY_FALL)))
    asked_cause = step.reached and step.kind in (PHONE, VISIT) and step.rung >= ASKS_CAUSE_FROM
    StepInvoice.objects.filter(step=step).delete()
    StepRun.objects.filter(pk=step.pk).update(state=StepState.TASK, done_on=None, reached=False)
    changes: dict[str, object] = {"round": step.round, "rung": earn_anew(desk.creditor, step.case_id)}
    if asked_cause:
        changes["cause_asked"] = Greatest(F("cause_asked") - 1, 0)
    Case.objects.filter(pk=step.case_id).update(**changes)
    desk.record("step.reopened", facts={"step": step.pk, "rung": step.rung, "round": step.round})


def _ask_again(desk: Desk, task: Task, step: StepRun | None) -> None:
    if task.state == "open":
        Task.objects.filter(pk=task.pk).update(tries=Greatest(F("tries") - 1, 0), due_on=desk.today)
        return
    same = Task.objects.of(desk.creditor).filter(
        case=task.case_id, kind=task.kind, state="open", step__isnull=True
    )
    if task.state != "done" or (step is None and same.exists()):
        return
    Task.objects.filter(pk=task.pk).update(
        state="open", result="", closed_on=None, due_on=desk.today, opened_on=desk.today
    )


def _closed_calls(desk: Desk, entry: EntryView) -> list[Task]:
    """The call-backs that a call had closed with it."""
    if entry.kind != "call.made" or desk.case is None:
        return []
    on = entry.moment.astimezone(desk.moment.tzinfo).date()
    mine = Task.objects.of(desk.creditor).filter(case=desk.case, kind__in=_CALLS, state="done", closed_on=on)
    return list(mine.filter(result=entry.result).exclude(pk=entry.facts.get("task", 0)))


def _moved(desk: Desk, entry: EntryView, left: Left) -> None:
    """The case goes on as its ladder says, unless something has left since."""
    assert desk.case is not None
    steps = StepRun.objects.of(desk.creditor).filter(case=desk.case, is_void=False)
    is_again = entry.result == "again"
    since = steps.filter(round=desk.case.round) if is_again else steps.filter(rung=entry.facts["rung"])
    if since.filter(state__in=_LEFT, planned_on__gte=entry.moment.date()).exists():
        raise Refused(
            "gone_on", "The case has gone on since: its next step went out.", "",
            "Move it to where it should be instead.",
        )  # fmt: skip
    moves.clear(desk)
    changes: dict[str, object] = {"advance_to": None}
    if is_again:
        changes["round"] = Greatest(F("round") - 1, 1)
    Case.objects.filter(pk=desk.case.pk).update(**changes)
    desk.record("case.move_undone", facts={"rung": entry.facts["rung"]})


UNDO: dict[str, Undo] = {
    "call.made": _result,
    "visit.made": _result,
    "contact.sought": _result,
    "answer.noted": _result,
    "task.done": _result,
    "case.moved": _moved,
}
