"""The papers of the courts as data: which there are for a place, their own field names, how well those are known."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from recoup.law.places import EURO_MEMBERS, OTHER_MEMBERS

PLAIN, EUROPEAN = "plain", "european_order"
_OWN_PACKS = frozenset(["DE", "FR", "ES", "IT", "NL", "BE", "AT", "IE", "PL"])
MEMBERS = (EURO_MEMBERS | OTHER_MEMBERS | _OWN_PACKS) - {"DK"}
"""Where the European order for payment is (general knowledge: not in Denmark)."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the court's paper: its own name, which of our values stands there (empty: by hand), its mark."""

    name: str
    value: str
    mark: str


@dataclass(frozen=True, slots=True)
class Form:
    """A court's paper. `language` is empty where the court's own decides; limits of the particulars are None if none
    is known."""

    code: str
    places: tuple[str, ...]
    language: str
    title: str
    mark: str
    source: str
    fields: tuple[Field, ...]
    columns: tuple[Field, ...]
    particulars_most: int | None = None
    particulars_lines: int | None = None
    particulars_width: int | None = None
    catalogue: Mapping[str, str] = field(default_factory=dict)
    paper: str = ""


@cache
def forms() -> Mapping[str, Form]:
    """All of them by code."""
    data = tomllib.loads((files(__package__) / "forms.toml").read_text("utf-8"))
    return {code: _form(code, **one) for code, one in data.items()}


def _form(code: str, *, fields: list[list[str]], columns: list[list[str]], **one: object) -> Form:
    mark = str(one["mark"])
    places = one.pop("places")
    assert isinstance(places, list)
    return Form(
        code=code,
        places=tuple(str(place) for place in places),
        fields=tuple(_field(each, mark) for each in fields),
        columns=tuple(_field(each, mark) for each in columns),
        **one,  # type: ignore[arg-type]  # what the file holds; a test loads every form
    )


def _field(each: list[str], mark: str) -> Field:
    return Field(each[0], each[1], each[2] if len(each) > 2 else mark)


def forms_for(creditor_country: str, place: str) -> list[Form]:
    """The papers that fit a court of that place (ISO 3166-2), the usual one first; always at least the plain one.

    Between two member states the European order comes first.

    >>> [form.code for form in forms_for("GB", "GB-EAW")], [form.code for form in forms_for("DE", "FR")]
    (['money_claim', 'plain'], ['european_order', 'injonction_de_payer', 'plain'])
    """
    known = forms()
    own = [one for one in known.values() if place in one.places or place[:2] in one.places]
    if place == "GB":
        own = [known["money_claim"]]
    crosses = creditor_country != place[:2] and {creditor_country, place[:2]} <= MEMBERS
    first = [known[EUROPEAN]] if crosses else []
    return [*first, *own, known[PLAIN]]
