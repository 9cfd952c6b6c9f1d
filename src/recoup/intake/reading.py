"""A file read as facts, before anything is written: which kind it is, by which mapping, and its rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, cast

from recoup.intake.formats import is_camt, read_table
from recoup.intake.formats.camt import read_camt
from recoup.intake.mapping import Defaults, Kind, Mapping, Rejected, read_mapping
from recoup.intake.recognise import complete, detect_kind, propose_mapping
from recoup.intake.rows import InvoiceReader, PaymentReader, contact_rows
from recoup.intake.settle import Columns
from recoup.intake.table import Row, Table
from recoup.lib.errors import Refused
from recoup.lib.said import say

KINDS = ("auto", "invoices", "contacts", "payments", "bank", "einvoice")
Shown = Callable[[int], None]
"""Told now and then how many rows are read."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says. `told` is the mapping a person gave with it, to be remembered under `fingerprint`.

    `mapping` and `table` are None for a bank statement in a format of its own. `stated` are the sums that stand in
    the file itself, as (line, minor units).
    """

    kind: Kind
    format: str
    rows: list[Any]
    rejected: list[tuple[int, str]]
    warnings: list[str]
    fingerprint: str = ""
    told: Mapping | None = field(default=None)
    mapping: Mapping | None = field(default=None)
    table: Table | None = field(default=None)
    settled: Columns | None = field(default=None)
    stated: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A table with the mapping that was told or is remembered for it, if any."""

    table: Table
    fingerprint: str
    told: Mapping | None = None
    known: Mapping | None = None


def read_facts(
    path: Path,
    kind: str,
    told: Path | Mapping | None,
    remembered: dict[str, Mapping],
    defaults: Defaults,
    shown: Shown | None = None,
) -> Facts:
    """The rows of the file. Raises Refused for what is no such file, in a sentence that says how to mend it."""
    if kind not in KINDS:
        raise Refused(
            "unknown_kind",
            say("“%(kind)s” is no kind of file.", kind=kind),
            path.name,
            say("Use %(known)s.", known=", ".join(KINDS)),
        )
    if kind == "einvoice":
        raise Refused(
            "not_built",
            "Electronic invoices are not read yet.",
            path.name,
            "Export the list of open invoices as CSV or Excel (XLSX) and import that file.",
        )
    if kind in ("auto", "bank", "payments") and is_camt(path):
        return _of_camt(path)
    opened = open_table(path, told, remembered)
    mapping = mapping_of(opened, kind)
    return facts_of(_counted(opened.table, shown) if shown else opened.table, mapping, defaults, opened)


def _of_camt(path: Path) -> Facts:
    statements, rows, rejected, warnings = read_camt(path)
    name = "camt.054" if statements and all(s.is_notice for s in statements) else "camt.053"
    return Facts("bank", name, rows, _pairs(rejected), warnings)


def open_table(path: Path, told: Path | Mapping | None, remembered: dict[str, Mapping]) -> Opened:
    """The table of a file, where the mapping given or remembered says it stands. Raises Refused."""
    if told is not None:
        mapping = told if isinstance(told, Mapping) else read_mapping(told)
        table = read_table(path, mapping=mapping)
        return Opened(table, _shape(path, table), told=mapping)
    table, known = _known_table(path, remembered)
    if known is None:
        return Opened(table, table.fingerprint())
    fingerprint = table.fingerprint()
    return Opened(read_table(path, mapping=known) if known.says_where else table, fingerprint, known=known)


def mapping_of(opened: Opened, kind: str, *, is_checked: bool = True) -> Mapping:
    """Which column is which: as told, as remembered, or as proposed. Raises Refused, and `wrong_kind`."""
    asked = None if kind == "auto" else cast(Kind, kind)
    table = opened.table
    if opened.told is not None:
        mapping = complete(opened.told, table, asked, is_checked=is_checked)
    else:
        mapping = opened.known or propose_mapping(table, asked or detect_kind(table))
    if kind not in ("auto", mapping.kind):
        raise Refused(
            "wrong_kind",
            say("The mapping is for %(kind)s, not for %(kind2)s.", kind=mapping.kind, kind2=kind),
            table.where(),
            say("Use --kind %(kind)s, or a mapping for %(kind2)s.", kind=mapping.kind, kind2=kind),
        )
    return mapping


def facts_of(table: Table, mapping: Mapping, defaults: Defaults, opened: Opened, first: int = 0) -> Facts:
    """The rows as facts; with `first`, only of so many rows, while whole columns still settle what cells leave open.

    Raises Refused.
    """
    top = replace(table, rows=lambda: islice(table.rows(), first)) if first else table
    stated: tuple[tuple[int, int], ...] = ()
    settled = None
    if mapping.kind == "contacts":
        rows, rejected, warnings = contact_rows(top, mapping, defaults)
        found: list[Any] = list(rows)
    elif mapping.kind == "invoices":
        reader = InvoiceReader(table, mapping, defaults)
        reader.table = top
        found, rejected, warnings = reader.read()
        stated, settled = tuple(reader.totals), reader.columns
    else:
        money = PaymentReader(table, mapping, defaults)
        money.table = top
        found, rejected, warnings = money.read()
        settled = money.columns
    return Facts(
        cast(Kind, mapping.kind),
        table.format,
        found,
        _pairs(rejected),
        list(warnings),
        opened.fingerprint,
        replace(mapping, kind=mapping.kind) if opened.told is not None else None,
        mapping,
        table,
        settled,
        stated,
    )


def _counted(table: Table, shown: Shown) -> Table:
    def rows() -> Iterator[Row]:
        for count, row in enumerate(table.rows()):
            if count % 2000 == 0:
                shown(count)
            yield row

    return replace(table, rows=rows)


def _shape(path: Path, table: Table) -> str:
    """What files like this one are known by: the header that is found in them without being told."""
    try:
        return read_table(path).fingerprint()
    except Refused:
        return table.fingerprint()


def _known_table(path: Path, remembered: dict[str, Mapping]) -> tuple[Table, Mapping | None]:
    """The table, and the mapping remembered for its header; a header of strange words is found by its mapping."""
    try:
        table = read_table(path)
    except Refused:
        for fingerprint, mapping in remembered.items():
            try:
                table = read_table(path, mapping=mapping)
            except Refused:
                continue
            if table.fingerprint() == fingerprint:
                return table, mapping
        raise
    return table, remembered.get(table.fingerprint())


def _pairs(rejected: list[Rejected]) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in rejected]
