"""Where a configured host name really leads, so that a setting cannot reach into the private network."""

import ipaddress
import socket


class PrivateHostError(OSError):
    """The name leads to an address that is not on the public internet."""


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or ip
    return bool(mapped.is_global) and not mapped.is_multicast


def addresses(host: str, port: int, *, allow_private: bool) -> list[str]:
    """The addresses behind a host name, in the system's order.

    Connect to one of these, not to the name, or it may lead elsewhere the second time it is asked.
    Raises PrivateHostError when one of them is private and that is not allowed, OSError when there is none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as odd:
        raise OSError(f"{host} is no host name") from odd
    listed = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not allow_private and not all(_is_public(address) for address in listed):
        raise PrivateHostError(f"{host} is an address of a private network")
    return listed
