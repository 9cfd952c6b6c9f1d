"""A demand as it would be asked for now: the checklist, the law, the claim, and who must know what."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Min, Sum

from recoup.cases.facts import Context, Matter
from recoup.cases.formal.law import CaseLaw, connections_of, has_agreed, is_answered, open_question, told_of
from recoup.cases.models import Attempt, Case, StepInvoice, StepState
from recoup.cases.texts import language_for
from recoup.ladder.position import CaseFacts, InvoiceFacts
from recoup.ladder.standing import asked_invoices
from recoup.law.answers import BEFORE_DEMAND, Told
from recoup.law.interest.debt import Debt, Event, Happened
from recoup.law.questions import QUESTIONS, Factor
from recoup.law.values import Answer, Assumption
from recoup.ledger.models import Allocation, Charge, ChargeKind, Exhibit, Invoice, InvoiceKind
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.recourse.confirm import RATE, Figure, confirmed, decisions, figure_of, rate_of, unconfirmed
from recoup.recourse.confirm.figures import unique
from recoup.recourse.demand.claim import NO_INTEREST, Claim, Owed, claim
from recoup.recourse.demand.deadline import arrival, last_day
from recoup.recourse.demand.needs import FITS, PAPERS, Known, Need, needs
from recoup.recourse.demand.queries import identity_of
from recoup.recourse.models import Confirmation, Identity, LawDecision

YEAR = timedelta(days=365)
NATURAL = ("individual", "")
SHOWN = ("demand.form", "demand.deadline")
"""The questions besides interest whose answers the letter shows."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that is shown and frozen. `decided` are the open questions that a person decided, by question."""

    kind: str
    needs: tuple[Need, ...]
    law: CaseLaw
    told: Mapping[str, Told]
    decided: Mapping[str, LawDecision]
    claim: Claim
    figures: tuple[Figure, ...]
    to_confirm: tuple[Figure, ...]
    confirmations: Mapping[str, Confirmation]
    identity: Identity | None
    turnover_minor: int
    enclosures: tuple[str, ...]
    attempts: tuple[Attempt, ...]
    language: str

    @property
    def wording(self) -> str:
        """Which letter it is: with interest, with the principal alone, or to a natural person."""
        if self.kind in NATURAL:
            return "demand_person"
        return "demand" if self.claim.interest_minor or self.claim.fixed_minor else "demand_plain"

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """All that was taken for granted."""
        laws = [one for each in self.told.values() for one in each.assumptions]
        chosen = [f"{one.factor}_place" for one in self.law.choices if one.chosen]
        every = dict.fromkeys([*laws, *self.claim.assumptions])
        return tuple(one for one in every if one.code not in chosen)

    def deadline(self, made_on: date, method: str, ours: Any, closed: Any) -> date | None:
        """The last day to pay that a letter of that date prints; None while nobody says how long they have."""
        return self.deadline_after(arrival(made_on, method, ours), closed)

    def deadline_after(self, served_on: date, closed: Any) -> date | None:
        """The last day to pay when it was served on that day."""
        word = self.decided.get("demand.deadline")
        days = int(word.value) if word else None
        return last_day(self.law.of(Factor.COURT).place, self.kind, served_on, closed, days)


