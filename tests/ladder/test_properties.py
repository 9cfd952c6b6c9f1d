"""What must hold whatever the facts: nothing wrongly, too much, twice or neglected; plan and gate agree."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ladder.facts import TODAY, case, creditor, invoice, position
from tests.ladder.simulator import World

from recoup.ladder.day import WINDOW_DAYS
from recoup.ladder.gate import gate
from recoup.ladder.planner import plan
from recoup.ladder.position import (
    CaseFacts,
    ContactFacts,
    HoldFacts,
    InvoiceFacts,
    Position,
    PromiseFacts,
    RecentContact,
    StepFacts,
)
from recoup.ladder.reasons import DUE, QUESTIONS, REASONS, sentence
from recoup.ladder.standing import IN_FLIGHT, WRITTEN, stand
from recoup.ladder.verdict import Act, Ask, Refused, Stop, Verdict, Wait
from recoup.lib.days import calendar

pytestmark = pytest.mark.anydb

days_ago = st.integers(0, 60).map(lambda n: TODAY - timedelta(days=n))
days_near = st.integers(-30, 30).map(lambda n: TODAY + timedelta(days=n))
causes = st.sampled_from(["", "", "unwilling", "hardship", "wrong_person", "insolvent", "forgotten"])
kinds = st.sampled_from(["email", "letter", "phone", "find_contact", "visit"])
states = st.sampled_from(["done", "done", "failed", "fallen_back", *sorted(IN_FLIGHT)])


def rarely(strategy: st.SearchStrategy[Any], usual: Any = None) -> st.SearchStrategy[Any]:
    """Mostly the usual value, so that most positions come far enough to act."""
    return st.integers(0, 15).flatmap(lambda n: strategy if n == 11 else st.just(usual))


@st.composite
def invoices(draw: st.DrawFn) -> InvoiceFacts:
    opened = draw(rarely(st.integers(0, 2_000), 300_000))
    disputed = draw(rarely(st.integers(0, opened), 0))
    return InvoiceFacts(
        id=draw(st.integers(1, 10**6)),
        due_on=draw(rarely(days_near, TODAY - timedelta(days=30))),
        open_minor=opened,
        asked_minor=opened - disputed,
        disputed_minor=disputed,
        earned=draw(st.integers(0, 4)),
        joined_on=draw(rarely(days_ago)),
        held_until_on=draw(rarely(days_near)),
    )


@st.composite
def steps(draw: st.DrawFn) -> StepFacts:
    kind, state, on = draw(kinds), draw(states), draw(days_ago)
    return StepFacts(
        rung=draw(st.integers(1, 4)),
        round=draw(st.integers(1, 2)),
        channel=kind,
        kind=kind,
        state=state,
        planned_on=on,
        done_on=on if state == "done" else None,
        contact=draw(st.sampled_from([None, 1, 2])),
        reached=draw(st.booleans()),
    )


@st.composite
def cases(draw: st.DrawFn, key: int) -> CaseFacts:
    runs = {(s.rung, s.round, s.channel): s for s in draw(st.lists(steps(), max_size=4))}
    if draw(rarely(st.just(False), True)):
        runs = {k: s for k, s in runs.items() if s.state not in IN_FLIGHT}
    return case(
        *draw(st.lists(invoices(), min_size=1, max_size=4, unique_by=lambda i: i.id)),
        key=key,
        id=key,
        policy=draw(st.sampled_from(["company", "company", "individual", "public_body", "unknown"])),
        currency=draw(st.sampled_from(["EUR", "JPY", "KWD"])),
        round=draw(st.integers(1, 2)),
        cause=draw(causes),
        holds=tuple(draw(rarely(st.lists(st.builds(HoldFacts, st.just("held"), days_near), max_size=2), []))),
        promises=tuple(draw(rarely(st.lists(promises(), max_size=2), []))),
        steps=tuple(runs.values()),
        advance_to=draw(rarely(st.integers(1, 8))),
        restarted_on=draw(rarely(days_ago)),
        on_account_minor=draw(rarely(st.integers(0, 500_000), 0)),
        unmatched_minor=draw(rarely(st.integers(0, 500_000), 0)),
        is_formal_elsewhere=draw(rarely(st.booleans(), False)),
        needs_look=draw(rarely(st.booleans(), False)),
        approvals=frozenset(draw(rarely(st.just([(1, 1), (2, 1)]), []))),
    )


@st.composite
def promises(draw: st.DrawFn) -> PromiseFacts:
    state = draw(st.sampled_from(["open", "kept", "part", "broken"]))
    judged = draw(days_ago) if state in ("part", "broken") else None
    return PromiseFacts(draw(days_near), state, judged, draw(st.booleans()))


contacts = st.builds(
    ContactFacts,
    st.integers(1, 5),
    st.sampled_from(["", "accounts_payable", "sales", "generic", "owner"]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
recents = st.builds(
    lambda on, channel, reached: RecentContact(
        on, channel, channel in WRITTEN, reached or channel in WRITTEN
    ),
    st.integers(0, 9).map(lambda n: TODAY - timedelta(days=n)),
    st.sampled_from(["email", "letter", "phone", "visit"]),
    st.booleans(),
)


@st.composite
def positions(draw: st.DrawFn) -> Position:
    return position(
        *[draw(cases(key)) for key in range(1, draw(st.integers(1, 3)) + 1)],
        creditor=creditor(
            fresh_on=draw(rarely(days_ago, TODAY + timedelta(days=30))),
            is_live=draw(rarely(st.booleans(), True)),
            is_sending_on=draw(rarely(st.booleans(), True)),
            automation=draw(rarely(st.sampled_from(["draft", "tasks", "never"]), "full")),
        ),
        kind=draw(st.sampled_from(["company", "individual", "sole_trader", ""])),
        calendar=calendar(draw(st.sampled_from(["DE", "GB", ""]))),
        zone=draw(st.sampled_from(["Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles"])),
        contacts=tuple(draw(st.lists(contacts, max_size=3, unique_by=lambda c: c.id))),
        has_postal_address=draw(rarely(st.just(False), True)),
        opted_out=frozenset(draw(rarely(st.lists(kinds, max_size=2), []))),
        recent=tuple(draw(rarely(st.lists(recents, max_size=4), []))),
        unread_since_on=draw(rarely(days_ago)),
        callback_owed_on=draw(rarely(days_ago)),
        insolvent_on=draw(rarely(days_near)),
        is_represented=draw(rarely(st.booleans(), False)),
        is_placed=draw(rarely(st.booleans(), False)),
        distance_km=draw(st.sampled_from([None, 5, 500])),
        is_first_message=draw(rarely(st.booleans(), False)),
    )


dates = st.integers(0, 30).map(lambda n: TODAY + timedelta(days=n))
MANY = settings(max_examples=100, deadline=None)


@MANY
@given(positions(), dates)
def test_never_wrongly(where: Position, today: date) -> None:
    """No step on what is disputed, held, promised, insolvent, covered, opted out, unread or in flight."""
    for of in where.cases:
        verdict = plan(where, today)[of.key]
        if not isinstance(verdict, Act):
            continue
        assert where.insolvent_on is None or where.insolvent_on > today
        assert not (where.is_represented or where.is_placed)
        assert where.unread_since_on is None
        assert where.callback_owed_on is None
        standing = stand(of, today)
        assert standing.asked
        assert standing.asked_minor >= of.policy.amount(of.currency, "net")
        assert not of.unmatched_minor or of.unmatched_minor < standing.asked_minor
        assert all(i.due_on < today and i.asked_minor > 0 for i in standing.asked)
        assert all(hold.until_on <= today for hold in of.holds)
        assert all(p.state != "open" for p in of.promises)
        assert not any(s.state in IN_FLIGHT for s in of.steps)
        for step in verdict.steps:
            assert step.channel not in where.opted_out
            assert step.kind not in ("visit", "phone") or where.kind != "individual"
            assert step.channel not in WRITTEN or where.creditor.is_sending_on
            assert step.channel not in WRITTEN or where.creditor.is_live or step.is_draft


@MANY
@given(positions(), dates)
def test_never_neglected(where: Position, today: date) -> None:
    """Every case has an act, a question with a date, or a date ahead with a reason that has words."""
    verdicts = plan(where, today)
    assert set(verdicts) == {of.key for of in where.cases}
    for verdict in verdicts.values():
        _has_a_next_day(verdict, today)


def _has_a_next_day(verdict: Verdict, today: date) -> None:
    match verdict:
        case Act(found):
            assert found
            assert all(step.why.code in DUE and sentence(step.why) for step in found)
        case Wait(until, why):
            assert until > today
            assert why.code in REASONS
            assert sentence(why)
        case Stop(why, review):
            assert review > today
            assert why.code in REASONS
        case Ask(question, due_on, why):
            assert due_on >= today
            assert question in QUESTIONS
            assert why.code in REASONS
            assert sentence(why)


@MANY
@given(positions(), dates)
def test_a_key_is_never_planned_twice(where: Position, today: date) -> None:
    for of in where.cases:
        verdict = plan(where, today)[of.key]
        if isinstance(verdict, Act):
            keys = [(s.rung, s.round, s.channel) for s in verdict.steps]
            assert len(set(keys)) == len(keys)
            assert not {(s.rung, s.round, s.channel) for s in of.steps} & set(keys)


@MANY
@given(positions(), dates, st.integers(0, 23))
def test_what_is_planned_is_not_refused_that_day(where: Position, today: date, hour: int) -> None:
    """At any hour, on the same facts and once the step is ready, the gate allows it or says later."""
    moment = datetime(today.year, today.month, today.day, hour, 15, tzinfo=ZoneInfo("Europe/London"))
    for verdict in plan(where, today).values():
        if not isinstance(verdict, Act):
            continue
        for step in verdict.steps:
            answer = gate(step, where, moment)
            assert isinstance(answer, Refused) == step.is_draft, (step, answer)


@MANY
@given(positions(), dates, st.randoms(use_true_random=False))
def test_the_plan_depends_on_facts_not_on_their_order(where: Position, today: date, chance: Random) -> None:
    def shuffled(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(chance.sample(items, len(items)))

    mixed = replace(
        where,
        contacts=shuffled(where.contacts),
        recent=shuffled(where.recent),
        cases=shuffled(
            tuple(
                replace(
                    of,
                    invoices=shuffled(of.invoices),
                    steps=shuffled(of.steps),
                    holds=shuffled(of.holds),
                    promises=shuffled(of.promises),
                )
                for of in where.cases
            )
        ),
    )
    assert plan(mixed, today) == plan(where, today)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 3), st.sampled_from(["company", "individual", "unknown"]))
def test_a_debt_lives_for_months_within_all_caps(seed: int, count: int, policy: str) -> None:
    chance = Random(seed)

    def debt(n: int) -> InvoiceFacts:
        return invoice(n, chance.randrange(-40, 60), chance.randrange(5_000, 600_000))

    role = chance.choice(["", "sales", "accounts_payable"])
    world = World(
        chance,
        TODAY,
        {key: case(debt(1), debt(2), debt(3), key=key, policy=policy) for key in range(1, count + 1)},
        {1: ContactFacts(1, role, False, True, chance.random() < 0.7)},
        has_address=chance.random() < 0.8,
        distance=chance.choice([None, 10]),
    )
    world.live(120)
    _check_caps(world)
    keys = [key for _, key in world.gone]
    assert len(set(keys)) == len(keys)
    for today, _, verdict in world.said:
        _has_a_next_day(verdict, today)
    last = {key: verdict for _, key, verdict in world.said}
    for key, of in world.cases.items():
        said = last[key]
        waits_for_them = isinstance(said, Wait) and said.why.code in (
            "promised",
            "planned",
            "disputed",
            "held",
        )
        assert of.steps or isinstance(said, Ask) or waits_for_them, "four months went by and nobody was asked"


def _check_caps(world: World) -> None:
    written = sorted({r.on for r in world.recent if r.is_written})
    assert all(b - a >= timedelta(days=5) for a, b in pairwise(written))
    spoken = [r.on for r in world.recent if not r.is_written and r.reached]
    contacts_on = sorted([*written, *spoken])
    tries = sorted(r.on for r in world.recent if r.channel == "phone")
    for found, cap in ((contacts_on, 2), (tries, 3)):
        for first, last in zip(found, found[cap:], strict=False):
            assert last - first >= timedelta(days=WINDOW_DAYS)
    for day in written:
        assert calendar("DE").is_working(day)
