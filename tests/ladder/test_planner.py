"""The planner, check by check, as tables: the facts and what follows."""

from datetime import date, timedelta

import pytest
from tests.ladder.facts import (
    ACCOUNTS,
    IN_CHARGE,
    TODAY,
    ago,
    at_rung,
    case,
    creditor,
    decide,
    invoice,
    position,
    says,
    step,
    steps_of,
)

from recoup.ladder.planner import plan
from recoup.ladder.position import ContactFacts, HoldFacts, PromiseFacts, RecentContact
from recoup.ladder.verdict import Act, Wait
from recoup.lib.days import calendar

pytestmark = pytest.mark.anydb

SALES = ContactFacts(3, "sales", False, True, True)
GENERIC = ContactFacts(4, "generic", False, True, False)
NOBODY = ContactFacts(5, "accounts_payable", False, False, False)
WRITTEN = RecentContact(ago(3), "email", True)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"insolvent_on": ago(1)}, "stop:insolvent"),
        ({"insolvent_on": TODAY + timedelta(days=1)}, "email@1"),
        ({"is_represented": True}, "stop:represented"),
        ({"is_placed": True}, "stop:placed"),
        ({"insolvent_on": ago(1), "is_represented": True, "is_placed": True}, "stop:insolvent"),
        ({"automation": "never"}, "stop:automation_off"),
        ({"unread_since_on": ago(0)}, "ask:read_answer"),
        ({"unread_since_on": ago(12)}, "ask:read_answer_late"),
        ({"callback_owed_on": ago(0)}, "wait:callback_owed"),
        ({"callback_owed_on": ago(9)}, "ask:call_back_late"),
        ({"recent": (WRITTEN,)}, "wait:gap"),
        ({"recent": (RecentContact(ago(5), "email", True),)}, "email@1"),
        ({"recent": (RecentContact(ago(3), "email", True, reached=False),)}, "email@1"),
        ({"recent": tuple(RecentContact(ago(n), "phone", False) for n in (1, 2))}, "wait:weekly_cap"),
        ({"recent": tuple(RecentContact(ago(n), "phone", False) for n in (1, 7))}, "email@1"),
        ({"contacts": ()}, "letter@1"),
        ({"contacts": (NOBODY,)}, "letter@1"),
        ({"contacts": (NOBODY,), "has_postal_address": False}, "ask:find_address"),
        ({"opted_out": frozenset({"email"})}, "letter@1"),
        ({"opted_out": frozenset({"email", "letter"})}, "phone@1"),
        ({"opted_out": frozenset({"email", "letter", "phone"})}, "ask:decide"),
        ({"creditor": creditor(fresh_on=None)}, "wait:data_stale"),
        ({"creditor": creditor(fresh_on=ago(1))}, "email@1"),
        ({"creditor": creditor(fresh_on=ago(2))}, "wait:data_stale"),
        ({"creditor": creditor(fresh_on=ago(2), freshness_days=2)}, "email@1"),
        ({"creditor": creditor(is_sending_on=False)}, "wait:sending_stopped"),
        ({"creditor": creditor(automation="never")}, "stop:automation_off"),
        ({"creditor": creditor(automation="never"), "automation": "full"}, "email@1"),
        ({"creditor": creditor(automation="tasks")}, "ask:send_email"),
        ({"calendar": calendar("ZZ")}, "email@1"),
    ],
)
def test_what_holds_for_the_debtor(facts: dict, expected: str) -> None:
    assert says(decide(position(**facts))) == expected


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (case(invoice(overdue=0)), "wait:not_due"),
        (case(invoice(overdue=2)), "wait:waiting"),
        (case(invoice(overdue=3)), "email@1"),
        (case(invoice(overdue=400)), "email@1"),
        (case(invoice(open_minor=0, asked_minor=0)), "wait:paid"),
        (case(invoice(asked_minor=0, disputed_minor=100_000)), "wait:disputed"),
        (case(invoice(asked_minor=60_000, disputed_minor=40_000)), "email@1"),
        (case(invoice(), on_account_minor=100_000), "wait:paid"),
        (case(invoice(), on_account_minor=99_900), "wait:paid"),
        (case(invoice(), on_account_minor=99_500), "wait:below_minimum"),
        (case(invoice(), on_account_minor=99_000), "email@1"),
        (case(invoice(), unmatched_minor=100_000), "wait:unmatched_money"),
        (case(invoice(), unmatched_minor=99_999), "wait:below_minimum"),
        (case(invoice(), unmatched_minor=50_000), "email@1"),
        (case(invoice(minor=999)), "wait:below_minimum"),
        (case(invoice(minor=1000)), "email@1"),
        (case(invoice(minor=200)), "wait:paid"),
        (case(invoice(held_until_on=TODAY + timedelta(days=9))), "wait:held"),
        (case(invoice(held_until_on=TODAY)), "email@1"),
        (case(holds=(HoldFacts("held", TODAY + timedelta(days=1)),)), "wait:held"),
        (case(holds=(HoldFacts("insured", TODAY + timedelta(days=1)),)), "wait:insured"),
        (case(holds=(HoldFacts("held", TODAY),)), "email@1"),
        (case(promises=(PromiseFacts(ago(1), "open"),)), "wait:promised"),
        (case(promises=(PromiseFacts(ago(30), "open"),)), "wait:promised"),
        (case(promises=(PromiseFacts(ago(1), "kept"),)), "email@1"),
        (case(promises=(PromiseFacts(ago(-3), "open", is_plan=True),)), "wait:planned"),
        (case(promises=(PromiseFacts(ago(-3), "kept", is_plan=True),)), "wait:planned"),
        (case(promises=(PromiseFacts(ago(30), "kept", is_plan=True),)), "email@1"),
        (case(steps=(step(1, state="planned"),)), "wait:needs_approval"),
        (case(steps=(step(1, state="planned"),), approvals=frozenset({(1, 1)})), "wait:in_flight"),
        (case(steps=(step(1, state="ready"),)), "wait:in_flight"),
        (case(steps=(step(1, state="sending"),)), "wait:in_flight"),
        (case(steps=(step(2, "phone", state="task"),)), "wait:task_open"),
        (case(steps=(step(1, "letter", state="printed"),)), "wait:posting_open"),
        (case(steps=(step(1, state="unsure"), step(1, "letter", state="ready"))), "wait:unsure"),
        (case(is_formal_elsewhere=True), "ask:formal_case_open"),
        (case(cause="insolvent"), "ask:confirm_insolvency"),
        (case(cause="unheard of"), "email@1"),
    ],
)
def test_what_holds_for_the_case(of: object, expected: str) -> None:
    assert says(decide(position(of))) == expected


