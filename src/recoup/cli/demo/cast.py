"""Who owes in the demo: invented debtors with contacts and habits, the same ones for the same seed (pure)."""

import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

COUNTRIES = ("GB", "DE", "FR", "ES", "IT", "NL", "CH", "US", "JP", "KW")
SELLERS = ("Imogen Farrant", "Declan Wray", "Mirela Stoica")
TERMS = (14, 30, 30, 30, 30, 45)
VISITED = ("breaks", "stranger")
"""Who of these is in the creditor's country owes much and sits near enough to be visited."""
FIRMS = ("insolvent", "old")
"""These are companies or partnerships, whatever the others are."""
PARTNERSHIPS = ("LLP", "OHG", "V.O.F.", "S.n.c.")


@dataclass(frozen=True, slots=True)
class Habit:
    """How a debtor pays. `late` of its invoices, in percent, wait for an event; the others are paid when due.

    `after`: the rung of the message that makes it pay (9: none does), so many `days` later. `call`: what a call to it
    comes to. `mark`: what else is particular to it.
    """

    name: str
    share: int
    late: int
    after: int
    days: tuple[int, int]
    call: str = "spoke_will_pay"
    mark: str = ""

    @property
    def is_hopeless(self) -> bool:
        """No message and no call makes it pay."""
        return self.after == 9


