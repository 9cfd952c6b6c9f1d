"""The fields of each part of Settings: what they are called, what they offer, and how a sent form is saved."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recoup.lib.errors import Refused
from recoup.org.bank import change_account
from recoup.org.models import AccountChange
from recoup.org.settings import REGISTRY, field_of, set_setting
from recoup.web import once, typed, words
from recoup.web.here import Here

Words = str | Promise
YES_NO: list[tuple[str, Words]] = [("yes", _("yes")), ("no", _("no"))]
CHOICES: Mapping[str, list[tuple[str, Words]]] = {
    "automation": [
        ("draft", _("drafts: a person sends")),
        ("full", _("messages go out by themselves")),
        ("tasks", _("only tasks for people")),
        ("never", _("nothing by itself")),
    ],
    "mail.allow_private": YES_NO,
    "works_for": [
        ("own", _("our own")), ("group", _("those of firms of our group")), ("others", _("those of others")),
    ],
    "language": list(words.LANGUAGES.items()),
    "window": [
        ("", _("as is usual where the letter goes")),
        ("de", _("Germany and Austria, left")), ("fr", _("France, right")),
        ("ch", _("Switzerland, right")), ("ch_left", _("Switzerland, left")), ("uk", _("United Kingdom, left")),
        ("us", _("United States, left")),
    ],
}  # fmt: skip
LABELS: Mapping[str, Words] = {
    "address": _("Address"),
    "email": _("Email on letters"),
    "phone": _("Telephone"),
    "register_number": _("Register number"),
    "vat_id": _("VAT number"),
    "signer": _("Name under letters"),
    "window": _("Window of our envelopes"),
    "timezone": _("Time zone"),
    "language": _("Language"),
    "works_for": _("Whose debts these are"),
    "licences": _("Licences to collect for others"),
    "automation": _("What happens by itself"),
    "import.daily_limit": _("First messages a day"),
    "freshness.working_days": _("Books may be old, working days"),
    "visit.radius_km": _("Visits up to, km"),
    "terms_days": _("Days to pay"),
    "mail.from": _("From"),
    "mail.reply_to": _("Answers go to"),
    "mail.rate_per_minute": _("Messages a minute"),
    "mail.allow_private": _("Server in our own network"),
    "mail.dkim_selector": _("Name of the DKIM key"),
    "iban": _("IBAN"),
    "bic": _("BIC"),
    "account_holder": _("Account holder"),
    "bank_name": _("Bank"),
    "account_text": _("Account without IBAN"),
    "seal.mail_to": _("Mailed to"),
    "seal.tsa_url": _("Stamped by"),
    "seal.tsa_certificate": _("Certificate of the authority"),
    "calendar.region": _("Region"),
    "calendar.worked": _("Days we work"),
    "calendar.closed": _("Days we are closed"),
    "write_off.limit_manager": _("A manager lets go of at most"),
    "write_off.limit_owner": _("An owner lets go of at most"),
    "journal.receivables": _("Account of receivables"),
    "journal.bad_debts": _("Account of bad debts"),
    "journal.recoveries": _("Account of recoveries"),
    "journal.tax": _("Account of output tax"),
    "journal.buyer": _("Account of buyers of debts"),
}
HINTS: Mapping[str, Words] = {
    "address": _("Street, postal code and city, a line each."),
    "email": _("Where debtors may write to us."),
    "phone": _("With its country code, if debtors are abroad."),
    "register_number": _("As the companies register shows it."),
    "vat_id": "",
    "signer": _("Whoever answers when a debtor asks for them."),
    "window": _("Where the address has to stand."),
    "timezone": _("Like Europe/London."),
    "works_for": _("For others, a licence for the debtor’s place is needed."),
    "licences": _("Countries, like GB DE."),
    "language": _("Ours, and that of a debtor whose language is unknown."),
    "automation": _("A draft waits in the Outbox for a yes."),
    "import.daily_limit": _("After a first import; none: no limit."),
    "freshness.working_days": _("Older than this, nothing goes out."),
    "visit.radius_km": _("From our address."),
    "terms_days": _("Where neither invoice nor debtor says so."),
    "mail.from": _("Like: Accounts <accounts@firm.example>"),
    "mail.reply_to": _("Empty: to the same address."),
    "mail.rate_per_minute": _("0: as fast as the server takes them."),
    "mail.allow_private": _("Only for a mail server of your own."),
    "mail.dkim_selector": _("As your mail provider shows it; empty: the usual names are tried."),
    "iban": "",
    "bic": _("Only where a payer abroad needs it."),
    "account_holder": _("Empty: the firm."),
    "bank_name": "",
    "account_text": _("Sort code and number, where there is no IBAN."),
    "seal.mail_to": _("Somebody outside the firm: your accountant or lawyer."),
    "seal.tsa_url": _("The address of a time-stamping authority (RFC 3161). Empty: none."),
    "seal.tsa_certificate": _("In PEM, root included; its stamps are checked with it."),
    "calendar.region": _("For its holidays, like BY for Bavaria or SCT for Scotland."),
    "calendar.worked": _("Like: mon tue wed thu fri"),
    "calendar.closed": _("Like: 2026-12-24 2026-12-31"),
    "write_off.limit_manager": _("Like: 500 GBP, 600 EUR. Empty: any sum."),
    "write_off.limit_owner": _("Like: 5000 GBP. Empty: any sum."),
    "journal.receivables": _("Its code in your books, like 1400."),
    "journal.bad_debts": _("Like 6930."),
    "journal.recoveries": _("Money on debts that were written off."),
    "journal.tax": _("Where tax is claimed back and paid back."),
    "journal.buyer": _("What whoever bought a debt owes us."),
}
AREAS = ("address", "account_text", "calendar.closed", "seal.tsa_certificate")
PARTS: Mapping[str, tuple[Words, tuple[str, ...]]] = {
    "firm": (
        _("The firm"),
        ("address", "email", "phone", "register_number", "vat_id", "signer", "window", "timezone", "language",
         "works_for", "licences"),
    ),
    "sending": (
        _("Sending"),
        ("automation", "import.daily_limit", "freshness.working_days", "visit.radius_km", "terms_days"),
    ),
    "record": (_("The record"), ("seal.mail_to", "seal.tsa_url", "seal.tsa_certificate")),
    "calendar": (_("Calendar"), ("calendar.worked", "calendar.region", "calendar.closed")),
    "mail": (
        _("Mail"),
        ("mail.from", "mail.reply_to", "mail.dkim_selector", "mail.rate_per_minute", "mail.allow_private"),
    ),
    "letting_go": (
        _("Letting go"),
        (
            "write_off.limit_manager", "write_off.limit_owner", "journal.receivables", "journal.bad_debts",
            "journal.recoveries", "journal.tax", "journal.buyer",
        ),
    ),
    "bank": (_("Bank account"), ("iban", "bic", "account_holder", "bank_name", "account_text")),
}  # fmt: skip


class WrongError(Exception):
    """A refusal, with the field it is about."""

    def __init__(self, key: str, refused: Refused) -> None:
        super().__init__(refused.what)
        self.key, self.refused = key, refused


@dataclass(frozen=True, slots=True)
class Field:
    """One field as the page shows it."""

    key: str
    label: Words
    hint: Words
    value: str
    choices: list[tuple[str, Words]] | None
    is_area: bool


def shown_value(here: Here, key: str) -> str:
    """The value as its field shows it."""
    value = getattr(here.settings, field_of(key))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def fields(here: Here, part: str, sent: Mapping[str, str] | None = None) -> list[Field]:
    """The fields of a part: as they hold, or as they were typed."""
    return [
        Field(
            key,
            LABELS[key],
            HINTS[key],
            sent.get(key, "") if sent else shown_value(here, key),
            CHOICES.get(key),
            key in AREAS,
        )
        for key in PARTS[part][1]
    ]


def save(request: HttpRequest, here: Here, part: str, more: Mapping[str, str] | None = None) -> None:
    """Sets what is new, all or nothing. `more` are settings beside the fields. Raises WrongError."""
    given = {key: typed.text(request.POST, key, 2_000) for key in PARTS[part][1] if key in request.POST}
    fresh = {key: text for key, text in given.items() if _plain(text) != _plain(shown_value(here, key))}
    fresh |= dict(more or {})

    def work() -> None:
        for key, text in fresh.items():
            try:
                here.acting.require(REGISTRY[key].deed)
                set_setting(here.creditor, key, text, **here.by)
            except Refused as refused:
                raise WrongError(key, refused) from refused

    once.carry_out(request, here, work)


def save_account(request: HttpRequest, here: Here) -> AccountChange | None:
    """Asks for another account, or sets the first one. Raises WrongError."""
    keys = [key for key in PARTS["bank"][1] if key in request.POST]
    given = {key: typed.text(request.POST, key, 2_000) for key in keys}
    fresh = {key: text for key, text in given.items() if _plain(text) != _plain(shown_value(here, key))}
    made: list[AccountChange | None] = []

    def work() -> None:
        try:
            made.append(change_account(here.creditor, fresh, **here.by))
        except Refused as refused:
            raise WrongError(refused.where.removeprefix("recoup set "), refused) from refused

    once.carry_out(request, here, work)
    return made[0] if made else None


def _plain(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())
