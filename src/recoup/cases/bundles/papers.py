"""Which documents are numbered in the file: first those that prove the debt, then what was written and received."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from mimetypes import guess_extension

from recoup.archive.models import Payload, PayloadKey
from recoup.archive.queries import EntryView, read
from recoup.cases.bundles.times import happened_at
from recoup.documents.evidence.facts import Owed, Paper
from recoup.ledger.models import Exhibit
from recoup.ledger.operations.exhibits import KINDS
from recoup.lib.hashing import sha256_hex
from recoup.org.models import Creditor
from recoup.outreach.models import Message

_SHOWN_TYPES = ("message/", "application/pdf", "image/", "text/plain")
_SAID_IN_WORDS = frozenset(("note", "text", "reason", "to", "was", "now", "name", "proof", "number"))
_ENDINGS = {
    "message/rfc822": "eml",
    "application/pdf": "pdf",
    "application/json": "json",
    "text/html": "html",
    "image/jpeg": "jpg",
    "image/png": "png",
}
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """A payload as the archive keeps it, without opening it."""

    media_type: str
    is_erased: bool


def kept(creditor: Creditor, entries: Sequence[EntryView]) -> dict[str, Kept]:
    """What the payloads of these entries are, by commitment."""
    wanted = list(dict.fromkeys(c for entry in entries for c in entry.payloads.values()))
    found: dict[str, Kept] = {}
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        rows = Payload.objects.filter(owner=creditor.key, commitment__in=part)
        keys = PayloadKey.objects.filter(owner=creditor.key, commitment__in=part)
        here = set(keys.values_list("commitment", flat=True))
        for commitment, media_type in rows.values_list("commitment", "media_type"):
            found[commitment] = Kept(media_type, commitment not in here)
    return found


def file_name(entry: EntryView, name: str, media_type: str) -> str:
    """What an original is called in the file: by its entry, so that it can be found from there.

    Its kind decides the ending, as it was taken in; what has none ends in bin.
    """
    base = media_type.partition(";")[0]
    ending = _ENDINGS.get(base) or (guess_extension(base) or (".txt" if base.startswith("text/") else ".bin"))
    return f"{entry.seq:05}-{name}.{ending.lstrip('.')}"


class Papers:
    """The numbered documents of a case among the entries that are shown."""

    def __init__(self, creditor: Creditor, entries: Sequence[EntryView], known: Mapping[str, Kept]) -> None:
        self.creditor = creditor
        self.known = known
        self.entries = entries
        numbers = [e.facts["message"] for e in entries if isinstance(e.facts.get("message"), int)]
        self.messages = Message.objects.of(creditor).select_related("contact").in_bulk(set(numbers))
        self.of_entry: dict[int, list[int]] = {}
        self.of_invoice: dict[int, list[int]] = {}
        self._of_message: dict[int, list[int]] = {}
        self.papers: list[Paper] = []

    def collect(self, owed: Mapping[int, Owed]) -> list[Paper]:
        """All of them, numbered from 1. A document whose content was erased is none."""
        self._exhibits(owed)
        went = {
            e.facts["message"]
            for e in self.entries
            if e.kind in ("message.sent", "letter.posted", "letter.returned", "message.settled")
            and e.result != "not_sent"
            and "message" in e.facts
        }
        for entry in self.entries:
            is_ours = entry.kind in ("message.sending", "letter.made")
            if entry.kind == "ledger.exhibit_added" or (is_ours and entry.facts["message"] not in went):
                continue
            if entry.kind.startswith(
                ("message.", "letter.", "inbound.", "mail.", "service.", "visit.", "call.")
            ):
                self._of(entry)
        for entry in self.entries:
            also = self._of_message.get(entry.facts.get("message", 0), [])
            if also and entry.seq not in self.of_entry:
                self.of_entry[entry.seq] = also
        return self.papers

    def _exhibits(self, owed: Mapping[int, Owed]) -> None:
        by_commitment = {
            c: e for e in self.entries if e.kind == "ledger.exhibit_added" for c in e.payloads.values()
        }
        rows = Exhibit.objects.of(self.creditor).filter(invoice__in=owed)
        for row in sorted(
            rows, key=lambda x: (owed[x.invoice_id].due_on, x.invoice_id, KINDS.index(x.kind), x.pk)
        ):
            entry = by_commitment.get(row.commitment)
            if entry is not None:
                number = self._add(
                    entry, "document", row.kind, owed[row.invoice_id].number, row.name, proves_debt=True
                )
                if number:
                    self.of_invoice.setdefault(row.invoice_id, []).append(number)

    def _of(self, entry: EntryView) -> None:
        for name, commitment in entry.payloads.items():
            what = self.known.get(commitment)
            if name in _SAID_IN_WORDS or what is None or not what.media_type.startswith(_SHOWN_TYPES):
                continue
            message = self.messages.get(entry.facts.get("message", 0))
            number = self._add(entry, name, _kind(entry), message.subject if message else "", "")
            if number and message is not None and entry.direction == "out":
                self._of_message.setdefault(message.pk, []).append(number)

    def _add(
        self, entry: EntryView, name: str, kind: str, about: str, shown: str, *, proves_debt: bool = False
    ) -> int:
        """The number of a document; 0 where its content was erased."""
        commitment = entry.payloads[name]
        what = self.known.get(commitment)
        if what is None or what.is_erased:
            return 0
        number = len(self.papers) + 1
        self.papers.append(
            Paper(
                number=number, kind=kind, about=about, name=shown, media_type=what.media_type, entry=entry.seq,
                kept_at=entry.recorded_at, sha256=sha256_hex(self._load(commitment)),
                file=f"originals/{file_name(entry, name, what.media_type)}",
                load=lambda: self._load(commitment), is_ours=entry.kind == "letter.made",
                proves_debt=proves_debt, sent_at=None if proves_debt else happened_at(entry),
            )
        )  # fmt: skip
        self.of_entry.setdefault(entry.seq, []).append(number)
        return number

    def _load(self, commitment: str) -> bytes:
        return read(self.creditor.key, commitment).data


def _kind(entry: EntryView) -> str:
    if entry.kind == "letter.made":
        return "letter"
    if entry.kind == "inbound.bounce":
        return "bounce"
    if entry.kind == "inbound.auto_reply":
        return "auto_reply"
    if entry.channel == "email":
        return "email_in" if entry.direction == "in" else "email_out"
    return "other"


def with_papers(owed: Mapping[int, Owed], of_invoice: Mapping[int, Sequence[int]]) -> tuple[Owed, ...]:
    """The invoices with the numbers of the documents that prove each."""
    return tuple(replace(one, papers=tuple(of_invoice.get(pk, ()))) for pk, one in owed.items())
