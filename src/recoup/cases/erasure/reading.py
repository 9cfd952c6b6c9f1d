"""All the words of a piece of content, headers and attachments included: what a search for a person must see. Pure."""

import json
from email import message_from_bytes, policy
from email.message import EmailMessage

from recoup.documents.pdf_text import text_of_pdf

_DEEPEST = 5


def all_words(data: bytes, media_type: str, depth: int = 0) -> str:
    """The text as it is, decoded as far as it goes; never raises."""
    kind = media_type.partition(";")[0].strip().lower()
    raw = data.decode("utf-8", "replace")
    try:
        if kind == "message/rfc822":
            return f"{raw}\n{_mail(data, depth)}"
        if kind == "application/pdf":
            return text_of_pdf(data)
        if kind == "application/json":
            return f"{raw}\n{json.dumps(json.loads(data), ensure_ascii=False)}"
    except Exception:  # whatever a parser dislikes in foreign bytes, the bytes themselves are still looked at
        return raw
    return raw


def _mail(data: bytes, depth: int) -> str:
    mail = message_from_bytes(data, policy=policy.default)
    said = [f"{name}: {value}" for name, value in mail.items()]
    if depth >= _DEEPEST:
        return "\n".join(said)
    for part in mail.walk():
        if part.is_multipart() or not isinstance(part, EmailMessage):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            charset = part.get_content_charset() or "utf-8"
            if part.get_content_maintype() == "text":
                said.append(content.decode(charset, "replace"))
            else:
                said.append(all_words(content, part.get_content_type(), depth + 1))
    return "\n".join(said)