@pytest.mark.parametrize(
    ("of", "facts", "expected"),
    [
        (at_rung(1, 6), {}, "wait:waiting"),
        (at_rung(1, 7), {}, "phone@2"),
        (at_rung(1, 7, invoices=(invoice(minor=24_999, earned=1),)), {}, "email@2"),
        (at_rung(1, 7, invoices=(invoice(minor=25_000, earned=1),)), {}, "phone@2"),
        (at_rung(1, 7), {"contacts": ()}, "letter@2"),
        (at_rung(1, 3, cause="unwilling"), {}, "wait:waiting"),
        (at_rung(1, 4, cause="unwilling"), {}, "phone@2"),
        (at_rung(1, 7, restarted_on=ago(2)), {}, "wait:waiting"),
        (at_rung(1, 9, restarted_on=ago(7)), {}, "phone@2"),
        (at_rung(1, 2, promises=(PromiseFacts(ago(5), "broken", ago(0)),)), {}, "phone@2"),
        (at_rung(1, 2, promises=(PromiseFacts(ago(5), "part", ago(0)),)), {}, "phone@2"),
        (at_rung(1, 2, promises=(PromiseFacts(ago(9), "broken", ago(4)),)), {}, "wait:waiting"),
        (at_rung(1, 4, invoices=(invoice(earned=1), invoice(2, 3, joined_on=ago(2)))), {}, "wait:waiting"),
        (at_rung(1, 5, invoices=(invoice(earned=1), invoice(2, 3, joined_on=ago(2)))), {}, "phone@2"),
        (at_rung(1, 6, invoices=(invoice(earned=1), invoice(2, 3))), {}, "phone@2"),
        (at_rung(1, 6, invoices=(invoice(earned=1), invoice(2, 20))), {}, "wait:waiting"),
        (at_rung(2, 4, "phone"), {}, "wait:waiting"),
        (at_rung(2, 5, "phone"), {}, "find_contact@3"),
        (at_rung(2, 5, "phone"), {"contacts": (IN_CHARGE,)}, "phone@3"),
        (at_rung(2, 0), {"contacts": (SALES, GENERIC)}, "find_contact@3"),
        (at_rung(2, 0), {"contacts": ()}, "find_contact@3"),
        (at_rung(2, 0, cause="wrong_person"), {}, "find_contact@3"),
        (at_rung(2, 1, steps=(step(3, "find_contact", 0),)), {"contacts": (IN_CHARGE,)}, "phone@3"),
        (at_rung(2, 1, steps=(step(3, "find_contact", 0),)), {}, "letter@3"),
        (
            at_rung(3, 1, "find_contact", invoices=(invoice(earned=3),), steps=(step(2, "phone", 5),)),
            {"contacts": (IN_CHARGE,)},
            "phone@3",
        ),
        (at_rung(2, 1, steps=(step(3, "find_contact", 0, "fallen_back"),)), {}, "letter@3"),
        (at_rung(3, 6, "phone"), {}, "wait:waiting"),
        (at_rung(3, 7, "phone"), {}, "letter@4"),
        (at_rung(3, 7, "phone"), {"distance_km": 50}, "letter@4"),
        (
            at_rung(3, 7, "phone", invoices=(invoice(minor=250_000, earned=3),)),
            {"distance_km": 50},
            "visit@4",
        ),
        (
            at_rung(3, 7, "phone", invoices=(invoice(minor=250_000, earned=3),)),
            {"distance_km": 51},
            "letter@4",
        ),
        (at_rung(4, 6, "letter"), {}, "wait:waiting"),
        (at_rung(4, 7, "letter"), {}, "ask:demand"),
        (at_rung(4, 1, "letter", cause="hardship"), {}, "ask:offer_plan"),
        (at_rung(4, 7, "letter", cause="hardship", offers_plan=True), {}, "ask:demand"),
        (at_rung(4, 6, "letter", cause="unwilling"), {}, "wait:waiting"),
        (at_rung(5, 3, "demand"), {}, "ask:placement"),
        (at_rung(5, 2, "demand"), {}, "wait:waiting"),
        (at_rung(5, 9, "demand", restarted_on=ago(1)), {}, "ask:placement"),
        (at_rung(6, 59, "placement"), {}, "wait:waiting"),
        (at_rung(6, 60, "placement"), {}, "ask:claim"),
        (at_rung(6, 59, "placement", is_means_known=False), {}, "wait:waiting"),
        (at_rung(6, 60, "placement", is_means_known=False), {}, "ask:check_means"),
        (at_rung(6, 60, "placement", is_means_known=False, advance_to=7), {}, "ask:claim"),
        (at_rung(4, 7, "letter", is_means_known=False), {}, "ask:demand"),
        (at_rung(7, 300, "claim"), {}, "wait:waiting"),
        (at_rung(7, 300, "claim", advance_to=8), {}, "ask:write_off"),
        (at_rung(1, 1, advance_to=4), {}, "letter@4"),
        (at_rung(3, 1, round=2, advance_to=1), {}, "email@1"),
        (at_rung(3, 1, round=2, advance_to=1, steps=(step(1, round=2),)), {}, "wait:waiting"),
    ],
)
def test_the_next_rung_and_its_day(of: object, facts: dict, expected: str) -> None:
    assert says(decide(position(of, **facts))) == expected


