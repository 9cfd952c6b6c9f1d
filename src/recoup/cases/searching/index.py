"""The index: brought up to the record before each search, and purged where content is erased."""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from recoup.archive.queries import EntryView, Narrow, entries, read
from recoup.cases.models import SearchHead, SearchLine
from recoup.cases.searching.words import words_of
from recoup.ledger.names import fold_text
from recoup.lib.errors import Refused
from recoup.org.models import Creditor

TABLE = SearchLine._meta.db_table
STREAMS_AT_ONCE = 200
_BEHIND = """
SELECT d.id, d.stream_key, COALESCE(h.seq, 0) FROM ledger_debtor d
JOIN archive_stream s ON s.key = d.stream_key
LEFT JOIN cases_searchhead h ON h.creditor_id = d.creditor_id AND h.stream = d.stream_key
WHERE d.creditor_id = %s AND s.head_seq > COALESCE(h.seq, 0) ORDER BY d.id LIMIT %s
"""


def catch_up(creditor: Creditor, *, most: int | None = None) -> bool:
    """Takes in what was recorded since; False where `most` streams were taken and others still wait."""
    left = most
    while left is None or left > 0:
        wanted = STREAMS_AT_ONCE if left is None else min(left, STREAMS_AT_ONCE)
        with connection.cursor() as cursor:
            cursor.execute(_BEHIND, [creditor.pk, wanted])
            behind = cursor.fetchall()
        for debtor, stream, seq in behind:
            _take_in(creditor, debtor, stream, seq)
        if len(behind) < wanted:
            return True
        left = None if left is None else left - wanted
    return False


def _take_in(creditor: Creditor, debtor: int, stream: str, seq: int) -> None:
    """One stream, in one transaction; of two that come at once, the later finds the lines there."""
    fresh = entries(creditor.key, stream, which=Narrow(after_seq=seq))
    if not fresh:
        return
    lines = [line for one in fresh for line in _lines(creditor, debtor, one)]
    with transaction.atomic():
        head, _ = SearchHead.objects.select_for_update().get_or_create(
            creditor=creditor, stream=stream, defaults={"seq": 0}
        )
        new = [line for line in lines if line.seq > head.seq]
        SearchLine.objects.bulk_create(new)
        _index(creditor, stream, head.seq)
        head.seq = max(head.seq, fresh[-1].seq)
        head.save(update_fields=["seq"])


def _lines(creditor: Creditor, debtor: int, entry: EntryView) -> Iterable[SearchLine]:
    for name, commitment in entry.payloads.items():
        try:
            content = read(creditor.key, commitment)
        except Refused:
            continue
        text = words_of(content.data, content.media_type)
        if text.strip():
            yield SearchLine(
                creditor=creditor,
                debtor_id=debtor,
                stream=entry.stream,
                seq=entry.seq,
                name=name,
                commitment=commitment,
                text=text.replace("\x00", " "),
                folded=fold_text(text),
            )


def _index(creditor: Creditor, stream: str, after: int) -> None:
    """On SQLite the full-text table is told by hand; on PostgreSQL an index of the column does it."""
    if connection.vendor == "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_searchtext (rowid, folded) SELECT id, folded FROM cases_searchline "
            "WHERE creditor_id = %s AND stream = %s AND seq > %s",
            [creditor.pk, stream, after],
        )


def purge(creditor: Creditor, commitments: Sequence[str]) -> int:
    """Takes erased content out of the index, so that no trace of its words is left in it; how many lines went."""
    rows = SearchLine.objects.of(creditor).filter(commitment__in=list(commitments))
    with transaction.atomic():
        found = list(rows.values_list("pk", "folded"))
        if found and connection.vendor != "postgresql":
            _forget(found)
        rows.delete()
    return len(found)


def _forget(found: Sequence[tuple[int, str]]) -> None:
    """A deleted row's words stay in the full-text table until it is merged."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO cases_searchtext (cases_searchtext, rowid, folded) VALUES ('delete', %s, %s)", found
        )
        cursor.execute("INSERT INTO cases_searchtext (cases_searchtext) VALUES ('optimize')")
