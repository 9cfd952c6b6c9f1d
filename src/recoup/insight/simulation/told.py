"""What a simulated stretch of days comes to: deeds, and their sums by rung and kind."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from recoup.ladder.verdict import Why

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Deed:
    """One step that would go out, or that a person would do. `asked_minor` is what it asks for."""

    on: date
    debtor: int
    number: str
    name: str
    case: int | None
    rung: int
    kind: str
    channel: str
    currency: str
    asked_minor: int
    days_late: int
    is_first: bool
    needs_yes: bool
    why: Why


@dataclass(frozen=True, slots=True)
class Line:
    """All deeds of a rung by one kind. `asked` is minor units by currency, each debt counted once."""

    rung: int
    kind: str
    count: int
    debtors: int
    asked: dict[str, int]
    examples: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days. `first_contact_days`: from the due date to the first word, on average; None without any."""

    from_on: date
    until_on: date
    deeds: tuple[Deed, ...] = field(repr=False)
    lines: tuple[Line, ...] = ()
    first_contact_days: float | None = None

    @property
    def by_kind(self) -> dict[str, int]:
        """How many deeds of each kind."""
        return dict(Counter(deed.kind for deed in self.deeds))

    @property
    def yes_count(self) -> int:
        """How many of them wait for somebody's yes."""
        return sum(deed.needs_yes for deed in self.deeds)


def span(from_on: date, until_on: date, deeds: Iterable[Deed]) -> Span:
    """The deeds of these days, counted."""
    found = tuple(sorted(deeds, key=lambda deed: (deed.on, deed.debtor, deed.rung, deed.kind)))
    groups: dict[tuple[int, str], list[Deed]] = defaultdict(list)
    for deed in found:
        groups[deed.rung, deed.kind].append(deed)
    firsts = [deed.days_late for deed in found if deed.is_first]
    mean = sum(firsts) / len(firsts) if firsts else None
    return Span(from_on, until_on, found, tuple(_line(*key, groups[key]) for key in sorted(groups)), mean)


def _line(rung: int, kind: str, deeds: list[Deed]) -> Line:
    last = {(deed.debtor, deed.currency): deed for deed in deeds}
    asked: dict[str, int] = defaultdict(int)
    for deed in last.values():
        asked[deed.currency] += deed.asked_minor
    examples = sorted(deeds, key=lambda deed: -deed.asked_minor)[:EXAMPLES]
    debtors = len({deed.debtor for deed in deeds})
    return Line(rung, kind, len(deeds), debtors, dict(sorted(asked.items())), tuple(examples))


def difference(new: Span, old: Span) -> dict[str, int]:
    """How many more (or fewer, below 0) deeds of each kind; kinds with as many are left out."""
    more, less = new.by_kind, old.by_kind
    kinds = sorted({*more, *less})
    return {kind: n for kind in kinds if (n := more.get(kind, 0) - less.get(kind, 0))}
