"""Which class a message gets when it is written down: with our lawyer, without prejudice, or open."""

import re
from collections.abc import Collection
from datetime import datetime
from email import policy
from email.parser import BytesParser
from email.utils import getaddresses

from recoup.ledger.models import Debtor
from recoup.org.settings import settings_of

OPEN, WITHOUT_PREJUDICE, PRIVILEGED = "open", "without_prejudice", "privileged"
_PARTIES = ("from", "to", "cc", "bcc", "reply-to")
_LOOKED_AT = 600
_MARKED = re.compile(
    r"without\s+prejudice|settlement\s+(?:offer|proposal)|subject\s+to\s+contract"
    r"|unpräjudiziell|ohne\s+anerkennung\s+einer\s+rechtspflicht|vergleichs(?:angebot|vorschlag)"
    r"|sans\s+(?:aucune\s+)?reconnaissance\s+préjudiciable|sous\s+toutes?\s+réserves?"
    r"|(?:proposition|offre)\s+transactionnelle"
    r"|sin\s+perjuicio|(?:oferta|propuesta)\s+(?:transaccional|de\s+transacción)"
    r"|senza\s+(?:alcun\s+)?pregiudizio|(?:proposta|offerta)\s+transattiva"
    r"|onder\s+voorbehoud\s+van\s+alle\s+rechten|zonder\s+erkenning|schikkingsvoorstel",
    re.IGNORECASE,
)


def class_of(raw: bytes, lawyer_domains: Collection[str]) -> str:
    """The class of a message by whom it is with and by its wording. Pure.

    With our lawyer's domain among its parties: privileged. Marked as a settlement letter in its subject or its first
    lines: without prejudice. Else open. A person changes what this gets wrong, see `cases.classes`.

    >>> class_of(b"To: a@firm.example\\n\\nWithout Prejudice. We offer", ["lex.example"])
    'without_prejudice'
    >>> class_of(b"To: a@lex.example\\n\\nWithout prejudice", ["lex.example"])
    'privileged'
    """
    try:
        mail = BytesParser(policy=policy.compat32).parsebytes(raw[:200_000])
        named = getaddresses([str(value) for name in _PARTIES for value in mail.get_all(name, [])])
        text = _beginning(raw)
    except (ValueError, LookupError, TypeError):
        named, text = [], raw[:_LOOKED_AT].decode("utf-8", "replace")
    if any(_is_of(address, lawyer_domains) for _, address in named):
        return PRIVILEGED
    return WITHOUT_PREJUDICE if _MARKED.search(text) else OPEN


def class_for(debtor: Debtor, raw: bytes, moment: datetime) -> str:
    """The same, with the domains that the creditor has set (`lawyer.domains`)."""
    return class_of(raw, settings_of(debtor.creditor, moment).lawyer_domains.split())


def class_of_subject(subject: str) -> str:
    """The class of what we write ourselves: our lawyer is no debtor, so the wording alone decides."""
    return WITHOUT_PREJUDICE if _MARKED.search(subject) else OPEN


def _is_of(address: str, domains: Collection[str]) -> bool:
    domain = address.rpartition("@")[2].lower().rstrip(".")
    return any(domain == one or domain.endswith(f".{one}") for one in domains)


def _beginning(raw: bytes) -> str:
    """Subject and first lines."""
    mail = BytesParser(policy=policy.default).parsebytes(raw[:200_000])
    body = mail.get_body(("plain", "html"))
    text = str(body.get_content()) if body is not None else ""
    return f"{mail.get('subject', '')}\n{text[:_LOOKED_AT]}"
