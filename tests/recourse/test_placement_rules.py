"""The pure rules of professional hands: shares conserve money, and each precondition is asked for."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoup.lib.days import Calendar
from recoup.lib.errors import Refused
from recoup.recourse.placement.rules import Asked, Debt, Party, obstacles, search_obstacles
from recoup.recourse.placement.terms import (
    Band,
    Terms,
    cut,
    from_json,
    grossed,
    percent_of,
    share_out,
    to_json,
)

pytestmark = pytest.mark.anydb

TODAY = date(2025, 3, 20)
PARTY = Party(
    "agency", frozenset({"GB"}), "FCA 1", data_terms_on=date(2025, 1, 1), checked_on=date(2025, 1, 1)
)
DEBT = Debt("company", "GB", 100_00, deadline_on=date(2025, 3, 10))
DECIDED = Asked(by_decision=True, knows_means=True, is_clear=True)

PERCENTS = st.decimals(0, 100, places=2)
BANDS = st.lists(
    st.builds(Band, st.none() | st.integers(0, 1000), st.none() | st.integers(0, 10**8), PERCENTS), max_size=4
)
TERMS = st.builds(
    Terms, st.just("GBP"), BANDS.map(tuple), st.integers(0, 10_000), PERCENTS, st.integers(0, 90)
)


def codes(debt: Debt = DEBT, party: Party | None = PARTY, asked: Asked = Asked()) -> list[str]:
    return [one.code for one in obstacles(debt, party, asked, TODAY, Calendar())]


@given(TERMS, st.integers(0, 10**9), st.integers(0, 2000), st.integers(0, 10**9))
def test_the_shares_make_the_gross(terms: Terms, gross: int, age: int, claim: int) -> None:
    shares = cut(terms, gross, age, claim)
    assert shares.net_minor + shares.commission_minor + shares.vat_minor == gross
    assert min(shares.net_minor, shares.commission_minor, shares.vat_minor) >= 0
    assert from_json(to_json(terms)) == terms


@given(TERMS, st.integers(1, 10**8), st.integers(0, 2000), st.integers(0, 10**8))
def test_what_is_worked_back_from_the_net_has_that_net(terms: Terms, net: int, age: int, claim: int) -> None:
    shares = grossed(terms, net, age, claim)
    assert shares.net_minor == net
    assert shares.gross_minor == net + shares.commission_minor + shares.vat_minor


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**5), max_size=6), st.integers(0, 6))
def test_money_is_shared_out_whole_and_no_invoice_gets_more_than_it_has(
    gross: int, opens: list[int], named: int
) -> None:
    parts = share_out(gross, list(enumerate(opens)), named)
    assert sum(minor for _, minor in parts) == min(gross, sum(opens))
    assert all(0 < minor <= opens[one] for one, minor in parts)
    if named < len(opens) and opens[named] and gross:
        assert parts[0][0] == named


def test_the_first_band_that_fits_counts() -> None:
    terms = Terms(
        "GBP", (Band(90, None, Decimal(10)), Band(None, 100_000, Decimal(25)), Band(None, None, Decimal(15)))
    )
    assert [terms.percent(90, 5), terms.percent(91, 100_000), terms.percent(91, 100_001)] == [10, 25, 15]
    assert Terms("GBP").percent(1, 1) == 0


@pytest.mark.parametrize(
    ("debt", "party", "asked", "expected"),
    [
        ({}, {}, Asked(), []),
        ({"deadline_on": None}, {}, Asked(), ["no_demand"]),
        ({"deadline_on": date(2025, 3, 18)}, {}, Asked(), ["deadline"]),
        ({"deadline_on": date(2025, 3, 17)}, {}, Asked(), []),  # the third bank day, as the ladder has it
        ({"deadline_on": None}, {}, DECIDED, []),
        ({"deadline_on": None}, {}, replace(DECIDED, knows_means=False), ["decision"]),
        ({"has_unread": True}, {}, Asked(), ["unread"]),
        ({"has_account_owner": True}, {}, Asked(), ["owner"]),
        ({"has_account_owner": True, "owner_told_on": date(2025, 3, 19)}, {}, Asked(), ["owner"]),
        ({"has_account_owner": True, "owner_told_on": date(2025, 3, 18)}, {}, Asked(), []),
        ({"claim_minor": 0}, {}, Asked(), ["nothing"]),
        ({"is_insolvent": True}, {}, Asked(), ["insolvent"]),
        ({"is_placed": True}, {}, Asked(), ["placed"]),
        ({"is_for_others": True}, {}, Asked(), ["others"]),
        ({"is_for_others": True, "licences": frozenset({"GB"})}, {}, Asked(), []),
        ({"kind": "public_body"}, {}, Asked(), ["public_body"]),
        ({"kind": "public_body"}, {"kind": "lawyer"}, Asked(), []),
        ({"is_represented": True}, {}, Asked(), ["represented"]),
        ({"is_represented": True}, {"kind": "lawyer"}, Asked(), []),
        ({"is_insured": True}, {}, Asked(), ["insured"]),
        ({"is_insured": True}, {}, Asked(consent_on=TODAY), []),
        ({"is_insured": True}, {"kind": "insurer"}, Asked(), []),
        ({}, {"licence": ""}, Asked(), ["licence"]),
        ({}, {"licence_until_on": TODAY - timedelta(days=1)}, Asked(), ["licence_over"]),
        ({}, {"licence_until_on": TODAY}, Asked(), []),
        ({}, {"insurance_until_on": TODAY - timedelta(days=1)}, Asked(), ["insurance_over"]),
        ({}, {"data_terms_on": None}, Asked(), ["data_terms"]),
        ({}, {"checked_on": TODAY - timedelta(days=366)}, Asked(), ["unchecked"]),
        ({}, {"checked_on": TODAY - timedelta(days=365)}, Asked(), []),
        ({}, {"countries": frozenset({"DE"})}, Asked(), ["country"]),
        ({}, {"ended_on": TODAY}, Asked(), ["ended"]),
        ({}, {"kind": "investigator"}, Asked(), ["investigator"]),
    ],
)
def test_what_stands_in_the_way(debt: dict, party: dict, asked: Asked, expected: list[str]) -> None:
    assert codes(replace(DEBT, **debt), replace(PARTY, **party), asked) == expected


@pytest.mark.parametrize(
    ("kind", "rung", "placed", "expected"),
    [
        ("address", 1, False, []),
        ("assets", 5, False, ["too_early"]),
        ("assets", 6, False, []),
        ("assets", 5, True, []),
    ],
)
def test_assets_are_searched_from_rung_six(kind: str, rung: int, placed: bool, expected: list[str]) -> None:
    party = replace(PARTY, kind="investigator", licence="")
    found = search_obstacles(kind, rung, party, replace(DEBT, is_placed=placed), TODAY)
    assert [one.code for one in found] == expected
    assert "not_investigator" in [one.code for one in search_obstacles(kind, 6, PARTY, DEBT, TODAY)]


def test_percentages_as_people_type_them() -> None:
    assert [percent_of(one, "p") for one in ("15", "7,5", " 7.5 % ", "")] == [
        15,
        Decimal("7.5"),
        Decimal("7.5"),
        0,
    ]
    for bad in ("nan", "1e-9", "Infinity", "-1", "101", "many"):
        with pytest.raises(Refused):
            percent_of(bad, "p")
