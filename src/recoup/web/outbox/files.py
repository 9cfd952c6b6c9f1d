"""Messages as files: the exact bytes, their parts, and the two that a page shows in a frame."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

Policy = dict[str, list[str]]
PDF_POLICY: Policy = {
    "default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "frame-ancestors": ["'self'"],
}  # fmt: skip
HTML_POLICY: Policy = {**PDF_POLICY, "sandbox": []}
"""An email's own page: its styles stand in it, as mail programs ask for; nothing is loaded, nothing runs."""


def parsed(data: bytes) -> EmailMessage:
    """The email taken apart."""
    mail = message_from_bytes(data, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def file_of(channel: str, data: bytes, part: str, name: str) -> HttpResponse:
    """The email as .eml, the letter as PDF; of an email `part` is an attachment's place, or `html`."""
    if channel == "letter":
        return pdf(data, f"{name}.pdf")
    if not part:
        response = HttpResponse(data, content_type="message/rfc822")
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.eml") or ""
        return response
    mail = parsed(data)
    if part == "html":
        return _html(mail)
    parts = list(mail.iter_attachments())
    if not part.isdigit() or len(part) > 4 or int(part) >= len(parts):
        raise Http404
    content = parts[int(part)].get_payload(decode=True)
    return pdf(bytes(content or b""), parts[int(part)].get_filename() or f"{name}.pdf")


def pdf(data: bytes, name: str) -> HttpResponse:
    """A PDF to be looked at in place; anything else is handed over as a file."""
    is_pdf = data.startswith(b"%PDF-")
    response = HttpResponse(data, content_type="application/pdf" if is_pdf else "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(not is_pdf, name) or ""
    return _framed(response, PDF_POLICY) if is_pdf else response


def _html(mail: EmailMessage) -> HttpResponse:
    body = mail.get_body(("html",))
    if body is None:
        raise Http404
    return _framed(HttpResponse(body.get_content(), content_type="text/html; charset=utf-8"), HTML_POLICY)


def _framed(response: HttpResponse, policy: Policy) -> HttpResponse:
    """Our own pages may show it in a frame; nobody else's."""
    response["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_config = policy  # type: ignore[attr-defined]  # how the library is told
    return response
