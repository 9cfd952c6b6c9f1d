"""What is due for a debtor today: one verdict for each case, decided once for all of them."""

from datetime import date, timedelta

from recoup.ladder.causes import CAUSES
from recoup.ladder.checks import REVIEW_DAYS, case_check, debtor_check, in_flight, tomorrow, wait
from recoup.ladder.day import Booked, add_working, day_part, is_working
from recoup.ladder.due import due
from recoup.ladder.policy import Rung
from recoup.ladder.position import CaseFacts, Position
from recoup.ladder.standing import WRITTEN, Standing, cause_stops, next_rung, stand
from recoup.ladder.verdict import Act, Ask, Stop, Verdict, Why
from recoup.ladder.ways import TASKS_ONLY, automation, is_possible, steps_for, was_done_this_round

FORMAL_FROM = 5
MEANS = "means_checked_within_30_days"
"""What the ladder may need before court; a person who advances the case there with a reason overrules it."""
NEW_DEBT_DAYS = 2
"""Working days in which a person asks the office-holder to pay."""
_OWNER_HEARS = frozenset((4, 5, 6))
_OWNER_DAYS = 2


def plan(position: Position, today: date) -> dict[int, Verdict]:
    """The verdict for each case by its key, on the creditor's business day `today`.

    Depends on the facts alone, not on the order of cases, invoices or contacts. Cases due the same day by
    the same channel to the same contact share that message; one that would need another waits its turn.
    """
    for_all = debtor_check(position, today)
    if for_all is not None:
        return {case.key: _new_debt(position, case, today, for_all) for case in position.cases}
    booked = Booked()
    cases = position.cases
    if len(cases) > 1:
        cases = tuple(sorted(cases, key=lambda case: case.key))
    verdicts = {}
    for case in cases:
        verdict = _plan_case(position, case, today, booked)
        if isinstance(verdict, Act):
            booked.add(verdict.steps)
        verdicts[case.key] = verdict
    return verdicts


def _new_debt(position: Position, case: CaseFacts, today: date, for_all: Verdict) -> Verdict:
    """What was supplied after the insolvency opened is no claim in it: a person asks the office-holder to pay it."""
    if not case.is_new_debt or not isinstance(for_all, Stop) or for_all.why.code != "insolvent":
        return for_all
    verdict = case_check(position, stand(case, today), today)
    if verdict is not None:
        return verdict
    due_on = add_working(position.creditor.calendar, today, NEW_DEBT_DAYS)
    return _ask("new_debt", due_on, "insolvent")


def _plan_case(position: Position, case: CaseFacts, today: date, booked: Booked) -> Verdict:
    standing = stand(case, today)
    verdict = case_check(position, standing, today)
    if verdict is None and case.steps:
        verdict = in_flight(position, standing, today)
    if verdict is not None:
        return verdict
    rung = next_rung(position, standing)
    if rung is None:
        day = _next_day(position, today)
        return _ask("ladder_ended", day, "needs_approval", ("rung", standing.level))
    return (
        _by_decision(rung, case, today)
        or _cause_first(position, case, rung, today)
        or _not_yet(position, standing, rung, today)
        or _person_first(position, case, rung, today)
        or _deed(position, standing, rung, today, booked)
    )


def _ask(question: str, due_on: date, code: str, *args: tuple[str, str | int]) -> Ask:
    """An Ask whose reason also says what is asked."""
    return Ask(question, due_on, Why(code, (("because", question), *args)))


def _next_day(position: Position, today: date) -> date:
    return add_working(position.creditor.calendar, today, 1)


def _on_working(position: Position, day: date) -> date:
    calendar = position.creditor.calendar
    return day if is_working(calendar, day) else add_working(calendar, day, 1)


def _by_decision(rung: Rung, case: CaseFacts, today: date) -> Verdict | None:
    """A rung that is never due by itself: looked at again from time to time."""
    if not rung.is_by_decision or case.advance_to == rung.number:
        return None
    until = today + timedelta(days=REVIEW_DAYS)
    return wait(until, "waiting", ("because", "by_decision"), ("rung", rung.number))


def _cause_first(position: Position, case: CaseFacts, rung: Rung, today: date) -> Verdict | None:
    """A cause that stops the rung is settled first; asked at once, to be settled when the rung falls due."""
    if not cause_stops(case, rung):
        return None
    cause = CAUSES.get(case.cause)
    question = (cause.question if cause else "") or "settle_cause"
    why = Why("held", (("because", "cause"), ("cause", case.cause)))
    return Ask(question, _next_day(position, today), why)


def _not_yet(position: Position, standing: Standing, rung: Rung, today: date) -> Verdict | None:
    """Waits for the day the rung falls due, and for whoever sold to hear of it in time."""
    on, why = due(position, standing, rung, today)
    case = standing.case
    if case.has_account_owner and rung.number in _OWNER_HEARS:
        calendar = position.creditor.calendar
        if case.owner_told_on is None:
            if today >= add_working(calendar, on, -_OWNER_DAYS):
                return _ask("tell_owner", _on_working(position, today), "waiting", ("rung", rung.number))
        elif (heard := add_working(calendar, case.owner_told_on, _OWNER_DAYS)) > on:
            on, why = heard, Why("owner_first")
    if on <= today:
        return None
    while not is_working(position.calendar, on):
        on += timedelta(days=1)
    return wait(on, "waiting", ("rung", rung.number), ("because", why.code), *why.args)


def _person_first(position: Position, case: CaseFacts, rung: Rung, today: date) -> Verdict | None:
    """A rung done before in this round, or whose deed only a person can do: a task for a person."""
    if was_done_this_round(case, rung):
        return _ask("open_again", _next_day(position, today), "needs_approval", ("rung", rung.number))
    if rung.number < FORMAL_FROM:
        return None
    needs = ("needs", ", ".join(rung.needs))
    kind = rung.ways[0].kind
    if MEANS in rung.needs and not case.is_means_known and case.advance_to != rung.number:
        return _ask("check_means", _next_day(position, today), "needs_approval", ("rung", rung.number))
    return _ask(kind, _on_working(position, today), "needs_approval", ("rung", rung.number), needs)


def _deed(position: Position, standing: Standing, rung: Rung, today: date, booked: Booked) -> Verdict:
    """The steps of the rung if they may happen today, else the wait for the day they may."""
    _, why = due(position, standing, rung, today)
    steps = steps_for(position, standing, rung, why)
    if not steps:
        return _no_way(position, rung, today)
    if automation(position) in TASKS_ONLY and steps[0].channel in WRITTEN:
        question = f"send_{steps[0].kind}"
        return _ask(question, _on_working(position, today), "automation_off", ("rung", rung.number))
    for step in steps:
        blocked = day_part(position, standing, step, today, booked)
        if blocked is not None:
            until, reason = blocked
            return wait(max(until, tomorrow(today)), reason.code, *reason.args, ("rung", rung.number))
        if len(steps) > 1:
            booked = Booked(booked.steps | {(other.channel, other.contact) for other in steps})
    return Act(steps)


def _no_way(position: Position, rung: Rung, today: date) -> Verdict:
    """No way of the rung can be gone: a person finds an address, or decides."""
    day = _next_day(position, today)
    if all(way.channel in position.opted_out for way in rung.ways):
        return _ask("decide", day, "opted_out", ("rung", rung.number))
    if any(is_possible(position, way.kind, way.channel) for way in rung.ways):
        return _ask("decide", day, "no_address", ("rung", rung.number))
    return _ask("find_address", day, "no_address", ("rung", rung.number))
