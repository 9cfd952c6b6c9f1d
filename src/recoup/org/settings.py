"""Settings of a creditor: a closed list of keys, what each means, and their values at a moment."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Any

from django.db.models import F, Max, Q

from recoup.archive.deeds import Content, deed
from recoup.lib.clock import day_in, machine_now
from recoup.lib.errors import Refused
from recoup.lib.hosts import PrivateHostError, addresses
from recoup.lib.said import say
from recoup.org import readers
from recoup.org.keys import decrypt, encrypt
from recoup.org.models import Creditor, Setting
from recoup.org.places import language_of, zone_of

ACCOUNT_WAIT = timedelta(hours=24)
"""How long a change of the bank account waits before debtors are told to pay there."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of a creditor at one moment; a key's dots are underscores here."""

    mail_url: str = field(default="", repr=False)
    mail_from: str = ""
    mail_reply_to: str = ""
    mail_rate_per_minute: int = 0
    mail_allow_private: bool = False
    mail_dkim_selector: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    register_number: str = ""
    vat_id: str = ""
    iban: str = ""
    bic: str = ""
    account_holder: str = ""
    bank_name: str = ""
    account_text: str = ""
    timezone: str = "UTC"
    language: str = "en"
    default_kind: str = ""
    live: bool = False
    automation: str = "draft"
    sending: bool = True
    import_daily_limit: int | None = 50
    outbox_look_minutes: int = 60
    freshness_working_days: int = 1
    visit_radius_km: int = 50
    terms_days: int = 30
    signer: str = ""
    logo: str = ""
    calendar_region: str = ""
    calendar_worked: str = ""
    calendar_closed: str = ""
    window: str = ""
    seal_mail_to: str = ""
    seal_tsa_url: str = ""
    seal_tsa_certificate: str = field(default="", repr=False)
    lawyer_domains: str = ""
    registers_companies_house_key: str = field(default="", repr=False)
    registers_companies_house_url: str = "https://api.company-information.service.gov.uk"
    registers_bodacc_url: str = ""
    works_for: str = "own"
    licences: str = ""
    write_off_limit_manager: str = ""
    write_off_limit_owner: str = ""
    journal_receivables: str = ""
    journal_bad_debts: str = ""
    journal_recoveries: str = ""
    journal_tax: str = ""
    journal_buyer: str = ""

    @property
    def address_lines(self) -> tuple[str, ...]:
        """Street, postal code and city, one a line."""
        return tuple(self.address.split("\n")) if self.address else ()

    @property
    def from_address(self) -> str:
        """Whom our mail is from: mail.from, else email, else the mail server's login if it is an address.

        Without a mail server nothing leaves, and an address that cannot exist will do; else it is empty.
        """
        if self.mail_from or self.email:
            return self.mail_from or self.email
        if not self.mail_url:
            return "accounts@creditor.invalid"
        login = readers.split_mail_url(self.mail_url)[2]
        return login if "@" in login else ""


@dataclass(frozen=True, slots=True)
class Spec:
    """One key: what it is for, how its text is read, and how it is kept."""

    words: str
    read: Callable[[str], Any] = readers.line
    is_secret: bool = False
    is_plain: bool = False
    """Says nothing of a person, so that the entry may show it."""
    deed: str = "settings"


def _plain(words: str, read: Callable[[str], Any]) -> Spec:
    return Spec(words, read, is_plain=True)


