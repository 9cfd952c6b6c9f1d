"""The building blocks that the layout knows, as plain data, and the words and formats that go into them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from recoup.documents.evidence.tongue import words
from recoup.documents.fill import clean
from recoup.documents.values import locale_of, long_date, number, short_date
from recoup.lib import money

Block = dict[str, Any]
_SPACES, _CONTROL = re.compile(r" {2,}"), re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
FILL, AUTO = "fill", "auto"


@dataclass(frozen=True, slots=True)
class Speech:
    """The language of a document, with its formats: days, times, amounts."""

    language: str
    country: str
    zone: str
    currency: str

    @property
    def locale(self) -> str:
        """Language and country, as CLDR names them."""
        return locale_of(self.language, self.country)

    def say(self, key: str, **values: object) -> str:
        """The words of a key, `table.key` or `key`, with what stands in them."""
        found: Any = words(self.language)
        for part in key.split("."):
            found = found[part]
        text = str(found)
        for name, value in values.items():
            text = text.replace("{" + name + "}", clean(str(value)))
        return text

    def amount(self, minor: int) -> str:
        """With its currency."""
        return money.text(minor, self.currency, self.locale)

    def figure(self, minor: int) -> str:
        """For a column whose head names the currency."""
        return number(minor, self.currency, self.locale)

    def day(self, on: date) -> str:
        """Inside a sentence."""
        return long_date(on, self.locale)

    def short(self, on: date | None) -> str:
        """Inside a table."""
        return short_date(on, self.locale) if on else ""

    def iso(self, on: str) -> str:
        """A day written as ISO has it."""
        return self.short(date.fromisoformat(on)) if on else ""

    def time(self, at: datetime, zone: str) -> str:
        """The time there; with the day where it is another one than here."""
        there, here = at.astimezone(ZoneInfo(zone)), at.astimezone(ZoneInfo(self.zone))
        return f"{there:%H:%M}" if there.date() == here.date() else self.moment(at, zone)

    def moment(self, at: datetime, zone: str = "") -> str:
        """Day and time in the creditor's zone, or in another."""
        there = at.astimezone(ZoneInfo(zone or self.zone))
        return f"{self.short(there.date())} {there:%H:%M}"


def lines(text: str) -> list[str]:
    """A text as the layout takes it."""
    return [clean(one) for one in text.splitlines()] or [""]


def as_typed(text: str) -> list[str]:
    """A text with its runs of spaces, which set tables in plain emails apart."""
    return [_SPACES.sub(lambda run: "\u00a0" * len(run[0]), _shown(one)) for one in text.splitlines()] or [""]


def _shown(line: str) -> str:
    return _CONTROL.sub("", line.expandtabs(4)).rstrip()


def h1(text: str) -> Block:
    """A part of the file, in the contents and the bookmarks."""
    return {"kind": "h1", "text": clean(text)}


def h2(text: str) -> Block:
    """A document or a section, in the contents and the bookmarks."""
    return {"kind": "h2", "text": clean(text)}


def p(text: str) -> Block:
    """A paragraph."""
    return {"kind": "p", "text": clean(text)}


def small(*text: str) -> Block:
    """Lines beside the matter."""
    return {"kind": "small", "lines": [clean(one) for one in text]}


def notice(head: str, text: str) -> Block:
    """What has to be seen."""
    return {"kind": "notice", "head": clean(head), "text": clean(text)}


def pairs(rows: Iterable[tuple[str, str]], width: int = 40) -> Block:
    """Labels and values; what has no value is left out."""
    return {
        "kind": "pairs",
        "width": width,
        "rows": [[clean(label), lines(value)] for label, value in rows if value],
    }


def table(
    columns: Sequence[tuple[str, str | int, bool]],
    rows: Iterable[Sequence[str]],
    total: Sequence[str] | None = None,
    size: float = 8.5,
) -> Block:
    """Columns as (head, width in mm or fill or auto, is a number); the last row may be a total."""
    made = [{"cells": [lines(one) for one in row], "bold": False} for row in rows]
    if total is not None:
        made.append({"cells": [lines(one) for one in total], "bold": True})
    heads = [{"head": clean(head), "width": width, "right": right} for head, width, right in columns]
    return {"kind": "table", "size": size, "columns": heads, "rows": made}


NEW_PAGE: Block = {"kind": "newpage"}


def space(mm: int) -> Block:
    """Room."""
    return {"kind": "space", "mm": mm}
