"""A deed writes its entries once, in order, with everything else of its transaction or not at all."""

import hashlib
from datetime import datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, transaction

from recoup.archive.chain import START
from recoup.archive.deeds import Content, deed, salted
from recoup.archive.models import Entry, Payload, PayloadKey, Stream
from recoup.archive.queries import entries, heads, read, read_salted
from recoup.archive.shredding import shred
from recoup.archive.verify import verify_streams
from recoup.lib.errors import Refused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=timezone(timedelta(hours=1)))


def test_entries_follow_one_another() -> None:
    with deed("user:1", NOW, "alice", ["a", "b"]) as done:
        assert [done.record("a", "note"), done.record("b", "note"), done.record("a", "call")] == [1, 1, 2]
    with deed("user:2", NOW, "alice", ["a"]) as done:
        assert done.record("a", "call", direction="out", channel="phone", result="reached") == 3
    assert heads(["a", "b", "none"]) == {"a": 3, "b": 1, "none": 0}
    story = entries("alice", "a")
    assert [(e.seq, e.kind, e.actor) for e in story] == [
        (1, "note", "user:1"),
        (2, "call", "user:1"),
        (3, "call", "user:2"),
    ]
    assert [e.hash for e in story] == [hashlib.sha256(e.envelope).hexdigest() for e in story]
    assert all(
        f'"prev":"{prev}"'.encode() in e.envelope
        for prev, e in zip([START, *(e.hash for e in story)], story, strict=False)
    )
    assert Stream.objects.get(key="a").head_hash == story[-1].hash
    assert story[2].moment == NOW and story[2].moment.utcoffset() == timedelta(hours=1)


def test_the_story_can_be_read_from_its_end() -> None:
    with deed("user:1", NOW, "alice", ["a"]) as done:
        for number in range(5):
            done.record("a", "note", facts={"number": number}, amounts={"open": -number})
    assert [e.seq for e in entries("alice", "a", limit=2)] == [4, 5]
    assert [e.seq for e in entries("alice", "a", before_seq=4, limit=2)] == [2, 3]
    assert entries("alice", "a")[3].facts == {"number": 3}
    assert entries("alice", "a")[3].amounts == {"open": -3}
    assert entries("bob", "a") == []


def test_a_deed_inside_another_joins_it_under_its_own_name_and_moment() -> None:
    later = NOW + timedelta(days=1)
    with deed("user:1", NOW, "alice", ["a", "b"]) as outer:
        outer.record("a", "first")
        with deed("worker", later, "alice", ["a"]) as inner:
            inner.record("a", "second")
            inner.record("b", "any stream of the outermost")
        outer.record("a", "third")
        assert not Entry.objects.exists()
    found = [(e.kind, e.actor, e.moment) for e in entries("alice", "a")]
    assert found == [("first", "user:1", NOW), ("second", "worker", later), ("third", "user:1", NOW)]
    assert verify_streams("alice").faults == []


def test_a_deed_inside_another_adds_neither_streams_nor_owners() -> None:
    with deed("user:1", NOW, "alice", ["a"]):
        with pytest.raises(RuntimeError, match="may not add streams: b, c"), deed("u", NOW, "alice", "cab"):
            pass
        with pytest.raises(RuntimeError, match="belongs to alice, not to bob"), deed("u", NOW, "bob", ["a"]):
            pass


def test_a_stream_stays_with_its_owner() -> None:
    with deed("user:1", NOW, "alice", ["a"]) as done:
        done.record("a", "note")
    with pytest.raises(RuntimeError, match="another owner: a"), deed("user:1", NOW, "bob", ["a", "b"]):
        pass
    assert not Stream.objects.filter(key="b").exists()


def test_a_stream_that_is_not_locked_takes_no_entry() -> None:
    with deed("user:1", NOW, "alice", ["a"]) as done, pytest.raises(RuntimeError, match="did not lock"):
        done.record("b", "note")


def test_nothing_is_written_when_a_deed_fails() -> None:
    def fail() -> None:
        with deed("user:1", NOW, "alice", ["a"]) as done:
            done.record("a", "note", payloads={"text": Content(b"secret")})
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert not any(table.objects.exists() for table in (Stream, Entry, Payload, PayloadKey))


def test_a_failed_inner_deed_cannot_be_swallowed() -> None:
    def swallow() -> None:
        with deed("user:1", NOW, "alice", ["a"]) as outer:
            outer.record("a", "kept")
            try:
                with deed("user:1", NOW, "alice", ["a"]):
                    raise LookupError
            except LookupError:
                pass

    with pytest.raises(RuntimeError, match="nothing of it was written"):
        swallow()
    assert not Entry.objects.exists()


