"""Decisions written down: cases opened, joined and closed, steps and tasks planned, state rows brought up. One deed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from recoup.archive.deeds import Deed
from recoup.cases.bulk import insert, new_ids, update
from recoup.cases.decide import Decision, state_row
from recoup.cases.facts import CaseRead, Context, Matter
from recoup.cases.formal.demand import following
from recoup.cases.models import (
    Case,
    CaseInvoice,
    CaseState,
    Promise,
    Sending,
    StepRun,
    StepState,
    Task,
)
from recoup.ladder.verdict import Act, Ask, Step
from recoup.ledger.bulk import iso
from recoup.ledger.models import Invoice, InvoiceState
from recoup.ledger.queries import open_charges

PERSONS_KINDS = frozenset(("phone", "find_contact", "visit", "sms", "portal"))
STATE_COLUMNS = (
    "rung", "round", "open_minor", "next_kind", "next_rung", "next_on", "why_code", "why_args", "seen_seq", "seen_on",
)  # fmt: skip
NEW_CASE_COLUMNS = (
    "id", "creditor_id", "debtor_id", "currency", "policy_id", "opened_on", "is_formal_hold",
    "is_new_debt",
)  # fmt: skip
STEP_COLUMNS = (
    "id", "creditor_id", "case_id", "debtor_id", "rung", "round", "channel", "kind", "state", "planned_on",
    "contact_id", "tone", "wording", "reason",
)  # fmt: skip
TASK_COLUMNS = ("creditor_id", "debtor_id", "case_id", "step_id", "kind", "due_on", "opened_on")
ANSWER_THEMSELVES = ("find_address", "send_email", "send_letter", "check_means", "new_debt")
OPEN_STEPS = (StepState.PLANNED, StepState.READY, StepState.TASK)


@dataclass
class Tally:
    """What one call has done, for its report."""

    opened: int = 0
    closed: int = 0
    planned: Counter[str] = field(default_factory=Counter)
    acted: set[int] = field(default_factory=set)
    """The cases for which something was planned that is no draft."""


def carry_out(
    ctx: Context,
    decisions: Sequence[Decision],
    deed: Deed,
    tally: Tally,
    *,
    act: bool,
    sending: Sending | None = None,
) -> None:
    """Writes what was decided, inside the caller's deed, which has locked all the debtors' streams.

    With `act=False` nothing is planned: a step that is due shows in the state row and is left to the daily run. What
    a person is asked, they are asked at once. Messages that are planned ready to go belong to `sending`, and none of
    them leaves before its `leaves_at`.
    """
    _Writer(ctx, deed, tally, act, sending).write(decisions)


class _Writer:
    def __init__(
        self, ctx: Context, deed: Deed, tally: Tally, act: bool, sending: Sending | None = None
    ) -> None:
        self.ctx, self.deed, self.tally, self.act, self.sending = ctx, deed, tally, act, sending
        self.today = ctx.today.isoformat()
        self.seqs: dict[int, int] = {}

    def write(self, decisions: Sequence[Decision]) -> None:
        pairs = [(d, read) for d in decisions for read in d.matter.cases]
        ids = self._open(pairs)
        self._join(pairs, ids)
        for decision, read in pairs:
            self._keep_promises_and_tasks(decision.matter, read, ids[decision.matter.debtor, read.key])
        self._close([(d.matter, read) for d, read in pairs if read.ends_as], ids)
        working = [(d, read) for d, read in pairs if not read.ends_as]
        if self.act:
            self._plan_steps(working, ids)
        self._drop_moot(working)
        self._ask(working, ids)
        self._state_rows(working, ids)

    def _record(self, matter: Matter, kind: str, case: int, **more: Any) -> None:
        facts = {"case": case, **more.pop("facts", {})}
        self.seqs[matter.debtor] = self.deed.record(
            matter.stream, kind, klass="internal", facts=facts, **more
        )

    def _open(self, pairs: Sequence[tuple[Decision, CaseRead]]) -> dict[tuple[int, int], int]:
        """The case of each read; new ones have their id now, and their row once it is known what comes next."""
        ids = {(d.matter.debtor, read.key): read.id for d, read in pairs if read.id}
        new = [(d.matter, read) for d, read in pairs if read.id is None]
        for (matter, read), case in zip(new, new_ids(Case, len(new)), strict=True):
            ids[matter.debtor, read.key] = case
            self._record(
                matter,
                "case.opened",
                case,
                facts={"currency": read.currency, "invoices": len(read.joins)},
                amounts={"open_minor": read.open_minor},
            )
        again = [(d.matter, read) for d, read in pairs if read.reopens and read.id]
        for matter, read in again:
            Case.objects.filter(pk=read.id or 0).update(state=CaseState.OPEN, closed_on=None)
            self._record(matter, "case.reopened", read.id or 0, amounts={"open_minor": read.open_minor})
        self.tally.opened += len(new) + len(again)
        return ids

    def _join(self, pairs: Sequence[tuple[Decision, CaseRead]], ids: dict[tuple[int, int], int]) -> None:
        joining = [(d.matter, read) for d, read in pairs if read.joins]
        known = self._known_holdings([ids[m.debtor, r.key] for m, r in joining if r.id])
        fresh: list[tuple[int, int, int, int, str]] = []
        back = []
        for matter, read in joining:
            case = ids[matter.debtor, read.key]
            position = next(c for c in matter.position.cases if c.key == read.key)
            earned = {invoice.id: invoice.earned for invoice in position.invoices}
            for invoice in read.joins:
                if (case, invoice) in known:
                    back.append(known[case, invoice])
                else:
                    fresh.append((self.ctx.creditor.pk, case, invoice, earned[invoice], self.today))
            if read.id and not read.reopens:
                self._record(
                    matter,
                    "case.joined",
                    case,
                    facts={"invoices": len(read.joins)},
                    amounts={"open_minor": read.open_minor},
                )
        moved = [invoice for _, read in joining if read.is_new_debt for invoice in read.joins]
        if (
            moved
        ):  # supplied after the insolvency opened, and pursued with the older debts until that was known
            CaseInvoice.objects.of(self.ctx.creditor).filter(invoice__in=moved, is_current=True).update(
                is_current=False
            )
        insert(CaseInvoice, ("creditor_id", "case_id", "invoice_id", "earned", "joined_on"), fresh)
        if back:
            CaseInvoice.objects.filter(id__in=back).update(is_current=True)

    def _known_holdings(self, cases: Sequence[int]) -> dict[tuple[int, int], int]:
        if not cases:
            return {}
        rows = CaseInvoice.objects.of(self.ctx.creditor).filter(case_id__in=cases)
        return {(case, invoice): pk for pk, case, invoice in rows.values_list("id", "case_id", "invoice_id")}

    def _keep_promises_and_tasks(self, matter: Matter, read: CaseRead, case: int) -> None:
        for promise, (state, judged_on) in read.judged.items():
            Promise.objects.filter(pk=promise).update(state=state, judged_on=judged_on)
            self._record(matter, "promise.judged", case, result=state, facts={"promise": promise})
        if read.outdated:
            StepRun.objects.filter(id__in=read.outdated, state=StepState.PLANNED).update(
                state=StepState.CANCELLED, is_void=True
            )
        for step in read.fallen_back:
            StepRun.objects.filter(pk=step).update(state=StepState.FALLEN_BACK)
            Task.objects.filter(step_id=step).update(state="fallen_back", closed_on=self.ctx.today)
            self._record(matter, "task.fallen_back", case, facts={"step": step})

    def _close(self, ending: Sequence[tuple[Matter, CaseRead]], ids: dict[tuple[int, int], int]) -> None:
        """Nothing is open any more: planned steps and tasks fall, the invoices are let go, and it is recorded."""
        if not ending:
            return
        cases = [ids[matter.debtor, read.key] for matter, read in ending]
        written_off = set(
            CaseInvoice.objects.filter(case_id__in=cases, is_current=True)
            .filter(invoice__state=InvoiceState.WRITTEN_OFF)
            .values_list("case_id", flat=True)
        )
        sold = set(
            CaseInvoice.objects.filter(case_id__in=cases, is_current=True)
            .filter(invoice__state=InvoiceState.SOLD)
            .values_list("case_id", flat=True)
        )
        paid = set(
            Invoice.objects.of(self.ctx.creditor)
            .filter(pursuits__case_id__in=cases, pursuits__is_current=True, state=InvoiceState.PAID)
            .values_list("pursuits__case_id", flat=True)
        )
        StepRun.objects.filter(case_id__in=cases, state__in=OPEN_STEPS).update(
            state=StepState.CANCELLED, is_void=True
        )
        Task.objects.filter(case_id__in=cases, state="open").exclude(kind="read_answer").update(
            state="cancelled", closed_on=self.ctx.today
        )
        CaseInvoice.objects.filter(case_id__in=cases, is_current=True).update(is_current=False)
        whole = paid - written_off - sold
        following.closed(self.ctx.creditor, cases, whole, self.ctx.today)
        for matter, read in ending:
            case = ids[matter.debtor, read.key]
            state = _end(case in written_off, case in sold, case in paid)
            self._record(matter, "case.closed", case, result=state.value)
            Case.objects.filter(pk=case).update(
                state=state, closed_on=self.ctx.today, rung=read.rung or read.stored_rung, round=read.round,
                open_minor=0,
                next_kind="", next_rung=None, next_on=None, why_code="paid", why_args="", seen_on=self.ctx.today,
                seen_seq=self.seqs[matter.debtor],
            )  # fmt: skip
        self._ask_charges([matter.debtor for matter, _ in ending], ids, ending)
        self.tally.closed += len(ending)

    def _ask_charges(
        self,
        debtors: Sequence[int],
        ids: dict[tuple[int, int], int],
        ending: Sequence[tuple[Matter, CaseRead]],
    ) -> None:
        """The principal is paid and what was added to it is not: a person says whether to claim it or to let it go."""
        owing = open_charges(self.ctx.creditor, debtors)
        for matter, read in ending if owing else ():
            if (matter.debtor, read.currency) in owing:
                case = ids[matter.debtor, read.key]
                insert(
                    Task,
                    TASK_COLUMNS,
                    [
                        self._task(
                            matter, case, "charges_left", self.ctx.facts.calendar.add(self.ctx.today, 1)
                        )
                    ],
                )
                self._record(matter, "task.opened", case, facts={"task": "charges_left"})

    def _plan_steps(
        self, working: Sequence[tuple[Decision, CaseRead]], ids: dict[tuple[int, int], int]
    ) -> None:
        planned: list[tuple[Matter, int, Step]] = []
        for decision, read in working:
            verdict = decision.verdicts[read.key]
            if isinstance(verdict, Act):
                case = ids[decision.matter.debtor, read.key]
                planned += [(decision.matter, case, step) for step in verdict.steps]
        tasks: list[tuple[Any, ...]] = []
        runs: list[tuple[Any, ...]] = []
        for (matter, case, step), run in zip(planned, new_ids(StepRun, len(planned)), strict=True):
            self.tally.planned[step.kind] += 1
            facts: dict[str, int | str] = {
                "step": run,
                "rung": step.rung,
                "round": step.round,
                "why": step.why.code,
            }
            if step.is_draft:
                facts["draft"] = step.draft_why
            self._record(
                matter,
                "step.planned",
                case,
                channel=step.channel,
                rule=self._rule(read_policy(matter, step)),
                facts=facts,
            )
            state = _first_state(step)
            runs.append(self._run(run, matter, case, step, state))
            if state == StepState.TASK:
                tasks.append(self._task(matter, case, step.kind, self.ctx.today, run))
        insert(StepRun, STEP_COLUMNS, runs)
        if self.sending is not None:
            self._send_together([run[0] for run in runs], self.sending)
        insert(Task, TASK_COLUMNS, tasks)

    def _run(self, pk: int, matter: Matter, case: int, step: Step, state: StepState) -> tuple[Any, ...]:
        return (
            pk, self.ctx.creditor.pk, case, matter.debtor, step.rung, step.round, step.channel, step.kind, state.value,
            self.today, step.contact, step.tone, step.wording, step.draft_why,
        )  # fmt: skip

    def _send_together(self, steps: Sequence[int], sending: Sending) -> None:
        ready = StepRun.objects.filter(id__in=steps, state=StepState.READY)
        ready.update(sending=sending, not_before_at=sending.leaves_at)

    def _rule(self, policy: tuple[str, int]) -> str:
        return f"{policy[0]}/{policy[1]}"

    def _task(
        self, matter: Matter, case: int, kind: str, due_on: date, step: int | None = None
    ) -> tuple[Any, ...]:
        return (self.ctx.creditor.pk, matter.debtor, case, step, kind, iso(due_on), self.today)

    def _ask(self, working: Sequence[tuple[Decision, CaseRead]], ids: dict[tuple[int, int], int]) -> None:
        asking: list[tuple[Matter, int, Ask]] = []
        for decision, read in working:
            verdict = decision.verdicts[read.key]
            if isinstance(verdict, Ask):
                asking.append((decision.matter, ids[decision.matter.debtor, read.key], verdict))
        if not asking:
            return
        open_tasks = Task.objects.of(self.ctx.creditor).filter(
            case_id__in=[case for _, case, _ in asking], state="open", step__isnull=True
        )
        asked = set(open_tasks.values_list("case_id", "kind"))
        new = [(m, case, ask) for m, case, ask in asking if (case, ask.question) not in asked]
        insert(Task, TASK_COLUMNS, [self._task(m, case, ask.question, ask.due_on) for m, case, ask in new])
        for matter, case, ask in new:
            self._record(matter, "task.opened", case, facts={"task": ask.question, "why": ask.why.code})

    def _drop_moot(self, working: Sequence[tuple[Decision, CaseRead]]) -> None:
        """Questions that answered themselves, so that nobody does what is not needed any more."""
        known = {read.id: (d.matter, d.verdicts[read.key]) for d, read in working if read.id}
        if not known:
            return
        open_tasks = Task.objects.of(self.ctx.creditor).filter(
            case_id__in=list(known), state="open", step__isnull=True, kind__in=ANSWER_THEMSELVES
        )
        for task in open_tasks:
            assert task.case_id is not None
            matter, verdict = known[task.case_id]
            if isinstance(verdict, Ask) and verdict.question == task.kind:
                continue
            Task.objects.filter(pk=task.pk).update(state="cancelled", closed_on=self.ctx.today)
            self._record(matter, "task.not_needed", task.case_id, facts={"task": task.kind})

    def _state_rows(
        self, working: Sequence[tuple[Decision, CaseRead]], ids: dict[tuple[int, int], int]
    ) -> None:
        opened, changed = [], []
        for decision, read in working:
            matter = decision.matter
            verdict = decision.verdicts[read.key]
            row = state_row(matter, read, verdict, self.ctx.today)
            pk = ids[matter.debtor, read.key]
            if self.act and isinstance(verdict, Act) and not all(step.is_draft for step in verdict.steps):
                self.tally.acted.add(pk)
            values = (
                read.rung, read.round, read.open_minor, row.next_kind, row.next_rung, iso(row.next_on), row.why_code,
                row.why_args,
                self.seqs.get(matter.debtor, matter.seq), self.today,
            )  # fmt: skip
            if read.id is None:
                who = (self.ctx.creditor.pk, matter.debtor, read.currency, read.policy_id, self.today)
                opened.append((pk, *who, read.is_formal_hold, read.is_new_debt, *values))
            else:
                changed.append((*values, pk))
        insert(Case, (*NEW_CASE_COLUMNS, *STATE_COLUMNS), opened)
        update(Case, STATE_COLUMNS, changed)


def read_policy(matter: Matter, step: Step) -> tuple[str, int]:
    """Name and version of the policy that a step was planned by."""
    policy = next(case.policy for case in matter.position.cases if case.key == step.case)
    return policy.name, policy.version


def _first_state(step: Step) -> StepState:
    if step.is_draft:
        return StepState.PLANNED
    return StepState.TASK if step.kind in PERSONS_KINDS else StepState.READY


def _end(is_written_off: bool, is_sold: bool, is_paid: bool) -> CaseState:
    if is_written_off:
        return CaseState.CLOSED_WRITTEN_OFF
    if is_sold:
        return CaseState.CLOSED_OTHER
    return CaseState.CLOSED_PAID if is_paid else CaseState.CLOSED_OTHER
