"""The pages speak the user's language, else the creditor's, else the browser's; no word stays behind."""

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, Token, TokenType
from django.test import Client
from django.utils import translation
from tests.web.firms import Firm, client_of

import recoup.web
from recoup.cases.tasks import moment_for
from recoup.cases.telling import spoken as speech
from recoup.law.interest.debt import Debt
from recoup.law.interest.reckon import reckon
from recoup.law.interest.words import by_hand
from recoup.law.places import place_of
from recoup.lib.errors import Refused
from recoup.lib.money import Amount
from recoup.lib.said import say, say_n
from recoup.org.operations import choose_language
from recoup.org.settings import set_setting
from recoup.web import tongue

TEMPLATES = Path(recoup.web.__file__).parent / "templates"
UNTOLD = {
    "Recoup",
    "CSV",
    "Excel",
    "PDF",
    "IBAN",
    "BIC",
    "DNS",
    "SPF",
    "DKIM",
    "DMARC",
    "TXT",
    "Enter",
    "Esc",
}
"""Names; single letters stand on keys."""
SAMPLES = ("web/components.html",)
"""The page of all components shows samples, not sentences."""
SPOKEN = {"aria-label", "title", "placeholder", "alt"}
CODE = {"code", "pre", "kbd"}
"""What is typed as it stands, in every language."""
HANDED = re.compile(r"\b(?:label|words|press|hint|hold|title|name_of)=(\"[^\"]*\"|'[^']*')")


def spoken(page: bytes) -> str:
    found = re.search(rb'<html lang="([a-z-]+)"', page)
    assert found is not None
    return found[1].decode()


def test_the_users_choice_comes_first_then_the_creditors_then_the_browsers(north: Firm) -> None:
    owner = north.users["owner"]
    client = client_of(owner)
    german = {"Accept-Language": "de-AT,de;q=0.9"}
    assert spoken(Client().get("/account/login/", headers=german).content) == "de"
    assert spoken(client.get(north.url(), headers=german).content) == "en"
    set_setting(north.creditor, "language", "fr", actor="system", moment=moment_for(north.creditor))
    assert spoken(client.get(north.url(), headers=german).content) == "fr"
    choose_language(owner, "it")
    assert spoken(client.get(north.url(), headers=german).content) == "it"
    assert translation.get_language() == "en"


def test_a_language_is_chosen_on_any_page_and_kept(north: Firm) -> None:
    owner = north.users["owner"]
    client = client_of(owner)
    page = client.get(north.url("debtors/")).content.decode()
    assert 'name="language" value="nl"' in page and "Nederlands" in page
    answer = client.post("/account/language/", {"language": "nl", "back": north.url("debtors/")})
    assert answer["Location"] == north.url("debtors/")
    owner.refresh_from_db()
    assert owner.language == "nl"
    assert spoken(client.get(north.url()).content) == "nl"
    client.post("/account/language/", {"language": "", "back": "https://elsewhere.example/"})
    owner.refresh_from_db()
    assert owner.language == ""


def test_before_sign_in_the_choice_is_kept_in_the_browser(db: None) -> None:
    client = Client()
    assert client.post("/account/language/", {"language": "es", "back": "/account/login/"}).status_code == 302
    assert spoken(client.get("/account/login/").content) == "es"


def test_an_unknown_language_is_refused(north: Firm) -> None:
    with pytest.raises(Refused):
        choose_language(north.users["owner"], "xx")


@pytest.mark.anydb
@pytest.mark.parametrize(
    ("language", "sum_", "on", "count"),
    [
        ("en", "£1,250.00", "3 Mar 2025", "12,345"),
        ("de", "1.250,00 £", "3. März 2025", "12.345"),
        ("fr", "1 250,00 £GB", "3 mars 2025", "12 345"),
        ("es", "1.250,00 GBP", "3 mar 2025", "12.345"),
        ("it", "1.250,00 £", "3 mar 2025", "12.345"),
        ("nl", "£ 1.250,00", "3 mrt 2025", "12.345"),
    ],
)
def test_amounts_days_and_numbers_are_written_as_the_language_does(
    language: str, sum_: str, on: str, count: str
) -> None:
    with translation.override(language):
        shown = (tongue.amount(125_000, "GBP"), tongue.day("2025-03-03"), tongue.number(12_345))
    assert tuple(re.sub(r"\s", " ", one) for one in shown) == (sum_, on, count)


