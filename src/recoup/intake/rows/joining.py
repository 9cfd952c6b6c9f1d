"""Rows brought together that are one invoice, and keys for rows without a number."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from recoup.intake.columns import vocabulary_of
from recoup.intake.table import Table
from recoup.ledger.facts import DebtorFacts, InvoiceFacts


def has_items(table: Table) -> bool:
    """Whether the table has a row per line of an invoice, not per invoice."""
    said = vocabulary_of("invoices")
    names = [said.find(name) for name in table.header]
    return any(hit is not None and hit[0] in ("line_item", "line_amount") and hit[1] == 3 for hit in names)


def joined(rows: list[InvoiceFacts], *, add: bool) -> Iterator[InvoiceFacts]:
    """Lines of one invoice as one: their amounts added, or their repeated total taken once."""
    at: dict[tuple[str, str], int] = {}
    kept: list[InvoiceFacts] = []
    for r in rows:
        key = (r.debtor.number or r.debtor.name, r.number)
        index = at.get(key) if r.number else None
        if index is None:
            at[key] = len(kept)
            kept.append(r)
            continue
        first = kept[index]
        if add and first.currency == r.currency:
            kept[index] = _plus(first, r)
        elif (first.kind, first.amount_minor, first.currency, first.issued_on) != (
            r.kind,
            r.amount_minor,
            r.currency,
            r.issued_on,
        ):
            kept.append(r)
    yield from kept


def _plus(first: InvoiceFacts, other: InvoiceFacts) -> InvoiceFacts:
    total = sum(-r.amount_minor if r.kind == "credit_note" else r.amount_minor for r in (first, other))
    paid = first.open_minor == 0 and other.open_minor == 0
    return replace(
        first, kind="credit_note" if total < 0 else "invoice", amount_minor=abs(total), open_minor=0 if paid else None,
        net_minor=None, tax_minor=None, description="",
    )  # fmt: skip


def with_keys(rows: list[InvoiceFacts]) -> Iterator[InvoiceFacts]:
    """Rows without a number get a key of what does not change from export to export, and their occurrence."""
    seen: dict[str, int] = {}
    for r in rows:
        if r.number:
            yield r
            continue
        said = "\x1f".join(
            (
                *(_who(r.debtor), r.kind, str(r.issued_on), str(r.due_on), r.currency, str(r.amount_minor)),
                *(r.order_reference, r.description),
            )
        )
        digest = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]
        seen[digest] = seen.get(digest, 0) + 1
        yield replace(r, row_key=f"{digest}-{seen[digest]}")


def _who(debtor: DebtorFacts) -> str:
    return debtor.number or debtor.name.casefold()