REGISTRY: Mapping[str, Spec] = {
    "mail.url": Spec(
        "mail server, smtp+starttls://user:password@host:587; empty: mail is written to the outbox folder",
        readers.mail_url,
        is_secret=True,
    ),
    "mail.from": Spec("whom our mail is from: Accounts <accounts@firm.example>", readers.email),
    "mail.reply_to": Spec(
        "where answers go, if not to mail.from; each message adds +token before the @", readers.email
    ),
    "mail.rate_per_minute": _plain("messages a minute at most; 0: as fast as the server takes them",
                                   readers.number(0, 100_000)),
    "mail.allow_private": _plain("yes: the mail server may be in the private network", readers.yes_no),
    "mail.dkim_selector": _plain(
        "the name of the DKIM key, as the mail provider shows it; empty: the usual names are tried",
        readers.selector,
    ),
    "address": Spec("our address: street, postal code and city, parted by commas", readers.lines),
    "email": Spec("the email address on our letters", readers.email),
    "phone": Spec("the telephone number on our letters"),
    "register_number": Spec("our number in the companies register"),
    "vat_id": Spec("our VAT number"),
    "iban": Spec("our bank account; a change waits 24 hours", readers.iban, deed="bank_account"),
    "bic": Spec("its bank's BIC", readers.bic, deed="bank_account"),
    "account_holder": Spec("whose account it is, if not the creditor's name", deed="bank_account"),
    "bank_name": Spec("the name of its bank", deed="bank_account"),
    "account_text": Spec(
        "the account where there is no IBAN (sort code and number); a change waits 24 hours",
        readers.lines,
        deed="bank_account",
    ),
    "timezone": _plain("our time zone, like Europe/London; else the country's", readers.zone),
    "language": _plain("our language, and a debtor's whose language is unknown", readers.language),
    "default_kind": _plain("what a debtor of unknown kind is: company, …, unknown", readers.kind),
    "live": _plain("yes: messages leave; no: everything is only prepared", readers.yes_no),
    "automation": _plain(
        "full: sent by themselves; draft: a person sends; tasks: only tasks; never",
        readers.one_of("full", "draft", "tasks", "never"),
    ),
    "sending": _plain("off stops all sending at once", readers.yes_no),
    "import.daily_limit": _plain("first messages a day after a first import; none: no limit", readers.limit),
    "outbox.look_minutes": _plain(
        "how long the day's automatic messages lie in the Outbox before the first leaves; 0: they leave at once",
        readers.number(0, 600),
    ),
    "freshness.working_days": _plain(
        "how old the newest list, payments or bank file may be, in working days, before nothing goes out",
        readers.number(0, 30),
    ),
    "visit.radius_km": _plain("how far we go for a visit, in kilometres", readers.number(0, 2000)),
    "terms_days": _plain(
        "days to pay when neither invoice nor debtor says so", readers.number(0, 365)
    ),
    "signer": Spec("the name under our letters"),
    "logo": _plain("the digest of the picture on our letterhead, which is uploaded in Settings", readers.digest),
    "calendar.region": _plain("the part of the country whose holidays we keep, like BY or SCT", readers.region),
    "calendar.worked": _plain("the days we work, like mon tue wed thu fri", readers.weekdays),
    "calendar.closed": _plain("further days on which we are closed, like 2026-12-24", readers.days),
    "window": _plain(
        "the window of our envelopes: de, fr, ch, ch_left, uk, us; else what is usual where it goes",
        readers.one_of("de", "fr", "ch", "ch_left", "uk", "us"),
    ),
    "seal.mail_to": Spec(
        "who outside keeps our daily seals: an accountant, a lawyer; each gets a short mail a day", readers.email
    ),
    "seal.tsa_url": _plain(
        "a time-stamping authority (RFC 3161) that stamps the daily seal: https://…", readers.web_address
    ),
    "seal.tsa_certificate": _plain(
        "its certificate in PEM, root and what lies between, with which its stamps are checked", readers.certificates
    ),
    "lawyer.domains": Spec(
        "the domains of our own lawyers, like lex.example: mail with them is privileged", readers.domains
    ),
    "registers.companies_house_key": Spec(
        "our key to Companies House, with which watched debtors are looked up daily; empty: they are not",
        is_secret=True,
    ),
    "registers.companies_house_url": _plain("where Companies House answers, if not at its usual address",
                                            readers.web_address),
    "registers.bodacc_url": _plain(
        "where BODACC answers: …/datasets/annonces-commerciales/records; empty: it is not asked", readers.web_address
    ),
    "works_for": _plain(
        "whose debts these are: own, group (of firms of our group), others (bought in or for clients)",
        readers.one_of("own", "group", "others"),
    ),
    "licences": _plain(
        "the countries for which we have a licence to collect for others, like GB DE", readers.countries
    ),
    "write_off.limit_manager": _plain(
        "what a manager may let go of one debtor's debt in a year, like 500 GBP, 600 EUR; empty: any sum; "
        "another currency: nothing",
        readers.amounts,
    ),
    "write_off.limit_owner": _plain("the same for an owner", readers.amounts),
    "journal.receivables": _plain("the account of trade receivables in the books", readers.account_code),
    "journal.bad_debts": _plain("the account of bad debts in the books", readers.account_code),
    "journal.recoveries": _plain("the account of money on debts written off", readers.account_code),
    "journal.tax": _plain("the account of output tax in the books", readers.account_code),
    "journal.buyer": _plain("the account of what buyers of debts owe us", readers.account_code),
}  # fmt: skip


