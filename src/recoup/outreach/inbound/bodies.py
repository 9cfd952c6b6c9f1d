"""The words of a mail: which parts are its text, in which charset, and HTML as plain text. Pure."""

import re
from collections.abc import Iterable
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from typing import Any

from charset_normalizer import from_bytes

LONGEST_TEXT = 200_000
_LONGEST_HTML = 2_000_000
_GUESSED_FROM = 20_000
_DANGEROUS = re.compile(
    r"\.(?:ade|adp|apk|app|bat|chm|cmd|com|cpl|dll|dmg|docm|dotm|exe|hta|htm|html|img|ins|iso|jar|js|jse|lnk|"
    r"mde|msc|msi|msp|mst|pif|pptm|ps1|reg|scr|sct|shb|svg|sys|vb|vbe|vbs|vhd|vxd|wsc|wsf|wsh|xlam|xlsm)$",
    re.I,
)
_WESTERN = frozenset(("cp1252", "iso-8859-15", "cp1250", "iso-8859-2", "us-ascii", "ascii"))
_MEANT = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "iso-8859-9": "cp1254", "gb2312": "gb18030",
    "gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "shift_jis": "cp932", "shift-jis": "cp932",
    "sjis": "cp932", "windows-31j": "cp932", "iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8",
    "windows-1252": "cp1252", "windows-1250": "cp1250", "windows-874": "cp874", "cp-1252": "cp1252",
}  # fmt: skip
_NO_CHARSET = frozenset(
    (
        "unicode_escape",
        "unicode-escape",
        "raw_unicode_escape",
        "raw-unicode-escape",
        "punycode",
        "idna",
        "undefined",
    )
)
"""What the library decodes and no mail is written in."""
_UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")
"""What no database takes as text."""
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "footer", "form", "h1", "h2", "h3", "h4",
        "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tr", "ul",
    )
)  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_UNSEEN = frozenset(("script", "style", "head", "title", "noscript", "template", "object", "iframe"))


def is_dangerous(name: str) -> bool:
    """Whether a file of that name can do something when it is opened."""
    return _DANGEROUS.search(name.strip().rstrip(". ")) is not None


def words_of(data: bytes, charset: str = "", flags: set[str] | None = None) -> str:
    """Bytes as text: as declared, else UTF-8, else what they look like; then `bad_charset` is flagged.

    What says itself what it is goes before what is declared: a byte order mark, the marks of ISO-2022-JP, and UTF-8
    that is called a code page of one byte a letter.
    """
    declared = _usual(charset)
    for known in dict.fromkeys((_plain_to_see(data, declared), declared, "utf-8")):
        if known and (text := _read_as(data, known)) is not None:
            if flags is not None and known != declared and not (data.isascii() and known == "utf-8"):
                flags.add("bad_charset")
            return text
        if known and flags is not None:
            flags.add("bad_charset")
    best = from_bytes(data[:_GUESSED_FROM]).best() if len(data) > 200 else None
    return data.decode(best.encoding if best else "cp1252", "replace")


