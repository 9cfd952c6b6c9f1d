"""Named placeholders from a closed list, filled in one pass. Not a template language, on purpose."""

import re
import unicodedata
from collections.abc import Mapping

from recoup.lib.errors import Refused
from recoup.lib.said import say

_MONEY = ("net", "total", "daily", "overdue", "disputed", "on_account", "promised", "paid", "count")
_SENT = ("today", "interest_until", "oldest_due", "sent_before", "last_sent")
_DAYS = ("reply_by", "promise_on", "answer_by", "spoken_on", "paid_on", "stop_on")
_NAMES = ("greeting", "debtor", "creditor", "reference", "signer", "email", "phone", "buyer")
_NOTES = ("enclosures", "law_source", "disputed_numbers", "dispute_text", "spoken_with", "spoken_text")
STATEMENTS = {
    "law_interest": "demand_interest",
    "law_rights": "demand_rights",
    "law_help": "demand_help",
    "law_enclosed": "demand_enclosed",
    "law_dispute": "wrong",
}
"""Sentences that a formal demand owes to the law: their words ship, so nobody edits them; here by their shared name."""
INLINE = frozenset((*_MONEY, *_SENT, *_DAYS, *_NAMES, *_NOTES, *STATEMENTS))
BLOCKS = frozenset({"schedule", "invoices", "sums", "payment", "instalments", "identity"})
PLACEHOLDERS = INLINE | BLOCKS

_BRACED = re.compile(r"\{([^{}]*)\}")
_TOKEN = re.compile(r"\{[^{}]*\}|[{}]")
_BIDI = frozenset(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\ufeff\u2028\u2029"
)


def clean(value: str) -> str:
    """One line without control characters or marks that turn the reading direction; spaces squeezed.

    >>> clean("Smith\\r\\nBcc: x")
    'Smith Bcc: x'
    """
    if value.isascii() and value.isprintable() and "  " not in value:
        return value.strip()
    kept = "".join(" " if unicodedata.category(c) == "Cc" or c in _BIDI else c for c in value)
    kept = kept.encode("utf-8", "replace").decode()
    return " ".join(part for part in kept.split(" ") if part)


def placeholders(text: str) -> frozenset[str]:
    """The names that stand in braces in a text, known or not."""
    return frozenset(_BRACED.findall(text))


def check(text: str, where: str = "") -> None:
    """Raises Refused naming the first placeholder that is not on the closed list, or a brace left alone."""
    for token in _TOKEN.findall(text):
        name = token[1:-1]
        if len(token) == 1 or not name:
            raise Refused(
                "stray_brace",
                say("A brace “%(token)s” stands in the text without a placeholder's name.", token=token),
                where,
                "Write placeholders like {net}, and leave other braces out.",
            )
        if name not in PLACEHOLDERS:
            raise Refused(
                "unknown_placeholder",
                say("There is no placeholder called “%(name)s”.", name=name),
                where,
                "Known are: " + ", ".join(sorted(PLACEHOLDERS)) + ".",
            )


def fill(text: str, values: Mapping[str, str], where: str = "") -> str:
    """The text with its inline placeholders replaced, once: braces inside values stay as they are.

    Raises Refused for an unknown placeholder, or for one that this message has no value for.
    """
    check(text, where)

    def one(found: re.Match[str]) -> str:
        name = found.group(1)
        value = values.get(name, "")
        if not value:
            raise Refused(
                "no_value",
                say("The text mentions “%(name)s”, but this message has no such value.", name=name),
                where,
                "Use another wording, or enter what is missing.",
            )
        return value

    return _BRACED.sub(one, text)


def paragraphs(body: str) -> list[str]:
    """The body split at blank lines."""
    parts = re.split(r"\n[ \t]*\n", body.replace("\r\n", "\n").strip())
    return [part.strip() for part in parts if part.strip()]


def block_of(paragraph: str) -> str | None:
    """The name of the block that this paragraph is, or None when it is text."""
    whole = _BRACED.fullmatch(paragraph.strip())
    return whole.group(1) if whole and whole.group(1) in BLOCKS else None
