"""Whatever is changed, removed, moved or put in under the archive's feet is found."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.archive.unguarded import unguarded

from recoup.archive.deeds import Content, deed
from recoup.archive.models import Entry, Payload, Stream
from recoup.archive.verify import Report, verify_streams
from recoup.lib.hashing import sha256_hex

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
LENGTH = 6
ON_THE_DATABASE = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
COPIES = ["kind", "klass", "direction", "channel", "result", "actor", "hash", "owner", "stream"]


@pytest.fixture
def _chains() -> None:
    for stream in ("a", "b"):
        with deed("user:1", NOW, "alice", [stream]) as done:
            for number in range(LENGTH):
                text = {"text": Content(f"words {number}".encode() * 60)} if number % 2 else None
                done.record(stream, "note", facts={"number": number}, payloads=text)
    with deed("user:1", NOW, "bob", ["c"]) as done:
        done.record("c", "note", payloads={"text": Content(b"words")})


def _faults(owner: str | None = "alice") -> list[str]:
    return [f"{fault.where}: {fault.what}" for fault in verify_streams(owner).faults]


def _flip(data: bytes, place: int, mask: int) -> bytes:
    place %= len(data)
    return data[:place] + bytes([data[place] ^ mask]) + data[place + 1 :]


@pytest.mark.usefixtures("_chains")
def test_untouched_chains_have_no_fault() -> None:
    assert verify_streams("alice") == Report(entries=12, payloads=6)
    assert verify_streams("bob") == Report(entries=1, payloads=1)
    assert verify_streams(None) == Report(entries=13, payloads=7)
    assert verify_streams("alice", ["b", "none"]) == Report(entries=6, payloads=3)
    assert verify_streams("bob", ["a"]) == Report()


@pytest.mark.usefixtures("_chains")
@ON_THE_DATABASE
@given(st.integers(1, LENGTH), st.integers(0, 2000), st.integers(1, 255), st.booleans())
def test_any_changed_byte_of_an_entry_is_found(seq: int, place: int, mask: int, rehash: bool) -> None:
    with unguarded() as cursor:
        changed = _flip(bytes(Entry.objects.get(stream="a", seq=seq).envelope), place, mask)
        cursor.execute(
            "UPDATE archive_entry SET envelope = %s WHERE stream = 'a' AND seq = %s", [changed, seq]
        )
        if rehash:
            cursor.execute(
                "UPDATE archive_entry SET hash = %s WHERE stream = 'a' AND seq = %s",
                [sha256_hex(changed), seq],
            )
        assert _faults()


@pytest.mark.usefixtures("_chains")
@pytest.mark.parametrize("seq", [1, 3, LENGTH])
def test_any_changed_copy_is_found(seq: int) -> None:
    changes = [
        *(f"{column} = 'in'" for column in COPIES),
        "business_at = '2026-03-02 09:59:59'",
        "recorded_at = '2026-03-02 09:59:59'",
        "seq = 7000",
    ]
    missed = []
    for change in changes:
        with unguarded() as cursor:
            cursor.execute(f"UPDATE archive_entry SET {change} WHERE stream = 'a' AND seq = {seq}")
            if not _faults() or not _faults(None):
                missed.append(change)
    assert missed == []


@pytest.mark.usefixtures("_chains")
@ON_THE_DATABASE
@given(st.sets(st.integers(1, LENGTH), min_size=1))
def test_any_removed_entries_are_found(seqs: set[int]) -> None:
    with unguarded() as cursor:
        numbers = ", ".join(map(str, seqs))
        cursor.execute(f"DELETE FROM archive_entry WHERE stream = 'a' AND seq IN ({numbers})")
        assert _faults()


@pytest.mark.usefixtures("_chains")
def test_any_two_swapped_entries_are_found() -> None:
    missed = []
    for one in range(1, LENGTH):
        for two in range(one + 1, LENGTH + 1):
            with unguarded() as cursor:
                for old, new in ((one, 900), (two, one), (900, two)):
                    cursor.execute(f"UPDATE archive_entry SET seq = {new} WHERE stream = 'a' AND seq = {old}")
                if not _faults():
                    missed.append((one, two))
    assert missed == []


@pytest.mark.usefixtures("_chains")
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE archive_stream SET head_seq = 5 WHERE key = 'a'", "a: its head"),
        ("UPDATE archive_stream SET head_hash = 'x' WHERE key = 'a'", "a: its head"),
        ("DELETE FROM archive_stream WHERE key = 'a'", "a: its head is missing"),
        ("DELETE FROM archive_entry WHERE stream = 'a'", "a: all its entries are missing"),
        ("UPDATE archive_stream SET owner = 'bob' WHERE key = 'a'", "a: it has another owner"),
        ("UPDATE archive_payload SET size = size + 1", "the payload has another size"),
        ("UPDATE archive_payload SET media_type = 'text/html'", "the stored bytes or labels were changed"),
        ("UPDATE archive_payload SET owner = 'bob'", "another owner"),
        ("UPDATE archive_payloadkey SET owner = 'bob'", "the payload's key has another owner"),
        ("DELETE FROM archive_payload", "the payload is missing"),
    ],
)
def test_heads_and_payloads_are_checked(change: str, fault: str) -> None:
    with unguarded() as cursor:
        cursor.execute(change)
        assert any(fault in found for found in _faults()), _faults()


@pytest.mark.usefixtures("_chains")
def test_an_entry_put_in_at_the_end_is_found() -> None:
    with unguarded():
        entry = Entry.objects.get(stream="a", seq=LENGTH)
        entry.pk, entry.seq = None, LENGTH + 1
        entry.save(force_insert=True)
        assert _faults()


@pytest.mark.usefixtures("_chains")
def test_a_payload_that_no_entry_names_is_found() -> None:
    with unguarded():
        Payload.objects.create(
            commitment="0" * 64, owner="alice", media_type="", size=0, nonce=b"", ciphertext=b""
        )
        assert _faults() == ["archive_payload: 1 payloads are named by no entry"]


@pytest.mark.usefixtures("_chains")
@ON_THE_DATABASE
@given(st.integers(0, 5), st.integers(0, 500), st.integers(1, 255))
def test_any_changed_byte_of_a_payload_is_found(which: int, place: int, mask: int) -> None:
    with unguarded() as cursor:
        payload = Payload.objects.filter(owner="alice").order_by("commitment")[which]
        cursor.execute(
            "UPDATE archive_payload SET ciphertext = %s WHERE commitment = %s",
            [_flip(bytes(payload.ciphertext), place, mask), payload.commitment],
        )
        assert _faults() == [f"{payload.commitment}: the stored bytes or labels were changed"]


@pytest.mark.usefixtures("_chains")
def test_a_head_without_entries_is_no_fault() -> None:
    with deed("user:1", NOW, "alice", ["looked at only"]):
        pass
    assert Stream.objects.filter(key="looked at only").exists()
    assert _faults() == []
