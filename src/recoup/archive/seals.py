"""Seals: once a day one hash over the heads of all of an owner's streams, chained to the seal before.

A seal kept by somebody else, or stamped by an authority, is what shows that even the operator has not written
the past anew, nor cut off its end.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from recoup.archive import merkle, store
from recoup.archive.chain import START, folded
from recoup.archive.models import Seal, SealedHead
from recoup.archive.verify import Fault
from recoup.lib.hashing import canonical, sha256_hex

VERSION = 1
_CHANGED = """
SELECT s.key, s.head_seq, s.head_hash FROM archive_stream s
WHERE s.owner = %s AND s.head_seq > 0
  AND NOT EXISTS (SELECT 1 FROM archive_sealedhead h WHERE h.stream = s.key AND h.seq = s.head_seq)
"""
_NOT_THERE = """
SELECT h.number, h.stream, h.seq, h.hash, e.hash FROM archive_sealedhead h
LEFT JOIN archive_entry e ON e.stream = h.stream AND e.seq = h.seq
WHERE h.owner = %s AND (e.hash IS NULL OR e.hash <> h.hash) ORDER BY h.number, h.stream
"""
Head = tuple[int, str, str]
"""Number, hash and links of a stream's head."""
_NUMBERS = {"v", "number", "heads", "entries"}
_KEYS = {"v", "owner", "number", "day", "made_at", "prev", "root", "heads", "entries"}


@dataclass(frozen=True, slots=True)
class SealView:
    """A seal: `statement` are its exact bytes, `hash` theirs; `heads` and `entries` are what it covers."""

    owner: str
    number: int
    day: str
    made_at: datetime
    root: str
    hash: str
    heads: int
    entries: int
    statement: bytes


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That a stream stood at `seq` with `hash` under a seal: the place and path of its leaf.

    `links` folds the hashes of all entries up to there; empty in a seal made before there were any.
    """

    stream: str
    seq: int
    hash: str
    links: str
    index: int
    size: int
    path: tuple[str, ...]


def head_of(stream: str, seq: int, hash_: str, links: str) -> dict[str, Any]:
    """What a seal says of one stream: its key, the number and hash of its head, and the fold of all its hashes."""
    return {"stream": stream, "seq": seq, "hash": hash_} | ({"links": links} if links else {})


def head_leaf(stream: str, seq: int, hash_: str, links: str) -> bytes:
    """The leaf of one head: the canonical JSON of what the seal says of it."""
    return merkle.leaf(canonical(head_of(stream, seq, hash_, links)))


def make(owner: str, day: str, made_at: datetime) -> SealView:
    """Seals where every stream of the owner stands now; `day` is the owner's business day in ISO.

    Two makers at once make two seals, one after the other. Costs grow with the number of streams, what is stored
    with those that moved.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _lock(cursor)
        last = Seal.objects.filter(owner=owner).order_by("-number").first()
        number, prev = (last.number + 1, last.hash) if last else (1, START)
        cursor.execute(_CHANGED, [owner])
        moved = [
            (key, seq, owner, number, hash_, _links(cursor, key, seq))
            for key, seq, hash_ in cursor.fetchall()
        ]
        store.insert("archive_sealedhead", "stream, seq, owner, number, hash, links", moved)
        heads = _heads_at(owner, number)
        statement = canonical(
            {
                "v": VERSION,
                "owner": owner,
                "number": number,
                "day": day,
                "made_at": made_at.isoformat(),
                "prev": prev,
                "root": _root(heads),
                "heads": len(heads),
                "entries": sum(head[0] for head in heads.values()),
            }
        )
        made = _view(statement)
        Seal.objects.create(
            owner=owner,
            number=number,
            day=day,
            prev=prev,
            root=made.root,
            hash=made.hash,
            statement=statement,
        )
    return made


def _links(cursor: Any, stream: str, seq: int) -> str:
    """The fold over the hashes of a stream's entries, taken on from its last seal."""
    cursor.execute(
        "SELECT seq, links FROM archive_sealedhead WHERE stream = %s AND links <> '' ORDER BY seq DESC LIMIT 1",
        [stream],
    )
    since, links = cursor.fetchone() or (0, START)
    cursor.execute(
        "SELECT hash FROM archive_entry WHERE stream = %s AND seq > %s AND seq <= %s ORDER BY seq",
        [stream, since, seq],
    )
    return [links, *folded((hash_ for (hash_,) in cursor.fetchall()), links)][-1]


def _lock(cursor: Any) -> None:
    """One seal is made at a time; on SQLite the IMMEDIATE transaction is the lock."""
    if connection.vendor == "postgresql":
        cursor.execute("LOCK TABLE archive_seal IN SHARE ROW EXCLUSIVE MODE")


def _heads_at(owner: str, number: int) -> dict[str, Head]:
    """Every stream's newest sealed head up to that seal, by key."""
    rows = SealedHead.objects.filter(owner=owner, number__lte=number).order_by("number")
    every = rows.values_list("stream", "seq", "hash", "links").iterator()
    return {key: (seq, hash_, links) for key, seq, hash_, links in every}


def _leaves(heads: dict[str, Head]) -> list[bytes]:
    return [head_leaf(key, *heads[key]) for key in sorted(heads)]


def _root(heads: dict[str, Head]) -> str:
    return merkle.root(_leaves(heads)).hex()


def _view(statement: bytes) -> SealView:
    content = parse(statement)
    return SealView(
        owner=content["owner"],
        number=content["number"],
        day=content["day"],
        made_at=datetime.fromisoformat(content["made_at"]),
        root=content["root"],
        hash=sha256_hex(statement),
        heads=content["heads"],
        entries=content["entries"],
        statement=statement,
    )


