"""What people call the columns of their exports, in six languages, and which of our fields each one is."""

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from recoup.intake import vocabulary
from recoup.lib import money

_CURRENCIES = frozenset(
    [
        "usd",
        "eur",
        "gbp",
        "chf",
        "sek",
        "nok",
        "dkk",
        "pln",
        "czk",
        "huf",
        "ron",
        "bgn",
        "isk",
        "jpy",
        "cny",
        "hkd",
        "sgd",
        "aud",
        "nzd",
        "cad",
        "inr",
        "zar",
        "brl",
        "mxn",
        "aed",
        "sar",
        "kwd",
        "bhd",
        "omr",
        "qar",
        "tnd",
        "mad",
        "egp",
        "ils",
        "thb",
        "myr",
        "idr",
        "php",
        "krw",
    ]
)
_ENDINGS = _CURRENCIES | {"utc"}
_SIGNS = {"€": "EUR", "£": "GBP"}
_LITTLE = frozenset(
    [
        "of",
        "the",
        "de",
        "des",
        "la",
        "les",
        "l",
        "d",
        "del",
        "della",
        "dell",
        "di",
        "der",
        "die",
        "das",
        "van",
        "het",
        "los",
        "las",
    ]
)
"""Words that come and go between the words that count: `date d'échéance`, `date échéance`."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORDS = re.compile(r"[a-z0-9]+")
_FOLD = str.maketrans({"ß": "ss", "ø": "o", "œ": "oe", "æ": "ae", "ł": "l", "№": "no", "º": "o", "°": "o"})
_BUCKET = re.compile(
    r"^[<>]?\s*\d+\s*(months?|days?|monate?|tage?|mois|jours|mes(es)?|dias|giorni|mesi|dagen|maanden)?$"
    r"|^\d{1,3}\s*(-|–|to|bis|a|à|tot)\s*\d{1,3}\b|^(>|over|über|plus de|mas de|oltre|meer dan)?\s*\d{2,3}\s*\+?"
    r"(\s*(days|tage|jours|dias|giorni|dagen))?$"
    r"|^(current|older|not (yet )?due|aktuell|nicht fällig|courant|corriente)$",
    re.IGNORECASE,
)


def words(header: str) -> list[str]:
    """The words of a header, folded: case, accents, punctuation, camelCase and snake_case.

    >>> words("FälligkeitsDatum_Nr.")
    ['falligkeits', 'datum', 'nr']
    """
    spaced = _CAMEL.sub(" ", header.strip()).replace("#", " number ").casefold().translate(_FOLD)
    plain = "".join(c for c in unicodedata.normalize("NFKD", spaced) if not unicodedata.combining(c))
    return _WORDS.findall(plain)


def _squash(parts: Sequence[str]) -> str:
    return "".join(parts).replace("ae", "a").replace("oe", "o").replace("ue", "u")


@lru_cache(20_000)
def key(header: str) -> str:
    """One header as one comparable word, without little words, and a currency or time zone at its end.

    >>> key("Amount (EUR)") == key("amount") == key("AMOUNT in €"), key("Date d'échéance") == key("Date échéance")
    (True, True)
    """
    parts = words(header)
    named = any(sign in header for sign in _SIGNS)
    while len(parts) > 1 and parts[-1] in _ENDINGS:
        named = True
        parts = parts[:-1]
    if named and len(parts) > 1 and parts[-1] in ("in", "en"):
        parts = parts[:-1]
    return _squash([part for part in parts if part not in _LITTLE] or parts)


@lru_cache(5_000)
def currency_of(header: str) -> str:
    """The currency that a header names, or ''.

    >>> currency_of("Amount (EUR)"), currency_of("converted_usd"), currency_of("Total")
    ('EUR', 'USD', '')
    """
    for sign, code in _SIGNS.items():
        if sign in header:
            return code
    parts = words(header)
    if len(parts) > 1 and parts[-1] in _CURRENCIES and money.is_known(parts[-1].upper()):
        return parts[-1].upper()
    return ""


def is_bucket(header: str) -> bool:
    """Whether the header is an age band of an ageing report: 1-30, > 90, Current, 2 Months."""
    return bool(_BUCKET.match(header.strip()))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words for the fields of one kind of table. Weak words count only if nothing better."""

    strong: dict[str, str]
    weak: dict[str, str]
    every: tuple[str, ...]
    rank: dict[str, int]
    """Where the word stands in the list of its field: the better it says the field, the earlier."""

    def find(self, header: str) -> tuple[str, int] | None:
        """(field, strength) of a header: 3 strong, 2 strong but for a typo, 1 weak."""
        wanted = key(header)
        if not wanted:
            return None
        if wanted in self.strong:
            return self.strong[wanted], 3
        if wanted in self.weak:
            return self.weak[wanted], 1
        if len(wanted) >= 7:
            close = difflib.get_close_matches(
                wanted, self.every, n=1, cutoff=0.89 if len(wanted) >= 9 else 0.92
            )
            if close and not (set(re.findall(r"\d", wanted)) ^ set(re.findall(r"\d", close[0]))):
                return self.strong[close[0]], 2
        return None

    def plain_hits(self, header: Sequence[str]) -> int:
        """How many fields are said without a typo; quick enough for any row."""
        keys = {key(name) for name in header}
        return len({(self.strong.get(k) or self.weak.get(k)) for k in keys} - {None})

    def assign(self, header: Sequence[str]) -> dict[str, int]:
        """Which column is which field. The strongest word wins, then the one listed earlier, then the left one."""
        found: list[tuple[int, int, int, str]] = []
        for at, name in enumerate(header):
            hit = self.find(name)
            if hit is not None:
                found.append((-hit[1], self.rank.get(key(name), 0), at, hit[0]))
        columns: dict[str, int] = {}
        for _, _, at, what in sorted(found):
            if what not in columns and at not in columns.values():
                columns[what] = at
        return columns


@cache
def vocabulary_of(kind: str) -> Vocabulary:
    """The words for `invoices`, `contacts`, `payments` or `bank`."""
    strong, weak = vocabulary.WORDS["payments" if kind == "bank" else kind]
    by_strong = {key(word): name for name, said in strong.items() for word in said.split("|")}
    by_weak = {key(word): name for name, said in weak.items() for word in said.split("|")}
    rank = {
        key(word): at
        for listed in (weak, strong)
        for said in listed.values()
        for at, word in enumerate(said.split("|"))
    }
    return Vocabulary(by_strong, by_weak, tuple(by_strong), rank)


def score(cells: Sequence[str]) -> int:
    """How much a row looks like a header: the most fields recognised in it as any kind of table."""
    if sum(1 for c in cells if c.strip()) < 2:
        return 0
    return max(vocabulary_of(kind).plain_hits(cells) for kind in vocabulary.WORDS)
