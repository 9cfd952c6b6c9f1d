"""Debts lived day by day under a ladder: each day the planner and the gate are asked, and what they allow is done.

Assumed, and said on the page: whatever falls due is done on its day, nobody answers, a search finds the person in
charge, whoever sold is told at once, and everything up to rung 4 that waits for a yes gets it. From rung 5 on a
person decides, so that the first formal step is counted and the debt rests there.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from recoup.insight.simulation.told import Deed
from recoup.ladder.gate import gate
from recoup.ladder.position import CaseFacts, ContactFacts, InvoiceFacts, Position, RecentContact, StepFacts
from recoup.ladder.standing import IN_FLIGHT, WRITTEN, asked_invoices
from recoup.ladder.verdict import Act, Ask, Later, Step, Verdict, Wait
from recoup.lib.clock import business_moment

FORMAL = ("demand", "placement", "claim", "write_off")
DAY = timedelta(days=1)
_FOUND = ContactFacts(-1, "accounting_manager", is_in_charge=True, has_phone=True)

Plan = Callable[[Position, date], dict[int, Verdict]]
"""The planner, or the planner with what else a run goes by."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A debtor on a day, before what the simulation has done to it."""

    debtor: int
    number: str
    name: str
    position: Position


@dataclass
class _Done:
    """What the simulation did to one debt (a case, or a currency that has none yet)."""

    steps: list[tuple[StepFacts, frozenset[int]]] = field(default_factory=list)
    earned: dict[int, int] = field(default_factory=dict)
    told_on: date | None = None
    rests: bool = False
    level: int = 0
    rounds: int = 0

    def fall_back(self, level: int) -> None:
        """What had earned the higher rung is paid: a new round; with nothing earned it begins anew."""
        if level < self.level:
            self.rounds += 1
            if level == 0:
                self.told_on, self.rests = None, False
        self.level = level


@dataclass
class _Life:
    done: dict[tuple[int, str], _Done] = field(default_factory=lambda: defaultdict(_Done))
    recent: list[RecentContact] = field(default_factory=list)
    has_found: bool = False
    look_on: date = date.min
    settled_from: date | None = None


def live(
    days: Sequence[date],
    see: Callable[[date, Sequence[int]], Iterable[Seen]],
    ids: Sequence[int],
    changes: dict[int, set[date]],
    plan: Plan,
    zone: str,
) -> list[Deed]:
    """Every deed of these days in order. `see` reads debtors on a day; `changes`: days on which their facts change."""
    lives = {debtor: _Life() for debtor in ids}
    deeds: list[Deed] = []
    for n, on in enumerate(days):
        due = [i for i, life in lives.items() if n == 0 or life.look_on <= on or on in changes.get(i, ())]
        for debtor in due:
            lives[debtor].look_on = date.max  # nothing late: looked at when the facts change
        for seen in see(on, due):
            life = lives[seen.debtor]
            deeds += _day(seen, life, on, plan, zone)
            if n == 0:
                _take_as_done(seen.position, life, on)
    return deeds


def _day(seen: Seen, life: _Life, on: date, plan: Plan, zone: str) -> list[Deed]:
    """One debtor's day. What only needs a word of ours is given at once and the day asked anew."""
    for _ in range(3):
        position = _with(seen.position, life, on)
        verdicts = plan(position, on)
        if not _settle(position, verdicts, life, on):
            break
    deeds = _carry_out(seen, position, verdicts, life, on, zone)
    life.look_on = _look_on(verdicts, deeds, on)
    return deeds


def _settle(position: Position, verdicts: dict[int, Verdict], life: _Life, on: date) -> bool:
    is_new = False
    for case in position.cases:
        verdict = verdicts.get(case.key)
        if not isinstance(verdict, Ask):
            continue
        done = life.done[_key(case)]
        if verdict.question == "tell_owner" and done.told_on is None:
            done.told_on = on
            is_new = True
    return is_new


def _look_on(verdicts: dict[int, Verdict], deeds: list[Deed], on: date) -> date:
    if deeds:
        return on + DAY
    untils = [max(v.until_on, on + DAY) for v in verdicts.values() if isinstance(v, Wait)]
    return min(untils, default=date.max)


def _key(case: CaseFacts) -> tuple[int, str]:
    return (case.id or 0, case.currency)


def _with(position: Position, life: _Life, on: date) -> Position:
    """The facts of the day, with what the simulation has done so far."""
    cases = tuple(_case(case, life, on) for case in position.cases)
    if not life.recent and not life.has_found:
        return replace(position, cases=cases)
    contacts = position.contacts
    if life.has_found and not any(one.is_in_charge and one.has_phone for one in contacts):
        contacts = (*contacts, _FOUND)
    return replace(position, cases=cases, contacts=contacts, recent=(*position.recent, *life.recent))


