"""The package over SFTP, to a real server on this machine: the pinned key, both ways in, whole or not at all."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncssh
import pytest

from recoup.lib.errors import Refused
from recoup.recourse.placement.sftp import Place, fingerprint, upload

pytestmark = pytest.mark.anydb


class _Logins(asyncssh.SSHServer):
    """Lets in the user north, by password or by one key."""

    def __init__(self, key: str) -> None:
        self.key = asyncssh.import_public_key(key)

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("north", "s3cret")

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return username == "north" and key == self.key


@dataclass
class Server:
    """Where it listens, its key, and its folder."""

    port: int
    host_key: str
    client_key: str
    root: Path

    def place(self, **more: object) -> Place:
        known = {"secret": "s3cret", "host_key": self.host_key, **more}
        return Place("127.0.0.1", self.port, "north", "in", allow_private=True, **known)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    root = tmp_path_factory.mktemp("sftp")
    (root / "in").mkdir()
    host, client = asyncssh.generate_private_key("ssh-ed25519"), asyncssh.generate_private_key("ssh-ed25519")
    loop = asyncio.new_event_loop()

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.create_server(
            lambda: _Logins(client.export_public_key().decode()),
            "127.0.0.1",
            0,
            server_host_keys=[host],
            sftp_factory=lambda chan: asyncssh.SFTPServer(chan, chroot=str(root).encode()),
        )

    acceptor = loop.run_until_complete(listen())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield Server(
        acceptor.get_port(), host.export_public_key().decode(), client.export_private_key().decode(), root
    )
    loop.call_soon_threadsafe(acceptor.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


def test_the_file_arrives_whole_and_a_second_time_changes_nothing(server: Server) -> None:
    for _ in range(2):
        upload(server.place(), "RC-1.zip", b"x" * 300_000)
        assert [one.name for one in (server.root / "in").iterdir()] == ["RC-1.zip"]
        assert (server.root / "in" / "RC-1.zip").read_bytes() == b"x" * 300_000


def test_a_private_key_opens_as_well(server: Server) -> None:
    upload(server.place(secret=server.client_key), "RC-1.zip", b"by key")
    assert (server.root / "in" / "RC-1.zip").read_bytes() == b"by key"


def test_a_server_with_another_key_gets_nothing(server: Server) -> None:
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    with pytest.raises(Refused) as refused:
        upload(server.place(host_key=other), "stranger.zip", b"secret")
    assert refused.value.code == "sftp_stranger"
    assert not (server.root / "in" / "stranger.zip").exists()


def test_refusals_say_what_is_wrong(server: Server) -> None:
    for place, code in (
        (server.place(secret="wrong"), "sftp_login"),
        (server.place(host_key="no key"), "sftp_key"),
        (server.place(secret="-----BEGIN nothing"), "sftp_key"),
        (Place("127.0.0.1", 1, "north", "", server.host_key, "x", allow_private=True), "sftp_failed"),
        (Place("127.0.0.1", server.port, "north", "", server.host_key, "x"), "sftp_failed"),
    ):
        with pytest.raises(Refused) as refused:
            upload(place, "x.zip", b"x", timeout_s=10)
        assert refused.value.code == code


def test_a_key_as_known_hosts_has_it(server: Server) -> None:
    assert fingerprint(f"[sftp.example]:22 {server.host_key}") == fingerprint(server.host_key)
