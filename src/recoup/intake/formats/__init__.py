"""Files of every kind opened as tables, or refused in a sentence a book-keeper understands."""

from pathlib import Path

from recoup.intake import columns
from recoup.intake.formats import sheets, sniff, text
from recoup.intake.mapping import Mapping
from recoup.intake.table import Row, Table


def read_table(path: Path, *, code_page: str = "cp1252", mapping: Mapping | None = None) -> Table:
    """The table in a CSV, TSV, XLSX, XLS or ODS file.

    `code_page` is what the creditor's programs write when a file is neither marked nor UTF-8. A mapping tells
    which headers to look for. Raises Refused for everything that is not such a table, and nothing else.
    """
    kind = sniff.kind(path)
    told = mapping or Mapping()
    named = (name for name in told.columns.values() if name and not name.startswith("#"))
    wanted = frozenset(columns.key(name) for name in named)
    if kind == "text":
        return text.read(path, told.code_page or code_page, wanted, told.header_line)
    if kind in ("xlsx", "xls", "ods"):
        return sheets.read(path, kind, wanted, told.sheet, told.header_line)
    raise sniff.not_a_table(path, kind)


def first_rows(path: Path, mapping: Mapping | None = None) -> list[Row]:
    """The first rows of a table as they stand, whether or not one of them is a header. Raises Refused."""
    kind = sniff.kind(path)
    told = mapping or Mapping()
    if kind == "text":
        return text.first_rows(path, told.code_page or "cp1252")
    if kind in ("xlsx", "xls", "ods"):
        return sheets.first_rows(path, kind, told.sheet)
    raise sniff.not_a_table(path, kind)


def is_camt(path: Path) -> bool:
    """Whether the file is an ISO 20022 bank statement or notice. Raises Refused for unreadable files."""
    return sniff.kind(path) == "camt"
