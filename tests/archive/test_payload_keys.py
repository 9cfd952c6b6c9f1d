"""The master key is made once, closed to others, and never silently replaced."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recoup.archive.deeds import Content, deed
from recoup.archive.keys import ensure_master_key, key_path, master_key
from recoup.archive.queries import entries, read
from recoup.archive.verify import verify_streams
from recoup.lib.errors import Refused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _home(settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "home"


def _send() -> str:
    with deed("user:1", NOW, "alice", ["a"]) as done:
        done.record("a", "sent", payloads={"message": Content(b"Please pay")})
    return entries("alice", "a")[-1].payloads["message"]


def test_the_key_is_made_once_and_only_its_owner_can_read_it() -> None:
    key = ensure_master_key()
    assert len(key) == 32 and ensure_master_key() == key == master_key()
    assert stat.S_IMODE(key_path().stat().st_mode) == 0o600
    assert stat.S_IMODE(key_path().parent.stat().st_mode) == 0o700
    assert [path.name for path in key_path().parent.iterdir()] == ["payload.key"]


def test_entries_without_content_need_no_key() -> None:
    with deed("user:1", NOW, "alice", ["a"]) as done:
        done.record("a", "note")
    assert not key_path().exists()


def test_a_lost_key_is_not_replaced_while_content_depends_on_it() -> None:
    commitment = _send()
    key_path().unlink()
    for act in (_send, ensure_master_key, lambda: read("alice", commitment)):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "key_missing" and str(key_path()) in str(refused.value)
    assert not key_path().exists()
    assert [fault.where for fault in verify_streams("alice").faults] == ["payload.key"]


@pytest.mark.parametrize("text", ["", "not hex", "00" * 31, "é"])
def test_a_damaged_key_is_refused(text: str) -> None:
    ensure_master_key()
    key_path().write_text(text)
    with pytest.raises(Refused) as refused:
        ensure_master_key()
    assert refused.value.code == "key_damaged"


def test_the_key_of_another_home_opens_nothing() -> None:
    commitment = _send()
    key_path().write_text("00" * 32)
    with pytest.raises(Refused) as refused:
        read("alice", commitment)
    assert refused.value.code == "payload_damaged"
    assert [fault.where for fault in verify_streams("alice").faults] == [commitment]
