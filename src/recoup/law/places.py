"""Which pack answers for a place: ISO 3166 keys, and what decides between the places of a debt."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from recoup.law.loader import packs
from recoup.law.pack import Pack
from recoup.law.questions import QUESTIONS, Factor
from recoup.law.values import KINDS, Answer, Assumption, Unknown
from recoup.lib.errors import Refused
from recoup.lib.said import Said, say

_DEFAULT_REGION = {"GB": ("EAW", "England and Wales")}
_SAME_COURTS = {"GB-ENG": "GB-EAW", "GB-WLS": "GB-EAW"}
EURO_MEMBERS = frozenset(["CY", "EE", "FI", "GR", "HR", "LT", "LU", "LV", "MT", "PT", "SI", "SK"])
OTHER_MEMBERS = frozenset(["BG", "CZ", "DK", "HU", "RO", "SE"])
"""Members without a pack of their own. The lists are general knowledge; outside the euro the reference is another."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place whose law is asked: its own key, the packs that answer for it (nearest first), what was assumed."""

    key: str
    packs: tuple[Pack, ...]
    assumptions: tuple[Assumption, ...] = ()

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2."""
        return self.key[:2]

    @property
    def region(self) -> str:
        """The part of ISO 3166-2 after the dash, or empty."""
        return self.key[3:]

    @property
    def holiday_region(self) -> str:
        """The region as calendars of holidays know it."""
        return "" if self.region == "EAW" else self.region

    def pack_of(self, answer: Answer | Unknown) -> Pack:
        """The pack that gave this answer, with its tables."""
        return next(one for one in self.packs if one.key == answer.key)

    def ask(self, question: str, kind: str, on: date) -> Answer | Unknown:
        """What the law of this place says on that day to a debtor of that kind; an unknown kind is treated as an
        individual. The first pack that knows answers; where none does, the nearest says why not."""
        if not self.packs:
            return Unknown(question, self.key, say("There is no law pack for %(place)s.", place=self.key))
        if question == "interest.rate" and self.country in OTHER_MEMBERS:
            return Unknown(
                question,
                self.key,
                say("Its own central bank gives the reference rate, and that series is not held."),
            )
        found = [pack.answer(question, kind if kind in KINDS else "individual", on) for pack in self.packs]
        return next((one for one in found if isinstance(one, Answer)), found[0])


@dataclass(frozen=True, slots=True)
class Connections:
    """The places of a debt, each an ISO 3166 key or empty. The contract's law is empty unless it was stated."""

    creditor: str
    contract: str = ""
    person: str = ""
    court: str = ""
    seat: str = ""


def which_law(question: str, connections: Connections) -> Place:
    """The place whose law answers the question, by its connecting factor.

    Where the factor's own place is not known another is taken and said as an assumption: for the contract and the
    court the creditor's seat, for the person and the seat each the other.
    """
    factor = QUESTIONS[question].factor
    own, fallback = {
        Factor.CONTRACT: (connections.contract, connections.creditor),
        Factor.COURT: (connections.court, connections.creditor),
        Factor.PERSON: (connections.person, connections.seat),
        Factor.SEAT: (connections.seat, connections.person),
        Factor.REGISTRATION: (connections.creditor, ""),
    }[factor]
    place = place_of(own or fallback or connections.creditor)
    if own:
        return place
    said = Assumption(f"{factor.value}_place", _assumed(factor, place.key))
    return Place(place.key, place.packs, (said, *place.assumptions))


def _assumed(factor: Factor, key: str) -> Said:
    match factor:
        case Factor.COURT:
            return say("No court is agreed: %(place)s is assumed.", place=key)
        case Factor.PERSON:
            return say("The place of the person is not known: %(place)s is assumed.", place=key)
        case Factor.SEAT:
            return say("The debtor's seat is not known: %(place)s is assumed.", place=key)
        case _:
            return say("The law of the contract is not stated: %(place)s is assumed.", place=key)


@cache
def place_of(key: str) -> Place:
    """The place of an ISO 3166 key such as GB-SCT, US-NY or DE. A country without a pack answers nothing.

    Raises Refused for what is no country.
    """
    country, _, region = key.partition("-")
    if not _is_country(country):
        how = "Great Britain is GB." if country == "UK" else "Write two capital letters, such as DE or GB."
        raise Refused("unknown_country", f"{country or 'Nothing'} is no country of ISO 3166.", "country", how)
    assumptions: tuple[Assumption, ...] = ()
    if not region and country in _DEFAULT_REGION:
        region, name = _DEFAULT_REGION[country]
        assumptions = (Assumption("region", say("No region is given: %(name)s is assumed.", name=name)),)
    own = f"{country}-{region}" if region else country
    held = packs()
    names = [_SAME_COURTS.get(own, own), country]
    if country in EURO_MEMBERS | OTHER_MEMBERS:
        names.append("EU")
        assumptions += (
            Assumption(
                "eu_baseline",
                say("The minimum of the European directive is used; national law may give more."),
            ),
        )
    return Place(own, tuple(held[name] for name in dict.fromkeys(names) if name in held), assumptions)


def _is_country(code: str) -> bool:
    from babel import Locale

    return (
        len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES and code in Locale("en").territories
    )


_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO", "UK"})
