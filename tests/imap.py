"""A real IMAP server for tests, over the wire: pymap in a process of its own, filled by APPEND.

`from tests.imap import imap_server` makes the fixture known to a test file; `tls_server` has a certificate made by
itself, speaks STARTTLS, and TLS from the first byte on a second port.
"""

import imaplib
import os
import signal
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

USER, PASSWORD = "accounts", "secret word"
_START_S = 30.0


@dataclass
class ImapServer:
    """One mailbox with an INBOX; `url` reaches it."""

    port: int
    process: "subprocess.Popen[bytes]"
    certificate: Path | None = None
    tls_port: int = 0

    @property
    def url(self) -> str:
        return f"imap://{USER}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{self.port}"

    def client(self) -> imaplib.IMAP4:
        """A connection of a mail program that may write."""
        imap = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
        if self.certificate is not None:
            imap.starttls(ssl.create_default_context(cafile=str(self.certificate)))
        imap.login(USER, PASSWORD)
        return imap

    def put(self, *mails: bytes, folder: str = "INBOX") -> None:
        """Delivers mails into a folder, which is made if it is not there."""
        with self.client() as imap:
            if folder != "INBOX":
                imap.create(f'"{folder}"')
            for raw in mails:
                assert imap.append(f'"{folder}"', "", "", raw)[0] == "OK"

    def flags(self, folder: str = "INBOX") -> list[bytes]:
        """What every mail of the folder is marked with."""
        with self.client() as imap:
            imap.select(folder, readonly=True)
            return [one for one in imap.fetch("1:*", "(FLAGS)")[1] if isinstance(one, bytes)]

    def drop(self, folder: str) -> None:
        """The folder is there no more."""
        with self.client() as imap:
            assert imap.delete(folder)[0] == "OK"

    def stop(self) -> None:
        """Gone, without a goodbye."""
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def _free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def imap_server(tmp_path: Path) -> Iterator[ImapServer]:
    """A server with an empty mailbox, stopped after the test."""
    with _running(tmp_path, "--no-tls") as server:
        yield server


@pytest.fixture
def tls_server(tmp_path: Path) -> Iterator[ImapServer]:
    """The same with a certificate for 127.0.0.1 that nobody has signed but itself."""
    certificate, key = tmp_path / "imap.crt", tmp_path / "imap.key"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=127.0.0.1",
    ]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    with (
        _running(tmp_path, "--cert", str(certificate), "--key", str(key), certificate=certificate) as server,
        _wrapped(server.port, certificate, key) as server.tls_port,
    ):
        yield server


@contextmanager
def _running(tmp_path: Path, *more: str, certificate: Path | None = None) -> Iterator[ImapServer]:
    port = _free_port()
    log = (tmp_path / "imap.log").open("wb")
    command = [
        str(Path(sys.executable).with_name("pymap")),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        *more,
    ]
    command += ["--no-service", "admin", "--no-service", "managesieve", "dict"]
    process = subprocess.Popen(
        [*command, "--demo-user", USER, "--demo-password", PASSWORD],
        stdout=log,
        stderr=log,
        env=dict(os.environ),
    )
    server = ImapServer(port, process, certificate)
    ends = time.monotonic() + _START_S
    while True:
        try:
            server.client().logout()
            break
        except OSError:
            assert process.poll() is None and time.monotonic() < ends, (tmp_path / "imap.log").read_text()
            time.sleep(0.05)
    yield server
    server.stop()


@contextmanager
def _wrapped(port: int, certificate: Path, key: Path) -> Iterator[int]:
    """A port that speaks TLS from the first byte, in front of the server: as stunnel does."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    class Relay(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)) as inner:
                outer = context.wrap_socket(self.request, server_side=True)
                threading.Thread(target=_pass_on, args=(inner, outer), daemon=True).start()
                _pass_on(outer, inner)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Relay) as relay:
        relay.daemon_threads = True
        threading.Thread(target=relay.serve_forever, daemon=True).start()
        yield relay.server_address[1]
        relay.shutdown()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
