"""The fixed sum for an invoice paid late, in every pack: none from a consumer, once, without interest."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recoup.law.interest.debt import Debt, Event, Happened
from recoup.law.interest.reckon import reckon
from recoup.law.loader import packs
from recoup.law.places import Connections, place_of, which_law
from recoup.law.values import KINDS, Answer

pytestmark = pytest.mark.anydb
OWN = {"GB-EAW": "GBP", "GB-SCT": "GBP", "GB-NIR": "GBP", "DE": "EUR", "FR": "EUR", "ES": "EUR", "IT": "EUR",
       "NL": "EUR", "BE": "EUR", "AT": "EUR", "IE": "EUR", "PL": "PLN", "FI": "EUR", "CH": "CHF", "US": "USD",
       "US-NY": "USD", "CA": "CAD", "AU": "AUD"}  # fmt: skip
TRADERS = {"GB-EAW": 7_000, "GB-SCT": 7_000, "GB-NIR": 7_000, "IE": 7_000, "DE": 4_000, "FR": 4_000, "ES": 4_000,
           "IT": 4_000, "NL": 4_000, "BE": 4_000, "AT": 4_000, "FI": 4_000, "CH": 0, "CA": 0, "AU": 0}  # fmt: skip
"""What 2,000.00 paid late by a sole trader costs them, in minor units of the place."""
DUE = date(2025, 2, 28)
few = settings(max_examples=120, deadline=None)


@pytest.mark.parametrize("key", sorted(packs()))
def test_no_step_of_any_pack_asks_anything_of_a_consumer(key: str) -> None:
    for answer in packs()[key].answers["compensation.fixed"]:
        if isinstance(answer, Answer) and "individual" in answer.kinds:
            assert [sum_ for _, sum_ in answer.facts["bands"]] == [0], key  # type: ignore[union-attr,misc]


@few
@given(
    st.sampled_from(sorted(OWN)),
    st.sampled_from(("individual", "", "unknown", "nobody knows")),
    st.integers(1, 10**9),
    st.dates(date(2024, 1, 2), date(2026, 6, 30)),
    st.integers(0, 400),
    st.booleans(),
)
def test_a_consumer_or_who_may_be_one_owes_no_fixed_sum_under_any_law(
    key, kind, principal, due_on, late, legal
):
    debt = Debt(
        principal, OWN[key], due_on, kind=kind, due_basis="legal" if legal else "agreed", received_on=due_on
    )
    until_on = min(due_on + timedelta(days=late), date(2026, 12, 31))
    assert not reckon(debt, place_of(key), until_on).compensation_minor


@pytest.mark.parametrize(("key", "sum_"), sorted(TRADERS.items()))
def test_a_sole_trader_owes_what_their_pack_says(key: str, sum_: int) -> None:
    debt = Debt(200_000, OWN[key], DUE, kind="sole_trader")
    answer = place_of(key).ask("compensation.fixed", "sole_trader", DUE)
    assert isinstance(answer, Answer) and "sole_trader" in answer.kinds
    assert (reckon(debt, place_of(key), date(2025, 6, 30)).compensation_minor or 0) == sum_


@few
@given(
    st.sampled_from([key for key, sum_ in TRADERS.items() if sum_]),
    st.sampled_from(sorted(set(KINDS) - {"individual"})),
    st.integers(1, 10**8),
    st.integers(1, 400),
)
def test_the_fixed_sum_bears_no_interest_however_long_it_stays_open(key, kind, principal, late) -> None:
    debt = Debt(principal, OWN[key], DUE, kind=kind)
    until_on = DUE + timedelta(days=late)
    bare = reckon(replace(debt, has_had_compensation=True), place_of(key), until_on)
    both = reckon(debt, place_of(key), until_on)
    if both.unknown:
        return
    assert both.interest_minor == bare.interest_minor
    assert both.daily == bare.daily
    assert both.total_minor == (bare.total_minor or 0) + (both.compensation_minor or 0)
    assert [one.principal_minor for one in both.segments] == [one.principal_minor for one in bare.segments]


@few
@given(
    st.sampled_from(("GB-EAW", "DE", "FR", "BE", "AT", "IE", "ES", "NL")),
    st.integers(1, 10**7),
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 10**7)), max_size=4),
)
def test_who_has_had_the_sum_never_pays_it_again_out_of_a_part_payment(key, principal, payments) -> None:
    events = tuple(Event(DUE + timedelta(days=n), Happened.PAYMENT, minor) for n, minor in payments)
    debt = Debt(principal, OWN[key], DUE, events=events, has_had_compensation=True)
    done = reckon(debt, place_of(key), DUE + timedelta(days=400))
    assert done.compensation_minor == 0 and not any(one.costs_minor for one in done.set_offs)


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("interest.rate", "DE"), ("compensation.fixed", "DE"), ("limitation.length", "DE"), ("demand.form", "FR"),
        ("demand.deadline", "FR"), ("court.fees", "FR"), ("contact.hours", "ES"), ("insolvency.stops", "IT"),
        ("tax.relief", "GB-EAW"),
    ],
)  # fmt: skip
def test_each_question_of_one_debt_may_have_another_law(question: str, key: str) -> None:
    place = which_law(question, Connections("GB-EAW", contract="DE", person="ES", court="FR", seat="IT"))
    assert place.key == key and not place.assumptions
