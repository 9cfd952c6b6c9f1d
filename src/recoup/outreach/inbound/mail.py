"""A mail's bytes read as far as they can be: whatever stands in them, it is read or flagged, never refused. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import errors
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime

from recoup.outreach.compose import clean
from recoup.outreach.inbound.bodies import decoded, inner_of, is_dangerous, letters_of, text_of

READ_BYTES = 8_000_000
"""More than that is kept whole, but only so much of it is read."""
_MOST_PARTS = 400
_LONGEST_HEADER = 20_000
_LONGEST_ID = 200
_NESTING = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.I | re.M)
_MOST_NESTING = 150
_BEFORE = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:[ \t]*\r?\n)*(?:>+From .*\r?\n)?")
_OLD_HEADER = re.compile(rb"^([A-Za-z][\w-]{0,60})[ \t]+:", re.M)
_HEADERS_WITHIN = 64 * 1024
_NAMED = re.compile(r"^\s*([^<>,;\"@]*@[^<>,;\"]*?)\s*<([^<>\s]+@[^<>\s]+)>\s*$")
_ID = re.compile(r"<[^<>\s\x00-\x1f\x7f\ud800-\udfff]{1,996}>")
_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]]+@[^\s<>@,;:\"()\[\]]+")
_CUT = (
    errors.CloseBoundaryNotFoundDefect,
    errors.StartBoundaryNotFoundDefect,
    errors.InvalidBase64PaddingDefect,
    errors.InvalidBase64LengthDefect,
)
_ODD = (
    errors.MissingHeaderBodySeparatorDefect,
    errors.FirstHeaderLineIsContinuationDefect,
    errors.MisplacedEnvelopeHeaderDefect,
)
TO_HEADERS = ("to", "cc", "bcc")
DELIVERED_HEADERS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What a mail says of itself, true or not; addresses in lower case, Message-IDs with their brackets.

    `references` are the Message-IDs it names, the one it answers first. `text` is the words a person would read, an
    HTML mail's too. `flags` say what is odd about it: huge, nested, truncated, bad_charset, bad_headers, injected,
    no_message_id, no_date, dangerous_attachment, empty.
    """

    message_id: str = ""
    from_address: str = ""
    from_name: str = ""
    to: tuple[str, ...] = ()
    delivered_to: tuple[str, ...] = ()
    subject: str = ""
    sent_at: datetime | None = None
    arrived_at: datetime | None = None
    references: tuple[str, ...] = ()
    text: str = ""
    attachments: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    parts: Message = field(default_factory=Message, repr=False, compare=False)

    def header(self, name: str) -> str:
        """The first header of that name as one line of plain text; empty when there is none."""
        return header_of(self.parts, name)


def read_mail(raw: bytes) -> Mail:
    """The mail in these bytes. Never raises for what stands in them."""
    flags: set[str] = set()
    message = opened(raw, flags)
    sender = _addresses(message, ("from",)) or _addresses(message, ("sender", "reply-to"))
    name, address = sender[0] if sender else ("", "")
    message_id = (ids_in(header_of(message, "message-id")) or ("",))[0]
    sent_at = moment_in(header_of(message, "date"))
    text, names = _body(message, flags)
    if not message_id:
        flags.add("no_message_id")
    if sent_at is None:
        flags.add("no_date")
    if any(is_dangerous(one) for one in names):
        flags.add("dangerous_attachment")
    if not text.strip() and not names:
        flags.add("empty")
    return Mail(
        message_id=message_id[:_LONGEST_ID],
        from_address=address,
        from_name=name[:200],
        to=tuple(one for _, one in _addresses(message, TO_HEADERS)),
        delivered_to=tuple(one for _, one in _addresses(message, DELIVERED_HEADERS)),
        subject=_subject(message, flags),
        sent_at=sent_at,
        arrived_at=_arrived_at(message),
        references=_references(message),
        text=text,
        attachments=names,
        flags=frozenset(flags),
        parts=message,
    )


def opened(raw: bytes, flags: set[str]) -> Message:
    """The parsed message; what would take for ever or nests without end is read by its headers alone."""
    if len(raw) > READ_BYTES:
        flags.add("huge")
        raw = raw[:READ_BYTES]
    raw = _tidied(raw)
    is_nested = len(_NESTING.findall(raw)) > _MOST_NESTING
    try:
        message = BytesParser(policy=compat32).parsebytes(raw, headersonly=is_nested)
    except (RecursionError, ValueError, TypeError, IndexError, AttributeError, LookupError):
        is_nested, message = True, _headers_alone(raw)
    if is_nested:
        flags.add("nested")
    for part in walk(message):
        if any(isinstance(one, _CUT) for one in part.defects) and "huge" not in flags:
            flags.add("truncated")
        if any(isinstance(one, _ODD) for one in part.defects):
            flags.add("bad_headers")
    return message