def field_of(key: str) -> str:
    """The name of a key's field in Settings.

    >>> field_of("mail.reply_to")
    'mail_reply_to'
    """
    return key.replace(".", "_")


def settings_of(creditor: Creditor, moment: datetime) -> Settings:
    """What holds in work for that moment: each key's newest value in force, else its default. One query.

    What was set to hold at once holds for earlier days too: they are worked with what the creditor wants now,
    and sending that was switched off at noon stays off in a run for that morning.
    """
    rows = Setting.objects.of(creditor).filter(_in_force(moment)).order_by("effective_at")
    stored = {row.key: row.value for row in rows}
    values: dict[str, Any] = {
        "timezone": zone_of(creditor.country),
        "language": language_of(creditor.country),
    }
    for key, text in stored.items():
        spec = REGISTRY.get(key)
        if spec is not None and text:
            values[field_of(key)] = decrypt(text) if spec.is_secret else spec.read(text)
    return Settings(**values)


def preview_of(settings: Settings, values: Mapping[str, str]) -> Settings:
    """The settings as they would be with these texts; what cannot be read stays as it is."""
    read: dict[str, Any] = {}
    for key, text in values.items():
        with suppress(ValueError):
            read[field_of(key)] = REGISTRY[key].read(text.strip()) if text.strip() else ""
    if not read.get("language", "en"):
        read.pop("language")
    return replace(settings, **read)


def _in_force(moment: datetime) -> Q:
    return Q(effective_at__lte=moment) | Q(effective_at=F("set_at"))


def spec_of(key: str) -> Spec:
    """The spec of a key. Raises Refused (`unknown_setting`) that names the nearest."""
    if key in REGISTRY:
        return REGISTRY[key]
    near = get_close_matches(key.lower().replace("_", "."), REGISTRY, 1, 0.5)
    how = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(REGISTRY)}."
    raise Refused("unknown_setting", say("There is no setting called %(key)s.", key=key), "KEY", how)


def set_setting(
    creditor: Creditor, key: str, value: str, *, actor: str, moment: datetime, note: str = ""
) -> datetime:
    """Sets a key and returns from when it holds; an empty value takes it back to its default.

    Records an entry `setting.changed`; a secret is never in it. What already holds is left alone. A change of
    the bank account goes through `bank.change_account`: it holds 24 hours after a second person approved it, so
    the moment returned is the earliest. `note` says why, for people.
    Raises Refused: `unknown_setting`, `bad_setting`, `private_host`, `no_sender`.
    """
    spec = spec_of(key)
    if spec.deed == "bank_account":
        from recoup.org.bank import change_account  # it is built on this module

        change = change_account(creditor, {key: value}, actor=actor, moment=moment)
        return change.effective_at or moment + ACCOUNT_WAIT if change else moment
    text = checked(creditor, key, value, moment)
    with deed(actor, moment, creditor.key, [creditor.stream_key]):
        is_new = put(creditor, key, text, actor=actor, moment=moment, effective_at=moment, note=note)
        if is_new and key == "live":
            _go_live(creditor, moment)
    return moment


def note_setting(creditor: Creditor, key: str, note: str, *, actor: str, moment: datetime) -> None:
    """Says why a setting is as it is; the row keeps the newest word, the record all of them."""
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        newest = newest_setting(creditor, key)
        if newest is None:
            return
        Setting.objects.filter(pk=newest.pk).update(note=note[:300])
        payloads = {"note": Content(note.encode())}
        act.record(
            creditor.stream_key, "setting.explained", klass="internal", facts={"key": key}, payloads=payloads
        )


def newest_setting(creditor: Creditor, key: str) -> Setting | None:
    """The row that was written last, with who set it and why."""
    found: Setting | None = Setting.objects.of(creditor).filter(key=key).order_by("-effective_at").first()
    return found


def put(
    creditor: Creditor,
    key: str,
    text: str,
    *,
    actor: str,
    moment: datetime,
    effective_at: datetime,
    note: str = "",
) -> bool:
    """Writes a checked text and its entry; False when nothing changes."""
    spec = REGISTRY[key]
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        if not _write(creditor, key, spec, text, moment, effective_at, actor, note):
            return False
        facts: dict[str, Any] = {"key": key, "effective_at": effective_at.isoformat()}
        payloads = {"note": Content(note.encode())} if note else {}
        if spec.is_plain:
            facts["value"] = text
        elif not spec.is_secret:
            payloads["value"] = Content(text.encode())
        act.record(creditor.stream_key, "setting.changed", klass="internal", facts=facts, payloads=payloads)
    return True


