"""Columns as a drawing: across in percent of the width, so that text keeps its size on a phone; down in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass, field

HEIGHT = 200
TOP, FOOT = 24, 44
"""Room for the figure above the highest column, and for the two lines of words under all."""
LEFT = 13.0
"""Room for the axis' figures, in percent of the width."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its words under it, its parts from the bottom up as (name of the colour, value), where it leads."""

    words: str
    parts: Sequence[tuple[str, int]]
    under: str = ""
    text: str = ""
    told: str = ""
    href: str = ""
    low: int | None = None
    high: int | None = None

    @property
    def value(self) -> int:
        """All parts together."""
        return sum(minor for _, minor in self.parts)


@dataclass(frozen=True, slots=True)
class Rect:
    """A part of a column as it is drawn."""

    name: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A column as it is drawn: x, middle and width in percent, the rest in pixels."""

    column: Column
    x: float
    middle: float
    width: float
    slot: float
    slot_width: float
    rects: list[Rect]
    text_y: float
    low_y: float | None
    high_y: float | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the axis."""

    value: int
    y: float
    text_y: float


@dataclass(slots=True)
class Chart:
    """A drawing of columns, for `parts/columns.html`."""

    ticks: list[Tick]
    columns: list[Drawn] = field(default_factory=list)
    height: int = HEIGHT
    left: float = LEFT
    tick_x: float = LEFT - 1.5
    words_y: int = HEIGHT - FOOT + 17
    under_y: int = HEIGHT - FOOT + 34


def chart(columns: Sequence[Column]) -> Chart:
    """Lays the columns out; the highest, with its range, reaches the top. All zero: a base line alone."""
    base = HEIGHT - FOOT
    most = max((max(one.value, one.high or 0) for one in columns), default=0)
    steps = ticks(most)
    scale = (base - TOP) / (max(steps[-1], most) or 1)
    heights = [(value, round(base - value * scale, 1)) for value in steps]
    drawn = Chart([Tick(value, y, y + 4) for value, y in heights])
    slot = (100 - LEFT) / (len(columns) or 1)
    for n, one in enumerate(columns):
        drawn.columns.append(_draw(one, LEFT + n * slot, slot, base, scale))
    return drawn


def _draw(one: Column, start: float, slot: float, base: int, scale: float) -> Drawn:
    rects, y = [], float(base)
    for name, minor in one.parts:
        height = minor * scale
        y -= height
        if height > 0:
            rects.append(Rect(name, round(y, 1), round(max(height, 1.0), 1)))
    low = None if one.low is None else round(base - one.low * scale, 1)
    high = None if one.high is None else round(base - one.high * scale, 1)
    top = min(y, high) if high is not None else y
    return Drawn(
        column=one,
        x=round(start + slot * 0.16, 2),
        middle=round(start + slot / 2, 2),
        width=round(slot * 0.68, 2),
        slot=round(start, 2),
        slot_width=round(slot, 2),
        rects=rects,
        text_y=round(top - 6, 1),
        low_y=low,
        high_y=high,
    )


def ticks(most: int) -> list[int]:
    """Round values from zero to below the highest, three to six of them.

    >>> ticks(87_000), ticks(0)
    ([0, 20000, 40000, 60000, 80000], [0])
    """
    if most <= 0:
        return [0]
    step = 1
    while True:
        for factor in (1, 2, 5):
            if most / (step * factor) < 5:
                return list(range(0, most + 1, step * factor))
        step *= 10