def _case(case: CaseFacts, life: _Life, on: date) -> CaseFacts:
    done = life.done[_key(case)]
    is_later = life.settled_from is not None and on > life.settled_from
    steps = tuple(_settled(step, life.settled_from) for step in case.steps) if is_later else case.steps
    invoices = case.invoices
    if done.earned:
        invoices = tuple(_earning(invoice, done.earned) for invoice in invoices)
    done.fall_back(max([invoice.earned for invoice in invoices], default=0))
    there = {invoice.id for invoice in invoices}
    return replace(
        case,
        steps=(*steps, *[step for step, named in done.steps if named & there]),
        invoices=invoices,
        round=case.round + done.rounds,
        owner_told_on=done.told_on or case.owner_told_on,
    )


def _take_as_done(position: Position, life: _Life, on: date) -> None:
    """What was on its way when we began is taken as done on that first day; it is not counted as a deed."""
    life.settled_from = on
    for case in position.cases:
        for step in case.steps:
            if step.state in IN_FLIGHT and step.kind != "find_contact":
                _earn(case, step.rung, life, on)


def _settled(step: StepFacts, on: date | None) -> StepFacts:
    if step.state not in IN_FLIGHT or on is None:
        return step
    return replace(step, state="done", done_on=on)


def _earning(invoice: InvoiceFacts, earned: dict[int, int]) -> InvoiceFacts:
    rung = earned.get(invoice.id, 0)
    return replace(invoice, earned=rung) if rung > invoice.earned else invoice


def _carry_out(
    seen: Seen, position: Position, verdicts: dict[int, Verdict], life: _Life, on: date, zone: str
) -> list[Deed]:
    deeds = []
    for case in position.cases:
        verdict = verdicts.get(case.key)
        if isinstance(verdict, Act):
            allowed = [step for step in verdict.steps if _may_go(step, position, on, zone)]
            for step in allowed:
                deeds.append(_deed(seen, case, step, on))
                _do(case, step, life, on)
        elif isinstance(verdict, Ask) and verdict.question in FORMAL and not life.done[_key(case)].rests:
            life.done[_key(case)].rests = True
            deeds.append(_formal(seen, case, verdict, on))
    return deeds


def _may_go(step: Step, position: Position, on: date, zone: str) -> bool:
    """The gate at the hour of business; what it puts off to another hour of the day still goes that day."""
    if step.is_draft:
        return True
    answer = gate(step, position, business_moment(on, zone))
    return not isinstance(answer, Later) or answer.moment.date() <= on


def _deed(seen: Seen, case: CaseFacts, step: Step, on: date) -> Deed:
    asked = asked_invoices(case, on)
    oldest = min(invoice.due_on for invoice in asked)
    is_first = not any(invoice.earned for invoice in case.invoices) and not case.steps
    minor = sum(invoice.asked_minor for invoice in asked)
    return Deed(
        on, seen.debtor, seen.number, seen.name, case.id, step.rung, step.kind, step.channel, case.currency,
        minor, (on - oldest).days, is_first, step.is_draft, step.why,
    )  # fmt: skip


def _formal(seen: Seen, case: CaseFacts, verdict: Ask, on: date) -> Deed:
    asked = asked_invoices(case, on)
    oldest = min((invoice.due_on for invoice in asked), default=on)
    minor = sum(invoice.asked_minor for invoice in asked)
    rung = next((int(value) for name, value in verdict.why.args if name == "rung"), 0)
    return Deed(
        on, seen.debtor, seen.number, seen.name, case.id, rung, verdict.question, verdict.question, case.currency,
        minor, (on - oldest).days, False, True, verdict.why,
    )  # fmt: skip


def _do(case: CaseFacts, step: Step, life: _Life, on: date) -> None:
    done = life.done[_key(case)]
    made = StepFacts(
        step.rung, step.round, step.channel, step.kind, "done", on, done_on=on, contact=step.contact
    )
    done.steps.append((made, frozenset(invoice.id for invoice in asked_invoices(case, on))))
    if step.kind == "find_contact":
        life.has_found = True
        return
    _earn(case, step.rung, life, on)
    is_written = step.channel in WRITTEN
    contact = RecentContact(on, step.channel, is_written, is_written or step.channel == "visit")
    if contact not in life.recent:
        life.recent.append(contact)


def _earn(case: CaseFacts, rung: int, life: _Life, on: date) -> None:
    """One rung by each message."""
    earned = life.done[_key(case)].earned
    for invoice in asked_invoices(case, on):
        before = earned.get(invoice.id, invoice.earned)
        if rung > before:
            earned[invoice.id] = before + 1
