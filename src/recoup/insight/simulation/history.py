"""The debts of past days as they were: what was open, contested, held and promised then, read once for some debtors."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import Q

from recoup.cases.facts import Context, gather
from recoup.cases.facts.rows import among, chased
from recoup.cases.models import Hold, Promise, StepInvoice, StepState
from recoup.insight.simulation.life import DAY, Seen
from recoup.ladder.policy import Policy
from recoup.ladder.position import CaseFacts, CreditorFacts, HoldFacts, InvoiceFacts, PromiseFacts, StepFacts
from recoup.ledger.models import Allocation, Dispute, Invoice, InvoiceState

_LOOK_BACK = timedelta(days=400)


@dataclass(slots=True)
class _Bill:
    """An invoice through time: what was open on a day, and what of it was contested or held."""

    id: int
    currency: str
    due_on: date
    open_now: int
    later: list[tuple[date, int]] = field(default_factory=list)
    disputes: list[tuple[date, date | None, int | None]] = field(default_factory=list)
    holds: list[tuple[date, date]] = field(default_factory=list)
    earned: int = 0

    def on(self, day: date) -> InvoiceFacts | None:
        """As it was on that day; None where nothing was open or it was not late."""
        if self.due_on >= day:
            return None
        was_open = self.open_now + sum(minor for on, minor in self.later if on > day)
        if was_open <= 0:
            return None
        contested = 0
        for opened, closed, part in self.disputes:
            if opened <= day and (closed is None or closed > day):
                contested += was_open if part is None else part
        contested = min(contested, was_open)
        held = max((until for since, until in self.holds if since <= day < until), default=None)
        return InvoiceFacts(
            self.id, self.due_on, was_open, was_open - contested, contested, self.earned, held_until_on=held
        )


@dataclass(slots=True)
class _Debt:
    """One debtor's bills of one currency, with what was agreed on them."""

    bills: list[_Bill] = field(default_factory=list)
    steps: dict[int, StepFacts] = field(default_factory=dict)
    named: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    promises: list[tuple[date, date, str, date | None, bool]] = field(default_factory=list)


