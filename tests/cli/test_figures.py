"""Amounts as people type them at the command line and on pages: read exactly, or refused, never guessed."""

import pytest
from django.http import QueryDict

from recoup.cli.deeds import minor
from recoup.lib.errors import Refused
from recoup.recourse.placement.terms import percent_of
from recoup.web import typed

pytestmark = pytest.mark.anydb


@pytest.mark.parametrize(
    ("given", "currency", "read"),
    [
        ("1250", "GBP", 125_000), ("1,250.00", "GBP", 125_000), ("1250.5", "GBP", 125_050),
        ("1,250", "JPY", 1_250), ("1.250", "KWD", 1_250),
        ("12,50", "GBP", None), ("1234,56", "EUR", None), ("1.234,56", "EUR", None), ("1,25,0", "GBP", None),
        ("1e9", "GBP", None), ("nan", "GBP", None), ("inf", "GBP", None), ("1_000", "GBP", None),
        ("٣٤", "GBP", None), ("", "GBP", None), ("1.234", "GBP", None), ("9" * 30, "GBP", None),
    ],
)  # fmt: skip
def test_an_amount_at_the_command_line(given: str, currency: str, read: int | None) -> None:
    if read is not None:
        assert minor(given, currency) == read
        return
    with pytest.raises(Refused) as refused:
        minor(given, currency)
    assert refused.value.code == "bad_amount" and refused.value.how


@pytest.mark.parametrize(
    ("given", "currency", "read"),
    [
        ("1.250,00", "EUR", 125_000), ("1,250.00", "EUR", 125_000), ("1 250,5", "EUR", 125_050),
        ("1'250.00", "CHF", 125_000), ("12,50", "EUR", 1_250), ("1.250.000", "EUR", 125_000_000),
        ("1,250", "EUR", 125_000), ("1.250", "KWD", 1_250), ("1,00,000.00", "INR", 10_000_000),
        ("-12.5", "EUR", -1_250), ("1.25,00", "EUR", None), ("31.03.2025", "EUR", None), ("1.250", "EUR", None),
        ("1,250", "KWD", None), ("1e9", "EUR", None), ("nan", "EUR", None),
        ("1_000", "EUR", None), ("12.34.56", "EUR", None), ("9" * 39, "EUR", None), ("-", "EUR", None),
    ],
)  # fmt: skip
def test_an_amount_on_a_page(given: str, currency: str, read: int | None) -> None:
    form = QueryDict(mutable=True)
    form["amount"] = given
    if read is not None:
        assert typed.minor(form, "amount", currency) == read
        return
    with pytest.raises(Refused) as refused:
        typed.minor(form, "amount", currency)
    assert refused.value.code == "bad_amount" and refused.value.where == "amount"


@pytest.mark.parametrize("given", ["1e1", "nan", "1_0", "-1", "101", "7.1234"])
def test_a_percentage_that_is_none(given: str) -> None:
    with pytest.raises(Refused):
        percent_of(given, "percent")
