"""One connection to an IMAP server: folders opened read-only, mail fetched as it is, never marked, moved or deleted."""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, unquote, urlsplit

from recoup.lib.hosts import PrivateHostError, addresses

PORTS = {"imaps": 993, "imap+starttls": 143, "imap": 143}
LARGEST = 512 * 1024 * 1024
_BATCH_BYTES, _BATCH_MAILS = 8_000_000, 50
_TIMEOUT_S = 30.0
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_LISTED = re.compile(rb'\((?P<flags>[^)]*)\)\s+(?:"(?:[^"\\]|\\.)*"|NIL)\s+(?P<name>.+)$', re.S)
_SENT_NAME = re.compile(
    r"(?:^|[./])(?:sent(?: (?:items|messages|mail))?|gesendet(?:e (?:elemente|objekte|nachrichten))?|"
    r"[^/.]*envoy[^/.]*|(?:elementos )?enviados?|posta inviata|inviat[aoi]|verzonden[^/.]*)$",
    re.I,
)


class ImapError(Exception):
    """The server, or the way to it, said no; the words are for people."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where a mailbox is. `security`: tls, starttls or none."""

    host: str
    port: int
    user: str
    password: str
    security: str
    allow_private: bool
    timeout_s: float = _TIMEOUT_S

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port})"


def server_of(url: str, *, allow_private: bool) -> Server:
    """The server of imaps://user:password@host:993. Raises ValueError in words."""
    parts = urlsplit(url.strip())
    if parts.scheme not in PORTS:
        raise ValueError("It begins with none of imaps://, imap+starttls:// and imap://.")
    try:
        port = parts.port or PORTS[parts.scheme]
    except ValueError:
        raise ValueError("Its port is no number from 1 to 65535.") from None
    if not parts.hostname or not parts.username:
        raise ValueError("It names no host, or no user.")
    if parts.query or parts.fragment or parts.path not in ("", "/"):
        raise ValueError("It goes on after the host; write / ? # in a password as %2F %3F %23.")
    user, password = unquote(parts.username), unquote(parts.password or "")
    if re.search(r"[\r\n\x00]", user + password):
        raise ValueError("User and password are one line each.")
    security = {"imaps": "tls", "imap+starttls": "starttls"}.get(parts.scheme, "none")
    return Server(parts.hostname, port, user, password, security, allow_private)


