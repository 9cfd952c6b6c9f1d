"""An address in the words of a report: what is found is what stands there, and nothing is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoup.recourse.placement.found import Address, address_in

pytestmark = pytest.mark.anydb


@pytest.mark.parametrize(
    ("country", "text", "address"),
    [
        ("GB", "Registered office: 12 Mill Lane\nLeeds\nLS1 4AP", ("12 Mill Lane", "LS1 4AP", "Leeds")),
        ("GB", "No longer at 1 High Street, London EC1A 1AA; now 2 Low Street, Leeds LS1 4AP",
         ("2 Low Street", "LS1 4AP", "Leeds")),
        ("NL", "Keizersgracht 12, 1015 CS Amsterdam", ("Keizersgracht 12", "1015 CS", "Amsterdam")),
        ("FR", "Ils sont au 5 bis rue de la Paix, 75002 Paris", ("5 bis rue de la Paix", "75002", "Paris")),
        ("AT", "Ring 3, 1010 Wien", ("Ring 3", "1010", "Wien")),
        ("PL", "ul. Długa 7, 00-238 Warszawa", ("ul. Długa 7", "00-238", "Warszawa")),
        ("US", "500 Main Street, Albany 12207-1234", ("500 Main Street", "12207-1234", "Albany")),
        ("GB", "They owe 5,000 to others. Nothing is known.", ("", "", "")),
    ],
)  # fmt: skip
def test_addresses_of_reports(country: str, text: str, address: tuple[str, str, str]) -> None:
    assert address_in(text, country) == Address(*address)


@given(st.text(max_size=200), st.sampled_from(["GB", "DE", "FR", "US", "XX", ""]))
def test_every_part_stands_in_the_report(text: str, country: str) -> None:
    found = address_in(text, country)
    assert found.street in text and found.postal_code in text
    assert not found.postal_code or found.postal_code.strip()
