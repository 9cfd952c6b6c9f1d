"""A seal names where every stream stood; whatever was written anew or cut off after it shows."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from tests.archive.unguarded import unguarded

from recoup.archive import seals
from recoup.archive.deeds import deed
from recoup.archive.merkle import root_of_path
from recoup.archive.models import Entry, Seal, SealedHead, Stream
from recoup.archive.verify import verify_streams

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)


def _note(stream: str, words: str, owner: str = "alice") -> None:
    with deed("user:1", NOW, owner, [stream]) as act:
        act.record(stream, "note", facts={"words": words})


@pytest.fixture
def _three_days() -> None:
    for day in (1, 2, 3):
        for stream in ("a", "b") if day != 2 else ("b", "c"):
            _note(stream, f"day {day}")
        _note("other", "not hers", owner="bob")
        seals.make("alice", f"2026-03-0{day}", NOW)


def _faults() -> list[str]:
    return [f"{fault.where}: {fault.what}" for fault in seals.verify_seals("alice")[1]]


@pytest.mark.usefixtures("_three_days")
def test_seals_are_chained_and_name_every_stream_of_the_owner() -> None:
    third, second, first = seals.seals("alice")
    assert [one.number for one in (first, second, third)] == [1, 2, 3]
    assert (first.heads, second.heads, third.heads) == (2, 3, 3)
    assert (first.entries, second.entries, third.entries) == (2, 4, 6)
    assert seals.parse(third.statement)["prev"] == second.hash
    assert SealedHead.objects.filter(number=3).count() == 2
    assert seals.verify_seals("alice") == (3, [])
    assert seals.verify_seals("bob") == (0, [])


@pytest.mark.usefixtures("_three_days")
def test_a_day_without_deeds_is_sealed_too() -> None:
    quiet = seals.make("alice", "2026-03-04", NOW)
    assert quiet.root == seals.seals("alice", before=quiet.number)[0].root
    assert not SealedHead.objects.filter(number=quiet.number).exists()
    assert seals.make("nobody", "2026-03-04", NOW).heads == 0
    assert _faults() == []


@pytest.mark.usefixtures("_three_days")
@pytest.mark.parametrize(
    ("stream", "number", "seq"), [("a", 1, 1), ("a", 2, 1), ("a", 3, 2), ("c", 2, 1), ("c", 3, 1)]
)
def test_inclusion_leads_from_the_head_to_the_root(stream: str, number: int, seq: int) -> None:
    proof = seals.inclusion("alice", stream, number=number)
    assert proof is not None
    assert (proof.seq, proof.hash) == (seq, Entry.objects.get(stream=stream, seq=seq).hash)
    steps = [bytes.fromhex(one) for one in proof.path]
    found = root_of_path(
        seals.head_leaf(stream, proof.seq, proof.hash, proof.links), proof.index, proof.size, steps
    )
    assert found.hex() == Seal.objects.get(owner="alice", number=number).root


@pytest.mark.usefixtures("_three_days")
def test_a_stream_is_under_no_seal_before_its_time() -> None:
    assert seals.inclusion("alice", "c", number=1) is None
    assert seals.inclusion("alice", "other", number=3) is None


def _cut(cursor: Any) -> None:
    cursor.execute("DELETE FROM archive_entry WHERE stream = 'a' AND seq = 2")
    head = Entry.objects.get(stream="a", seq=1).hash
    cursor.execute("UPDATE archive_stream SET head_seq = 1, head_hash = %s WHERE key = 'a'", [head])


def _write_anew(cursor: Any) -> None:
    cursor.execute("DELETE FROM archive_entry WHERE stream = 'b'")
    cursor.execute("DELETE FROM archive_stream WHERE key = 'b'")
    for day in (1, 2, 3):
        _note("b", f"as I would have liked day {day}")


def _remove_whole(cursor: Any) -> None:
    cursor.execute("DELETE FROM archive_entry WHERE stream = 'c'")
    cursor.execute("DELETE FROM archive_stream WHERE key = 'c'")


@pytest.mark.usefixtures("_three_days")
@pytest.mark.parametrize(
    ("attack", "found"),
    [
        (_cut, ["a#2: the entry that seal 3 names is missing: the record was cut short"]),
        (
            _write_anew,
            [
                "b#1: the entry that seal 1 names is another than was sealed",
                "b#2: the entry that seal 2 names is another than was sealed",
                "b#3: the entry that seal 3 names is another than was sealed",
            ],
        ),
        (_remove_whole, ["c#1: the entry that seal 2 names is missing: the record was cut short"]),
    ],
)
def test_what_no_chain_shows_a_seal_does(attack: Callable[[Any], None], found: list[str]) -> None:
    with unguarded() as cursor:
        attack(cursor)
        assert verify_streams("alice").faults == []
        assert _faults() == found


def test_a_changed_seal_is_found(_three_days: None) -> None:
    attacks = {
        "UPDATE archive_seal SET root = 'x' WHERE number = 2": "seal 2: the column root differs from the seal",
        "UPDATE archive_seal SET hash = 'x' WHERE number = 2": "seal 2: the bytes do not have the stored hash",
        "DELETE FROM archive_seal WHERE number = 2": "seal 3: seal 2 was expected",
        "DELETE FROM archive_sealedhead WHERE number = 2": (
            "seal 2: its root is not that of the heads stored with it"
        ),
    }
    for attack, found in attacks.items():
        with unguarded() as cursor:
            cursor.execute(attack)
            assert found in _faults(), attack


@pytest.mark.usefixtures("_three_days")
def test_a_record_written_anew_with_its_seals_is_shown_by_a_copy_kept_outside() -> None:
    outside = [one.statement for one in seals.seals("alice")]
    assert seals.compare("alice", outside) == []
    with unguarded() as cursor:
        for table in ("entry", "stream", "seal", "sealedhead"):
            cursor.execute(f"DELETE FROM archive_{table}")
        _note("a", "another past")
        seals.make("alice", "2026-03-01", NOW)
        assert verify_streams("alice").faults == [] == _faults()
        assert [f"{one.where}: {one.what}" for one in seals.compare("alice", outside)] == [
            "seal 3 of 2026-03-03: it is missing here: the record was cut short after it was sealed",
            "seal 2 of 2026-03-02: it is missing here: the record was cut short after it was sealed",
            "seal 1 of 2026-03-01: another seal stands here: the record was written anew after it was sealed",
        ]


@pytest.mark.usefixtures("_three_days")
def test_a_copy_that_is_no_seal_is_said_so() -> None:
    faults = seals.compare("alice", [b"{}", seals.make("bob", "2026-03-01", NOW).statement])
    assert [one.what for one in faults] == [
        "this is no seal: not a seal of version 1",
        "the copy is of another creditor's record",
    ]


@pytest.mark.usefixtures("_three_days")
def test_seals_cannot_be_changed_or_removed() -> None:
    from django.db import DatabaseError, transaction

    for table in ("seal", "sealedhead"):
        for sql in (f"DELETE FROM archive_{table}", f"UPDATE archive_{table} SET hash = ''"):
            with (
                pytest.raises(DatabaseError, match="append-only"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(sql)
    assert Stream.objects.filter(owner="alice").count() == 3
