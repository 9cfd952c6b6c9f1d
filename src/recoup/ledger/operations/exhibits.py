"""Documents that prove a debt: their bytes go into the archive, a row says which invoice they belong to."""

from datetime import datetime

from recoup.archive.deeds import Content, deed
from recoup.archive.queries import read
from recoup.archive.sealing import salted
from recoup.ledger.models import Exhibit, Invoice
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor

KINDS = ("invoice", "order", "acceptance", "terms", "delivery", "credit_application")
_LONGEST = 25_000_000


def add_exhibit(
    creditor: Creditor,
    invoice: Invoice,
    kind: str,
    name: str,
    content: Content,
    *,
    actor: str,
    moment: datetime,
) -> Exhibit:
    """Keeps a document with an invoice; the same bytes under the same name again change nothing.

    Raises Refused: `unknown_exhibit_kind`, `exhibit_empty`, `exhibit_too_large` (25 MB), `exhibit_differs` (other
    bytes under a name that is taken), `unknown_row`.
    """
    _check(creditor, invoice, kind, name, content)
    stream = invoice.debtor.stream_key
    with deed(actor, moment, creditor.key, [stream]) as done:
        same = Exhibit.objects.of(creditor).filter(invoice=invoice, kind=kind, name=name)
        known: Exhibit | None = same.first()
        if known is not None:
            if _holds(creditor, known, content):
                return known
            raise Refused(
                "exhibit_differs", "Another document has this name.", name, "Give this one another file name."
            )
        hidden = salted(content)
        done.record(
            stream,
            "ledger.exhibit_added",
            facts={"invoice": invoice.pk, "exhibit": kind},
            payloads={"document": hidden, "name": Content(name.encode())},
        )
        made: Exhibit = Exhibit.objects.create(
            creditor=creditor,
            invoice=invoice,
            kind=kind,
            name=name,
            media_type=content.media_type,
            commitment=hidden.commitment,
            added_at=moment,
        )
    return made


def _holds(creditor: Creditor, exhibit: Exhibit, content: Content) -> bool:
    return read(creditor.key, exhibit.commitment).data == content.data


def _check(creditor: Creditor, invoice: Invoice, kind: str, name: str, content: Content) -> None:
    if invoice.creditor_id != creditor.pk:
        raise Refused("unknown_row", "There is no such invoice.", invoice.number)
    if kind not in KINDS:
        raise Refused(
            "unknown_exhibit_kind",
            say("“%(kind)s” is no kind of exhibit.", kind=kind),
            name,
            say("Use %(known)s.", known=", ".join(KINDS)),
        )
    if not content.data:
        raise Refused("exhibit_empty", "The document is empty.", name)
    if len(content.data) > _LONGEST:
        raise Refused(
            "exhibit_too_large", "The document is larger than 25 MB.", name, "Split or compress it."
        )
