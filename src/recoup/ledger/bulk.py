"""Rows into the database by the thousand: scratch tables, COPY on PostgreSQL, executemany on SQLite."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED, Model

Cursor = Any


@lru_cache(maxsize=8192)
def iso(day: date | None) -> str | None:
    """The day as both databases take it in raw SQL; cached, because a file has few distinct days."""
    return day.isoformat() if day is not None else None


def fill(cursor: Cursor, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Inserts all rows."""
    names = ", ".join(columns)
    if connection.vendor == "postgresql":
        with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join(["%s"] * len(columns))
    cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 - our own names; values are parameters


@contextmanager
def scratch(cursor: Cursor, name: str, columns: Mapping[str, str]) -> Iterator[str]:
    """A temporary table of this connection; gone afterwards, or, after a failure, before its next use."""
    cursor.execute(f"DROP TABLE IF EXISTS {name}")
    declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    cursor.execute(f"CREATE TEMPORARY TABLE {name} ({declared})")
    yield name
    cursor.execute(f"DROP TABLE {name}")


def analyze(cursor: Cursor, table: str) -> None:
    """Tells PostgreSQL's planner how large a scratch table has become."""
    if connection.vendor == "postgresql":
        cursor.execute(f"ANALYZE {table}")


def blank_row(model: type[Model], **values: Any) -> dict[str, Any]:
    """Every column of a table but its id, with the model's default where nothing is given."""
    row: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.column is None:
            continue
        default = field.get_default() if field.default is not NOT_PROVIDED else None
        row[field.column] = (
            "" if default is None and field.empty_strings_allowed and not field.null else default
        )
    return row | values


def longest(model: type[Model], names: Sequence[str]) -> dict[str, int]:
    """How many characters the text columns among `names` hold."""
    fields = {field.name: field.max_length for field in model._meta.concrete_fields if field.max_length}
    return {name: fields[name] for name in names if name in fields}
