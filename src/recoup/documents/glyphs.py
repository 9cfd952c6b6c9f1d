"""Which characters our letter font can draw, so that another becomes a visible mark, never an error."""

import struct
from functools import cache
from pathlib import Path

import fontpkg_noto_sans

FONT_FOLDER = Path(fontpkg_noto_sans.ROOT) / "files"
FONT_FAMILY = str(fontpkg_noto_sans.FAMILY)
MISSING = "\N{REPLACEMENT CHARACTER}"
_FORMAT_12 = 12


@cache
def drawable() -> frozenset[int]:
    """The code points the font has a glyph for, read from its character map (OpenType, cmap format 12)."""
    upright = next(path for path in sorted(FONT_FOLDER.glob("*.ttf")) if "Italic" not in path.name)
    data = upright.read_bytes()
    table = _cmap_offset(data)
    (count,) = struct.unpack_from(">H", data, table + 2)
    for at in range(count):
        (offset,) = struct.unpack_from(">I", data, table + 4 + at * 8 + 4)
        (format_number,) = struct.unpack_from(">H", data, table + offset)
        if format_number == _FORMAT_12:
            return frozenset(_code_points(data, table + offset))
    raise RuntimeError("the letter font has no full character map")


def _cmap_offset(data: bytes) -> int:
    (tables,) = struct.unpack_from(">H", data, 4)
    for at in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + at * 16)
        if tag == b"cmap":
            return int(offset)
    raise RuntimeError("the letter font has no character map")


def _code_points(data: bytes, at: int) -> list[int]:
    (groups,) = struct.unpack_from(">I", data, at + 12)
    found: list[int] = []
    for group in range(groups):
        first, last, _ = struct.unpack_from(">III", data, at + 16 + group * 12)
        found.extend(range(first, last + 1))
    return found


def shown(text: str) -> str:
    """The text with every character that the font cannot draw replaced by a visible mark.

    >>> shown("Zoë 日")
    'Zoë �'
    """
    if text.isascii():
        return text
    known = drawable()
    unknown = {ord(c): MISSING for c in set(text) if ord(c) not in known and c != "\n"}
    return text.translate(unknown) if unknown else text
