"""The one transaction: all that an operation writes, and the entries that say so, together or not at all."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from recoup.archive import store
from recoup.archive.chain import LONGEST_ACTOR, Draft, Fact, drafted, envelope
from recoup.archive.keys import ensure_master_key
from recoup.archive.sealing import Content, Salted, salted, seal
from recoup.lib.clock import machine_now
from recoup.lib.hashing import sha256_hex

__all__ = ["Content", "Deed", "Salted", "deed", "salted"]

_LONGEST_KEY = 40


_Line = tuple[tuple[Any, ...], Draft]
"""An entry to be: its columns as `store.ENTRY_COLUMNS` begins, the stream first, and its bytes so far."""


@dataclass(slots=True)
class _Batch:
    """What the outermost deed and all that joined it have recorded so far."""

    owner: str
    heads: dict[str, store.Head]
    seqs: dict[str, int]
    lines: list[_Line] = field(default_factory=list)
    payloads: list[tuple[str, Salted]] = field(default_factory=list)

    def forget_since(self, lines: int, payloads: int) -> None:
        for (stream, *_), _draft in self.lines[lines:]:
            self.seqs[stream] -= 1
        del self.lines[lines:]
        del self.payloads[payloads:]

    def write(self) -> None:
        """Hashes and inserts the whole batch."""
        if not self.lines:
            return
        if self.payloads:
            self._write_payloads()
        hashes = {key: head.hash for key, head in self.heads.items()}
        store.insert("archive_entry", store.ENTRY_COLUMNS, list(self._rows(hashes)))
        moved = sorted(key for key, seq in self.seqs.items() if seq != self.heads[key].seq)
        store.move_heads([(self.seqs[key], hashes[key], key) for key in moved])

    def _rows(self, hashes: dict[str, str]) -> Iterator[tuple[Any, ...]]:
        """The rows of the entries; moves the hash of each stream on with every row that is taken."""
        recorded_at = machine_now()
        text, value = recorded_at.isoformat(), store.moment_value(recorded_at)
        for columns, draft in self.lines:
            whole = envelope(draft, hashes[columns[0]], text)
            hashes[columns[0]] = own = sha256_hex(whole)
            yield (*columns, value, own, whole)

    def _write_payloads(self) -> None:
        master_key = ensure_master_key()
        rows, keys = [], []
        for commitment, what in self.payloads:
            sealed = seal(what, commitment, self.owner, master_key)
            content = what.content
            rows.append(
                (
                    commitment,
                    self.owner,
                    content.media_type,
                    len(content.data),
                    sealed.nonce,
                    sealed.ciphertext,
                )
            )
            keys.append((commitment, self.owner, sealed.wrapped_key))
        store.insert("archive_payload", store.PAYLOAD_COLUMNS, rows)
        store.insert("archive_payloadkey", store.KEY_COLUMNS, keys)


@dataclass(frozen=True, slots=True)
class Deed:
    """An open deed: who acts and at which moment of business time."""

    actor: str
    moment: datetime
    _moment_text: str
    _moment_value: Any
    _batch: _Batch

    def record(
        self,
        stream: str,
        kind: str,
        *,
        klass: str = "open",
        direction: str = "",
        channel: str = "",
        result: str = "",
        rule: str = "",
        facts: Mapping[str, Fact] | None = None,
        amounts: Mapping[str, int] | None = None,
        payloads: Mapping[str, Content | Salted] | None = None,
    ) -> int:
        """Notes one entry and returns its number in the stream; it is written just before the commit.

        `amounts` are integers in minor units. Personal content goes into `payloads` alone; give it
        already salted to know its commitment.
        Raises ValueError for anything but text, integers below 2**53, lists and objects with ASCII keys,
        RuntimeError for a stream the deed did not lock.
        """
        batch = self._batch
        if stream not in batch.seqs:
            raise RuntimeError(f"the deed did not lock the stream {stream}")
        hidden = {
            name: what if isinstance(what, Salted) else salted(what)
            for name, what in (payloads or {}).items()
        }
        named = {name: what.commitment for name, what in hidden.items()}
        seq = batch.seqs[stream] + 1
        draft = drafted(
            owner=batch.owner,
            stream=stream,
            seq=seq,
            kind=kind,
            klass=klass,
            direction=direction,
            channel=channel,
            result=result,
            moment=self._moment_text,
            actor=self.actor,
            rule=rule,
            facts=facts or {},
            amounts=amounts or {},
            payloads=named,
        )
        columns = (
            stream, batch.owner, seq, kind, klass, direction, channel, result, self._moment_value, self.actor
        )  # fmt: skip
        batch.seqs[stream] = seq
        batch.lines.append((columns, draft))
        batch.payloads.extend((named[name], what) for name, what in hidden.items())
        return seq

    def seq(self, stream: str) -> int:
        """The number of the stream's newest entry, those of this deed with it. KeyError for one it did not lock."""
        return self._batch.seqs[stream]


_open_batch: ContextVar[_Batch | None] = ContextVar("recoup_archive_batch", default=None)


@contextmanager
def deed(actor: str, moment: datetime, owner: str, streams: Iterable[str]) -> Iterator[Deed]:
    """Opens the transaction and locks the streams; inside another deed it joins that one.

    A deed inside another may act as another person or at another moment, but names no stream that the
    outermost has not locked and no other owner (RuntimeError). When an exception leaves a joined deed its
    entries are forgotten and the whole transaction can only be rolled back, unless a savepoint was set
    around it. `moment` needs an offset from UTC (ValueError).
    """
    if moment.utcoffset() is None:
        raise ValueError("the moment of a deed has no offset from UTC")
    if not actor or len(actor) > LONGEST_ACTOR:
        raise ValueError(f"the actor {actor!r} is not a text of 1 to {LONGEST_ACTOR} characters")
    wanted = sorted(set(streams))
    outer = _open_batch.get()
    with _outermost(owner, wanted) if outer is None else _joined(outer, owner, wanted) as batch:
        yield Deed(actor, moment, moment.isoformat(), store.moment_value(moment), batch)


@contextmanager
def _outermost(owner: str, streams: list[str]) -> Iterator[_Batch]:
    for key in (owner, *streams):
        if not key or len(key) > _LONGEST_KEY or not key.isascii():
            raise ValueError(f"{key!r} is not a key: 1 to {_LONGEST_KEY} ASCII characters")
    with transaction.atomic():
        heads = store.lock_heads(owner, streams)
        foreign = [key for key, head in heads.items() if head.owner != owner]
        if foreign:
            raise RuntimeError(f"streams of another owner: {', '.join(sorted(foreign))}")
        batch = _Batch(owner, heads, {key: head.seq for key, head in heads.items()})
        token = _open_batch.set(batch)
        try:
            yield batch
        finally:
            _open_batch.reset(token)
        if transaction.get_rollback():
            raise RuntimeError("something inside this deed failed, so nothing of it was written")
        batch.write()


@contextmanager
def _joined(batch: _Batch, owner: str, streams: list[str]) -> Iterator[_Batch]:
    if owner != batch.owner:
        raise RuntimeError(f"the open deed belongs to {batch.owner}, not to {owner}")
    added = [key for key in streams if key not in batch.seqs]
    if added:
        raise RuntimeError(f"a deed inside another may not add streams: {', '.join(added)}")
    marks = len(batch.lines), len(batch.payloads)
    try:
        with transaction.atomic(savepoint=False):
            yield batch
    except BaseException:
        batch.forget_since(*marks)
        raise
