"""A file as one table: its header, and its rows, as often as asked for, each with the line it starts on."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from recoup.intake import columns
from recoup.intake.cells import Cell, text

Row = tuple[int, list[Cell]]
"""The physical line or sheet row (header included, from 1) and its cells."""

HEADER_WITHIN = 40
"""A header is looked for in so many rows from the top."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file. `rows()` starts anew each time and reads as it goes; blank rows are left out.

    `rows()` raises Refused where the file turns out to be broken further down.
    """

    name: str
    format: str
    header: tuple[str, ...]
    header_line: int
    rows: Callable[[], Iterator[Row]]
    encoding: str = ""
    delimiter: str = ""
    title_rows: tuple[tuple[str, ...], ...] = ()
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    """All visible sheets of the workbook."""
    warnings: tuple[str, ...] = field(default=())

    def fingerprint(self) -> str:
        """The same for every file with these columns in this order; what a remembered mapping is known by."""
        said = "\x1f".join(columns.key(name) or name.strip() for name in self.header)
        return hashlib.sha256(said.encode()).hexdigest()

    def named(self, index: int) -> str:
        """How a mapping names that column: by its header, or by its place where that is blank or not alone.

        >>> Table("x", "csv", ("Sum", "", "Sum", "Date"), 1, lambda: iter(())).named(0)
        '#1'
        """
        name = self.header[index].strip()
        same = [
            other for other in self.header if columns.key(other) == columns.key(name) or other.strip() == name
        ]
        return name if name and len(same) == 1 else f"#{index + 1}"

    def where(self, line: int | None = None) -> str:
        """The place for a sentence: file, sheet, line."""
        parts = [self.name]
        if self.sheet:
            parts.append(f"sheet {self.sheet}")
        if line is not None:
            parts.append(f"line {line}")
        return ", ".join(parts)


def find_header(first_rows: list[Row], wanted: frozenset[str] = frozenset()) -> int | None:
    """The index of the header among the first rows: where most columns are recognised (or `wanted` stand).

    None when no row has at least two.
    """
    best, at = 1, None
    for index, (_, cells) in enumerate(first_rows[:HEADER_WITHIN]):
        names = [text(c) for c in cells]
        if wanted:
            hits = 1 + len(wanted & {columns.key(n) for n in names})
        elif any(len(n) > 80 for n in names):
            continue
        else:
            hits = columns.score(names)
        if hits > best:
            best, at = hits, index
    return at
