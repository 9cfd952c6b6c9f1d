"""What a mail server says of a message that it could not deliver: to whom, for good or for now. Pure."""

import logging
import re
from dataclasses import dataclass
from email.message import Message
from typing import Literal

from recoup.outreach.compose import clean
from recoup.outreach.inbound.bodies import inner_of
from recoup.outreach.inbound.mail import Mail, header_of, ids_in, opened, walk

# what one of its many readers stumbles over is no news: the others read on
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]]+@[^\s<>@,;:\"()\[\]]+\.[a-z0-9-]+", re.I)
_SERVER = re.compile(
    r"mailer-?daemon|postmaster|mail\s?delivery|mail-?master|mailmaster|delivery\s?subsystem|majordomo|"
    r"bounce|smtp|^$|mmdf|ubermail|mailsweeper|microsoft exchange|administrator|antivirus|scanner",
    re.I,
)
_SUBJECT = re.compile(
    r"undeliver|deliver[y|ed]|return(?:ed)? (?:mail|to sender)|failure|failed|non remis|unzustellbar|"
    r"nicht zugestellt|zustell|no se (?:ha )?pud|no entregad|mancata consegna|onbestelbaar|niet bezorg|"
    r"échec|non recapitat|unknown (?:user|recipient)|bounced?|user unknown|could not send|mail system error|"
    r"warning: could not|nondelivery|non-delivery|error sending|rejected|refused|エラー|配信",
    re.I,
)
_FOR_NOW = re.compile(
    r"will (?:continue|keep) trying|will be retried|not yet been delivered|has been delayed|still being|"
    r"no action is required|you do not need to (?:resend|take)|wird weiter versucht|pas encore été|"
    r"warning message only|delivery delayed|delayed mail|\(delay(?:ed)?\)",
    re.I,
)

_FULL = re.compile(
    r"quota|mailbox (?:is |was )?full|exceeded|too (?:large|big)|spam|blocked|blacklist|timed? ?out|"
    r"for \d days|voll|pleine|"
    r"llen[oa]|pien[oa]|volle mailbox|一杯|relay",
    re.I,
)
_OF_THE_SENDER = frozenset(("5.1.7", "5.1.8", "5.1.9"))
_NOBODY_THERE = frozenset(("5.4.1", "5.4.4", "5.4.310"))
"""No such host, or an address refused at the door."""
_LONGEST_LINE, _READ_TEXT = 1_000, 200_000
_FIELD = re.compile(r"^(?:final|original)-recipient:\s*\w+;\s*(\S+)", re.I | re.M)
_TO_LINE = re.compile(r"^[> \t]*to:\s*(.{3,200})$", re.I | re.M)
_LONE = re.compile(
    r"^[ \t>*-]*<?([^\s<>@]+@[^\s<>@,]+?)>?(?::?[ \t]*(?:\[.*\])?$|(?:: |, error).*\b[45]\d\d\b)", re.I | re.M
)
_NO_REPLY = re.compile(r"^(?:no-?reply|mail-?system|mta|noreply)[^@]*@", re.I)

Outcome = Literal["bad_address", "not_delivered", "delayed"]


@dataclass(frozen=True, slots=True)
class Bounce:
    """`failed` and `delayed` are addresses in lower case. `status` is the server's code, like 5.1.1, if it gave one.

    `outcome`: bad_address (never write there again), not_delivered (this message did not arrive: full, too large,
    refused as spam, given up), delayed (their server still tries). `original_ids` are Message-IDs of what came back.
    """

    outcome: Outcome
    failed: frozenset[str]
    delayed: frozenset[str]
    status: str = ""
    original_ids: tuple[str, ...] = ()


def looks_returned(mail: Mail) -> bool:
    """Whether a machine speaks of a delivery, so that its text may be read as such. A person's words never are."""
    if mail.parts.get_content_type() == "multipart/report" or mail.header("x-failed-recipients"):
        return True
    if any(part.get_content_type() == "message/delivery-status" for part in walk(mail.parts)):
        return True
    if mail.header("in-reply-to") and not _is_server(mail):
        return False
    return _is_server(mail) or mail.header("return-path") == "<>" or bool(_SUBJECT.search(mail.subject))


def _is_server(mail: Mail) -> bool:
    who = f"{mail.from_name} {mail.from_address.partition('@')[0]}".strip()
    return bool(_SERVER.search(who))