def url_of(security: str, host: str, port: str, user: str, password: str) -> str:
    """The address of a mailbox from what a form asks for; `server_of` says what is wrong with it.

    >>> url_of("imaps", "imap.firm.example", "", "accounts@firm.example", "a/b")
    'imaps://accounts%40firm.example:a%2Fb@imap.firm.example:993'
    """
    login = f"{quote(user, safe='')}:{quote(password, safe='')}"
    return f"{security}://{login}@{host}:{port or PORTS.get(security, '')}"


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail as it lies there."""

    uid: int
    raw: bytes


class Imap:
    """A connection that is logged in; leave it as a context manager. All methods raise ImapError."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._imap = _said(self._connect)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, odd: BaseException | None, at: TracebackType | None
    ) -> None:
        with suppress(imaplib.IMAP4.error, OSError):
            self._imap.logout()

    def _connect(self) -> imaplib.IMAP4:
        imap = _Wire(self._server)
        try:
            if self._server.security == "starttls":
                imap.starttls(ssl.create_default_context())
            _login(imap, self._server)
        except BaseException:
            with suppress(OSError):
                imap.shutdown()
            raise
        return imap

    def sent_folder(self) -> str:
        """The folder that the server marks as sent mail, else one that is called so; empty when there is none."""
        lines = [one for one in self._call("LIST", self._imap.list) if isinstance(one, bytes)]
        named = ""
        for line in lines:
            hit = _LISTED.match(line)
            if hit is None:
                continue
            name = _unquoted(hit["name"].decode("utf-8", "replace").strip())
            if b"\\sent" in hit["flags"].lower():
                return name
            if not named and _SENT_NAME.search(name):
                named = name
        return named

    def open(self, folder: str) -> int:
        """Opens a folder read-only; its UIDVALIDITY."""
        self._call("EXAMINE", lambda: self._imap.select(_quoted(folder), readonly=True))
        said = self._imap.response("UIDVALIDITY")[1]
        return int(said[0]) if said and said[0] else 0

    def uids_after(self, uid: int, since: date) -> list[int]:
        """What came after that UID and arrived on that day or later, in order."""
        day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        said = self._call("SEARCH", lambda: self._imap.uid("SEARCH", "UID", f"{uid + 1}:*", "SINCE", day))
        found = [int(one) for part in said if isinstance(part, bytes) for one in part.split()]
        return sorted(one for one in found if one > uid)

    def fetch(self, uids: Sequence[int]) -> Iterator[Fetched]:
        """Those mails that are still there, in order; a few at a time, never a large one with others."""
        for start in range(0, len(uids), _BATCH_MAILS):
            part = list(uids[start : start + _BATCH_MAILS])
            sizes = self._sizes(part)
            for batch in _batches(part, sizes):
                what = "BODY.PEEK[]"
                if sizes.get(batch[0], 0) > LARGEST:
                    what = f"BODY.PEEK[]<0.{LARGEST}>"
                yield from sorted(self._bodies(batch, what), key=lambda one: one.uid)

    def _sizes(self, uids: list[int]) -> dict[int, int]:
        said = self._fetch(uids, "(UID RFC822.SIZE)")
        found = {}
        for line in said:
            text = line[0] if isinstance(line, tuple) else line
            uid, size = re.search(rb"UID (\d+)", text or b""), re.search(rb"RFC822\.SIZE (\d+)", text or b"")
            if uid and size:
                found[int(uid[1])] = int(size[1])
        return found

    def _bodies(self, uids: list[int], what: str) -> Iterator[Fetched]:
        said = self._fetch(uids, f"(UID {what})")
        for n, line in enumerate(said):
            if not isinstance(line, tuple):
                continue
            after = said[n + 1] if n + 1 < len(said) and isinstance(said[n + 1], bytes) else b""
            uid = re.search(rb"UID (\d+)", line[0]) or re.search(rb"UID (\d+)", after)
            if uid:
                yield Fetched(int(uid[1]), bytes(line[1]))

    def _fetch(self, uids: list[int], what: str) -> list[Any]:
        return self._call("FETCH", lambda: self._imap.uid("FETCH", ",".join(map(str, uids)), what))

    def _call(self, name: str, call: Any) -> list[Any]:
        kind, said = _said(call)
        if kind != "OK":
            words = b" ".join(one for one in said if isinstance(one, bytes)).decode("utf-8", "replace")
            raise ImapError(f"{name}: {words}"[:300])
        return list(said)


def _batches(uids: list[int], sizes: dict[int, int]) -> Iterator[list[int]]:
    batch: list[int] = []
    total = 0
    for uid in uids:
        if uid not in sizes:
            continue
        if batch and total + sizes[uid] > _BATCH_BYTES:
            yield batch
            batch, total = [], 0
        batch.append(uid)
        total += sizes[uid]
    if batch:
        yield batch


def _said(call: Any) -> Any:
    try:
        return call()
    except PrivateHostError as odd:
        raise ImapError(f"{odd}; set mail.allow_private if it is yours") from odd
    except ssl.SSLCertVerificationError as odd:
        raise ImapError(f"The server's certificate is not to be trusted: {odd.verify_message}") from odd
    except TimeoutError as odd:
        raise ImapError("The server did not answer in time.") from odd
    except (imaplib.IMAP4.error, OSError, ValueError) as odd:
        raise ImapError(" ".join(str(odd).split())[:300] or type(odd).__name__) from odd


def _login(imap: imaplib.IMAP4, server: Server) -> None:
    if (server.user + server.password).isascii():
        imap.login(server.user, server.password)
        return
    secret = f"\0{server.user}\0{server.password}".encode()
    imap.authenticate("PLAIN", lambda _: secret)


def _quoted(name: str) -> str:
    escaped = re.sub(r'([\\"])', r"\\\1", re.sub(r"[\r\n\x00]", "", name))
    return f'"{escaped}"'


def _unquoted(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name[1:-1]) if name.startswith('"') and name.endswith('"') else name


class _Wire(imaplib.IMAP4):
    """imaplib's client, connected to an address that was looked at first."""

    def __init__(self, server: Server) -> None:
        self._server = server
        super().__init__(server.host, server.port, server.timeout_s)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        server = self._server
        failed: OSError | None = None
        for address in addresses(server.host, server.port, allow_private=server.allow_private):
            try:
                plain = socket.create_connection((address, server.port), timeout)
                break
            except OSError as odd:
                failed = odd
        else:
            raise failed or OSError(f"{server.host} has no address")
        if server.security != "tls":
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=server.host)
        except BaseException:
            plain.close()
            raise
