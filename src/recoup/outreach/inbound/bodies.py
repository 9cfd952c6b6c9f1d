"""The words of a mail: which parts are its text, in which charset, and HTML as plain text. Pure."""

import re
from collections.abc import Iterable
from email.message import Message

from charset_normalizer import from_bytes

LONGEST_TEXT = 200_000
_LONGEST_HTML = 2_000_000
_GUESSED_FROM = 20_000
_DANGEROUS = re.compile(
    r"\.(?:ade|adp|apk|app|bat|chm|cmd|com|cpl|dll|dmg|docm|dotm|exe|hta|htm|html|img|ins|iso|jar|js|jse|lnk|"
    r"mde|msc|msi|msp|mst|pif|pptm|ps1|reg|scr|sct|shb|svg|sys|vb|vbe|vbs|vhd|vxd|wsc|wsf|wsh|xlam|xlsm)$",
    re.I,
)
_UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")
"""What no database takes as text."""
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "footer", "form", "h1", "h2", "h3", "h4",
        "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tr", "ul",
    )
)  # fmt: skip
_UNSEEN = frozenset(("script", "style", "head", "title", "noscript", "template", "object", "iframe"))


def is_dangerous(name: str) -> bool:
    """Whether a file of that name can do something when it is opened."""
    return _DANGEROUS.search(name.strip().rstrip(". ")) is not None


def words_of(data: bytes, charset: str = "", flags: set[str] | None = None) -> str:
    """Bytes as text: as declared, else UTF-8, else what they look like; then `bad_charset` is flagged."""
    for known in (charset, "utf-8"):
        try:
            if known:
                return data.decode(_usual(known))
        except (LookupError, UnicodeError, ValueError):
            if flags is not None:
                flags.add("bad_charset")
    if flags is not None:
        flags.add("bad_charset")
    best = from_bytes(data[:_GUESSED_FROM]).best() if len(data) > 200 else None
    return data.decode(best.encoding if best else "cp1252", "replace")


def _usual(charset: str) -> str:
    """What is called Latin 1 or ASCII is mostly the Windows code page."""
    name = charset.strip("\"' ").lower()
    return "cp1252" if name in ("iso-8859-1", "latin1", "latin-1") else name


def text_of(parts: Iterable[Message], flags: set[str]) -> tuple[str, tuple[str, ...]]:
    """The plain text of the parts, else their HTML as text; and the names of what is attached."""
    plain: list[str] = []
    html: list[str] = []
    names: list[str] = []
    skip: set[int] = set()
    for part in parts:
        if id(part) in skip:
            skip |= _inside(part)
            continue
        kind = part.get_content_type()
        name = _name(part)
        if kind == "message/rfc822" or name or part.get_content_disposition() == "attachment":
            names.append(name or kind)
            skip |= _inside(part)
        elif kind == "text/plain":
            plain.append(_words(part, flags))
        elif kind == "text/html":
            html.append(_words(part, flags))
    text = "\n".join(plain)
    if not text.strip() and html:
        text = "\n".join(plain_html(one) for one in html)
    text = _UNKEEPABLE.sub(" ", text[:LONGEST_TEXT])
    return text.replace("\r\n", "\n").replace("\r", "\n"), tuple(names[:100])


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
        return " ".join(str(part.get_filename() or "").split())[:200]
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
    quoted = 0
    for event, node in etree.iterwalk(tree, events=("start", "end", "comment")):
        tag = node.tag if isinstance(node.tag, str) else ""
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


def _is_unseen(node: object) -> bool:
    return getattr(node, "tag", "") in _UNSEEN
