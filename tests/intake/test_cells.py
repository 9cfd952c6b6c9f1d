import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoup.intake import cells
from recoup.intake.cells import BadCell

pytestmark = pytest.mark.anydb


@pytest.mark.parametrize(
    ("said", "currency", "minor", "named"),
    [
        ("1234.56", "EUR", 123456, ""),
        ("1.234,56", "EUR", 123456, ""),
        ("1,234.56", "EUR", 123456, ""),
        ("1 234,56 €", "EUR", 123456, "EUR"),
        ("1\u202f234,56", "EUR", 123456, ""),
        ("1\u00a0234,56", "EUR", 123456, ""),
        ("1'234.50", "CHF", 123450, ""),
        ("1’234.50", "CHF", 123450, ""),
        ("(400.00)", "GBP", -40000, ""),
        ("$-142.85", "USD", -14285, "USD"),
        ("-$142.85", "USD", -14285, "USD"),
        ("$(400.00)", "USD", -40000, "USD"),
        ("($1,400.00)", "USD", -140000, "USD"),
        ("-€1.200,00", "EUR", -120000, "EUR"),
        ("100,00-", "EUR", -10000, ""),
        ("−5,00", "EUR", -500, ""),
        ("1.234,56 CR", "EUR", -123456, ""),
        ("1.234,56 DR", "EUR", 123456, ""),
        ("EUR 12,5", "EUR", 1250, "EUR"),
        ("12.50 USD", "EUR", 1250, "USD"),
        ("CHF 100.--", "CHF", 10000, "CHF"),
        ("100,-", "EUR", 10000, ""),
        ("£12", "GBP", 1200, "GBP"),
        ("$12", "CAD", 1200, "CAD"),
        ("12 kr", "SEK", 1200, "SEK"),
        ("1,00,000.00", "INR", 10000000, ""),
        ("1.234.567", "EUR", 123456700, ""),
        ("1,234,567", "USD", 123456700, ""),
        ("12.500", "KWD", None, "ambiguous"),
        ("0.125", "KWD", 125, ""),
        ("5000", "JPY", 5000, ""),
        ("12.0", "JPY", 12, ""),
        ("10.000000", "EUR", 1000, ""),
        ("+5", "EUR", 500, ""),
        (1234.56, "EUR", 123456, ""),
        (0.1 + 0.2, "EUR", 30, ""),
        (100, "EUR", 10000, ""),
        ("1.234", "EUR", None, "ambiguous"),
        ("=1+2", "EUR", None, "formula"),
        ("+cmd|' /C calc'!A0", "EUR", None, "formula"),
        ("@SUM(A1)", "EUR", None, "formula"),
        ("0.001", "EUR", None, "decimals"),
        ("12.5", "JPY", None, "decimals"),
        ("90071992547409.92", "EUR", None, "large"),
        ("99999999999999999999", "EUR", None, "large"),
        ("5 ZZZ", "EUR", None, "currency"),
        ("5 XXX", "EUR", None, "currency"),
        ("12 kr", "EUR", None, "several currencies"),
        ("1.2.3", "EUR", None, "not an amount"),
        ("1,2,3", "EUR", None, "not an amount"),
        ("--5", "EUR", None, "two signs"),
        ("(5", "EUR", None, "not an amount"),
        ("abc", "EUR", None, "not an amount"),
        ("1E5", "EUR", None, "not an amount"),
        ("²", "EUR", None, "not an amount"),
        (float("nan"), "EUR", None, "not an amount"),
        (float("inf"), "EUR", None, "not an amount"),
        (True, "EUR", None, "not an amount"),
        (date(2024, 1, 1), "EUR", None, "not an amount"),
    ],
)
def test_amounts(said, currency, minor, named):
    if minor is not None:
        assert cells.minor(said, currency, "") == (minor, named)
        return
    with pytest.raises(BadCell) as bad:
        cells.minor(said, currency, "")
    assert named in str(bad.value) or (named == "ambiguous" and isinstance(bad.value, cells.Ambiguous))


@pytest.mark.parametrize(
    ("said", "mark", "minor"),
    [
        ("1.234", ",", 123400),
        ("1,234", ".", 123400),
        ("1.230", ".", 123),
        ("12,50", ",", 1250),
        ("1.234,5", ",", 123450),
    ],
)
def test_the_mark_of_the_file_decides(said, mark, minor):
    assert cells.minor(said, "EUR", mark) == (minor, "")


