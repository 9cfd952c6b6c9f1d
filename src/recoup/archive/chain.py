"""What an entry is, byte by byte, and how one is checked against the one before it. Pure."""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from recoup.lib.hashing import canonical, sha256_hex

VERSION = 2
SALT_BYTES = 16
START = "0" * 64
CLASSES = frozenset({"open", "without_prejudice", "privileged", "internal"})
DIRECTIONS = frozenset({"", "in", "out"})
LONGEST_ACTOR = 80
_LONGEST_CODE = 40
_LONGEST_CHANNEL = 20
_LIMIT = 2**53
_GAP = b'"prev":"","recorded_at":""'
_COPIED = {
    "stream": "stream",
    "owner": "owner",
    "seq": "seq",
    "kind": "kind",
    "klass": "class",
    "direction": "direction",
    "channel": "channel",
    "result": "result",
    "actor": "actor",
}
_FIELDS = {*_COPIED.values(), "v", "prev", "moment", "recorded_at", "rule", "facts", "amounts", "payloads"}
# 1 had no salt: where an entry is withheld, its bare hash could be guessed at
_FIELDS_OF = {1: _FIELDS, VERSION: {*_FIELDS, "salt"}}

Fact = str | int | list[Any] | dict[str, Any]


def folded(hashes: Iterable[str], start: str = START) -> Iterator[str]:
    """After each entry's hash, one hash over it and all before: SHA-256 of the fold so far and the entry's hash.

    A seal holds it, so that where some entries are shown by their hash alone the others are bound to their place.
    """
    so_far = bytes.fromhex(start)
    for one in hashes:
        so_far = sha256(so_far + bytes.fromhex(one)).digest()
        yield so_far.hex()


Draft = tuple[bytes, bytes]
"""An entry as its author gave it: its bytes before and after the previous hash and the time of recording.

They are made at once, so what the author does to his facts afterwards changes nothing.
"""


def envelope(draft: Draft, prev: str, recorded_at: str) -> bytes:
    """The exact bytes that are kept: RFC 8785 JSON; every key is always there."""
    before, after = draft
    return b'%b"prev":"%b","recorded_at":"%b"%b' % (before, prev.encode(), recorded_at.encode(), after)


def drafted(
    *,
    owner: str,
    stream: str,
    seq: int,
    kind: str,
    klass: str,
    direction: str,
    channel: str,
    result: str,
    moment: str,
    actor: str,
    rule: str,
    facts: Mapping[str, Fact],
    amounts: Mapping[str, int],
    payloads: Mapping[str, str],
) -> Draft:
    """A draft of these parts, the moment in ISO 8601. Raises ValueError for what an envelope may not hold."""
    _check_codes(kind, klass, direction, channel, result, rule)
    _check_object(facts, "facts")
    if payloads:
        _check_object(payloads, "payloads")
    if amounts:
        _check_object(amounts, "amounts")
        for name, amount in amounts.items():
            if type(amount) is not int:
                raise ValueError(f"amounts.{name} is not an integer of minor units")
    whole = canonical(
        {
            "v": VERSION,
            "salt": secrets.token_hex(SALT_BYTES),
            "owner": owner,
            "stream": stream,
            "seq": seq,
            "prev": "",
            "kind": kind,
            "class": klass,
            "direction": direction,
            "channel": channel,
            "result": result,
            "moment": moment,
            "recorded_at": "",
            "actor": actor,
            "rule": rule,
            "facts": facts,
            "amounts": amounts,
            "payloads": payloads,
        }
    )
    # Only plain texts and numbers sort after the gap, so its last occurrence is the gap itself.
    before, _, after = whole.rpartition(_GAP)
    return before, after


def _check_codes(kind: str, klass: str, direction: str, channel: str, result: str, rule: str) -> None:
    if klass not in CLASSES:
        raise ValueError(f"class {klass!r} is none of {', '.join(sorted(CLASSES))}")
    if direction not in DIRECTIONS:
        raise ValueError(f"direction {direction!r} is neither empty, 'in' nor 'out'")
    if not type(kind) is type(channel) is type(result) is type(rule) is str:
        raise ValueError("kind, channel, result and rule are texts")
    if not 0 < len(kind) <= _LONGEST_CODE:
        raise ValueError(f"kind {kind!r} has not 1 to {_LONGEST_CODE} characters")
    if len(result) > _LONGEST_CODE or len(channel) > _LONGEST_CHANNEL:
        raise ValueError(f"result {result!r} or channel {channel!r} is too long")


def _check_object(value: Mapping[str, Any], where: str) -> None:
    for key, item in value.items():
        if type(key) is not str or not key.isascii():
            raise ValueError(f"{where}: the key {key!r} is not ASCII text")
        if type(item) is not str:
            _check_value(item, f"{where}.{key}")


def _check_value(value: object, where: str) -> None:
    if type(value) is str:
        return
    if type(value) is int:
        if not -_LIMIT < value < _LIMIT:
            raise ValueError(f"{where}: {value} is not below 2**53")
    elif type(value) is list:
        for place, item in enumerate(value):
            _check_value(item, f"{where}[{place}]")
    elif type(value) is dict:
        _check_object(value, where)
    else:
        raise ValueError(f"{where}: {type(value).__name__} is neither text, integer, list nor object")


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as the table holds it; moments as the database writes them, UTC if without offset."""

    stream: str
    owner: str
    seq: int
    kind: str
    klass: str
    direction: str
    channel: str
    result: str
    business_at: str
    recorded_at: str
    actor: str
    hash: str
    envelope: bytes


def decode(envelope: bytes) -> dict[str, Any]:
    """The envelope's content. Raises ValueError when the bytes are not what this version or the one before wrote."""
    content = json.loads(envelope)
    if type(content) is not dict or content.keys() != _FIELDS_OF.get(_version(content)):
        raise ValueError("not an envelope of version 1 or 2")
    if type(content["payloads"]) is not dict or not all(type(c) is str for c in content["payloads"].values()):
        raise ValueError("payloads are not commitments by name")
    if canonical(content) != envelope:
        raise ValueError("not canonical JSON")
    return content


def _version(content: dict[str, Any]) -> int:
    version = content.get("v")
    return version if type(version) is int else 0


def examine(row: Row, prev: str, seq: int) -> tuple[list[str], list[str]]:
    """What is wrong with a row that should follow `prev` as number `seq`; and the commitments it names."""
    faults = [] if sha256_hex(row.envelope) == row.hash else ["the bytes do not have the stored hash"]
    try:
        content = decode(row.envelope)
    except (ValueError, RecursionError, TypeError) as odd:
        return [*faults, f"the bytes are not an envelope: {odd}"], []
    if content["prev"] != prev:
        faults.append("it does not follow the entry before it")
    if row.seq != seq:
        faults.append(f"number {seq} was expected")
    faults.extend(f"the column {name} differs from the envelope" for name in _differing(row, content))
    return faults, list(content["payloads"].values())


def _differing(row: Row, content: dict[str, Any]) -> Iterator[str]:
    for name, key in _COPIED.items():
        if getattr(row, name) != content[key]:
            yield name
    for name, key in (("business_at", "moment"), ("recorded_at", "recorded_at")):
        if _moment(getattr(row, name)) != _moment(content[key]):
            yield name


@lru_cache(maxsize=4096)
def _moment(text: object) -> datetime | str:
    """The moment in UTC; a sentence that equals nothing else when it is none."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return f"no moment: {text!r}"
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
