"""Rows of one table by the thousand: ids taken first, then inserts and updates without an object each."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model

from recoup.ledger.bulk import blank_row, fill


def new_ids(model: type[Model], count: int) -> range | list[int]:
    """Ids nobody else will get, for `insert` in the same transaction."""
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [pk for (pk,) in cursor.fetchall()]
        # The deed's transaction holds the only lock for writing, and AUTOINCREMENT never goes back.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        start = (row[0] if row else 0) + 1
    return range(start, start + count)


def insert(model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Inserts rows of these columns; the others get the model's defaults. Days as ISO text."""
    if not rows:
        return
    rest = {name: value for name, value in _defaults(model).items() if name not in columns}
    tail = tuple(rest.values())
    with connection.cursor() as cursor:
        fill(cursor, model._meta.db_table, (*columns, *rest), [(*row, *tail) for row in rows])


def update(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Sets these columns; each row holds their values and, last, the id."""
    found = list(rows)
    if not found:
        return
    sets = ", ".join(f"{name} = %s" for name in columns)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {model._meta.db_table} SET {sets} WHERE id = %s", found)  # noqa: S608 - our own names; values are parameters


@lru_cache(maxsize=32)
def _defaults(model: type[Model]) -> dict[str, Any]:
    return blank_row(model)
