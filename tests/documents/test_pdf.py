"""Letters as PDF: same bytes, whole text, pages, inert values, the print file."""

import io

import pikepdf
import pytest
from tests.documents.contexts import BERN, SWISS, line, message

from recoup.documents import pdf
from recoup.documents.facts import LANGUAGES, MessageContext, Recipient
from recoup.documents.glyphs import MISSING, shown
from recoup.documents.shipped import shipped
from recoup.documents.windows import WINDOWS
from recoup.lib.errors import Refused

pytestmark = pytest.mark.anydb


def letter(ctx: MessageContext, window: str = "") -> bytes:
    text = shipped(ctx.kind, ctx.tone, ctx.language)
    assert text is not None
    return pdf.letter_pdf(ctx, text, window)


def strings(value: object) -> list[str]:
    """Every text in the data of a letter."""
    if isinstance(value, dict):
        return [text for one in value.values() for text in strings(one)]
    if isinstance(value, list | tuple):
        return [text for one in value for text in strings(one)]
    return [value] if isinstance(value, str) else []


def test_the_same_values_make_the_same_bytes() -> None:
    first = letter(message())
    letter(message(reference="K-2"))
    assert letter(message()) == first
    assert letter(message(reference="K-3")) != first


def test_it_is_tagged_pdf_a_3_dated_with_the_business_day() -> None:
    with pikepdf.open(io.BytesIO(letter(message()))) as made:
        with made.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
            assert meta["xmp:CreateDate"].startswith("2026-11-22")
        assert made.Root.Lang == "en-GB"
        assert len(made.pages) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("window", sorted(WINDOWS))
def test_every_language_fits_every_window(language: str, window: str) -> None:
    made = letter(message("signed_letter", tone="firm", language=language), window)
    with pikepdf.open(io.BytesIO(made)) as one:
        width = float(one.pages[0].mediabox[2])
    assert width == pytest.approx(612 if window == "us" else 595.28, abs=0.1)


def test_an_unknown_window_is_refused() -> None:
    with pytest.raises(Refused):
        letter(message(), "moon")


def test_markup_in_values_stays_text() -> None:
    nasty = '#panic("x") $1/0$ *b* _i_ `r` <l> @r \\ // [c] {d} = h'
    ctx = message("reminder", line(nasty), recipient=Recipient(nasty, nasty, (nasty,), "DE"), signer=nasty)
    text = shipped("reminder", "neutral", "en")
    assert text is not None
    assert letter(ctx)
    assert nasty in strings(pdf.letter_data(ctx, text))


@pytest.mark.parametrize(
    "name",
    [
        "日本商事株式会社",
        "شركة المثال",
        "😀 GmbH",
        "a\u0301\u0302\u0303",
        "\ud800x",
        "X" * 3000,
        "\0\x1b[31m",
    ],
)
def test_odd_names_never_break_a_letter(name: str) -> None:
    assert letter(message(recipient=Recipient(name, name, (name,) * 8, "DE"), signer=name))


def test_a_missing_glyph_shows_as_a_mark() -> None:
    assert shown("Zoë 日本 Łódź Ελλάς Москва ₿") == f"Zoë {MISSING * 2} Łódź Ελλάς Москва ₿"


def test_300_invoices_run_over_pages() -> None:
    items = [line(f"R-{n:04}") for n in range(300)]
    assert 6 <= pdf.page_count(letter(message("reminder", *items))) <= 9


def test_the_swiss_slip_is_in_the_letter_and_only_on_a4() -> None:
    ctx = message("reminder", line(currency="CHF"), sender=SWISS, recipient=BERN, language="de")
    text = shipped("reminder", "neutral", "de")
    assert text is not None
    data = pdf.letter_data(ctx, text)
    assert data["swiss"]["reference"] == "00 00000 00000 00000 00001 00231"
    assert data["swiss"]["labels"]["payment_part"] == "Zahlteil"
    assert "00 00000 00000 00000 00001 00231" in strings(data["pieces"])
    assert pdf.letter_data(ctx, text, "us")["swiss"] is None
    assert letter(ctx)


def test_a_statement_lists_everything() -> None:
    ctx = message("statement", line("A"), line("P", -500, kind="payment"), line("N", days_overdue=0))
    assert pdf.page_count(pdf.statement_pdf(ctx)) == 1


@pytest.mark.parametrize(("duplex", "pages"), [(True, 12), (False, 9)])
def test_the_print_file_keeps_order_and_starts_letters_on_fronts(duplex: bool, pages: int) -> None:
    long = letter(message("reminder", *[line(f"R-{n}") for n in range(300)]))
    assert pdf.page_count(long) == 7
    merged = pdf.merge_pdfs([letter(message()), long, letter(message())], duplex=duplex)
    assert pdf.page_count(merged) == pages
    assert pdf.merge_pdfs([letter(message()), long, letter(message())], duplex=duplex) == merged


def test_pictures_for_looking_at() -> None:
    text = shipped("reminder", "neutral", "en")
    assert text is not None
    assert all(one.startswith(b"\x89PNG") for one in pdf.letter_pngs(message(), text, ppi=40))
