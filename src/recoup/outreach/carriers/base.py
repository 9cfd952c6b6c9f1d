"""What every carrier takes and what it answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

Fault = Literal["address", "sender", "message", "server"]
_FIRST_WAIT, _LONGEST_WAIT, _MOST_TRIES = timedelta(minutes=5), timedelta(hours=4), 12


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message for the wire: its Message-ID, the exact bytes, and the envelope."""

    message_id: str
    raw: bytes
    envelope_from: str
    to: str


@dataclass(frozen=True, slots=True)
class Handed:
    """The carrier has taken it over; `answer` is its receipt."""

    answer: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """It has certainly not gone out. `fault`: what was refused; `is_final`: trying again is no use."""

    answer: str
    fault: Fault
    is_final: bool


@dataclass(frozen=True, slots=True)
class Unsure:
    """It may have gone out or not. Only a person can say; it is never sent again by itself."""

    answer: str


Outcome = Handed | NotSent | Unsure


class Carrier(Protocol):
    """Takes messages one after the other; `tests/outreach/test_carriers.py` holds every carrier to this.

    `deliver` answers, whatever happens on the wire; it raises nothing. A message delivered a second time may
    go out a second time, unless the carrier can tell; whoever calls keeps to one call per claim.
    """

    def deliver(self, parcel: Parcel) -> Outcome:
        """Hands one message over."""

    def close(self) -> None:
        """Lets go of what is held open; never raises."""


def next_try_at(outcome: NotSent, tries: int, now: datetime) -> datetime | None:
    """When to try again after `tries` failed tries, in machine time; None to give up.

    After 5 minutes, doubling to 4 hours, for about a day and a half.
    """
    if outcome.is_final or tries >= _MOST_TRIES:
        return None
    doubled: int = 1 << max(0, tries - 1)
    return now + min(_FIRST_WAIT * doubled, _LONGEST_WAIT)
