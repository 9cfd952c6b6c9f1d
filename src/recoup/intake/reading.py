"""A file read as facts, before anything is written: which kind it is, by which mapping, and its rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from recoup.intake.formats import is_camt, read_table
from recoup.intake.formats.camt import read_camt
from recoup.intake.mapping import (
    Defaults,
    Kind,
    Mapping,
    Rejected,
    complete,
    detect_kind,
    propose_mapping,
    read_mapping,
)
from recoup.intake.rows import contact_rows, invoice_rows, payment_rows
from recoup.intake.table import Table
from recoup.lib.errors import Refused
from recoup.lib.said import say

KINDS = ("auto", "invoices", "contacts", "payments", "bank", "einvoice")
_ROWS: dict[str, Callable[[Table, Mapping, Defaults], tuple[Sequence[Any], list[Rejected], list[str]]]] = {
    "invoices": invoice_rows,
    "contacts": contact_rows,
    "payments": payment_rows,
    "bank": payment_rows,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says. `told` is the mapping a person gave with it, to be remembered."""

    kind: Kind
    format: str
    rows: list[Any]
    rejected: list[tuple[int, str]]
    warnings: list[str]
    fingerprint: str = ""
    told: Mapping | None = field(default=None)


def read_facts(
    path: Path,
    kind: str,
    mapping_path: Path | None,
    remembered: dict[str, Mapping],
    defaults: Defaults,
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
    return _of_table(path, kind, mapping_path, remembered, defaults)


def _of_camt(path: Path) -> Facts:
    statements, rows, rejected, warnings = read_camt(path)
    name = "camt.054" if statements and all(s.is_notice for s in statements) else "camt.053"
    return Facts("bank", name, rows, _pairs(rejected), warnings)


def _of_table(
    path: Path, kind: str, mapping_path: Path | None, remembered: dict[str, Mapping], defaults: Defaults
) -> Facts:
    told = read_mapping(mapping_path) if mapping_path is not None else None
    if told is not None:
        table = read_table(path, mapping=told)
        told = mapping = complete(told, table, None if kind == "auto" else cast(Kind, kind))
    else:
        table, known = _known_table(path, remembered)
        mapping = known or propose_mapping(table, _asked(table, kind))
    if kind not in ("auto", mapping.kind):
        raise Refused(
            "wrong_kind",
            say("The mapping is for %(kind)s, not for %(kind2)s.", kind=mapping.kind, kind2=kind),
            table.where(),
            say("Use --kind %(kind)s, or a mapping for %(kind2)s.", kind=mapping.kind, kind2=kind),
        )
    rows, rejected, warnings = _ROWS[mapping.kind](table, mapping, defaults)
    return Facts(
        cast(Kind, mapping.kind),
        table.format,
        list(rows),
        _pairs(rejected),
        list(warnings),
        table.fingerprint(),
        told,
    )


def _asked(table: Table, kind: str) -> Kind:
    return detect_kind(table) if kind == "auto" else cast(Kind, kind)


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
