"""Asks the domain name system for text records; the only thing here that touches the network."""

from typing import Protocol

_SECONDS = 5.0


class LookupTroubleError(OSError):
    """No answer came, so nothing is known: neither that a record is there nor that it is not."""


class Lookup(Protocol):
    """Where text records are looked up; tests hand in a table."""

    def txt(self, name: str) -> tuple[str, ...]:
        """The text records of a name, the parts of each joined; none when there is no such name.

        Raises LookupTroubleError when no answer came.
        """


class Dns:
    """The machine's own resolver."""

    def txt(self, name: str) -> tuple[str, ...]:
        """As `Lookup.txt`; waits five seconds at most."""
        import dns.exception  # slow to import
        import dns.resolver

        try:
            found = dns.resolver.resolve(name, "TXT", lifetime=_SECONDS, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except dns.exception.DNSException as odd:
            raise LookupTroubleError(f"{name}: {odd}") from odd
        return tuple(b"".join(row.strings).decode("utf-8", "replace") for row in found)