def draft(ctx: Context, case: Case, matter: Matter) -> Draft:
    """The demand of a case as it stands."""
    creditor, debtor, today = ctx.creditor, case.debtor, ctx.today
    facts = facts_of(case, matter)
    law = connections_of(case, ctx.moment)
    decided = decisions(creditor, debtor)
    kind = debtor.kind
    asked = asked_invoices(facts, today) if facts else ()
    named = _named(creditor, case, [one.id for one in asked])
    rows = Invoice.objects.of(creditor).in_bulk([one.id for one in asked])
    going = [one for one in asked if one.id in named]
    owed = _owed(creditor, [(one, rows[one.id]) for one in going], kind, named, today)
    if has_agreed(decided, law):
        owed = [_agreed(one) for one in owed]
    rate = rate_of(decided)
    owed = [replace(one, debt=replace(one.debt, contract_rate=rate)) for one in owed] if rate else owed
    place = law.of(Factor.CONTRACT).place
    # a rate that the law does not allow stays an open question
    closed = {one.question: one.key for one in decided.values() if one.question != RATE}
    claimed = claim(owed, place, today, kind, closed)
    told = told_of(case, law, _questions(kind, rate), today)
    open_ = [open_question(one) for one in told.values() if not is_answered(one, decided)]
    known_open = {one.question for one in told.values()}
    open_ += [
        say("%(question)s %(key)s: %(why)s", question=QUESTIONS[one.question].asks, key=one.key, why=one.why)
        for one in claimed.open
        if one.question not in known_open or is_answered(told[one.question], decided)
    ]
    shown = [figure_of(told[one]) for one in SHOWN]
    figures = unique([*claimed.figures, *(one for one in shown if one is not None)])
    to_confirm = unconfirmed(creditor, figures, today)
    form = told["demand.form"].answer
    wanted = form.facts.get("enclosures", ()) if isinstance(form, Answer) else ()
    assert isinstance(wanted, tuple)
    enclosures = tuple(dict.fromkeys(["statement of account", "invoices", *map(str, wanted)]))
    identity = identity_of(creditor, debtor)
    attempts = _attempts(case)
    known = Known(
        today=today,
        named=len(going),
        unnamed=tuple(rows[one.id].number for one in asked if one.id not in named),
        identity_on=identity.checked_on if identity else None,
        has_address=bool(debtor.street and debtor.city),
        is_insolvent=debtor.insolvent_on is not None,
        is_represented=bool(debtor.represented_by),
        has_unread=matter.position.unread_since_on is not None,
        missing=_missing(creditor, [rows[one.id] for one in going]),
        cause=case.cause,
        cause_asked=case.cause_asked,
        channels=tuple(one.channel for one in attempts),
        has_owner=bool(facts and facts.has_account_owner),
        is_owner_told=bool(facts and facts.owner_told_on),
        questions=tuple(open_),
        assumed=len(law.to_confirm()),
        unconfirmed=len(to_confirm),
        enclosures=enclosures,
    )
    return Draft(
        kind=kind, needs=needs(known), law=law, told=told, decided=decided, claim=claimed, figures=tuple(figures),
        to_confirm=tuple(to_confirm), confirmations=confirmed(creditor, figures), identity=identity,
        turnover_minor=_turnover(case, today), enclosures=enclosures, attempts=attempts,
        language=language_for(debtor, None, ctx.settings),
    )  # fmt: skip


def facts_of(case: Case, matter: Matter) -> CaseFacts | None:
    """The case as the ladder sees it; None when nothing of it is open."""
    return next((one for one in matter.position.cases if one.id == case.pk), None)


_BY_RATE = ("interest.rate", "interest.fixed", "interest.compounding")


def _questions(kind: str, rate: Decimal | None) -> list[str]:
    """What has to be answered: of interest nothing where none is demanded, of the law's rate where one was agreed."""
    skipped = ("interest.", "compensation.") if kind in NO_INTEREST else _BY_RATE if rate else ("?",)
    return [one for one in BEFORE_DEMAND if not one.startswith(skipped)]


def _named(creditor: Creditor, case: Case, invoices: Sequence[int]) -> dict[int, date]:
    """The invoices that a delivered message or done step of the case has named, with the first day of that."""
    rows = StepInvoice.objects.of(creditor).filter(
        step__case=case,
        step__state=StepState.DONE,
        step__done_on__isnull=False,
        invoice_id__in=list(invoices),
    )
    return dict(rows.values_list("invoice_id").annotate(first=Min("step__done_on")))


