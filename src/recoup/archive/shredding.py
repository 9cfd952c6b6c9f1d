"""Erasing content for good: its key goes, the chain stays; a list outside the database outlives every backup of it."""

import hmac
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection

from recoup.archive.chain import Fact
from recoup.archive.deeds import Deed
from recoup.archive.keys import master_key
from recoup.archive.models import Entry, PayloadKey

KIND = "content.shredded"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Erased:
    """One line of the list: whose, which contents, and opaque numbers of rows that were emptied with them."""

    owner: str
    contents: tuple[str, ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)


def list_path() -> Path:
    """The list lies with the keys: a backup of the database does not hold it, so a restore cannot undo it."""
    return Path(settings.HOME) / "keys" / "erased.jsonl"


def erased_before() -> bool:
    """Whether anything was ever erased in this home."""
    return list_path().exists()


def shred(act: Deed, owner: str, contents: Mapping[str, Sequence[str]], *, facts: Mapping[str, Fact]) -> int:
    """Deletes the keys of these commitments, by stream, and says so in each stream; how many keys went.

    The deed must have locked the streams. `facts` names the lawful ground and who asked, as codes; nothing personal.
    Call `settle` after the commit: only then does nothing of the keys stay in the database's files.
    """
    gone = delete_keys(owner, [one for some in contents.values() for one in some])
    for stream, some in contents.items():
        for part in _parts(list(some)):
            act.record(stream, KIND, klass="internal", facts={**facts, "contents": part})
    return gone


def mark(owner: str, text: str) -> str:
    """A keyed hash by which somebody who was erased is known again; without the master key nothing can be guessed."""
    return hmac.new(master_key(), f"erased\n{owner}\n{text}".encode(), "sha256").hexdigest()


def marks(owner: str) -> frozenset[str]:
    """The marks of all who were erased of this owner."""
    return frozenset(one for line in listed(owner) for one in line.about.get("marks", ()))


def note(erased: Erased) -> None:
    """Adds a line to the list, safely on disk before it returns. It holds hashes and numbers alone."""
    path = list_path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = {"owner": erased.owner, "contents": list(erased.contents), "about": dict(erased.about)}
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as file:
        file.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def listed(owner: str) -> list[Erased]:
    """What the list says was erased of this owner, the oldest first."""
    return [
        Erased(owner, tuple(line["contents"]), line["about"]) for line in _lines() if line["owner"] == owner
    ]


def unlisted(owner: str) -> set[str]:
    """Erased commitments that the record names and the list does not, as after a crash or a lost list."""
    known = {one for line in listed(owner) for one in line.contents}
    return {one for one in recorded(owner) if one not in known}


def _lines() -> Iterator[dict[str, Any]]:
    """A last line that was cut short by a crash names nothing that was committed."""
    try:
        text = list_path().read_text("utf-8")
    except FileNotFoundError:
        return
    for line in text.splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue


def recorded(owner: str) -> Iterator[str]:
    """What the record itself says was erased of this owner."""
    rows = Entry.objects.filter(owner=owner, kind=KIND).values_list("envelope", flat=True)
    for envelope in rows.iterator():
        yield from json.loads(bytes(envelope))["facts"]["contents"]


def back(owner: str) -> list[str]:
    """Commitments that were erased and have a key again, as after a backup was put back."""
    wanted = [one for line in listed(owner) for one in line.contents] + sorted(unlisted(owner))
    found: list[str] = []
    for part in _parts(wanted):
        rows = PayloadKey.objects.filter(owner=owner, commitment__in=part)
        found.extend(rows.values_list("commitment", flat=True))
    return sorted(set(found))


def by_stream(owner: str, commitments: Iterable[str]) -> dict[str, list[str]]:
    """The streams whose entries name these commitments. Reads every entry of the owner: for a rare deed."""
    wanted, found = set(commitments), dict[str, list[str]]()
    rows = Entry.objects.filter(owner=owner).order_by("stream", "seq").values_list("stream", "envelope")
    for stream, envelope in rows.iterator():
        named = bytes(envelope)
        if b'"payloads":{}' in named:
            continue
        some = [one for one in json.loads(named)["payloads"].values() if one in wanted]
        found.setdefault(stream, []).extend(some)
    return {stream: list(dict.fromkeys(some)) for stream, some in found.items() if some}


def settle(tables: Iterable[str] = ()) -> None:
    """Takes the deleted rows out of the database's files, where they could still be read; outside a transaction only.

    `tables` are others in which plain text about the person was changed or deleted.

    SQLite: its log is emptied (`secure_delete` has overwritten the rows). PostgreSQL keeps a deleted row until VACUUM,
    and its bytes even then: the table of keys, and those tables, are written anew. Where others hold one for ten
    seconds, it is left to the next erasure or to the operator, see docs/howto-backup.md.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        cursor.execute("SET lock_timeout = '10s'")
        try:
            for table in (PayloadKey._meta.db_table, *sorted(set(tables))):
                with suppress(OperationalError):
                    cursor.execute(f"VACUUM (FULL) {table}")
        finally:
            cursor.execute("RESET lock_timeout")


def delete_keys(owner: str, commitments: Iterable[str]) -> int:
    """Deletes the keys of these commitments; how many there were."""
    gone = 0
    for part in _parts(list(commitments)):
        gone += PayloadKey.objects.filter(owner=owner, commitment__in=part).delete()[0]
    return gone


def _parts(items: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
