"""An email as it can be read on paper: its headers, the names of what was attached, and its text."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from recoup.lib.hashing import sha256_hex

SHOWN = ("from", "to", "cc", "date", "subject", "message-id", "in-reply-to")
LONGEST_TEXT = 30_000
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Readable:
    """Headers by their names, the attachments with the SHA-256 of each, and the text; `is_cut`: it was longer."""

    headers: tuple[tuple[str, str], ...]
    attached: tuple[tuple[str, str], ...]
    text: str
    is_cut: bool


def readable(raw: bytes) -> Readable:
    """What a mail says. Never fails: what cannot be read of it is left out, and the original stays beside it."""
    try:
        mail = BytesParser(policy=policy.default).parsebytes(raw)
        parts = list(_leaves(mail))
        text = _text_of(parts)
        headers = tuple((name, value) for name in SHOWN if (value := _header(mail, name)))
        attached = tuple(_attachment(part) for part in parts if _is_attached(part))
    except Exception:  # a mail may be bent in ways that the parser has no error for
        text, headers, attached = raw[:LONGEST_TEXT].decode("utf-8", "replace"), (), ()
    return Readable(headers, attached, text[:LONGEST_TEXT], len(text) > LONGEST_TEXT)


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return str(mail.get(name, "")).strip()
    except Exception:  # one broken header hides no other
        return ""


def _leaves(mail: EmailMessage, depth: int = 0) -> Iterator[EmailMessage]:
    if not mail.is_multipart() or depth > _DEEPEST:
        yield mail
        return
    for part in mail.iter_parts():
        if isinstance(part, EmailMessage):
            yield from _leaves(part, depth + 1)


def _is_attached(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_content_maintype() not in (
        "text",
        "multipart",
    )


def _attachment(part: EmailMessage) -> tuple[str, str]:
    data = part.get_payload(decode=True)
    return part.get_filename("") or part.get_content_type(), sha256_hex(
        data if isinstance(data, bytes) else b""
    )


def _text_of(parts: list[EmailMessage]) -> str:
    for kind in ("text/plain", "text/html"):
        said = [_words(part) for part in parts if part.get_content_type() == kind and not _is_attached(part)]
        if any(said):
            return "\n".join(said)
    return ""


def _words(part: EmailMessage) -> str:
    try:
        text = str(part.get_content())
    except (LookupError, ValueError, KeyError):
        data = part.get_payload(decode=True)
        text = data.decode("utf-8", "replace") if isinstance(data, bytes) else ""
    return text if part.get_content_type() == "text/plain" else _without_markup(text)


def _without_markup(html: str) -> str:
    """The words of a page, one block a line; nothing of it is loaded."""
    from lxml import html as parser  # slow to import

    try:
        root = parser.fromstring(html)
    except (ValueError, parser.etree.ParserError):
        return ""
    parser.etree.strip_elements(root, "script", "style", "head", with_tail=False)
    for block in root.iter("p", "br", "div", "tr", "li", "h1", "h2", "h3"):
        block.tail = "\n" + (block.tail or "")
    lines = (" ".join(line.split()) for line in "".join(map(str, root.itertext())).split("\n"))
    return "\n".join(lines).strip()
