"""Pure rules of the open matter: what an invoice has earned, how promises stand, when a payment restarts the wait."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from recoup.lib.days import Calendar

BANK_DAYS_AFTER_PROMISE = 2
QUARTER = 4
LAST_RUNG_WITH_RESTART = 5


@dataclass(frozen=True, slots=True)
class DeliveredStep:
    """A delivered message or done step: its rung, and the invoices it named."""

    rung: int
    invoices: frozenset[int]


def earned_rungs(steps: Iterable[DeliveredStep]) -> dict[int, int]:
    """The rung each invoice has earned, from the delivered steps in the order they happened.

    An invoice earns rung n when it had earned n-1 and a step of rung n or higher names it; one rung per step.

    >>> earned_rungs([DeliveredStep(1, frozenset({7})), DeliveredStep(2, frozenset({7, 8}))])
    {7: 2, 8: 1}
    """
    earned: dict[int, int] = {}
    for step in steps:
        for invoice in step.invoices:
            has = earned.get(invoice, 0)
            if step.rung > has:
                earned[invoice] = has + 1
    return earned


@dataclass(frozen=True, slots=True)
class PromiseMade:
    """A promise as stored; instalments of a plan are promises in order of their due dates."""

    id: int
    amount_minor: int
    due_on: date
    made_on: date
    state: str
    judged_on: date | None
    plan: int | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came in for a case, by its own date."""

    on: date
    amount_minor: int


def judgement_on(promise_due_on: date, bank_days: Calendar) -> date:
    """The day whose books can first show that a promise was not kept: due date + 2 bank days."""
    return bank_days.add(promise_due_on, BANK_DAYS_AFTER_PROMISE)


def judge(
    promises: Sequence[PromiseMade],
    receipts: Sequence[Receipt],
    fresh_on: date | None,
    bank_days: Calendar,
    today: date,
) -> dict[int, tuple[str, date]]:
    """New states of open promises: id -> (kept, part or broken; the day of judgement).

    Kept as soon as the sum came, whenever that was; part or broken only on data newer than the due date + 2 bank days.
    Money is counted once: the promise that falls due first takes it first; what came after a promise was judged
    is no longer its money. A promise not named stays as it is.
    """
    judged: dict[int, tuple[str, date]] = {}
    left = {n: r.amount_minor for n, r in enumerate(receipts)}
    for promise in sorted(promises, key=lambda p: (p.due_on, p.id)):
        if promise.state not in ("open", "kept", "part", "broken"):
            continue
        taken = _take(promise, receipts, left)
        if promise.state != "open":
            continue
        if taken >= promise.amount_minor:
            judged[promise.id] = ("kept", today)
        elif fresh_on is not None and fresh_on > judgement_on(promise.due_on, bank_days):
            judged[promise.id] = ("part" if taken else "broken", today)
    return judged


def _take(promise: PromiseMade, receipts: Sequence[Receipt], left: dict[int, int]) -> int:
    taken, until_on = 0, promise.judged_on or date.max
    for n, receipt in enumerate(receipts):
        if promise.made_on <= receipt.on <= until_on and taken < promise.amount_minor:
            part = min(left[n], promise.amount_minor - taken)
            left[n] -= part
            taken += part
    return taken


def restart_on(
    rung: int, asked_minor: int, done_on: date, receipts: Sequence[Receipt], paid_whole: bool
) -> date | None:
    """The date of the part payment that restarts the wait after a step, if one does.

    Only money of at least a quarter of what the step asked, or that pays whole invoices; once per rung; never after
    rung 5. Due dates and rungs never move.
    """
    if rung > LAST_RUNG_WITH_RESTART or not asked_minor:
        return None
    total = 0
    for receipt in sorted(receipts, key=lambda r: r.on):
        if receipt.on < done_on:
            continue
        total += receipt.amount_minor
        if paid_whole or total * QUARTER >= asked_minor:
            return receipt.on
    return None


def first_working_day_after(day: date, calendar: Calendar) -> date:
    """The next working day after that day."""
    return calendar.on_or_after(day + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class CallTry:
    """A call that reached nobody: its day and hour at the debtor's place, and whether a message was left."""

    on: date
    hour: time
    left_message: bool


TRIES_THAT_ARE_ENOUGH = 3
NOON = time(12, 30)


def are_calls_enough(tries: Sequence[CallTry]) -> bool:
    """Whether calls in vain, in the order they were made, count as the step done.

    Three tries on three days, not all before or all after noon, and a message left by the last of them.

    >>> nine, four = time(9), time(16)
    >>> days = [date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)]
    >>> are_calls_enough([CallTry(days[0], nine, False), CallTry(days[1], four, False), CallTry(days[2], nine, True)])
    True
    """
    if not tries or not tries[-1].left_message:
        return False
    halves = {one.hour < NOON for one in tries}
    return len({one.on for one in tries}) >= TRIES_THAT_ARE_ENOUGH and len(halves) > 1


ALONE_DAYS = 14


def may_accept_alone(today: date, due_on: date, *, was_broken: bool) -> bool:
    """Whether whoever hears a promise may take it: up to 14 days ahead, and none broken before.

    >>> may_accept_alone(date(2026, 3, 2), date(2026, 3, 16), was_broken=False)
    True
    """
    return not was_broken and (due_on - today).days <= ALONE_DAYS


def instalments(total_minor: int, count: int, first_on: date, every: str) -> list[tuple[date, int]]:
    """A sum in equal parts, weekly or monthly from a day on; the last part takes what does not divide.

    A month that lacks the day has its last day instead.

    >>> instalments(1000, 3, date(2026, 1, 31), "month")
    [(datetime.date(2026, 1, 31), 333), (datetime.date(2026, 2, 28), 333), (datetime.date(2026, 3, 31), 334)]
    """
    part = total_minor // count
    sums = [part] * (count - 1) + [total_minor - part * (count - 1)]
    return [(_later(first_on, n, every), minor) for n, minor in enumerate(sums)]


def _later(day: date, n: int, every: str) -> date:
    if every == "week":
        return day + timedelta(days=7 * n)
    years, month = divmod(day.month - 1 + n, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))
