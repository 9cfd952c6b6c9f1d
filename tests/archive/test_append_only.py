"""The tables refuse to be changed, whoever asks."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from recoup.archive.deeds import Content, deed
from recoup.archive.triggers import ensure_triggers, missing_triggers

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
ON_POSTGRES = [
    "TRUNCATE archive_entry",
    "TRUNCATE archive_payload",
    "TRUNCATE archive_stream",
    "INSERT INTO archive_entry SELECT * FROM archive_entry ON CONFLICT (id) DO UPDATE SET kind = 'x'",
    "INSERT INTO archive_stream SELECT * FROM archive_stream ON CONFLICT (key) DO UPDATE SET head_seq = 0",
]
ON_SQLITE = [
    "INSERT OR REPLACE INTO archive_entry SELECT * FROM archive_entry",
    "REPLACE INTO archive_payload SELECT * FROM archive_payload",
    "REPLACE INTO archive_stream SELECT * FROM archive_stream",
    "UPDATE OR REPLACE archive_entry SET id = 1",
    "INSERT INTO archive_entry SELECT * FROM archive_entry WHERE 1 ON CONFLICT (id) DO UPDATE SET kind = 'x'",
]
ON_BOTH = [
    "UPDATE archive_entry SET kind = 'x'",
    "UPDATE archive_entry SET kind = kind",
    "DELETE FROM archive_entry",
    "DELETE FROM archive_entry WHERE seq = 2",
    "UPDATE archive_payload SET ciphertext = ciphertext",
    "DELETE FROM archive_payload",
    "DELETE FROM archive_stream",
    "UPDATE archive_stream SET head_seq = head_seq - 1",
    "UPDATE archive_stream SET head_hash = 'x'",
    "UPDATE archive_stream SET owner = 'bob'",
    "UPDATE archive_stream SET key = 'b'",
]


@pytest.fixture
def _filled() -> None:
    with deed("user:1", NOW, "alice", ["a"]) as done:
        done.record("a", "note", payloads={"text": Content(b"words")})
        done.record("a", "note")


def _refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return "the archive is append-only" in str(error)
    return False


@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize("statement", ON_BOTH)
def test_no_statement_changes_or_removes(statement: str) -> None:
    assert _refused(statement)


@pytest.mark.usefixtures("_filled")
def test_nor_does_what_only_this_database_can_say() -> None:
    statements = ON_POSTGRES if connection.vendor == "postgresql" else ON_SQLITE
    assert [statement for statement in statements if not _refused(statement)] == []


@pytest.mark.usefixtures("_filled")
def test_a_key_can_be_deleted_and_a_head_can_grow() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM archive_payloadkey")
        cursor.execute("UPDATE archive_stream SET head_seq = 3, head_hash = 'y'")


def test_the_triggers_are_there_and_a_dropped_one_is_missed_and_made_again() -> None:
    assert missing_triggers(connection) == []
    postgres = connection.vendor == "postgresql"
    name = "archive_entry_refuse" if postgres else "archive_entry_refuse_update"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (" ON archive_entry" if postgres else ""))
    assert missing_triggers(connection) == [name]
    ensure_triggers(connection)
    assert missing_triggers(connection) == []


def test_a_trigger_that_does_nothing_is_missed_and_mended() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION archive_refuse() RETURNS trigger LANGUAGE plpgsql "
                "AS $$ BEGIN RETURN NULL; END $$"
            )
        else:
            cursor.execute("DROP TRIGGER archive_entry_refuse_delete")
            cursor.execute(
                "CREATE TRIGGER archive_entry_refuse_delete BEFORE DELETE ON archive_entry "
                "BEGIN SELECT 1; END"
            )
    assert missing_triggers(connection)
    ensure_triggers(connection)
    assert missing_triggers(connection) == []
