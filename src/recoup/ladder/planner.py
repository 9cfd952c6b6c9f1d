"""What is due for a debtor today: one verdict for each case, decided once for all of them."""

from datetime import date, timedelta

from recoup.ladder.causes import CAUSES, PLAN_FIRST
from recoup.ladder.checks import REVIEW_DAYS, case_check, debtor_check, in_flight, tomorrow, wait
from recoup.ladder.day import Booked, add_working, day_part, is_working
from recoup.ladder.due import due
from recoup.ladder.policy import Rung
from recoup.ladder.position import CaseFacts, Position
from recoup.ladder.standing import WRITTEN, Standing, next_rung, stand
from recoup.ladder.verdict import Act, Ask, Verdict, Why
from recoup.ladder.ways import BUILT, automation, is_possible, steps_for, was_done_this_round

FORMAL_FROM = 5
_OWNER_HEARS = frozenset((4, 5, 6))
_OWNER_DAYS = 2


def plan(position: Position, today: date) -> dict[int, Verdict]:
    """The verdict for each case by its key, on the creditor's business day `today`.

    Depends on the facts alone, not on the order of cases, invoices or contacts. Cases due the same day by
    the same channel to the same contact share that message; one that would need another waits its turn.
    """
    for_all = debtor_check(position, today)
    if for_all is not None:
        return {case.key: for_all for case in position.cases}
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


def _plan_case(position: Position, case: CaseFacts, today: date, booked: Booked) -> Verdict:
    standing = stand(case, today)
    verdict = case_check(position, standing, today)
    if verdict is None and case.steps:
        verdict = in_flight(position, standing, today)
    if verdict is not None:
        return verdict
    rung = next_rung(position, standing)
    if rung is None:
        return Ask(
            "ladder_ended", _next_day(position, today), Why("ladder_ended", (("rung", standing.level),))
        )
    return (
        _by_decision(rung, case, today)
        or _not_yet(position, standing, rung, today)
        or _question_first(position, standing, rung, today)
        or _deed(position, standing, rung, today, booked)
    )


def _next_day(position: Position, today: date) -> date:
    return add_working(position.creditor.calendar, today, 1)


def _by_decision(rung: Rung, case: CaseFacts, today: date) -> Verdict | None:
    """A rung that is never due by itself: looked at again from time to time."""
    if not rung.is_by_decision or case.advance_to == rung.number:
        return None
    return wait(today + timedelta(days=REVIEW_DAYS), "by_decision", ("rung", rung.number))


def _not_yet(position: Position, standing: Standing, rung: Rung, today: date) -> Verdict | None:
    """Waits for the day the rung falls due, or tells the account owner in time."""
    on, why = due(position, standing, rung, today)
    case = standing.case
    if rung.number in _OWNER_HEARS and case.has_account_owner:
        calendar = position.creditor.calendar
        if case.owner_told_on is None:
            if today >= add_working(calendar, on, -_OWNER_DAYS):
                return Ask(
                    "tell_owner", _on_working(position, today), Why("owner_first", (("rung", rung.number),))
                )
        elif (heard := add_working(calendar, case.owner_told_on, _OWNER_DAYS)) > on:
            on, why = heard, Why("owner_first", (("rung", rung.number),))
    if on <= today:
        return None
    while not is_working(position.calendar, on):
        on += timedelta(days=1)
    return wait(on, "waiting", ("rung", rung.number), ("because", why.code), *why.args)


def _on_working(position: Position, day: date) -> date:
    calendar = position.creditor.calendar
    return day if is_working(calendar, day) else add_working(calendar, day, 1)


def _question_first(position: Position, standing: Standing, rung: Rung, today: date) -> Verdict | None:
    """What a person has to settle before this rung.

    A cause that stops it, or a deed that only a person can do.
    """
    case = standing.case
    if was_done_this_round(case, rung):
        return Ask("open_again", _next_day(position, today), Why("already_done", (("rung", rung.number),)))
    if case.cause in rung.stop_causes and not (case.cause in PLAN_FIRST and case.offers_plan):
        cause = CAUSES.get(case.cause)
        question = (cause.question if cause else "") or "settle_cause"
        return Ask(question, _next_day(position, today), Why("cause_first", (("cause", case.cause),)))
    if all(way.kind not in BUILT for way in rung.ways) or rung.number >= FORMAL_FROM:
        kind = rung.ways[0].kind
        args = (("rung", rung.number), ("kind", kind), ("needs", ", ".join(rung.needs)))
        return Ask(kind, _on_working(position, today), Why("needs_approval", args))
    return None


def _deed(position: Position, standing: Standing, rung: Rung, today: date, booked: Booked) -> Verdict:
    """The steps of the rung if they may happen today, else the wait for the day they may."""
    _, why = due(position, standing, rung, today)
    steps = steps_for(position, standing, rung, why)
    if not steps:
        return _no_way(position, standing, rung, today)
    if automation(position) in ("tasks", "tasks_only") and steps[0].channel in WRITTEN:
        args = (("rung", rung.number), ("channel", steps[0].channel))
        return Ask(f"send_{steps[0].kind}", _on_working(position, today), Why("tasks_only", args))
    for step in steps:
        blocked = day_part(position, standing, step, today, booked)
        if blocked is not None:
            until, reason = blocked
            return wait(max(until, tomorrow(today)), reason.code, *reason.args, ("rung", rung.number))
    return Act(steps)


def _no_way(position: Position, standing: Standing, rung: Rung, today: date) -> Verdict:
    """No way of the rung can be gone: a person finds an address, or decides."""
    reachable = [way.channel for way in rung.ways if is_possible(position, way.kind, way.channel)]
    wanted = [way.channel for way in rung.ways if way.channel not in position.opted_out]
    if not wanted:
        return Ask("decide", _next_day(position, today), Why("opted_out", (("rung", rung.number),)))
    question = "decide" if reachable else "find_address"
    return Ask(question, _next_day(position, today), Why("no_address", (("rung", rung.number),)))
