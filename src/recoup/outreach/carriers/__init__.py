"""Carriers: who takes a message over. One file each, and one line in the registry below."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings as home_settings

from recoup.org.readers import split_address, split_mail_url
from recoup.org.settings import Settings
from recoup.outreach.carriers.base import Carrier, Outcome, Parcel
from recoup.outreach.carriers.outbox import OutboxCarrier
from recoup.outreach.carriers.smtp import Server, SmtpCarrier
from recoup.outreach.compose import ascii_domain


def _outbox(_settings: Settings, _allow_private: bool) -> Carrier:
    return OutboxCarrier(Path(home_settings.HOME) / "outbox")


def _smtp(security: str) -> "Opener":
    def opened(settings: Settings, allow_private: bool) -> Carrier:
        url, port, user, password = split_mail_url(settings.mail_url)
        domain = split_address(settings.from_address)[1].rpartition("@")[2] if settings.from_address else ""
        helo = ascii_domain(domain or "localhost")
        return SmtpCarrier(Server(url.hostname or "", port, user, password, security, helo, allow_private))

    return opened


Opener = Callable[[Settings, bool], Carrier]

CARRIERS: Mapping[str, Opener] = {
    "": _outbox,
    "smtp": _smtp("none"),
    "smtps": _smtp("tls"),
    "smtp+starttls": _smtp("starttls"),
}
"""By the scheme of `mail.url`; a new carrier adds its line here."""


class Paced:
    """Hands messages to another carrier, at most so many a minute, evenly spread."""

    def __init__(
        self,
        carrier: Carrier,
        per_minute: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._carrier, self._gap = carrier, 60 / per_minute
        self._clock, self._sleep = clock, sleep
        self._next = clock()

    def deliver(self, parcel: Parcel) -> Outcome:
        """Waits for its turn, then hands over."""
        wait = self._next - self._clock()
        if wait > 0:
            self._sleep(wait)
        self._next = max(self._next, self._clock()) + self._gap
        return self._carrier.deliver(parcel)

    def close(self) -> None:
        """Closes the other."""
        self._carrier.close()


@contextmanager
def carrier_of(settings: Settings, *, is_test: bool = False) -> Iterator[Carrier]:
    """The creditor's carrier for email, open for many messages; without a mail server, the outbox folder.

    `is_test` (a test creditor) allows a mail server in the private network.
    """
    scheme = split_mail_url(settings.mail_url)[0].scheme if settings.mail_url else ""
    carrier = CARRIERS[scheme](settings, settings.mail_allow_private or is_test)
    if settings.mail_rate_per_minute and scheme:
        carrier = Paced(carrier, settings.mail_rate_per_minute)
    try:
        yield carrier
    finally:
        carrier.close()
