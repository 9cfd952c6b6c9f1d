"""Takes back an import, as long as nothing came of it: the first deed that rests on it is named."""

import json
from collections.abc import Iterator
from datetime import datetime

from recoup.archive.deeds import deed
from recoup.archive.models import Entry
from recoup.archive.queries import EntryView, entries, heads
from recoup.cases.telling import Telling
from recoup.intake.models import ImportFile, ImportTrace
from recoup.intake.operations import take_back_file
from recoup.ledger.models import Debtor
from recoup.ledger.tracing import Trace
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor

FOLLOWS_BY_ITSELF = frozenset(
    (
        "case.opened",
        "case.closed",
        "case.reopened",
        "case.joined",
        "case.policy",
        "step.planned",
        "step.cancelled",
        "step.refused",
        "task.opened",
        "task.not_needed",
        "ledger.taken_back",
    )
)
"""What the daily run decides and decides anew; anything else was done to a debtor, or by them."""
_IMPORTS = ("ledger.imported", "ledger.payments", "ledger.contacts_imported")
_CHUNK = 500


def take_back(creditor: Creditor, pk: int, *, actor: str, moment: datetime) -> ImportFile:
    """What the import made is withdrawn, what it changed is as before; the cases follow at the next refresh.

    Raises Refused: `no_such_import`, `taken_back_before`, `no_trace`, `import_in_use` with what stands in the way.
    """
    file, trace, known = _found(creditor, pk)
    with deed(actor, moment, creditor.key, {creditor.stream_key, *trace.streams}):
        if ImportFile.objects.of(creditor).filter(pk=pk, taken_back_at__isnull=False).exists():
            raise _twice(file)
        why = _in_the_way(creditor, file, trace, known)
        if why:
            raise Refused(
                "import_in_use",
                say("%(name)s can no longer be taken back: %(why)s", name=file.name, why=why),
                file.name,
                "Correct it by importing a newer list, or take back first what came after it.",
            )
        take_back_file(creditor, file, trace, actor=actor, moment=moment)
    return file


def why_not(creditor: Creditor, pk: int) -> str:
    """Why the import cannot be taken back, in words; empty when it can."""
    try:
        file, trace, known = _found(creditor, pk)
    except Refused as refused:
        return refused.what
    return _in_the_way(creditor, file, trace, known)


def _found(creditor: Creditor, pk: int) -> tuple[ImportFile, Trace, dict[str, int]]:
    file: ImportFile | None = ImportFile.objects.of(creditor).filter(pk=pk).first()
    if file is None:
        raise Refused("no_such_import", "There is no such import.", str(pk))
    if file.taken_back_at is not None:
        raise _twice(file)
    kept = ImportTrace.objects.of(creditor).filter(file=file).first()
    if kept is None:
        raise Refused(
            "no_trace",
            "This import is from before imports could be taken back.",
            file.name,
            "Correct it by importing a newer list.",
        )
    return file, Trace.from_json(kept.trace), json.loads(kept.heads)


def _twice(file: ImportFile) -> Refused:
    return Refused(
        "taken_back_before", say("%(name)s has been taken back already.", name=file.name), file.name, ""
    )


def _in_the_way(creditor: Creditor, file: ImportFile, trace: Trace, known: dict[str, int]) -> str:
    later = ImportFile.objects.of(creditor).filter(pk__gt=file.pk, taken_back_at__isnull=True)
    if file.kind == "invoices":
        newer = later.filter(kind="invoices").order_by("pk").first()
        if newer is not None:
            return f"a later list, {newer.name}, was taken in on {newer.as_of_on} and rests on it."
    undone = set(
        ImportFile.objects.of(creditor)
        .filter(pk__gt=file.pk, taken_back_at__isnull=False)
        .values_list("sha256", flat=True)
    )
    first = min(_after(creditor, known, undone), key=lambda entry: entry.recorded_at, default=None)
    return _told(creditor, first) if first is not None else ""


def _after(creditor: Creditor, known: dict[str, int], undone: set[str]) -> Iterator[EntryView]:
    """The first deed on each of the records that does not follow by itself."""
    now = heads(known)
    moved = [stream for stream, seq in known.items() if now[stream] > seq]
    for start in range(0, len(moved), _CHUNK):
        some = moved[start : start + _CHUNK]
        rows = Entry.objects.filter(owner=creditor.key, stream__in=some).exclude(kind__in=FOLLOWS_BY_ITSELF)
        found = [(stream, seq) for stream, seq in rows.values_list("stream", "seq") if seq > known[stream]]
        for stream, seq in sorted(found):
            entry = entries(creditor.key, stream, before_seq=seq + 1, limit=1)[0]
            source = str(entry.facts.get("source", "")), str(entry.facts.get("file", ""))
            if entry.kind in _IMPORTS and undone & set(source):
                continue
            yield entry
            break


def _told(creditor: Creditor, entry: EntryView) -> str:
    debtor = Debtor.objects.of(creditor).filter(stream_key=entry.stream).first()
    on = entry.moment.date().isoformat()
    if debtor is None:
        return f"something else was written into the books on {on}."
    return f"{debtor.name}, {on}: {Telling(creditor, debtor, [entry]).tell(entry)}"
