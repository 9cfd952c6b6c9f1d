"""Money as integers in minor units: exponents, text, sharing out."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import (
    format_compact_currency,
    format_currency,
    format_decimal,
    get_currency_precision,
    is_currency,
)

MAX_MINOR = 2**53 - 1
_LETTER_BY_FIGURE = re.compile(r"(?<=[^\W\d_])(?=\d)")
_FIGURE = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)


@cache
def is_known(currency: str) -> bool:
    """Whether this is an ISO 4217 code that CLDR knows."""
    return bool(is_currency(currency))


@cache
def exponent(currency: str) -> int:
    """How many decimals the currency has: EUR 2, JPY 0, KWD 3."""
    return int(get_currency_precision(currency))


def to_minor(amount: Decimal, currency: str) -> int:
    """Minor units of a decimal amount.

    >>> to_minor(Decimal("12.5"), "EUR")
    1250

    Raises ValueError when it has more decimals than the currency, or is 2**53 or more.
    """
    scaled = amount.scaleb(exponent(currency))
    try:
        whole = int(scaled.to_integral_exact())
    except (InvalidOperation, OverflowError) as odd:
        raise ValueError("not a number") from odd
    if whole != scaled:
        raise ValueError("more decimals than the currency has")
    if abs(whole) > MAX_MINOR:
        raise ValueError("too large")
    return whole


def figure(text: str) -> Decimal:
    """A number in plain digits, with a dot for the decimals; commas may part thousands, and nothing else.

    >>> figure("1,250.00"), figure("12.5")
    (Decimal('1250.00'), Decimal('12.5'))

    Raises ValueError for all else that `Decimal` would read or a person may mean: 12,50, 1e9, nan, 1_000.
    """
    bare = text.strip()
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(",", "")
    if not _FIGURE.fullmatch(bare):
        raise ValueError("not a number")
    return Decimal(bare)


def to_decimal(minor: int, currency: str) -> Decimal:
    """The amount in major units, with the currency's decimals.

    >>> to_decimal(1250, "EUR")
    Decimal('12.50')
    """
    return Decimal(minor).scaleb(-exponent(currency))


def text(minor: int, currency: str, locale: str = "en") -> str:
    """The amount as people of that locale write it, minus sign in front.

    >>> text(-1250, "GBP"), text(1250, "CHF")
    ('-£12.50', 'CHF\xa012.50')
    """
    return _spaced(format_currency(to_decimal(minor, currency), currency, locale=_locale(locale)))


def _spaced(said: str) -> str:
    """With the space that Unicode's rules put between a sign of letters and a figure, and Babel leaves out."""
    return _LETTER_BY_FIGURE.sub("\xa0", said, count=1)


def compact(minor: int, currency: str, locale: str = "en") -> str:
    """The amount in short, for where there is little room: whole, and in thousands or millions where that is usual.

    >>> compact(1_234_567, "GBP"), compact(150, "GBP"), compact(123_456_789, "GBP"), compact(1_234_567, "EUR", "de")
    ('£12K', '£2', '£1.2M', '12.346\xa0€')
    """
    whole, known = float(to_decimal(minor, currency)), _locale(locale)
    has_thousands = "¤" in known.compact_currency_formats["short"]["other"]["1000"].pattern
    if abs(whole) >= (1_000 if has_thousands else 1_000_000):
        return _spaced(
            format_compact_currency(
                whole, currency, locale=known, fraction_digits=1 if _is_short(whole) else 0
            )
        )
    pattern = known.currency_formats["standard"].pattern.replace(".00", "")
    return _spaced(format_currency(round(whole), currency, pattern, locale=known, currency_digits=False))


def _is_short(whole: float) -> bool:
    """Whether one figure alone would stand before the word."""
    while abs(whole) >= 1_000:
        whole /= 1_000
    return abs(whole) < 10


@dataclass(frozen=True, slots=True)
class Amount:
    """Minor units with their currency, where a sentence is to hold them."""

    minor: int
    currency: str

    def __str__(self) -> str:
        return text(self.minor, self.currency)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that is read to its last decimal, with what it counts, where a sentence is to hold it.

    >>> str(Figure(Decimal("1250.00"), "GBP"))
    '1,250.00 GBP'
    """

    value: Decimal
    unit: str = ""

    def __str__(self) -> str:
        return self.told("en")

    def told(self, locale: str) -> str:
        """As people of that locale write it."""
        _, _, decimals = f"{self.value:f}".partition(".")
        pattern = f"#,##0.{'0' * len(decimals)}" if decimals else "#,##0"
        figure = format_decimal(self.value, pattern, locale=_locale(locale), decimal_quantization=False)
        return (
            f"{figure}\xa0{self.unit}" if self.unit and locale != "en" else f"{figure} {self.unit}".rstrip()
        )


@cache
def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")