class History:
    """The debts of these debtors from `start` to the day before the context's today."""

    def __init__(self, ctx: Context, ids: Sequence[int], start: date) -> None:
        self._ctx, self._start = ctx, start
        self._debts: dict[int, dict[str, _Debt]] = defaultdict(lambda: defaultdict(_Debt))
        self._holds: dict[int, list[tuple[date, date]]] = defaultdict(list)
        self._bills: dict[int, tuple[int, _Bill]] = {}
        self.changes: dict[int, set[date]] = defaultdict(set)
        self._creditor = CreditorFacts(
            calendar=ctx.facts.calendar, visit_radius_km=ctx.facts.visit_radius_km, zone=ctx.facts.zone
        )
        self._today = {matter.debtor: matter for matter in gather(ctx, ids)}
        self._read_bills(ids)
        self._read_money(ids)
        self._read_disputes(ids)
        self._read_holds(ids)
        self._read_promises(ids)
        self._read_steps(ids)

    def see(self, policy: Policy, on: date, ids: Iterable[int]) -> Iterable[Seen]:
        """The debtors as they were on that day, under the policy, with nothing done since the start."""
        facts = replace(self._creditor, fresh_on=on)
        for debtor in ids:
            matter = self._today[debtor]
            cases = []
            for key, (currency, debt) in enumerate(sorted(self._debts[debtor].items())):
                invoices = tuple(bill for one in debt.bills if (bill := one.on(on)) is not None)
                if invoices:
                    cases.append(self._case(key, currency, debt, invoices, policy, on, debtor))
            if cases:
                position = replace(
                    matter.position, creditor=facts, cases=tuple(cases), recent=(), unread_since_on=None,
                    callback_owed_on=None, is_top_debtor=False,
                )  # fmt: skip
                yield Seen(debtor, matter.number, matter.name, position)

    def _case(
        self, key: int, currency: str, debt: _Debt, invoices: tuple[InvoiceFacts, ...], policy: Policy, on: date,
        debtor: int,
    ) -> CaseFacts:  # fmt: skip
        holds = tuple(HoldFacts("held", until) for since, until in self._holds[debtor] if since <= on < until)
        promises = tuple(
            PromiseFacts(due, state if judged and judged <= on else "open", judged, is_plan)
            for made, due, state, judged, is_plan in debt.promises
            if made <= on
        )
        there = {invoice.id for invoice in invoices}
        steps = tuple(step for pk, step in debt.steps.items() if debt.named[pk] & there)
        return CaseFacts(key, None, currency, policy, invoices, holds=holds, promises=promises, steps=steps)

    def _read_bills(self, ids: Sequence[int]) -> None:
        paid_since = Allocation.objects.of(self._ctx.creditor).filter(
            among("invoice__debtor_id", ids), is_active=True, allocated_on__gte=self._start
        )
        rows = (
            Invoice.objects.of(self._ctx.creditor)
            .filter(chased(), among("debtor_id", ids), due_on__lt=self._ctx.today)
            .filter(Q(state=InvoiceState.OPEN) | Q(pk__in=paid_since.values("invoice_id")))
            .exclude(state=InvoiceState.CANCELLED)
            .order_by("due_on", "id")
            .values_list("debtor_id", "id", "currency", "due_on", "open_minor")
        )
        for debtor, pk, currency, due_on, open_minor in rows:
            if debtor in self._today:
                bill = _Bill(pk, currency, due_on, open_minor)
                self._debts[debtor][currency].bills.append(bill)
                self._bills[pk] = (debtor, bill)
                self._change(debtor, due_on + DAY)

    def _change(self, debtor: int, *days: date | None) -> None:
        self.changes[debtor].update(day for day in days if day is not None and day >= self._start)

    def _read_money(self, ids: Sequence[int]) -> None:
        rows = Allocation.objects.of(self._ctx.creditor).filter(
            among("invoice__debtor_id", ids), is_active=True, allocated_on__gt=self._start
        )
        for invoice, on, minor in rows.values_list("invoice_id", "allocated_on", "amount_minor"):
            if invoice in self._bills:
                debtor, bill = self._bills[invoice]
                bill.later.append((on, minor))
                self._change(debtor, on)

    def _read_disputes(self, ids: Sequence[int]) -> None:
        rows = Dispute.objects.of(self._ctx.creditor).filter(among("invoice__debtor_id", ids))
        for invoice, opened, closed, minor in rows.values_list(
            "invoice_id", "opened_on", "closed_on", "amount_minor"
        ):
            if invoice in self._bills:
                debtor, bill = self._bills[invoice]
                bill.disputes.append((opened, closed, minor))
                self._change(debtor, opened, closed)

    def _read_holds(self, ids: Sequence[int]) -> None:
        rows = Hold.objects.of(self._ctx.creditor).filter(among("debtor_id", ids), until_on__gt=self._start)
        for debtor, invoice, since, until, released in rows.values_list(
            "debtor_id", "invoice_id", "placed_on", "until_on", "released_on"
        ):
            ends = min(until, released) if released else until
            if invoice is None:
                self._holds[debtor].append((since, ends))
            elif invoice in self._bills:
                self._bills[invoice][1].holds.append((since, ends))
            self._change(debtor, since, ends)

    def _read_promises(self, ids: Sequence[int]) -> None:
        rows = Promise.objects.of(self._ctx.creditor).filter(
            among("case__debtor_id", ids), due_on__gt=self._start - _LOOK_BACK, state__in=_JUDGED
        )
        for debtor, currency, made, due, state, judged, plan in rows.values_list(
            "case__debtor_id", "case__currency", "made_on", "due_on", "state", "judged_on", "plan"
        ):
            if debtor in self._today:
                self._debts[debtor][currency].promises.append((made, due, state, judged, plan is not None))
                self._change(debtor, made, judged)

    def _read_steps(self, ids: Sequence[int]) -> None:
        """What had really been done before the start: there the debts stand on the first day."""
        rows = (
            StepInvoice.objects.of(self._ctx.creditor)
            .filter(
                among("step__debtor_id", ids), invoice__in=[*self._bills], step__state=StepState.DONE,
                step__is_void=False, step__done_on__lt=self._start,
            )
            .order_by("step__done_on", "step_id")
            .values_list(
                "invoice_id", "step_id", "step__rung", "step__kind", "step__channel", "step__done_on",
                "step__contact_id", "step__reached",
            )
        )  # fmt: skip
        for invoice, pk, rung, kind, channel, done_on, contact, reached in rows:
            debtor, bill = self._bills[invoice]
            debt = self._debts[debtor][bill.currency]
            if kind != "find_contact" and rung > bill.earned:
                bill.earned += 1
            debt.named[pk].add(invoice)
            debt.steps[pk] = StepFacts(
                rung, 1, channel, kind, "done", done_on, done_on, contact=contact, reached=reached
            )


_JUDGED = ("open", "kept", "part", "broken")
