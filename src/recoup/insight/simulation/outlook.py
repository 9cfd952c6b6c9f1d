"""A ladder held against the debts of today: the last 90 days as they would have been, and the next 14."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from recoup.cases.decide import DailyLimit, daily_limit, limited
from recoup.cases.facts import Context, context, gather
from recoup.cases.facts.rows import chased
from recoup.insight.simulation.history import History
from recoup.insight.simulation.life import DAY, Seen, live
from recoup.insight.simulation.told import Span, difference, span
from recoup.ladder.planner import plan
from recoup.ladder.policy import Policy
from recoup.ladder.position import Position
from recoup.ladder.verdict import Verdict
from recoup.ledger.models import Allocation, Invoice, InvoiceState
from recoup.lib.clock import business_moment
from recoup.org.models import Creditor

BACK_DAYS = 90
AHEAD_DAYS = 14
MOST_DEBTORS = 200


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the ladder comes to for those who get it.

    Of `debtors` with something late in these days, `looked_at` were lived through: all, or an even sample.
    `past_now` and `ahead_now` are the same days under the ladder it is compared with; None without one.
    """

    debtors: int
    looked_at: int
    past: Span
    ahead: Span
    past_now: Span | None = None
    ahead_now: Span | None = None

    @property
    def past_difference(self) -> dict[str, int]:
        """How many more of each kind there would have been than under the other ladder."""
        return difference(self.past, self.past_now) if self.past_now else {}

    @property
    def ahead_difference(self) -> dict[str, int]:
        """How many more of each kind there will be."""
        return difference(self.ahead, self.ahead_now) if self.ahead_now else {}

    @property
    def days_sooner(self) -> int:
        """By how many days the first word would have come sooner, on average; below 0: later."""
        now = self.past_now.first_contact_days if self.past_now else None
        then = self.past.first_contact_days
        return 0 if now is None or then is None else round(now - then)

    @property
    def days_later(self) -> int:
        """The same the other way round."""
        return -self.days_sooner


def outlook(
    creditor: Creditor,
    policy: Policy,
    *,
    moment: datetime,
    beside: Policy | None = None,
    most: int = MOST_DEBTORS,
) -> Outlook:
    """The policy held against the debts of those who get the ladder of its name. Reads only.

    The days ahead begin at `moment`, the next run. Beside: the ladder to compare with.
    """
    ctx = context(creditor, moment)
    ids = _whom(ctx, policy.name)
    chosen = ids if len(ids) <= most else [ids[n * len(ids) // most] for n in range(most)]
    history = History(ctx, chosen, ctx.today - timedelta(days=BACK_DAYS))
    ahead = _Ahead(ctx, chosen)
    return Outlook(
        debtors=len(ids),
        looked_at=len(chosen),
        past=_past(ctx, history, chosen, policy),
        ahead=ahead.span(policy),
        past_now=_past(ctx, history, chosen, beside) if beside else None,
        ahead_now=ahead.span(beside) if beside else None,
    )


def _whom(ctx: Context, name: str) -> list[int]:
    """Debtors who get that ladder and have, or had, something late in these days."""
    start, end = ctx.today - timedelta(days=BACK_DAYS), ctx.today + timedelta(days=AHEAD_DAYS)
    columns = ("debtor_id", "debtor__kind", "debtor__segment")
    late = Invoice.objects.of(ctx.creditor).filter(chased(), due_on__lt=end).order_by()
    still = late.filter(state=InvoiceState.OPEN).values_list(*columns).distinct()
    since = Allocation.objects.of(ctx.creditor).filter(is_active=True, allocated_on__gte=start).order_by()
    paid = since.values_list("invoice__debtor_id", "invoice__debtor__kind", "invoice__debtor__segment")
    found = {*still, *paid.distinct()}
    default = ctx.settings.default_kind
    return sorted(
        pk for pk, kind, segment in found if ctx.policy_for.name_of(kind or default, segment) == name
    )


def _past(ctx: Context, history: History, ids: Sequence[int], policy: Policy) -> Span:
    start = ctx.today - timedelta(days=BACK_DAYS)
    days = [start + DAY * n for n in range(BACK_DAYS)]

    def see(on: date, due: Sequence[int]) -> Iterable[Seen]:
        return history.see(policy, on, due)

    deeds = live(days, see, ids, history.changes, plan, ctx.facts.zone)
    return span(start, ctx.today - DAY, deeds)


class _Ahead:
    """The next days: each day's facts are read as the run of that day would read them, once for all ladders."""

    def __init__(self, ctx: Context, ids: Sequence[int]) -> None:
        self._ctx, self._ids = ctx, ids
        self._days = [ctx.today + DAY * n for n in range(AHEAD_DAYS)]
        self._read: dict[date, dict[int, Seen]] = defaultdict(dict)
        self._changes: dict[int, set[date]] = defaultdict(set)
        rows = Invoice.objects.of(ctx.creditor).filter(
            chased(), state=InvoiceState.OPEN, due_on__gte=ctx.today, due_on__lt=self._days[-1]
        )
        for debtor, due_on in rows.values_list("debtor_id", "due_on"):
            self._changes[debtor].add(due_on + DAY)

    def span(self, policy: Policy) -> Span:
        """What goes out under the policy."""
        limits = {day: DailyLimit(self._ctx.settings.import_daily_limit) for day in self._days[1:]}
        limits[self._days[0]] = daily_limit(self._ctx)

        def see(on: date, due: Sequence[int]) -> Iterable[Seen]:
            for seen in self._see(on, due):
                cases = tuple(replace(case, policy=policy) for case in seen.position.cases)
                yield replace(seen, position=replace(seen.position, cases=cases))

        def decide(position: Position, on: date) -> dict[int, Verdict]:
            return limited(position, plan(position, on), limits[on], on)

        deeds = live(self._days, see, self._ids, self._changes, decide, self._ctx.facts.zone)
        return span(self._days[0], self._days[-1], deeds)

    def _see(self, on: date, ids: Sequence[int]) -> Iterable[Seen]:
        known = self._read[on]
        missing = [pk for pk in ids if pk not in known]
        if missing:
            wanted = set(missing)
            for matter in gather(self._context(on), missing):
                going = {read.key for read in matter.cases if not read.ends_as}
                cases = tuple(case for case in matter.position.cases if case.key in going)
                position = replace(matter.position, cases=cases)
                if matter.debtor in wanted:
                    known[matter.debtor] = Seen(matter.debtor, matter.number, matter.name, position)
        return [known[pk] for pk in ids if known[pk].position.cases]

    def _context(self, on: date) -> Context:
        """That day's context: books are taken to be kept fresh, as they are on the first day at least."""
        ctx = self._ctx
        if on == ctx.today:
            return ctx
        facts = replace(ctx.facts, fresh_on=on)
        return replace(ctx, today=on, moment=business_moment(on, ctx.facts.zone), facts=facts)
