"""Workbooks (XLSX, XLS, ODS): bounds checked first, then the visible sheet that looks like the list."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from recoup.intake import columns
from recoup.intake.cells import text
from recoup.intake.formats.text import line_at, no_header
from recoup.intake.table import HEADER_WITHIN, Row, Table, find_header
from recoup.lib.errors import Refused

MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 250
MAX_CELLS = 20_000_000
_REF = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')
_ODS_ROW = re.compile(rb"(<table:table-row\b[^>]*>)(.*?)</table:table-row>", re.DOTALL)
_ODS_CELL = re.compile(rb"<table:table-cell\b[^>]*office:value[^>]*>")
_REPEAT = re.compile(rb'number-(?:columns|rows)-repeated="(\d+)"')


def first_rows(path: Path, kind: str, sheet: str) -> list[Row]:
    """The first rows of the sheet told, or of the first one that has any. Raises Refused."""
    _bounds(path, kind)
    for name, content in _sheets(path):
        rows = _first(content) if sheet in ("", name) else []
        if rows:
            return rows
    return []


def _bounds(path: Path, kind: str) -> None:
    if kind in ("xlsx", "ods"):
        _guard(path, kind)
    elif path.stat().st_size > 50 * 1024 * 1024:
        raise Refused("too_large", "The old Excel file is too large.", path.name, "Save it as XLSX or CSV.")


def read(path: Path, kind: str, wanted: frozenset[str], told: str = "", header_line: int = 0) -> Table:
    """The table of a workbook: of the sheet told, or of the one that looks most like a list. Raises Refused."""
    _bounds(path, kind)
    best: tuple[int, Table] | None = None
    others = []
    first_seen: list[str] = []
    names = []
    for name, sheet in _sheets(path):
        names.append(name)
        if told not in ("", name):
            continue
        first = _first(sheet)
        at = line_at(first, header_line) if header_line else find_header(first, wanted)
        if at is None:
            first_seen = first_seen or [text(c) for c in first[0][1]] if first else first_seen
            continue
        table = _table(path, kind, name, sheet, first, at)
        score = columns.score(table.header)
        others.append(name)
        if best is None or score > best[0]:
            best = (score, table)
    if best is None:
        raise no_header(path.name, first_seen)
    table = replace(best[1], sheets=tuple(names))
    rest = [name for name in others if name != table.sheet]
    if not rest:
        return table
    note = f"Only the sheet {table.sheet} was read, not: {', '.join(rest)[:200]}."
    return replace(table, warnings=(*table.warnings, note))


def _table(path: Path, kind: str, name: str, sheet: Any, first: list[Row], at: int) -> Table:
    header_line, cells = first[at]
    header = [text(c) for c in cells]
    while header and not header[-1]:
        header.pop()
    return Table(
        name=path.name,
        format=kind,
        header=tuple(header),
        header_line=header_line,
        rows=partial(_rows_below, sheet, header_line),
        title_rows=tuple(tuple(text(c) for c in cells) for _, cells in first[:at]),
        sheet=name,
    )


def _sheets(path: Path) -> Iterator[tuple[str, Any]]:
    import python_calamine

    visible = python_calamine.SheetVisibleEnum.Visible
    try:
        book = python_calamine.load_workbook(str(path))
        for about in book.sheets_metadata:
            if about.visible == visible and about.typ == python_calamine.SheetTypeEnum.WorkSheet:
                yield about.name, book.get_sheet_by_name(about.name)
    except python_calamine.PasswordError as odd:
        raise Refused(
            "locked", "The workbook has a password.", path.name, "Save a copy without a password."
        ) from odd
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError, Refused):
        raise
    except BaseException as odd:  # the reader's own panics are no Exception
        raise Refused(
            "damaged", "The workbook cannot be read: it is cut off, damaged or no workbook.", path.name,
            "Open it in a spreadsheet program and save it as XLSX or CSV.",
        ) from odd  # fmt: skip


def _numbered(sheet: Any, within: int | None = None) -> Iterator[Row]:
    above = (sheet.start or (0, 0))[0]
    yield from enumerate(sheet.to_python(skip_empty_area=True, nrows=within), above + 1)


def _first(sheet: Any) -> list[Row]:
    rows: list[Row] = []
    for row in _numbered(sheet, 1000):
        if any(c not in ("", None) for c in row[1]):
            rows.append(row)
        if len(rows) >= HEADER_WITHIN or row[0] > 1000:
            break
    return rows


def _rows_below(sheet: Any, header_line: int) -> Iterator[Row]:
    for line, cells in _numbered(sheet):
        if line > header_line and any(c not in ("", None) for c in cells):
            yield line, cells


def _guard(path: Path, kind: str) -> None:
    """Unpack once, counting only, so that a small file cannot fill the memory."""
    packed = path.stat().st_size
    total = 0
    bomb = Refused(
        "zip_bomb", "The workbook unpacks to far more than a list needs.", path.name, "Save only the list, as CSV."
    )  # fmt: skip
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            claimed = sum(m.file_size for m in members)
            if len(members) > 5000 or claimed > MAX_UNPACKED or claimed > max(packed, 40_000) * MAX_RATIO:
                raise bomb
            for member in members:
                is_sheet = (
                    kind == "xlsx" and member.filename.startswith("xl/worksheets/")
                ) or member.filename == "content.xml"
                extent = [0, 0]
                tail = b""
                with archive.open(member) as file:
                    while chunk := file.read(1 << 20):
                        total += len(chunk)
                        if total > MAX_UNPACKED:
                            raise bomb
                        if is_sheet:
                            _measure(tail + chunk, kind, extent)
                            tail = chunk[-64:] if kind == "xlsx" else b""
                if kind == "xlsx" and extent[0] * extent[1] > MAX_CELLS:
                    raise bomb
                if kind == "ods" and extent[0] > MAX_CELLS:
                    raise bomb
    except Refused:
        raise
    except Exception as odd:  # a bent archive fails in more ways than its library names
        raise Refused(
            "damaged", "The workbook is cut off or damaged.", path.name, "Export or download it again."
        ) from odd  # fmt: skip


def _measure(piece: bytes, kind: str, extent: list[int]) -> None:
    if kind == "ods":
        extent[0] += sum(
            _repeats(row_open) * max((_repeats(cell) for cell in _ODS_CELL.findall(cells)), default=0)
            for row_open, cells in _ODS_ROW.findall(piece)
        )
        return
    found = _REF.findall(piece)
    extent[0] = max(extent[0], max((int(row) for row in {row for _, row in found}), default=0))
    for column in {column for column, _ in found}:
        number = 0
        for letter in column:
            number = number * 26 + letter - 64
        extent[1] = max(extent[1], number)


def _repeats(opening: bytes) -> int:
    found = _REPEAT.search(opening)
    return int(found[1]) if found else 1
