"""A policy: the rungs of a ladder, as data."""

from dataclasses import dataclass, field

from recoup.lib.money import exponent


@dataclass(frozen=True, slots=True)
class Way:
    """One way to do a rung, in order of preference.

    `kind` on `channel`, only from `minimum` (a named amount of the policy).
    """

    kind: str
    channel: str
    minimum: str = ""
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung. `wait_days` counts calendar days after the rung before (rung 1: after the due date).

    `counts` is calendar or bank: how the wait is counted. `needs` names what must be documented before. A
    rung `is_by_decision` is never due by itself. A cause in `skip_causes` leaves the rung out, one in
    `stop_causes` puts a question to a person first, one in `shorten_causes` halves the wait where it is ours alone.
    """

    number: int
    name: str
    ways: tuple[Way, ...]
    wait_days: int
    tone: str = "friendly"
    needs_approval: bool = False
    skip_causes: frozenset[str] = frozenset()
    stop_causes: frozenset[str] = frozenset()
    counts: str = "calendar"
    needs: tuple[str, ...] = ()
    is_by_decision: bool = False
    shorten_causes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Caps:
    """How much is too much, per debtor over all cases; hours are "HH:MM" at the debtor's place."""

    gap_days: int = 5
    contacts_in_7_days: int = 2
    call_tries_in_7_days: int = 3
    from_hour: str = "09:00"
    until_hour: str = "17:30"


@dataclass(frozen=True, slots=True)
class Policy:
    """A versioned ladder.

    `amounts[currency][name]` are minor units of that currency: call, visit, net, top, tolerance. A currency
    without amounts of its own takes those of "*0", "*2" or "*3" (by its decimals), else those of "*".
    `reasons[name]` says why.
    """

    name: str
    version: int
    rungs: tuple[Rung, ...]
    amounts: dict[str, dict[str, int]] = field(default_factory=dict, hash=False)
    id: int | None = None
    caps: Caps = Caps()
    reasons: dict[str, str] = field(default_factory=dict, hash=False)

    def rung(self, number: int) -> Rung | None:
        """The rung of that number, if the policy has it."""
        for rung in self.rungs:
            if rung.number == number:
                return rung
        return None

    def amount(self, currency: str, name: str) -> int:
        """A named amount in minor units of that currency; 0 where the policy says nothing."""
        found = self.amounts.get(currency)
        if found is None:
            found = self.amounts.get(f"*{exponent(currency)}") or self.amounts.get("*") or {}
        return found.get(name, 0)
