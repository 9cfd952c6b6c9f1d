"""A mail understood before anything is written: whose it is, what it is, and what it seems to say."""

import logging
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from recoup.lib.clock import day_in
from recoup.lib.errors import Refused
from recoup.org.models import Creditor, Membership
from recoup.org.settings import Settings, settings_of
from recoup.outreach.compose import bare_address
from recoup.outreach.inbound.bounces import original_ids
from recoup.outreach.inbound.kinds import Told, told_apart
from recoup.outreach.inbound.mail import Mail, read_mail
from recoup.outreach.inbound.matching import Match, match_in, match_out
from recoup.outreach.inbound.readings import gone_in, readings_of
from recoup.outreach.inbound.replies import part

_log = logging.getLogger(__name__)
BEGINNING = 300
_FROM_SERVERS = frozenset(("bounce", "delay", "receipt", "feedback"))


@dataclass(frozen=True, slots=True)
class Us:
    """What every mail of one creditor is read against; made once for many."""

    creditor: Creditor
    settings: Settings
    own: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A mail understood, before anything is written."""

    us: Us
    mail: Mail
    raw: bytes
    digest: str
    origin: str
    came_at: datetime
    direction: str
    told: Told
    match: Match
    own_words: str
    readings: list[dict[str, Any]] = field(default_factory=list)
    flags: frozenset[str] = frozenset()


def us_of(creditor: Creditor, moment: datetime) -> Us:
    """The creditor with all addresses that we write from."""
    settings = settings_of(creditor, moment)
    texts = [settings.from_address, settings.mail_reply_to, settings.email]
    texts += Membership.objects.of(creditor).values_list("user__email", flat=True)
    return Us(creditor, settings, frozenset(one for text in texts if (one := _bare(text))))


def _bare(text: str) -> str:
    try:
        return bare_address(text).lower() if text else ""
    except Refused:
        return ""


def understood(us: Us, raw: bytes, digest: str, origin: str, is_sent: bool, moment: datetime) -> Read:
    mail, own_words = _read_safely(raw)
    came_at = min(mail.arrived_at or mail.sent_at or moment, moment)
    flags = set(mail.flags)
    if is_sent or (mail.from_address in us.own and not mail.header("list-id")):
        if not is_sent:
            flags.add("sent_unproven")
        match, told, direction = match_out(us.creditor, mail), Told("reply"), "out"
    else:
        today = day_in(came_at, us.settings.timezone)
        told = told_apart(mail, own_words, today, day_first=us.creditor.country != "US")
        sent_back = original_ids(mail) if told.kind != "reply" else ()
        match, direction = match_in(us.creditor, mail, told.bounce, sent_back), "in"
        if match.debtor is not None and not match.is_known_sender and told.kind not in _FROM_SERVERS:
            flags.add("unknown_sender")
        if told.kind == "bounce" and match.by == "address":
            flags.add("bounce_unproven")
    return Read(
        us=us,
        mail=mail,
        raw=raw,
        digest=digest,
        origin=origin,
        came_at=came_at,
        direction=direction,
        told=told,
        match=match,
        own_words=own_words,
        readings=_readings(us, told, own_words, came_at) if direction == "in" else [],
        flags=frozenset(flags),
    )


def _read_safely(raw: bytes) -> tuple[Mail, str]:
    """The mail and its own words. What no reader can read is kept all the same, and put before a person."""
    try:
        mail = read_mail(raw)
        return mail, part(mail.text).own
    except Exception:  # whatever a parser dislikes in foreign bytes, the mail is kept
        _log.exception("a mail of %d bytes could not be read", len(raw))
        return Mail(flags=frozenset(("unreadable",))), ""


def _readings(us: Us, told: Told, own_words: str, came_at: datetime) -> list[dict[str, Any]]:
    """What a person may confirm; an absence is one reading, with its end."""
    today = day_in(came_at, us.settings.timezone)
    if told.kind == "away":
        return [{"code": "away", "sentence": own_words[:BEGINNING], "on": _iso(told.until_on)}]
    if told.kind == "left":
        return [{"code": "left_company", "sentence": gone_in(own_words)[:BEGINNING], "on": None}]
    if told.kind not in ("reply", "feedback"):
        return []
    found = readings_of(own_words, today, day_first=us.creditor.country != "US")
    return [asdict(one) | {"on": _iso(one.on)} for one in found]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
