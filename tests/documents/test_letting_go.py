"""The letters of letting go in six languages: behind the guard, with the sums and days, and nothing unfilled."""

import pytest
from tests.documents.contexts import message

from recoup.documents.facts import LANGUAGES
from recoup.documents.guard import examine
from recoup.documents.render import email_text, subject
from recoup.documents.rules import guard_facts
from recoup.documents.shipped import shipped

pytestmark = pytest.mark.anydb


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["settlement_offer", "debt_sold"])
def test_what_ships_passes_the_guard_and_is_filled(key: str, language: str) -> None:
    words = shipped(key, "neutral", language)
    assert words is not None
    assert examine(f"{words.subject}\n\n{words.body}", language, guard_facts(key)) == []
    ctx = message(key, language=language)
    text = subject(ctx, words) + email_text(ctx, words)
    assert "{" not in text and "R-1" in text
    if key == "debt_sold":
        assert text.count("Debt Buyers Ltd") >= 3 and "DE02" not in text
    else:
        assert "500" in text and "DE02" in text
