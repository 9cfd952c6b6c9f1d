"""Walks the chains and says what was changed, removed, put in or moved, in bounded memory."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from recoup.archive import shredding
from recoup.archive.chain import START, Row, examine
from recoup.archive.keys import master_key
from recoup.archive.sealing import Sealed, unseal
from recoup.lib.errors import Refused

_CHUNK = 500
_MOST_TOLD = 20
_STREAMS_AT_ONCE = 500
_ENTRIES = """
SELECT e.stream, e.owner, e.seq, e.kind, e.klass, e.direction, e.channel, e.result,
       CAST(e.business_at AS TEXT), CAST(e.recorded_at AS TEXT), e.actor, e.hash, e.envelope,
       s.owner, s.head_seq, s.head_hash
FROM archive_entry e LEFT JOIN archive_stream s ON s.key = e.stream
"""
_EMPTY = """
SELECT s.key FROM archive_stream s
WHERE s.head_seq <> 0 AND NOT EXISTS (SELECT 1 FROM archive_entry e WHERE e.stream = s.key)
"""
_PAYLOADS = """
SELECT p.commitment, p.owner, p.media_type, p.size, p.nonce, p.ciphertext, k.owner, k.wrapped_key
FROM archive_payload p LEFT JOIN archive_payloadkey k ON k.commitment = p.commitment
"""
_COUNT = "SELECT count(*) FROM archive_payload p "


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was written: `where` is stream#number or a commitment."""

    where: str
    what: str


@dataclass(slots=True)
class Report:
    """What was examined and what is wrong. `shredded`: payloads erased by deleting their key, no fault."""

    entries: int = 0
    payloads: int = 0
    shredded: int = 0
    faults: list[Fault] = field(default_factory=list)


def verify_streams(owner: str | None, streams: Iterable[str] | None = None) -> Report:
    """Checks every entry and payload of an owner (of all owners, if None), or of some streams only.

    Finds what changed inside a chain. A chain that was written anew from some entry to its head, cut short
    together with its head, or removed whole, leaves no trace here: only a seal kept outside finds those.
    """
    walk = _Walk(Report())
    scopes = [(owner, None)] if streams is None else [(owner, part) for part in _parts(list(streams))]
    payloads_before = 0 if streams is not None else _count_payloads(owner)
    for scope in scopes:
        walk.entries(_where("e", "stream", *scope))
        walk.empty_streams(_where("s", "key", *scope))
    walk.keyless()
    if walk.report.payloads < payloads_before:
        loose = payloads_before - walk.report.payloads
        walk.fault("archive_payload", f"{loose} payloads are named by no entry")
    return walk.report


def _parts(streams: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(streams), _STREAMS_AT_ONCE):
        yield streams[start : start + _STREAMS_AT_ONCE]


def _where(table: str, key: str, owner: str | None, streams: list[str] | None) -> tuple[str, list[str]]:
    conditions, values = [], []
    if owner is not None:
        conditions.append(f"{table}.owner = %s")
        values.append(owner)
    if streams is not None:
        conditions.append(f"{table}.{key} IN ({', '.join(['%s'] * len(streams))})")
        values.extend(streams)
    return " AND ".join(conditions), values


def _count_payloads(owner: str | None) -> int:
    condition, values = _where("p", "commitment", owner, None)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT + (f"WHERE {condition}" if condition else ""), values)
        return int(cursor.fetchone()[0])


