"""The claim form in an insolvency: in six languages, its sums those of its lines, its interest checked by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from recoup.documents.court.facts import Paid
from recoup.documents.court.proof import ClaimForm, ClaimLine, claim_form
from recoup.documents.court.tongue import words
from recoup.documents.facts import LANGUAGES, Stretch
from recoup.documents.pdf_text import text_of_pdf

pytestmark = pytest.mark.anydb
STRETCH = Stretch(
    "R-1", date(2026, 1, 1), date(2026, 1, 31), 31, 123_456, Decimal("11.27"), 365, Fraction(118_170, 100)
)
FORM = ClaimForm(
    language="en", country="GB", zone="Europe/London", creditor=("Northwind Ltd", "1 Dock Road"),
    debtor="Sinking Ships Ltd", debtor_number="09876543", proceeding="Konkursverfahren", court="Amtsgericht Kiel",
    reference="25 IN 7/26", holder=("Ann Keeper",), opened_on=date(2026, 1, 31), proof_by_on=date(2026, 3, 31),
    currency="EUR", signer="Jo North", moment=datetime(2026, 2, 3, 10, tzinfo=UTC),
    lines=(
        ClaimLine("R-1", issued_on=date(2025, 12, 1), due_on=date(2025, 12, 31), principal_minor=123_456,
                  interest_minor=1_182, compensation_minor=4_000, stretches=(STRETCH,),
                  paid=(Paid(date(2026, 1, 15), 5_000, 4_000, 1_000, 0),)),
        ClaimLine("R-2", issued_on=None, due_on=date(2025, 12, 31), principal_minor=50_000),
    ),
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_all_of_it(language: str) -> None:
    said = " ".join(
        text_of_pdf(claim_form(replace(FORM, language=language, country=language.upper()))).split()
    )
    own = words(language)
    for key in ("proof_title", "proof_creditor", "proof_holder", "proof_by_hand", "proof_retention",
                "proof_security", "proof_assigned", "proof_claim", "schedule", "claimed"):  # fmt: skip
        assert own[key] in said, key
    assert "Konkursverfahren" in said and "Amtsgericht Kiel" in said
    if language != "en":
        theirs = words("en")
        assert not [key for key in own if key.startswith("proof_") and key not in ("proof_reference",)
                    and "{" not in own[key] and len(theirs[key]) > 12 and theirs[key] in said]  # fmt: skip


def test_the_sums_are_those_of_the_lines() -> None:
    said = " ".join(text_of_pdf(claim_form(FORM)).split())
    assert "€1,734.56" in said and "€11.82" in said and "€40.00" in said
    assert "€1,786.38" in said  # 1,734.56 + 11.82 + 40.00
    assert "R-1 1 Jan 2026 31 Jan 2026 31 1,234.56 11.27% 11.8170" in said
    assert claim_form(FORM) == claim_form(FORM)


def test_decimals_are_written_as_the_language_has_them() -> None:
    said = text_of_pdf(claim_form(replace(FORM, language="de", country="DE")))
    assert "11,8170" in said and "11,27%" in said and "11.27" not in said