def bounce_of(mail: Mail) -> Bounce | None:
    """What came back and why; None when the mail is no report of a delivery."""
    if not looks_returned(mail):
        return None
    reports = _reports(mail)
    if _tell_arrival(reports):
        return None
    failed = {one.to for one in reports if one.action == "failed" and one.to}
    delayed = {one.to for one in reports if one.action == "delayed" and one.to} - failed
    if not failed and not delayed:
        failed, delayed = _not_ourselves(mail, *_wild(mail))
    if not failed and not delayed:
        failed = _named_failed(mail) or _in_broken_report(mail) or _in_what_came_back(mail)
    if not failed and not delayed:
        return None
    is_for_now = not failed or (not reports and bool(_FOR_NOW.search(mail.text[:5_000])))
    if is_for_now:
        failed, delayed = set(), delayed | failed
    status = next((one.status for one in reports if one.status and one.action == "failed"), "")
    status = (
        status or next((one.status for one in reports if one.status), "") or _status_in(mail.text[:20_000])
    )
    reason = " ".join(one.reason for one in reports if one.action == "failed") or mail.text[:5_000]
    return Bounce(
        _outcome(status, is_for_now, reason),
        frozenset(failed),
        frozenset(delayed),
        status,
        original_ids(mail),
    )


def tells_arrival(mail: Mail) -> bool:
    """Whether servers report that it arrived, or went on to somebody who reports no more: nothing came back."""
    return _tell_arrival(_reports(mail))


def _tell_arrival(reports: list["_Report"]) -> bool:
    return bool(reports) and all(one.action in ("delivered", "relayed", "expanded") for one in reports)


def _outcome(status: str, is_for_now: bool, reason: str) -> Outcome:
    if is_for_now:
        return "delayed"
    if status in ("", "5.0.0", "5.2.1"):
        return "not_delivered" if _FULL.search(reason) else "bad_address"
    is_bad = (status.startswith("5.1.") and status not in _OF_THE_SENDER) or status in _NOBODY_THERE
    return "bad_address" if is_bad else "not_delivered"


def _reports(mail: Mail) -> list["_Report"]:
    return [one for part in walk(mail.parts) for one in _recipients(part)]


@dataclass(frozen=True, slots=True)
class _Report:
    """What a delivery-status part says of one recipient."""

    to: str
    action: str
    status: str
    reason: str


def _recipients(part: Message) -> list[_Report]:
    """What a delivery-status part says of each recipient (RFC 3464, RFC 6533)."""
    found = []
    for block in _blocks(part):
        action = header_of(block, "action").lower().split(";")[0].split(" ")[0]
        reason = header_of(block, "diagnostic-code")
        status = _STATUS.search(header_of(block, "status")) or _STATUS.search(reason)
        named = header_of(block, "original-recipient") or header_of(block, "final-recipient")
        address = _address_in(named) or _address_in(header_of(block, "final-recipient"))
        code = status[0] if status else ""
        if not action and code:
            action = "failed" if code.startswith("5") else "delayed"
        if named and action:
            found.append(_Report(address, action, code, reason))
    return found


def _blocks(part: Message) -> list[Message]:
    """Its groups of fields; the library parses those of the older standard alone."""
    kind, inner = part.get_content_type(), inner_of(part)
    if kind == "message/delivery-status":
        return [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else []
    if kind != "message/global-delivery-status":
        return []
    first = inner[0] if isinstance(inner, list) and inner and isinstance(inner[0], Message) else part
    rest = first.get_payload(decode=True)
    data = rest if isinstance(rest, bytes) else b""
    groups = re.split(rb"\r?\n[ \t]*\r?\n", data[:100_000].strip())
    return [first, *(opened(one + b"\n\n", set()) for one in groups[:100] if one.strip())]


def _address_in(text: str) -> str:
    found = _ADDRESS.search(text.partition(";")[2] or text)
    return found[0].lower().strip(".") if found else ""


def _wild(mail: Mail) -> tuple[set[str], set[str]]:
    """Reports as servers wrote them before, and beside, the standard."""
    from flufl.bounce import all_failures

    try:
        temporary, permanent = all_failures(_shortened(mail.parts))
    except Exception:  # many old formats, each read by its own loose rules: none of them may stop us
        return set(), set()
    return _addresses(permanent), _addresses(temporary)


def _shortened(message: Message) -> Message:
    """A copy without endless lines, on which patterns take time by the square of their length."""
    made = Message()
    for name, value in message.raw_items():
        made[name] = _short(str(value))
    inner = inner_of(message)
    if isinstance(inner, list):
        made.set_payload([_shortened(one) for one in inner[:50] if isinstance(one, Message)])
    elif isinstance(inner, str):
        made.set_payload(_short(inner))
    return made


def _short(text: str) -> str:
    return "\n".join(line[:_LONGEST_LINE] for line in text[:_READ_TEXT].split("\n"))


def _addresses(found: object) -> set[str]:
    texts = [
        one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one)
        for one in (found if isinstance(found, set | frozenset | list | tuple) else ())
    ]
    return {hit[0].lower().strip(".") for text in texts if (hit := _ADDRESS.search(clean(text)))}


