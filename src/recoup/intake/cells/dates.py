"""A cell as a date; where only the whole column tells the order of its numbers, the numbers."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from recoup.intake import vocabulary
from recoup.intake.cells.texts import BLANK, BadCell, Cell, text

DateParts = tuple[int, int, int, str]
"""Three numbers of a date whose order only the whole column tells, and the mark between them."""

_EXCEL_DAY_0 = date(1899, 12, 30)
_ZERO_DATES = frozenset(("0000-00-00", "00/00/0000", "00.00.0000", "0", "00000000", "0000-00-00 00:00:00"))
_MONTHS = {name: at for at, names in enumerate(vocabulary.MONTHS, 1) for name in names.split()}
_TIME = re.compile(r"[T\s,]+\d{1,2}[:.h]\d{2}.*$", re.ASCII)
_TRIPLE = re.compile(r"(\d{1,4})\s?([./\-\s])\s?(\d{1,2})\s?[./\-\s]\s?(\d{1,4})\.?", re.ASCII).fullmatch
_EIGHT = re.compile(r"(\d{8})(?:\.0+)?", re.ASCII).fullmatch
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII).fullmatch
_WITH_MONTH = re.compile(r"\d+|[^\W\d_]+")


def day(cell: Cell) -> date | DateParts | None:
    """The date in a cell; None when blank; the three numbers when only the column tells their order.

    Raises BadCell when it is no possible date.

    >>> day("3. März 2024"), day("20200401.0"), day("1/2/2024")
    (datetime.date(2024, 3, 3), datetime.date(2020, 4, 1), (1, 2, 2024, '/'))
    """
    if isinstance(cell, datetime):
        return _sane(cell.date())
    if isinstance(cell, date):
        return _sane(cell)
    if isinstance(cell, (bool, time, timedelta)):
        raise BadCell("is not a date")
    said = text(cell)
    if len(said) == 10 and said[4] == "-" and said[7] == "-" and said not in _ZERO_DATES:
        return _from_numbers(said[:4], said[5:7], said[8:])
    if said.casefold() in BLANK or said in _ZERO_DATES:
        return None
    if len(said) > 60:
        raise BadCell("is not a date")
    return _day_of_text(said)


def _day_of_text(said: str) -> date | DateParts:
    serial = _SERIAL(said)
    if serial is not None and 20000 <= int(serial[1]) <= 80000:
        return _EXCEL_DAY_0 + timedelta(days=int(serial[1]))
    eight = _EIGHT(said)
    if eight is not None:
        d = eight[1]
        if 1900 <= int(d[:4]) <= 2100 and int(d[4:6]) <= 12:
            return _from_numbers(d[:4], d[4:6], d[6:])
        return int(d[:2]), int(d[2:4]), int(d[4:]), ""
    said = _TIME.sub("", said).strip().rstrip("Z,")
    triple = _TRIPLE(said)
    if triple is not None:
        first, mark, second, third = triple.groups()
        if len(first) >= 3:
            return _from_numbers(first, second, third)
        if len(third) == 3 or len(third) == 1:
            raise BadCell("is not a possible date")
        return int(first), int(second), year_of(third), mark
    return _day_with_month(said)


def _day_with_month(said: str) -> date:
    folded = "".join(
        c for c in unicodedata.normalize("NFKD", said.casefold()) if not unicodedata.combining(c)
    )
    parts = _WITH_MONTH.findall(folded)
    months = [_MONTHS[p] for p in parts if p in _MONTHS]
    numbers = [p for p in parts if p.isascii() and p.isdigit()]
    if len(months) != 1 or len(numbers) not in (2, 3) or len(parts) > 7:
        raise BadCell("is not a date")
    if len(numbers[0]) == 4:
        return _from_numbers(numbers[0], str(months[0]), numbers[1])
    if len(numbers[0]) > 2 or len(numbers[1]) not in (2, 4):
        raise BadCell("is not a date")
    return _from_numbers(str(year_of(numbers[1])), str(months[0]), numbers[0])


def year_of(said: str) -> int:
    """A year of two or four digits; two digits as POSIX reads them (69 to 99 are 19xx)."""
    number = int(said)
    if len(said) > 2:
        return number
    return number + (1900 if number >= 69 else 2000)


def in_order(parts: DateParts, order: str) -> date:
    """The date of three numbers in that order (dmy, mdy, ymd). Raises BadCell when it is impossible."""
    first, second, third, _ = parts
    if order == "dmy":
        return _date(third, second, first)
    if order == "mdy":
        return _date(third, first, second)
    return _date(year_of(f"{first:02d}"), second, third % 100)


def _from_numbers(year: str, month: str, day_: str) -> date:
    if not (year.isascii() and year.isdigit() and month.isdigit() and day_.isdigit() and len(day_) <= 2):
        raise BadCell("is not a date")
    return _date(int(year), int(month), int(day_))


def _date(year: int, month: int, day_: int) -> date:
    try:
        on = date(year, month, day_)
    except ValueError as odd:
        raise BadCell("is not a possible date") from odd
    return _sane(on)


def _sane(on: date) -> date:
    if not 1950 <= on.year <= 2100:
        raise BadCell(f"is not a plausible date (year {on.year})")
    return on


def order_proved(parts: Iterable[DateParts]) -> set[str]:
    """The orders that these dates prove: a number of 13 or more cannot be a month."""
    proved = set()
    for first, second, _, _ in parts:
        if 12 < first <= 31 and 1 <= second <= 12:
            proved.add("dmy")
        elif 12 < second <= 31 and 1 <= first <= 12:
            proved.add("mdy")
        elif first > 31 and 1 <= second <= 12:
            proved.add("ymd")
    return proved
