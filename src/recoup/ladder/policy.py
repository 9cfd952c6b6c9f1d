"""A policy: the rungs of a ladder, as data."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Way:
    """One way to do a rung, in order of preference: `kind` on `channel`, only from `minimum` (a named amount of the policy)."""

    kind: str
    channel: str
    minimum: str = ""
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung. `wait_days` counts calendar days after the rung before (rung 1: after the due date)."""

    number: int
    name: str
    ways: tuple[Way, ...]
    wait_days: int
    tone: str = "friendly"
    needs_approval: bool = False
    skip_causes: frozenset[str] = frozenset()
    stop_causes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Policy:
    """A versioned ladder. `amounts[currency][name]` are minor units: call, visit, net, top, tolerance."""

    name: str
    version: int
    rungs: tuple[Rung, ...]
    amounts: dict[str, dict[str, int]] = field(default_factory=dict, hash=False)
    id: int | None = None

    def rung(self, number: int) -> Rung | None:
        """The rung of that number, if the policy has it."""
        return next((rung for rung in self.rungs if rung.number == number), None)

    def amount(self, currency: str, name: str) -> int:
        """A named amount in minor units of that currency; 0 where the policy says nothing."""
        return self.amounts.get(currency, self.amounts.get("*", {})).get(name, 0)