HABITS = (
    Habit("prompt", 46, 2, 1, (1, 4)),
    Habit("forgetful", 12, 27, 1, (2, 6), "paid_already"),
    Habit("waits for a second word", 7, 30, 2, (2, 7), "spoke_will_check"),
    Habit("promises and keeps", 6, 33, 3, (3, 10)),
    Habit("promises and breaks", 3, 33, 3, (3, 9), mark="breaks"),
    Habit("pays in parts", 4, 30, 1, (3, 7), "spoke_no_money", "parts"),
    Habit("slow approval", 4, 30, 3, (9, 14), "spoke_waiting_approval"),
    Habit("contests", 4, 21, 2, (3, 8), "spoke_dispute", "disputes"),
    Habit("old address", 3, 27, 2, (3, 6), mark="bounces"),
    Habit("wrong person", 3, 36, 3, (3, 8), "wrong_person", "stranger"),
    Habit("out of office", 2, 36, 1, (9, 16), "voicemail", "away"),
    Habit("answers in writing", 4, 27, 2, (5, 9), "spoke_will_check", "replies"),
    Habit("hard to reach", 2, 36, 3, (4, 9), "no_answer"),
    Habit("never answers", 1, 60, 9, (0, 0), "no_answer"),
    Habit("insolvent", 1, 60, 9, (0, 0), "insolvency_mentioned", "insolvent"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at a debtor; `role` as a file has it."""

    name: str
    role: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Payer:
    """A debtor as the books have it, and what only the demo knows: habit, usual amount, the person in charge."""

    number: str
    name: str
    kind: str
    country: str
    language: str
    currency: str
    tax_percent: int
    street: str
    postal_code: str
    city: str
    terms_days: int
    seller: str
    people: tuple[Person, ...]
    in_charge: Person
    habit: Habit
    usual_minor: int
    distance_km: int | None


@cache
def places() -> dict[str, Any]:
    """The data beside this module."""
    return tomllib.loads((files(__package__) / "places.toml").read_text(encoding="utf-8"))


def cast(rng: Random, count: int) -> list[Payer]:
    """So many debtors, spread over countries and habits by their shares."""
    lands = _spread([(code, places()[code]["share"]) for code in COUNTRIES], count)
    habits = _spread([(habit, habit.share) for habit in HABITS], count)
    rng.shuffle(lands)
    rng.shuffle(habits)
    made: list[Payer] = []
    taken: set[str] = set()
    for n, (land, habit) in enumerate(zip(lands, habits, strict=True)):
        made.append(one_payer(rng, n, land, habit, taken))
    return made


def _spread(shares: Sequence[tuple[Any, int]], count: int) -> list[Any]:
    """Each thing as often as its share says, at least once where there is room."""
    total = sum(share for _, share in shares)
    found = [thing for thing, share in shares for _ in range(max(1, count * share // total))]
    first = shares[0][0]
    return (found + [first] * count)[:count] if len(found) < count else found[:count]


def one_payer(rng: Random, n: int, land: str, habit: Habit, taken: set[str]) -> Payer:
    """The debtor in that place of the list, under a name that is not `taken` yet."""
    place = places()[land]
    kind, name = _name(rng, place, land, habit, taken)
    is_visited = habit.mark in VISITED and land == "GB"
    cities = [one for one in place["cities"] if not is_visited or one[0] in place["near"]]
    city, postal_code = rng.choice(cities)
    language = place["language"]
    if land == "CH" and n % 3 == 0:
        language = "fr"
    domain = f"{_domain(name, kind, place)}.example"
    phones = iter(range(rng.randrange(100, 800), 1000))
    people = _people(rng, place, domain, kind, name, habit, phones)
    charge = _person(rng, place, domain, "Finance Manager", phones)
    usual = rng.choice((18_000, 42_000, 75_000, 120_000, 190_000, 320_000, 640_000))
    if is_visited:
        usual = 420_000
    elif kind in ("individual", "sole trader"):
        usual = rng.choice((9_000, 15_000, 32_000))
    near = city in place.get("near", ())
    return Payer(
        number=f"C{10_001 + n * 7}",
        name=name,
        kind=kind,
        country=land,
        language=language,
        currency=place["currency"],
        tax_percent=place["tax_percent"],
        street=_street(rng, place, land),
        postal_code=postal_code,
        city=city,
        terms_days=rng.choice(TERMS),
        seller=rng.choice(SELLERS),
        people=people,
        in_charge=charge,
        habit=habit,
        usual_minor=in_currency(usual, place["currency"]),
        distance_km=rng.randrange(3, 45) if near else None,
    )


def in_currency(pounds_minor: int, currency: str) -> int:
    """About as much in another currency, in its minor units."""
    return {"JPY": pounds_minor * 2, "KWD": pounds_minor * 4}.get(currency, pounds_minor * 11 // 10)


def _name(rng: Random, place: dict[str, Any], land: str, habit: Habit, taken: set[str]) -> tuple[str, str]:
    """(kind, name), a name that nobody has yet."""
    draw = rng.random()
    while True:
        who = f"{rng.choice(place['given'])} {rng.choice(place['family'])}"
        firm = f"{rng.choice(place['stems'])} {rng.choice(place['trades'])}"
        form = rng.choice(place["forms"])
        kind, name = ("partnership" if form in PARTNERSHIPS else "company"), f"{firm} {form}"
        if habit.mark not in FIRMS:
            if draw < 0.05:
                kind, name = "public body", rng.choice(place["public"])
            elif draw < 0.13:
                kind, name = "sole trader", f"{who} {rng.choice(place['trades'])}"
            elif draw < 0.17:
                kind, name = "individual", who
        if name not in taken:
            taken.add(name)
            return kind, name
        draw = rng.random()


def _people(
    rng: Random, place: dict[str, Any], domain: str, kind: str, name: str, habit: Habit, phones: Any
) -> tuple[Person, ...]:
    """Whom the books know: nobody by email for some, only a general or a buyer's address for others."""
    if kind == "individual":
        given, family = name.split(" ", 1)
        mail = f"{_plain(given)}.{_plain(family)}@post.example"
        return (Person(name, "", mail, _phone(place, next(phones))),)
    if habit.mark == "stranger":
        return (_person(rng, place, domain, "Purchasing", phones),)
    draw = rng.random()
    if draw < 0.05:
        return (Person("", "General", "", _phone(place, next(phones))),)
    if draw < 0.12:
        return (Person("", "General", f"info@{domain}", _phone(place, next(phones))),)
    desk = _person(rng, place, domain, "Accounts Payable", phones)
    return (desk, _person(rng, place, domain, "Owner", phones)) if draw < 0.3 else (desk,)


def _person(rng: Random, place: dict[str, Any], domain: str, role: str, phones: Any) -> Person:
    given, family = rng.choice(place["given"]), rng.choice(place["family"])
    mail = f"{_plain(given)}.{_plain(family)}@{domain}"
    return Person(f"{given} {family}", role, mail, _phone(place, next(phones)))


def _phone(place: dict[str, Any], n: int) -> str:
    return str(place["phone"]).format(n=n, a=n % 100, b=n // 10 % 100)


def _domain(name: str, kind: str, place: dict[str, Any]) -> str:
    """The name without its legal form."""
    form = next((form for form in place["forms"] if kind != "public body" and name.endswith(f" {form}")), "")
    return _plain(name.removesuffix(form))


def _street(rng: Random, place: dict[str, Any], land: str) -> str:
    street, house = rng.choice(place["streets"]), rng.randrange(1, 98)
    if land == "JP":
        return str(street)
    return f"{house} {street}" if land in ("GB", "US", "FR", "KW") else f"{street} {house}"


def _plain(text: str) -> str:
    """Letters and digits that a domain may have.

    >>> _plain("Mühlhauser Möbelwerk")
    'muehlhauser-moebelwerk'
    """
    for odd, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("'", "")):
        text = text.lower().replace(odd, plain)
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join("".join(c if c.isalnum() else " " for c in folded).split())