@pytest.mark.parametrize("contact", [2, 1])
def test_rung_three_is_skipped_when_rung_two_spoke_to_the_person_in_charge(contact: int) -> None:
    talked = step(2, "phone", 7, reached=True, contact=contact)
    of = case(invoice(earned=2), steps=(step(1, days=14), talked))
    expected = "letter@4" if contact == 2 else "phone@3"
    assert says(decide(position(of, contacts=(ACCOUNTS, IN_CHARGE)))) == expected


def test_after_a_skipped_rung_the_case_goes_on_and_not_back() -> None:
    """A step of rung 4 earns an invoice at 2 the third rung; the next to do is 5, not 4 once more."""
    talked = step(2, "phone", 20, reached=True, contact=2)
    of = case(invoice(earned=3), steps=(step(1, days=27), talked, step(4, "letter", 7)))
    assert says(decide(position(of, contacts=(IN_CHARGE,)))) == "ask:demand"


def test_a_late_bounce_of_something_older_does_not_undo_a_skipped_rung() -> None:
    talked = step(2, "phone", 20, reached=True, contact=2)
    of = case(invoice(earned=3), round=2, steps=(step(1, days=27), talked, step(4, "letter", 7)))
    assert says(decide(position(of, contacts=(IN_CHARGE,)))) == "ask:demand"


