"""From rows to positions: one pass over a chunk of debtors."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from recoup.cases.facts import rows
from recoup.cases.facts.matter import CaseRead, Matter
from recoup.cases.facts.places import Place, places_of
from recoup.cases.models import Case
from recoup.cases.policies import Chosen, in_force
from recoup.cases.rules import PromiseMade, Receipt, judge, restart_on
from recoup.ladder.policy import Policy
from recoup.ladder.position import (
    CaseFacts,
    ContactFacts,
    CreditorFacts,
    HoldFacts,
    InvoiceFacts,
    Position,
    PromiseFacts,
    RecentContact,
    StepFacts,
)
from recoup.ledger.models import Freshness
from recoup.lib.clock import day_in
from recoup.lib.days import calendar
from recoup.org.calendars import calendar_of
from recoup.org.models import Creditor
from recoup.org.places import zone_of
from recoup.org.settings import Settings, settings_of
from recoup.recourse.limitation.queries import clocks
from recoup.recourse.limitation.rules import Clock
from recoup.recourse.solvency.means import check_list, means
from recoup.recourse.solvency.queries import seat_at

LOOK_AFTER = timedelta(days=365)
RELOOK = timedelta(days=7)
WORKING_DAYS_FOR_A_TASK = 5
WRITTEN = ("email", "letter")


@dataclass(frozen=True)
class Context:
    """What is the same for all debtors of one run: read once."""

    creditor: Creditor
    moment: datetime
    today: date
    settings: Settings
    facts: CreditorFacts
    policies: Mapping[int, Policy]
    policy_for: Chosen
    strangers: Mapping[str, set[int]]


def context(creditor: Creditor, moment: datetime) -> Context:
    """Reads what holds for all debtors of the creditor at that moment."""
    settings = settings_of(creditor, moment)
    today = day_in(moment, settings.timezone)
    fresh = Freshness.objects.of(creditor).order_by("-as_of_on").values_list("as_of_on", flat=True).first()
    facts = CreditorFacts(
        is_live=settings.live,
        is_sending_on=settings.sending,
        automation=settings.automation,
        fresh_on=fresh,
        freshness_days=settings.freshness_working_days,
        calendar=calendar_of(creditor, settings),
        visit_radius_km=settings.visit_radius_km,
        zone=settings.timezone,
    )
    known, chosen = in_force(creditor)
    return Context(
        creditor=creditor,
        moment=moment,
        today=today,
        settings=settings,
        facts=facts,
        policies=known,
        policy_for=chosen,
        strangers=rows.strangers_money(creditor),
    )


def gather(ctx: Context, ids: Sequence[int]) -> list[Matter]:
    """One matter per debtor of `ids`, in the order of their ids. Reads only."""
    return _Chunk(ctx, ids).matters()


class _Chunk:
    """The rows of one chunk, grouped by what they belong to."""

    def __init__(self, ctx: Context, ids: Sequence[int]) -> None:
        creditor, today = ctx.creditor, ctx.today
        self.ctx = ctx
        self.debtors, self.seqs = rows.debtors(creditor, ids)
        self.later = rows.later_money(creditor, ids, today)
        self.invoices = _by_first(rows.overdue_invoices(creditor, ids, today, self.later))
        self.disputed = rows.disputed(creditor, ids)
        insolvent = [
            row[0] for row in self.debtors if row[_INSOLVENT] is not None and row[_INSOLVENT] <= today
        ]
        self.new_debts = rows.supplied_after(creditor, insolvent)
        self.is_plain = not self.later and not self.disputed
        self.cases: dict[int, list[Case]] = defaultdict(list)
        for case in rows.cases(creditor, ids):
            self.cases[case.debtor_id].append(case)
        self.means_asked = {
            pk
            for pk, mine in self.cases.items()
            if any(case.rung >= BEFORE_COURT and rows.is_open(case) for case in mine)
        }
        self.looked = rows.means_checks(creditor, sorted(self.means_asked))
        case_ids = [case.pk for found in self.cases.values() for case in found]
        self.holdings: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for holding in rows.holdings(creditor, case_ids):
            self.holdings[holding[1]].append(holding)
        self.holds = _by_first(rows.holds(creditor, ids, today))
        self.promises = _by_first(rows.promises(creditor, case_ids))
        self.steps = _by_first(rows.steps(creditor, case_ids))
        self.approvals = rows.approvals(creditor, case_ids)
        self.owner_told = rows.told_on(creditor, case_ids, "tell_owner")
        self.claims = rows.claims(creditor, case_ids)
        self.plans_offered = rows.told_on(creditor, case_ids, "offer_plan")
        self._read_money_since(case_ids)
        self.contacts = _by_first(rows.contacts(creditor, ids))
        # nobody is called or called back but on a case
        self.attempts = _by_first(rows.attempts(creditor, ids, today)) if case_ids else {}
        self.bad_addresses = rows.bad_addresses(creditor, ids)
        self.unread = rows.unread(creditor, ids)
        self.callbacks = rows.callbacks(creditor, ids) if case_ids else {}
        self.placed = rows.placements(creditor, ids) if case_ids else {}
        self.at_hand = rows.money_at_hand(creditor, ids)
        old = [row[1] for found in self.invoices.values() for row in found if today - row[3] > LOOK_AFTER]
        self.clocks = self._read_clocks(old, case_ids) if old else {}

    def _read_clocks(self, old: Sequence[int], case_ids: Sequence[int]) -> dict[int, Clock]:
        chosen = rows.contract_laws(self.ctx.creditor, case_ids)
        held = [row for found in self.holdings.values() for row in found if row[4] and row[0] in chosen]
        laws = {row[1]: chosen[row[0]] for row in held}
        return clocks(self.ctx.creditor, self.ctx.settings, old, laws)

    def _read_money_since(self, case_ids: Sequence[int]) -> None:
        since = [p[4] for found in self.promises.values() for p in found]
        last: dict[int, tuple[Any, ...]] = {}
        for case_id, found in self.steps.items():
            done = [s for s in found if s[6] == "done" and s[8]]
            if done:
                last[case_id] = max(done, key=lambda s: (s[8], s[1]))
                since.append(last[case_id][8])
        self.last_done = last
        self.asked = rows.asked_by(self.ctx.creditor, [s[1] for s in last.values()])
        self.receipts: dict[int, list[tuple[Any, ...]]] = {}
        if since:
            self.receipts = _by_first(rows.receipts(self.ctx.creditor, case_ids, min(since), self.ctx.today))

    def matters(self) -> list[Matter]:
        return [self._matter(debtor) for debtor in self.debtors]

    def _matter(self, row: tuple[Any, ...]) -> Matter:
        (debtor, stream, number, name, kind, country, region, language, zone, postal_code, city,
         automation, distance, opted_out, insolvent_on, represented_by, account_owner, segment) = row  # fmt: skip
        ctx = self.ctx
        kind = kind or ctx.settings.default_kind
        drafts = (automation or ctx.settings.automation) != "full" or not ctx.facts.is_live
        reads, facts = self._cases(debtor, ctx.policy_for.id_of(kind, segment), bool(account_owner), drafts)
        country = country or ctx.creditor.country
        contacts = tuple(
            ContactFacts(
                pk, role, in_charge, bool(email) and email_ok == "ok", bool(phone) and phone_ok == "ok"
            )
            for _, pk, role, in_charge, email, email_ok, phone, phone_ok in self.contacts.get(debtor, ())
        )
        position = Position(
            debtor=debtor,
            creditor=ctx.facts,
            cases=facts,
            kind=kind,
            country=country,
            zone=zone or zone_of(country),
            calendar=calendar(country, region),
            contacts=contacts,
            has_postal_address=bool(city or postal_code) and debtor not in self.bad_addresses,
            opted_out=frozenset(opted_out.split(",")) if opted_out else frozenset(),
            automation=automation,
            recent=tuple(
                RecentContact(on, channel, channel in WRITTEN, reached or channel in WRITTEN)
                for _, on, channel, reached in self.attempts.get(debtor, ())
            ),
            unread_since_on=self.unread.get(debtor),
            callback_owed_on=self.callbacks.get(debtor),
            insolvent_on=insolvent_on,
            is_represented=bool(represented_by),
            is_placed=debtor in self.placed,
            placed_review_on=self.placed.get(debtor),
            distance_km=distance,
            is_top_debtor=any(
                self._is_top(f.policy, f.currency, r.asked_minor, self.steps.get(f.id or 0, []))
                for r, f in zip(reads, facts, strict=True)
            ),
        )
        return Matter(debtor, stream, self.seqs.get(stream, 0), number, name, language, position, reads)

    def _cases(
        self, debtor: int, policy_id: int, has_owner: bool, drafts: bool
    ) -> tuple[tuple[CaseRead, ...], tuple[CaseFacts, ...]]:
        mine = self.cases.get(debtor, [])
        found = [invoice for invoice in self.invoices.get(debtor, ()) if self._open_today(invoice) > 0]
        places = places_of(mine, found, self.holdings, self.new_debts, self.ctx.today)
        reads, facts = [], []
        for key, place in enumerate(places):
            read, fact = self._case(key, place, debtor, policy_id, has_owner, drafts)
            reads.append(read)
            facts.append(fact)
        return tuple(reads), tuple(facts)

    def _open_today(self, invoice: tuple[Any, ...]) -> int:
        covered, _ = self.later.get(invoice[1], (0, None))
        return int(invoice[4]) + covered

    def _case(
        self, key: int, place: Place, debtor: int, new_policy_id: int, has_owner: bool, drafts: bool
    ) -> tuple[CaseRead, CaseFacts]:
        ctx, case = self.ctx, place.case
        pk = case.pk if case else 0
        policy_id = case.policy_id if case else new_policy_id
        held_on = {h[2]: h[4] for h in self.holds.get(debtor, ()) if h[2]}
        invoices = tuple(self._invoice(i, joined, earned, held_on) for i, joined, earned in place.invoices)
        stored_rung, round_ = (case.rung, case.round) if case else (0, 1)
        rung = max((i.earned for i in invoices), default=0)
        if invoices and rung < stored_rung:
            round_ += 1
        needs_look = self._needs_look(case, place)
        asked = sum(i.asked_minor for i in invoices)
        policy = ctx.policies[policy_id]
        found = self.steps.get(pk, [])
        is_old = self._is_old(case, place, found)
        keeps = drafts or needs_look or is_old or self._is_top(policy, place.currency, asked, found)
        outdated = {s[1] for s in found if not keeps and _is_plain_draft(s, policy)}
        steps = tuple(self._step(s) for s in found if s[1] not in outdated)
        judged = self._judged(pk)
        at_hand = self.at_hand.get((debtor, place.currency, "unmatched"), 0)
        fact = CaseFacts(
            key=key,
            id=pk or None,
            currency=place.currency,
            policy=policy,
            invoices=invoices,
            round=round_,
            cause=case.cause if case else "",
            cause_asked=case.cause_asked if case else 0,
            holds=tuple(
                HoldFacts(h[3], h[4])
                for h in self.holds.get(debtor, ())
                if h[2] is None and h[1] in (None, pk)
            ),
            promises=tuple(_promise(p, judged) for p in self.promises.get(pk, ())),
            steps=steps,
            approvals=frozenset(self.approvals.get(pk, ())),
            advance_to=case.advance_to if case else None,
            restarted_on=self._restarted_on(pk) or (case.restarted_on if case else None),
            on_account_minor=self.at_hand.get((debtor, place.currency, "on_account"), 0),
            unmatched_minor=max(at_hand, self._strangers(place.currency, invoices, asked)),
            is_formal_elsewhere=place.is_formal_hold,
            is_means_known=debtor not in self.means_asked or self._is_means_known(debtor),
            is_new_debt=place.is_new_debt,
            needs_look=needs_look,
            is_old_first=is_old,
            is_claimed=pk in self.claims,
            claim_due_on=self.claims.get(pk),
            offers_plan=pk in self.plans_offered,
            has_account_owner=has_owner,
            owner_told_on=self.owner_told.get(pk),
        )
        read = CaseRead(
            key=key,
            id=pk or None,
            currency=place.currency,
            policy_id=policy_id,
            rung=rung,
            round=round_,
            open_minor=sum(i.open_minor for i in invoices),
            asked_minor=asked,
            joins=tuple(place.joins),
            reopens=place.reopens,
            is_formal_hold=place.is_formal_hold,
            is_new_debt=place.is_new_debt,
            judged=judged,
            ends_as="" if invoices else "closed_paid",
            covered_until_on=min(
                (on for i in invoices for _, on in [self.later.get(i.id, (0, None))] if on), default=None
            ),
            stored_rung=stored_rung,
            fallen_back=tuple(s[1] for s in found if self._is_overripe(s)),
            outdated=tuple(sorted(outdated)),
        )
        return read, fact

    def _is_means_known(self, debtor: int) -> bool:
        row = next(one for one in self.debtors if one[0] == debtor)
        kind, country, region = (
            row[rows.DEBTOR_COLUMNS.index(name)] for name in ("kind", "country", "region")
        )
        seat = seat_at(self.ctx.creditor, country, region)
        known = check_list(seat, kind or self.ctx.settings.default_kind, self.ctx.today)
        return means(known.items, self.looked.get(debtor, ()), self.ctx.today).is_known

    def _invoice(
        self, row: tuple[Any, ...], joined_on: date, earned: int, held_on: Mapping[int, date]
    ) -> InvoiceFacts:
        _, pk, _, due_on, open_minor, missing_since_on = row
        if self.is_plain and not missing_since_on and not held_on and open_minor > 0:
            return InvoiceFacts(pk, due_on, open_minor, open_minor, 0, earned, joined_on)
        covered, _ = self.later.get(pk, (0, None))
        open_today = open_minor + covered
        contested = 0
        if pk in self.disputed:
            part, _ = self.disputed[pk]
            contested = open_minor if part is None else min(part, open_minor)
        held = self.ctx.today + RELOOK if missing_since_on else held_on.get(pk)
        return InvoiceFacts(
            pk, due_on, open_today, max(0, open_minor - contested), contested, earned, joined_on, held
        )

    def _falls_back_on(self, s: tuple[Any, ...]) -> date:
        return self.ctx.facts.calendar.add(s[7], WORKING_DAYS_FOR_A_TASK)

    def _is_overripe(self, s: tuple[Any, ...]) -> bool:
        return s[6] == "task" and self._falls_back_on(s) <= self.ctx.today

    def _step(self, s: tuple[Any, ...]) -> StepFacts:
        state, due_on = s[6], s[12]
        if state == "task":
            state, due_on = ("fallen_back" if self._is_overripe(s) else state), self._falls_back_on(s)
        return StepFacts(
            rung=s[2], round=s[3], channel=s[4], kind=s[5], state=state, planned_on=s[7], done_on=s[8],
            due_on=due_on, contact=s[10], reached=s[11],
        )  # fmt: skip

    def _judged(self, pk: int) -> dict[int, tuple[str, date]]:
        found = self.promises.get(pk)
        if not found:
            return {}
        made = [PromiseMade(*p[1:]) for p in found]
        money = [Receipt(r[2], r[3]) for r in self.receipts.get(pk, ())]
        return judge(made, money, self.ctx.facts.fresh_on, self.ctx.facts.calendar, self.ctx.today)

    def _restarted_on(self, pk: int) -> date | None:
        step = self.last_done.get(pk)
        if step is None:
            return None
        asked = self.asked.get(step[1], {})
        since = [r for r in self.receipts.get(pk, ()) if r[2] >= step[8] and r[1] in asked]
        by_invoice: dict[int, int] = defaultdict(int)
        for _, invoice, _, amount in since:
            by_invoice[invoice] += amount
        whole = any(amount >= asked[invoice] > 0 for invoice, amount in by_invoice.items())
        return restart_on(step[2], sum(asked.values()), step[8], [Receipt(r[2], r[3]) for r in since], whole)

    def _strangers(self, currency: str, invoices: Sequence[InvoiceFacts], asked: int) -> int:
        amounts = self.ctx.strangers.get(currency)
        if not amounts:
            return 0
        fits = any(i.asked_minor in amounts for i in invoices) or asked in amounts
        return asked if fits else 0

    def _is_top(self, policy: Policy, currency: str, asked: int, steps: Sequence[tuple[Any, ...]]) -> bool:
        """As long as first messages are limited, a first one about a large sum goes past a person."""
        if self.ctx.settings.import_daily_limit is None or any(s[6] == "done" for s in steps):
            return False
        top = policy.amount(currency, "top")
        return 0 < top <= asked

    def _needs_look(self, case: Case | None, place: Place) -> bool:
        """A debt has lapsed, and nobody has looked since; or nobody knows whether one over a year late has."""
        looked_on = case.looked_at_on if case else None
        for row, _, _ in place.invoices:
            found = self.clocks.get(row[1])
            if found is None:
                continue
            if found.ends_on is None:
                if looked_on is None:
                    return True
            elif self.ctx.today > found.ends_on and (looked_on is None or looked_on <= found.ends_on):
                return True
        return False

    def _is_old(self, case: Case | None, place: Place, steps: Sequence[tuple[Any, ...]]) -> bool:
        """As long as first messages are limited, a first one about a debt over a year late goes past a person."""
        if self.ctx.settings.import_daily_limit is None or (case and case.looked_at_on):
            return False
        is_first = not any(s[6] == "done" for s in steps)
        return is_first and any(row[1] in self.clocks for row, _, _ in place.invoices)


BEFORE_COURT = 6
_INSOLVENT = rows.DEBTOR_COLUMNS.index("insolvent_on")


def _is_plain_draft(s: tuple[Any, ...], policy: Policy) -> bool:
    """A draft that waits only because everything was to be a draft, so that it falls when that ends."""
    rung = policy.rung(s[2])
    return s[6] == "planned" and s[4] in WRITTEN and not (rung and rung.needs_approval)


def _promise(p: tuple[Any, ...], judged: Mapping[int, tuple[str, date]]) -> PromiseFacts:
    state, judged_on = judged.get(p[1], (p[5], p[6]))
    return PromiseFacts(p[3], state, judged_on, p[7] is not None)


def _by_first(found: Sequence[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    grouped: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in found:
        grouped[row[0]].append(row)
    return grouped
