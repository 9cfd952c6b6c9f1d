"""Gazette-like feeds: Atom as The Gazette gives it, and tables whose columns say what they hold."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from recoup.lib.said import Said
from recoup.recourse.registers.notice import (
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

REGISTER = "gazette"
_COLUMNS = {
    "id": "id|noticeid|noticenumber|notice|reference|guid|aktenzeichen|uri",
    "number": "companynumber|companyno|registernumber|registrationnumber|registeredno|number|siren|crn|kvk|kvknummer|"
              "registernummer|hrb|numeroregistre|nif|cif|krs|firmenbuchnummer",
    "name": "name|companyname|company|debtor|debtorname|schuldner|firma|denomination|raisonsociale|title|naam|"
            "razonsocial|denominazione|nazwa",
    "kind": "type|noticetype|kind|category|proceeding|event|nature|verfahren|art|procedure|noticecode|status",
    "opened": "openedon|opened|openingdate|dateopened|eroeffnetam|datejugement|orderdate|appointmentdate",
    "published": "publishedon|published|date|publicationdate|dateparution|datum|datepublished|updated|fecha|data",
    "proof_by": "proofby|proofdeadline|claimsby|lastdateforproving|forderungsanmeldungbis|anmeldefrist",
    "holder": "officeholder|practitioner|liquidator|administrator|insolvenzverwalter|verwalter|mandataire|curator",
    "holder_address": "officeholderaddress|practitioneraddress|liquidatoraddress|verwalteradresse",
    "court": "court|gericht|tribunal|rechtbank|juzgado|tribunale|amtsgericht",
    "country": "country|land|pays|pais|paese",
    "text": "content|summary|text|description",
}  # fmt: skip
_OF = {word: key for key, words in _COLUMNS.items() for word in words.split("|")}
_SAID_NUMBER = re.compile(
    r"compan(?:y|ies)(?: registration| registered)?(?: number| no\.?)[\s:]*([A-Z]{0,2}\d{5,8})\b",
    re.IGNORECASE,
)


def column_of(head: str) -> str:
    """What a column holds, by its heading; empty for one that says nothing.

    >>> column_of("Company Number"), column_of("Office-holder"), column_of("Eröffnet am"), column_of("colour")
    ('number', 'holder', 'opened', '')
    """
    folded = unicodedata.normalize("NFKD", head.casefold().replace("ö", "oe").replace("ü", "ue"))
    return _OF.get(re.sub(r"[^a-z0-9]", "", folded), "")


def is_table(heads: Iterable[str]) -> bool:
    """Whether the headings name a firm, and something else besides."""
    found = {column_of(head) for head in heads}
    return bool(found & {"number", "name"}) and len(found - {""}) >= 2


def read(records: Iterable[tuple[str, Mapping[str, Any]]], country: str = "") -> Feed:
    """The notices of records by their columns. `country`: whose register it is, where the records do not say."""
    notices: list[Notice] = []
    faults: list[tuple[str, Said]] = []
    for where, record in records:
        made = _notice(record, country)
        if isinstance(made, Notice):
            notices.append(made)
        else:
            faults.append((where, made))
    return Feed(REGISTER, tuple(notices), tuple(faults))


def _notice(record: Mapping[str, Any], country: str) -> Notice | Said:
    has: dict[str, Any] = {}
    for head, value in record.items():
        key = column_of(str(head))
        if key and text(value) and key not in has:
            has[key] = value
    number, name = text(has.get("number"), 80), text(has.get("name"))
    if not number and (found := _SAID_NUMBER.search(text(has.get("text"), 4_000))):
        number = found[1].upper()
    if not (number or name):
        return NOBODY
    words = text(has.get("kind"), 200)
    effect = effect_of(f"{words} {name if not words else ''}")
    holder = text(has.get("holder"))
    where = text(has.get("country"), 10).upper()
    return Notice(
        REGISTER, text(has.get("id"), 100) or own_id(dict(record)), where[:2] if len(where) == 2 else country,
        number, name, effect, words or "notice", day(has.get("opened")), day(has.get("published")),
        day(has.get("proof_by")), (Holder(holder, text(has.get("holder_address"))),) if holder else (),
        text(has.get("court"), 200), raw=raw(dict(record)),
    )  # fmt: skip