@pytest.mark.anydb
def test_a_sentence_of_a_room_below_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {
        "%(what)s until %(on)s": "%(what)s bis %(on)s",
        "held": "angehalten",
        "%(n)s invoices": "%(n)s Rechnungen",
    }
    monkeypatch.setattr(speech, "gettext", lambda template: words.get(template, template))
    monkeypatch.setattr(speech, "ngettext", lambda one, many, n: words[many])
    sentence = say("%(what)s until %(on)s", what=say("held"), on=date(2025, 3, 3)).capital()
    assert sentence == "Held until 3 March 2025"
    with translation.override("de"):
        assert tongue.told(sentence) == "Angehalten bis 3. März 2025"
        assert tongue.told(say_n("%(n)s invoice", "%(n)s invoices", 1200)) == "1.200 Rechnungen"
        assert tongue.told(Refused("x", say("held")).what) == "angehalten"
        assert "1,00" in tongue.told(say("%(what)s until %(on)s", what=Amount(100, "EUR"), on="x"))
    assert tongue.told("a file's name") == "a file's name"


class Visible(HTMLParser):
    """Collects what a reader sees or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.is_code = False

    def handle_data(self, data: str) -> None:
        if not self.is_code:
            self.texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.is_code = self.is_code and tag not in CODE

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_code = self.is_code or tag in CODE
        self.texts += [value for name, value in attrs if name in SPOKEN and value]


def literals(path: Path) -> list[str]:
    """The words of a template that no translation can reach."""
    kept, untold = [], []
    for token in outside(Lexer(path.read_text(encoding="utf-8")).tokenize()):
        if token.token_type == TokenType.TEXT:
            kept.append(token.contents)
        elif token.token_type == TokenType.BLOCK and token.contents.startswith("include"):
            untold += [given.strip("\"'") for given in HANDED.findall(token.contents)]
    page = Visible()
    page.feed("".join(kept))
    words = [word for text in page.texts for word in re.findall(r"[^\W\d_]+", text)]
    return [word for word in words if len(word) > 1 and word not in UNTOLD] + [
        one for one in untold if one and " " in one
    ]


def outside(tokens: list[Token]) -> Iterator[Token]:
    """The tokens that are neither in blocktranslate nor in a comment."""
    until = ""
    for token in tokens:
        name = token.contents.split()[0] if token.token_type == TokenType.BLOCK and token.contents else ""
        if until:
            until = "" if name == until else until
        elif name in ("blocktranslate", "blocktrans", "comment"):
            until = f"end{name}"
        else:
            yield token


@pytest.mark.anydb
@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_every_word_of_a_template_can_be_translated(path: Path) -> None:
    if str(path.relative_to(TEMPLATES)) not in SAMPLES:
        assert literals(path) == []


@pytest.mark.anydb
def test_a_word_outside_a_translation_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<p title="Hint">{% translate "Fine" %} Bare {{ x }}</p>{% include "a" with label="So so" %}'
    )
    assert literals(page) == ["Hint", "Bare", "So so"]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "1,000.00\xa0EUR × 11.27% × 59 / 365 = 18.21726027"),
        ("de", "1.000,00\xa0EUR × 11,27% × 59 / 365 = 18,21726027"),
        ("fr", "1\u202f000,00\xa0EUR × 11,27% × 59 / 365 = 18,21726027"),
    ],
)
def test_the_arithmetic_of_interest_is_said_in_the_readers_language(language: str, line: str) -> None:
    """1,000.00 EUR at 11.27% from 3 May to the end of June 2025: 59 days."""
    debt = Debt(principal_minor=100_000, currency="EUR", due_on=date(2025, 5, 2))
    with translation.override(language):
        said = [tongue.told(one) for one in by_hand(debt, reckon(debt, place_of("DE"), date(2025, 6, 30)))]
    assert any(line in one for one in said), said
    assert ("Interest runs from" in " ".join(said)) is (language == "en")
