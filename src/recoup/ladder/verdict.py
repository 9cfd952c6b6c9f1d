"""What the ladder answers: act, ask, wait or stop, each with a reason that is a code with arguments."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Why:
    """A reason as a code and arguments; words for people are made elsewhere."""

    code: str
    args: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One deed due for a case. (case, rung, round, channel) is its key and is unique.

    `kind` and `channel`: email, letter, phone, find_contact, visit, … (a find_contact step's channel is
    find_contact). `is_draft`: planned, but a person approves or sends it (`draft_why` says why:
    needs_approval, not_live, …).
    """

    case: int
    rung: int
    round: int
    kind: str
    channel: str
    contact: int | None
    tone: str
    wording: str
    why: Why
    is_draft: bool = False
    draft_why: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """These steps are due today and pass the gate."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """A person has to answer something before the case can go on.

    `kind` is the kind of task, due on `due_on`.
    """

    question: str
    due_on: date
    why: Why


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do before `until_on`."""

    until_on: date
    why: Why


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing automatic any more until a person changes something; looked at again on `review_on`."""

    why: Why
    review_on: date


Verdict = Act | Ask | Wait | Stop


@dataclass(frozen=True, slots=True)
class Allowed:
    """The step may go out at this moment."""


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: planned again for `moment`."""

    moment: datetime
    why: Why


@dataclass(frozen=True, slots=True)
class Refused:
    """Not at all on these facts: the case is planned anew."""

    why: Why


GateAnswer = Allowed | Later | Refused
