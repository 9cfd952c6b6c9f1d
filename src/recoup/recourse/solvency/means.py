"""Can they pay? What to look up before money is spent, by the debtor's seat, and what the results say together."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from recoup.law.places import place_of
from recoup.law.values import Answer, Assumption, Unknown

VALID_DAYS = 30
"""Means are checked within 30 days before court (the ladder's rung 7)."""
RESULTS = ("sound", "weak", "insolvent", "nothing_found")
NATURAL = frozenset(("individual", "sole_trader"))
REGISTER = "register"
OF_US = ("report", "accounts", "assets", "known")
_DOMAIN = re.compile(r"^(?:[\w-]+\.)+[a-z]{2,}$")
_ADDRESSES = {
    "Companies House insolvency": "https://find-and-update.company-information.service.gov.uk/",
    "The Gazette": "https://www.thegazette.co.uk/insolvency",
}
"""Where the pack names a register without its address; general knowledge."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look up. `code` is stable: register:NAME, report, accounts, assets or known; `address` may be empty.

    `is_needed`: without it nobody knows whether they can pay.
    """

    code: str
    name: str
    address: str = ""
    is_needed: bool = False

    @property
    def is_register(self) -> bool:
        """Whether it is a public register, so that a copy of it may be shown to a court."""
        return self.code.startswith(REGISTER)


@dataclass(frozen=True, slots=True)
class CheckList:
    """What to look up for a debtor of that kind there; `registers` and `stops` are the law's words, or Unknown."""

    items: tuple[Item, ...]
    registers: Answer | Unknown
    stops: Answer | Unknown
    assumptions: tuple[Assumption, ...]


def check_list(seat: str, kind: str, on: date) -> CheckList:
    """The list for a seat (ISO 3166). A public body is not asked about insolvency.

    Raises Refused (`unknown_country`) for what is no country.
    """
    place = place_of(seat)
    registers = place.ask("insolvency.registers", kind, on)
    stops = place.ask("insolvency.stops", kind, on)
    items: list[Item] = []
    if kind != "public_body":
        items += _registers(registers)
        items.append(Item("report", "Credit report or bank reference"))
        if kind not in NATURAL:
            items.append(Item("accounts", "Published annual accounts"))
    items.append(
        Item("assets", "What there is to be seized: bank account, goods, land, claims", is_needed=True)
    )
    items.append(Item("known", "What our own people know: trading, premises, other creditors"))
    return CheckList(tuple(items), registers, stops, place.assumptions)


def _registers(answer: Answer | Unknown) -> list[Item]:
    """A pack that names no register still leaves one thing to look for."""
    named = answer.facts.get("registers", ()) if isinstance(answer, Answer) else ()
    assert isinstance(named, tuple)
    found = [_register(str(one)) for one in named]
    return found or [Item(f"{REGISTER}:?", "The register of insolvencies there", is_needed=True)]


def _register(named: str) -> Item:
    name, _, rest = named.partition(": ")
    address = rest if rest.startswith("https://") else ""
    if not address and _DOMAIN.match(name):
        address = f"https://{name}/"
    return Item(f"{REGISTER}:{name}"[:60], name, address or _ADDRESSES.get(name, ""), is_needed=True)


@dataclass(frozen=True, slots=True)
class Looked:
    """One result: which item, what it said, on which day."""

    code: str
    result: str
    looked_on: date


@dataclass(frozen=True, slots=True)
class Means:
    """What is known of a debtor's means on a day.

    `verdict`: insolvent, weak, sound or unknown; `expires_on` is the last day on which it holds, None when unknown;
    `missing` are the codes of needed items nobody looked up within 30 days.
    """

    verdict: str
    checked_on: date | None = None
    expires_on: date | None = None
    missing: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether rung 7 may rely on it."""
        return self.verdict != "unknown"


def expiry(looked_on: date) -> date:
    """The last day on which a result may be relied on."""
    return looked_on + timedelta(days=VALID_DAYS)


def means(items: Iterable[Item], looked: Iterable[Looked], today: date) -> Means:
    """All newest results together: the worst counts, and every needed item must be there and not have expired.

    An insolvency stands however old it is; anything else is forgotten after 30 days.
    """
    newest: dict[str, Looked] = {}
    for one in sorted(looked, key=lambda each: each.looked_on):
        newest[one.code] = one
    failed = [one for one in newest.values() if one.result == "insolvent"]
    if failed:
        last = max(failed, key=lambda one: one.looked_on)
        return Means("insolvent", last.looked_on, expiry(last.looked_on))
    valid = {code: one for code, one in newest.items() if expiry(one.looked_on) >= today}
    missing = tuple(item.code for item in items if item.is_needed and item.code not in valid)
    if missing or not valid:
        return Means("unknown", max((one.looked_on for one in newest.values()), default=None), None, missing)
    oldest = min(one.looked_on for one in valid.values())
    verdict = "weak" if any(one.result == "weak" for one in valid.values()) else "sound"
    return Means(verdict, max(one.looked_on for one in valid.values()), expiry(oldest))