def _read_as(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (LookupError, UnicodeError, ValueError):
        return None


def _plain_to_see(data: bytes, declared: str) -> str:
    """The charset that the bytes themselves show, whatever is declared; empty when they show none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if declared in ("", "us-ascii", "ascii", "utf-8") and re.search(rb"\x1b\$[@B(]", data) and data.isascii():
        return "iso-2022-jp"
    if declared in _WESTERN and not data.isascii() and _read_as(data, "utf-8") is not None:
        return "utf-8"
    return ""


def _usual(charset: str) -> str:
    """The charset that is meant: what is called Latin 1 is mostly the Windows code page, and so for others."""
    name = charset.strip("\"' ").lower()
    return "" if name in _NO_CHARSET else _MEANT.get(name, name)


def decoded(value: str) -> str:
    """A header's value with its encoded words and stray bytes as letters."""
    value = letters_of(value)
    if "=?" not in value:
        return value
    try:
        pieces = decode_header(re.sub(r"\r?\n[ \t]", " ", value))
    except (ValueError, HeaderParseError):
        return value
    said = []
    for piece, charset in pieces:
        said.append(piece if isinstance(piece, str) else words_of(piece, (charset or "").partition("*")[0]))
    return "".join(said)


def letters_of(value: str) -> str:
    """A header's value with the bytes that stand in it unencoded as letters."""
    if value.isascii():
        return value
    is_escaped = not re.search(r"[\ud800-\udc7f\udd00-\udfff]", value)  # all stand for stray bytes
    return words_of(value.encode("utf-8", "surrogateescape" if is_escaped else "replace"))


def text_of(parts: Iterable[Message], flags: set[str]) -> tuple[str, tuple[str, ...]]:
    """The plain text of the parts, else their HTML as text; and the names of what is attached."""
    plain: list[str] = []
    html: list[str] = []
    names: list[str] = []
    skip: set[int] = set()
    is_first = True
    for part in parts:
        if id(part) in skip:
            skip |= _inside(part)
            continue
        kind = _kind(part)
        name = _name(part)
        is_body = kind == "text/plain" or (kind == "text/html" and is_first)
        is_first = False
        if name and is_body and part.get_content_disposition() != "attachment":
            names.append(name)
        elif kind == "message/rfc822" or name or part.get_content_disposition() == "attachment":
            names.append(name or kind)
            skip |= _inside(part)
            continue
        if kind == "text/plain":
            plain.append(_words(part, flags))
        elif kind == "text/html":
            html.append(_words(part, flags))
    text = "\n".join(plain)
    if not text.strip() and html:
        text = "\n".join(plain_html(one) for one in html)
    text = _UNKEEPABLE.sub(" ", text[:LONGEST_TEXT])
    return text.replace("\r\n", "\n").replace("\r", "\n"), tuple(names[:100])


def _kind(part: Message) -> str:
    """Its type without what some programs write behind it; a text of no kind is plain."""
    said = part.get_content_type()
    named = re.match(r"[\w.+-]+/[\w.+-]+", said)
    return named[0] if named else "text/plain" if said.startswith("text") else said


def inner_of(part: Message) -> object:
    """The parts inside, or the text as it stands; empty when even that cannot be had."""
    try:
        return part.get_payload()
    except (ValueError, LookupError, TypeError):
        return ""


def _inside(part: Message) -> set[int]:
    inner = inner_of(part)
    return {id(one) for one in inner} if isinstance(inner, list) else set()


def _name(part: Message) -> str:
    try:
        return " ".join(decoded(str(part.get_filename() or "")).split())[:200]
    except (ValueError, TypeError, LookupError):
        return "(unreadable name)"


def _words(part: Message, flags: set[str]) -> str:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, TypeError, LookupError, AssertionError):
        data = None
    if not isinstance(data, bytes):
        return ""
    charset = part.get_param("charset")
    return words_of(data, charset if isinstance(charset, str) else "", flags)


def plain_html(html: str) -> str:
    """HTML as a person would read it, what it quotes marked with “>”; nothing of it is run or fetched."""
    from lxml import etree
    from lxml import html as reader

    if not html.strip():
        return ""
    try:
        parser = reader.HTMLParser(encoding="utf-8", recover=True, huge_tree=False)
        tree = reader.document_fromstring(html[:_LONGEST_HTML].encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return re.sub(r"<[^>]*>", " ", html)
    said: list[str] = []
    quoted = hidden = 0
    for event, node in etree.iterwalk(tree, events=("start", "end", "comment")):
        tag = node.tag if isinstance(node.tag, str) else ""
        is_hidden = tag != "" and _is_hidden(node)
        if is_hidden or hidden:
            hidden += is_hidden * ((event == "start") - (event == "end"))
            if not hidden and event == "end" and node.tail and not _is_unseen(node.getparent()):
                said.append(re.sub(r"\s+", " ", node.tail))
            continue
        if event == "start":
            if tag in _BLOCKS or tag == "br":
                said.append("\n" + "> " * quoted)
            quoted += tag == "blockquote"
            if tag == "blockquote":
                said.append("\n" + "> " * quoted)
            if node.text and not _is_unseen(node):
                said.append(re.sub(r"\s+", " ", node.text))
        else:
            quoted -= event == "end" and tag == "blockquote"
            if event == "end" and tag in _BLOCKS:
                said.append("\n" + "> " * quoted)
            if node.tail and node.getparent() is not None and not _is_unseen(node.getparent()):
                said.append(re.sub(r"\s+", " ", node.tail))
    lines = (line.strip() for line in "".join(said).replace("\xa0", " ").split("\n"))
    return re.sub(r"(?:\n[> ]*){3,}", "\n\n", "\n".join(lines)).strip()


def _is_hidden(node: Any) -> bool:
    """What a person never sees, like the text that only a list of mails shows."""
    return _HIDDEN.search(node.get("style") or "") is not None or node.get("hidden") is not None


def _is_unseen(node: object) -> bool:
    return getattr(node, "tag", "") in _UNSEEN
