"""What a message is made of: who writes to whom, about which invoices, asking for what. Pure values.

Whoever sends gathers these from the books and hands them over; nothing in here reads a table or a clock.
Amounts are integers in minor units of the currency beside them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Self

TONES = ("friendly", "neutral", "firm")
LANGUAGES = ("en", "de", "fr", "es", "it", "nl")


@dataclass(frozen=True, slots=True)
class Sender:
    """The creditor as a letterhead must name it. `account_text` is for places without IBAN (sort code …). `logo`
    is a PNG."""

    name: str
    address_lines: tuple[str, ...]
    country: str
    email: str = ""
    phone: str = ""
    register: str = ""
    vat_id: str = ""
    iban: str = ""
    bic: str = ""
    account_holder: str = ""
    bank_name: str = ""
    account_text: str = ""
    logo: bytes = b""


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom it goes. `attention` is the named person or desk, empty when nobody is known."""

    debtor_name: str
    attention: str = ""
    address_lines: tuple[str, ...] = ()
    country: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the list. `kind`: invoice, credit_note, payment or charge.

    What reduces the debt (credit notes, payments on account) has negative amounts. `asked_minor` is what is
    open less what is disputed. `charge` says what was charged: interest, compensation, fee or cost; `number` is then
    that of the invoice it was charged for.
    """

    number: str
    kind: str
    issued_on: date | None
    due_on: date | None
    days_overdue: int
    currency: str
    amount_minor: int
    open_minor: int
    disputed_minor: int
    asked_minor: int
    order_reference: str = ""
    charge: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a text asks for: overdue, less disputed, less on account; never below zero.

    Raises ValueError when the sums do not add up, so that no text can ask for another sum than it shows.
    """

    currency: str
    lines: tuple[Line, ...]
    overdue_minor: int
    disputed_minor: int
    on_account_minor: int
    net_minor: int

    def __post_init__(self) -> None:
        due = self.overdue_minor - self.disputed_minor - self.on_account_minor
        if self.net_minor != max(0, due):
            raise ValueError(f"asked {self.net_minor}, but the sums give {max(0, due)}")
        if self.disputed_minor < 0 or self.on_account_minor < 0:
            raise ValueError("disputed and on account are amounts to take off, so never below zero")
        if any(line.currency != self.currency for line in self.lines):
            raise ValueError("one text asks in one currency")

    def beside(self, lines: Iterable[Line]) -> Self:
        """The same with more lines."""
        listed = sum(line.open_minor for line in self.lines if line.open_minor < 0)
        return self.of(self.currency, (*self.lines, *lines), self.on_account_minor + listed)

    @classmethod
    def of(cls, currency: str, lines: Iterable[Line], on_account_minor: int = 0) -> Self:
        """The ask for these lines: what they leave open, less their disputed parts, less what is on account.

        Lines below zero (credit notes, payments) count as on account, beside `on_account_minor`.
        """
        kept = tuple(lines)
        overdue = sum(line.open_minor for line in kept if line.open_minor > 0)
        on_account_minor -= sum(line.open_minor for line in kept if line.open_minor < 0)
        disputed = sum(line.disputed_minor for line in kept)
        net = max(0, overdue - disputed - on_account_minor)
        return cls(currency, kept, overdue, disputed, on_account_minor, net)


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment of a plan."""

    due_on: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of one invoice in which neither principal nor rate changes. `interest` is exact, in minor units."""

    number: str
    from_on: date
    until_on: date
    days: int
    principal_minor: int
    rate: Decimal
    basis: int
    interest: Fraction


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is claimed beside the principal: interest to a day, fixed sums, and how they come about.

    `interest_minor` and `fixed` are by invoice number; `daily` is exact interest of each further day, in minor units.
    """

    until_on: date
    interest_minor: tuple[tuple[str, int], ...]
    fixed: tuple[tuple[str, int], ...]
    daily: Fraction
    stretches: tuple[Stretch, ...]
    law_source: str

    @property
    def interest(self) -> int:
        """All interest, in minor units."""
        return sum(minor for _, minor in self.interest_minor)

    @property
    def compensation(self) -> int:
        """All fixed sums, in minor units."""
        return sum(minor for _, minor in self.fixed)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageContext:
    """Everything a text may mention. What a wording names and this leaves empty is refused when rendering.

    `more` are asks in further currencies: a debtor who owes in two gets one message that shows each.

    `kind` is the wording key (reminder, second, …); `today` the business day it is dated with, also in the
    PDF. `sent_before` holds the days of earlier delivered messages. `enclosures` are codes of
    `values.ENCLOSURES`.
    """

    rung: int
    kind: str
    tone: str
    language: str
    sender: Sender
    recipient: Recipient
    ask: Ask
    today: date
    reference: str
    reply_by_on: date | None = None
    signer: str = ""
    sent_before: tuple[date, ...] = ()
    promise_on: date | None = None
    promised_minor: int | None = None
    instalments: tuple[Instalment, ...] = ()
    disputed_numbers: tuple[str, ...] = ()
    dispute_text: str = ""
    dispute_type: str = ""
    answer_by_on: date | None = None
    spoken_with: str = ""
    spoken_on: date | None = None
    spoken_text: str = ""
    paid_on: date | None = None
    paid_minor: int | None = None
    stop_on: date | None = None
    buyer: str = ""
    more: tuple[Ask, ...] = ()
    claimed: Claimed | None = None
    enclosures: tuple[str, ...] = ()

    @property
    def total_minor(self) -> int:
        """What is asked for with what is claimed beside it."""
        beside = self.claimed.interest + self.claimed.compensation if self.claimed else 0
        return self.ask.net_minor + beside

    def each(self) -> tuple[Self, ...]:
        """This context once for each currency it asks in."""
        if not self.more:
            return (self,)
        return tuple(replace(self, ask=ask, more=()) for ask in (self.ask, *self.more))


@dataclass(frozen=True, slots=True)
class WordingText:
    """The words of one message before anything is filled in. `version` 0 is the shipped one."""

    key: str
    tone: str
    language: str
    version: int
    subject: str
    body: str
