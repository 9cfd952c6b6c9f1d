"""The raw floor: the rows that a measure wrote, written again by `sqlite3` alone.

The rows are read back from the home that was measured, so number, columns, values and lengths are the same; then they
go into a copy of the home as it was before, with the same PRAGMAs, in as many transactions.
"""

import json
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON; "
    "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;"
)
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Statement:
    """One statement and the rows it takes; rows of one case stay in one transaction."""

    sql: str
    rows: list[Row]
    cases: list[int]

    def parted(self, transactions: int) -> list[list[Row]]:
        """The rows for each transaction."""
        if not self.cases:
            each = -(-len(self.rows) // transactions)
            return [self.rows[n * each : (n + 1) * each] for n in range(transactions)]
        parts: list[list[Row]] = [[] for _ in range(transactions)]
        each = -(-max(self.cases) // transactions)
        for case, row in zip(self.cases, self.rows, strict=True):
            parts[(case - 1) // each].append(row)
        return parts


def inserts(home: Path, table: str, where: str = "1", case: str = "") -> Statement:
    """The insert of a table's rows as they lie in the home. `case` is the column of the case's id, if it has one."""
    with sqlite3.connect(home / "recoup.sqlite3") as known:
        columns = [row[1] for row in known.execute(f"PRAGMA table_info({table})")]
        rows = known.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {where}").fetchall()
    marks = ", ".join("?" * len(columns))
    cases = [row[columns.index(case)] for row in rows] if case else []
    return Statement(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows, cases)


def updates(home: Path, table: str, columns: Sequence[str], key: str = "id", where: str = "1") -> Statement:
    """The update of these columns to what lies in the home."""
    with sqlite3.connect(home / "recoup.sqlite3") as known:
        rows = known.execute(f"SELECT {', '.join(columns)}, {key} FROM {table} WHERE {where}").fetchall()
    sets = ", ".join(f"{column} = ?" for column in columns)
    return Statement(
        f"UPDATE {table} SET {sets} WHERE {key} = ?", rows, [row[-1] for row in rows] if key == "id" else []
    )


def seconds(before: Path, statements: Sequence[Statement], transactions: int) -> float:
    """How long the statements take on the home `before`, parted over so many transactions."""
    database = sqlite3.connect(before / "recoup.sqlite3", isolation_level=None)
    database.executescript(PRAGMAS)
    parts = [(statement.sql, statement.parted(transactions)) for statement in statements]
    began = time.perf_counter()
    for n in range(transactions):
        database.execute("BEGIN IMMEDIATE")
        for sql, rows in parts:
            database.executemany(sql, rows[n])
        database.execute("COMMIT")
    taken = time.perf_counter() - began
    database.close()
    return taken


def serialised(home: Path, where: str) -> float:
    """How long it takes to write the envelopes as JSON once more, from objects, one by one."""
    with sqlite3.connect(home / "recoup.sqlite3") as known:
        objects = [
            json.loads(one) for (one,) in known.execute(f"SELECT envelope FROM archive_entry WHERE {where}")
        ]
    began = time.perf_counter()
    for one in objects:
        json.dumps(one, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return time.perf_counter() - began
