"""Figures that were not read in their source: confirmed for exactly one value, asked again for another."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import builders

from recoup.law.interest.debt import Debt
from recoup.law.interest.reckon import reckon
from recoup.law.places import place_of
from recoup.law.values import Source
from recoup.lib.errors import Refused
from recoup.recourse.confirm import Figure, confirm, decide, figures_of, unconfirmed
from recoup.recourse.models import Confirmation

ON = builders.TODAY
BY = {"actor": "user:1", "moment": builders.MOMENT}
SEEN = {"seen_in": "legislation.gov.uk, s. 5A", "reason": "Reads the same.", "on": ON}


def figure(value: str = "40.00 GBP", mark: str = "secondary", key: str = "GB-EAW") -> Figure:
    """A fixed sum that was read in a copy."""
    return Figure("Which fixed sum?", key, value, mark, (Source("S", "A copy"),), ON)


@pytest.mark.anydb
@given(st.text(), st.text())
def test_another_value_is_another_figure(one: str, other: str) -> None:
    assert (figure(one).digest == figure(other).digest) == (one == other)


@pytest.mark.anydb
def test_a_reckoning_gives_each_figure_once_and_leaves_conventions_out() -> None:
    done = reckon(Debt(100_000, "GBP", date(2025, 2, 1)), place_of("GB-EAW"), date(2025, 9, 1))
    found = figures_of(done)
    assert len({one.digest for one in found}) == len(found)
    assert {one.mark for one in found} >= {"verified", "secondary"}
    assert not any("Rounded once" in one.value for one in found)
    assert any("12.75" in one.value or "4.75" in one.value for one in found)


@pytest.mark.django_db
def test_what_is_confirmed_is_not_asked_again_until_its_value_changes() -> None:
    creditor = builders.creditor()
    read, copied = figure(mark="verified"), figure("70.00 GBP")
    assert unconfirmed(creditor, [read, copied, copied], ON) == [copied]
    row, is_new = confirm(creditor, copied, **SEEN, **BY)
    assert is_new and (row.value, row.confirmed_by, row.reason) == ("70.00 GBP", "user:1", "Reads the same.")
    assert confirm(creditor, copied, **SEEN, **BY) == (row, False)
    assert unconfirmed(creditor, [copied], ON) == []
    assert unconfirmed(creditor, [copied], ON - timedelta(days=1)) == [copied]
    changed = replace(copied, value="80.00 GBP")
    assert unconfirmed(creditor, [copied, changed], ON) == [changed]
    assert unconfirmed(builders.creditor("Other"), [copied], ON) == [copied]


@pytest.mark.django_db
@pytest.mark.parametrize("mark", ["secondary", "unverified", "derived"])
def test_every_mark_but_verified_is_asked(mark: str) -> None:
    assert unconfirmed(builders.creditor(), [figure(mark=mark)], ON)


@pytest.mark.django_db
def test_a_confirmation_says_where_and_why() -> None:
    creditor = builders.creditor()
    for given_ in ({"seen_in": " "}, {"reason": ""}):
        with pytest.raises(Refused) as odd:
            confirm(creditor, figure(), **{**SEEN, **given_}, **BY)
        assert odd.value.code == "missing"
    assert not Confirmation.objects.exists()


@pytest.mark.django_db
def test_the_deadline_is_decided_in_days_and_unknown_interest_is_not_claimed() -> None:
    creditor = builders.creditor()
    debtor = builders.debtor(creditor)
    for odd in ("", "soon", "0", "366", "１４"):
        with pytest.raises(Refused):
            decide(creditor, debtor, "demand.deadline", "NL", odd, reason="So", **BY)
    assert decide(creditor, debtor, "demand.deadline", "NL", "14", reason="So", **BY).value == "14"
    assert decide(creditor, debtor, "interest.rate", "NL", "8%", reason="So", **BY).value == "none"
