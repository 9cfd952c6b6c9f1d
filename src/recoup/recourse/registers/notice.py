"""A notice of a register as Recoup holds it, and the plain values that hostile records are cut down to."""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from recoup.lib.said import Said, say

LONGEST = 300
_DIGITS = re.compile(r"^\d{8}$")
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})")
_DAY_FIRST = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$")
_SPELLED = re.compile(r"^(\d{1,2})(?:er|st|nd|rd|th|\.)?\s+([^\W\d]+)\.?\s+(\d{4})$")
_MONTHS = {
    name: n
    for n, names in enumerate(
        ("january janvier januar", "february fevrier februar", "march mars marz", "april avril", "may mai",
         "june juin juni", "july juillet juli", "august aout", "september septembre", "october octobre oktober",
         "november novembre", "december decembre dezember"),
        1,
    )
    for name in names.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Holder:
    """Who runs the insolvency: the office-holder."""

    name: str
    address: str = ""
    role: str = ""
    appointed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing a register says about one firm.

    `id` is stable: the same notice read twice has the same. `country` is the register's (ISO 3166-1), empty where
    the feed does not say. `effect`: opening (a proceeding runs), petition (one is asked for, or nobody can tell),
    ended, solvent (wound up, and all are paid), clear (nothing is running). `proceeding` is the register's own words.
    """

    register: str
    id: str
    country: str
    number: str
    name: str
    effect: str
    proceeding: str
    opened_on: date | None = None
    published_on: date | None = None
    proof_by_on: date | None = None
    holders: tuple[Holder, ...] = ()
    court: str = ""
    reference: str = ""
    raw: bytes = field(default=b"", repr=False)

    @property
    def stops(self) -> bool:
        """Whether it is a reason not to go on as before."""
        return self.effect in ("opening", "petition")


@dataclass(frozen=True, slots=True)
class Feed:
    """What a file or an answer held: which register, its notices, and the records that could not be read, in words."""

    register: str
    notices: tuple[Notice, ...] = ()
    faults: tuple[tuple[str, Said], ...] = ()


def text(value: Any, longest: int = LONGEST) -> str:
    """A value as one line of plain text: no control characters, cut; empty for what is no text or number."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    plain = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in str(value)[: longest * 4])
    return " ".join(plain.split())[:longest].strip()


def day(value: Any) -> date | None:
    """A day as registers write it: 2023-01-05, 20230105, 5/1/2023, 5 janvier 2023; None for anything else.

    >>> day("20200506"), day("2021-05-24T00:00:00"), day("3 janvier 2023"), day("31/02/2023")
    (datetime.date(2020, 5, 6), datetime.date(2021, 5, 24), datetime.date(2023, 1, 3), None)
    """
    given = text(value, 60)
    try:
        if _DIGITS.match(given):
            return date(int(given[:4]), int(given[4:6]), int(given[6:]))
        if found := _ISO.match(given):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_FIRST.match(given):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _SPELLED.match(given):
            return date(int(found[3]), _MONTHS[_plain(found[2])], int(found[1]))
    except (ValueError, KeyError):
        return None
    return None


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


def raw(record: Any) -> bytes:
    """A record as bytes to keep."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1, default=str).encode()


def own_id(record: Any) -> str:
    """The id of a record whose register gives none: the same record has the same."""
    return hashlib.sha256(raw(record)).hexdigest()[:32]


_EFFECTS = (
    ("petition", r"faillite personnelle|interdiction de gerer|infirmant"),
    ("opening", r"ouvrant une procedure|reprise de la procedure|et la liquidation judiciaire"),
    ("solvent", r"members.{0,2} voluntary|declaration of solvency|solvent"),
    ("ended", r"clotur|dismiss|withdraw|rescind|annul|discharg|aufgehoben|aufhebung|einstellung|eingestellt|"
              r"mettant fin|retract|\bend of\b|chiusura|conclusi[oó]n|conclu(?:ded|sion)|revoc|\bceased|\bended"),
    ("petition", r"petition|requete|antrag|solicitud|demande d|notice of intention|ricorso"),
    ("opening", r"liquidat|administrat|receiver|insolven|redressement|sauvegarde|faillit|faillissement|bankrupt|"
                r"winding.?up|wound up|concurs|concorso|konkurs|arrangement|moratorium|chapter (?:7|9|11|12|13)\b|"
                r"sequestrat|upadlos|restruktury|retablissement professionnel|falliment|concordato|surseance|examiner"),
)  # fmt: skip
_NOT_SOLVENT = re.compile(r"insolven")


def effect_of(words: str) -> str:
    """What a register's words mean; what nobody can tell is a `petition`, which a person decides on.

    >>> [effect_of(w) for w in ("Members Voluntary Liquidation", "Jugement de clôture", "Petitions to Wind Up")]
    ['solvent', 'ended', 'petition']
    >>> [effect_of(w) for w in ("Jugement d'ouverture de liquidation judiciaire", "In Administration", "?")]
    ['opening', 'opening', 'petition']
    """
    plain = _plain(words)
    for effect, pattern in _EFFECTS:
        found = re.search(pattern, _NOT_SOLVENT.sub("", plain) if effect == "solvent" else plain)
        if found:
            return effect
    return "petition"


NO_RECORD = say("This is no record of a company.")
NOBODY = say("It names neither a company nor a register number.")
