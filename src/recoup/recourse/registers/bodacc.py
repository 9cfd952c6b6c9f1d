"""BODACC, the French gazette of commercial notices, as its open data give it: records in JSON or CSV."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from recoup.lib.said import Said
from recoup.recourse.registers.notice import (
    NO_RECORD,
    NOBODY,
    Feed,
    Holder,
    Notice,
    day,
    effect_of,
    own_id,
    raw,
    text,
)

REGISTER = "bodacc"
FAMILY = "collective"
FAMILIES = (FAMILY, "retablissement_professionnel")
_SIREN = re.compile(r"\d{9}")
_NAMED = re.compile(
    r"désignant\s+(?:en qualité de\s+|comme\s+)?(administrateur|mandataire judiciaire|liquidateur)[\s:]+"
    r"(.{3,300}?)(?=\s*(?:[.;]\s|\.?$|,?\s+désignant\b|,?\s+et (?:mettant|autorisant|ouvrant)\b))",
    re.IGNORECASE,
)
_STREET = re.compile(r",?\s+(?=\d{1,4}\b)|\s+-\s+|,\s+")


def is_record(record: Any) -> bool:
    """Whether a JSON object is a record of BODACC."""
    return isinstance(record, dict) and "familleavis" in record


def read(records: Iterable[tuple[str, Any]]) -> Feed:
    """The notices on insolvencies among records, each with where it stands; other families are passed over.

    A notice that another of the same feed corrects or annuls is left out: what stands is the later one.
    """
    notices: list[Notice] = []
    faults: list[tuple[str, Said]] = []
    taken_back: set[str] = set()
    for where, record in records:
        if not isinstance(record, dict):
            faults.append((where, NO_RECORD))
            continue
        if text(record.get("familleavis")) not in FAMILIES:
            continue
        taken_back.add(_before(record))
        made = _notice(record)
        if isinstance(made, Notice):
            notices.append(made)
        else:
            faults.append((where, made))
    standing = tuple(notice for notice in notices if notice.id not in taken_back)
    return Feed(REGISTER, standing, tuple(faults))


def _before(record: Mapping[str, Any]) -> str:
    """The id of the notice that a correction or annulment is about; empty where there is none.

    An id is the letter of the publication, the number of the issue and that of the notice.
    """
    if text(record.get("typeavis"), 40) not in ("rectificatif", "annulation"):
        return ""
    prior = _inner(record.get("parutionavisprecedent"))
    name, issue = text(prior.get("nomPublication"), 40), text(prior.get("numeroParution"), 40)
    number = text(prior.get("numeroAnnonce"), 20)
    return f"{name[-1:].upper()}{issue}{number}" if name and issue and number else ""


def _notice(record: Mapping[str, Any]) -> Notice | Said:
    ruling = _inner(record.get("jugement"))
    number, name = _number(record), text(record.get("commercant"))
    if not (number or name):
        return NOBODY
    words = text(ruling.get("nature"), 200) or text(ruling.get("famille"), 200)
    words = words or text(record.get("familleavis_lib"), 200)
    kind = text(record.get("typeavis"), 40)
    effect = effect_of(words)
    if kind == "annulation":
        # What annuls the end of a proceeding opens it again: a person looks.
        effect = "petition" if effect == "ended" else "ended"
    given = text(record.get("id"), 100)
    holders = _holders(text(ruling.get("complementJugement"), 4_000))
    return Notice(
        REGISTER, given or own_id(dict(record)), "FR", number, name, effect, words, day(ruling.get("date")),
        day(record.get("dateparution")), holders=holders, court=text(record.get("tribunal"), 200),
        reference=text(record.get("numeroannonce"), 60), raw=raw(dict(record)),
    )  # fmt: skip


def _holders(ruling: str) -> tuple[Holder, ...]:
    """Whom a ruling names to run the proceeding, as far as its sentence says so.

    >>> said = "désignant liquidateur Selarl Exemple 3 rue du Port 69002 Lyon . Les créances sont à adresser"
    >>> _holders(said)[0].name, _holders(said)[0].address
    ('Selarl Exemple', '3 rue du Port 69002 Lyon')
    """
    found = []
    for role, words in _NAMED.findall(ruling):
        name, *where = _STREET.split(words.strip(" ,.;"), maxsplit=1)
        found.append(Holder(text(name), text(where[0]) if where else "", role.casefold()))
    return tuple(found[:5])


def _number(record: Mapping[str, Any]) -> str:
    """The SIREN: nine digits, however they are grouped; from the register, else from the persons."""
    listed = record.get("registre")
    for one in listed if isinstance(listed, list) else [listed]:
        found = _SIREN.search(text(one).replace(" ", ""))
        if found:
            return found[0]
    person = _inner(record.get("listepersonnes")).get("personne")
    for one in person if isinstance(person, list) else [person]:
        entered = one.get("numeroImmatriculation") if isinstance(one, dict) else None
        given = entered.get("numeroIdentification") if isinstance(entered, dict) else None
        found = _SIREN.search(text(given).replace(" ", ""))
        if found:
            return found[0]
    return ""


def _inner(value: Any) -> Mapping[str, Any]:
    """An object that the open data hold as text."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}