def _tidied(raw: bytes) -> bytes:
    """What stands before the first header left out, and headers as they are written today, for reading alone."""
    raw = _BEFORE.sub(b"", raw, count=1)
    if _OLD_HEADER.search(raw[:_HEADERS_WITHIN]):
        head, gap, rest = raw.partition(b"\r\n\r\n" if b"\r\n\r\n" in raw[:_HEADERS_WITHIN] else b"\n\n")
        raw = _OLD_HEADER.sub(rb"\1:", head) + gap + rest
    return raw


def _headers_alone(raw: bytes) -> Message:
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    try:
        return BytesParser(policy=compat32).parsebytes(head + b"\n\n", headersonly=True)
    except (RecursionError, ValueError, TypeError, IndexError, AttributeError, LookupError):
        return Message()


def walk(message: Message) -> Iterator[Message]:
    """The parts in their order, this one first, without recursion and never more than a mail can need."""
    waiting = [message]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        yield part
        inner = inner_of(part)
        if isinstance(inner, list):
            waiting.extend(one for one in reversed(inner) if isinstance(one, Message))


def header_of(message: Message, name: str) -> str:
    """The first header of that name, decoded, as one line."""
    return clean(decoded(_raw(message, name)))


def _raw(message: Message, name: str) -> str:
    for key, value in message.raw_items():
        if key.lower() == name:
            return str(value)[:_LONGEST_HEADER]
    return ""


def _all_raw(message: Message, names: tuple[str, ...]) -> list[str]:
    items = [(key.lower(), str(value)[:_LONGEST_HEADER]) for key, value in message.raw_items()]
    return [value for name in names for key, value in items if key == name]


def _subject(message: Message, flags: set[str]) -> str:
    text = decoded(_raw(message, "subject"))
    if re.search(r"[\r\n](?![ \t])|\x00", text):
        flags.add("injected")
    return clean(text)[:300]


def _addresses(message: Message, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Names and addresses; a name may hold anything, an address is one or is left out."""
    found = []
    try:
        pairs = _loosely([re.sub(r"[\r\n]+", " ", one) for one in _all_raw(message, names)])
    except (ValueError, IndexError, TypeError, AttributeError, RecursionError):
        pairs = [("", hit) for one in _all_raw(message, names) for hit in _ADDRESS.findall(clean(one))]
    for name, address in pairs:
        spec = _ADDRESS.search(clean(address)) or _ADDRESS.search(clean(name))
        if spec:
            found.append((clean(decoded(name)), spec[0].strip(".").lower()[:320]))
    return found[:200]


def _loosely(values: list[str]) -> list[tuple[str, str]]:
    """Later releases of Python give nothing at all for a header in which one address is odd.

    A name that looks like an address is a name.
    """
    values = [letters_of(one) for one in values]
    values = [f'"{hit[1]}" <{hit[2]}>' if (hit := _NAMED.match(one[:500])) else one for one in values]
    pairs = getaddresses(values)
    if any(one for _, one in pairs):
        return pairs
    return [("", hit) for value in values for hit in _ADDRESS.findall(clean(value))]


def ids_in(text: str) -> tuple[str, ...]:
    """The Message-IDs of a header, in order, each once."""
    return tuple(dict.fromkeys(one[0] for one in _ID.finditer(text)))


def _references(message: Message) -> tuple[str, ...]:
    answered = ids_in(_raw(message, "in-reply-to"))
    thread = ids_in(_raw(message, "references"))
    return tuple(dict.fromkeys((*answered, *reversed(thread))))[:100]


def moment_in(text: str) -> datetime | None:
    """The moment of a Date header; None when it is none. One without a zone is taken as UTC."""
    try:
        moment = parsedate_to_datetime(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if abs(moment.utcoffset() or timedelta()) > timedelta(hours=15):
            return None
        return moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, RecursionError):
        return None


def _arrived_at(message: Message) -> datetime | None:
    """When our own server says it came: the first Received is the last that was written."""
    return moment_in(clean(_raw(message, "received").rpartition(";")[2]))


def _body(message: Message, flags: set[str]) -> tuple[str, tuple[str, ...]]:
    try:
        return text_of(walk(message), flags)
    except (RecursionError, ValueError, TypeError, IndexError, AttributeError, LookupError):
        flags.add("bad_headers")
        return "", ()
