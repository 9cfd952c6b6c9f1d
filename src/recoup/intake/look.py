"""A first look at a file: what it is taken for, column by column, and its first rows; quick, however long it is."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from recoup.intake import vocabulary
from recoup.intake.cells import text
from recoup.intake.formats import first_rows, is_camt
from recoup.intake.formats.camt import read_camt
from recoup.intake.mapping import Defaults, Kind, Mapping
from recoup.intake.models import ColumnMapping
from recoup.intake.queries import remembered, remembered_mappings
from recoup.intake.reading import Facts, Opened, facts_of, mapping_of, open_table
from recoup.intake.recognise import detect_kind
from recoup.intake.table import Row, Table
from recoup.intake.uploads import Answers
from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.org.settings import settings_of

FIRST = 8
SAMPLED = 40
_RAW = 12


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: what it is taken for ('' = left out), and what stands in its first rows."""

    index: int
    header: str
    field: str
    samples: tuple[str, ...]
    order: str = ""
    """The order of day and month, where it is a date that could be read in two ways."""


@dataclass(slots=True)
class Look:
    """What was found out. `refused` says what still has to be chosen, or why the file is none."""

    format: str = ""
    kind: str = ""
    columns: list[Column] = field(default_factory=list)
    facts: Facts | None = None
    table: Table | None = None
    mapping: Mapping = field(default_factory=Mapping)
    date_order: str = ""
    decimal_mark: str = ""
    known: ColumnMapping | None = None
    raw: list[tuple[int, list[str]]] = field(default_factory=list)
    """The first rows as they stand, where no header was recognised."""
    refused: Refused | None = None

    @property
    def can_be_mended(self) -> bool:
        """Whether choosing can help: there are columns or rows to choose from."""
        return bool(self.columns or self.raw)


def look_at(creditor: Creditor, path: Path, answers: Answers, moment: Any) -> Look:
    """Reads the head of the file, and whole columns only where a cell leaves date order or decimal mark open.

    Never raises Refused: it is in `refused`.
    """
    look = Look()
    defaults = Defaults(creditor.currency, creditor.country, settings_of(creditor, moment).language)
    try:
        if answers.kind in ("auto", "bank", "payments") and is_camt(path):
            _look_at_camt(look, path)
        else:
            _look_at_table(creditor, look, path, answers, defaults)
    except Refused as refused:
        refused.where = refused.where or path.name
        look.refused = refused
        if not look.columns:
            look.raw = _raw(path, answers.mapping)
    return look


def is_remembered_complete(creditor: Creditor, path: Path, answers: Answers, moment: Any) -> bool:
    """Whether it was said of files of this shape that they list everything that is open."""
    known = look_at(creditor, path, answers, moment).known
    return known is not None and known.is_complete


def _look_at_camt(look: Look, path: Path) -> None:
    statements, rows, rejected, warnings = read_camt(path)
    look.format = "camt.054" if statements and all(s.is_notice for s in statements) else "camt.053"
    look.kind = "bank"
    pairs = [(row.line, row.reason) for row in rejected[:SAMPLED]]
    look.facts = Facts("bank", look.format, list(rows[:FIRST]), pairs, warnings)


def _look_at_table(creditor: Creditor, look: Look, path: Path, answers: Answers, defaults: Defaults) -> None:
    known = remembered_mappings(creditor, "" if answers.kind == "auto" else answers.kind)
    opened = open_table(path, answers.mapping, known)
    look.table, look.format = opened.table, opened.table.format
    look.known = remembered(creditor, opened.fingerprint)
    if opened.known is None and answers.mapping is None:
        look.known = None
    look.kind = answers.kind if answers.kind != "auto" else ""
    try:
        look.mapping = mapping_of(opened, answers.kind)
    except Refused:
        _guess(look, opened, answers.kind)
        raise
    look.kind = look.mapping.kind
    _describe(look)
    look.facts = facts_of(opened.table, look.mapping, defaults, opened, first=SAMPLED)
    _describe(look)


def _guess(look: Look, opened: Opened, kind: str) -> None:
    """As much as can be said of columns that do not suffice, so that a person can choose the rest."""
    if kind == "auto":
        kind = _likely(opened.table)
    told = replace(opened, told=opened.told or Mapping(), known=None)
    try:
        look.mapping = mapping_of(told, kind, is_checked=False)
    except Refused:
        look.mapping = mapping_of(replace(told, told=Mapping()), kind, is_checked=False)
    look.kind = kind
    _describe(look)


def _likely(table: Table) -> Kind:
    try:
        return detect_kind(table)
    except Refused:
        return "invoices"


def _describe(look: Look) -> None:
    table = cast(Table, look.table)
    at = {index: name for name, index in look.mapping.at(table).items()}
    rows = _sampled(table)
    settled = look.facts.settled if look.facts is not None else None
    look.columns = [
        Column(
            index,
            header,
            at.get(index, ""),
            tuple(s for s in (text(r[index])[:40] for r in rows if index < len(r)) if s)[:3],
            settled.order_in(index) if settled is not None else "",
        )
        for index, header in enumerate(table.header)
    ]
    orders = {column.order for column in look.columns} - {""}
    look.date_order = look.mapping.date_order or (orders.pop() if len(orders) == 1 else "")
    look.decimal_mark = look.mapping.decimal_mark or (settled.mark if settled is not None else "")


def _sampled(table: Table) -> list[list[Any]]:
    found = []
    for _, cells in table.rows():
        found.append(cells)
        if len(found) >= FIRST:
            break
    return found


def _raw(path: Path, mapping: Mapping | None) -> list[tuple[int, list[str]]]:
    try:
        rows: list[Row] = first_rows(path, mapping)
    except Refused:
        return []
    return [(line, [text(cell)[:40] for cell in cells[:12]]) for line, cells in rows[:_RAW]]


def fields_of(kind: str) -> tuple[str, ...]:
    """Our fields of a kind of table, in the order in which they are offered."""
    return vocabulary.FIELDS[cast(Kind, kind)] if kind in vocabulary.FIELDS else ()


def mapping_from(table: Table, kind: str, chosen: dict[int, str], like: Mapping) -> Mapping:
    """The mapping that says for each column of the table what was chosen; what was not chosen stays out."""
    columns = dict.fromkeys(fields_of(kind), "")
    for index, name in sorted(chosen.items(), reverse=True):
        if name in columns and index < len(table.header):
            columns[name] = table.named(index)
    return replace(like, kind=cast(Kind, kind), columns=columns)
