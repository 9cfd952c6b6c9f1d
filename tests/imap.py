"""A real IMAP server for tests, over the wire: pymap in a process of its own, filled by APPEND.

`from tests.imap import imap_server` makes the fixture known to a test file.
"""

import imaplib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
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

    @property
    def url(self) -> str:
        return f"imap://{USER}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{self.port}"

    def client(self) -> imaplib.IMAP4:
        """A connection of a mail program that may write."""
        imap = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
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
    port = _free_port()
    log = (tmp_path / "imap.log").open("wb")
    command = [
        str(Path(sys.executable).with_name("pymap")),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-tls",
    ]
    command += ["--no-service", "admin", "--no-service", "managesieve", "dict"]
    process = subprocess.Popen(
        [*command, "--demo-user", USER, "--demo-password", PASSWORD],
        stdout=log,
        stderr=log,
        env=dict(os.environ),
    )
    server = ImapServer(port, process)
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
