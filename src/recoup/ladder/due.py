"""When the next rung of a case falls due, and why then."""

from datetime import date, timedelta

from recoup.ladder.policy import Rung
from recoup.ladder.position import CaseFacts, Position
from recoup.ladder.schema import HALVED
from recoup.ladder.standing import Standing, is_done, knows_nobody_useful, seeks_person
from recoup.ladder.verdict import Why

_LAST_AT_ONCE = 5
_FURTHER_INVOICE_DAYS = 5
_GOES_ON = ("fallen_back", "failed", "done")


def due(position: Position, standing: Standing, rung: Rung, today: date) -> tuple[date, Why]:
    """The day on which the rung falls due, working days apart, and the reason that it is then."""
    case = standing.case
    if case.advance_to == rung.number:
        return today, Why("moved_by_person", (("rung", rung.number),))
    begun = _begun(case, rung, today)
    if begun is not None:
        return today, begun
    if standing.level == 0:
        on, why = _first(standing, rung)
    else:
        on, why = _after(position, standing, rung, today)
    broken = _broken(case)
    if broken is not None and broken <= on and rung.number <= _LAST_AT_ONCE:
        return broken, Why("broken_promise", (("on", broken.isoformat()),))
    return on, why


def _begun(case: CaseFacts, rung: Rung, today: date) -> Why | None:
    """A rung that was begun this round and is not done goes on at once, another way: the newest step says why."""
    begun = [
        step
        for step in case.steps
        if step.rung == rung.number
        and step.round == case.round
        and step.state in _GOES_ON
        and (step.state != "done" or step.kind == "find_contact")
    ]
    if not begun:
        return None
    newest = max(
        begun, key=lambda step: (step.planned_on, _GOES_ON.index(step.state), step.kind, step.channel)
    )
    if newest.state == "fallen_back":
        return Why("not_done", (("kind", newest.kind),))
    if newest.state == "failed":
        return Why("failed", (("channel", newest.channel),))
    return Why("contact_found")


def _first(standing: Standing, rung: Rung) -> tuple[date, Why]:
    oldest = min(invoice.due_on for invoice in standing.asked)
    on = oldest + timedelta(days=rung.wait_days)
    restarted = standing.case.restarted_on
    if restarted is not None:
        on = max(on, restarted + timedelta(days=rung.wait_days))
    return on, Why("overdue", (("days", rung.wait_days), ("due_on", oldest.isoformat())))


def _after(position: Position, standing: Standing, rung: Rung, today: date) -> tuple[date, Why]:
    case = standing.case
    since = _last_done(case, standing.level)
    if since is None:
        return today, Why("no_answer", (("after", standing.level),))
    counted_from = since
    if case.restarted_on is not None and case.restarted_on > since and standing.level < _LAST_AT_ONCE:
        counted_from = case.restarted_on
    wait = _wait_days(case, rung)
    if rung.counts == "bank":
        on = position.creditor.calendar.add(counted_from, wait)
    else:
        on = counted_from + timedelta(days=wait)
    paid: tuple[tuple[str, str | int], ...] = (("paid", "part"),) if counted_from > since else ()
    since_when = ("since", counted_from.isoformat())
    counted = (("counts", "bank"),) if rung.counts == "bank" else ()
    why = Why("no_answer", (("after", standing.level), ("days", wait), since_when, *counted, *paid))
    if rung.number == 2:
        further = _further_invoice(standing, since)
        if further is not None and further < on:
            return further, Why("further_invoice", (("on", further.isoformat()),))
    if seeks_person(rung) and since < on and knows_nobody_useful(position, case):
        return since, Why("wrong_contact")
    return on, why


def _wait_days(case: CaseFacts, rung: Rung) -> int:
    if rung.number in HALVED and case.cause in rung.shorten_causes:
        return (rung.wait_days + 1) // 2
    return rung.wait_days


def _last_done(case: CaseFacts, level: int) -> date | None:
    """The latest day on which a step of the level, or above it, was done.

    A demand counts from its deadline.
    """
    last = None
    for step in case.steps:
        if step.rung >= level and is_done(step) and step.done_on is not None:
            on = step.done_on
            if step.kind == "demand" and step.due_on is not None and step.due_on > on:
                on = step.due_on
            if last is None or on > last:
                last = on
    return last


def _further_invoice(standing: Standing, since: date) -> date | None:
    """A further invoice fell overdue after the first reminder: at once, but not within five days of it."""
    fell = [
        on
        for invoice in standing.asked
        if invoice.earned == 0 and (on := invoice.joined_on or invoice.due_on + timedelta(days=1)) > since
    ]
    if not fell:
        return None
    return max(min(fell), since + timedelta(days=_FURTHER_INVOICE_DAYS))


def _broken(case: CaseFacts) -> date | None:
    """The day a promise or plan was judged broken, as long as nothing was done about it since."""
    if not case.promises:
        return None
    judged = [
        promise.judged_on
        for promise in case.promises
        if promise.state in ("broken", "part") and promise.judged_on is not None
    ]
    if not judged:
        return None
    last = max(judged)
    if any(is_done(step) and step.done_on is not None and step.done_on >= last for step in case.steps):
        return None
    return last