def _rows(sql: str, values: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows, without holding them all: a server-side cursor on PostgreSQL."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(_CHUNK):
            yield from rows


@dataclass(slots=True)
class _Walk:
    """Where the walk stands in the current stream, and what waits to be looked up."""

    report: Report
    stream: str = ""
    seq: int = 0
    hash: str = START
    head: tuple[Any, Any] = (0, START)
    named: dict[str, str] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    key: bytes = b""
    key_fault: str = ""

    def fault(self, where: str, what: str) -> None:
        self.report.faults.append(Fault(where, what))

    def entries(self, where: tuple[str, list[str]]) -> None:
        condition, values = where
        sql = _ENTRIES + (f"WHERE {condition} " if condition else "") + "ORDER BY e.stream, e.seq"
        for *copies, envelope, owner, head_seq, head_hash in _rows(sql, values):
            fields = (*copies, _bytes(envelope))
            row = Row(*fields)
            if row.stream != self.stream:
                self.end_of_stream()
                self.stream, self.seq, self.hash, self.head = row.stream, 0, START, (head_seq, head_hash)
                if owner != row.owner:
                    self.fault(row.stream, "its head is missing" if owner is None else "it has another owner")
            self.entry(row)
        self.end_of_stream()
        self.stream = ""
        self.look_up()

    def entry(self, row: Row) -> None:
        self.report.entries += 1
        faults, commitments = examine(row, self.hash, self.seq + 1)
        for what in faults:
            self.fault(f"{row.stream}#{row.seq}", what)
        self.seq = row.seq if isinstance(row.seq, int) else self.seq + 1
        self.hash = row.hash
        if commitments:
            self.named.update(dict.fromkeys(commitments, row.owner))
            if len(self.named) >= _CHUNK:
                self.look_up()

    def end_of_stream(self) -> None:
        if self.stream and self.head != (self.seq, self.hash):
            self.fault(self.stream, "its head does not name its last entry")

    def empty_streams(self, where: tuple[str, list[str]]) -> None:
        condition, values = where
        for (key,) in _rows(_EMPTY + (f"AND {condition}" if condition else ""), values):
            self.fault(key, "all its entries are missing")

    def look_up(self) -> None:
        """Opens the payloads that the entries so far have named."""
        named, self.named = self.named, {}
        if not named:
            return
        marks = ", ".join(["%s"] * len(named))
        found = set()
        for row in _rows(f"{_PAYLOADS} WHERE p.commitment IN ({marks})", list(named)):
            found.add(row[0])
            self.payload(row, named[row[0]])
        for commitment in named.keys() - found:
            self.fault(commitment, "the payload is missing")

    def payload(self, row: tuple[Any, ...], named_by: str) -> None:
        commitment, owner, media_type, size, nonce, ciphertext, key_owner, wrapped_key = row
        self.report.payloads += 1
        if owner != named_by:
            self.fault(commitment, "the payload has another owner than the entry that names it")
        if wrapped_key is None:
            self.report.shredded += 1
            self.gone[commitment] = owner
            return
        if key_owner != owner:
            self.fault(commitment, "the payload's key has another owner")
        if not self.has_key():
            return
        sealed = Sealed(_bytes(nonce), _bytes(ciphertext), _bytes(wrapped_key))
        try:
            content = unseal(sealed, commitment, owner, media_type, self.key).content
        except (ValueError, TypeError) as odd:
            self.fault(commitment, str(odd))
            return
        if len(content.data) != size:
            self.fault(commitment, "the payload has another size than stored")

    def keyless(self) -> None:
        """Content whose key went without an entry that says so: hidden, not erased."""
        recorded = {one for owner in set(self.gone.values()) for one in shredding.recorded(owner)}
        hidden = sorted(self.gone.keys() - recorded)
        for commitment in hidden[:_MOST_TOLD]:
            self.fault(commitment, "its key is gone, and no entry says that it was erased")
        if len(hidden) > _MOST_TOLD:
            what = f"{len(hidden) - _MOST_TOLD} more have no key, as where data was put back without its keys"
            self.fault("archive_payload", what)

    def has_key(self) -> bool:
        if not self.key and not self.key_fault:
            try:
                self.key = master_key()
            except Refused as refused:
                self.key_fault = str(refused)
                self.fault("payload.key", f"no payload could be opened: {refused}")
        return bool(self.key)


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else repr(value).encode()
