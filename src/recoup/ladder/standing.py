"""Where a case stands: what can be asked, how far it has come, which rung is next. Derived, never stored."""

from dataclasses import dataclass
from datetime import date

from recoup.ladder.causes import PLAN_FIRST
from recoup.ladder.policy import Policy, Rung
from recoup.ladder.position import CaseFacts, ContactFacts, InvoiceFacts, Position, StepFacts

ROLES = ("accounts_payable", "accounting_manager", "owner", "", "other", "generic", "sales")
_RANK = {role: rank for rank, role in enumerate(ROLES)}
_WEAK_ROLES = frozenset(("generic", "sales"))
IN_FLIGHT = frozenset(("planned", "ready", "sending", "task", "printed", "unsure"))
WRITTEN = frozenset(("email", "letter"))


@dataclass(slots=True)
class Standing:
    """A case as the planner sees it. `net_minor` = asked, less on account, less unmatched money."""

    case: CaseFacts
    asked: tuple[InvoiceFacts, ...]
    asked_minor: int
    net_minor: int
    level: int


def stand(case: CaseFacts, today: date) -> Standing:
    """The standing of a case on a day."""
    asked = asked_invoices(case, today)
    total = 0
    for invoice in asked:
        total += invoice.asked_minor
    total -= case.on_account_minor
    net = total - case.unmatched_minor if 0 < case.unmatched_minor < total else total
    return Standing(case, asked, total, net, level(case))


def asked_invoices(case: CaseFacts, today: date) -> tuple[InvoiceFacts, ...]:
    """Overdue invoices of which something may be asked today: not held, not disputed whole, not covered.

    An invoice due today is not overdue.
    """
    return tuple(
        [
            invoice
            for invoice in case.invoices
            if invoice.asked_minor > 0
            and invoice.open_minor > 0
            and invoice.due_on < today
            and (invoice.held_until_on is None or invoice.held_until_on <= today)
        ]
    )


def level(case: CaseFacts) -> int:
    """The rung at which the case acts: the highest earned by an invoice that is still open, disputed or not.

    A rung that was skipped on the way counts as passed once a later one was done. A `find_contact` alone does not
    pass its rung: the call is to come.
    """
    earned = 0
    for invoice in case.invoices:
        if invoice.earned > earned and invoice.open_minor > 0:
            earned = invoice.earned
    if not case.steps:
        return earned
    passed = {step.rung for step in case.steps if is_done(step)}
    done = max(passed, default=0)
    if done > earned:
        skipped = done - len(passed - {0})
        return done if earned + skipped >= done else earned
    if earned and _is_only_found(case, earned):
        return earned - 1
    return earned


def is_done(step: StepFacts) -> bool:
    """Delivered or done, and a deed towards the debtor (finding out whom to call is not)."""
    return step.state == "done" and step.kind != "find_contact"


def _is_only_found(case: CaseFacts, rung: int) -> bool:
    kinds = {step.kind for step in case.steps if step.rung == rung and step.state == "done"}
    return kinds == {"find_contact"}


def next_rung(position: Position, standing: Standing) -> Rung | None:
    """The rung to act at: where a person moved the case, else the first above its level not skipped."""
    case = standing.case
    if case.advance_to is not None and not _was_done(case, case.advance_to):
        return case.policy.rung(case.advance_to)
    for rung in case.policy.rungs:
        if rung.number > standing.level and rung.number > 0 and not _is_skipped(position, case, rung):
            return rung
    return None


def _was_done(case: CaseFacts, number: int) -> bool:
    return any(step.rung >= number and step.round == case.round and is_done(step) for step in case.steps)


def _is_skipped(position: Position, case: CaseFacts, rung: Rung) -> bool:
    if case.cause in rung.skip_causes:
        return True
    return seeks_person(rung) and _spoke_to_person_in_charge(position, case, rung.number)


def seeks_person(rung: Rung) -> bool:
    """Whether the rung is about finding and speaking to the person in charge."""
    return any(way.kind == "find_contact" for way in rung.ways)


def _spoke_to_person_in_charge(position: Position, case: CaseFacts, before: int) -> bool:
    """Whether the last contact between rung 1 and this one was with the person in charge."""
    talks = [
        (step.done_on, step)
        for step in case.steps
        if 1 < step.rung < before and step.done_on is not None and is_done(step)
    ]
    if not talks:
        return False
    last = max(on for on, _ in talks)
    in_charge = {contact.id for contact in position.contacts if contact.is_in_charge}
    return any(on == last and step.reached and step.contact in in_charge for on, step in talks)


def cause_stops(case: CaseFacts, rung: Rung) -> bool:
    """Whether the cause has to be settled before the rung; shortage is, once a plan was offered."""
    return case.cause in rung.stop_causes and not (case.cause in PLAN_FIRST and case.offers_plan)


def best_contact(position: Position, *, phone: bool, in_charge: bool = False) -> ContactFacts | None:
    """Whom to address: the person in charge, else by role, salespeople last; ties by id."""
    found = None
    rank = (2, 0, 0)
    for contact in position.contacts:
        if not (contact.has_phone if phone else contact.has_email) or (
            in_charge and not contact.is_in_charge
        ):
            continue
        own = (0 if contact.is_in_charge else 1, _RANK.get(contact.role, 4), contact.id)
        if own < rank:
            found, rank = contact, own
    return found


def knows_nobody_useful(position: Position, case: CaseFacts) -> bool:
    """Known contacts are only sales or generic, none is usable, or somebody said "not me"."""
    if case.cause == "wrong_person":
        return True
    return not any(
        (contact.is_in_charge or contact.role not in _WEAK_ROLES) and (contact.has_email or contact.has_phone)
        for contact in position.contacts
    )


def tolerance(policy: Policy, currency: str) -> int:
    """Up to here nothing is ever chased."""
    return policy.amount(currency, "tolerance")
