"""The triggers that make the archive append-only, made anew after every migrate and listed by `check`."""

from django.db.backends.base.base import BaseDatabaseWrapper

_APPEND_ONLY = ("archive_entry", "archive_payload", "archive_seal", "archive_sealedhead", "archive_stamp")
_LOWERS = (
    "NEW.key <> OLD.key OR NEW.owner <> OLD.owner OR NEW.head_seq < OLD.head_seq "
    "OR (NEW.head_seq = OLD.head_seq AND NEW.head_hash <> OLD.head_hash)"
)
_FUNCTION_BODY = (
    " BEGIN RAISE EXCEPTION 'the archive is append-only: % on % is refused', TG_OP, TG_TABLE_NAME; END "
)


def _sqlite_triggers() -> dict[str, str]:
    refuse = "BEGIN SELECT RAISE(ABORT, 'the archive is append-only: {0} on {1} is refused'); END"
    made = {}
    for table in (*_APPEND_ONLY, "archive_stream"):
        for deed in ("UPDATE", "DELETE"):
            name = f"{table}_refuse_{deed.lower()}"
            when = f"WHEN {_LOWERS} " if (table, deed) == ("archive_stream", "UPDATE") else ""
            made[name] = f"CREATE TRIGGER {name} BEFORE {deed} ON {table} {when}{refuse.format(deed, table)}"
    return made


def _postgres_triggers() -> dict[str, str]:
    refuse = "EXECUTE FUNCTION archive_refuse()"
    made = {
        f"{table}_refuse": f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"
        for table in _APPEND_ONLY
    }
    made["archive_stream_refuse"] = f"BEFORE DELETE OR TRUNCATE ON archive_stream FOR EACH STATEMENT {refuse}"
    made["archive_stream_refuse_lower"] = (
        f"BEFORE UPDATE ON archive_stream FOR EACH ROW WHEN ({_LOWERS}) {refuse}"
    )
    return {name: f"CREATE OR REPLACE TRIGGER {name} {rest}" for name, rest in made.items()}


def ensure_triggers(connection: BaseDatabaseWrapper) -> None:
    """Makes every trigger as it should be; does nothing while the tables are not there yet."""
    tables = set(connection.introspection.table_names())
    if not tables.issuperset((*_APPEND_ONLY, "archive_stream")):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION archive_refuse() RETURNS trigger LANGUAGE plpgsql "
                f"AS $body${_FUNCTION_BODY}$body$"
            )
            for statement in _postgres_triggers().values():
                cursor.execute(statement)
            return
        wanted = _sqlite_triggers()
        for name in missing_triggers(connection):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(wanted[name])


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of triggers that are absent, switched off, or not as they were made."""
    if connection.vendor == "postgresql":
        return _missing_on_postgres(connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        there = dict(cursor.fetchall())
    return [name for name, statement in _sqlite_triggers().items() if there.get(name) != statement]


def _missing_on_postgres(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "JOIN unnest(%s::varchar[]) AS kept ON t.tgrelid = to_regclass(kept) "
            "WHERE t.tgenabled IN ('O', 'A') AND p.proname = 'archive_refuse' AND p.prosrc = %s",
            [[*_APPEND_ONLY, "archive_stream"], _FUNCTION_BODY],
        )
        there = {name for (name,) in cursor.fetchall()}
    return [name for name in _postgres_triggers() if name not in there]
