"""What an operation on many rows did, counted."""

from dataclasses import asdict, dataclass, field


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


@dataclass(slots=True)
class MergeResult:
    """What a merge did. `rejected` holds (physical line, reason); `missing` the numbers not in a complete list."""

    created: Counts = field(default_factory=Counts)
    updated: Counts = field(default_factory=Counts)
    unchanged: Counts = field(default_factory=Counts)
    rejected: list[tuple[int, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class PaymentResult(MergeResult):
    """What became of the money: payments that landed wholly, on account, or wait for a person."""

    allocated: int = 0
    on_account: int = 0
    unmatched: int = 0
    reversed: int = 0
