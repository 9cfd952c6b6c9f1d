"""Sentences of the rooms below in the language of a paper, whoever reads the page it is asked for on."""

from datetime import date
from decimal import Decimal

from babel.numbers import format_decimal
from django.utils.translation import gettext, ngettext, override

from recoup.documents.values import locale_of, long_date
from recoup.lib import money
from recoup.lib.money import Amount, Figure
from recoup.lib.said import Count, told


class Catalogue:
    """The active language's catalogue, for `recoup.lib.said`."""

    def text(self, template: str) -> str:
        """Through the catalogue."""
        return gettext(template) if template else ""

    def plural(self, one: str, many: str, n: int) -> str:
        """Through the catalogue."""
        return ngettext(one, many, n)


class Spoken(Catalogue):
    """The language of a paper. Its catalogue is the active one: use it inside `override`."""

    def __init__(self, locale: str) -> None:
        self.locale = locale

    def value(self, value: object) -> str:
        """Days, amounts and numbers as they are written there."""
        if isinstance(value, date):
            return long_date(value, self.locale)
        if isinstance(value, Amount):
            return money.text(value.minor, value.currency, self.locale)
        if isinstance(value, Figure):
            return value.told(self.locale)
        if isinstance(value, Count | float | Decimal):
            return str(format_decimal(value, locale=self.locale))
        return str(value)


def spoken(words: object, language: str, country: str) -> str:
    """Words in that language, with the formats of that country, where it is known how they were made."""
    with override(language):
        return told(words, Spoken(locale_of(language, country)))
