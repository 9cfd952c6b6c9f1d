"""What keeps a case from going on, in the order in which it counts; each check gives a verdict or None.

Planner and gate ask the same checks, so that what one plans the other does not refuse.
"""

from collections.abc import Callable
from datetime import date, timedelta

from recoup.ladder.day import add_working
from recoup.ladder.position import CaseFacts, Position, PromiseFacts
from recoup.ladder.standing import IN_FLIGHT, Standing, tolerance
from recoup.ladder.verdict import Ask, Stop, Verdict, Wait, Why
from recoup.ladder.ways import automation

REVIEW_DAYS = 30
RELOOK_DAYS = 7
BANK_DAYS = 2
UNREAD_LIMIT_DAYS = 5
CALLBACK_LIMIT_DAYS = 2

DebtorCheck = Callable[[Position, date], Verdict | None]
CaseCheck = Callable[[Position, Standing, date], Verdict | None]


def wait(until: date, code: str, *args: tuple[str, str | int]) -> Wait:
    """A Wait whose reason also says until when."""
    return Wait(until, Why(code, (("until", until.isoformat()), *args)))


def tomorrow(today: date) -> date:
    """The day after."""
    return today + timedelta(days=1)


def after_today(on: date | None, today: date) -> date:
    """That day, or tomorrow if it is unknown or not ahead."""
    return on if on is not None and on > today else tomorrow(today)


def debtor_check(position: Position, today: date) -> Verdict | None:
    """What stops all cases of a debtor: insolvency, a lawyer, a placement, or nothing automatic at all."""
    review_on = position.placed_review_on
    for code, is_so in (
        ("insolvent", position.insolvent_on is not None and position.insolvent_on <= today),
        ("represented", position.is_represented),
        ("placed", position.is_placed),
    ):
        if is_so and code == "placed" and review_on is not None and review_on <= today:
            return Ask("placement_review", add_working(position.creditor.calendar, today, 1), Why(code))
        if is_so:
            looks = today + timedelta(days=REVIEW_DAYS)
            if code == "placed" and review_on is not None:
                looks = min(looks, review_on)
            return Stop(Why(code), looks)
    return None


def case_check(position: Position, standing: Standing, today: date) -> Verdict | None:
    """The first of the checks that says something, steps in flight apart."""
    for check in _CHECKS:
        verdict = check(position, standing, today)
        if verdict is not None:
            return verdict
    return None


def formal_elsewhere(position: Position, standing: Standing, today: date) -> Verdict | None:
    """New debts beside a formal case: a person joins them, runs them apart, or proposes a supply stop."""
    case = standing.case
    if not case.is_formal_elsewhere or case.steps or case.advance_to is not None:
        return None
    return Ask("formal_case_open", add_working(position.creditor.calendar, today, 1), Why("formal_case_open"))


def claimed(position: Position, standing: Standing, today: date) -> Verdict | None:
    """A claim runs in court: people act there, and nothing goes out besides."""
    case = standing.case
    if not case.is_claimed:
        return None
    return wait(after_today(case.claim_due_on, today), "formal_case_open", ("because", "claim"))


def nothing_to_ask(position: Position, standing: Standing, today: date) -> Verdict | None:
    """Paid, disputed, held, not due, or too little to ask for."""
    case = standing.case
    relook = today + timedelta(days=RELOOK_DAYS)
    if standing.asked_minor <= tolerance(case.policy, case.currency):
        return _why_nothing(case, today, relook)
    if case.unmatched_minor < standing.asked_minor:
        minimum = case.policy.amount(case.currency, "net")
        if standing.net_minor < minimum:
            relook = min([relook, *_held_ends(case, today)])
            return wait(relook, "below_minimum", ("minimum_minor", minimum), ("currency", case.currency))
    return None


def _why_nothing(case: CaseFacts, today: date, relook: date) -> Verdict:
    overdue = [invoice for invoice in case.invoices if invoice.open_minor > 0 and invoice.due_on < today]
    ahead = [
        invoice.due_on for invoice in case.invoices if invoice.open_minor > 0 and invoice.due_on >= today
    ]
    held = _held_ends(case, today)
    looks = min([relook, *held, *[tomorrow(due_on) for due_on in ahead]])
    if not overdue and ahead:
        return wait(tomorrow(min(ahead)), "not_due")
    if any(invoice.disputed_minor > 0 and invoice.asked_minor <= 0 for invoice in overdue):
        return wait(looks, "disputed")
    if held:
        return wait(min(held), "held")
    return wait(looks, "paid")


