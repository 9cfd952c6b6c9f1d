"""A message as text and HTML, in every language and tone."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.documents.contexts import line, message

from recoup.documents import render, values
from recoup.documents.facts import LANGUAGES, Ask, MessageContext, Recipient, WordingText
from recoup.documents.fill import placeholders
from recoup.documents.shipped import frames, labels, shipped, tones
from recoup.lib.errors import Refused

pytestmark = pytest.mark.anydb
KEYS = [(key, tone) for key in frames() for tone in tones(key, "en")]


def wording_of(ctx: MessageContext) -> WordingText:
    text = shipped(ctx.kind, ctx.tone, ctx.language)
    assert text is not None
    return text


@pytest.mark.parametrize(("key", "tone"), KEYS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text_with_the_same_placeholders(key: str, tone: str, language: str) -> None:
    assert tone in tones(key, language)
    here, english = shipped(key, tone, language), shipped(key, tone, "en")
    assert here and english
    assert here.language == language
    assert placeholders(here.subject) == placeholders(english.subject)
    assert placeholders(here.body) == placeholders(english.body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_label(language: str) -> None:
    assert labels(language).keys() == labels("en").keys()
    assert all(labels(language).values())


@pytest.mark.parametrize(("key", "tone"), KEYS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_renders_and_names_the_creditor(key: str, tone: str, language: str) -> None:
    ctx = message(key, tone=tone, language=language)
    text = render.email_text(ctx, wording_of(ctx))
    assert "{" not in text
    for said in (
        "Nordlicht Handel GmbH",
        "Hafenstraße 12, 20457 Hamburg",
        "HRB 12345 Hamburg",
        "+49 40 123456",
    ):
        assert said in text
    assert f'lang="{language}"' in render.email_html(ctx, wording_of(ctx))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [k for k, f in frames().items() if not f.service and f.rung])
def test_every_reminder_says_ignore_if_paid(key: str, language: str) -> None:
    text = shipped(key, "neutral", language)
    ignore = {"en": "three", "de": "drei", "fr": "trois", "es": "tres", "it": "tre", "nl": "drie"}[language]
    assert text and f" {ignore} " in text.body


def test_what_is_asked_is_overdue_less_disputed_less_on_account() -> None:
    ctx = message(
        "reminder",
        line("A", 100_00),
        line("B", 50_00, disputed_minor=20_00),
        line("CN", -10_00, kind="credit_note"),
        on_account_minor=5_00,
    )
    assert ctx.ask.net_minor == 115_00
    text = render.email_text(ctx, wording_of(ctx))
    for shown in ("€150.00", "-€20.00", "-€15.00", "€115.00", "Credit note CN", "-10.00"):
        assert shown in text


def test_an_ask_whose_sums_do_not_add_up_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="sums"):
        Ask("EUR", (line(),), 100, 0, 0, 99)
    with pytest.raises(ValueError, match="one currency"):
        Ask.of("EUR", [line(currency="USD")])


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_an_ask_is_never_below_zero(open_minor: int, disputed: int, on_account: int) -> None:
    ask = Ask.of("EUR", [line(open_minor=open_minor, disputed_minor=disputed)], on_account)
    assert ask.net_minor == max(0, open_minor - disputed - on_account)


def test_nothing_left_to_ask_is_refused_and_a_statement_shows_the_balance() -> None:
    ctx = message("reminder", line("A", 100), on_account_minor=200)
    with pytest.raises(Refused) as refused:
        render.email_text(ctx, wording_of(ctx))
    assert refused.value.code == "nothing_to_ask"
    statement = message("statement", line("A", 100), on_account_minor=200)
    text = render.email_text(statement, wording_of(statement))
    assert "Balance in your favour:" in text
    assert values.sums(statement)[-1] == ("Balance in your favour", "€1.00")


@pytest.mark.parametrize(
    ("language", "country", "amount", "day"),
    [
        ("de", "DE", "1.234,56\xa0€", "1. Dezember 2026"),
        ("de", "CH", "€\xa01’234.56", "1. Dezember 2026"),
        ("en", "US", "€1,234.56", "December 1, 2026"),
        ("en", "FR", "€1,234.56", "1 December 2026"),
        ("fr", "FR", "1\u202f234,56\xa0€", "1er décembre 2026"),
        ("nl", "NL", "€\xa01.234,56", "1 december 2026"),
    ],
)
def test_money_and_days_by_place(language: str, country: str, amount: str, day: str) -> None:
    ctx = message(language=language, recipient=Recipient("X", country=country))
    found = values.inline_values(ctx)
    assert found["reply_by"] == day
    assert found["net"].replace("EUR", "€").replace("\xa0", " ") == amount.replace("\xa0", " ")


@pytest.mark.parametrize(("currency", "shown"), [("JPY", "123,456"), ("KWD", "123.456")])
def test_decimals_follow_the_currency(currency: str, shown: str) -> None:
    ctx = message("reminder", line(currency=currency))
    assert shown in render.email_text(ctx, wording_of(ctx))


ALLOWED = {"html", "head", "meta", "title", "body", "div", "p", "br", "h2", "a"}
ALLOWED |= {"table", "thead", "tbody", "tr", "th", "td"}


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs)


@given(st.text(max_size=60) | st.just('<script>alert("x")</script>') | st.just('"><img src=x onerror=y>'))
def test_values_cannot_become_markup_or_headers(name: str) -> None:
    ctx = message(
        "reminder",
        line(f"R{name}", order_reference=name),
        recipient=Recipient(f"X {name}", name),
        reference=f"K {name}",
        signer=f"S{name}",
    )
    tags = _Tags()
    tags.feed(render.email_html(ctx, wording_of(ctx)))
    assert tags.tags <= ALLOWED
    assert not set(render.subject(ctx, wording_of(ctx))) & set("\r\n\0")


def test_a_block_stands_alone_or_is_refused() -> None:
    ctx = message()
    with pytest.raises(Refused) as refused:
        render.email_text(ctx, WordingText("x", "neutral", "en", 1, "s", "See {invoices} here"))
    assert refused.value.code == "no_value"