def test_a_savepoint_takes_back_what_was_recorded_inside_it() -> None:
    with deed("user:1", NOW, "alice", ["a"]) as outer:
        outer.record("a", "kept")
        with (
            pytest.raises(LookupError),
            transaction.atomic(),
            deed("user:1", NOW, "alice", ["a"]) as inner,
        ):
            inner.record("a", "taken back", payloads={"text": Content(b"gone")})
            raise LookupError
        assert outer.record("a", "also kept") == 2
    assert [e.kind for e in entries("alice", "a")] == ["kept", "also kept"]
    assert not Payload.objects.exists()
    assert verify_streams("alice").faults == []


@pytest.mark.parametrize(
    ("actor", "moment", "streams"),
    [
        ("user:1", NOW.replace(tzinfo=None), ["a"]),
        ("", NOW, ["a"]),
        ("u" * 81, NOW, ["a"]),
        ("user:1", NOW, [""]),
        ("user:1", NOW, ["a" * 41]),
        ("user:1", NOW, ["ä"]),
    ],
)
def test_what_a_deed_may_not_be_is_refused(actor: str, moment: datetime, streams: list[str]) -> None:
    with pytest.raises(ValueError, match=r"."), deed(actor, moment, "alice", streams):
        pass


def test_one_place_in_a_stream_is_taken_once() -> None:
    with deed("user:1", NOW, "alice", ["a"]) as done:
        done.record("a", "note")
    entry = Entry.objects.get()
    entry.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


@pytest.mark.parametrize("data", [b"", b"Please pay", b"all the same " * 1000, bytes(range(256)) * 9])
def test_content_comes_back_and_its_commitment_can_be_checked(data: bytes) -> None:
    with deed("user:1", NOW, "alice", ["a"]) as done:
        done.record("a", "sent", payloads={"message": Content(data, "message/rfc822")})
    commitment = entries("alice", "a")[0].payloads["message"]
    assert read("alice", commitment) == Content(data, "message/rfc822")
    assert hashlib.sha256(read_salted("alice", commitment).salt + data).hexdigest() == commitment
    stored = Payload.objects.get()
    assert stored.size == len(data)
    assert not data or data not in bytes(stored.ciphertext)


def test_equal_content_has_unlike_commitments() -> None:
    with deed("user:1", NOW, "alice", ["a"]) as done:
        done.record("a", "sent", payloads={"one": Content(b"same"), "two": Content(b"same")})
    assert Payload.objects.count() == 2


def test_content_is_gone_with_its_key_and_the_chain_still_holds() -> None:
    with deed("user:1", NOW, "alice", ["a"]) as done:
        done.record("a", "sent", payloads={"message": Content(b"Please pay")})
    commitment = entries("alice", "a")[0].payloads["message"]
    with deed("user:1", NOW, "alice", ["a"]) as done:
        assert shred(done, "alice", {"a": [commitment]}, facts={"ground": "objection"}) == 1
    with pytest.raises(Refused) as refused:
        read("alice", commitment)
    assert refused.value.code == "shredded"
    report = verify_streams("alice")
    assert (report.entries, report.payloads, report.shredded, report.faults) == (2, 1, 1, [])


def test_a_key_that_went_without_a_word_is_found() -> None:
    with deed("user:1", NOW, "alice", ["a"]) as done:
        done.record("a", "sent", payloads={"message": Content(b"Please pay")})
    PayloadKey.objects.all().delete()
    [fault] = verify_streams("alice").faults
    assert fault.where == entries("alice", "a")[0].payloads["message"]
    assert "no entry says that it was erased" in fault.what


def test_nobody_reads_the_content_of_another_owner() -> None:
    with deed("user:1", NOW, "alice", ["a"]) as done:
        done.record("a", "sent", payloads={"message": Content(b"Please pay")})
    with pytest.raises(Refused) as refused:
        read("bob", entries("alice", "a")[0].payloads["message"])
    assert refused.value.code == "unknown_payload"


def test_content_that_was_salted_before_keeps_its_commitment() -> None:
    what = salted(Content(b"Please pay"))
    with deed("user:1", NOW, "alice", ["a"]) as done:
        done.record("a", "sent", payloads={"message": what})
    assert entries("alice", "a")[0].payloads == {"message": what.commitment}
    assert read_salted("alice", what.commitment) == what
