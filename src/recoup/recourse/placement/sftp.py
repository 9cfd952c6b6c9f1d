"""A file to somebody's server over SFTP: only to the server whose key was entered, whole or not at all."""

import asyncio
from dataclasses import dataclass, field
from posixpath import join
from typing import Any

from recoup.lib.errors import Refused
from recoup.lib.hosts import PrivateHostError, addresses
from recoup.lib.said import say

TIMEOUT_S = 60.0
_BEGIN = "-----BEGIN"


@dataclass(frozen=True, slots=True)
class Place:
    """Where it goes. `secret`: a password, or a private key in PEM or OpenSSH's format."""

    host: str
    port: int
    user: str
    folder: str
    host_key: str
    secret: str = field(repr=False)
    allow_private: bool = False


def upload(place: Place, name: str, data: bytes, *, timeout_s: float = TIMEOUT_S) -> None:
    """Puts the file there under its name, in place of one of that name; a second time changes nothing.

    Raises Refused: `sftp_key` (the key entered is none), `sftp_stranger` (another server answers), `sftp_login`,
    `sftp_failed`.
    """
    import asyncssh  # slow to import, and most homes never need it

    try:
        asyncio.run(asyncio.wait_for(_put(place, name, data), timeout_s))
    except (asyncssh.HostKeyNotVerifiable, asyncssh.KeyExchangeFailed) as odd:
        raise Refused(
            "sftp_stranger",
            say(
                "%(host)s shows another key than the one that is entered; nothing was sent.", host=place.host
            ),
            "sftp_host_key",
            "Ask them by telephone whether they have changed it.",
        ) from odd
    except asyncssh.PermissionDenied as odd:
        raise Refused(
            "sftp_login", say("%(host)s does not let us in.", host=place.host), "sftp_secret",
            "Check user name and password or key.",
        ) from odd  # fmt: skip
    except PrivateHostError as odd:
        raise Refused("sftp_failed", str(odd), "sftp_host", "Name a public server.") from odd
    except (OSError, TimeoutError, asyncssh.Error) as odd:
        why = str(odd) or type(odd).__name__
        raise Refused(
            "sftp_failed", say("The file could not be put on %(host)s: %(why)s", host=place.host, why=why[:200]),
            "sftp_host", "Try again later, or send it another way.",
        ) from odd  # fmt: skip


def fingerprint(host_key: str) -> str:
    """How people compare a key: SHA256:…. Raises Refused (`sftp_key`)."""
    return str(_public(host_key).get_fingerprint())


def _public(host_key: str) -> Any:
    import asyncssh

    words = host_key.split()
    at = next((n for n, word in enumerate(words) if word.startswith(("ssh-", "ecdsa-"))), 0)
    try:
        return asyncssh.import_public_key(" ".join(words[at : at + 2]))
    except asyncssh.KeyImportError as odd:
        raise Refused(
            "sftp_key", "This is no key of a server.", "sftp_host_key", "It looks like ssh-ed25519 AAAA…."
        ) from odd


async def _put(place: Place, name: str, data: bytes) -> None:
    import asyncssh

    is_key = place.secret.lstrip().startswith(_BEGIN)
    try:
        keys = [asyncssh.import_private_key(place.secret)] if is_key else None
    except asyncssh.KeyImportError as odd:
        raise Refused("sftp_key", "The private key cannot be read.", "sftp_secret", "Enter it anew.") from odd
    address = addresses(place.host, place.port, allow_private=place.allow_private)[0]
    async with (
        asyncssh.connect(
            address, place.port, username=place.user, password=None if is_key else place.secret,
            client_keys=keys, known_hosts=([_public(place.host_key)], [], []), config=[], agent_path=None,
        ) as connection,
        connection.start_sftp_client() as sftp,
    ):  # fmt: skip
        target, draft = join(place.folder, name), join(place.folder, f".{name}.part")
        async with sftp.open(draft, "wb") as file:
            await file.write(data)
        if await sftp.exists(target):
            await sftp.remove(target)
        await sftp.rename(draft, target)
