"""A claim that runs: filed, served, defended, heard, judged, and what came of it. The case waits for it meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Exists, F, OuterRef

from recoup.cases.facts import Context
from recoup.cases.formal.claim.preparing import APPROVE, FILE, of_case
from recoup.cases.models import Case, CaseClaim, CaseInvoice, StepInvoice, StepRun, StepState, Task
from recoup.cases.people import members
from recoup.cases.people.desk import Desk, case_by, sit_down
from recoup.law.places import place_of
from recoup.ledger.models import Allocation, ChargeKind, ChargePayment, Invoice, Payment, PaymentState
from recoup.ledger.operations.charges import ChargeFacts, open_charges, post_charges
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.recourse.claim.rules import (
    COSTS,
    ENDED,
    MOVES,
    RESULTS,
    RUNNING,
    TASKS,
    WAYS,
    JudgmentDebt,
    judgment_debt,
    objection_until,
)
from recoup.recourse.models import Claim, ClaimCost, ClaimInvoice, ClaimState, ClaimStep, Enforcement

KIND, CHANNEL, RUNG = "claim", "court", 7
LADDER = (KIND, "placement", "write_off")
"""What the ladder asks of people and a filed claim answers."""
NEXT, PAID = "claim_next", "claim_paid"


@dataclass(frozen=True, slots=True)
class Noted:
    """What a person notes of a step in court. `due_on`: until when somebody has to act, as the court said; sums in
    minor units; `rate` the yearly percentage of a judgment."""

    on: date
    due_on: date | None = None
    court: str = ""
    reference: str = ""
    sum_minor: int | None = None
    costs_minor: int | None = None
    rate: Decimal | None = None
    note: str = ""


def note_step(
    creditor: Creditor, case: int, kind: str, noted: Noted, *, actor: str, moment: datetime
) -> Claim:
    """Notes what happened in court; the next task has its deadline. The same step again changes nothing.

    Filing earns the rung and posts the court's fee (`costs_minor`, else as reckoned) as a charge. Raises Refused:
    `no_such_claim`, `not_allowed`, `unknown_step`, `step_out_of_order`, `date_in_future`, `before_filing`, `missing`,
    `lapsed` (the last day to sue is over).
    """
    found = case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "step")
        assert desk.case is not None
        claim = _claim(desk.case)
        same = ClaimStep.objects.of(creditor).filter(claim=claim, kind=kind, happened_on=noted.on)
        if same.exists():
            return claim
        _check(desk, claim, kind, noted)
        move = MOVES[kind]
        if kind == "filed":
            _file(desk, claim, noted)
        elif kind == "judgment":
            _judge(desk, claim, noted)
        claim.state = move.state
        claim.due_on = _due_on(desk, claim, kind, noted) if move.task else None
        claim.ended_on = noted.on if move.state in ENDED else None
        claim.save()
        step = ClaimStep.objects.create(
            creditor=creditor, claim=claim, kind=kind, happened_on=noted.on, due_on=claim.due_on, noted_by=actor,
            noted_at=moment,
        )  # fmt: skip
        facts = {"claim": claim.pk, "step": step.pk, "on": noted.on.isoformat()}
        if claim.due_on is not None:
            facts["due_on"] = claim.due_on.isoformat()
        amounts = {"sum_minor": noted.sum_minor} if noted.sum_minor is not None else None
        desk.record(f"claim.{kind}", klass="open", facts=facts, amounts=amounts, note=noted.note)
        desk.close_kind(*TASKS, NEXT, PAID, APPROVE, FILE, result=kind)
        if move.task and claim.due_on is not None:
            desk.ask(move.task, claim.due_on)
    return claim


def _claim(case: Case) -> Claim:
    claim = of_case(case)
    if claim is None:
        raise Refused("no_such_claim", "No claim was drawn up for this case.", "", "Draw it up first.")
    return claim


def _check(desk: Desk, claim: Claim, kind: str, noted: Noted) -> None:
    if kind not in MOVES:
        raise Refused("unknown_step", "There is no such step in court.", "kind", "Choose one of the list.")
    if claim.state not in MOVES[kind].after:
        raise Refused(
            "step_out_of_order",
            say(
                "That cannot follow: the claim is now “%(state)s”.",
                state=say(ClaimState(claim.state).label.lower()),
            ),
            "kind",
            "Note first what came before it.",
        )
    if noted.on > desk.today:
        raise Refused(
            "date_in_future", say("%(on)s has not come yet.", on=noted.on), "on", "Give the day it happened."
        )
    if claim.filed_on is not None and noted.on < claim.filed_on:
        raise Refused("before_filing", "That lies before the filing.", "on", "Give a later day.")


def _due_on(desk: Desk, claim: Claim, kind: str, noted: Noted) -> date:
    """The court's word, else the law's, else a day to look again."""
    if noted.due_on is not None:
        return noted.due_on
    by_law = None
    if kind == "served":
        by_law = objection_until(place_of(claim.place), desk.debtor.kind, noted.on)
    return by_law or noted.on + timedelta(days=MOVES[kind].days)


def _file(desk: Desk, claim: Claim, noted: Noted) -> None:
    """Filed: the rung is earned by what is claimed, and the fee is a cost."""
    assert desk.case is not None
    if not noted.court.strip():
        raise Refused("missing", "Say at which court.", "court", "Give the court's name.")
    claim.court, claim.reference = noted.court.strip()[:200], noted.reference.strip()[:100]
    claim.filed_on = noted.on
    rung = next(
        (
            r.number
            for r in desk.ctx.policies[desk.case.policy_id].rungs
            if any(w.kind == KIND for w in r.ways)
        ),
        RUNG,
    )
    _earn(desk, claim, rung, noted.on)
    fee = noted.costs_minor if noted.costs_minor is not None else claim.fee_minor
    if fee:
        _cost(desk, claim, "court_fee", noted.on, fee)
    desk.close_kind(*LADDER, result="filed")


def _earn(desk: Desk, claim: Claim, rung: int, on: date) -> None:
    assert desk.case is not None
    mine = StepRun.objects.of(desk.creditor).filter(case=desk.case, rung=rung, channel=CHANNEL, is_void=False)
    last = mine.order_by("-round").values_list("round", flat=True).first()
    run = StepRun.objects.create(
        creditor=desk.creditor, case=desk.case, debtor=desk.debtor, rung=rung, channel=CHANNEL, kind=KIND,
        round=max(desk.case.round, (last or 0) + 1), state=StepState.DONE, planned_on=on, done_on=on,
    )  # fmt: skip
    parts = list(ClaimInvoice.objects.of(desk.creditor).filter(claim=claim))
    StepInvoice.objects.bulk_create(
        StepInvoice(
            creditor=desk.creditor, step=run, invoice_id=one.invoice_id, asked_minor=one.principal_minor
        )
        for one in parts
    )
    CaseInvoice.objects.filter(
        case=desk.case, earned__lt=rung, invoice__in=[one.invoice_id for one in parts]
    ).update(earned=F("earned") + 1)
    Case.objects.filter(pk=desk.case.pk, advance_to__lte=rung).update(advance_to=None)


def _judge(desk: Desk, claim: Claim, noted: Noted) -> None:
    """What the court gave is owed: where it is more than what was added so far, the rest is added as interest."""
    if noted.sum_minor is None or noted.sum_minor <= 0:
        raise Refused(
            "missing", "Say which sum was given.", "sum", "Give all of it, with interest and costs."
        )
    if noted.rate is not None and noted.rate < 0:
        raise Refused("bad_amount", "A rate cannot be below nought.", "rate", "Give a percentage a year.")
    claim.judgment_on, claim.judgment_minor = noted.on, noted.sum_minor
    claim.judgment_costs_minor = noted.costs_minor or 0
    claim.judgment_rate = noted.rate
    since = sum(minor for _, minor in booked_since(claim, noted.on))
    more = noted.sum_minor - _owed(desk, claim) - since
    if more > 0:
        facts = ChargeFacts(
            kind=ChargeKind.INTEREST, amount_minor=more, currency=claim.currency, law=claim.place,
            source=f"{claim.court} {claim.reference}".strip() or claim.form,
        )  # fmt: skip
        origin = f"claim:{claim.pk}:judgment"
        post_charges(desk.creditor, desk.debtor, [facts], origin=origin, on=desk.today, **desk.by)


def _owed(desk: Desk, claim: Claim) -> int:
    """What is open in the books of the claim's invoices, with what was added to them and the claim's own costs."""
    mine = set(ClaimInvoice.objects.of(desk.creditor).filter(claim=claim).values_list("invoice", flat=True))
    invoices = Invoice.objects.of(desk.creditor).filter(pk__in=mine)
    principal: int = sum(invoices.values_list("open_minor", flat=True))
    added = open_charges(desk.creditor, desk.debtor, claim.currency)
    return principal + sum(
        one.open_minor
        for one in added
        if one.invoice_id in mine or one.origin.startswith(f"claim:{claim.pk}:")
    )


def _cost(desk: Desk, claim: Claim, kind: str, on: date, minor: int) -> ClaimCost:
    """A cost of the claim, posted as a charge on the debtor."""
    cost: ClaimCost = ClaimCost.objects.create(
        creditor=desk.creditor, claim=claim, kind=kind, happened_on=on, amount_minor=minor
    )
    facts = ChargeFacts(
        kind=ChargeKind.FEE if kind == "court_fee" else ChargeKind.COST, amount_minor=minor, currency=claim.currency,
        source=f"{claim.court} {claim.reference}".strip() or claim.form, law=claim.place,
    )  # fmt: skip
    posted = post_charges(
        desk.creditor, desk.debtor, [facts], origin=f"claim:{claim.pk}:{cost.pk}", on=desk.today, **desk.by
    )
    cost.charge = posted[0]
    cost.save(update_fields=["charge"])
    return cost


def note_cost(
    creditor: Creditor,
    case: int,
    kind: str,
    on: date,
    minor: int,
    *,
    note: str = "",
    actor: str,
    moment: datetime,
) -> ClaimCost:
    """A further cost of the claim; the same once more changes nothing.

    Raises Refused: `no_such_claim`, `not_allowed`, `unknown_cost`, `bad_amount`, `date_in_future`, `not_filed`.
    """
    found = case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "step")
        assert desk.case is not None
        claim = _running(desk.case)
        if kind not in COSTS:
            raise Refused("unknown_cost", "There is no such cost.", "kind", "Choose one of the list.")
        if minor <= 0:
            raise Refused("bad_amount", "A cost is more than nothing.", "amount", "Give what was paid.")
        if on > desk.today:
            raise Refused(
                "date_in_future", say("%(on)s has not come yet.", on=on), "on", "Give the day it was paid."
            )
        same = ClaimCost.objects.of(creditor).filter(
            claim=claim, kind=kind, happened_on=on, amount_minor=minor
        )
        before: ClaimCost | None = same.first()
        if before is not None:
            return before
        made = _cost(desk, claim, kind, on, minor)
        facts = {"claim": claim.pk, "on": on.isoformat(), "what": kind}
        desk.record("claim.cost", klass="internal", facts=facts, amounts={"cost_minor": minor}, note=note)
    return made


def _running(case: Case) -> Claim:
    claim = _claim(case)
    if claim.filed_on is None:
        raise Refused("not_filed", "This claim has not been filed.", "", "Note the filing first.")
    return claim


def note_enforcement(
    creditor: Creditor,
    case: int,
    way: str,
    on: date,
    result: str,
    *,
    got_minor: int = 0,
    cost_minor: int = 0,
    note: str = "",
    actor: str,
    moment: datetime,
) -> Enforcement:
    """A try to have the judgment paid by force of law, with what it brought and cost. What it brought is booked as a
    payment when it comes in.

    Raises Refused: `no_such_claim`, `not_allowed`, `no_judgment`, `unknown_way`, `unknown_result`, `bad_amount`,
    `date_in_future`.
    """
    found = case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        members.require(creditor, actor, "step")
        assert desk.case is not None
        claim = _running(desk.case)
        if claim.judgment_on is None:
            raise Refused("no_judgment", "There is no judgment yet.", "", "Note the judgment first.")
        if way not in WAYS or result not in RESULTS:
            raise Refused("unknown_way", "There is no such way or result.", "way", "Choose one of the list.")
        if min(got_minor, cost_minor) < 0:
            raise Refused("bad_amount", "An amount cannot be below nought.", "amount", "")
        if on > desk.today:
            raise Refused(
                "date_in_future", say("%(on)s has not come yet.", on=on), "on", "Give the day it was done."
            )
        same = Enforcement.objects.of(creditor).filter(
            claim=claim, way=way, happened_on=on, result=result, got_minor=got_minor
        )
        before: Enforcement | None = same.first()
        if before is not None:
            return before
        made: Enforcement = Enforcement.objects.create(
            creditor=creditor,
            claim=claim,
            way=way,
            happened_on=on,
            result=result,
            got_minor=got_minor,
            noted_by=actor,
        )
        if cost_minor:
            _cost(desk, claim, "enforcement", on, cost_minor)
        claim.due_on = desk.today + timedelta(days=MOVES["judgment"].days)
        claim.save(update_fields=["due_on"])
        desk.record(
            "claim.enforced", klass="open", result=result,
            facts={"claim": claim.pk, "way": way, "on": on.isoformat()},
            amounts={"got_minor": got_minor, "cost_minor": cost_minor}, note=note,
        )  # fmt: skip
        desk.close_kind(*TASKS, NEXT, result=result)
        desk.ask("claim_enforce", claim.due_on)
    return made


def money_since(claim: Claim, since: date) -> list[tuple[date, int]]:
    """What came from the debtor after a day, in the claim's currency: on its invoices, on charges, or on account."""
    found = booked_since(claim, since)
    loose = Payment.objects.of(claim.creditor_id).filter(
        debtor=claim.debtor_id, currency=claim.currency, state=PaymentState.ON_ACCOUNT, received_on__gt=since
    )
    rest = F("amount_minor") - F("allocated_minor") - F("superseded_minor")
    found += [
        (on, left) for on, left in loose.annotate(left=rest).values_list("received_on", "left") if left > 0
    ]
    return sorted(found)


