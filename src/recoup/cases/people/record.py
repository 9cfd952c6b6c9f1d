"""What a person did or learnt, written down: the entry, the step, the attempt, and all that follows from the result."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F

from recoup.cases.delivered import step_delivered
from recoup.cases.models import Attempt, Case, StepInvoice, StepRun, StepState, Task
from recoup.cases.people import effects, letters, tries
from recoup.cases.people.desk import Desk, open_case_by, sit_down, task_by, task_closed
from recoup.cases.people.given import Given
from recoup.cases.people.results import (
    FIND,
    INBOUND,
    LETTER,
    PHONE,
    QUESTION,
    RESULTS,
    VISIT,
    Result,
    result_for,
)
from recoup.cases.texts import ask_of
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.outreach.models import Inbound

ASKS_CAUSE_FROM = 2
_STEP_KINDS = (PHONE, FIND, VISIT)
_ENTRY = {
    PHONE: "call.made",
    FIND: "contact.sought",
    VISIT: "visit.made",
    INBOUND: "answer.noted",
    QUESTION: "task.done",
}
_RECORDED_BELOW = frozenset(("reply", "bounce", "soft_bounce", "auto_reply"))
_CHANNEL = {PHONE: "phone", VISIT: "visit", INBOUND: "email"}


@dataclass(frozen=True)
class Recorded:
    """What a result has led to: where the step and the task stand now, and what else was done."""

    case: int
    result: str
    kind: str
    task: int | None = None
    task_state: str = ""
    task_due_on: date | None = None
    step: int | None = None
    step_state: str = ""
    follows: dict[str, Any] = field(default_factory=dict)


def record(
    creditor: Creditor,
    code: str,
    *,
    task: int | None = None,
    case: int | None = None,
    given: Given | None = None,
    actor: str,
    moment: datetime,
) -> Recorded:
    """Writes down the result of a task, or of something that happened on a case without one.

    The case moves as the result says, see `results.py`. Raises Refused: `no_such_task`, `task_closed`,
    `no_such_case`, `case_closed`, `unknown_result`, `result_does_not_fit`, `missing`, and what the
    operations that follow from the result refuse; then nothing is written.
    """
    given = given or Given()
    found, work, kind = _what(creditor, code, task, case, given)
    result = result_for(code, kind)
    _check_given(result, given)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        if kind == LETTER:
            return letters.record_letter(desk, result, given)
        if work is not None:
            work = task_by(creditor, work.pk)
        return _write(desk, result, kind, work, given)


def _what(
    creditor: Creditor, code: str, task: int | None, case: int | None, given: Given
) -> tuple[Case, Task | None, str]:
    """The case, the open task if the result ends one, and the kind of thing that the result is of."""
    if task is not None:
        work = task_by(creditor, task)
        if work.case is None:
            raise Refused(
                "no_case",
                say("Task %(task)s belongs to no case.", task=task),
                "--task",
                "Record it on a case.",
            )
        kind = _kind_of(work, code)
        return work.case, (_step_task(work) if kind in _STEP_KINDS else work), kind
    if case is None:
        raise Refused("missing", "Nothing is named that this is the result of.", "", "Give --task or --case.")
    found = open_case_by(creditor, case)
    result = RESULTS.get(code)
    kinds = result.kinds if result else (INBOUND,)
    if given.kind and given.kind in kinds:
        kinds = (given.kind,)
    open_tasks = Task.objects.of(creditor).filter(case=found, state="open", step__kind__in=kinds)
    work_ = open_tasks.select_related("step", "case", "debtor").order_by("due_on", "id").first()
    if work_ is not None and work_.step is not None:
        return found, work_, work_.step.kind
    if INBOUND in kinds and _has_unread(creditor, found):
        return found, None, INBOUND
    return found, None, kinds[0]


def _kind_of(work: Task, code: str) -> str:
    if work.step is not None:
        return work.step.kind
    if work.kind.startswith("call_back"):
        return PHONE
    if work.kind == "appointment":
        return VISIT
    result = RESULTS.get(code)
    if work.kind.startswith("read_answer") and result is not None and INBOUND in result.kinds:
        return INBOUND
    return QUESTION


def _step_task(work: Task) -> Task:
    """The task that a call back or an appointment stands for: the open step of the same case, if there is one."""
    if work.step is not None or work.case is None:
        return work
    kind = PHONE if work.kind.startswith("call_back") else VISIT
    same = Task.objects.filter(case=work.case, state="open", step__kind=kind)
    task: Task | None = same.select_related("step", "case", "debtor").first()
    return task or work


def _has_unread(creditor: Creditor, case: Case) -> bool:
    return (
        Inbound.objects.of(creditor)
        .filter(debtor=case.debtor_id, kind="reply", read_at__isnull=True)
        .exists()
    )


def _check_given(result: Result, given: Given) -> None:
    for name in result.needs:
        if not given.has(name):
            option = {"contact": "--name, --email or --phone, or --contact"}.get(name, f"--{name}")
            raise Refused(
                "missing",
                say(
                    "With “%(code)s” (%(words)s) %(wanted)s.",
                    code=result.code,
                    words=result.words,
                    wanted=_WANTED[name],
                ),
                option,
            )


_WANTED = {
    "on": "a day has to be given",
    "amount": "an amount has to be given",
    "text": "a text has to be given",
    "contact": "the contact has to be given",
}


def _write(desk: Desk, result: Result, kind: str, work: Task | None, given: Given) -> Recorded:
    assert desk.case is not None
    step = work.step if work is not None else None
    if result.code not in _RECORDED_BELOW:
        _entry(desk, result, kind, work, given)
    becomes = result.step if step is not None else "open"
    due_on: date | None = None
    if kind in _STEP_KINDS and becomes in ("open", "again", "failed", "wrong", "try"):
        due_on = _not_done(desk, result, becomes, kind, step, work)
    elif kind in _STEP_KINDS and step is None:
        _attempt(desk, result, kind, None, given)
    if becomes == "done" and step is not None:
        _done(desk, result, step)
    if work is not None and due_on is None:
        desk.close(work, result.code)
    if kind == PHONE:
        desk.close_kind("call_back", "call_back_late", "await_call", result=result.code)
    if result.cause:
        effects.learn_cause(desk, result.cause)
    follows = {}
    for name in (*result.does, *_answers(result, work)):
        follows[name] = effects.EFFECTS[name](desk, result, step, given)
    if kind == INBOUND and result.code != "reply" and given.mail is None:
        effects.mark_all_read(desk)
    if becomes == "bounced" or result.step == "bounced":
        follows["returned"] = effects.bounce(desk, given)
    return _recorded(desk, result, kind, work, step, due_on, follows)


_EFFECT_OF = {"limitation": ("looked",), "placement_review": ("placement_goes_on",)}


def _answers(result: Result, work: Task | None) -> tuple[str, ...]:
    """Whoever is done with a question of these kinds has said something by it."""
    if work is None or result.code != "done":
        return ()
    return _EFFECT_OF.get(work.kind, ())


def _recorded(
    desk: Desk,
    result: Result,
    kind: str,
    work: Task | None,
    step: StepRun | None,
    due_on: date | None,
    follows: dict[str, Any],
) -> Recorded:
    assert desk.case is not None
    if step is not None:
        step.refresh_from_db(fields=["state"])
    return Recorded(
        case=desk.case.pk,
        result=result.code,
        kind=kind,
        task=work.pk if work else None,
        task_state=work.state if work else "",
        task_due_on=due_on,
        step=step.pk if step else None,
        step_state=step.state if step else "",
        follows={name: value for name, value in follows.items() if value is not None},
    )


def _entry(desk: Desk, result: Result, kind: str, work: Task | None, given: Given) -> None:
    facts: dict[str, Any] = {}
    if work is not None:
        facts["task"] = work.pk
        if work.step is not None:
            facts |= {"step": work.step.pk, "rung": work.step.rung, "try": work.tries + 1}
            if work.step.contact_id is not None:
                facts["contact"] = work.step.contact_id
    if given.on is not None:
        facts["on"] = given.on.isoformat()
    if given.mail is not None:
        facts["mail"] = given.mail
    amounts = {"said": given.amount_minor} if given.amount_minor is not None else None
    outward = {PHONE: "out", VISIT: "out", INBOUND: "in"}.get(kind, "")
    desk.record(
        "case.note" if result.code == "note" else _ENTRY[kind],
        klass="open" if kind in (PHONE, VISIT, INBOUND) and result.code != "note" else "internal",
        direction=outward if result.code != "note" else "",
        channel=_CHANNEL.get(kind, ""),
        result=result.code,
        facts=facts,
        amounts=amounts,
        note=given.text,
    )


def _done(desk: Desk, result: Result, step: StepRun) -> None:
    """The step is done: its invoices are named with what is asked for them today, and earn."""
    if step.kind != FIND:
        name_asked(desk, step)
    on = desk.today
    step_delivered(
        desk.creditor, [step], on=on, moment=desk.moment, result=result.code, reached=result.reached
    )
    if result.reached and step.kind in (PHONE, VISIT) and step.rung >= ASKS_CAUSE_FROM:
        Case.objects.filter(pk=step.case_id).update(cause_asked=F("cause_asked") + 1)


def name_asked(desk: Desk, step: StepRun) -> None:
    """The invoices of which something is asked today are what this step names."""
    _, per_invoice, _ = ask_of(desk.facts(), desk.today)
    StepInvoice.objects.filter(step=step).delete()
    StepInvoice.objects.bulk_create(
        StepInvoice(creditor=desk.creditor, step=step, invoice_id=invoice, asked_minor=asked)
        for invoice, asked in per_invoice.items()
    )


def _not_done(
    desk: Desk, result: Result, becomes: str, kind: str, step: StepRun | None, work: Task | None
) -> date | None:
    """A try, or a step that has to go another way; the day on which an open task is due again, else None."""
    if result.code == "note":
        return work.due_on if work else None
    if step is None or work is None:
        if kind != FIND:
            _attempt(desk, result, kind, None, None)
        if work is not None and becomes == "open" and result.step == "try":
            return _again(work, desk.working_day(), desk)
        return None
    if becomes == "wrong":
        # below the rung that seeks the person in charge, to have reached somebody there is enough
        becomes = "done" if not _seeks_person(desk, step) else "again"
        if becomes == "done":
            _done(desk, result, step)
            return None
    if becomes == "try":
        is_done, is_over, due_on = tries.judge(desk, result, step, work)
        if is_done:
            _done(desk, result, step)
            return None
        _attempt(desk, result, kind, step, None)
        if is_over:
            _move(step, StepState.FAILED)
            return None
        return _again(work, due_on, desk)
    _attempt(desk, result, kind, step, None)
    if becomes == "open":
        return work.due_on
    _move(step, StepState.FAILED)
    if becomes == "again":
        Case.objects.filter(pk=step.case_id).update(round=F("round") + 1)
    return None


def _seeks_person(desk: Desk, step: StepRun) -> bool:
    rung = desk.facts().policy.rung(step.rung)
    return rung is not None and any(way.kind == FIND for way in rung.ways)


def _again(work: Task, due_on: date, desk: Desk) -> date:
    """The task stays open: one try more, due again on that day."""
    changed = Task.objects.filter(pk=work.pk, state="open")
    if not changed.update(tries=F("tries") + 1, last_try_on=desk.today, due_on=due_on):
        raise task_closed(work)
    work.tries, work.last_try_on, work.due_on = work.tries + 1, desk.today, due_on
    return due_on


def _move(step: StepRun, state: StepState) -> None:
    StepRun.objects.filter(pk=step.pk, state=StepState.TASK).update(state=state)


def _attempt(desk: Desk, result: Result, kind: str, step: StepRun | None, given: Given | None) -> None:
    assert desk.case is not None
    Attempt.objects.create(
        creditor=desk.creditor, debtor=desk.debtor, case=desk.case, step=step,
        contact_id=step.contact_id if step else (given.contact_id if given else None),
        channel=_CHANNEL.get(kind, kind), result=result.code, tried_on=desk.today, tried_at=desk.moment,
        reached=result.reached,
    )  # fmt: skip