def _not_ourselves(mail: Mail, failed: set[str], delayed: set[str]) -> tuple[set[str], set[str]]:
    """Without the reporting server, what is a Message-ID, and, when others are named too, whom it reports to."""
    ids = {one.strip("<>").lower() for one in original_ids(mail)}
    failed, delayed = failed - ids, delayed - failed - ids
    others = failed - set(mail.to) - {mail.from_address}
    return others or failed, delayed


def _in_broken_report(mail: Mail) -> set[str]:
    """Reports whose fields stand in no order that the standard knows."""
    texts = [inner_of(part) for part in walk(mail.parts)]
    return _addresses(
        [one[1] for text in texts if isinstance(text, str) for one in _FIELD.finditer(text[:50_000])]
    )


def _in_what_came_back(mail: Mail) -> set[str]:
    """Whom the message that is sent back was for, when a server plainly says that it failed."""
    if not (_SUBJECT.search(mail.subject) and (_is_server(mail) or _NO_REPLY.search(mail.from_address))):
        return set()
    found: list[str] = []
    for part in walk(mail.parts):
        inner = inner_of(part)
        if part.get_content_type() == "message/rfc822" and isinstance(inner, list) and inner:
            found.append(header_of(inner[0], "to") if isinstance(inner[0], Message) else "")
    text = _short(mail.text[:50_000])
    texts = [inner_of(part) for part in walk(mail.parts) if part.get_content_maintype() == "text"]
    for one in (text, *(one for one in texts if isinstance(one, str))):
        found += [hit[1] for hit in _TO_LINE.finditer(_short(one[:50_000]))]
    named = _addresses(found) or _addresses(_LONE.findall(text))
    return named - {mail.from_address} - set(mail.to)


def _named_failed(mail: Mail) -> set[str]:
    """Whom Exim and others name in a header of their own."""
    return _addresses(mail.header("x-failed-recipients").split(","))


def _status_in(text: str) -> str:
    codes = [one[0] for one in _STATUS.finditer(text) if one[1] != "2"]
    return next((code for code in codes if code.startswith("5")), codes[0] if codes else "")


def original_ids(mail: Mail) -> tuple[str, ...]:
    """The Message-IDs of the message that is sent back, however much of it came along."""
    found: list[str] = []
    for part in walk(mail.parts):
        kind = part.get_content_type()
        if kind in ("message/rfc822", "message/global"):
            inner = inner_of(part)
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                found += ids_in(header_of(inner[0], "message-id"))
        elif kind in ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers"):
            body = part.get_payload(decode=True)
            if isinstance(body, bytes):
                found += ids_in(header_of(opened(body[:100_000], set()), "message-id"))
        elif kind == "message/disposition-notification":
            found += _ids_of_read(part)
    quoted = re.findall(r"^[> \t]*(?:original-)?message-id:\s*(<[^<>\s]+>)", mail.text[:200_000], re.I | re.M)
    return tuple(dict.fromkeys((*found, *quoted)))[:20]


def _ids_of_read(part: Message) -> tuple[str, ...]:
    """The message that somebody says they have read (RFC 8098)."""
    inner = inner_of(part)
    one = inner[0] if isinstance(inner, list) and inner else inner
    if isinstance(one, Message):
        return ids_in(header_of(one, "original-message-id"))
    return ids_in(
        header_of(opened(str(one).encode("utf-8", "replace")[:100_000], set()), "original-message-id")
    )
