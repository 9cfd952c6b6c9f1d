"""How a rung is done: the first of its ways that is possible, as steps for the case."""

from recoup.ladder.policy import Rung, Way
from recoup.ladder.position import CaseFacts, ContactFacts, Position
from recoup.ladder.standing import WRITTEN, Standing, best_contact, is_done, seeks_person
from recoup.ladder.verdict import Step, Why

TASKS_ONLY = frozenset(("tasks", "tasks_only"))
MAX_VISITS = 2
_FOLLOW_UP = (
    Way("email", "email", wording="call_followup"),
    Way("letter", "letter", wording="call_followup"),
)
_NO_VISIT = frozenset(("individual", "unknown", ""))


def steps_for(position: Position, standing: Standing, rung: Rung, why: Why) -> tuple[Step, ...]:
    """The steps that do this rung now; empty when no way is possible.

    A call that nobody made becomes an email and a letter of the same rung and round. A way once taken in a
    round is never taken again in it.
    """
    case = standing.case
    used = set()
    call_fell_back = False
    for step in case.steps:
        if step.rung == rung.number and step.round == case.round:
            used.add(step.channel)
            call_fell_back |= step.kind == "phone" and step.state == "fallen_back"
    if call_fell_back:
        return tuple(
            _step(position, case, rung, way, why)
            for way in _FOLLOW_UP
            if way.channel not in used
            and is_possible(position, way.kind, way.channel, person_in_charge=False)
        )
    for way in rung.ways:
        if way.channel in used or not _is_worth(standing, way):
            continue
        if way.kind == "visit" and _visits(case) >= MAX_VISITS:
            continue
        if way.kind == "find_contact" and best_contact(position, phone=True, in_charge=True) is not None:
            continue
        if is_possible(position, way.kind, way.channel, person_in_charge=seeks_person(rung)):
            return (_step(position, case, rung, way, why),)
    return ()


def was_done_this_round(case: CaseFacts, rung: Rung) -> bool:
    """Whether the rung's deed is already done in this round, so that a person decides on another round."""
    return any(step.rung == rung.number and step.round == case.round and is_done(step) for step in case.steps)


def is_possible(position: Position, kind: str, channel: str, *, person_in_charge: bool = False) -> bool:
    """Whether the debtor can be reached and may be approached that way."""
    if channel in position.opted_out:
        return False
    if kind == "email":
        return best_contact(position, phone=False) is not None
    if kind == "letter":
        return position.has_postal_address
    if kind == "phone":
        if position.kind == "individual":
            return False
        return best_contact(position, phone=True, in_charge=person_in_charge) is not None
    if kind == "visit":
        return _may_visit(position)
    return kind == "find_contact"


def _may_visit(position: Position) -> bool:
    return (
        position.kind not in _NO_VISIT
        and position.has_postal_address
        and position.distance_km is not None
        and position.distance_km <= position.creditor.visit_radius_km
    )


def _visits(case: CaseFacts) -> int:
    return sum(step.kind == "visit" and step.state == "done" for step in case.steps)


def _is_worth(standing: Standing, way: Way) -> bool:
    if not way.minimum:
        return True
    return standing.net_minor >= standing.case.policy.amount(standing.case.currency, way.minimum)


def _step(position: Position, case: CaseFacts, rung: Rung, way: Way, why: Why) -> Step:
    why_draft = draft_why(position, case, rung, way.kind)
    return Step(
        case=case.key,
        rung=rung.number,
        round=case.round,
        kind=way.kind,
        channel=way.channel,
        contact=_contact(position, way, rung),
        tone=rung.tone,
        wording=way.wording,
        why=why,
        is_draft=bool(why_draft),
        draft_why=why_draft,
    )


def _contact(position: Position, way: Way, rung: Rung) -> int | None:
    if way.kind == "email":
        found = best_contact(position, phone=False)
    elif way.kind == "phone":
        found = best_contact(position, phone=True, in_charge=seeks_person(rung))
    else:
        found = next((contact for contact in _by_id(position) if contact.is_in_charge), None)
    return found.id if found is not None else None


def _by_id(position: Position) -> list[ContactFacts]:
    return sorted(position.contacts, key=lambda contact: contact.id)


def draft_why(position: Position, case: CaseFacts, rung: Rung, kind: str) -> str:
    """Why a person has to say yes first; empty when nobody has to."""
    if kind in WRITTEN and not position.creditor.is_live:
        return "not_live"
    if (rung.number, case.round) in case.approvals:
        return ""
    if rung.needs_approval or case.needs_look:
        return "needs_approval"
    if kind in WRITTEN and (
        position.is_first_message
        or position.is_top_debtor
        or case.is_old_first
        or automation(position) == "draft"
    ):
        return "needs_approval"
    return ""


def automation(position: Position) -> str:
    """The debtor's own automation, else the creditor's: full, draft, tasks (or tasks_only) or never."""
    return position.automation or position.creditor.automation
