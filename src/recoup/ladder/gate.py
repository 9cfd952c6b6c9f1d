"""Asked again just before the wire, on freshly read facts: may this step still go out, and now?"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from recoup.ladder.checks import case_check, debtor_check
from recoup.ladder.day import closed_there, day_part
from recoup.ladder.policy import Caps
from recoup.ladder.position import CaseFacts, Position
from recoup.ladder.standing import WRITTEN, Standing, cause_stops, is_done, next_rung, stand
from recoup.ladder.verdict import Act, Allowed, GateAnswer, Later, Refused, Step, Why
from recoup.ladder.ways import TASKS_ONLY, automation, draft_why, is_possible

_IN_PERSON = frozenset(("phone", "visit", "sms"))
_MOVES_ON = frozenset(("gap", "weekly_cap", "call_cap", "holiday"))
_ALLOWED = Allowed()


def gate(step: Step, position: Position, moment: datetime) -> GateAnswer:
    """Whether the step may go out at that moment (with a zone): Allowed, Later with a moment, or Refused.

    On the facts it was planned on, a step that is no draft is never refused that day; Later may be said for
    the hour and for a day that is closed by the debtor's clock. A draft is refused until a person has said
    yes, or we are live.
    """
    today = _business_day(position, moment)
    case = next((case for case in position.cases if case.key == step.case), None)
    if case is None:
        return Refused(Why("paid"))
    standing = stand(case, today)
    why = _facts(step, position, standing, today)
    if why is not None:
        return Refused(why)
    blocked = day_part(position, standing, step, today)
    if blocked is not None:
        until, why = blocked
        if why.code not in _MOVES_ON:
            return Refused(why)
        return Later(_opening(position, case.policy.caps, step, until), why)
    return _clock(step, position, case.policy.caps, moment)


def _business_day(position: Position, moment: datetime) -> date:
    zone = position.creditor.zone
    return moment.astimezone(ZoneInfo(zone)).date() if zone else moment.date()


def _facts(step: Step, position: Position, standing: Standing, today: date) -> Why | None:
    """What forbids the step on these facts, whatever the hour."""
    verdict = debtor_check(position, today) or case_check(position, standing, today)
    if verdict is not None and not isinstance(verdict, Act):
        return verdict.why
    return (
        _key(step, standing.case)
        or _rung(step, position, standing)
        or _approval(step, position, standing.case)
        or _address(step, position)
    )


def _key(step: Step, case: CaseFacts) -> Why | None:
    """A key that went out, or may have, never goes out again."""
    for run in case.steps:
        if (run.rung, run.round, run.channel) != (step.rung, step.round, step.channel):
            continue
        if run.state == "unsure":
            return Why("unsure")
        if run.state in ("done", "failed", "fallen_back"):
            return Why("in_flight", (("because", "already_done"),))
    return None


def _rung(step: Step, position: Position, standing: Standing) -> Why | None:
    """The case is still at this rung and round; the second message of a pair follows the first."""
    case = standing.case
    rung = next_rung(position, standing)
    if step.round != case.round:
        return Why("waiting", (("because", "moved_on"),))
    if any(run.rung == step.rung and run.round == step.round and is_done(run) for run in case.steps):
        return None
    if rung is None or rung.number != step.rung:
        return Why("waiting", (("because", "moved_on"),))
    if cause_stops(case, rung):
        return Why("held", (("because", "cause"), ("cause", case.cause)))
    return None


def _approval(step: Step, position: Position, case: CaseFacts) -> Why | None:
    """A person has said yes where one has to."""
    if step.channel in WRITTEN and automation(position) in TASKS_ONLY:
        return Why("automation_off", (("because", f"send_{step.kind}"),))
    rung = case.policy.rung(step.rung)
    code = draft_why(position, case, rung, step.kind) if rung is not None else ""
    if not code and step.is_draft and (step.rung, step.round) not in case.approvals:
        code = "needs_approval"
    return Why(code) if code else None


def _address(step: Step, position: Position) -> Why | None:
    """The address is still good and its channel still wanted."""
    if step.channel in position.opted_out:
        return Why("opted_out", (("channel", step.channel),))
    if step.kind in ("email", "phone"):
        contact = next((contact for contact in position.contacts if contact.id == step.contact), None)
        if contact is None or not (contact.has_email if step.kind == "email" else contact.has_phone):
            return Why("no_address", (("channel", step.channel),))
    if not is_possible(position, step.kind, step.channel):
        return Why("no_address", (("channel", step.channel),))
    return None


def _clock(step: Step, position: Position, caps: Caps, moment: datetime) -> GateAnswer:
    """Hours and closed days by the debtor's own clock."""
    if step.kind == "find_contact":
        return _ALLOWED
    local = moment.astimezone(ZoneInfo(position.zone))
    blocked = closed_there(position, step, local.date())
    if blocked is not None:
        return Later(_opening(position, caps, step, blocked[0]), blocked[1])
    if step.channel not in _IN_PERSON:
        return _ALLOWED
    opens, closes = time.fromisoformat(caps.from_hour), time.fromisoformat(caps.until_hour)
    if opens <= local.time() < closes:
        return _ALLOWED
    day = local.date()
    if local.time() >= closes:
        blocked = closed_there(position, step, day + timedelta(days=1))
        day = blocked[0] if blocked is not None else day + timedelta(days=1)
    return Later(
        _opening(position, caps, step, day),
        Why("quiet_hours", (("from", caps.from_hour), ("until_hour", caps.until_hour))),
    )


def _opening(position: Position, caps: Caps, step: Step, day: date) -> datetime:
    """When that day opens for the step, at the debtor's place."""
    blocked = closed_there(position, step, day)
    if blocked is not None:
        day = blocked[0]
    return datetime.combine(day, time.fromisoformat(caps.from_hour), ZoneInfo(position.zone))
