"""Gazette-like feeds: Atom as The Gazette gives it, and tables whose columns say what they hold."""

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
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
_TAGS = re.compile(r"<[^>]{0,500}>")
_CODES = ("f:notice-code", "notice-code")
_INSOLVENCY = ("24", "25")
"""How the codes of The Gazette's notices on the insolvency of companies and of persons begin."""
_MEMBERS = "243"
"""Codes of voluntary liquidations of which most are solvent; the heading alone does not say which."""
_CALLED = {
    "2410": "Appointment of Administrators",
    "2441": "Resolutions for Winding-up",
    "2443": "Appointment of Liquidators",
    "2450": "Petitions to Wind Up (Companies)",
    "2452": "Winding-Up Orders",
}


def is_entry(record: Any) -> bool:
    """Whether a record is an entry of a feed of The Gazette, from its JSON or its Atom."""
    return isinstance(record, dict) and any(key in record for key in _CODES)


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
    """The notices of records by their columns. `country`: whose register it is, where the records do not say.

    Of The Gazette's own entries only those on insolvencies are read; the others are passed over.
    """
    notices: list[Notice] = []
    faults: list[tuple[str, Said]] = []
    for where, record in records:
        if is_entry(record):
            code = _code(record)
            if not code.startswith(_INSOLVENCY):
                continue
            made = _notice(_entry(record, code), country or "GB")
            if isinstance(made, Notice) and code.startswith(_MEMBERS) and made.effect == "opening":
                made = replace(made, effect="petition")
        else:
            made = _notice(record, country)
        if isinstance(made, Notice):
            notices.append(made)
        else:
            faults.append((where, made))
    return Feed(REGISTER, tuple(notices), tuple(faults))


def _code(record: Mapping[str, Any]) -> str:
    return next((found for key in _CODES if (found := text(record.get(key), 10))), "")


def _entry(record: Mapping[str, Any], code: str) -> dict[str, Any]:
    """An entry of The Gazette under names of columns: its heading is its category, its day that of publication."""
    listed = record.get("category")
    first = listed[0] if isinstance(listed, list) and listed else listed
    term = (
        text(first.get("@term") or first.get("@label"), 200) if isinstance(first, dict) else text(first, 200)
    )
    days = (record.get(key) for key in ("published", "f:publish-date", "publish-date", "updated"))
    content = record.get("content")
    words = _TAGS.sub(" ", html.unescape(content)) if isinstance(content, str) else ""
    said = re.sub(r"\s+", " ", words)[:4_000]
    kind = term or _CALLED.get(code, "")
    if code.startswith(_MEMBERS) and re.search(r"members.{0,2} voluntary", said, re.IGNORECASE):
        kind = f"{kind} (Members' Voluntary Liquidation)"
    return {
        "id": record.get("id"), "title": html.unescape(text(record.get("title"))), "kind": kind,
        "published": next((given for given in days if day(given)), ""), "text": said,
    }  # fmt: skip


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