def _held_ends(case: CaseFacts, today: date) -> list[date]:
    return [
        invoice.held_until_on
        for invoice in case.invoices
        if invoice.open_minor > 0 and invoice.held_until_on is not None and invoice.held_until_on > today
    ]


def held(position: Position, standing: Standing, today: date) -> Verdict | None:
    """A hold on the case or debtor that has not ended; of several, the one that ends last."""
    running = [hold for hold in standing.case.holds if hold.until_on > today]
    if not running:
        return None
    last = max(running, key=lambda hold: (hold.until_on, hold.reason))
    return wait(last.until_on, last.reason or "held")


def promised(position: Position, standing: Standing, today: date) -> Verdict | None:
    """An open promise, or a plan being kept, waits until newer data (its date + 2 bank days) can judge it.

    Of several, the one that falls due first.
    """
    for promise in sorted(standing.case.promises, key=lambda one: (one.due_on, one.is_plan)):
        if not _is_running(position, promise, today):
            continue
        on = tomorrow(add_working(position.creditor.calendar, promise.due_on, BANK_DAYS))
        until = on if on > today else add_working(position.creditor.calendar, today, 1)
        code = "planned" if promise.is_plan else "promised"
        return wait(until, code, ("due_on", promise.due_on.isoformat()))
    return None


def _is_running(position: Position, promise: PromiseFacts, today: date) -> bool:
    if promise.state == "open":
        return True
    if not promise.is_plan or promise.state != "kept":
        return False
    return today <= add_working(position.creditor.calendar, promise.due_on, BANK_DAYS)


def unread(position: Position, standing: Standing, today: date) -> Verdict | None:
    """An answer nobody has read: a task for the next working day.

    Past the limit it goes to a manager, never out.
    """
    since = position.unread_since_on
    if since is None:
        return None
    calendar = position.creditor.calendar
    why = Why("unread_reply", (("since", since.isoformat()),))
    if add_working(calendar, since, UNREAD_LIMIT_DAYS) < today:
        return Ask("read_answer_late", today, why)
    return Ask("read_answer", max(add_working(calendar, since, 1), today), why)


def callback(position: Position, standing: Standing, today: date) -> Verdict | None:
    """We owe a call back: nothing goes out; past the limit a manager is asked."""
    owed = position.callback_owed_on
    if owed is None:
        return None
    limit = add_working(position.creditor.calendar, owed, CALLBACK_LIMIT_DAYS)
    if limit > today:
        return wait(limit, "callback_owed", ("owed_on", owed.isoformat()))
    return Ask("call_back_late", today, Why("callback_owed", (("owed_on", owed.isoformat()),)))


def automation_off(position: Position, standing: Standing, today: date) -> Verdict | None:
    """Nothing automatic for this debtor."""
    if automation(position) != "never":
        return None
    return Stop(Why("automation_off"), today + timedelta(days=REVIEW_DAYS))


def limitation(position: Position, standing: Standing, today: date) -> Verdict | None:
    """Nobody knows whether a debt over a year late has lapsed: a person looks before anything goes out by itself."""
    if not standing.case.needs_look:
        return None
    return Ask("limitation", add_working(position.creditor.calendar, today, 1), Why("limitation"))


_FLIGHT = {
    "planned": "needs_approval",
    "ready": "in_flight",
    "sending": "in_flight",
    "task": "task_open",
    "printed": "posting_open",
    "unsure": "unsure",
}
_GRAVITY = {"unsure": 0, "sending": 1, "ready": 2, "printed": 3, "task": 4, "planned": 5}


def in_flight(position: Position, standing: Standing, today: date) -> Verdict | None:
    """A step of the case that is planned, going out, open as a task or unsure.

    Nothing further until it has ended.
    """
    running = [step for step in standing.case.steps if step.state in IN_FLIGHT]
    if not running:
        return None
    step = min(running, key=lambda step: (_GRAVITY[step.state], step.rung, step.round, step.channel))
    code = _FLIGHT[step.state]
    if step.state == "planned" and (step.rung, step.round) in standing.case.approvals:
        code = "in_flight"
    on = step.next_try_on if step.next_try_on is not None and step.next_try_on > today else step.due_on
    until = after_today(on, today)
    return wait(until, code, ("rung", step.rung), ("channel", step.channel))


_CHECKS: tuple[CaseCheck, ...] = (
    claimed,
    formal_elsewhere,
    nothing_to_ask,
    held,
    promised,
    unread,
    callback,
    automation_off,
    limitation,
)
