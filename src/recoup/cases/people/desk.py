"""What all deeds of people share: one debtor, at most one case, one deed, and the facts as they stand in it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from recoup.archive.deeds import Content, Deed, deed
from recoup.cases.facts import Context, Matter, context, gather
from recoup.cases.models import Case, CaseState, StepRun, Task
from recoup.ladder.position import CaseFacts
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor

LONGEST_TEXT = 5_000


@dataclass
class Desk:
    """One deed of a person: who acts, when, on whom. Made by `sit_down`."""

    ctx: Context
    act: Deed
    actor: str
    debtor: Debtor
    case: Case | None

    @property
    def creditor(self) -> Creditor:
        """Whose books these are."""
        return self.ctx.creditor

    @property
    def today(self) -> date:
        """The creditor's business day."""
        return self.ctx.today

    @property
    def moment(self) -> datetime:
        """The moment of business time."""
        return self.ctx.moment

    @property
    def by(self) -> dict[str, Any]:
        """What an operation called within this deed is told: who and when."""
        return {"actor": self.actor, "moment": self.moment}

    @cached_property
    def matter(self) -> Matter:
        """All that is known of the debtor, read inside the deed."""
        return gather(self.ctx, [self.debtor.pk])[0]

    def facts(self) -> CaseFacts:
        """The case as the ladder sees it. Raises Refused (`case_closed`) when nothing of it is open."""
        for facts in self.matter.position.cases:
            if self.case is not None and facts.id == self.case.pk:
                return facts
        raise Refused(
            "case_closed", say("Nothing of case %(number)s is open any more.", number=self._number), "--case"
        )

    @property
    def _number(self) -> str:
        return str(self.case.pk) if self.case else "?"

    def working_day(self, days: int = 1) -> date:
        """So many working days of the creditor from today."""
        return self.ctx.facts.calendar.add(self.today, days)

    def record(
        self,
        kind: str,
        *,
        klass: str = "internal",
        direction: str = "",
        channel: str = "",
        result: str = "",
        facts: Mapping[str, Any] | None = None,
        amounts: Mapping[str, int] | None = None,
        note: str = "",
        private: Mapping[str, str] | None = None,
    ) -> int:
        """One entry about the case; what persons said or are called goes into payloads alone."""
        texts = {"note": note, **(private or {})}
        base: dict[str, Any] = {"case": self.case.pk} if self.case else {}
        return self.act.record(
            self.debtor.stream_key,
            kind,
            klass=klass,
            direction=direction,
            channel=channel,
            result=result,
            facts={**base, **(facts or {})},
            amounts=amounts,
            payloads={name: Content(text[:LONGEST_TEXT].encode()) for name, text in texts.items() if text},
        )

    def ask(self, kind: str, due_on: date, *, role: str = "") -> Task:
        """An open task of that kind on the case: the one there is, with the earlier day, else a new one."""
        found = Task.objects.of(self.creditor).filter(
            debtor=self.debtor, case=self.case, kind=kind, state="open", step__isnull=True
        )
        task: Task | None = found.first()
        if task is not None:
            if due_on < task.due_on:
                task.due_on = due_on
                task.save(update_fields=["due_on"])
            return task
        task = Task.objects.create(
            creditor=self.creditor, debtor=self.debtor, case=self.case, kind=kind, due_on=due_on,
            opened_on=self.today, role=role,
        )  # fmt: skip
        self.record("task.opened", facts={"task": kind, "due_on": due_on.isoformat()})
        return task

    def close(self, task: Task, result: str, state: str = "done") -> None:
        """The task is over. Raises Refused (`task_closed`) when somebody closed it before."""
        closed = Task.objects.of(self.creditor).filter(pk=task.pk, state="open")
        if not closed.update(state=state, result=result[:30], closed_on=self.today):
            raise task_closed(task)
        task.state, task.result, task.closed_on = state, result, self.today

    def close_kind(self, *kinds: str, result: str = "done") -> None:
        """Closes the open tasks of these kinds on the case, if there are any."""
        Task.objects.of(self.creditor).filter(
            debtor=self.debtor, case=self.case, kind__in=kinds, state="open", step__isnull=True
        ).update(state="done", result=result[:30], closed_on=self.today)


@contextmanager
def sit_down(
    creditor: Creditor, debtor: Debtor, case: Case | None, *, actor: str, moment: datetime
) -> Iterator[Desk]:
    """Opens the deed on the debtor's stream and reads what the deed needs inside it."""
    with deed(actor, moment, creditor.key, [debtor.stream_key]) as act:
        fresh = Debtor.objects.of(creditor).get(pk=debtor.pk)
        again = Case.objects.of(creditor).select_related("debtor").get(pk=case.pk) if case else None
        yield Desk(context(creditor, moment), act, actor, fresh, again)


def case_by(creditor: Creditor, pk: int) -> Case:
    """The creditor's case. Raises Refused (`no_such_case`)."""
    case: Case | None = Case.objects.of(creditor).select_related("debtor").filter(pk=pk).first()
    if case is None:
        raise Refused(
            "no_such_case",
            say("There is no case %(pk)s.", pk=pk),
            "--case",
            "`recoup preview` names the cases.",
        )
    return case


def open_case_by(creditor: Creditor, pk: int) -> Case:
    """The creditor's case, if it is still worked. Raises Refused (`no_such_case`, `case_closed`)."""
    case = case_by(creditor, pk)
    if case.state != CaseState.OPEN:
        raise Refused(
            "case_closed",
            say("Case %(pk)s is closed.", pk=pk),
            "--case",
            say("See `recoup case %(pk)s`.", pk=pk),
        )
    return case


def task_by(creditor: Creditor, pk: int) -> Task:
    """The creditor's open task. Raises Refused (`no_such_task`, `task_closed`)."""
    rows = Task.objects.of(creditor).select_related("debtor", "case", "step")
    task: Task | None = rows.filter(pk=pk).first()
    if task is None:
        raise Refused(
            "no_such_task",
            say("There is no task %(pk)s.", pk=pk),
            "--task",
            "`recoup worklist` names the tasks.",
        )
    if task.state != "open":
        raise task_closed(task)
    return task


def step_by(creditor: Creditor, pk: int) -> StepRun:
    """The creditor's step. Raises Refused (`no_such_step`)."""
    rows = StepRun.objects.of(creditor).select_related("case", "debtor", "message", "contact")
    step: StepRun | None = rows.filter(pk=pk).first()
    if step is None:
        raise Refused(
            "no_such_step",
            say("There is no step %(pk)s.", pk=pk),
            "step",
            "`recoup case` names a case's steps.",
        )
    return step


def task_closed(task: Task) -> Refused:
    """What is said of a task that somebody has closed before."""
    words = {"done": "done already", "fallen_back": "not done in time, and another way is taken"}
    said = words.get(task.state, "not open any more")
    return Refused(
        "task_closed",
        say("Task %(pk)s is %(said)s.", pk=task.pk, said=said),
        "--task",
        "To add what was said later, record it on the case.",
    )
