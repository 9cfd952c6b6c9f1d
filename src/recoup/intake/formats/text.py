"""Delimited text: charset, delimiter, title rows, and rows that are read as they are asked for."""

import codecs
import csv
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TextIO

from recoup.intake import columns
from recoup.intake.cells import Cell
from recoup.intake.formats import sniff
from recoup.intake.table import HEADER_WITHIN, Row, Table, find_header
from recoup.lib.errors import Refused

MAX_LINE = 1024 * 1024
"""Characters of one line or quoted cell; a longer one is refused without being read whole."""

_DELIMITERS = (",", ";", "\t", "|")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}


def read(path: Path, code_page: str, wanted: frozenset[str], header_line: int = 0) -> Table:
    """The table of a delimited text file; its header is found, or on the line told. Raises Refused."""
    encoding = _encoding(path, code_page)
    sample = _sample(path, encoding)
    delimiter, skip = _delimiter(sample, wanted)
    first = list(_first_rows(path, encoding, delimiter, skip))
    at = line_at(first, header_line) if header_line else find_header(first, wanted)
    if at is None:
        raise no_header(path.name, [str(c) for c in first[0][1]] if first else [])
    header_line, cells = first[at]
    header = tuple(_trim([str(c) for c in cells]))
    warnings = []
    if encoding == code_page:
        warnings.append(f"The text is not UTF-8; it was read as {_NAMES.get(code_page, code_page)}.")
    return Table(
        name=path.name,
        format="tsv" if delimiter == "\t" else "csv",
        header=header,
        header_line=header_line,
        rows=partial(_rows_below, path, encoding, delimiter, skip, header_line, header),
        encoding=encoding,
        delimiter=delimiter,
        title_rows=tuple(tuple(str(c) for c in cells) for _, cells in first[:at]),
        warnings=tuple(warnings),
    )


def first_rows(path: Path, code_page: str) -> list[Row]:
    """The first rows as they stand. Raises Refused."""
    encoding = _encoding(path, code_page)
    delimiter, skip = _delimiter(_sample(path, encoding), frozenset())
    return list(_first_rows(path, encoding, delimiter, skip))


def line_at(rows: list[Row], line: int) -> int | None:
    """The place of the row that stands on that line."""
    return next((at for at, (number, _) in enumerate(rows) if number == line), None)


def no_header(name: str, first: list[str]) -> Refused:
    """The refusal of a table whose columns are not understood."""
    seen = ", ".join(c.strip()[:30] for c in first if c.strip())[:200]
    return Refused(
        "no_header",
        "No row with column names was recognised" + (f"; the first row is: {seen}." if seen else "."),
        name,
        "Put a header above the rows (debtor number or name, invoice number, invoice date, due date, amount, "
        "currency), or name the columns with --mapping FILE, for example "
        '{"columns": {"number": "Ref", "amount": "Sum"}}.',
    )


def _encoding(path: Path, code_page: str) -> str:
    head = sniff.head_of(path)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return _checked(path, name)
    wide = sniff.wide_encoding(head)
    if wide:
        return _checked(path, wide)
    if _decodes(path, "utf-8"):
        return "utf-8"
    return _checked(path, code_page)


def _checked(path: Path, encoding: str) -> str:
    if _decodes(path, encoding):
        return encoding
    raise Refused(
        "encoding",
        f"The text cannot be read as {_NAMES.get(encoding, encoding)}.",
        path.name,
        "Save it as UTF-8, in Excel: 'CSV UTF-8'.",
    )


def _decodes(path: Path, encoding: str) -> bool:
    try:
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except (UnicodeError, LookupError):
        return False
    except OSError as odd:
        raise Refused(
            "unreadable", "The file cannot be read to its end.", path.name, "Copy it again."
        ) from odd
    return True


def _open(path: Path, encoding: str) -> TextIO:
    return path.open(encoding=encoding, newline="")


