"""The closed list of settings: what each key is for, how its text is read, and its default."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from recoup.org import readers


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
