"""The home's master key: made once, mode 0600, never made anew while something depends on the old one."""

import os
import secrets
from pathlib import Path

from django.conf import settings

from recoup.archive.models import PayloadKey
from recoup.lib.errors import Refused

_BYTES = 32


def key_path() -> Path:
    """Where the master key lies. Keep it apart from the backup of the database."""
    return Path(settings.HOME) / "keys" / "payload.key"


def master_key() -> bytes:
    """The master key. Raises Refused when the file is missing or is not a key."""
    path = key_path()
    try:
        key = bytes.fromhex(path.read_text("ascii"))
    except FileNotFoundError:
        raise Refused(
            "key_missing",
            "The key that opens stored messages and notes is missing.",
            str(path),
            "Put the file payload.key of this home back from where keys are kept.",
        ) from None
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise Refused(
            "key_damaged",
            "The file of the key that opens stored messages and notes is damaged.",
            str(path),
            "Put the file payload.key of this home back from where keys are kept.",
        )
    return key


def ensure_master_key() -> bytes:
    """The master key, made now if this home never had one.

    Raises Refused when the file is missing although stored payloads need it.
    """
    if not key_path().exists() and not PayloadKey.objects.exists():
        _make(key_path())
    return master_key()


def _make(path: Path) -> None:
    """Whole or not at all, and the first of two makers wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        draft.unlink()
