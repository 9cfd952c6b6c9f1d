"""The words in a piece of content, as a search finds them. Pure."""

from recoup.documents.pdf_text import text_of_pdf
from recoup.ledger.names import fold_text
from recoup.outreach.inbound.mail import read_mail

LONGEST = 100_000
"""Characters of one content that are searched; PostgreSQL's index takes no more than a megabyte."""


def words_of(data: bytes, media_type: str) -> str:
    """The text of a note, a mail or a PDF; empty where there is none to be read. Never raises."""
    kind = media_type.partition(";")[0]
    try:
        if kind == "text/plain":
            return data.decode("utf-8", "replace")[:LONGEST]
        if kind == "message/rfc822":
            mail = read_mail(data)
            return f"{mail.subject}\n{mail.text}"[:LONGEST]
        if kind == "application/pdf":
            return text_of_pdf(data, LONGEST)
    except Exception:  # foreign bytes: whatever their parser dislikes, there is nothing to be found in them
        return ""
    return ""


def tokens(asked: str) -> list[str]:
    """The words that are looked for, folded; twenty at most."""
    return fold_text(asked).split()[:20]


def excerpt(text: str, wanted: list[str], *, around: int = 80) -> list[tuple[str, bool]]:
    """The words around the first hit, in pieces; True marks what was looked for.

    >>> excerpt("we will pay on Friday", ["pay"])
    [('we will ', False), ('pay', True), (' on Friday', False)]
    """
    flat = " ".join(text.split())
    plain = "".join(fold_text(one)[:1] or " " for one in flat)  # one for one, so that places are the same
    first = min((at for at in (_word_at(plain, word) for word in wanted) if at >= 0), default=0)
    start = max(0, first - around)
    end = min(len(flat), first + around * 2)
    pieces: list[tuple[str, bool]] = [("… ", False)] if start else []
    while start < end:
        hits = [(at, word) for word in wanted if 0 <= (at := _word_at(plain, word, start)) < end]
        at, word = min(hits, default=(end, ""))
        if at > start:
            pieces.append((flat[start:at], False))
        if word:
            pieces.append((flat[at : at + len(word)], True))
        start = at + len(word)
    return [*pieces, (" …", False)] if end < len(flat) else pieces


def _word_at(plain: str, word: str, start: int = 0) -> int:
    """Where a word begins with this one; -1 where none does."""
    at = plain.find(word, start)
    while at > 0 and plain[at - 1].isalnum():
        at = plain.find(word, at + 1)
    return at
