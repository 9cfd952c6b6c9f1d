"""The court file of each place: the form's own fields, and a schedule of interest that can be checked by hand."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import get_language
from tests.cases.people.worlds import MONDAY, at, world

from recoup.cases.formal.claim.drawing import Asked, drawn
from recoup.documents.court.pdf import court_pdf
from recoup.documents.pdf_text import text_of_pdf
from recoup.ledger.models import Invoice
from recoup.recourse.claim import papers
from recoup.recourse.claim.forms import forms

pytestmark = pytest.mark.django_db
DUE = date(2024, 11, 29)
DAYS = (32, 62)  # 30 November to 31 December, 1 January to 3 March


def file_of(
    form: str, place: str, contract: str, currency: str = "EUR"
) -> tuple[str, dict[str, object], bytes]:
    """The file of 5,000.00 due on Friday, 29 November 2024, as of Monday, 3 March 2025: its words, data and PDF."""
    w = world(country=place[:2])
    Invoice.objects.update(currency=currency, due_on=DUE, governing_law=contract, supply_kind="goods")
    w.run()
    asked = Asked(form=form, place=place, basis="agreed", signer="Jo North")
    made = drawn(w.case, asked, at(MONDAY))
    told = json.loads(papers.data_of(made.form, made.file))
    assert made.over == 0
    return made.file.particulars, told, court_pdf(made.file)


@pytest.mark.parametrize(
    ("form", "place", "contract", "rates"),
    [
        ("mahnverfahren", "DE", "DE", ("12.37", "11.27")),  # 3.37 and 2.27, and 9 points
        ("injonction_de_payer", "FR", "FR", ("14.25", "13.15")),  # 4.25 and 3.15, and 10 points
        ("monitorio", "ES", "ES", ("12.25", "11.15")),  # and 8 points
        ("decreto_ingiuntivo", "IT", "IT", ("12.25", "11.15")),
        ("invordering", "BE", "BE", ("12.5", "11.5")),  # rounded up to the half
    ],
)
def test_the_schedule_of_a_place_by_hand(
    form: str, place: str, contract: str, rates: tuple[str, str]
) -> None:
    _, told, pdf = file_of(form, place, contract)
    (row,) = told["invoices"]  # type: ignore[misc]
    spans = row["schedule"]
    assert [(one["days"], Decimal(one["rate_percent"])) for one in spans] == [
        (days, Decimal(rate)) for days, rate in zip(DAYS, rates, strict=True)
    ]
    exact = sum(
        Decimal(5000) * Decimal(rate) * days / 100 / one["basis"]
        for days, rate, one in zip(DAYS, rates, spans, strict=True)
    )
    assert Decimal(told["sums"]["interest"]) == exact.quantize(Decimal("0.01"))  # type: ignore[index]
    assert told["sums"]["compensation"] == "40.00" and pdf.startswith(b"%PDF")  # type: ignore[index]
    assert told["is_draft"] and told["form"] == form


@pytest.mark.parametrize(
    "code", [code for code in forms() if forms()[code].places or code in ("plain", "european_order")]
)
def test_every_form_makes_a_file_in_its_language(code: str) -> None:
    place = (forms()[code].places or ("FR",))[0]
    words, told, pdf = file_of(code, "FR" if place == "EU" else place, "GB-EAW", "GBP")
    names = [one["name"] for one in told["fields"]]  # type: ignore[union-attr]
    assert names == [one.name for one in forms()[code].fields] and words and pdf.startswith(b"%PDF")
    assert all(one["mark"] in ("verified", "secondary", "unverified") for one in told["fields"])  # type: ignore[union-attr]


def test_the_german_data_set_names_the_catalogue_and_the_points() -> None:
    _, told, _ = file_of("mahnverfahren", "DE", "DE")
    (row,) = told["invoices"]  # type: ignore[misc]
    assert row["fields"]["Katalog-Nr."] == "11" and row["fields"]["Betrag"] == "5000.00"
    fields = {one["name"]: one["value"] for one in told["fields"]}  # type: ignore[union-attr]
    assert fields["Zinsen: Prozentpunkte über dem Basiszinssatz"] == "9"


def test_what_is_not_known_is_said_and_not_invented() -> None:
    _, told, _ = file_of("injonction_de_payer", "FR", "FR")
    assert told["sums"]["court_fee"] is None and told["unknown"]  # type: ignore[index]


def test_the_words_of_the_law_go_through_the_catalogue_of_the_courts_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[str | None, str]] = []

    def through(words: str) -> str:
        asked.append((get_language(), words))
        return f"<{words}>"

    monkeypatch.setattr("recoup.cases.telling.spoken.gettext", through)
    _, told, _ = file_of("mahnverfahren", "DE", "DE")
    figures = [one["figure"] for one in told["law"]]  # type: ignore[union-attr]
    assert any("<Simple interest; s. 289 BGB bars interest on interest.>" in one for one in figures)
    assert not [one for one in figures if "{" in one]
    assert len(figures) == len(set(figures))
    assert told["assumed"] and all(one.startswith("<") for one in told["assumed"])  # type: ignore[union-attr]
    assert told["unknown"] and all(one.startswith("<") for one in told["unknown"])  # type: ignore[union-attr]
    assert {language for language, words in asked if "s. 289" in words} == {"de"}


def test_a_court_file_writes_its_decimals_as_its_language_does() -> None:
    words, _, pdf = file_of("mahnverfahren", "DE", "DE")
    said = text_of_pdf(pdf)
    assert "1,5438 EUR" in words and "1.5438" not in said
    assert "12,37%" in said and "12.37%" not in said
