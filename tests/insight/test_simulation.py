"""A ladder lived in memory: it says what the preview says, counts what a change does, and writes nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import builders
from tests.cases.people.worlds import World, at, world

from recoup.cases.daily import preview
from recoup.cases.policies import in_force
from recoup.insight.simulation import outlook
from recoup.insight.simulation.outlook import Outlook
from recoup.ladder.policy import Policy
from recoup.ledger.models import Allocation, Freshness

LATE = [-20, -6, 0, 1, 2, 3, 5, 10, 40]


@pytest.fixture
def here(db: None) -> World:
    made = world()
    made.run()
    for days in LATE:
        debtor = builders.debtor(made.creditor, city="London", postal_code="EC1")
        builders.contact(debtor)
        builders.invoice(debtor, 30_000 + days, due_on=made.day - timedelta(days=days))
    return made


def company(here: World) -> Policy:
    known, chosen = in_force(here.creditor)
    return known[chosen.newest["company"]]


def looked(here: World, policy: Policy | None = None, **more: Any) -> Outlook:
    return outlook(here.creditor, policy or company(here), moment=at(here.day + timedelta(days=1)), **more)


def fresh(here: World, on: Any) -> None:
    Freshness.objects.update_or_create(creditor=here.creditor, kind="list", defaults={"as_of_on": on})


def actions(here: World, on: Any) -> set[tuple[int, str, int]]:
    fresh(here, on)
    return {(a["debtor"]["id"], a["kind"], a["rung"]) for a in preview(here.creditor, moment=at(on)).actions}


def test_each_day_begins_as_its_preview_says(here: World) -> None:
    """On facts that the simulation itself has not moved yet, a day's deeds are those of that day's preview."""
    first = here.day + timedelta(days=1)
    fresh(here, first)
    ahead = looked(here).ahead
    moved: set[int] = set()
    compared = 0
    for n in range(14):
        on = first + timedelta(days=n)
        deeds = {(d.debtor, d.kind, d.rung) for d in ahead.deeds if d.on == on}
        known = moved | ({here.debtor.pk} if n else set())
        want = {one for one in actions(here, on) if one[0] not in known}
        assert {one for one in deeds if one[0] not in known} == want, on
        compared += len(want)
        moved |= {one[0] for one in deeds}
    assert compared >= len(LATE) - 2


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wait=st.integers(0, 30), late=st.lists(st.integers(-10, 30), min_size=1, max_size=4))
def test_the_first_day_equals_the_preview_whatever_is_owed(here: World, wait: int, late: list[int]) -> None:
    for days in late:
        debtor = builders.debtor(here.creditor, city="London")
        builders.contact(debtor)
        builders.invoice(debtor, 20_000, due_on=here.day - timedelta(days=days))
    on = here.day + timedelta(days=1)
    want = actions(here, on)
    ahead = looked(here).ahead
    assert {(d.debtor, d.kind, d.rung) for d in ahead.deeds if d.on == on} == want


def test_nothing_is_written(here: World) -> None:
    models = [
        model for model in apps.get_models() if model._meta.app_label not in ("sessions", "contenttypes")
    ]
    before = {model: list(model.objects.order_by("pk").values()) for model in models}
    assert looked(here, replace(company(here), rungs=company(here).rungs[:2]), beside=company(here)).debtors
    assert before == {model: list(model.objects.order_by("pk").values()) for model in models}


def test_a_longer_wait_is_seen_as_fewer_and_later_steps(here: World) -> None:
    now = company(here)
    later = replace(now, rungs=(replace(now.rungs[0], wait_days=13), *now.rungs[1:]))
    found = looked(here, later, beside=now)
    assert found.ahead_difference["email"] < 0 and found.days_sooner < 0
    assert (
        looked(here, now, beside=now).ahead_difference == {} == looked(here, now, beside=now).past_difference
    )


def test_past_days_know_what_was_open_then(here: World) -> None:
    """Paid ten days before it would have been reminded of: no reminder. Paid after: one, and none any more."""
    now = at(here.day)
    soon, late = (builders.debtor(here.creditor, city="London") for _ in range(2))
    for debtor, paid in ((soon, 58), (late, 30)):
        builders.contact(debtor)
        invoice = builders.invoice(
            debtor, 50_000, due_on=here.day - timedelta(days=60), open_minor=0, state="paid"
        )
        Allocation.objects.create(
            creditor=here.creditor, invoice=invoice, source="books", amount_minor=50_000,
            allocated_on=here.day - timedelta(days=paid),
        )  # fmt: skip
    past = outlook(here.creditor, company(here), moment=now).past
    assert not [deed for deed in past.deeds if deed.debtor == soon.pk]
    mine = [deed for deed in past.deeds if deed.debtor == late.pk]
    assert mine and mine[0].is_first and mine[0].kind == "email"
    assert all(deed.on < here.day - timedelta(days=30) for deed in mine)
    assert past.from_on == here.day - timedelta(days=90)


def test_a_large_book_is_looked_at_in_part(here: World) -> None:
    found = looked(here, most=4)
    assert (found.debtors, found.looked_at) == (len(LATE), 4)  # one falls due later


def test_money_stands_by_currency(here: World) -> None:
    debtor = builders.debtor(here.creditor, city="London")
    builders.contact(debtor)
    builders.invoice(debtor, 70_000, currency="EUR", due_on=here.day - timedelta(days=4))
    first = next(line for line in looked(here).ahead.lines if (line.rung, line.kind) == (1, "email"))
    assert first.asked["EUR"] == 70_000 and first.asked["GBP"] > 0
    assert len(first.examples) == 3
