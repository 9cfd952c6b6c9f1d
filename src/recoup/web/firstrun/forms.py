"""What the first run asks for, each field a setting; the mail server in the parts that mail programs ask for."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recoup.lib.errors import Refused
from recoup.org.readers import MAIL_PORTS, split_mail_url
from recoup.org.settings import REGISTRY, field_of, set_setting
from recoup.web import typed, words
from recoup.web.here import Here

FIRM: tuple[tuple[str, Any, Any], ...] = (
    ("address", gettext_lazy("Address"), gettext_lazy("Street, postal code and city, a line each")),
    ("email", gettext_lazy("Email for questions"), gettext_lazy("Stands on letters and reminders")),
    ("phone", gettext_lazy("Telephone"), gettext_lazy("With the country's code, like +44 20 7946 0000")),
    ("iban", gettext_lazy("IBAN"), gettext_lazy("Where debtors are to pay")),
    ("account_text", gettext_lazy("Account without IBAN"), gettext_lazy("Sort code and number")),
    ("language", gettext_lazy("Language"), gettext_lazy("Ours, and of debtors whose language is unknown")),
    ("register_number", gettext_lazy("Register number"), gettext_lazy("Formal letters name it")),
    ("vat_id", gettext_lazy("VAT number"), ""),
    ("signer", gettext_lazy("Name under letters"), ""),
)  # fmt: skip
SECURITIES = (
    ("smtp+starttls", gettext_lazy("STARTTLS (usual, port 587)")),
    ("smtps", gettext_lazy("TLS from the start (port 465)")),
    ("smtp", gettext_lazy("none (only within our own network)")),
)
PARTS = ("server", "port", "security", "login", "secret")


class WrongError(Exception):
    """Names the field of a refusal."""

    def __init__(self, field: str, refused: Refused) -> None:
        super().__init__(refused.what)
        self.field, self.refused = field, refused


def fields(here: Here, request: HttpRequest, asked: Sequence[tuple[str, Any, Any]]) -> list[dict[str, Any]]:
    """The fields with what is set, or with what was typed and refused."""
    return [
        {
            "key": key,
            "label": label,
            "hint": hint,
            "value": request.POST.get(key, shown(here, key)),
            "is_long": key == "address",
            "choices": list(words.LANGUAGES.items()) if key == "language" else None,
            "why_not": here.why_not(REGISTRY[key].deed),
        }
        for key, label, hint in asked
    ]


def shown(here: Here, key: str) -> str:
    """The value as its field shows it."""
    return str(getattr(here.settings, field_of(key)) or "")


def save(request: HttpRequest, here: Here, asked: Sequence[tuple[str, Any, Any]]) -> None:
    """Sets what was changed. Raises WrongError."""
    for key, _label, _hint in asked:
        value = typed.text(request.POST, key, 2_000).replace("\r\n", "\n")
        if key in request.POST and value != shown(here, key):
            _set(here, key, value, key)


def _set(here: Here, key: str, value: str, field: str) -> None:
    try:
        here.acting.require(REGISTRY[key].deed)
        set_setting(here.creditor, key, value, **here.by)
    except Refused as refused:
        raise WrongError(field, refused) from refused


def mail_fields(here: Here, request: HttpRequest) -> dict[str, str]:
    """The mail server in parts; a password is never shown."""
    now = {"security": "smtp+starttls", "sender": here.settings.mail_from or here.settings.email}
    now["reply_to"] = here.settings.mail_reply_to
    now["private"] = "yes" if here.settings.mail_allow_private else ""
    if here.settings.mail_url:
        url, port, login, password = split_mail_url(here.settings.mail_url)
        now |= {"server": url.hostname or "", "port": str(port), "security": url.scheme, "login": login}
        now["is_kept"] = "yes" if password else ""
    if request.method == "POST":
        typed_now = {
            name: request.POST.get(name, "") for name in (*PARTS[:-1], "sender", "reply_to", "private")
        }
        now |= typed_now
    return now


def save_mail(request: HttpRequest, here: Here) -> None:
    """Sets sender, answers and server. Raises WrongError."""
    form = request.POST
    server = typed.text(form, "server", 200)
    if not server:
        what, how = (
            _("No mail server is named."),
            _("Your mail provider calls it outgoing server or SMTP server."),
        )
        raise WrongError("server", Refused("missing", what, "server", how))
    _set(here, "mail.from", typed.text(form, "sender", 254), "sender")
    _set(here, "mail.reply_to", typed.text(form, "reply_to", 254), "reply_to")
    _set(here, "mail.allow_private", "yes" if form.get("private") else "no", "server")
    _set(here, "mail.url", _url(form, here, server), "server")


def _url(form: Any, here: Here, server: str) -> str:
    """The parts as the setting keeps them; an empty password leaves the one that is kept for this server and login."""
    security = form.get("security", "")
    security = security if security in MAIL_PORTS else "smtp+starttls"
    login, secret = typed.text(form, "login", 200), form.get("secret", "")[:500]
    if not secret and here.settings.mail_url:
        old, _port, was, kept = split_mail_url(here.settings.mail_url)
        secret = kept if (old.hostname, was) == (server.lower(), login) else ""
    port = typed.text(form, "port", 5)
    if port and not (port.isdigit() and 0 < int(port) < 65_536):
        what = _("“%(given)s” is no port.") % {"given": port}
        raise WrongError("port", Refused("bad_port", what, "port", _("Usual are 587, 465 and 25.")))
    who = f"{quote(login, safe='')}:{quote(secret, safe='')}@" if login else ""
    return f"{security}://{who}{server}:{port or MAIL_PORTS[security]}"
