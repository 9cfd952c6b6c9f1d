"""One small request over HTTP to a configured host, never into a private network, never more than asked for."""

import http.client
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from recoup.lib.hosts import addresses

TIMEOUT_S = 20.0


def post(
    url: str, body: bytes, *, sent_as: str, allow_private: bool, limit: int, timeout_s: float = TIMEOUT_S
) -> bytes:
    """The body of the answer to a POST. No redirect is followed.

    Raises OSError in words a person can act on: no http address, not reachable, not status 200, over `limit` bytes.
    """
    got = _asked("POST", url, body, {"Content-Type": sent_as}, allow_private, limit, timeout_s)
    if got is None:
        raise OSError(f"{urlsplit(url).hostname} answered 404 Not Found")
    return got


def get(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    allow_private: bool,
    limit: int,
    timeout_s: float = TIMEOUT_S,
) -> bytes | None:
    """The body of the answer to a GET; None where there is no such thing (404). No redirect is followed.

    Raises OSError as `post` does.
    """
    return _asked("GET", url, None, dict(headers or {}), allow_private, limit, timeout_s)


def _asked(
    method: str,
    url: str,
    body: bytes | None,
    headers: dict[str, str],
    allow_private: bool,
    limit: int,
    timeout_s: float,
) -> bytes | None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise OSError(f"{url} is no address that begins with http:// or https://")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    wire = http.client.HTTPConnection(parts.hostname, port, timeout=timeout_s)
    try:
        wire.sock = _connected(parts.hostname, port, parts.scheme, allow_private, timeout_s)
        wire.request(method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
        answer = wire.getresponse()
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise OSError(f"{parts.hostname} answered {answer.status} {answer.reason}")
        got = answer.read(limit + 1)
    except http.client.HTTPException as odd:
        raise OSError(f"{parts.hostname} does not speak HTTP: {odd}") from odd
    finally:
        wire.close()
    if len(got) > limit:
        raise OSError(f"{parts.hostname} answered more than {limit} bytes")
    return got


def _connected(host: str, port: int, scheme: str, allow_private: bool, timeout_s: float) -> socket.socket:
    """A connection to an address that was looked at first."""
    failed: OSError | None = None
    for address in addresses(host, port, allow_private=allow_private):
        try:
            plain = socket.create_connection((address, port), timeout_s)
            break
        except OSError as odd:
            failed = odd
    else:
        raise failed or OSError(f"{host} has no address")
    if scheme == "http":
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise
