"""Documents that prove a debt, taken in one by one or by the folder."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from mimetypes import guess_type

from recoup.archive.deeds import Content
from recoup.ledger.exhibits import match_exhibits
from recoup.ledger.models import Exhibit, Invoice
from recoup.ledger.operations.exhibits import add_exhibit
from recoup.lib.errors import Refused
from recoup.org.models import Creditor


@dataclass
class FolderResult:
    """File names by what became of them; `refused` with the sentence why."""

    added: dict[str, str] = field(default_factory=dict)
    unmatched: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def add(
    creditor: Creditor, invoice: Invoice, kind: str, name: str, data: bytes, *, actor: str, moment: datetime
) -> Exhibit:
    """Keeps one document with an invoice. Raises Refused as `ledger.operations.exhibits.add_exhibit` does."""
    media_type = guess_type(name)[0] or "application/octet-stream"
    return add_exhibit(creditor, invoice, kind, name, Content(data, media_type), actor=actor, moment=moment)


def add_folder(
    creditor: Creditor, files: Mapping[str, bytes], kind: str, *, actor: str, moment: datetime
) -> FolderResult:
    """Keeps every file whose name holds one invoice's number; the others are named, and nothing is guessed."""
    numbers = dict(Invoice.objects.of(creditor).exclude(number="").values_list("number", "pk"))
    matched = match_exhibits(files, numbers)
    rows = Invoice.objects.of(creditor).select_related("debtor").in_bulk(set(matched.values()))
    result = FolderResult()
    for name, data in sorted(files.items()):
        if name not in matched:
            result.unmatched.append(name)
            continue
        invoice = rows[matched[name]]
        try:
            add(creditor, invoice, kind, name, data, actor=actor, moment=moment)
        except Refused as why:
            result.refused[name] = str(why)
        else:
            result.added[name] = invoice.number
    return result
