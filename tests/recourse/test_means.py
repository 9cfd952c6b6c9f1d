"""Whether a debtor can pay: the list by country, what the results say together, and when they are over."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoup.law.values import Unknown
from recoup.lib.errors import Refused
from recoup.recourse.solvency.means import RESULTS, VALID_DAYS, Item, Looked, check_list, means

pytestmark = pytest.mark.anydb
TODAY = date(2026, 11, 22)
ITEMS = (Item("register:X", "X", is_needed=True), Item("assets", "", is_needed=True), Item("report", ""))


@pytest.mark.parametrize(
    ("seat", "names"),
    [
        ("GB", ["Companies House insolvency", "The Gazette"]),
        ("FR", ["BODACC"]),
        ("DE", ["neu.insolvenzbekanntmachungen.de"]),
        ("US-NY", ["PACER Case Locator"]),
        ("JP", ["The register of insolvencies there"]),
    ],
)
def test_the_list_names_the_registers_of_the_seat(seat: str, names: list[str]) -> None:
    found = check_list(seat, "company", TODAY)
    assert [one.name for one in found.items if one.is_register] == names
    assert {one.code for one in found.items} >= {"report", "accounts", "assets", "known"}


def test_what_no_pack_answers_is_said() -> None:
    assert isinstance(check_list("JP", "company", TODAY).registers, Unknown)
    with pytest.raises(Refused):
        check_list("ZZ", "company", TODAY)


def test_addresses_are_links_or_nothing() -> None:
    for seat in ("GB", "FR", "DE", "AT", "BE", "CH", "ES", "IE", "IT", "NL", "PL", "US", "CA", "AU", "PT"):
        for item in check_list(seat, "company", TODAY).items:
            assert not item.address or item.address.startswith("https://"), item
    (german,) = (one for one in check_list("DE", "company", TODAY).items if one.is_register)
    assert german.address == "https://neu.insolvenzbekanntmachungen.de/"


def test_a_public_body_is_not_asked_about_insolvency() -> None:
    assert not [one for one in check_list("GB", "public_body", TODAY).items if one.is_register]


@pytest.mark.parametrize(
    ("looked", "verdict", "missing"),
    [
        ([], "unknown", ("register:X", "assets")),
        ([("register:X", "nothing_found", 0)], "unknown", ("assets",)),
        ([("register:X", "nothing_found", 0), ("assets", "sound", 3)], "sound", ()),
        ([("register:X", "nothing_found", 30), ("assets", "sound", 3)], "sound", ()),
        ([("register:X", "nothing_found", 31), ("assets", "sound", 3)], "unknown", ("register:X",)),
        ([("register:X", "nothing_found", 0), ("assets", "weak", 0)], "weak", ()),
        ([("register:X", "nothing_found", 0), ("assets", "sound", 0), ("report", "weak", 1)], "weak", ()),
        ([("register:X", "insolvent", 400)], "insolvent", ()),
        ([("register:X", "insolvent", 400), ("register:X", "nothing_found", 0), ("assets", "sound", 0)], "sound", ()),
    ],
)  # fmt: skip
def test_all_results_together(
    looked: list[tuple[str, str, int]], verdict: str, missing: tuple[str, ...]
) -> None:
    rows = [Looked(code, result, TODAY - timedelta(days=ago)) for code, result, ago in looked]
    found = means(ITEMS, rows, TODAY)
    assert (found.verdict, found.missing) == (verdict, missing)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["register:X", "assets", "report"]), st.sampled_from(RESULTS), st.integers(0, 60)
        )
    )
)
def test_what_is_known_is_never_older_than_30_days(rows: list[tuple[str, str, int]]) -> None:
    looked = [Looked(code, result, TODAY - timedelta(days=ago)) for code, result, ago in rows]
    found = means(ITEMS, looked, TODAY)
    if found.verdict in ("sound", "weak"):
        assert found.expires_on is not None and found.expires_on >= TODAY
        assert found.checked_on is not None and (TODAY - found.checked_on).days <= VALID_DAYS
    assert (found.verdict == "unknown") == (not found.is_known)
