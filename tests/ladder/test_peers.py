"""Cases that other systems test, with what happens here; where we differ on purpose the row says why."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.ladder.facts import TODAY, ago, at_rung, case, decide, invoice, position, says, step

from recoup.ladder.policy import Policy, Rung
from recoup.ladder.position import CaseFacts, PromiseFacts, RecentContact
from recoup.ladder.shipped import load_policy
from recoup.ladder.verdict import Wait

pytestmark = pytest.mark.anydb


def ladder(*waits: int, net: int = 0) -> Policy:
    """A policy with these waits for rungs 1, 2, …, and a smallest sum in EUR only."""
    company = load_policy("company")
    rungs = tuple(Rung(n, f"rung {n}", company.rungs[0].ways, wait) for n, wait in enumerate(waits, 1))
    return replace(company, rungs=rungs, amounts={"EUR": {"net": net}} if net else {})


def of(policy: Policy, *invoices: object, **more: object) -> CaseFacts:
    return replace(case(*invoices, **more), policy=policy)  # type: ignore[arg-type]


PEERS = [
    ("T1 four days overdue, first level at 5", of(ladder(5), invoice(overdue=4)), "wait:waiting"),
    ("T2 exactly the level's days is enough", of(ladder(5), invoice(overdue=5)), "email@1"),
    (
        "T2 what is paid is never asked for",
        of(ladder(5), invoice(overdue=5, open_minor=0, asked_minor=0)),
        "wait:paid",
    ),
    ("T5 blocked stays where it is", of(ladder(5), invoice(overdue=30, held_until_on=ago(-1))), "wait:held"),
    (
        "T6 unblocked moves to the next level; differs: our waits run from the step before, not the due date",
        of(ladder(5, 15), invoice(overdue=30, earned=1), steps=(step(1, days=25),)),
        "email@2",
    ),
    (
        "E7 reduced to nothing by a credit note",
        of(ladder(5), invoice(), on_account_minor=100_000),
        "wait:paid",
    ),
    ("O1 due when due date + delay <= run date", of(ladder(10), invoice(overdue=11)), "email@1"),
    ("K1 nothing unpaid", of(ladder(0), invoice(open_minor=0, asked_minor=0)), "wait:paid"),
    ("K2 below the total of 100.00", of(ladder(0, net=10_000), invoice(minor=9_999)), "wait:below_minimum"),
    ("K2 equal to the total is enough", of(ladder(0, net=10_000), invoice(minor=10_000)), "email@1"),
    (
        "K2 two invoices reach the total together",
        of(ladder(0, net=10_000), invoice(1, minor=5_000), invoice(2, minor=5_000)),
        "email@1",
    ),
    ("K3 the earliest unpaid counts", of(ladder(10), invoice(1, 2), invoice(2, 10)), "email@1"),
    (
        "K6 and K21 51 days overdue at once; differs: one rung at a time, from the first, after a pause too",
        of(ladder(30, 10, 10), invoice(overdue=51)),
        "email@1",
    ),
    (
        "K12 paid, then the payment is reversed: the original age counts, rung and keys are kept",
        of(ladder(30, 10), invoice(overdue=35, earned=1), steps=(step(1, days=4),)),
        "wait:waiting",
    ),
    ("L1 not overdue on the due date", of(ladder(0), invoice(overdue=0)), "wait:not_due"),
    ("L1 overdue the day after", of(ladder(0), invoice(overdue=1)), "email@1"),
    ("L2 threshold 150, overdue 149", of(ladder(0, net=15_000), invoice(minor=14_900)), "wait:below_minimum"),
    (
        "L5 threshold 50.99, overdue 50.00",
        of(ladder(0, net=5_099), invoice(minor=5_000)),
        "wait:below_minimum",
    ),
    ("L5 threshold 50.99, overdue 51.00", of(ladder(0, net=5_099), invoice(minor=5_100)), "email@1"),
    ("L6 equal is enough", of(ladder(0, net=9_900), invoice(minor=9_900)), "email@1"),
    ("L6 a cent less is not", of(ladder(0, net=9_901), invoice(minor=9_900)), "wait:below_minimum"),
    (
        "L7 last attempt 3 days ago, spacing 4",
        of(ladder(0, 4), invoice(earned=1), steps=(step(1, days=3),)),
        "wait:waiting",
    ),
    (
        "L7 exactly 4 days; differs: the day counts, no second more is needed",
        of(ladder(0, 4), invoice(earned=1), steps=(step(1, days=4),)),
        "email@2",
    ),
    (
        "L8 the attempts are used up; differs: a person decides, nothing is let go in silence",
        of(ladder(0), invoice(earned=1), steps=(step(1, days=40),)),
        "ask:ladder_ended",
    ),
    (
        "L9 a threshold in one currency only; differs: another currency is asked for from the first cent",
        of(ladder(0, net=5_000), invoice(minor=100), currency="GBP"),
        "email@1",
    ),
    ("M1 levels 10 and 20, 25 days due: level 1 only", of(ladder(10, 10), invoice(overdue=25)), "email@1"),
    ("M7 grace until the day before", of(ladder(0), invoice(held_until_on=ago(1))), "email@1"),
    (
        "M7 grace until the run day; differs: a hold ends on its date",
        of(ladder(0), invoice(held_until_on=TODAY)),
        "email@1",
    ),
    ("M7 grace until the day after", of(ladder(0), invoice(held_until_on=ago(-1))), "wait:held"),
    (
        "M11 asked twice for a processed level",
        of(ladder(0), invoice(earned=0), steps=(step(1, days=40),)),
        "ask:open_again",
    ),
    ("M16 level 0, terms 0, a year later", of(ladder(0), invoice(overdue=539)), "email@1"),
]


@pytest.mark.parametrize(("facts", "expected"), [row[1:] for row in PEERS], ids=[row[0] for row in PEERS])
def test_peer(facts: CaseFacts, expected: str) -> None:
    assert says(decide(position(facts))) == expected


def test_a_missed_day_loses_nothing() -> None:
    """An exact-day trigger would: here every day from the due one on acts."""
    for late in range(3, 60):
        assert says(decide(position(case(invoice(overdue=late))))) == "email@1"


def test_an_old_import_climbs_one_rung_at_a_time_however_often_it_is_planned() -> None:
    old = case(invoice(overdue=700))
    assert says(decide(position(old))) == "email@1"
    after = at_rung(1, 1, invoices=(invoice(overdue=700, earned=1),))
    assert says(decide(position(after, recent=(RecentContact(ago(1), "email", True),)))) == "wait:waiting"


def test_a_part_payment_changes_neither_rung_nor_due_date() -> None:
    paid_half = at_rung(2, 20, "phone", invoices=(invoice(earned=2, open_minor=50_000, asked_minor=50_000),))
    assert says(decide(position(replace(paid_half, restarted_on=ago(5))))) == "find_contact@3"
    assert says(decide(position(replace(paid_half, restarted_on=ago(4))))) == "wait:waiting"


@pytest.mark.parametrize(("judged", "expected"), [(0, "phone@2"), (-1, "wait:waiting")])
def test_a_promise_is_read_and_not_before_it_was_judged(judged: int, expected: str) -> None:

    broken = at_rung(1, 2, promises=(PromiseFacts(ago(6), "broken", ago(judged)),))
    assert says(decide(position(broken))) == expected


def test_a_promise_waits_for_two_bank_days_and_a_day() -> None:
    """Promised for Wednesday 4 March: judged on data of Saturday at the earliest."""

    verdict = decide(position(case(promises=(PromiseFacts(TODAY, "open"),))))
    assert isinstance(verdict, Wait)
    assert verdict.until_on == date(2026, 3, 7)
    assert verdict.until_on - TODAY == timedelta(days=3)
