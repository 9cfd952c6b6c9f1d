"""What an entry is, byte by byte, and how one is checked against the one before it. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from recoup.lib.hashing import canonical, sha256_hex

VERSION = 1
START = "0" * 64
CLASSES = frozenset({"open", "without_prejudice", "privileged", "internal"})
DIRECTIONS = frozenset({"", "in", "out"})
LONGEST = {"kind": 40, "channel": 20, "result": 40, "actor": 80}
_LIMIT = 2**53
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

Fact = str | int | list[Any] | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry as its author gives it, before it has a place in the chain of recorded time."""

    owner: str
    stream: str
    seq: int
    kind: str
    klass: str
    direction: str
    channel: str
    result: str
    moment: datetime
    actor: str
    rule: str
    facts: Mapping[str, Fact]
    amounts: Mapping[str, int]
    payloads: Mapping[str, str]

    def check(self) -> None:
        """Raises ValueError for what an envelope may not hold."""
        if self.klass not in CLASSES:
            raise ValueError(f"class {self.klass!r} is none of {', '.join(sorted(CLASSES))}")
        if self.direction not in DIRECTIONS:
            raise ValueError(f"direction {self.direction!r} is neither empty, 'in' nor 'out'")
        for name, longest in LONGEST.items():
            value = getattr(self, name)
            if type(value) is not str or len(value) > longest:
                raise ValueError(f"{name} {value!r} is not a text of at most {longest} characters")
        if not self.kind or not self.actor:
            raise ValueError("an entry needs a kind and an actor")
        if type(self.rule) is not str:
            raise ValueError(f"rule {self.rule!r} is not a text")
        if self.moment.utcoffset() is None:
            raise ValueError("the moment has no offset from UTC")
        _check_object(self.facts, "facts")
        _check_object(self.amounts, "amounts")
        for name, amount in self.amounts.items():
            if type(amount) is not int:
                raise ValueError(f"amounts.{name} is not an integer of minor units")

    def envelope(self, prev: str, recorded_at: str) -> bytes:
        """The exact bytes that are kept: RFC 8785 JSON; every key is always there."""
        return canonical(
            {
                "v": VERSION,
                "owner": self.owner,
                "stream": self.stream,
                "seq": self.seq,
                "prev": prev,
                "kind": self.kind,
                "class": self.klass,
                "direction": self.direction,
                "channel": self.channel,
                "result": self.result,
                "moment": self.moment.isoformat(),
                "recorded_at": recorded_at,
                "actor": self.actor,
                "rule": self.rule,
                "facts": self.facts,
                "amounts": self.amounts,
                "payloads": self.payloads,
            }
        )


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
    """An entry as the table holds it."""

    stream: str
    owner: str
    seq: int
    kind: str
    klass: str
    direction: str
    channel: str
    result: str
    business_at: datetime
    recorded_at: datetime
    actor: str
    hash: str
    envelope: bytes


def decode(envelope: bytes) -> dict[str, Any]:
    """The envelope's content. Raises ValueError when the bytes are not what this version writes."""
    content = json.loads(envelope)
    if type(content) is not dict or content.keys() != _FIELDS or content["v"] != VERSION:
        raise ValueError("not an envelope of version 1")
    if canonical(content) != envelope:
        raise ValueError("not canonical JSON")
    return content


def faults_of(row: Row, prev: str, seq: int) -> Iterator[str]:
    """What is wrong with a row that should follow the hash `prev` and have the number `seq`."""
    if sha256_hex(row.envelope) != row.hash:
        yield "the bytes do not have the stored hash"
    try:
        content = decode(row.envelope)
    except (ValueError, RecursionError, TypeError) as odd:
        yield f"the bytes are not an envelope: {odd}"
        return
    if content["prev"] != prev:
        yield "it does not follow the entry before it"
    if row.seq != seq:
        yield f"number {seq} was expected"
    yield from (f"the column {name} differs from the envelope" for name in _differing(row, content))


def _differing(row: Row, content: dict[str, Any]) -> Iterator[str]:
    for name, key in _COPIED.items():
        if getattr(row, name) != content[key]:
            yield name
    for name, key in (("business_at", "moment"), ("recorded_at", "recorded_at")):
        if not _same_moment(getattr(row, name), content[key]):
            yield name


def _same_moment(column: object, text: object) -> bool:
    if not isinstance(column, datetime) or not isinstance(text, str):
        return False
    if column.tzinfo is None:
        column = column.replace(tzinfo=UTC)
    try:
        return column == datetime.fromisoformat(text)
    except (ValueError, TypeError):
        return False
