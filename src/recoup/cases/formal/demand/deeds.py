"""What people do with a demand: ask for it, decide, have its letter made anew, say that it was served, withdraw it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db.models import F

from recoup.cases.facts import Context
from recoup.cases.formal.demand import paper
from recoup.cases.formal.demand.draft import Draft, draft
from recoup.cases.models import Case, CaseDemand, StepInvoice, StepRun, StepState
from recoup.cases.people import members
from recoup.cases.people.desk import Desk, case_by, open_case_by, sit_down
from recoup.cases.people.letters import posted
from recoup.cases.texts import letter_id
from recoup.law.values import Answer
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.outreach import letters as outreach
from recoup.outreach.models import MessageState
from recoup.outreach.operations import Named, new_message
from recoup.recourse.demand import operations
from recoup.recourse.demand.needs import Need, gaps, stopping
from recoup.recourse.models import OPEN_STATES, Demand, DemandInvoice, DemandState, Identity

RUNG = 5
TASK, APPROVE, SERVE = "demand", "approve_demand", "serve_demand"


def demand_of(creditor: Creditor, case: Case) -> Demand | None:
    """The newest demand of a case."""
    rows = (
        CaseDemand.objects.of(creditor).filter(case=case).select_related("demand__message", "demand__debtor")
    )
    link: CaseDemand | None = rows.order_by("-pk").first()
    return link.demand if link else None


def verify_identity(creditor: Creditor, case: int, seen_in: str, *, actor: str, moment: datetime) -> Identity:
    """A person looked up who the debtor is in law; it holds for 30 days. Raises Refused: `missing`, `not_allowed`."""
    found = case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "record")
        row = operations.verify_identity(creditor, desk.debtor, seen_in, on=desk.today, actor=actor)
        desk.record("identity.verified", note=seen_in.strip())
    return row


def ask(
    creditor: Creditor,
    case: int,
    *,
    method: str,
    reasons: Mapping[str, str],
    owner_view: str = "",
    actor: str,
    moment: datetime,
) -> Demand:
    """Asks for the approval of a demand, frozen as it stands; another person decides.

    `reasons` say for each gap of the checklist why it is accepted. What is asked for already is returned. Raises
    Refused: `case_closed`, `not_allowed`, `not_ready` naming what stops it, `missing` for a gap without a reason,
    `unknown_method`, `nothing_to_ask`.
    """
    found = open_case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "step")
        last = demand_of(creditor, found)
        if last is not None and last.state in OPEN_STATES:
            if last.state != DemandState.SERVED or not _is_over(last, desk.today):
                return last
            operations.end(last, DemandState.EXPIRED, "asked anew", desk.today)
        found_draft = draft(desk.ctx, _case(desk), desk.matter)
        _check(found_draft, reasons)
        row = operations.ask(
            creditor, desk.debtor, found_draft.claim, kind=found_draft.kind, wording=found_draft.wording,
            language=found_draft.language, method=method, currency=found.currency,
            frozen=freeze(found_draft, reasons), owner_view=owner_view.strip(), on=desk.today, **desk.by,
        )  # fmt: skip
        CaseDemand.objects.create(creditor=creditor, case=found, demand=row)
        desk.record(
            "demand.asked", facts={"demand": row.pk, "method": method, "gaps": sorted(reasons)},
            amounts=_amounts(row), note=owner_view.strip(),
            private={f"gap_{code}": text for code, text in reasons.items()},
        )  # fmt: skip
        desk.ask(APPROVE, desk.working_day(), role="manager")
    return row


def _check(found: Draft, reasons: Mapping[str, str]) -> None:
    stops = stopping(found.needs)
    if stops:
        raise Refused(
            "not_ready", say("%(n)s of what a demand needs is missing.", n=len(stops)), stops[0].code,
            "The list says what, and how to mend it.",
        )  # fmt: skip
    for gap in gaps(found.needs):
        if not reasons.get(gap.code, "").strip():
            raise Refused(
                "missing", "Something is missing, and it is not said why that is accepted.", f"gap_{gap.code}",
                "Mend it, or say why the demand goes out without it.",
            )  # fmt: skip


def freeze(found: Draft, reasons: Mapping[str, str]) -> dict[str, Any]:
    """What the demand rests on, as JSON."""
    deadline = found.decided.get("demand.deadline")
    return {
        "law": {str(one.factor): one.key for one in found.law.choices},
        "answers": [_told(one) for one in found.told.values()],
        "figures": [
            {
                "what": one.what,
                "key": one.key,
                "value": one.value,
                "mark": str(one.mark),
                "digest": one.digest,
            }
            for one in found.figures
        ],
        "assumptions": [one.words for one in found.assumptions],
        "decided": {code: [row.key, row.value, row.reason] for code, row in found.decided.items()},
        "deadline_days": int(deadline.value) if deadline else None,
        "needs": [asdict(one) for one in found.needs],
        "gaps": {code: text.strip() for code, text in reasons.items()},
        "enclosures": [*found.enclosures, *(["schedule"] if found.wording == "demand" else [])],
        "turnover": found.turnover_minor,
        "identity": [found.identity.seen_in, found.identity.checked_on.isoformat()] if found.identity else [],
    }


def _told(told: Any) -> dict[str, str]:
    answer = told.answer
    if isinstance(answer, Answer):
        return {"question": told.question, "key": answer.key, "words": answer.words, "mark": str(answer.mark)}
    return {"question": told.question, "key": told.key, "words": answer.why, "mark": "unknown"}


def unsaved(ctx: Context, case: Case, found: Draft) -> tuple[Demand, list[DemandInvoice]]:
    """The demand as it would be asked for now, with its invoices, for the preview; nothing is written."""
    return operations.unsaved(
        case.debtor, found.claim, kind=found.kind, wording=found.wording, language=found.language, method="post",
        currency=case.currency, frozen=freeze(found, {}), owner_view="", on=ctx.today, actor="", moment=ctx.moment,
    )  # fmt: skip


def decide(
    creditor: Creditor, demand: int, *, is_granted: bool, reason: str = "", actor: str, moment: datetime
) -> Demand:
    """Yes: the letter is made, to be printed and served. No, with a reason: the demand has ended.

    Nobody approves what they asked for; a creditor's only user may after 24 hours, which is recorded. Raises Refused:
    `no_such_demand`, `not_allowed`, `own_request`, `own_request_too_early`, `missing`, `demand_outdated` when what it
    rests on has changed since, `demand_moved`, `not_live`.
    """
    found, case = _found(creditor, demand)
    with sit_down(creditor, found.debtor, case, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "approve")
        found, _ = _found(creditor, demand)
        if found.state in (DemandState.MADE, DemandState.APPROVED) and is_granted:
            return found
        if not is_granted:
            return _refuse(desk, found, reason)
        alone = members.require_other(creditor, actor, found.asked_by, found.asked_at, moment)
        operations.move(
            found, [DemandState.ASKED], state=DemandState.APPROVED, decided_by=actor, decided_at=moment,
            is_alone=alone,
        )  # fmt: skip
        desk.record(
            "demand.approved", result="granted", facts={"demand": found.pk, "alone": "yes" if alone else "no"},
            note=reason.strip(),
        )  # fmt: skip
        desk.close_kind(APPROVE, result="granted")
        _make(desk, found)
    return found


def _refuse(desk: Desk, demand: Demand, reason: str) -> Demand:
    if not reason.strip():
        raise Refused("missing", "A refusal needs a reason.", "reason", "Say in a few words why.")
    operations.move(
        demand, [DemandState.ASKED], state=DemandState.REFUSED, decided_by=desk.actor, decided_at=desk.moment,
        ended_on=desk.today, ended_why=reason.strip(),
    )  # fmt: skip
    desk.record("demand.approved", result="refused", facts={"demand": demand.pk}, note=reason.strip())
    desk.close_kind(APPROVE, result="refused")
    return demand


def make(creditor: Creditor, demand: int, *, actor: str, moment: datetime) -> Demand:
    """The letter of an approved demand is made, again when the one before was not posted in time.

    Raises Refused: `no_such_demand`, `not_allowed`, `demand_moved`, `demand_outdated`, `not_live`.
    """
    found, case = _found(creditor, demand)
    with sit_down(creditor, found.debtor, case, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "letters")
        found, _ = _found(creditor, demand)
        if found.state == DemandState.MADE:
            return found
        if found.state != DemandState.APPROVED:
            raise Refused("demand_moved", "This demand is not approved.", "demand", "Look at it again.")
        _make(desk, found)
    return found


def _make(desk: Desk, demand: Demand) -> None:
    """Writes the letter, its step and what it names; it earns its rung once it was posted."""
    if not desk.ctx.settings.live:
        raise Refused(
            "not_live",
            "We are not live yet, so nothing leaves.",
            "demand",
            "When all is ready: recoup set live yes",
        )
    case = _case(desk)
    now = draft(desk.ctx, case, desk.matter)
    items = list(demand.items.select_related("invoice").order_by("pk"))
    _check_current(demand, now, {one.invoice_id: one.open_minor for one in items})
    ours, closed = desk.ctx.facts.calendar, desk.matter.position.calendar
    deadline_on = now.deadline(desk.today, demand.method, ours, closed)
    if deadline_on is None:
        raise Refused(
            "not_ready", "Nobody says how long they have to pay.", "questions", "Decide it in the list."
        )
    context, words = paper.context_of(desk.ctx, case, demand, items, deadline_on)
    pdf, head = paper.letter(context, words)
    step = _step(desk, case, deadline_on)
    to = "\n".join([desk.debtor.name, *context.recipient.address_lines, desk.debtor.country])
    tries = StepRun.objects.of(desk.creditor).filter(case=case, kind="demand").count()
    message = new_message(
        desk.debtor,
        channel="letter",
        message_id=f"{letter_id(step)}:{demand.pk}:{tries}",
        to_address=to,
        subject=head[:300],
    )
    message.save(force_insert=True)
    named = [Named(one.invoice_id, one.open_minor) for one in items]
    outreach.mark_made(
        message, pdf, named, rule=f"{words.key}/{words.version}", dated_on=desk.today, **desk.by
    )
    step.message = message
    step.save(update_fields=["message"])
    StepInvoice.objects.bulk_create(
        StepInvoice(creditor=desk.creditor, step=step, invoice_id=one.invoice_id, asked_minor=one.open_minor)
        for one in items
    )
    operations.move(
        demand, [DemandState.APPROVED], state=DemandState.MADE, message=message, made_on=desk.today,
        deadline_on=deadline_on,
    )  # fmt: skip
    facts = {"demand": demand.pk, "message": message.pk, "deadline_on": deadline_on.isoformat()}
    desk.record("demand.made", klass="open", channel="letter", facts=facts, amounts=_amounts(demand))
    desk.close_kind(TASK, result="made")
    desk.ask(SERVE, desk.working_day())


def _step(desk: Desk, case: Case, deadline_on: date) -> StepRun:
    same = StepRun.objects.of(desk.creditor).filter(case=case, rung=RUNG, channel="letter", is_void=False)
    if same.filter(round=case.round).exists():
        Case.objects.filter(pk=case.pk).update(round=F("round") + 1)
        case.round += 1
    made: StepRun = StepRun.objects.create(
        creditor=desk.creditor, case=case, debtor=desk.debtor, rung=RUNG, round=case.round, channel="letter",
        kind="demand", state=StepState.PRINTED, planned_on=desk.today, due_on=deadline_on, wording="demand",
    )  # fmt: skip
    return made


def _check_current(demand: Demand, now: Draft, frozen: Mapping[int, int]) -> None:
    """Raises Refused (`demand_outdated`) when something stops it now, or other sums are open than were asked for."""
    stops: list[Need] = stopping(now.needs)
    if (
        stops
        or {one.owed.id: one.owed.open_minor for one in now.claim.items if one.owed.id in frozen} != frozen
    ):
        raise Refused(
            "demand_outdated", "What the demand rests on has changed since it was asked for.", "demand",
            "Withdraw it and ask for a new one.",
        )  # fmt: skip


def served(creditor: Creditor, demand: int, on: date, proof: str, *, actor: str, moment: datetime) -> Demand:
    """The letter reached them on that day, with proof: the time to pay runs. Late service moves the last day on.

    A letter that nobody has said to be posted is said so with it. Raises Refused: `no_such_demand`, `not_allowed`,
    `missing` without a proof, `bad_service_day`, `demand_moved`, and what posting refuses.
    """
    found, case = _found(creditor, demand)
    with sit_down(creditor, found.debtor, case, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "letters")
        found, _ = _found(creditor, demand)
        if found.state == DemandState.SERVED:
            return found
        if found.state != DemandState.MADE or found.message is None or found.made_on is None:
            raise Refused("demand_moved", "There is no letter of this demand.", "demand", "Look at it again.")
        if not proof.strip():
            raise Refused(
                "missing", "How do we know that it arrived?", "proof", "The post's number, or who took it."
            )
        if not found.made_on <= on <= desk.today:
            raise Refused(
                "bad_service_day", say("It cannot have been served on %(on)s.", on=on), "on",
                "A day from the letter's date to today.",
            )  # fmt: skip
        if found.message.state == MessageState.PRINTED:
            posted(creditor, on, messages=[found.message.pk], proofs={found.message.pk: proof}, **desk.by)
        deadline_on = max(_deadline(desk, found, on), found.deadline_on or on)
        operations.move(
            found, [DemandState.MADE], state=DemandState.SERVED, served_on=on, proof=proof.strip()[:300],
            deadline_on=deadline_on,
        )  # fmt: skip
        StepRun.objects.of(creditor).filter(message=found.message, kind="demand").update(due_on=deadline_on)
        desk.record(
            "demand.served", klass="open", channel="letter", result=found.method,
            facts={"demand": found.pk, "on": on.isoformat(), "deadline_on": deadline_on.isoformat()},
            private={"proof": proof.strip()},
        )  # fmt: skip
        desk.close_kind(SERVE, result="served")
    return found


def _deadline(desk: Desk, demand: Demand, served_on: date) -> date:
    """The last day counted from the service, by the law or the decision that the demand was frozen with."""
    from recoup.law.places import place_of
    from recoup.recourse.demand.deadline import last_day

    place = place_of(demand.frozen["law"]["court"])
    closed = desk.matter.position.calendar
    found = last_day(place, demand.kind, served_on, closed, demand.frozen["deadline_days"])
    return found or served_on


def withdraw(creditor: Creditor, demand: int, reason: str, *, actor: str, moment: datetime) -> Demand:
    """The demand goes no further; a letter that was posted stands, and what it claimed stays owed until waived.

    Raises Refused: `no_such_demand`, `not_allowed`, `missing`, `demand_moved`.
    """
    found, case = _found(creditor, demand)
    with sit_down(creditor, found.debtor, case, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "approve" if found.state == DemandState.SERVED else "step")
        found, _ = _found(creditor, demand)
        if found.state == DemandState.WITHDRAWN:
            return found
        if not reason.strip():
            raise Refused("missing", "Withdrawing needs a reason.", "reason", "Say in a few words why.")
        letter = found.message
        if letter is not None and letter.state == MessageState.PRINTED:
            from recoup.cases.people.letters import take_back

            take_back(desk, letter)
            found, _ = _found(creditor, demand)
        operations.move(
            found, OPEN_STATES, state=DemandState.WITHDRAWN, ended_on=desk.today, ended_why=reason.strip()
        )
        desk.record("demand.withdrawn", facts={"demand": found.pk}, note=reason.strip())
        desk.close_kind(APPROVE, SERVE, result="withdrawn")
    return found


def _found(creditor: Creditor, pk: int) -> tuple[Demand, Case]:
    rows = CaseDemand.objects.of(creditor).filter(demand_id=pk)
    link: CaseDemand | None = rows.select_related("demand__debtor", "demand__message", "case__debtor").first()
    if link is None:
        raise Refused("no_such_demand", say("There is no demand %(pk)s.", pk=pk), "demand", "")
    return link.demand, link.case


def _case(desk: Desk) -> Case:
    assert desk.case is not None
    return desk.case


def _is_over(demand: Demand, today: date) -> bool:
    return demand.deadline_on is not None and demand.deadline_on < today


def _amounts(demand: Demand) -> dict[str, int]:
    return {
        "principal_minor": demand.principal_minor, "interest_minor": demand.interest_minor,
        "compensation_minor": demand.compensation_minor,
    }  # fmt: skip