def test_a_younger_invoice_named_on_the_way_does_not_take_the_skipped_rungs_of_an_older_one() -> None:
    """The older one, at rung 4, is paid; the younger was named by rungs 2 and 4 and has earned 2: next is rung 3."""
    steps = (step(1, days=27), step(2, "phone", 20, reached=True, contact=2), step(4, "letter", 7))
    fallen = case(invoice(2, earned=2), round=2, steps=(*steps, step(2, "email", 1, "failed")))
    assert says(decide(position(fallen, contacts=(ACCOUNTS,)))) == "find_contact@3"


def test_a_dispute_takes_its_invoice_out_and_leaves_the_case_where_it_is() -> None:
    disputed = invoice(1, earned=2, asked_minor=0, disputed_minor=100_000)
    of = at_rung(2, 5, "phone", invoices=(disputed, invoice(2, earned=1)))
    assert says(decide(position(of))) == "find_contact@3"


def test_falling_back_without_a_new_round_asks_a_person() -> None:
    of = case(invoice(earned=0), steps=(step(1, days=30), step(2, "phone", 20)))
    assert says(decide(position(of))) == "ask:open_again"
    again = case(invoice(earned=0), steps=of.steps, round=2)
    assert says(decide(position(again))) == "email@1"


def test_a_call_nobody_made_becomes_email_and_letter_of_the_same_rung_and_round() -> None:
    of = at_rung(1, 14, steps=(step(2, "phone", 0, "fallen_back"),))
    steps = steps_of(position(of))
    assert [(s.kind, s.rung, s.round, s.wording) for s in steps] == [
        ("email", 2, 1, "call_followup"),
        ("letter", 2, 1, "call_followup"),
    ]
    half = at_rung(1, 14, steps=(step(2, "phone", 0, "fallen_back"), step(2, "email", 0, "failed")))
    assert [s.kind for s in steps_of(position(half))] == ["letter"]


@pytest.mark.parametrize(
    ("failed", "round", "expected"),
    [(("email",), 1, "letter@1"), (("email", "letter"), 1, "phone@1"), (("email",), 2, "email@1")],
)
def test_what_failed_is_not_done(failed: tuple[str, ...], round: int, expected: str) -> None:
    """The same key is not taken again; a new round, raised by the bounce, opens the rung again."""
    of = case(steps=tuple(step(1, kind, 1, "failed") for kind in failed), round=round)
    assert says(decide(position(of))) == expected


def test_a_debt_that_may_have_lapsed_asks_a_person() -> None:
    assert says(decide(position(case(needs_look=True)))) == "ask:limitation"


def test_nothing_left_to_try_asks_a_person() -> None:
    of = case(steps=tuple(step(1, kind, 1, "failed") for kind in ("email", "letter", "phone")))
    assert says(decide(position(of))) == "ask:decide"


@pytest.mark.parametrize(
    ("facts", "of", "why"),
    [
        ({"creditor": creditor(is_live=False)}, {}, "not_live"),
        ({"creditor": creditor(is_live=False)}, {"approvals": frozenset({(1, 1)})}, "not_live"),
        ({"creditor": creditor(automation="draft")}, {}, "needs_approval"),
        ({"creditor": creditor(automation="draft")}, {"approvals": frozenset({(1, 1)})}, ""),
        ({"creditor": creditor(automation="draft"), "automation": "full"}, {}, ""),
        ({"is_first_message": True}, {}, "needs_approval"),
        ({"is_top_debtor": True}, {}, "needs_approval"),
        ({}, {}, ""),
    ],
)
def test_drafts(facts: dict, of: dict, why: str) -> None:
    (found,) = steps_of(position(case(**of), **facts))
    assert (found.is_draft, found.draft_why) == (bool(why), why)


@pytest.mark.parametrize(
    ("kind", "policy", "rung", "days", "expected"),
    [
        ("sole_trader", "sole_trader", 3, 7, "visit@4"),
        ("individual", "individual", 1, 14, "email@2"),
        ("individual", "individual", 3, 14, "letter@4"),
        ("individual", "company", 1, 7, "email@2"),
        ("individual", "company", 3, 7, "letter@4"),
        ("public_body", "public_body", 3, 7, "letter@4"),
        ("public_body", "public_body", 5, 20, "ask:claim"),
        ("", "unknown", 1, 7, "phone@2"),
        ("", "unknown", 3, 13, "wait:waiting"),
        ("", "unknown", 3, 14, "letter@4"),
        ("", "company", 3, 7, "letter@4"),
        ("association", "company", 3, 7, "visit@4"),
    ],
)
def test_who_gets_what_kind_of_ladder(kind: str, policy: str, rung: int, days: int, expected: str) -> None:
    big = (invoice(minor=900_000, earned=rung),)
    of = at_rung(rung, days, "letter", policy=policy, invoices=big)
    assert says(decide(position(of, kind=kind, distance_km=3))) == expected


