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
    Notice,
    day,
    effect_of,
    own_id,
    raw,
    text,
)

REGISTER = "bodacc"
FAMILY = "collective"
_SIREN = re.compile(r"\d{9}")


def is_record(record: Any) -> bool:
    """Whether a JSON object is a record of BODACC."""
    return isinstance(record, dict) and "familleavis" in record


def read(records: Iterable[tuple[str, Any]]) -> Feed:
    """The notices on insolvencies among records, each with where it stands; other families are passed over."""
    notices: list[Notice] = []
    faults: list[tuple[str, Said]] = []
    for where, record in records:
        if not isinstance(record, dict):
            faults.append((where, NO_RECORD))
            continue
        if text(record.get("familleavis")) != FAMILY:
            continue
        made = _notice(record)
        if isinstance(made, Notice):
            notices.append(made)
        else:
            faults.append((where, made))
    return Feed(REGISTER, tuple(notices), tuple(faults))


def _notice(record: Mapping[str, Any]) -> Notice | Said:
    ruling = _inner(record.get("jugement"))
    number, name = _number(record), text(record.get("commercant"))
    if not (number or name):
        return NOBODY
    words = text(ruling.get("nature"), 200) or text(ruling.get("famille"), 200)
    words = words or text(record.get("familleavis_lib"), 200)
    kind = text(record.get("typeavis"), 40)
    effect = "ended" if kind == "annulation" else effect_of(words)
    given = text(record.get("id"), 100)
    return Notice(
        REGISTER, given or own_id(dict(record)), "FR", number, name, effect, words, day(ruling.get("date")),
        day(record.get("dateparution")), court=text(record.get("tribunal"), 200),
        reference=text(record.get("numeroannonce"), 60), raw=raw(dict(record)),
    )  # fmt: skip


def _number(record: Mapping[str, Any]) -> str:
    """The SIREN: nine digits, however they are grouped."""
    listed = record.get("registre")
    for one in listed if isinstance(listed, list) else [listed]:
        found = _SIREN.search(text(one).replace(" ", ""))
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
