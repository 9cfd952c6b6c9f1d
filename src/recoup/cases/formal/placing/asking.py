"""A person chooses to whom a debt goes; another says yes; from then on we leave the debtor alone."""

from dataclasses import replace
from datetime import datetime

from recoup.cases.facts import context, gather
from recoup.cases.formal.placing.facts import case_of, charges_of, claim_of, debt_of
from recoup.cases.models import Case, CasePlacement, CaseState
from recoup.cases.people import members, moves
from recoup.cases.people.desk import Desk, open_case_by, sit_down
from recoup.lib.clock import day_in
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.recourse.models import Placement, PlacementState
from recoup.recourse.placement import operations
from recoup.recourse.placement.parties import party_of, professional_by
from recoup.recourse.placement.rules import Asked, Obstacle, obstacles

HAND_OVER_DAYS = 2


def in_the_way(creditor: Creditor, case: Case, asked: Asked, moment: datetime) -> tuple[Obstacle, ...]:
    """What keeps the case from any professional today, for the page. Reads only."""
    ctx = context(creditor, moment)
    matter = gather(ctx, [case.debtor_id])[0]
    facts = next((one for one in matter.position.cases if one.id == case.pk), None)
    items = claim_of(facts, ctx.today) if facts else []
    debt = debt_of(ctx, case.debtor, case, matter.position, items)
    return obstacles(debt, None, asked, ctx.today, ctx.facts.calendar)


def ask(
    creditor: Creditor,
    case: int,
    professional: int,
    asked: Asked,
    reason: str,
    *,
    actor: str,
    moment: datetime,
) -> Placement:
    """Asks for the case to be placed with them; the claim and their terms are frozen as they stand.

    Raises Refused: `not_allowed`, `missing`, `no_such_professional`, `case_closed`, and every obstacle of the rules
    under its own code.
    """
    members.require(creditor, actor, "step")
    found = open_case_by(creditor, case)
    party = professional_by(creditor, professional)
    if not reason.strip():
        raise Refused(
            "missing", "A reason is needed; it stays in the record.", "reason", "Say in a few words why."
        )
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        items = claim_of(desk.facts(), desk.today)
        debt = debt_of(desk.ctx, desk.debtor, found, desk.matter.position, items)
        against = obstacles(debt, party_of(party), asked, desk.today, desk.ctx.facts.calendar)
        if against:
            raise Refused(against[0].code, against[0].words, "professional", against[0].how)
        charges = charges_of(creditor, desk.debtor, found.currency, [pk for pk, _ in items])
        made = operations.ask(
            creditor,
            desk.debtor,
            party,
            items,
            charges,
            currency=found.currency,
            asked=asked,
            actor=actor,
            moment=moment,
        )
        CasePlacement.objects.create(creditor=creditor, case=found, placement=made)
        desk.record(
            "placement.asked",
            facts={
                **_facts(made), "professional_kind": party.kind, "invoices": [pk for pk, _ in items],
                "by_decision": "yes" if asked.by_decision else "no",
                "consent_on": asked.consent_on.isoformat() if asked.consent_on else "",
            },
            amounts={"claim": made.claim_minor},
            note=reason,
        )  # fmt: skip
        desk.ask("approve_placement", desk.working_day(), role="manager")
    return made


def decide(
    creditor: Creditor, placement: int, *, is_granted: bool, reason: str = "", actor: str, moment: datetime
) -> Placement:
    """Another's yes, from which on nothing goes to the debtor; or no, with a reason.

    Raises Refused: `not_allowed`, `own_request`, `own_request_too_early`, `missing`, `placement_moved`,
    `claim_changed` when other sums are open than were asked for, `in_flight` while a message is on its way.
    """
    found = operations.placement_by(creditor, placement)
    case = case_of(creditor, found)
    members.require(creditor, actor, "approve")
    with sit_down(creditor, found.debtor, case, actor=actor, moment=moment) as desk:
        if is_granted:
            alone = members.require_other(creditor, actor, found.asked_by, found.asked_at, moment)
            still_so(desk, found)
            operations.move(
                found, [PlacementState.ASKED], state=PlacementState.APPROVED, approved_by=actor,
                approved_at=moment, is_alone=alone,
            )  # fmt: skip
            _leave_alone(desk)
            desk.close_kind("placement", *(("demand",) if found.by_decision else ()), result="approved")
            desk.ask("hand_over", desk.working_day(HAND_OVER_DAYS))
        else:
            if not reason.strip():
                raise Refused("missing", "A refusal needs a reason.", "reason", "Say in a few words why.")
            operations.end(found, "refused", desk.today, [PlacementState.ASKED])
        said = {"alone": "yes"} if found.is_alone else {}
        desk.record(
            "placement.decided", result="granted" if is_granted else "refused", facts={**_facts(found), **said},
            note=reason,
        )  # fmt: skip
        desk.close_kind("approve_placement", result="granted" if is_granted else "refused")
    return found


def call_off(creditor: Creditor, placement: int, reason: str, *, actor: str, moment: datetime) -> Placement:
    """It is not handed over after all; the case goes on where it was. Raises Refused: `missing`, `placement_moved`."""
    members.require(creditor, actor, "step")
    found = operations.placement_by(creditor, placement)
    if not reason.strip():
        raise Refused(
            "missing", "A reason is needed; it stays in the record.", "reason", "Say in a few words why."
        )
    with sit_down(creditor, found.debtor, case_of(creditor, found), actor=actor, moment=moment) as desk:
        operations.end(found, "called_off", desk.today, [PlacementState.ASKED, PlacementState.APPROVED])
        desk.record("placement.ended", result="called_off", facts=_facts(found), note=reason)
        desk.close_kind("approve_placement", "hand_over", result="called_off")
    return found


def still_so(desk: Desk, placement: Placement) -> None:
    """Raises Refused (`claim_changed`) unless exactly what was asked for is still open and undisputed."""
    now = dict(claim_of(desk.facts(), desk.today))
    rows = list(placement.items.values_list("invoice_id", "charge_id", "claimed_minor"))
    frozen = {invoice: minor for invoice, _charge, minor in rows if invoice}
    added = {charge: minor for _invoice, charge, minor in rows if charge}
    charges = dict(charges_of(desk.creditor, desk.debtor, placement.currency, list(frozen)))
    is_same = {pk: now.get(pk, 0) for pk in frozen} == frozen and {
        pk: charges.get(pk, 0) for pk in added
    } == added
    if not is_same:
        raise Refused(
            "claim_changed",
            say(
                "What is open has changed since %(on)s.",
                on=day_in(placement.asked_at, desk.ctx.settings.timezone),
            ),
            "placement",
            "Call it off and ask anew, with the sums of today.",
        )


def _leave_alone(desk: Desk) -> None:
    """What is planned for the debtor in any case falls. Raises Refused (`in_flight`)."""
    for case in Case.objects.of(desk.creditor).filter(debtor=desk.debtor, state=CaseState.OPEN):
        moves.clear(replace(desk, case=case))


def _facts(placement: Placement) -> dict[str, int | str]:
    return {"placement": placement.pk, "professional": placement.professional_id}