def test_two_visits_are_enough() -> None:
    visits = (step(4, "visit", 60), step(4, "visit", 30, round=2))
    before = (step(1, days=90), step(2, "phone", 80), step(3, "phone", 20, round=3))
    of = case(invoice(minor=900_000, earned=3), round=3, steps=(*before, *visits))
    assert says(decide(position(of, distance_km=3))) == "letter@4"


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 5, 1), "wait:holiday"),  # Labour Day there, not here
        (date(2026, 5, 2), "wait:holiday"),  # a Saturday
        (date(2026, 5, 4), "email@1"),  # a bank holiday here, not there: emails go
        (date(2026, 5, 5), "email@1"),
    ],
)
def test_closed_days_of_the_debtor(today: date, expected: str) -> None:
    where = position(creditor=creditor(fresh_on=today))
    assert says(decide(where, today)) == expected


def test_letters_and_calls_need_our_working_day_too() -> None:
    bank_holiday = date(2026, 5, 4)
    where = position(creditor=creditor(fresh_on=bank_holiday), contacts=())
    verdict = decide(where, bank_holiday)
    assert isinstance(verdict, Wait)
    assert (verdict.why.code, verdict.until_on) == ("holiday", date(2026, 5, 5))


@pytest.mark.parametrize(
    ("told", "days", "expected"),
    [
        (None, 4, "wait:waiting"),
        (None, 5, "ask:tell_owner"),
        (None, 7, "ask:tell_owner"),
        (ago(1), 7, "wait:waiting"),
        (ago(2), 7, "letter@4"),
    ],
)
def test_whoever_sold_hears_two_working_days_before(told: date | None, days: int, expected: str) -> None:
    of = at_rung(3, days, "phone", has_account_owner=True, owner_told_on=told)
    assert says(decide(position(of))) == expected


def test_cases_due_the_same_day_share_one_message() -> None:
    pounds = case(invoice(7), key=2, id=2, currency="GBP")
    both = plan(position(case(), pounds), TODAY)
    assert [says(both[key]) for key in (1, 2)] == ["email@1", "email@1"]
    assert {s.contact for v in both.values() if isinstance(v, Act) for s in v.steps} == {1}


def test_a_second_case_never_adds_a_second_message() -> None:
    """One case is due for the pair after a call nobody made, the other for its first letter."""
    fallen = at_rung(1, 14, steps=(step(2, "phone", 0, "fallen_back"),))
    letter = case(invoice(7), key=2, steps=(step(1, "email", 1, "failed"),))
    both = plan(position(fallen, letter), TODAY)
    assert [says(both[key]) for key in (1, 2)] == ["email+letter@2", "letter@1"]
    alone = plan(position(case(), case(invoice(7), key=2, steps=(step(1, "email", 1, "failed"),))), TODAY)
    assert [says(alone[key]) for key in (1, 2)] == ["email@1", "wait:gap"]


def test_a_message_of_another_case_on_its_way_counts() -> None:
    sending = case(steps=(step(1, state="ready"),))
    both = plan(position(sending, case(invoice(7), key=2)), TODAY)
    assert [says(both[key]) for key in (1, 2)] == ["wait:in_flight", "wait:gap"]


def test_calls_have_a_cap_of_their_own() -> None:
    tries = tuple(RecentContact(ago(n), "phone", False, reached=False) for n in (1, 2, 6))
    verdict = decide(position(at_rung(1, 8), recent=tries))
    assert isinstance(verdict, Wait)
    assert (verdict.why.code, verdict.until_on) == ("call_cap", ago(-1))
    assert says(decide(position(at_rung(1, 8), recent=tries[:2]))) == "phone@2"


def test_the_best_contact_is_written_to() -> None:
    for contacts in ((SALES, GENERIC, ACCOUNTS, IN_CHARGE), (IN_CHARGE, ACCOUNTS, GENERIC, SALES)):
        assert steps_of(position(contacts=contacts))[0].contact == IN_CHARGE.id
        assert steps_of(position(contacts=contacts[1:3]))[0].contact in (ACCOUNTS.id, GENERIC.id)
