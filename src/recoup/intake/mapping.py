"""Which column of a file is which of our fields: proposed from its header, or told, and kept as JSON."""

import json
import re
import tomllib
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, cast

from recoup.intake import columns, vocabulary
from recoup.intake.table import Table
from recoup.lib import money
from recoup.lib.errors import Refused
from recoup.lib.said import say

Kind = Literal["invoices", "contacts", "payments", "bank"]
KINDS: tuple[Kind, ...] = ("invoices", "contacts", "payments", "bank")
ORDERS = ("dmy", "mdy", "ymd")
CODE_PAGES = {
    "cp1252": "Windows, Western Europe (1252)",
    "cp1250": "Windows, Central Europe (1250)",
    "iso8859_15": "ISO 8859-15 (Western Europe with euro)",
    "cp850": "DOS, Western Europe (850)",
    "mac_roman": "Macintosh, Western Europe",
    "cp1251": "Windows, Cyrillic (1251)",
    "cp1253": "Windows, Greek (1253)",
    "cp1254": "Windows, Turkish (1254)",
}
"""What programs write that do not write UTF-8, as Python and people call it."""

_PLACE = re.compile(r"#([1-9]\d{0,3})").fullmatch


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds where a file says nothing: the creditor's own currency, country and language."""

    currency: str = ""
    country: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """Our field -> their header ('' for: leave that field out).

    A header that the file has twice, or not at all, is named by its place: `#3`. A blank `kind` is the table's own;
    blank `date_order` and `decimal_mark` are settled on the whole columns. `sheet`, `header_line` and `code_page`
    say where in the file the table stands, where that is not found out.
    """

    kind: Kind | Literal[""] = ""
    columns: dict[str, str] = field(default_factory=dict)
    date_order: str = ""
    decimal_mark: str = ""
    currency: str = ""
    sheet: str = ""
    header_line: int = 0
    code_page: str = ""

    @property
    def says_where(self) -> bool:
        """Whether it tells where in the file the table stands."""
        return bool(self.sheet or self.header_line or self.code_page)

    def to_json(self) -> str:
        """The mapping as JSON that `from_json` and a --mapping file read."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, said: str) -> "Mapping":
        """The mapping of `to_json`. Raises Refused like `read_mapping`."""
        try:
            return _mapping(json.loads(said), "mapping")
        except (ValueError, RecursionError) as odd:
            raise Refused("mapping", "The mapping is no JSON.", "mapping", _HOW) from odd

    def at(self, table: Table) -> dict[str, int]:
        """Our field -> column index in that table.

        Raises Refused when a header of the mapping is not in the table.
        """
        exact = {name.strip(): i for i, name in reversed(list(enumerate(table.header)))}
        folded = {
            columns.key(name): i for i, name in reversed(list(enumerate(table.header))) if columns.key(name)
        }
        found = {}
        for ours, theirs in self.columns.items():
            if not theirs:
                continue
            index = exact.get(theirs.strip(), folded.get(columns.key(theirs)))
            if placed := _PLACE(theirs):
                index = int(placed[1]) - 1 if int(placed[1]) <= len(table.header) else None
            if index is None:
                raise Refused(
                    "mapping",
                    f"The mapping names a column {theirs!r} that the file does not have.",
                    table.where(table.header_line),
                    say("Its columns are: %(known)s.", known=", ".join(n for n in table.header if n)[:300]),
                )
            found[ours] = index
        return found


_HOW = (
    'Write it as TOML or JSON, for example {"kind": "invoices", "columns": {"number": "Inv. No", "amount": "Sum"}, '
    '"date_order": "dmy", "decimal_mark": ",", "currency": "EUR"}.'
)


def read_mapping(path: Path) -> Mapping:
    """A mapping that a person wrote, as TOML or JSON. Raises Refused with what is wrong in it."""
    try:
        raw = path.read_bytes()[: 1 << 20].decode("utf-8-sig")
        said = json.loads(raw) if raw.lstrip().startswith("{") else tomllib.loads(raw)
    except OSError as odd:
        raise Refused("mapping", "The mapping file cannot be read.", str(path), _HOW) from odd
    except (ValueError, RecursionError) as odd:
        raise Refused(
            "mapping", say("The mapping is neither TOML nor JSON: %(odd)s.", odd=odd), path.name, _HOW
        ) from odd
    return _mapping(said, path.name)


def _mapping(said: Any, where: str) -> Mapping:
    def wrong(what: str) -> Refused:
        return Refused("mapping", what, where, _HOW)

    if not isinstance(said, dict):
        raise wrong("The mapping is not a table of keys.")
    unknown = set(said) - {f.name for f in fields(Mapping)}
    if unknown:
        raise wrong(f"The mapping has keys that mean nothing: {', '.join(sorted(map(str, unknown)))}.")
    kind = said.get("kind") or ""
    if kind and kind not in KINDS:
        raise wrong(f"The kind {kind!r} is none of {', '.join(KINDS)}.")
    named = said.get("columns") or {}
    if not isinstance(named, dict) or not all(
        isinstance(v, str) and isinstance(k, str) for k, v in named.items()
    ):
        raise wrong("'columns' must be pairs of our field and their header.")
    known = dict.fromkeys(f for k in ([kind] if kind else KINDS) for f in vocabulary.FIELDS[k])
    strange = set(named) - set(known)
    if strange:
        raise wrong(f"Unknown fields: {', '.join(sorted(strange))}. Known are: {', '.join(known)}.")
    order = str(said.get("date_order") or "").lower()
    if order and order not in ORDERS:
        raise wrong(f"The date_order {order!r} is none of {', '.join(ORDERS)}.")
    mark = said.get("decimal_mark") or ""
    if mark not in ("", ".", ","):
        raise wrong("The decimal_mark must be a dot or a comma.")
    currency = str(said.get("currency") or "").upper()
    if currency and not (len(currency) == 3 and money.is_known(currency)):
        raise wrong(f"The currency {currency!r} is not known.")
    page = str(said.get("code_page") or "").lower()
    if page and page not in CODE_PAGES:
        raise wrong(f"The code_page {page!r} is none of {', '.join(CODE_PAGES)}.")
    line = said.get("header_line") or 0
    if not isinstance(line, int) or not 0 <= line <= 1_000_000:
        raise wrong("The header_line must be the number of a line.")
    sheet = str(said.get("sheet") or "")[:100]
    return Mapping(cast("Kind | Literal['']", kind), dict(named), order, mark, currency, sheet, line, page)
