"""A cell as text: made clean, never evaluated and never guessed."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from recoup.intake import vocabulary

Cell = str | int | float | bool | date | time | timedelta | None
"""A cell as the file has it: text from text files, typed values from workbooks."""

_KEPT_FORMAT_CHARACTERS = "\u200c\u200d"
BLANK = frozenset(
    ("", "-", "--", "–", "—", "n/a", "na", "null", "none", "nan", "nat", "#n/a", "(null)", "nil", "\\n")
)
_EXCEL_TEXT = re.compile(r'="([^"]*)"')
"""How programs keep Excel from turning an id into a number: `="00123"` is the text 00123, no formula."""


class BadCell(ValueError):  # noqa: N818 - a cell that is bad, no fault of the program
    """A cell that cannot be read; says why, in words that complete a sentence on the row."""


def text(cell: Cell) -> str:
    """The cell as clean text: no control or direction-changing characters, ids without Excel's `.0`.

    >>> text(12345.0), text(" Ac\\u202eme\\x00 "), text("007"), text('="00123"')
    ('12345', 'Acme', '007', '00123')
    """
    if type(cell) is str:
        said = cell.strip() if cell.isprintable() else _clean(cell)
        return _EXCEL_TEXT.sub(r"\1", said) if said[:2] == '="' else said
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)


def _clean(raw: str) -> str:
    kept = []
    for c in raw:
        if c.isprintable() or c in _KEPT_FORMAT_CHARACTERS:
            kept.append(c)
        elif unicodedata.category(c) in ("Zs", "Zl", "Zp") or c in "\t\n\r\v\f":
            kept.append(" ")
    return "".join(kept).strip()


def has_control(cell: Cell) -> bool:
    """Whether `text` dropped characters that nobody types: controls, overrides of direction."""
    return (
        type(cell) is str
        and not cell.isprintable()
        and any(
            not c.isprintable()
            and c not in "\t\n\r\ufeff"
            and c not in _KEPT_FORMAT_CHARACTERS
            and unicodedata.category(c) not in ("Zs", "Zl", "Zp")
            for c in cell
        )
    )


def is_blank(cell: Cell) -> bool:
    """Whether the cell says nothing: empty, a dash, n/a, null."""
    return cell is None or (type(cell) is str and text(cell).casefold() in BLANK)


def reference(cell: Cell) -> str:
    """An id or reference as text; leading zeros kept, `12345.0` of a spreadsheet is `12345`, blanks are ''.

    >>> reference("00123"), reference("12345.0"), reference("1.50"), reference("n/a")
    ('00123', '12345', '1.50', '')
    """
    said = text(cell)
    if said.endswith(".0") and said[:-2].isdigit():
        return said[:-2]
    return "" if said.casefold() in BLANK else said


_EMAIL = re.compile(r"[^\s<>;,\"]+@[^\s<>;,\"]+")


def emails(cell: Cell) -> list[str]:
    """The addresses in a cell: `Ann <a@b.c>; d@e.f` has two."""
    return _EMAIL.findall(text(cell))


def squashed(said: str) -> str:
    """Folded to bare letters and digits, ä like ae, for comparing with lists of words folded alike.

    >>> squashed("Crédit-Note (Sales)"), squashed("Gelöscht") == squashed("geloescht")
    ('creditnotesales', True)
    """
    folded = unicodedata.normalize("NFKD", said.casefold().replace("ß", "ss"))
    bare = "".join(c for c in folded if c.isalnum())
    return bare.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def yes_no(cell: Cell) -> bool | None:
    """A yes or no in six languages; None when blank or neither."""
    if isinstance(cell, bool):
        return cell
    said = text(cell).casefold()
    if not said:
        return None
    if said in vocabulary.YES:
        return True
    return False if said in vocabulary.NO else None
