"""Whose mail it is, and why: by reply token, by what it answers, by address, by invoice number, in that order."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from recoup.ledger.models import Contact, Debtor, Invoice
from recoup.org.models import Creditor
from recoup.outreach.inbound.bounces import Bounce
from recoup.outreach.inbound.mail import Mail
from recoup.outreach.models import CapturedMail, Message, MessageState

PUBLIC_DOMAINS = frozenset(
    (
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "yahoo.co.uk",
        "yahoo.fr", "yahoo.de", "yahoo.it", "yahoo.es", "icloud.com", "me.com", "mac.com", "aol.com", "gmx.de",
        "gmx.net", "gmx.at", "gmx.ch", "web.de", "t-online.de", "freenet.de", "orange.fr", "free.fr", "wanadoo.fr",
        "laposte.net", "sfr.fr", "libero.it", "tiscali.it", "alice.it", "virgilio.it", "telefonica.net", "terra.es",
        "ziggo.nl", "kpnmail.nl", "planet.nl", "hetnet.nl", "bluewin.ch", "btinternet.com", "proton.me",
        "protonmail.com", "mail.com", "yandex.com", "yandex.ru", "mail.ru", "qq.com",
    )
)  # fmt: skip
"""Where an address says nothing about the firm."""
_TOKEN = re.compile(r"\+([0-9a-f]{16})@")
_NUMBER = re.compile(r"(?<![\w@./-])(?=[\w./-]*\d)[A-Za-z0-9][\w./-]{2,28}[\w](?![\w@])")
_DATE_LIKE = re.compile(r"^\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?$|^\d{1,4}$")
_READ = 6_000
_MOST_NUMBERS = 200
_RECENT = timedelta(days=30)
_GONE = (MessageState.SENT, MessageState.UNSURE, MessageState.SENDING, MessageState.RETURNED)


@dataclass(frozen=True, slots=True)
class Match:
    """Whose it is. `by`: token, reference, address, invoice. `is_known_sender`: from one of the debtor's addresses."""

    debtor: Debtor | None = None
    message: Message | None = None
    contact: Contact | None = None
    by: str = ""
    is_known_sender: bool = False


def match_in(
    creditor: Creditor, mail: Mail, bounce: Bounce | None = None, sent_back: Collection[str] = ()
) -> Match:
    """Whose received mail it is. A sender the debtor's contacts do not know may match, and is not a known one.

    `sent_back` are the Message-IDs of what a machine's report brings back.
    """
    addresses = {*mail.to, *mail.delivered_to}
    found = (
        _by_token(creditor, addresses)
        or _by_reference(creditor, (*sent_back, *mail.references))
        or (
            _by_failed(creditor, bounce, mail) if bounce else _by_address(creditor, [mail.from_address], mail)
        )
        or (None if bounce else _by_invoice(creditor, mail))
    )
    if found is None or found.debtor is None:
        return Match()
    contact, is_known = _sender(creditor, found.debtor, mail.from_address)
    return replace(found, contact=found.contact or contact, is_known_sender=is_known)


def match_out(creditor: Creditor, mail: Mail) -> Match:
    """Whom a mail of our own went to."""
    found = (
        _by_reference(creditor, (mail.message_id,))
        or _by_address(creditor, mail.to, mail)
        or _by_reference(creditor, mail.references)
        or _by_invoice(creditor, mail)
    )
    return replace(found, is_known_sender=True) if found else Match()


def tokens_in(addresses: Iterable[str]) -> list[str]:
    """The reply tokens in these addresses.

    >>> tokens_in(["accounts+00112233445566aa@firm.example", "ann+x@firm.example"])
    ['00112233445566aa']
    """
    return [hit[1] for one in addresses if (hit := _TOKEN.search(one))]


def numbers_in(text: str) -> list[str]:
    """What may be an invoice number in a text: it has a digit, and is neither a date nor a short plain number.

    >>> numbers_in("About RE-2026/114 of 3.4.2026 and 77, see 104233.")
    ['RE-2026/114', '104233']
    """
    found = (one[0].rstrip(".-/_") for one in _NUMBER.finditer(text[:_READ]))
    kept = [one for one in found if not _DATE_LIKE.match(one) and (len(one) >= 5 or not one.isdigit())]
    return list(dict.fromkeys(kept))[:_MOST_NUMBERS]


def _by_token(creditor: Creditor, addresses: Iterable[str]) -> Match | None:
    tokens = tokens_in(addresses)
    message = _message(Message.objects.of(creditor).filter(token__in=tokens)) if tokens else None
    return Match(message.debtor, message, message.contact, "token") if message else None


