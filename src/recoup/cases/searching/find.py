"""The search itself: words and filters to entries, newest first."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from recoup.cases.searching.words import excerpt, tokens
from recoup.org.models import Creditor

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for; what is empty narrows nothing. `until_at` is not included."""

    words: str
    channel: str = ""
    direction: str = ""
    result: str = ""
    actor: str = ""
    debtor_id: int | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry whose words were found, with the words around them."""

    line_id: int
    debtor_id: int
    debtor: str
    stream: str
    seq: int
    kind: str
    channel: str
    direction: str
    result: str
    actor: str
    moment: datetime
    pieces: list[tuple[str, bool]]


def find(creditor: Creditor, asked: Asked, *, page: int = 1) -> tuple[list[Hit], bool]:
    """One page of hits, the newest first, and whether there are more.

    All words must be there; the last may be the beginning of one. Without words everything that has text is found.
    Bring the index up to date first (`index.catch_up`).
    """
    wanted = tokens(asked.words)
    sql, values = _statement(creditor, asked, wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT %s OFFSET %s", [*values, PAGE + 1, PAGE * (max(page, 1) - 1)])
        rows = cursor.fetchall()
    return [_hit(row, wanted) for row in rows[:PAGE]], len(rows) > PAGE


def _statement(creditor: Creditor, asked: Asked, wanted: list[str]) -> tuple[str, list[Any]]:
    conditions: list[str] = ["l.creditor_id = %s"]
    values: list[Any] = [creditor.pk]
    if wanted:
        condition, value = _match(wanted)
        conditions.append(condition)
        values.append(value)
    for condition, value in _narrowing(asked):
        conditions.append(condition)
        values.append(value)
    sql = (
        "SELECT l.id, l.debtor_id, d.name, l.stream, l.seq, e.kind, e.channel, e.direction, e.result, e.actor, "  # noqa: S608 - our own names; values are parameters
        "e.business_at, l.text FROM cases_searchline l "
        "JOIN archive_entry e ON e.stream = l.stream AND e.seq = l.seq "
        "JOIN ledger_debtor d ON d.id = l.debtor_id "
        f"WHERE {' AND '.join(conditions)} ORDER BY e.business_at DESC, l.id DESC"
    )
    return sql, values


def _match(wanted: list[str]) -> tuple[str, str]:
    """Tokens hold letters and figures only, so nothing in them is an operator."""
    if connection.vendor == "postgresql":
        words = " & ".join([*wanted[:-1], f"{wanted[-1]}:*"])
        return "to_tsvector('simple', l.folded) @@ to_tsquery('simple', %s)", words
    words = " ".join([*(f'"{word}"' for word in wanted[:-1]), f'"{wanted[-1]}"*'])
    return "l.id IN (SELECT rowid FROM cases_searchtext WHERE cases_searchtext MATCH %s)", words


def _narrowing(asked: Asked) -> list[tuple[str, Any]]:
    adapt = connection.ops.adapt_datetimefield_value
    given: list[tuple[str, Any]] = [
        ("e.channel = %s", asked.channel),
        ("e.direction = %s", asked.direction),
        ("e.result = %s", asked.result),
        ("e.actor = %s", asked.actor),
        ("l.debtor_id = %s", asked.debtor_id),
        ("e.business_at >= %s", adapt(asked.from_at) if asked.from_at else None),
        ("e.business_at < %s", adapt(asked.until_at) if asked.until_at else None),
    ]
    return [(condition, value) for condition, value in given if value not in ("", None)]


def _hit(row: Any, wanted: list[str]) -> Hit:
    line, debtor_id, debtor, stream, seq, kind, channel, direction, result, actor, moment, text = row
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    pieces = excerpt(text, wanted)
    return Hit(line, debtor_id, debtor, stream, seq, kind, channel, direction, result, actor, moment, pieces)