def _sample(path: Path, encoding: str) -> list[str]:
    with _open(path, encoding) as file:
        lines = []
        size = 0
        for line in _lines(file, path.name):
            lines.append(line)
            size += len(line)
            if len(lines) >= 200 or size > 200_000:
                break
    return lines


def _lines(file: TextIO, name: str) -> Iterator[str]:
    read_line = partial(file.readline, MAX_LINE + 1)
    for number, line in enumerate(iter(read_line, ""), 1):
        if len(line) > MAX_LINE:
            raise Refused(
                "line_too_long",
                f"A line has more than {MAX_LINE} characters.",
                f"{name}, line {number}",
                sniff.HOW_TABLE,
            )
        yield line


def _delimiter(sample: list[str], wanted: frozenset[str]) -> tuple[str, int]:
    """The delimiter, and how many lines to leave out (Excel's `sep=;`)."""
    if sample and sample[0].strip().lower().startswith("sep=") and len(sample[0].strip()) == 5:
        return sample[0].strip()[4], 1
    best: tuple[float, int, str] = (0.0, -1, ",")
    for rank, mark in enumerate(_DELIMITERS):
        try:
            rows: list[Row] = [
                (i, list(cells)) for i, cells in enumerate(csv.reader(sample, delimiter=mark)) if cells
            ]
        except csv.Error:
            continue
        if not rows:
            continue
        at = find_header(rows, wanted)
        names = [str(c) for c in rows[at][1]] if at is not None else []
        widths = [len(cells) for _, cells in rows[at or 0 :]]
        even = sum(1 for w in widths if w == widths[0] and w > 1) / len(widths)
        score = (len(names) and columns.score(names)) + even
        if score > best[0]:
            best = (score, -rank, mark)
    return best[2], 0


def _records(path: Path, encoding: str, delimiter: str, skip: int) -> Iterator[Row]:
    """All rows with the physical line they start on; lines without any cell are left out."""
    with _open(path, encoding) as file:
        lines = _lines(file, path.name)
        for _ in range(skip):
            next(lines, None)
        reader = csv.reader(lines, delimiter=delimiter)
        start = last = skip + 1
        try:
            for cells in reader:
                if cells:
                    yield start, cells  # type: ignore[misc]  # cells of a text file are texts
                last, start = start, reader.line_num + skip + 1
            if start - last > 1:
                _check_end(path, encoding, delimiter, last)
        except csv.Error as odd:
            raise Refused(
                "broken_quotes",
                "A cell does not end: a quotation mark is missing, or the cell is far too long.",
                f"{path.name}, line {start}",
                "Export the file again, or mend that line.",
            ) from odd
        except UnicodeError as odd:
            raise Refused("encoding", "The text cannot be read.", path.name, "Save it as UTF-8.") from odd


def _check_end(path: Path, encoding: str, delimiter: str, line: int) -> None:
    """Whether the last row, of several lines, ends: else a missing quotation mark swallowed all rows below it."""
    with _open(path, encoding) as file:
        last = islice(_lines(file, path.name), line - 1, None)
        try:
            for _ in csv.reader(last, delimiter=delimiter, strict=True):
                pass
        except csv.Error as odd:
            if "unexpected end" in str(odd):
                raise Refused(
                    "broken_quotes",
                    "A quotation mark is opened and never closed, so that all rows below it are one cell.",
                    f"{path.name}, line {line}",
                    "Export the file again, or mend that line.",
                ) from odd


def _first_rows(path: Path, encoding: str, delimiter: str, skip: int) -> Iterator[Row]:
    for count, row in enumerate(_records(path, encoding, delimiter, skip)):
        if count >= HEADER_WITHIN:
            return
        yield row


def _trim(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _rows_below(
    path: Path, encoding: str, delimiter: str, skip: int, header_line: int, header: tuple[str, ...]
) -> Iterator[Row]:
    wide: Callable[[list[Cell]], bool] = any
    for line, cells in _records(path, encoding, delimiter, skip):
        if line > header_line and wide(cells):
            yield line, cells