def _by_reference(creditor: Creditor, ids: Collection[str]) -> Match | None:
    """The message it answers; else a mail taken in before that it answers."""
    known = [one for one in ids if one]
    if not known:
        return None
    rows = (
        Message.objects.of(creditor)
        .filter(message_id__in=known)
        .select_related("debtor__creditor", "contact")
    )
    messages = {row.message_id: row for row in rows}
    for one in known:
        if one in messages:
            row = messages[one]
            return Match(row.debtor, row, row.contact, "reference")
    before = CapturedMail.objects.of(creditor).filter(mail_id__in=known, debtor__isnull=False)
    mail = before.select_related("debtor__creditor", "message__contact").order_by("-pk").first()
    if mail is None or mail.debtor is None:
        return None
    return Match(mail.debtor, mail.message, None, "reference")


def _by_address(creditor: Creditor, addresses: Collection[str], mail: Mail) -> Match | None:
    """The one debtor who has a contact there; of several, the one whose invoice is named."""
    contacts = _contacts_at(creditor, addresses)
    debtors = {one.debtor_id for one in contacts}
    if len(debtors) > 1:
        named = _debtors_named(creditor, mail) & debtors
        contacts = [one for one in contacts if one.debtor_id in named]
        debtors = named
    if len(debtors) != 1:
        return None
    return Match(contacts[0].debtor, None, contacts[0], "address")


def _contacts_at(creditor: Creditor, addresses: Collection[str]) -> list[Contact]:
    wanted = [one for one in addresses if one]
    if not wanted:
        return []
    rows = Contact.objects.of(creditor).select_related("debtor__creditor").order_by("ended_on", "pk")
    exact = list(rows.filter(email__in=wanted)[:50])
    return exact or list(rows.annotate(low=Lower("email")).filter(low__in=wanted)[:50])


def _by_invoice(creditor: Creditor, mail: Mail) -> Match | None:
    debtors = _debtors_named(creditor, mail)
    if len(debtors) != 1:
        return None
    return Match(Debtor.objects.of(creditor).select_related("creditor").get(pk=debtors.pop()), by="invoice")


def _debtors_named(creditor: Creditor, mail: Mail) -> set[int]:
    numbers = numbers_in(f"{mail.subject}\n{mail.text}")
    rows = Invoice.objects.of(creditor).filter(number__in=numbers)
    return set(rows.values_list("debtor_id", flat=True)) if numbers else set()


def _by_failed(creditor: Creditor, bounce: Bounce, mail: Mail) -> Match | None:
    """The last message of the last weeks to the address that the report names."""
    named = [*bounce.failed, *bounce.delayed]
    at: datetime | None = mail.arrived_at or mail.sent_at
    rows = (
        Message.objects.of(creditor)
        .filter(channel="email", state__in=_GONE)
        .annotate(low=Lower("to_address"))
    )
    rows = rows.filter(low__in=named)
    if at is not None:
        rows = rows.filter(sent_at__gte=at - _RECENT)
    message = _message(rows)
    return Match(message.debtor, message, message.contact, "address") if message else None


def _message(rows: QuerySet[Message]) -> Message | None:
    found: Message | None = (
        rows.select_related("debtor__creditor", "contact").order_by("-sent_at", "-pk").first()
    )
    return found


def _sender(creditor: Creditor, debtor: Debtor, address: str) -> tuple[Contact | None, bool]:
    """The debtor's contact of that address; and whether it, or its firm's domain, is theirs."""
    contacts = list(Contact.objects.of(creditor).filter(debtor=debtor).exclude(email=""))
    for contact in contacts:
        if contact.email.lower() == address:
            return contact, True
    domain = address.rpartition("@")[2]
    is_theirs = domain not in PUBLIC_DOMAINS and any(
        contact.email.lower().endswith(f"@{domain}") for contact in contacts if domain
    )
    return None, is_theirs


@dataclass(frozen=True, slots=True)
class Likely:
    """Who might have sent a mail: debtors with a contact of that very address, and of the same firm's domain."""

    same: tuple[Debtor, ...] = ()
    domain: tuple[Debtor, ...] = ()


def likely_debtors(creditor: Creditor, addresses: Iterable[str], limit: int = 3) -> dict[str, Likely]:
    """For each address of mail that matches nobody: who might have sent it. One query for some dozens of addresses."""
    asked = {one.lower() for one in addresses if one}
    domains = {one.rpartition("@")[2] for one in asked} - PUBLIC_DOMAINS - {""}
    wanted = Q(low__in=asked)
    for domain in sorted(domains):
        wanted |= Q(low__endswith=f"@{domain}")
    rows = Contact.objects.of(creditor).annotate(low=Lower("email")).filter(wanted).select_related("debtor")
    found = list(rows.order_by("debtor__name", "pk")[:500]) if asked else []
    return {one: _likely(found, one, limit) for one in asked}


def _likely(contacts: list[Contact], address: str, limit: int) -> Likely:
    domain = address.rpartition("@")[2]
    same = {one.debtor_id: one.debtor for one in contacts if one.email.lower() == address}
    there = {} if domain in PUBLIC_DOMAINS else {
        one.debtor_id: one.debtor
        for one in contacts
        if one.email.lower().endswith(f"@{domain}") and one.debtor_id not in same
    }  # fmt: skip
    return Likely(tuple(same.values())[:limit], tuple(there.values())[:limit])