def parse(statement: bytes) -> dict[str, Any]:
    """The content of a seal's bytes. Raises ValueError when they are not those of a seal of this version."""
    try:
        content = json.loads(statement)
    except (ValueError, RecursionError) as odd:
        raise ValueError("not the text of a seal") from odd
    if type(content) is not dict or content.keys() != _KEYS or content["v"] != VERSION:
        raise ValueError("not a seal of version 1")
    if canonical(content) != statement:
        raise ValueError("not canonical JSON")
    if not all(type(content[name]) is int for name in _NUMBERS):
        raise ValueError("a number of it is none")
    if not all(isinstance(content[name], str) for name in _KEYS - _NUMBERS):
        raise ValueError("a text of it is none")
    return content


def seals(owner: str, *, before: int | None = None, limit: int | None = None) -> list[SealView]:
    """The owner's seals, the newest first."""
    rows = Seal.objects.filter(owner=owner).order_by("-number")
    if before is not None:
        rows = rows.filter(number__lt=before)
    return [_view(bytes(statement)) for statement in rows.values_list("statement", flat=True)[:limit]]


def inclusion(owner: str, stream: str, *, number: int) -> Inclusion | None:
    """The proof that the stream's head stood under that seal; None when it was not there yet."""
    heads = _heads_at(owner, number)
    if stream not in heads:
        return None
    index = sorted(heads).index(stream)
    leaves = _leaves(heads)
    seq, hash_, links = heads[stream]
    path = tuple(one.hex() for one in merkle.path(leaves, index))
    return Inclusion(stream, seq, hash_, links, index, len(leaves), path)


def verify_seals(owner: str) -> tuple[int, list[Fault]]:
    """How many seals there are, and what no longer agrees with them: seals among themselves, and with the entries."""
    walk = _SealWalk(owner)
    for statement, number, prev, root, hash_ in _rows(owner):
        walk.seal(bytes(statement), number, prev, root, hash_)
    walk.faults.extend(_gone(owner))
    return walk.number, walk.faults


def _rows(owner: str) -> Iterator[tuple[Any, ...]]:
    rows = Seal.objects.filter(owner=owner).order_by("number")
    return rows.values_list("statement", "number", "prev", "root", "hash").iterator()


def _gone(owner: str) -> Iterator[Fault]:
    with connection.cursor() as cursor:
        cursor.execute(_NOT_THERE, [owner])
        for number, stream, seq, _, found in cursor.fetchall():
            what = "is missing: the record was cut short" if found is None else "is another than was sealed"
            yield Fault(f"{stream}#{seq}", f"the entry that seal {number} names {what}")


class _SealWalk:
    """Where the walk over the seals stands: the heads so far, the number and hash of the last."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.number, self.hash = 0, START
        self.heads: dict[str, Head] = {}
        self.faults: list[Fault] = []
        rows = SealedHead.objects.filter(owner=owner).order_by("number")
        self._moved = rows.values_list("number", "stream", "seq", "hash", "links").iterator()
        self._waiting: tuple[int, str, int, str, str] | None = next(self._moved, None)

    def fault(self, number: int, what: str) -> None:
        self.faults.append(Fault(f"seal {number}", what))

    def seal(self, statement: bytes, number: int, prev: str, root: str, hash_: str) -> None:
        if number != self.number + 1:
            self.fault(number, f"seal {self.number + 1} was expected")
        if sha256_hex(statement) != hash_:
            self.fault(number, "the bytes do not have the stored hash")
        try:
            content = parse(statement)
        except ValueError as odd:
            self.fault(number, f"the bytes are not a seal: {odd}")
        else:
            self._content(content, number, prev, root)
        self.number, self.hash = number, hash_

    def _content(self, content: dict[str, Any], number: int, prev: str, root: str) -> None:
        copies = {"owner": self.owner, "number": number, "prev": prev, "root": root}
        for name, value in copies.items():
            if content[name] != value:
                self.fault(number, f"the column {name} differs from the seal")
        if content["prev"] != self.hash:
            self.fault(number, "it does not follow the seal before it")
        self._move_to(number)
        if content["root"] != _root(self.heads):
            self.fault(number, "its root is not that of the heads stored with it")

    def _move_to(self, number: int) -> None:
        while self._waiting is not None and self._waiting[0] <= number:
            _, stream, seq, hash_, links = self._waiting
            self.heads[stream] = (seq, hash_, links)
            self._waiting = next(self._moved, None)


def compare(owner: str, outside: Iterable[bytes]) -> list[Fault]:
    """What is not as the seals say that somebody else kept: each must be here, byte for byte."""
    faults = []
    for statement in outside:
        try:
            content = parse(statement.strip())
        except ValueError as odd:
            faults.append(Fault("outside copy", f"this is no seal: {odd}"))
            continue
        where = f"seal {content['number']} of {content['day']}"
        if content["owner"] != owner:
            faults.append(Fault(where, "the copy is of another creditor's record"))
            continue
        kept = (
            Seal.objects.filter(owner=owner, number=content["number"])
            .values_list("statement", flat=True)
            .first()
        )
        if kept is None:
            faults.append(Fault(where, "it is missing here: the record was cut short after it was sealed"))
        elif bytes(kept) != statement.strip():
            faults.append(
                Fault(where, "another seal stands here: the record was written anew after it was sealed")
            )
    return faults
