"""What a file would change, row by row, written beside it so that pages show it a part at a time."""

import csv
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from recoup.intake.cells import text
from recoup.intake.reading import Facts
from recoup.intake.results import FileResult
from recoup.ledger.facts import ContactFacts, InvoiceFacts, PaymentFacts
from recoup.ledger.models import Invoice
from recoup.ledger.operations import MergeResult, PaymentResult
from recoup.org.models import Creditor

LISTS = ("new", "changed", "missing", "rejected")
Line = dict[str, Any]


def write_details(creditor: Creditor, folder: Path, result: FileResult) -> None:
    """One file for each of `LISTS`, a JSON object a line, and the rejected rows as they stand in the file."""
    assert result.facts is not None
    assert result.merged is not None
    _write(folder, "new", _new(creditor, result.facts, result.merged))
    _write(folder, "changed", _changed(result.facts, result.merged))
    _write(folder, "missing", _missing(creditor, result.missing))
    _write(folder, "rejected", _rejected(result))


def lines_of(folder: Path, name: str, start: int, most: int) -> list[Line]:
    """So many lines of a list, from a place on; none where there is no such list."""
    path = folder / f"{name}.jsonl"
    if name not in LISTS or not path.is_file():
        return []
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in islice(file, start, start + most)]


def _write(folder: Path, name: str, lines: Iterable[Line]) -> None:
    with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
        for line in lines:
            file.write(json.dumps(line, default=str, ensure_ascii=False) + "\n")


def _new(creditor: Creditor, facts: Facts, merged: MergeResult) -> Iterator[Line]:
    new = set(merged.new)
    landed = merged.landed if isinstance(merged, PaymentResult) else {}
    numbers = dict(
        Invoice.objects.of(creditor)
        .filter(pk__in=list({pk for _, parts in landed.values() for pk in parts})[:5000])
        .values_list("pk", "number")
    )
    for row in facts.rows:
        if row.line in new:
            line = said(row)
            if row.line in landed:
                state, parts = landed[row.line]
                line |= {"state": state, "pays": [numbers.get(pk, "") for pk in parts]}
            yield line


def said(row: InvoiceFacts | PaymentFacts | ContactFacts) -> Line:
    """A row as it was understood, as far as a page shows it."""
    if isinstance(row, InvoiceFacts):
        return {
            "line": row.line,
            "number": row.number,
            "kind": row.kind,
            "debtor": row.debtor.name or row.debtor.number,
            "debtor_number": row.debtor.number,
            "issued_on": row.issued_on,
            "due_on": row.due_on,
            "currency": row.currency,
            "amount_minor": row.amount_minor,
            "open_minor": row.open_minor,
        }
    if isinstance(row, ContactFacts):
        return {
            "line": row.line,
            "debtor": row.debtor_name or row.debtor_number,
            "name": row.name,
            "role": row.role,
            "email": row.email,
            "phone": row.phone,
        }
    return {
        "line": row.line,
        "received_on": row.received_on,
        "payer": row.payer_name,
        "purpose": row.purpose[:200],
        "currency": row.currency,
        "amount_minor": row.amount_minor,
    }


def _changed(facts: Facts, merged: MergeResult) -> Iterator[Line]:
    """One line for each row of the file, however many of its columns change."""
    currency = {row.line: getattr(row, "currency", "") for row in facts.rows}
    found: dict[int, Line] = {}
    for change in merged.changes:
        line = found.setdefault(
            change.line,
            {
                "line": change.line,
                "name": change.name,
                "currency": currency.get(change.line, ""),
                "fields": {},
            },
        )
        line["fields"] |= change.fields
    yield from (found[at] for at in sorted(found))


def _missing(creditor: Creditor, numbers: list[str]) -> Iterator[Line]:
    for start in range(0, len(numbers), 500):
        rows = Invoice.objects.of(creditor).filter(state="open", number__in=numbers[start : start + 500])
        for number, debtor, due_on, minor, currency in rows.values_list(
            "number", "debtor__name", "due_on", "open_minor", "currency"
        ):
            yield {
                "number": number,
                "debtor": debtor,
                "due_on": due_on,
                "open_minor": minor,
                "currency": currency,
            }


def _rejected(result: FileResult) -> Iterator[Line]:
    reasons: dict[int, str] = {}
    for line, reason in result.rejected:
        reasons.setdefault(line, reason)
    table = result.facts.table if result.facts else None
    cells = (
        {line: [text(c) for c in row] for line, row in table.rows() if line in reasons}
        if table and reasons
        else {}
    )
    for line, reason in sorted(reasons.items()):
        yield {"line": line, "reason": reason, "cells": cells.get(line, [])}


def write_rejected(out: Any, header: tuple[str, ...], lines: Iterable[Line]) -> None:
    """The rejected rows as CSV, each with its line and the reason; no cell begins a formula."""
    writer = csv.writer(out)
    writer.writerow(["line", "reason", *map(harmless, header)])
    for line in lines:
        writer.writerow([line["line"], harmless(line["reason"]), *map(harmless, line["cells"])])


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; amounts stay as they are.

    >>> harmless("=cmd()"), harmless("-12.50"), harmless("Acme")
    ("'=cmd()", '-12.50', 'Acme')
    """
    is_sum = cell[:1] in "+-" and cell[1:].replace(".", "").replace(",", "").replace(" ", "").isdigit()
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not is_sum else cell
