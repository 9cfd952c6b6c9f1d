"""What a check answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One invariant: how many rows were looked at, and each violation as a sentence."""

    name: str
    examined: int
    violations: list[str]

    @property
    def ok(self) -> bool:
        """Whether it holds."""
        return not self.violations
