"""Carrier: writes each message as a file into the home's outbox folder, and nothing leaves the machine."""

import hashlib
import os
import re
import secrets
from pathlib import Path

from recoup.outreach.carriers.base import Handed, NotSent, Outcome, Parcel


class OutboxCarrier:
    """One file per Message-ID, whole or not at all, safely on disk before it answers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, parcel: Parcel) -> Outcome:
        """Writes the file, unless a message of that id lies there already."""
        name = file_name(parcel.message_id)
        try:
            is_new = self._write(name, parcel.raw)
        except OSError as odd:
            return NotSent(f"The outbox folder cannot be written: {odd.strerror}", "server", False)
        return Handed(f"{'written to' if is_new else 'was already in'} outbox/{name}")

    def close(self) -> None:
        """Nothing is held open."""

    def _write(self, name: str, raw: bytes) -> bool:
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f".{secrets.token_hex(8)}.part"
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(draft, self._folder / name)
                is_new = True
            except FileExistsError:
                is_new = False
        finally:
            draft.unlink(missing_ok=True)
        self._sync_folder()
        return is_new

    def _sync_folder(self) -> None:
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def file_name(message_id: str) -> str:
    """The file of a Message-ID: readable, safe, and another one for every id.

    >>> file_name("<0a1b@firm.example>")
    '0a1b@firm.example.eml'
    """
    bare = message_id.strip("<>")
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9@._+-]{0,150}", bare) and bare == bare.lower():
        return f"{bare}.eml"
    safe = re.sub(r"[^a-z0-9@._+-]", "_", bare.lower())[:60]
    return f"{safe}-{hashlib.sha256(message_id.encode()).hexdigest()[:32]}.eml"
