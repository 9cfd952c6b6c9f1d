"""Reads of the archive: heads, the entries of a stream, the content of a payload."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from recoup.archive.chain import decode
from recoup.archive.keys import master_key
from recoup.archive.models import Entry, Payload, PayloadKey, Stream
from recoup.archive.sealing import Content, Salted, Sealed, unseal
from recoup.lib.errors import Refused
from recoup.lib.said import say

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry, decoded from its bytes: commitments by name in `payloads`, minor units in `amounts`."""

    stream: str
    seq: int
    kind: str
    klass: str
    direction: str
    channel: str
    result: str
    moment: datetime
    recorded_at: datetime
    actor: str
    rule: str
    facts: dict[str, Any]
    amounts: dict[str, int]
    payloads: dict[str, str]
    hash: str
    envelope: bytes


def heads(streams: Iterable[str]) -> dict[str, int]:
    """The number of the newest entry of each stream; 0 for one that has none yet."""
    wanted = list(dict.fromkeys(streams))
    found = dict.fromkeys(wanted, 0)
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        found.update(Stream.objects.filter(key__in=part).values_list("key", "head_seq"))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrow:
    """Which entries of a stream are meant; what is empty narrows nothing.

    `from_at` is included, `until_at` not; both are business moments. `after_seq` is not included.
    """

    kinds: tuple[str, ...] = ()
    channel: str = ""
    direction: str = ""
    actor: str = ""
    from_at: datetime | None = None
    until_at: datetime | None = None
    recorded_at: datetime | None = None
    after_seq: int | None = None
    seqs: tuple[int, ...] = ()

    def _filters(self) -> dict[str, Any]:
        wanted = {
            "kind__in": self.kinds,
            "channel": self.channel,
            "direction": self.direction,
            "actor": self.actor,
            "business_at__gte": self.from_at,
            "business_at__lt": self.until_at,
            "recorded_at": self.recorded_at,
            "seq__gt": self.after_seq,
            "seq__in": self.seqs,
        }
        return {name: value for name, value in wanted.items() if value not in ((), "", None)}


ALL = Narrow()


def entries(
    owner: str,
    stream: str,
    *,
    before_seq: int | None = None,
    limit: int | None = None,
    which: Narrow = ALL,
) -> list[EntryView]:
    """The last `limit` of those entries before `before_seq`, the newest last."""
    rows = Entry.objects.filter(owner=owner, stream=stream, **which._filters()).order_by("-seq")
    if before_seq is not None:
        rows = rows.filter(seq__lt=before_seq)
    found = rows.values_list("envelope", "hash")[:limit]
    return [_view(bytes(envelope), hash_) for envelope, hash_ in reversed(found)]


def actors(owner: str, stream: str) -> list[str]:
    """Everybody who wrote an entry of the stream."""
    rows = Entry.objects.filter(owner=owner, stream=stream).order_by("actor")
    return list(rows.values_list("actor", flat=True).distinct())


def _view(envelope: bytes, hash_: str) -> EntryView:
    content = decode(envelope)
    return EntryView(
        stream=content["stream"],
        seq=content["seq"],
        kind=content["kind"],
        klass=content["class"],
        direction=content["direction"],
        channel=content["channel"],
        result=content["result"],
        moment=datetime.fromisoformat(content["moment"]),
        recorded_at=datetime.fromisoformat(content["recorded_at"]),
        actor=content["actor"],
        rule=content["rule"],
        facts=content["facts"],
        amounts=content["amounts"],
        payloads=content["payloads"],
        hash=hash_,
        envelope=envelope,
    )


def read(owner: str, commitment: str) -> Content:
    """The content behind a commitment.

    Raises Refused: `unknown_payload`, `shredded` (erased), `payload_damaged` (does not match).
    """
    return read_salted(owner, commitment).content


def read_many(owner: str, commitments: Iterable[str]) -> dict[str, str]:
    """The texts behind commitments, in two queries; what is erased, damaged or no text is left out."""
    wanted = list(dict.fromkeys(commitments))
    keys = {
        row.commitment: bytes(row.wrapped_key)
        for row in PayloadKey.objects.filter(owner=owner, commitment__in=wanted)
    }
    found = {}
    for row in Payload.objects.filter(owner=owner, commitment__in=keys, media_type__startswith="text/plain"):
        sealed = Sealed(bytes(row.nonce), bytes(row.ciphertext), keys[row.commitment])
        with suppress(ValueError):
            content = unseal(sealed, row.commitment, owner, row.media_type, master_key()).content
            found[row.commitment] = content.data.decode("utf-8", "replace")
    return found


def read_salted(owner: str, commitment: str) -> Salted:
    """The content with its salt, with which anyone can check the commitment. Refuses like `read`."""
    payload = Payload.objects.filter(owner=owner, commitment=commitment).first()
    if payload is None:
        raise Refused("unknown_payload", "There is no such content in the archive.", commitment)
    key = PayloadKey.objects.filter(owner=owner, commitment=commitment).first()
    if key is None:
        raise Refused("shredded", "This content was erased; the record that it existed remains.", commitment)
    sealed = Sealed(bytes(payload.nonce), bytes(payload.ciphertext), bytes(key.wrapped_key))
    try:
        return unseal(sealed, commitment, owner, payload.media_type, master_key())
    except ValueError as odd:
        raise Refused(
            "payload_damaged",
            say("This content cannot be opened: %(odd)s.", odd=odd),
            commitment,
            "Run `recoup check`, and restore the database or its key from a backup.",
        ) from odd
