"""What has to be there before a formal demand may be asked for. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

IDENTITY_DAYS = 30
LEAST_ATTEMPTS = 3
LEAST_CHANNELS = 2
ASKED_TWICE = 2
PAPERS = ("order", "terms", "delivery", "invoice")
"""The papers that prove a claim; the statement is made with the demand. An order is any that shows the contract."""
FITS = {
    "order": ("order", "acceptance", "credit_application"),
    "terms": ("terms",),
    "delivery": ("delivery", "acceptance"),
    "invoice": ("invoice",),
}
"""Which exhibits count as which paper."""
OWN_ENCLOSURES = ("statement of account", "invoices", "contract or order")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known when a demand is to be asked for.

    `missing` are papers with the numbers of the invoices that lack them, `unnamed` numbers of overdue invoices that no
    delivered message has named, `questions` what no law answers and nobody has decided.
    """

    today: date
    named: int
    unnamed: tuple[str, ...] = ()
    identity_on: date | None = None
    has_address: bool = True
    is_insolvent: bool = False
    is_represented: bool = False
    has_unread: bool = False
    missing: tuple[tuple[str, tuple[str, ...]], ...] = ()
    cause: str = ""
    cause_asked: int = 0
    channels: tuple[str, ...] = ()
    """The channel of each documented attempt."""
    has_owner: bool = False
    is_owner_told: bool = False
    questions: tuple[str, ...] = ()
    assumed: int = 0
    unconfirmed: int = 0
    enclosures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """One line of the checklist. What `is_hard` stops the demand; any other gap may be accepted with a reason.

    `about` are the numbers or names that it is about.
    """

    code: str
    is_met: bool
    is_hard: bool = False
    about: tuple[str, ...] = ()


def needs(known: Known) -> tuple[Need, ...]:
    """The checklist, met or not, in the order in which it is read."""
    identity = known.identity_on is not None and known.identity_on >= known.today - timedelta(
        days=IDENTITY_DAYS
    )
    missing = dict(known.missing)
    own = (
        Need("identity", identity, True),
        Need("address", known.has_address, True),
        Need("invoices", known.named > 0, True, known.unnamed),
        Need("solvent", not known.is_insolvent, True),
        Need("unrepresented", not known.is_represented, True),
        Need("read", not known.has_unread, True),
        Need("questions", not known.questions, True, known.questions),
        Need("places", known.assumed == 0, True),
        Need("figures", known.unconfirmed == 0, True),
    )
    papers = tuple(
        Need(f"paper_{paper}", not missing.get(paper), about=missing.get(paper, ())) for paper in PAPERS
    )
    enough = len(known.channels) >= LEAST_ATTEMPTS and len(set(known.channels)) >= LEAST_CHANNELS
    road = (
        Need("cause", known.cause not in ("", "unknown") or known.cause_asked >= ASKED_TWICE),
        Need("attempts", enough),
        Need("owner", known.is_owner_told or not known.has_owner),
    )
    to_add = tuple(one for one in known.enclosures if one not in OWN_ENCLOSURES)
    return (*own, *papers, *road, *((Need("enclosures", False, about=to_add),) if to_add else ()))


def stopping(found: Sequence[Need]) -> list[Need]:
    """What stops the demand."""
    return [one for one in found if one.is_hard and not one.is_met]


def gaps(found: Sequence[Need]) -> list[Need]:
    """What is missing and may be accepted, each with a reason."""
    return [one for one in found if not one.is_hard and not one.is_met]
