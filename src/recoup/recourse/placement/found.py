"""A postal address in the words of a report, as a guess for a person to look at before it is taken over. Pure."""

import re
from dataclasses import dataclass

_CODES = {
    "GB": r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", "IE": r"[A-Z]\d[\dW] ?[A-Z\d]{4}", "NL": r"\d{4} ?[A-Z]{2}",
    "PL": r"\d{2}-\d{3}", "CA": r"[A-Z]\d[A-Z] ?\d[A-Z]\d", "US": r"\d{5}(?:-\d{4})?",
    **dict.fromkeys(("AT", "BE", "CH", "AU"), r"\d{4}"),
}  # fmt: skip
_ANY = r"\d{5}"
_NUMBER_FIRST = ("GB", "IE", "US", "CA", "AU", "FR")
"""Where the house number stands before the street, and other words may stand before it."""


@dataclass(frozen=True, slots=True)
class Address:
    """What may be an address; parts that were not found are empty."""

    street: str = ""
    postal_code: str = ""
    city: str = ""


def address_in(text: str, country: str) -> Address:
    """The last address that a text names by its postal code; empty without one.

    >>> address_in("They moved to 2 Low Street, Leeds LS1 4AP.", "GB")
    Address(street='2 Low Street', postal_code='LS1 4AP', city='Leeds')
    >>> address_in("Neue Anschrift: Hauptstr. 5, 10115 Berlin", "DE")
    Address(street='Hauptstr. 5', postal_code='10115', city='Berlin')
    >>> address_in("Nothing is known.", "GB")
    Address(street='', postal_code='', city='')
    """
    parts = [part.strip(" .:") for part in re.split(r"[,;\n:]+", text)]
    code = re.compile(rf"(?<![A-Za-z\d]){_CODES.get(country, _ANY)}(?![A-Za-z\d])")
    for at in range(len(parts) - 1, -1, -1):
        found = code.search(parts[at])
        if found is None:
            continue
        city = " ".join((parts[at][: found.start()] + parts[at][found.end() :]).split(" ")).strip(" -")
        before = at
        if not city and at:
            before, city = at - 1, parts[at - 1]
        street = next((one for one in reversed(parts[:before]) if re.search(r"\d", one)), "")
        return Address(_from_number(street, country), found[0], city)
    return Address()


def _from_number(street: str, country: str) -> str:
    found = re.search(r"\d+\s?[A-Za-z]?(?:[-/]\d+)?\s+\D.*", street) if country in _NUMBER_FIRST else None
    return found[0] if found else street
