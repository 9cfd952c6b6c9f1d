"""What the evidence file is made of, as plain facts; whoever gathers them decides what is shown."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Party:
    """Creditor or debtor: the exact name, and under it form, number, address, one a line."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One numbered document. `load` gives its exact bytes each time it is asked.

    `kind` is a key of the words `kind.…`; `about` is what it belongs to: an invoice's number, a subject. `is_ours`: a
    letter that this program made, whose pages can be taken over as they are. `name` is that of the file as it came,
    empty where it had none; `sent_at` when a message went or came.
    """

    number: int
    kind: str
    about: str
    name: str
    media_type: str
    entry: int
    kept_at: datetime
    sha256: str
    file: str
    load: Callable[[], bytes]
    is_ours: bool = False
    proves_debt: bool = False
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How often one channel was tried. None where the word has no meaning for the channel."""

    channel: str
    made: int
    handed: int | None
    returned: int | None
    reached: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The attempts up to the day, as the list of definitions in the words counts them."""

    tallies: tuple[Tally, ...]
    services: int = 0
    unanswered_emails: int = 0
    replies: int = 0
    mailboxes: tuple[str, ...] = ()
    voicemails: int = 0
    call_backs_promised: int = 0
    call_backs_missed: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the chronology. `zone_there` is set for calls and visits where it is another time there.

    `source`: system, typed, added, file. `is_late`: it was recorded on a later day than it happened.
    """

    entry: int
    happened_at: datetime
    recorded_at: datetime
    words: str
    source: str
    by: str = ""
    zone_there: str = ""
    is_late: bool = False
    klass: str = "open"
    corrected_by: int | None = None
    papers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Owed:
    """An invoice of the case on the day of the statement, in minor units."""

    number: str
    issued_on: date | None
    due_on: date
    amount_minor: int
    paid_minor: int
    disputed_minor: int
    papers: tuple[int, ...] = ()

    @property
    def open_minor(self) -> int:
        """What is left of it."""
        return self.amount_minor - self.paid_minor


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the account: what was charged (positive) or came in (negative). `kind` is a key of `moved.…`."""

    on: date
    kind: str
    about: str
    minor: int


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody who did and wrote down what stands under these entries; the keeper of the record did none."""

    name: str
    entries: tuple[int, ...]
    is_keeper: bool = False


@dataclass(frozen=True, slots=True)
class Stamped:
    """What an authority outside said of a seal."""

    seal: int
    authority: str
    stamped_at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """Where the record stands, and which seals cover it. `sealed_seq` is the last entry under any seal here."""

    entries: int
    withheld: int
    erased: int
    head_hash: str
    seals: int
    sealed_seq: int
    first_seal_on: str = ""
    last_seal_on: str = ""
    last_seal_hash: str = ""
    mailed_to: str = ""
    stamps: tuple[Stamped, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The whole of it. `moment` is when it was made, `until_on` the day that account and counts go to."""

    recipient: str
    language: str
    country: str
    zone: str
    creditor: Party
    debtor: Party
    case: int
    currency: str
    moment: datetime
    until_on: date
    record: Record
    counts: Counts
    papers: tuple[Paper, ...] = ()
    events: tuple[Event, ...] = ()
    owed: tuple[Owed, ...] = ()
    movements: tuple[Movement, ...] = ()
    on_account_minor: int = 0
    witnesses: tuple[Witness, ...] = ()
    contacts: tuple[Party, ...] = field(default=())

    @property
    def open_minor(self) -> int:
        """What the invoices of the case come to on that day, before what is on account."""
        return sum(one.open_minor for one in self.owed)


@dataclass(frozen=True, slots=True)
class Withheld:
    """An entry that the file shows by its hash alone, for our own lawyer's eyes."""

    entry: int
    klass: str
    happened_at: datetime
    words: str
    hash: str
