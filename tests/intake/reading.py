"""Helpers of these tests: text to a file, file to rows."""

from pathlib import Path

from recoup.intake.formats import read_table
from recoup.intake.mapping import Defaults, Mapping, Rejected
from recoup.intake.recognise import complete, propose_mapping
from recoup.intake.rows import invoice_rows
from recoup.ledger.facts import InvoiceFacts

EUR = Defaults(currency="EUR")


def write(folder: Path, said: str | bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(said if isinstance(said, bytes) else said.encode())
    return path


def invoices(
    folder: Path, said: str | bytes, defaults: Defaults = EUR, mapping: Mapping | None = None
) -> tuple[list[InvoiceFacts], list[Rejected], list[str]]:
    table = read_table(write(folder, said), mapping=mapping)
    return invoice_rows(
        table, complete(mapping, table) if mapping else propose_mapping(table, "invoices"), defaults
    )
