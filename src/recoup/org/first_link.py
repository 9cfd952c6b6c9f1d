"""The link with which the first user of an empty home is made: secret, printed once, dead as soon as it was used."""

import hashlib
import hmac
import secrets
from pathlib import Path

from django.conf import settings

from recoup.org.keys import ensure_keys
from recoup.org.models import Creditor


def _file() -> Path:
    return Path(settings.HOME) / "keys" / "first.link"


def new() -> str | None:
    """A new secret, in place of the one before; None where a creditor is there already. Its hash alone is kept."""
    if Creditor.objects.exists():
        forget()
        return None
    ensure_keys()
    token = secrets.token_urlsafe(32)
    _file().touch(mode=0o600)
    _file().write_text(_hash(token))
    return token


def fits(token: str) -> bool:
    """Whether it is the secret that was made last, and nobody has used it."""
    if Creditor.objects.exists() or not _file().is_file():
        return False
    return hmac.compare_digest(_file().read_text(), _hash(token))


def forget() -> None:
    """No link opens anything any more."""
    _file().unlink(missing_ok=True)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
