"""What may be demanded: nothing with an open question, nothing extra from consumers, no fixed sum twice."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recoup.law.interest.debt import Debt, Event, Happened
from recoup.law.places import place_of
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
