"""The home's own keys: one opens stored secrets, one signs sessions. Mode 0600, made once."""

import os
import secrets
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from recoup.lib.errors import Refused
from recoup.lib.said import say

_SEALED = "sealed:"


def _folder() -> Path:
    return Path(settings.HOME) / "keys"


def ensure_keys() -> None:
    """Makes the keys that this home does not have yet; never replaces one."""
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    _make(_folder() / "settings.key", lambda: Fernet.generate_key().decode())
    _make(_folder() / "session.key", lambda: secrets.token_urlsafe(48))


def session_key() -> str:
    """What sessions of this home are signed with; made when there is none."""
    ensure_keys()
    return (_folder() / "session.key").read_text("ascii").strip()


def _make(path: Path, new: Callable[[], str]) -> None:
    """Whole or not at all, and the first of two makers wins."""
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(new() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


@lru_cache(maxsize=4)
def _cipher(path: Path, _written: int) -> Fernet:
    try:
        return Fernet(path.read_text("ascii").strip())
    except ValueError:
        raise _unusable("is damaged", path) from None


def _unusable(how: str, path: Path) -> Refused:
    return Refused(
        "settings_key",
        say("The key that opens stored passwords %(how)s.", how=how),
        str(path),
        "Put the file back from where keys are kept, or set mail.url anew.",
    )


def _open_cipher() -> Fernet:
    path = _folder() / "settings.key"
    try:
        written = path.stat().st_mtime_ns
    except FileNotFoundError:
        raise _unusable("is missing", path) from None
    return _cipher(path, written)


def encrypt(text: str) -> str:
    """The text as it is stored; makes the key when this home has none."""
    ensure_keys()
    return _SEALED + _open_cipher().encrypt(text.encode()).decode()


def decrypt(stored: str) -> str:
    """The text again. Raises Refused (`settings_key`) when the key is missing or another one."""
    try:
        return _open_cipher().decrypt(stored.removeprefix(_SEALED)).decode()
    except InvalidToken:
        raise _unusable("does not fit what is stored", _folder() / "settings.key") from None
