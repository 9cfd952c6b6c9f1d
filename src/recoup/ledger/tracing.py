"""What a file changed in the ledger, kept so that it can be taken back: what was made, and what was there before."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Former = dict[int, dict[str, Any]]
"""Row id -> column -> what stood there before."""


@dataclass(slots=True)
class Trace:
    """Row ids by what became of them; `streams` are those that got an entry."""

    streams: list[str] = field(default_factory=list)
    debtors_made: list[int] = field(default_factory=list)
    debtors: Former = field(default_factory=dict)
    contacts_made: list[int] = field(default_factory=list)
    contacts: Former = field(default_factory=dict)
    invoices_made: list[int] = field(default_factory=list)
    invoices: Former = field(default_factory=dict)
    allocations_made: list[int] = field(default_factory=list)
    allocations_ended: list[int] = field(default_factory=list)
    payments_made: list[int] = field(default_factory=list)
    payments: Former = field(default_factory=dict)
    disputes_made: list[int] = field(default_factory=list)
    freshness: dict[str, str] = field(default_factory=dict)
    """kind -> the day that was known before; blank: none."""

    def was(self, rows: Former, pk: int, values: Mapping[str, Any]) -> None:
        """Notes what stood in a row, unless an earlier word on the same column is kept."""
        known = rows.setdefault(pk, {})
        for name, value in values.items():
            known.setdefault(name, value)

    def to_json(self) -> str:
        """As text; ids as ranges."""
        said: dict[str, Any] = {}
        for name in self.__slots__:
            value = getattr(self, name)
            said[name] = ranges(value) if name.endswith(("_made", "_ended")) else value
        return json.dumps(said, default=str, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, said: str) -> "Trace":
        """The trace of `to_json`."""
        values = json.loads(said)
        for name, value in values.items():
            if name.endswith(("_made", "_ended")):
                values[name] = from_ranges(value)
            elif name in ("debtors", "contacts", "invoices", "payments"):
                values[name] = {int(pk): former for pk, former in value.items()}
        return cls(**values)


def ranges(ids: Iterable[int]) -> str:
    """Whole numbers, short.

    >>> ranges([3, 1, 2, 7])
    '1-3,7'
    """
    parts: list[list[int]] = []
    for pk in sorted(ids):
        if parts and pk == parts[-1][1] + 1:
            parts[-1][1] = pk
        else:
            parts.append([pk, pk])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)


def from_ranges(said: str) -> list[int]:
    """The numbers of `ranges`.

    >>> from_ranges("1-3,7")
    [1, 2, 3, 7]
    """
    found: list[int] = []
    for part in said.split(",") if said else []:
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found
