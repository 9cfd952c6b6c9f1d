"""The yearly rate on each day: the reference of the half-year and a margin, one percentage, or what was agreed."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from recoup.law.pack import Pack
from recoup.law.values import Answer, Point, Source
from recoup.lib.errors import Refused
from recoup.lib.said import say


@dataclass(frozen=True, slots=True)
class Rate:
    """A yearly percentage from a day on, and the row of the table it was made from, if any."""

    from_on: date
    percent: Decimal
    sources: tuple[Source, ...]
    point: Point | None = None


def agreed(percent: Decimal, starts_on: date) -> tuple[Rate, ...]:
    """One rate for all days, from the contract."""
    return (Rate(starts_on, percent, (Source("contract", "The rate agreed in the contract"),)),)


def statutory(
    rule: Answer, pack: Pack, fixed_at: str, starts_on: date, until_on: date, due_on: date
) -> tuple[Rate, ...]:
    """The rates from the first to the last day. Raises Refused when the table does not reach so far."""
    if "percent" in rule.facts:
        return (Rate(starts_on, _decimal(rule.facts["percent"]), rule.sources),)
    table = pack.rates[str(rule.facts["table"])]
    if fixed_at != "never":
        point = row_on(table, starts_on if fixed_at == "start" else due_on, pack.key)
        return (Rate(starts_on, _of(point, rule), point.sources, point),)
    row_on(table, starts_on, pack.key), row_on(table, until_on, pack.key)
    return tuple(
        Rate(max(point.from_on, starts_on), _of(point, rule), point.sources, point)
        for point in table
        if point.until_on >= starts_on and point.from_on <= until_on
    )


def row_on(table: tuple[Point, ...], day: date, key: str) -> Point:
    """The row that holds on a day. Raises Refused when the day lies outside the table."""
    for point in table:
        if point.from_on <= day <= point.until_on:
            return point
    raise Refused(
        "outside_table",
        say(
            "%(day)s lies outside the table of rates of %(key)s, which goes from %(first)s to %(last)s.",
            day=day,
            key=key,
            first=table[0].from_on,
            last=table[-1].until_on,
        ),
        f"law/packs/{key}",
        "Choose a day inside it, or add the missing half-year with its source.",
    )


def _of(point: Point, rule: Answer) -> Decimal:
    """The reference and the margin, rounded up to the step where the law has it so.

    Belgium: 12.25 becomes 12.5.
    """
    rate = point.percent + _decimal(rule.facts["margin"])
    step = rule.facts.get("round_up_to")
    return rate if step is None else (rate / _decimal(step)).to_integral_value(ROUND_CEILING) * _decimal(step)


def _decimal(value: object) -> Decimal:
    assert isinstance(value, Decimal)
    return value
