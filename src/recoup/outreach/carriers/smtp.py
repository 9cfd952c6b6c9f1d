"""Carrier: a mail server over SMTP, with TLS from the start, by STARTTLS, or without."""

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass

from recoup.lib.hosts import PrivateHostError, addresses
from recoup.outreach.carriers.base import Fault, Handed, NotSent, Outcome, Parcel, Unsure

_TIMEOUT_S = 60.0
_LONGEST_ANSWER = 300


@dataclass(frozen=True, slots=True)
class Server:
    """Where the mail goes. `security`: none, tls or starttls."""

    host: str
    port: int
    user: str
    password: str
    security: str
    helo: str
    allow_private: bool
    timeout_s: float = _TIMEOUT_S

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port})"


class _Refusal(Exception):  # noqa: N818 - an answer of the server, on its way to become an outcome
    """The server, or the way to it, said no before any of the message was sent."""

    def __init__(self, code: int, text: bytes | str, fault: Fault) -> None:
        self.outcome = NotSent(_answer(code, text), fault, code >= 500 and fault != "server")
        super().__init__(self.outcome.answer)


class SmtpCarrier:
    """Keeps one connection for many messages, and opens another when the server has closed it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def deliver(self, parcel: Parcel) -> Outcome:
        """Refused before the text went = NotSent; no answer after it = Unsure; 250 = Handed."""
        kept = self._smtp is not None
        try:
            try:
                smtp = self._open_envelope(parcel)
            except (smtplib.SMTPServerDisconnected, OSError):
                if not kept:
                    raise
                # an idle connection that the server has closed; none of this message went over it
                self.close()
                smtp = self._open_envelope(parcel)
        except _Refusal as refusal:
            self._reset()
            return refusal.outcome
        except smtplib.SMTPNotSupportedError:
            self._reset()
            return NotSent("The server takes no addresses with such letters (SMTPUTF8).", "address", True)
        except (smtplib.SMTPException, OSError) as odd:
            self.close()
            return NotSent(_words(odd), "server", False)
        return self._send_text(smtp, parcel)

    def close(self) -> None:
        """Says goodbye if the server still listens."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (smtplib.SMTPException, OSError):
            smtp.close()

    def _open_envelope(self, parcel: Parcel) -> smtplib.SMTP:
        """Everything up to the server's 354 that asks for the text."""
        smtp = self._connected()
        options = [f"size={len(parcel.raw)}"] if smtp.has_extn("size") else []
        if not (parcel.to + parcel.envelope_from).isascii():
            options += ["SMTPUTF8", "BODY=8BITMIME"]
        _expect(smtp.mail(parcel.envelope_from, options), (250,), "sender")
        _expect(smtp.rcpt(parcel.to), (250, 251), "address")
        _expect(smtp.docmd("DATA"), (354,), "message")
        return smtp

    def _send_text(self, smtp: smtplib.SMTP, parcel: Parcel) -> Outcome:
        try:
            smtp.send(wire_form(parcel.raw))
            code, text = smtp.getreply()
        except (smtplib.SMTPException, OSError) as odd:
            self.close()
            return Unsure(f"No answer after the text had gone: {_words(odd)}")
        if code == 421:
            self.close()
        if code == 250:
            return Handed(_answer(code, text))
        if 400 <= code < 600:
            return NotSent(_answer(code, text), "message", code >= 500)
        return Unsure(_answer(code, text))

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            self._smtp = self._connect()
        return self._smtp

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        smtp = _Wire(server)
        try:
            _expect(smtp.connect(server.host, server.port), (220,), "server")
            smtp.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                _expect(smtp.starttls(context=ssl.create_default_context()), (220,), "server")
                smtp.ehlo_or_helo_if_needed()
            if server.user:
                smtp.login(server.user, server.password)
        except smtplib.SMTPResponseException as odd:
            smtp.close()
            raise _Refusal(odd.smtp_code, odd.smtp_error, "server") from odd
        except smtplib.SMTPNotSupportedError as odd:
            smtp.close()
            raise _Refusal(502, f"{server.host} does not offer it: {odd}", "server") from odd
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _reset(self) -> None:
        """Makes the connection ready for the next message after a refusal."""
        if self._smtp is None:
            return
        try:
            if self._smtp.rset()[0] == 250:
                return
        except (smtplib.SMTPException, OSError):
            pass
        self.close()


class _Wire(smtplib.SMTP):
    """smtplib's client, connected to an address that was looked at first."""

    def __init__(self, server: Server) -> None:
        self._server = server
        super().__init__(local_hostname=server.helo, timeout=server.timeout_s)
        self._host = server.host

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        server = self._server
        failed: OSError | None = None
        for address in addresses(host, port, allow_private=server.allow_private):
            try:
                plain = socket.create_connection((address, port), timeout)
                break
            except OSError as odd:
                failed = odd
        else:
            raise failed or OSError(f"{host} has no address")
        if server.security != "tls":
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise


def wire_form(raw: bytes) -> bytes:
    """The text as it goes over the wire: lines end in CRLF, a leading dot is doubled, a lone dot ends it."""
    text = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    text = re.sub(rb"(?m)^\.", b"..", text)
    return text + (b"" if text.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _expect(reply: tuple[int, bytes], wanted: tuple[int, ...], fault: Fault) -> None:
    code, text = reply
    if code == 421 or code < 0:
        raise smtplib.SMTPServerDisconnected(_answer(code, text))
    if code not in wanted:
        raise _Refusal(code, text, fault)


def _answer(code: int, text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(said.split())}"[:_LONGEST_ANSWER]


def _words(odd: Exception) -> str:
    """What went wrong on the wire, for people."""
    if isinstance(odd, PrivateHostError):
        return f"{odd}; set mail.allow_private if it is yours"
    if isinstance(odd, ssl.SSLCertVerificationError):
        return f"The server's certificate is not to be trusted: {odd.verify_message}"
    if isinstance(odd, TimeoutError):
        return "The server did not answer in time."
    return " ".join(str(odd).split())[:_LONGEST_ANSWER] or type(odd).__name__
