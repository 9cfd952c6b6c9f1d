"""What an operation on many rows did, counted."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from recoup.ledger.tracing import Trace
from recoup.lib.errors import Refused
from recoup.lib.money import MAX_MINOR
from recoup.lib.said import say


@dataclass(slots=True)
class Counts:
    """How many of each thing."""

    invoices: int = 0
    debtors: int = 0
    contacts: int = 0
    payments: int = 0

    def as_dict(self) -> dict[str, int]:
        """By name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Change:
    """One known thing that a file changes: column -> (before, after); amounts in minor units."""

    line: int
    name: str
    fields: dict[str, tuple[Any, Any]]


@dataclass(slots=True)
class MergeResult:
    """What a merge did. `rejected` holds (physical line, reason); `missing` the numbers not in a complete list.

    `new` holds the lines of what was not known before. `trace` is what it takes to take it back.
    """

    created: Counts = field(default_factory=Counts)
    updated: Counts = field(default_factory=Counts)
    unchanged: Counts = field(default_factory=Counts)
    rejected: list[tuple[int, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    trace: Trace = field(default_factory=Trace)


@dataclass(slots=True)
class PaymentResult(MergeResult):
    """What became of the money: payments that landed wholly, on account, or wait for a person."""

    allocated: int = 0
    on_account: int = 0
    unmatched: int = 0
    reversed: int = 0
    landed: dict[int, tuple[str, tuple[int, ...]]] = field(default_factory=dict)
    """Line -> (state or reason, the ids of the invoices it pays)."""


def fitting(amounts: Mapping[str, int]) -> dict[str, int]:
    """The sums of an entry as they are. Raises Refused (`too_large`) when one is more than an entry can hold."""
    for name, minor in amounts.items():
        if abs(minor) > MAX_MINOR:
            raise Refused(
                "too_large",
                say("The amounts of one debtor in %(name)s add up to more than can be kept.", name=name[-3:]),
                "",
                "Look at the largest amounts in the file: a decimal mark may be missing.",
            )
    return dict(amounts)