def booked_since(claim: Claim, since: date) -> list[tuple[date, int]]:
    """What of it is set against the claim's invoices or a charge."""
    invoices = ClaimInvoice.objects.of(claim.creditor_id).filter(claim=claim).values("invoice")
    found = list(
        Allocation.objects.of(claim.creditor_id)
        .filter(invoice__in=invoices, is_active=True, allocated_on__gt=since, amount_minor__gt=0)
        .exclude(source__in=("write_off", "sale"))
        .values_list("allocated_on", "amount_minor")
    )
    found += ChargePayment.objects.of(claim.creditor_id).filter(
        charge__debtor=claim.debtor_id, charge__currency=claim.currency, is_active=True, paid_on__gt=since
    ).values_list("paid_on", "amount_minor")  # fmt: skip
    return found


def judgment_on(claim: Claim, today: date) -> JudgmentDebt | None:
    """What the judgment is worth today; None without one."""
    if claim.judgment_on is None or claim.judgment_minor is None:
        return None
    money = money_since(claim, claim.judgment_on)
    return judgment_debt(claim.judgment_minor, claim.judgment_rate, claim.judgment_on, money, today)


def keep_claims(ctx: Context, actor: str) -> int:
    """Whoever closes a task without saying how the claim goes on is asked again; a paid one has to be ended in court.

    Returns how many tasks it opened. Safe to repeat.
    """
    mine = CaseClaim.objects.of(ctx.creditor).filter(claim__state__in=RUNNING)
    open_tasks = Task.objects.filter(case=OuterRef("case"), state="open", kind__in=(*TASKS, NEXT, PAID))
    count = 0
    for link in mine.filter(~Exists(open_tasks)).select_related("case__debtor", "claim").order_by("pk"):
        is_open = link.case.state == "open"
        if is_open and link.claim.due_on is not None and link.claim.due_on > ctx.today:
            continue
        with sit_down(ctx.creditor, link.case.debtor, link.case, actor=actor, moment=ctx.moment) as desk:
            desk.ask(NEXT if is_open else PAID, desk.working_day())
            count += 1
    return count


def taken(kind: str, claim: Claim) -> bool:
    """Whether a step may be noted now."""
    return claim.state in MOVES[kind].after


STEPS: Mapping[str, str] = {
    "filed": say("Filed at the court"),
    "served": say("Served on them"),
    "defence": say("They defend it, or object"),
    "hearing": say("A hearing is set"),
    "judgment": say("Judgment, or an order to pay"),
    "appeal": say("Somebody appeals"),
    "settled": say("Settled"),
    "withdrawn": say("Withdrawn"),
    "lost": say("Lost"),
    "satisfied": say("The judgment is paid"),
}