def _owed(
    creditor: Creditor,
    asked: Sequence[tuple[InvoiceFacts, Invoice]],
    kind: str,
    named: Mapping[int, date],
    today: date,
) -> list[Owed]:
    ids = [facts.id for facts, _ in asked]
    events: dict[int, list[Event]] = defaultdict(list)
    allocations = Allocation.objects.of(creditor).filter(invoice_id__in=ids, is_active=True)
    for row in allocations.order_by("allocated_on", "pk"):
        # what is dated later is taken off now already, as the books do
        events[row.invoice_id].append(
            Event(min(row.allocated_on, today), _HAPPENED.get(row.source, Happened.PAYMENT), row.amount_minor)
        )
    charges: dict[int, list[Charge]] = defaultdict(list)
    for charge in Charge.objects.of(creditor).filter(invoice_id__in=ids, is_void=False):
        charges[charge.invoice_id or 0].append(charge)
    return [
        _one(facts, row, kind, named[facts.id], events[facts.id], charges[facts.id]) for facts, row in asked
    ]


_HAPPENED = {"credit": Happened.CREDIT_NOTE, "write_off": Happened.WAIVER, "sale": Happened.WAIVER}


def _one(
    facts: InvoiceFacts,
    row: Invoice,
    kind: str,
    reminded_on: date,
    events: list[Event],
    charges: list[Charge],
) -> Owed:
    if facts.disputed_minor:
        # what is contested is left out from the first day, as if it had been credited
        events = [*events, Event(row.due_on, Happened.CREDIT_NOTE, facts.disputed_minor)]
    interest = [one for one in charges if one.kind == ChargeKind.INTEREST]
    fixed = [one for one in charges if one.kind == ChargeKind.COMPENSATION]
    return Owed(
        id=row.pk,
        number=row.number or f"#{row.pk}",
        debt=Debt(
            principal_minor=row.amount_minor,
            currency=row.currency,
            due_on=row.due_on,
            kind=kind,
            due_basis=row.due_basis or "unknown",
            received_on=row.received_on,
            supplied_on=row.supplied_on,
            reminded_on=reminded_on,
            arose_on=row.contract_on,
            events=tuple(events),
            has_had_compensation=bool(fixed),
        ),
        open_minor=facts.asked_minor,
        disputed_minor=facts.disputed_minor,
        posted_minor=sum(one.amount_minor for one in interest),
        settled_minor=sum(one.paid_minor + one.waived_minor for one in interest),
        fixed_open_minor=sum(one.open_minor for one in fixed),
    )


def _agreed(one: Owed) -> Owed:
    """A person said that the due dates were agreed where the books do not say what they rest on."""
    if one.debt.due_basis != "unknown":
        return one
    return replace(one, debt=replace(one.debt, due_basis="agreed"))


def _missing(creditor: Creditor, invoices: Sequence[Invoice]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Which papers are missing, and for which invoices. An order reference shows the order."""
    have: dict[int, set[str]] = defaultdict(set)
    held = Exhibit.objects.of(creditor).filter(invoice__in=invoices).values_list("invoice_id", "kind")
    for invoice, kind in held:
        have[invoice].add(kind)
    return tuple(
        (paper, lacking)
        for paper in PAPERS
        if (lacking := tuple(one.number for one in invoices if not have[one.pk] & set(FITS[paper])))
    )


def _attempts(case: Case) -> tuple[Attempt, ...]:
    rows = Attempt.objects.of(case.creditor).filter(case=case, is_void=False)
    return tuple(rows.select_related("contact").order_by("tried_at", "pk"))


def _turnover(case: Case, today: date) -> int:
    """What was invoiced to them in the last twelve months, in the case's currency, less credit notes."""
    rows = Invoice.objects.of(case.creditor).filter(
        debtor=case.debtor, currency=case.currency, issued_on__gt=today - YEAR, issued_on__lte=today
    )
    sums = dict(rows.exclude(state="cancelled").values_list("kind").annotate(minor=Sum(F("amount_minor"))))
    return int(sums.get(InvoiceKind.INVOICE, 0)) - abs(int(sums.get(InvoiceKind.CREDIT_NOTE, 0)))
