"""What may be demanded: nothing with an open question, nothing extra from consumers, no fixed sum twice."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recoup.law.interest.debt import Debt, Event, Happened
from recoup.law.places import Connections, place_of, which_law
from recoup.recourse.demand.claim import Owed, claim
from recoup.recourse.demand.needs import Known, gaps, needs, stopping

pytestmark = pytest.mark.anydb

TODAY = date(2026, 3, 2)
few = settings(max_examples=150, deadline=None)
texts = st.lists(st.sampled_from(("interest.rate", "demand.form", "INV-1")), max_size=2).map(tuple)
known = st.builds(
    Known,
    today=st.just(TODAY),
    named=st.integers(0, 3),
    unnamed=texts,
    identity_on=st.none() | st.dates(TODAY - timedelta(days=60), TODAY),
    has_address=st.booleans(),
    is_insolvent=st.booleans(),
    is_represented=st.booleans(),
    has_unread=st.booleans(),
    cause=st.sampled_from(("", "unknown", "forgotten")),
    cause_asked=st.integers(0, 3),
    channels=st.lists(st.sampled_from(("email", "phone")), max_size=4).map(tuple),
    has_owner=st.booleans(),
    is_owner_told=st.booleans(),
    questions=texts,
    assumed=st.integers(0, 2),
    unconfirmed=st.integers(0, 2),
)


@few
@given(known)
def test_no_demand_with_an_open_question_an_assumption_or_nothing_named_before(facts: Known) -> None:
    stops = {one.code for one in stopping(needs(facts))}
    for code, is_open in (
        ("questions", facts.questions),
        ("places", facts.assumed),
        ("figures", facts.unconfirmed),
        ("invoices", not facts.named),
        ("solvent", facts.is_insolvent),
        ("read", facts.has_unread),
    ):
        assert (code in stops) == bool(is_open)
    assert not stops & {one.code for one in gaps(needs(facts))}


def owed(principal: int, due_on: date, *, kind: str, has_had: bool, number: int = 1) -> Owed:
    debt = Debt(principal, "GBP", due_on, kind=kind, has_had_compensation=has_had)
    return Owed(number, f"INV-{number}", debt, principal)


@few
@given(
    st.sampled_from(("company", "individual", "")),
    st.lists(
        st.tuples(st.integers(1, 10**8), st.dates(date(2022, 1, 3), date(2026, 1, 30)), st.booleans()),
        min_size=1,
        max_size=4,
    ),
)
def test_a_fixed_sum_is_claimed_once_for_an_invoice_and_nothing_extra_from_a_consumer(kind, invoices) -> None:
    every = [
        owed(principal, due_on, kind=kind, has_had=has_had, number=n)
        for n, (principal, due_on, has_had) in enumerate(invoices)
    ]
    found = claim(every, place_of("GB-EAW"), TODAY, kind, {})
    assert found.principal_minor == sum(principal for principal, _, _ in invoices)
    assert found.total_minor == found.principal_minor + found.interest_minor + found.fixed_minor
    for item, (_, _, has_had) in zip(found.items, invoices, strict=True):
        if kind != "company":
            assert item.total_minor == item.owed.open_minor
        elif has_had:
            assert item.new_fixed_minor == 0
        else:
            assert item.new_fixed_minor in (4_000, 7_000, 10_000)
            bare = claim([item.owed], place_of("GB-EAW"), TODAY, kind, {})
            assert item.interest_minor == bare.interest_minor  # the sum itself bears none


def test_books_and_law_come_to_the_same_where_interest_joins_the_principal() -> None:
    """The Netherlands: after a year of default its interest is principal, and must not be counted in both."""
    events = (Event(date(2024, 9, 2), Happened.PAYMENT, 250_000),)
    debt = Debt(1_000_000, "EUR", date(2023, 6, 30), events=events)
    found = claim([Owed(1, "INV-1", debt, 750_000)], place_of("NL"), TODAY, "company", {})
    (item,) = found.items
    assert item.done is not None and item.done.joined_minor > 0
    assert item.book is not None and item.law is not None
    assert item.book.total_minor == item.law.total_minor == item.total_minor == item.done.total_minor


def test_the_day_of_the_contract_decides_between_old_and_new_rules() -> None:
    """Germany: 8 points for claims that arose before 29 July 2014, whenever the invoice fell due."""
    for arose_on, rate in ((date(2014, 7, 28), "7.17"), (date(2014, 7, 29), "8.17"), (None, "8.17")):
        debt = Debt(100_000, "EUR", date(2015, 2, 2), arose_on=arose_on)
        (item,) = claim([Owed(1, "1", debt, 100_000)], place_of("DE"), date(2015, 3, 2), "company", {}).items
        assert item.done is not None and str(item.done.segments[0].rate) == rate


PLACES = {
    "GB-EAW": "GBP",
    "DE": "EUR",
    "FR": "EUR",
    "ES": "EUR",
    "BE": "EUR",
    "AT": "EUR",
    "IE": "EUR",
    "NL": "EUR",
}
came = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 10**6)), max_size=4)


@few
@given(
    st.sampled_from(sorted(PLACES)),
    st.sampled_from(("individual", "")),
    st.integers(1, 10**8),
    st.integers(0, 10**4),
)
def test_nothing_but_the_principal_is_demanded_of_a_consumer_under_any_law(
    key, kind, principal, fixed
) -> None:
    """Not even what is open of a sum that was charged while they passed for a trader."""
    debt = Debt(principal, PLACES[key], date(2025, 2, 28), kind=kind)
    found = claim([Owed(1, "INV-1", debt, principal, fixed_open_minor=fixed)], place_of(key), TODAY, kind, {})
    assert found.total_minor == found.principal_minor == principal
    assert (found.interest_minor, found.fixed_minor, found.daily, found.open) == (0, 0, 0, ())


@few
@given(st.sampled_from(sorted(PLACES)), st.integers(1, 10**7), st.integers(1, 300), st.data())
def test_two_demands_claim_the_fixed_sum_once_and_the_interest_of_each_day_once(
    key, principal, days, data
) -> None:
    first_on = date(2025, 3, 31)
    debt = Debt(principal, PLACES[key], date(2025, 2, 28))
    (one,) = claim([Owed(1, "INV-1", debt, principal)], place_of(key), first_on, "company", {}).items
    paid = data.draw(st.integers(0, one.fixed_minor))
    again = Owed(
        1, "INV-1", replace(debt, has_had_compensation=True), principal,
        posted_minor=one.new_interest_minor, fixed_open_minor=one.new_fixed_minor - paid,
    )  # fmt: skip
    later = first_on + timedelta(days=days)
    (two,) = claim([again], place_of(key), later, "company", {}).items
    assert two.new_fixed_minor == 0
    assert two.fixed_minor == one.fixed_minor - paid
    whole = claim([Owed(1, "INV-1", debt, principal)], place_of(key), later, "company", {}).items[0]
    assert one.new_fixed_minor + two.new_fixed_minor == whole.new_fixed_minor
    assert one.new_interest_minor + two.new_interest_minor == whole.new_interest_minor == two.interest_minor


@few
@given(st.sampled_from(sorted(PLACES)), st.integers(1, 10**7), came)
def test_books_and_law_split_the_same_money_and_lose_none_of_it(key, principal, payments) -> None:
    due_on, money = date(2025, 2, 28), sum(minor for _, minor in payments)
    events = tuple(Event(due_on + timedelta(days=n), Happened.PAYMENT, minor) for n, minor in payments)
    left = principal - money
    if left <= 0:
        return
    one = Owed(1, "INV-1", Debt(principal, PLACES[key], due_on, events=events), left)
    (item,) = claim([one], place_of(key), TODAY, "company", {}).items
    assert item.done is not None and item.book is not None and item.law is not None
    assert item.book.total_minor == item.law.total_minor == item.total_minor
    assert item.total_minor == principal - money + item.interest_minor + item.fixed_minor
    for split in (item.book, item.law):
        assert min(split.principal_minor, split.interest_minor, split.costs_minor) >= 0


@pytest.mark.parametrize(
    ("key", "currency", "rate", "fixed"),
    [("GB-EAW", "GBP", "12.75", 7_000), ("DE", "EUR", "11.27", 4_000), ("FR", "EUR", "13.15", 4_000)],
)
def test_the_law_of_the_contract_gives_rate_and_sum_whoever_the_creditor_is(
    key, currency, rate, fixed
) -> None:
    """5,000.00 due on 28 February 2025, agreed: 4.75 + 8, 2.27 + 9, 3.15 + 10 percent."""
    asked = which_law("interest.rate", Connections("AT", contract=key, court="ES"))
    debt = Debt(500_000, currency, date(2025, 2, 28))
    (item,) = claim([Owed(1, "1", debt, 500_000)], asked, date(2025, 3, 31), "company", {}).items
    assert item.done is not None and (item.done.key, str(item.done.segments[0].rate)) == (key, rate)
    assert item.fixed_minor == fixed


def test_what_the_law_leaves_open_is_open_until_a_person_has_decided_about_that_very_law() -> None:
    """Germany's 40 are euro: against a debt in pounds nobody knows the sum."""
    debt = Debt(500_000, "GBP", date(2025, 2, 28))
    one = [Owed(1, "1", debt, 500_000)]
    found = claim(one, place_of("DE"), TODAY, "company", {})
    assert [(left.question, left.key) for left in found.open] == [("compensation.fixed", "DE")]
    assert claim(one, place_of("DE"), TODAY, "company", {"compensation.fixed": "FR"}).open == found.open
    decided = claim(one, place_of("DE"), TODAY, "company", {"compensation.fixed": "DE"})
    assert decided.open == () and decided.fixed_minor == 0
