"""The SQL of a deed: locks, bulk inserts and heads, in the dialect of each database."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from recoup.archive.chain import START

ENTRY_COLUMNS = (
    "stream, owner, seq, kind, klass, direction, channel, result, "
    "business_at, actor, recorded_at, hash, envelope"
)
PAYLOAD_COLUMNS = "commitment, owner, media_type, size, nonce, ciphertext"
KEY_COLUMNS = "commitment, owner, wrapped_key"


@dataclass(frozen=True, slots=True)
class Head:
    """Where a stream stands."""

    owner: str
    seq: int
    hash: str


def lock_heads(owner: str, streams: Sequence[str]) -> dict[str, Head]:
    """Creates what is missing, locks all in key order until the transaction ends, and reads the heads."""
    if not streams:
        return {}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO archive_stream (key, owner, head_seq, head_hash) "
                "SELECT k, %s, 0, %s FROM unnest(%s::varchar[]) AS k ORDER BY k ON CONFLICT DO NOTHING",
                [owner, START, list(streams)],
            )
            cursor.execute(
                "SELECT key, owner, head_seq, head_hash FROM archive_stream "
                "WHERE key = ANY(%s::varchar[]) ORDER BY key FOR UPDATE",
                [list(streams)],
            )
        else:
            # the first statement writes, so the lock is held even in a transaction that began deferred
            keys = json.dumps(streams)
            cursor.execute(
                "INSERT OR IGNORE INTO archive_stream (key, owner, head_seq, head_hash) "
                "SELECT value, %s, 0, %s FROM json_each(%s)",
                [owner, START, keys],
            )
            cursor.execute(
                "SELECT key, owner, head_seq, head_hash FROM archive_stream "
                "WHERE key IN (SELECT value FROM json_each(%s))",
                [keys],
            )
        return {key: Head(owned_by, seq, hash_) for key, owned_by, seq, hash_ in cursor.fetchall()}


def insert(table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
    """Inserts all rows: COPY on PostgreSQL, executemany on SQLite."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with (
                connection.wrap_database_errors,
                cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
            ):
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * (columns.count(",") + 1))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608 - our own names; values are parameters


def move_heads(heads: Sequence[tuple[int, str, str]]) -> None:
    """Sets (seq, hash) of each key."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            seqs, hashes, keys = zip(*heads, strict=True)
            cursor.execute(
                "UPDATE archive_stream AS s SET head_seq = n.seq, head_hash = n.hash "
                "FROM unnest(%s::bigint[], %s::varchar[], %s::varchar[]) AS n (seq, hash, key) "
                "WHERE s.key = n.key",
                [list(seqs), list(hashes), list(keys)],
            )
        else:
            cursor.executemany(
                "UPDATE archive_stream SET head_seq = %s, head_hash = %s WHERE key = %s", heads
            )


def moment_value(moment: Any) -> Any:
    """A moment as this database takes it in raw SQL."""
    return connection.ops.adapt_datetimefield_value(moment)
