"""What is read of one debtor: the position for the ladder, and what the rows need to be brought up to it."""

from dataclasses import dataclass, field
from datetime import date

from recoup.ladder.position import Position


@dataclass(frozen=True, slots=True)
class CaseRead:
    """One case, open, to be opened or to be re-opened, as the facts of today have it.

    `joins` are overdue invoices not yet held in it; `judged` are promises whose state has changed; `ends_as` says
    that nothing of it is open any more; `fallen_back` are steps whose task nobody did in time;
    `outdated` are drafts that nobody has to approve any more. Amounts are in minor units, as open today.
    """

    key: int
    id: int | None
    currency: str
    policy_id: int
    rung: int
    round: int
    open_minor: int
    asked_minor: int
    joins: tuple[int, ...] = ()
    reopens: bool = False
    is_formal_hold: bool = False
    is_new_debt: bool = False
    judged: dict[int, tuple[str, date]] = field(default_factory=dict)
    ends_as: str = ""
    covered_until_on: date | None = None
    stored_rung: int = 0
    fallen_back: tuple[int, ...] = ()
    outdated: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """Everything of one debtor at one moment. `seq` is the stream's head that it was read behind."""

    debtor: int
    stream: str
    seq: int
    number: str
    name: str
    language: str
    position: Position
    cases: tuple[CaseRead, ...]
