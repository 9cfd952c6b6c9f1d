"""What the ladder knows of one debtor when it decides: facts only, read by others, frozen."""

from dataclasses import dataclass, field
from datetime import date

from recoup.ladder.policy import Policy
from recoup.lib.days import Calendar


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """An invoice of a case. `asked_minor` = open, less disputed, less what later-dated money covers."""

    id: int
    due_on: date
    open_minor: int
    asked_minor: int
    disputed_minor: int = 0
    earned: int = 0
    joined_on: date | None = None
    held_until_on: date | None = None


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """One person or desk at the debtor; `email` and `phone` are empty unless they may be used."""

    id: int
    role: str = ""
    is_in_charge: bool = False
    has_email: bool = False
    has_phone: bool = False


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """A reason not to act, until a date. `reason` is one of the reason codes."""

    reason: str
    until_on: date


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """A promise or instalment plan as judged today: `state` is open, kept, part or broken."""

    due_on: date
    state: str
    judged_on: date | None = None
    is_plan: bool = False


@dataclass(frozen=True, slots=True)
class StepFacts:
    """A step run of this case.

    `state`: planned (waits for approval), ready, sending, task (a person's), printed (not yet posted),
    unsure, done (delivered or done; `done_on`), failed (made and not delivered, bounced, returned),
    fallen_back (a task nobody did). A call tried three times in vain is done and not `reached`. `reached`:
    it spoke to a person. `contact` is the contact it went to.
    """

    rung: int
    round: int
    channel: str
    kind: str
    state: str
    planned_on: date
    done_on: date | None = None
    due_on: date | None = None
    contact: int | None = None
    reached: bool = False
    next_try_on: date | None = None


@dataclass(frozen=True, slots=True)
class RecentContact:
    """A contact or try with this debtor over all cases, our service messages apart."""

    on: date
    channel: str
    is_written: bool
    reached: bool = True


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The overdue debts of one debtor in one currency.

    `key` is the caller's; `id` is None while not yet opened.
    """

    key: int
    id: int | None
    currency: str
    policy: Policy
    invoices: tuple[InvoiceFacts, ...]
    round: int = 1
    cause: str = ""
    cause_asked: int = 0
    holds: tuple[HoldFacts, ...] = ()
    promises: tuple[PromiseFacts, ...] = ()
    steps: tuple[StepFacts, ...] = ()
    approvals: frozenset[tuple[int, int]] = frozenset()
    advance_to: int | None = None  # a person moved the case: act at this rung next
    restarted_on: date | None = None  # a part payment that counts restarted the wait
    on_account_minor: int = 0
    unmatched_minor: int = 0
    is_formal_elsewhere: bool = False  # the debtor has another case at rungs 5 to 7
    is_means_known: bool = True  # whether they can pay was looked up within 30 days, asked from rung 6 on
    is_new_debt: bool = False  # supplied after the insolvency opened: the office-holder pays it
    needs_look: bool = False  # lapsed, or over a year late where no law says; nobody has looked at it since
    is_old_first: bool = False  # a first message about a debt over a year late, while those are limited
    is_claimed: bool = False  # a claim runs in court
    claim_due_on: date | None = None  # the next deadline there
    offers_plan: bool = False  # a plan has been offered, so shortage no longer stops rung 5
    has_account_owner: bool = False  # whoever sold hears before rungs 4 to 6
    owner_told_on: date | None = None


@dataclass(frozen=True, slots=True)
class CreditorFacts:
    """What holds for all debtors of a creditor today."""

    is_live: bool = True
    is_sending_on: bool = True
    automation: str = "full"
    fresh_on: date | None = None  # newest of complete list, payments and bank file
    freshness_days: int = 1
    calendar: Calendar = field(default_factory=Calendar)
    visit_radius_km: int = 50
    zone: str = ""  # where its business day is read off a moment; empty = the moment's own zone


@dataclass(frozen=True, slots=True)
class Position:
    """All that the planner may know. One per debtor, for all its cases."""

    debtor: int
    creditor: CreditorFacts
    cases: tuple[CaseFacts, ...]
    kind: str = ""
    country: str = ""
    zone: str = "UTC"
    calendar: Calendar = field(default_factory=Calendar)
    contacts: tuple[ContactFacts, ...] = ()
    has_postal_address: bool = False
    opted_out: frozenset[str] = frozenset()
    automation: str = ""  # empty = the creditor's
    recent: tuple[RecentContact, ...] = ()
    unread_since_on: date | None = None
    callback_owed_on: date | None = None
    insolvent_on: date | None = None
    is_represented: bool = False
    is_placed: bool = False
    placed_review_on: date | None = None  # from then on a person is asked what comes of the placement
    distance_km: int | None = None
    is_first_message: bool = False
    is_top_debtor: bool = False
