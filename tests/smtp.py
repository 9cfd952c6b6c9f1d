"""A real SMTP server for tests, over the wire: keeps what it takes, and fails when told to.

`from tests.smtp import smtp_server` makes the fixture known to a test file; other processes reach its `url`.
"""

import ssl
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

DROP = "drop"
"""Instead of an answer: the connection is cut."""


@dataclass(frozen=True)
class Received:
    """One message that was taken in whole, answered or not."""

    mail_from: str
    to: str
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        return cast(EmailMessage, message_from_bytes(self.raw, policy=policy.default))

    @property
    def message_id(self) -> str:
        return str(self.mail["Message-ID"])


@dataclass
class MailServer:
    """`messages` in their order of arrival; `connections` counts those that were opened.

    `fail(stage, answer)` makes the next command of that stage answer so, or cut the connection (DROP).
    Stages: MAIL, RCPT, DATA (before the text), TEXT (the whole text came; it is kept only if cut there).
    """

    host: str = "127.0.0.1"
    port: int = 0
    scheme: str = "smtp"
    user: str = ""
    password: str = ""
    messages: list[Received] = field(default_factory=list)
    connections: int = 0
    refuses: dict[str, str] = field(default_factory=dict)
    """Address -> answer, each time."""
    _planned: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        login = f"{self.user}:{self.password}@" if self.user else ""
        return f"{self.scheme}://{login}{self.host}:{self.port}"

    def fail(self, stage: str, answer: str, times: int = 1) -> None:
        with self._lock:
            self._planned[stage] += [answer] * times

    def planned(self, stage: str) -> str:
        with self._lock:
            waiting = self._planned[stage]
            return waiting.pop(0) if waiting else ""

    def by_id(self) -> Counter[str]:
        """How often each Message-ID arrived."""
        return Counter(message.message_id for message in self.messages)

    def keep(self, envelope: Envelope) -> None:
        content = cast(bytes, envelope.original_content)
        with self._lock:
            for to in envelope.rcpt_tos:
                self.messages.append(Received(str(envelope.mail_from), str(to), content))


class _Handler:
    def __init__(self, server: MailServer) -> None:
        self.server = server

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.server.planned("MAIL")
        if answer == DROP:
            _cut(server)
        if answer:
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.server.planned("RCPT") or self.server.refuses.get(address, "")
        if answer == DROP:
            _cut(server)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.server.planned("TEXT")
        if answer and answer != DROP:
            return answer
        self.server.keep(envelope)
        if answer == DROP:
            _cut(server)
        return f"250 2.0.0 Ok: queued as Q{len(self.server.messages)}"


def _cut(server: SMTP) -> None:
    assert server.transport is not None
    server.transport.abort()


class _Smtp(SMTP):
    mail_server: MailServer

    async def smtp_DATA(self, arg: str) -> None:
        answer = self.mail_server.planned("DATA")
        if answer == DROP:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            _cut(self)
        elif answer:
            await self.push(answer)
        else:
            await super().smtp_DATA(arg)

    def connection_made(self, transport: Any) -> None:
        if self.session is None:
            self.mail_server.connections += 1
        super().connection_made(transport)


class _Controller(Controller):
    def __init__(self, server: MailServer, **options: Any) -> None:
        self._mail_server = server
        super().__init__(_Handler(server), hostname=server.host, port=0, **options)

    def factory(self) -> SMTP:
        made = _Smtp(self.handler, **self.SMTP_kwargs)
        made.mail_server = self._mail_server
        return made

    def _trigger_server(self) -> None:
        self.port = self._mail_server.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def started(server: MailServer, **options: Any) -> Iterator[MailServer]:
    """Runs the server in a thread of its own until the generator is closed."""
    controller = _Controller(server, **options)
    controller.start()
    server.connections = 0  # starting knocks once
    try:
        yield server
    finally:
        controller.stop()


@pytest.fixture
def smtp_server() -> Iterator[MailServer]:
    """A server without TLS or login."""
    yield from started(MailServer(), enable_SMTPUTF8=True)


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 of its own making: its file, to be trusted, and the server's context."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted = folder / "cert.pem"
    trusted.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    both = folder / "both.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both.write_bytes(secret + trusted.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return trusted, context


def login(user: str, password: str) -> Any:
    """An authenticator that knows one user."""

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (
            user.encode(),
            password.encode(),
        )
        return AuthResult(success=right, handled=right)

    return check
