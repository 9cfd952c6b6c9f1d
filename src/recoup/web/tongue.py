"""How the reader's language writes days, numbers, amounts, and the sentences of the rooms below."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal, format_percent, get_decimal_symbol
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from recoup.cases.telling.spoken import Catalogue
from recoup.lib import money, said
from recoup.lib.money import Amount, Figure
from recoup.lib.said import Count, Said


def locale() -> str:
    """The active language's formats, as CLDR names them."""
    # British order of day and month: an English page is read by more than one country
    language = get_language() or "en"
    return "en_GB" if language.startswith("en") else language.replace("-", "_")


def amount(minor: int, currency: str) -> str:
    """£1,250.00; 1.250,00 € in German. Minus in front."""
    return money.text(int(minor), currency, locale())


def compact(minor: int, currency: str) -> str:
    """£12K; 12.346 € in German, which has no short word for thousands."""
    return money.compact(int(minor), currency, locale())


def month(on: date) -> str:
    """Mar."""
    return str(format_skeleton("MMM", on, locale=locale()))


def typed_amount(minor: int, currency: str) -> str:
    """As people type it into a field: 1250.00, or 1250,00 where the decimal mark is a comma."""
    return str(money.to_decimal(int(minor), currency)).replace(".", get_decimal_symbol(locale()))


def number(value: float | Decimal) -> str:
    """12,345; 12.345 in German."""
    return str(format_decimal(value, locale=locale()))


def percent(share: float | Decimal) -> str:
    """A share of one as 12%; 12 % in German."""
    return str(format_percent(share, locale=locale()))


def day(on: date | str) -> str:
    """3 Mar 2025."""
    return str(format_skeleton("yMMMd", to_date(on), locale=locale()))


def spelled_day(on: date | str) -> str:
    """3 March 2025: where day and month could be mistaken for each other."""
    return str(format_date(to_date(on), "long", locale=locale()))


def short_day(on: date | str) -> str:
    """Mon 3 Mar."""
    return str(format_skeleton("MMMEd", to_date(on), locale=locale()))


def clock(moment: datetime | str, zone: str) -> str:
    """3 Mar 2025, 10:05 in that zone."""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    there = at.astimezone(ZoneInfo(zone))
    return f"{day(there.date())}, {format_time(there, 'HH:mm', tzinfo=there.tzinfo, locale=locale())}"


def to_date(on: date | str) -> date:
    """A date, or its ISO text, as a date."""
    return date.fromisoformat(on) if isinstance(on, str) else on


class Reader(Catalogue):
    """The active language with the formats of pages."""

    def value(self, value: object) -> str:
        """Days, amounts and numbers in the language's formats."""
        if isinstance(value, date):
            return day(value)
        if isinstance(value, Amount):
            return amount(value.minor, value.currency)
        if isinstance(value, Figure):
            return value.told(locale())
        if isinstance(value, Count | float | Decimal):
            return number(value)
        return str(value)


READER = Reader()


def told(words: object) -> str:
    """A sentence of a room below in the reader's language; a text that nobody has translated stays as it is."""
    if isinstance(words, str) and not isinstance(words, Said):
        return READER.text(words)
    return said.told(words, READER)


def _shown(words: Said) -> SafeString:
    return escape(told(words))


# a template that shows such a sentence shows it in the reader's language, without having to ask for it
setattr(Said, "__html__", _shown)  # noqa: B010 - the type checker knows no such attribute of it