def test_an_amount_against_the_mark_of_the_file_is_no_amount():
    with pytest.raises(BadCell, match="decimal mark"):
        cells.minor("12.50", "EUR", ",")


@given(
    st.integers(-(10**12), 10**12),
    st.sampled_from([("", "."), (",", "."), (".", ","), (" ", ","), ("'", "."), ("\u00a0", ",")]),
)
def test_written_amounts_are_read_back(minor, marks):
    thousands, decimal = marks
    whole, cents = divmod(abs(minor), 100)
    said = f"{whole:,}".replace(",", thousands) + f"{decimal}{cents:02d}"
    assert cells.minor(("-" if minor < 0 else "") + said, "EUR", "") == (minor, "")


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ("2024-01-02", date(2024, 1, 2)),
        ("2024-01-02T10:00:00Z", date(2024, 1, 2)),
        ("2024-01-02 10:00:00 +0000", date(2024, 1, 2)),
        ("2024/1/5", date(2024, 1, 5)),
        ("2024.01.05", date(2024, 1, 5)),
        ("20200401", date(2020, 4, 1)),
        ("20200401.0", date(2020, 4, 1)),
        ("43831", date(2020, 1, 1)),
        ("43831.5", date(2020, 1, 1)),
        ("Jan 3, 2024", date(2024, 1, 3)),
        ("03-Jan-24", date(2024, 1, 3)),
        ("3. März 2024", date(2024, 3, 3)),
        ("24. Dez. 2023", date(2023, 12, 24)),
        ("1er août 2023", date(2023, 8, 1)),
        ("3 de enero de 2024", date(2024, 1, 3)),
        ("3 gennaio 2024", date(2024, 1, 3)),
        ("3 mrt 2024", date(2024, 3, 3)),
        ("Mon, 03 Jan 2024", date(2024, 1, 3)),
        (date(2024, 1, 2), date(2024, 1, 2)),
        ("", None),
        ("n/a", None),
        ("-", None),
        ("0000-00-00", None),
        ("1/2/2024", (1, 2, 2024, "/")),
        ("13.02.24", (13, 2, 2024, ".")),
        ("01022024", (1, 2, 2024, "")),
        ("2024-02-30", "not a possible date"),
        ("20240230", "not a possible date"),
        ("9999-12-31", "not a plausible date"),
        ("12:30", "not a date"),
        ("tomorrow", "not a date"),
        ("=TODAY()", "not a date"),
        (True, "not a date"),
    ],
)
def test_dates(said, on):
    if not isinstance(on, str):
        assert cells.day(said) == on
        return
    with pytest.raises(BadCell, match=on):
        cells.day(said)


@given(
    st.dates(date(1950, 1, 1), date(2100, 12, 31)),
    st.sampled_from([("dmy", "{d}/{m}/{y}"), ("mdy", "{m:02}/{d:02}/{y}"), ("dmy", "{d}.{m}.{y}")]),
)
def test_written_dates_are_read_back(on, how):
    order, form = how
    assert cells.in_order(cells.day(form.format(d=on.day, m=on.month, y=on.year)), order) == on


@pytest.mark.parametrize(
    ("said", "clean"),
    [
        (" Acme\u202e Ltd\x00 ", "Acme Ltd"),
        ("A\nB", "A B"),
        ("A\u00a0B", "A B"),
        ("<b>Acme</b>", "<b>Acme</b>"),
        ('=HYPERLINK("http://x")', '=HYPERLINK("http://x")'),
        ("نرم\u200cافزار", "نرم\u200cافزار"),
        (12345.0, "12345"),
        (0.5, "0.5"),
        (None, ""),
    ],
)
def test_text_is_kept_as_text(said, clean):
    assert cells.text(said) == clean


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none(), st.dates(), st.datetimes()))
def test_no_cell_raises_anything_else(cell):
    for read in (lambda: cells.minor(cell, "EUR", ""), lambda: cells.day(cell)):
        with contextlib.suppress(BadCell):
            read()
    cells.text(cell)
    cells.reference(cell)
    cells.yes_no(cell)
    cells.is_blank(cell)
