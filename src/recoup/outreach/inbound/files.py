"""Mail in files: one mail (.eml), many (mbox), or a folder of them (Maildir); read one at a time, never written to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from recoup.lib.errors import Refused
from recoup.lib.said import say

LARGEST = 512 * 1024 * 1024
_HEAD = 64 * 1024
_HEADER = re.compile(
    rb"^(?:from|to|cc|subject|date|received|message-id|return-path|delivered-to|mime-version|content-type|sender|"
    rb"reply-to|x-[\w-]+)[ \t]*:",
    re.I | re.M,
)
_BEGINS = re.compile(rb"From \S+.*\d")
_BEGINS_DATED = re.compile(rb"From \S+ .*\b\d{1,2}:\d{2}(?::\d{2})?\b.*\b\d{4}\b")
_ANY_HEADER = re.compile(rb">*(?:[!-9;-~]+[ \t]*:|From )")
_SENT_FOLDER = re.compile(r"sent|gesendet|envoy|enviad|inviat|verzonden", re.I)


@dataclass(frozen=True, slots=True)
class Found:
    """The bytes of one mail, where it lay, and whether that is a folder of sent mail."""

    raw: bytes
    where: str
    is_sent: bool = False


def mails_in(path: Path, skipped: list[Refused] | None = None) -> Iterator[Found]:
    """The mails at that place, in order. Raises Refused: `no_such_file`, `empty_file`, `no_mail`, `too_large`.

    In a folder a file that is no mail stops nothing: why it was left out is added to `skipped`.
    """
    if path.is_dir():
        yield from _in_folder(path, [] if skipped is None else skipped)
    elif path.is_file():
        yield from _in_file(path)
    else:
        raise Refused(
            "no_such_file",
            say("There is no file %(path)s.", path=path),
            str(path),
            "Check how the name is written.",
        )


def _in_folder(path: Path, skipped: list[Refused]) -> Iterator[Found]:
    found = False
    for one in sorted(path.rglob("*")):
        is_maildir = one.parent.name in ("cur", "new") and not one.name.startswith(".")
        if not one.is_file() or not (is_maildir or one.suffix.lower() in (".eml", ".mbox", ".mbx")):
            continue
        is_sent = bool(_SENT_FOLDER.search(one.parent.parent.name if is_maildir else one.stem))
        try:
            for mail in _in_file(one, is_mail=is_maildir):
                found = True
                yield Found(mail.raw, mail.where, mail.is_sent or is_sent)
        except Refused as odd:
            skipped.append(odd)
    if not found and not skipped:
        raise Refused(
            "no_mail",
            say("There is no mail in %(path)s.", path=path),
            str(path),
            "Name a Maildir, or a folder with .eml or .mbox files.",
        )


def _in_file(path: Path, *, is_mail: bool = False) -> Iterator[Found]:
    """`is_mail`: where it lies says that it is one, whatever is left of its headers."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip():
        raise Refused("empty_file", say("%(path)s is empty.", path=path), str(path), "Export the mail again.")
    is_mbox = head.startswith(b"From ")
    if not is_mbox and size > LARGEST:
        raise Refused(
            "too_large",
            say("%(path)s is larger than %(limit)s MB.", path=path, limit=LARGEST // 1024 // 1024),
            str(path),
            "Keep it as an exhibit of the case instead.",
        )
    if not is_mail and not _HEADER.search(head.lstrip().split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0]):
        raise Refused(
            "no_mail",
            say("%(path)s is no mail.", path=path),
            str(path),
            "Export the mail as .eml or mbox, with its headers.",
        )
    is_sent = bool(_SENT_FOLDER.search(path.stem)) and is_mbox
    if not is_mbox:
        yield Found(path.read_bytes(), str(path), is_sent)
        return
    for n, raw in enumerate(_split(path), start=1):
        yield Found(raw, f"{path}:{n}", is_sent)


def _split(path: Path) -> Iterator[bytes]:
    """The mails of an mbox: a line “From …” before a header begins the next; “>From” was quoted by who wrote it.

    Some programs leave out the empty line before it; then it must name a moment, so that no sentence is taken for it.
    """
    lines: list[bytes] = []
    size, after_empty = 0, True
    with path.open("rb") as file:
        line = next(file, b"")
        while line:
            following = next(file, b"")
            begins = _BEGINS if after_empty else _BEGINS_DATED
            if begins.match(line) and (_ANY_HEADER.match(following) or not lines):
                if lines:
                    yield _joined(lines)
                lines, size = [], 0
            elif size <= LARGEST:
                lines.append(line)
                size += len(line)
            after_empty = line in (b"\n", b"\r\n")
            line = following
    if lines:
        yield _joined(lines)


def _joined(lines: list[bytes]) -> bytes:
    if lines[-1] in (b"\n", b"\r\n"):
        lines = lines[:-1]
    return b"".join(line[1:] if re.match(rb">+From ", line) else line for line in lines)
