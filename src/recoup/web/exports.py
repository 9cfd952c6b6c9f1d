"""Every list as a file: CSV and XLSX, all its rows, safe to open in a spreadsheet, and recorded.

A list page gives its columns and the rows that its filters leave; this module does the rest:

    return exports.download(request, here, "invoices", _("Invoices"), COLUMNS, rows)
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from tempfile import TemporaryFile
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recoup.lib import money
from recoup.lib.errors import Refused
from recoup.org.exports import note_export
from recoup.web.here import Here

Value = str | Promise | int | Decimal | date | datetime | bool | None
FORMATS = ("csv", "xlsx")
CHUNK = 1_000
MOST_SHEET_ROWS = 1_048_575
LONGEST_CELL = 32_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BEGINS = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
_FORMULA = re.compile(rf"^\s*{_BEGINS}")
_FORMULA_IN_LINE = re.compile(rf"(^|;)(?=\s*'*{_BEGINS})")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading in the user's language, and what it says of a row.

    Numbers stay numbers and days days; an amount is a `Decimal`, see `amount`.
    """

    words: str | Promise
    of: Callable[[Any], Value]


def amount(
    words: str | Promise, minor: Callable[[Any], int | None], currency: Callable[[Any], str]
) -> Column:
    """An amount in major units with its currency's decimals; put `currency_of` in a column beside it."""

    def of(row: Any) -> Value:
        found = minor(row)
        return None if found is None or not currency(row) else money.to_decimal(int(found), currency(row))

    return Column(words, of)


def currency_of(of: Callable[[Any], str]) -> Column:
    """The column that says which currency the amounts are in."""
    return Column(gettext_lazy("Currency"), of)


def download(
    request: HttpRequest,
    here: Here,
    name: str,
    title: str | Promise,
    columns: Sequence[Column],
    rows: Iterable[Any],
    *,
    count: int | None = None,
) -> HttpResponseBase:
    """The list as the file that `?format=` asks for, recorded before the first byte leaves.

    `name` is the list's code in the record, `title` what it is called in the file's name. `rows` are all rows
    that the page's filters leave, in its order; `count` is needed for what has no length. Raises Refused:
    `unknown_format`, `too_many_rows`.
    """
    wanted = request.GET.get("format", "csv")
    if wanted not in FORMATS:
        raise Refused("unknown_format", _("There is CSV and Excel."), "format", _("Choose one of them."))
    if count is None:
        count = rows.count() if isinstance(rows, QuerySet) else len(rows) if isinstance(rows, Sized) else 0
    if wanted == "xlsx" and count > MOST_SHEET_ROWS:
        raise Refused(
            "too_many_rows", _("A sheet holds 1,048,575 rows at most."), "format",
            _("Take CSV, or filter the list."),
        )  # fmt: skip
    asked = request.GET.copy()
    for beside in ("format", "page"):
        asked.pop(beside, None)
    note_export(here.creditor, name, wanted, count, asked.urlencode()[:500], **here.by)
    if isinstance(rows, QuerySet):
        rows = rows.iterator(chunk_size=CHUNK)
    zone = ZoneInfo(here.settings.timezone)
    file_name = _file_name(here, str(title), wanted)
    if wanted == "xlsx":
        made = partial(FileResponse, as_attachment=True, filename=file_name, content_type=XLSX)
        return made(_workbook(str(title), columns, rows, zone))
    answer = StreamingHttpResponse(_lines(columns, rows, zone), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, file_name) or "attachment"
    return answer


def _file_name(here: Here, title: str, wanted: str) -> str:
    return f"{slugify(f'{here.creditor.name} {title}', allow_unicode=True)}-{here.today}.{wanted}"


def text(value: str) -> str:
    """One line of text, without control characters.

    >>> text("Smith\\t&\\r\\nSons")
    'Smith & Sons'
    """
    return _CONTROL.sub(" ", value)[:LONGEST_CELL]


def csv_text(value: str) -> str:
    """Text that no spreadsheet takes for a formula, also where it splits lines at semicolons.

    >>> csv_text("=1+1"), csv_text("\\t@x"), csv_text("a;=1"), csv_text("+44 20"), csv_text("AB-1")
    ("'=1+1", "' @x", "a;'=1", "'+44 20", 'AB-1')
    """
    return _FORMULA_IN_LINE.sub(r"\1'", text(value))


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _lines(columns: Sequence[Column], rows: Iterable[Any], zone: ZoneInfo) -> Iterator[bytes]:
    """Made while it is sent, in the language of the request; the mark at the front tells Excel that it is UTF-8."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_NONNUMERIC)
    language = translation.get_language() or "en"
    with translation.override(language):
        yield b"\xef\xbb\xbf" + _line(writer, [str(column.words) for column in columns], zone)
        batch: list[bytes] = []
        for row in rows:
            batch.append(_line(writer, [column.of(row) for column in columns], zone))
            if len(batch) == CHUNK:
                yield b"".join(batch)
                batch.clear()
        yield b"".join(batch)


def _line(writer: Any, values: Iterable[Value], zone: ZoneInfo) -> bytes:
    return str(writer.writerow([_csv_value(value, zone) for value in values])).encode("utf-8", "replace")


def _csv_value(value: Value, zone: ZoneInfo) -> str | int | Decimal:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _yes_or_no(value)
    if isinstance(value, int | Decimal):
        return value
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return csv_text(str(value))


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")


def _workbook(title: str, columns: Sequence[Column], rows: Iterable[Any], zone: ZoneInfo) -> Any:
    """Written row by row to a file without a name, which is sent and gone."""
    import xlsxwriter

    target = TemporaryFile()  # noqa: SIM115 - the answer closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", text(title))[:31].strip() or None)
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "text": book.add_format({"quote_prefix": True}),
    }
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(columns) - 1, 18)
    for at, column in enumerate(columns):
        sheet.write_string(0, at, text(str(column.words)), formats["head"])
    for n, row in enumerate(rows, 1):
        for at, column in enumerate(columns):
            _cell(book, sheet, formats, n, at, column.of(row), zone)
    book.close()
    target.seek(0)
    return target


def _cell(
    book: Any, sheet: Any, formats: dict[str, Any], n: int, at: int, value: Value, zone: ZoneInfo
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(n, at, _yes_or_no(value))
    elif isinstance(value, Decimal):
        places = max(0, -int(value.as_tuple().exponent))
        pattern = "#,##0" + ("." + "0" * places if places else "")
        if pattern not in formats:
            formats[pattern] = book.add_format({"num_format": pattern})
        sheet.write_number(n, at, value, formats[pattern])
    elif isinstance(value, int):
        sheet.write_number(n, at, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(n, at, value.astimezone(zone).replace(tzinfo=None), formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(n, at, value, formats["day"])
    else:
        said = text(str(value))
        sheet.write_string(n, at, said, formats["text"] if _FORMULA.match(said) else None)
