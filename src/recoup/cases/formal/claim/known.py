"""What is known already of a claim's conditions: what was decided on its worth, and when the debtor was looked up."""

from dataclasses import dataclass
from datetime import date

from recoup.cases.formal import decisions
from recoup.cases.models import Case
from recoup.recourse.demand.queries import identity_of
from recoup.recourse.models import Claim
from recoup.recourse.solvency.queries import checks_of

COURT = "court"
SEEN = ("sound", "weak")
"""A register that says one of these has shown who they are."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What was decided last on “is it worth it?”: which way, what that is worth in minor units, and when."""

    option: str
    minor: int | None
    on: date


@dataclass(frozen=True, slots=True)
class Seen:
    """When somebody looked up last who the debtor is in law, and where."""

    on: date
    where: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is there; None: nothing."""

    worth: Worth | None
    identity: Seen | None

    @property
    def net_minor(self) -> int | None:
        """What is left of court after all costs, by the sheet; None where another way was decided on."""
        return self.worth.minor if self.worth is not None and self.worth.option == COURT else None

    @property
    def identity_on(self) -> date | None:
        """The day of the look-up."""
        return self.identity.on if self.identity else None


def known_of(case: Case) -> Known:
    """What holds for a case where nobody says otherwise."""
    decided = decisions.decided(case.creditor, case.pk)
    worth = Worth(decided.option, decided.today_minor, decided.kept_on) if decided else None
    return Known(worth, _identity(case))


def _identity(case: Case) -> Seen | None:
    """The newest of what a person verified and of the registers that were looked up."""
    found = []
    verified = identity_of(case.creditor, case.debtor)
    if verified is not None:
        found.append(Seen(verified.checked_on, verified.seen_in))
    checks = (one for one in checks_of(case.creditor, case.debtor) if one.result in SEEN)
    register = next((one for one in checks if one.item.startswith("register:")), None)
    if register is not None:
        found.append(Seen(register.looked_on, register.item.partition(":")[2]))
    return max(found, key=lambda one: one.on, default=None)


def net_of(claim: Claim, known: Known) -> int | None:
    """What is expected to be left: what a person said of this claim, else what was decided."""
    return claim.net_minor if claim.net_minor is not None else known.net_minor


def identity_of_claim(claim: Claim, known: Known) -> date | None:
    """The last look-up: what a person said of this claim, else what is kept; a later look-up counts."""
    days = [on for on in (claim.identity_on, known.identity_on) if on is not None]
    if claim.identity_on is not None and claim.identity_reason:
        return claim.identity_on
    return max(days, default=None)
