"""The tables of a pack: rates by day and fees by amount; a gap, an overlap or a row without source does not load."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import groupby, pairwise
from pathlib import Path

from recoup.law import schema
from recoup.law.schema import fault
from recoup.law.values import Band, Point, Source

_DAY = timedelta(days=1)
_ALL = frozenset({"from_on", "until_on", "percent", "mark", "source", "checked_on"})
_RATES = _ALL | {"note"}
_FEES = _ALL | {"payer", "over", "up_to", "fixed", "currency"}


def points(path: Path, sources: Mapping[str, Source]) -> tuple[Point, ...]:
    """A table of rates, oldest first, each row next to the one before. Raises Refused."""
    made = tuple(_point(row, sources, where) for where, row in _rows(path, _RATES))
    if not made:
        raise fault("A table needs rows.", path.name)
    for before, after in pairwise(made):
        if after.from_on != before.until_on + _DAY:
            gap = "a gap" if after.from_on > before.until_on else "an overlap"
            raise fault(f"There is {gap} between {before.until_on} and {after.from_on}.", path.name)
    return made


def bands(path: Path, sources: Mapping[str, Source]) -> tuple[Band, ...]:
    """A table of fees; for each span of days and payer the amounts touch from nought up. Raises Refused."""
    made = tuple(_band(row, sources, where) for where, row in _rows(path, _FEES))
    for (payer, from_on, _), rows in groupby(made, key=lambda one: (one.payer, one.from_on, one.until_on)):
        _touch(list(rows), f"{path.name}: {payer} {from_on or ''}")
    spans = {payer: sorted({(one.from_on or date.min, one.until_on or date.max) for one in made if one.payer == payer})
             for payer in {one.payer for one in made}}  # fmt: skip
    for payer, found in spans.items():
        for (_, end), (start, _) in pairwise(found):
            if end == date.max or start != end + _DAY:
                raise fault(f"There is a gap or overlap at {start}.", f"{path.name}: {payer}")
    return made


def _touch(rows: list[Band], where: str) -> None:
    if rows[0].over != 0:
        raise fault("The first band starts above nought.", where)
    for before, after in pairwise(rows):
        if before.up_to is None or after.over != before.up_to:
            raise fault(f"There is a gap or overlap at {after.over}.", where)


def _rows(path: Path, columns: frozenset[str]) -> Iterable[tuple[str, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = columns - set(reader.fieldnames or ())
        if missing:
            raise fault(f"The columns {', '.join(sorted(missing))} are missing.", path.name)
        for number, row in enumerate(reader, 2):
            if None in row or None in row.values():
                raise fault("The row has more or fewer columns than the head.", f"{path.name} line {number}")
            yield f"{path.parent.name}/{path.name} line {number}", row


def _point(row: Mapping[str, str], sources: Mapping[str, Source], where: str) -> Point:
    made = Point(
        schema.day(row["from_on"], where),
        schema.day(row["until_on"], where),
        schema.decimal(row["percent"], where),
        schema.mark(row["mark"], where),
        schema.found(row["source"], sources, where),
        schema.checked(row["checked_on"], where),
        row.get("note") or "",
    )
    if made.until_on < made.from_on:
        raise fault("The last day lies before the first.", where)
    return made


def _band(row: Mapping[str, str], sources: Mapping[str, Source], where: str) -> Band:
    made = Band(
        schema.day(row["from_on"], where) if row["from_on"] else None,
        schema.day(row["until_on"], where) if row["until_on"] else None,
        row["payer"] or "any",
        schema.decimal(row["over"], where),
        schema.decimal(row["up_to"], where) if row["up_to"] else None,
        schema.decimal(row["fixed"], where) if row["fixed"] else None,
        schema.decimal(row["percent"], where) if row["percent"] else None,
        row["currency"],
        schema.mark(row["mark"], where),
        schema.found(row["source"], sources, where),
        schema.checked(row["checked_on"], where),
    )
    if (made.fixed is None) == (made.percent is None):
        raise fault("A band has a fixed sum or a percentage.", where)
    return made
