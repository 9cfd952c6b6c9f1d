"""A message as bytes: the same draft always gives the same ones. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from recoup.lib.errors import Refused
from recoup.lib.hashing import sha256_hex
from recoup.lib.said import say
from recoup.org.readers import split_address

_LONGEST_LOCAL, _LONGEST_DOMAIN, _LONGEST_NAME = 64, 40, 200
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    data: bytes
    media_type: str = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All that makes an email. `sender` and `reply_to` may be `Name <address>`; `moment` becomes its Date."""

    message_id: str
    moment: datetime
    sender: str
    to_address: str
    to_name: str = ""
    subject: str
    text: str
    html: str = ""
    reply_to: str = ""
    token: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()


class _IdsHeader(UnstructuredHeader):
    """Message ids, one a line: the standard folding would encode long ones, and then nobody finds them."""

    def fold(self, *, policy: Any) -> str:
        """Name and ids, folded at the blanks between them."""
        return f"{self.name}: {f'{policy.linesep} '.join(self.split())}{policy.linesep}"  # type: ignore[attr-defined]  # the header classes are made at run time


_HEADERS = HeaderRegistry()
for _name in ("message-id", "references", "in-reply-to"):
    _HEADERS.map_to_type(_name, _IdsHeader)  # type: ignore[arg-type]  # the header classes are made at run time
_POLICY = policy.SMTP.clone(header_factory=_HEADERS, cte_type="7bit")


def compose_email(draft: Draft) -> bytes:
    """The email's exact bytes: text, its HTML, then the attachments; CRLF lines.

    Names and subject lose line breaks and control characters, so that none of them can start a header.
    Raises Refused (`bad_address`, `no_sender`) for an address that is none.
    """
    if not draft.sender:
        raise Refused(
            "no_sender",
            "Nobody is named as the sender of our mail.",
            "mail.from",
            "Say whom it is from: recoup set mail.from accounts@your-firm.example",
        )
    from_ = _address(draft.sender, "mail.from")
    to = _address(draft.to_address, "the contact's email", draft.to_name)
    reply_to = _address(tokened(draft.reply_to or draft.sender, draft.token), "mail.reply_to")
    needs_utf8 = not all(one.username.isascii() for one in (from_, to, reply_to))
    mail = EmailMessage(_POLICY.clone(utf8=True) if needs_utf8 else _POLICY)
    mail["From"], mail["To"] = from_, to
    mail["Reply-To"] = reply_to
    mail["Subject"] = clean(draft.subject)
    mail["Date"] = format_datetime(draft.moment)
    mail["Message-ID"] = clean(draft.message_id)
    if draft.references:
        mail["In-Reply-To"] = clean(draft.references[-1])
        mail["References"] = clean(" ".join(draft.references))
    mail["Auto-Submitted"] = "auto-generated"
    _fill(mail, draft)
    return mail.as_bytes()


def _fill(mail: EmailMessage, draft: Draft) -> None:
    mail.set_content(draft.text)
    if draft.html:
        mail.add_alternative(draft.html, subtype="html")
    for attachment in draft.attachments:
        main, _, sub = attachment.media_type.partition("/")
        name = clean(attachment.name).replace("/", "-").replace("\\", "-")
        mail.add_attachment(attachment.data, maintype=main, subtype=sub or "octet-stream", filename=name)
    # "=_" stands in neither base64 nor quoted-printable, so a boundary is never part of the text
    seed = sha256_hex(draft.message_id.encode())[:24]
    for n, part in enumerate(_multiparts(mail)):
        part.set_boundary(f"=_{seed}_{n}")


def _multiparts(mail: EmailMessage) -> Iterator[EmailMessage]:
    return (part for part in mail.walk() if part.is_multipart() and isinstance(part, EmailMessage))


def clean(text: str) -> str:
    """One line: control characters, line breaks and direction marks become blanks."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def ascii_domain(domain: str) -> str:
    """A domain as mail servers know it: other scripts become xn--…. Raises ValueError when it is none."""
    return domain if domain.isascii() else domain.encode("idna").decode("ascii")


def _parts(text: str, where: str) -> tuple[str, str, str]:
    """Name, local part and ASCII domain of `Name <local@domain>`; Refused (`bad_address`) when it is none."""
    try:
        name, spec = split_address(text.strip())
        local, _, domain = spec.rpartition("@")
        return name, local, ascii_domain(domain)
    except ValueError:
        shown = clean(text)[:100]
        raise Refused(
            "bad_address",
            say("“%(shown)s” is no email address.", shown=shown),
            where,
            "Correct it, like ann@firm.example.",
        ) from None


def bare_address(text: str, where: str = "email") -> str:
    """The address alone, as it stands in the envelope. Raises Refused (`bad_address`)."""
    _, local, domain = _parts(text, where)
    return f"{local}@{domain}"


def tokened(text: str, token: str) -> str:
    """The address with the token, so that an answer names its message: accounts+token@firm.example.

    An address with a + of its own, or no room for the token, stays as it is.
    """
    if not token or not text:
        return text
    name, local, domain = _parts(text, "mail.reply_to")
    if "+" not in local and len(local) + 1 + len(token) <= _LONGEST_LOCAL:
        local = f"{local}+{token}"
    return f"{name} <{local}@{domain}>" if name else f"{local}@{domain}"


def _address(text: str, where: str, name: str = "") -> Address:
    own_name, local, domain = _parts(text, where)
    return Address(clean(name or own_name)[:_LONGEST_NAME], username=local, domain=domain)


def message_id_for(key: str, sender: str) -> str:
    """The Message-ID of a step's key, the same whenever it is asked, in the sender's domain.

    >>> message_id_for("c:1:2:1:email", "Ann <ann@firm.example>")
    '<f4779e90860b84134a893a61a38217ef@firm.example>'
    """
    domain = bare_address(sender, "mail.from").rpartition("@")[2]
    while len(domain) > _LONGEST_DOMAIN and domain.count(".") > 1:
        domain = domain.partition(".")[2]
    return f"<{sha256_hex(key.encode())[:32]}@{domain}>"