def checked(creditor: Creditor, key: str, value: str, moment: datetime) -> str:
    """The text as it is kept; raises Refused for what cannot be read."""
    spec, text = spec_of(key), value.strip()
    where = f"recoup set {key}"
    try:
        read = spec.read(text) if text else ""
        if key == "phone" and text:
            readers.phone(creditor.country)(text)
    except ValueError as odd:
        shown = "The value" if spec.is_secret else f"“{text}”"
        raise Refused(
            "bad_setting",
            say("%(shown)s cannot be taken: %(odd)s", shown=shown, odd=odd),
            where,
            say("Expected: %(words)s.", words=spec.words),
        ) from odd
    if key in ("mail.url", "live") and text:
        _check_mail(creditor, key, text, moment)
    if isinstance(read, bool):
        return "yes" if read else "no"
    if key == "default_kind":
        return text and (str(read) or "unknown")
    return "none" if read is None else str(read)


def _check_mail(creditor: Creditor, key: str, text: str, moment: datetime) -> None:
    now = settings_of(creditor, moment)
    url = text if key == "mail.url" else now.mail_url
    if not url:
        return
    if key == "mail.url":
        check_host(url, allow_private=now.mail_allow_private or creditor.is_test)
    is_live = now.live if key == "mail.url" else readers.yes_no(text)
    login = readers.split_mail_url(url)[2]
    if is_live and not creditor.is_test and not (now.mail_from or now.email or "@" in login):
        raise Refused(
            "no_sender",
            "Nobody is named as the sender of our mail.",
            f"recoup set {key}",
            "First say whom it is from: recoup set mail.from accounts@your-firm.example",
        )


def check_host(url: str, *, allow_private: bool) -> None:
    """Raises Refused (`private_host`) when a mail URL leads into the private network and may not.

    A name that cannot be looked up now is looked up, and checked, again before each connection.
    """
    parts, port, _, _ = readers.split_mail_url(url)
    try:
        addresses(parts.hostname or "", port, allow_private=allow_private)
    except PrivateHostError:
        raise Refused(
            "private_host",
            say("%(hostname)s is an address of a private network.", hostname=parts.hostname),
            "mail.url",
            "If that is your own mail server, first: recoup set mail.allow_private yes",
        ) from None
    except OSError:
        return


def account_holds_at(creditor: Creditor, key: str, moment: datetime) -> datetime:
    """From when a key of the account holds that is approved now: the first account of a creditor at once."""
    # a second way to pay beside a known one redirects money as a change of it does, once debtors know it
    ways = [key] if creditor.went_live_on is None else [key, "iban", "account_text"]
    known = Setting.objects.of(creditor).filter(key__in=ways)
    if not known.exists():
        return moment
    since = known.filter(effective_at=F("set_at")).aggregate(Max("effective_at"))["effective_at__max"]
    # a date in the past shortens no wait: a real creditor's runs on the real clock
    clock = moment if creditor.is_test else machine_now()
    return max(moment, clock, since or moment) + ACCOUNT_WAIT


def _write(
    creditor: Creditor,
    key: str,
    spec: Spec,
    text: str,
    moment: datetime,
    effective_at: datetime,
    actor: str,
    note: str,
) -> bool:
    """Writes the row, in place of what waits or was set for later. False when nothing changes."""
    rows = Setting.objects.of(creditor).filter(key=key)
    current = rows.filter(_in_force(moment)).order_by("-effective_at").first()
    held = current.value if current else ""
    waiting = rows.exclude(_in_force(moment))
    if (decrypt(held) if spec.is_secret and held else held) == text:
        return bool(waiting.delete()[0])
    if [row.value for row in waiting] == [text]:
        return False
    waiting.delete()
    if effective_at == moment:
        rows.filter(effective_at__gt=moment).delete()
    Setting.objects.update_or_create(
        creditor=creditor,
        key=key,
        effective_at=effective_at,
        defaults={
            "value": encrypt(text) if spec.is_secret and text else text,
            "set_at": moment,
            "set_by": actor,
            "note": note[:300],
        },
    )
    return True


def _go_live(creditor: Creditor, moment: datetime) -> None:
    """Keeps the day of going live on the creditor; not live, there is none."""
    now = settings_of(creditor, moment)
    if now.live == (creditor.went_live_on is not None):
        return
    creditor.went_live_on = day_in(moment, now.timezone) if now.live else None
    creditor.save(update_fields=["went_live_on"])
