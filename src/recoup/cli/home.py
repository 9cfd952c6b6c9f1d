"""The data directory: made private, known to be ready, and where unexpected errors are written down."""

import os
import traceback
from pathlib import Path

from recoup.lib.clock import machine_now
from recoup.lib.errors import Refused

PRIVATE = 0o077


def folder() -> Path:
    """`RECOUP_HOME`."""
    from django.conf import settings

    return Path(settings.HOME)


def is_file_database() -> bool:
    """Whether the database is a file, and neither a server nor in memory."""
    from django.db import connection

    return connection.vendor == "sqlite" and "mode=memory" not in str(connection.settings_dict["NAME"])


def database_file() -> Path:
    """The file of the database, when it is one."""
    from django.db import connection

    return Path(str(connection.settings_dict["NAME"]))


def make() -> bool:
    """Makes the home if there is none, for its owner's eyes only; whether it was made.

    Raises Refused (`home_unusable`).
    """
    home = folder()
    try:
        is_new = not home.exists()
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as odd:
        raise Refused(
            "home_unusable",
            f"The data directory cannot be made: {odd.strerror}.",
            str(home),
            "Set RECOUP_HOME to a folder that you may write to.",
        ) from odd
    if not home.is_dir() or not os.access(home, os.W_OK):
        raise Refused(
            "home_unusable",
            "The data directory cannot be written to.",
            str(home),
            "Set RECOUP_HOME to a folder that you may write to.",
        )
    return is_new


def require() -> None:
    """Raises Refused (`no_home`) where `recoup init` was never run. Asks no database."""
    if is_file_database() and not database_file().is_file():
        raise no_home()


def no_home() -> Refused:
    """There is nothing here yet."""
    return Refused(
        "no_home",
        "There is no creditor here yet.",
        str(folder()),
        "Run `recoup init` first, or set RECOUP_HOME to the home that you mean.",
    )


def database_trouble(odd: Exception) -> Refused | None:
    """What a failure of the database means in words; None when the fault is ours.

    Its URL is never said: it may hold a password.
    """
    text = str(odd).lower()
    if "locked" in text:
        return Refused(
            "database_busy",
            "Another process has been writing to the database for too long.",
            str(folder()),
            "Wait until it has ended and try again.",
        )
    if "readonly" in text or "unable to open" in text or "full" in text:
        return Refused(
            "database_unusable",
            "The database cannot be written to.",
            str(folder()),
            "Check that the folder is yours and that its disk is not full.",
        )
    return _state_of_tables()


def _state_of_tables() -> Refused | None:
    from django.db import Error, connection

    try:
        tables = set(connection.introspection.table_names())
    except Error:
        return Refused(
            "no_database",
            "The database does not answer.",
            "RECOUP_DATABASE_URL",
            "Start the database server, or mend the URL.",
        )
    if "org_creditor" not in tables:
        return no_home()
    if not pending_migrations():
        return None
    return not_migrated()


def not_migrated() -> Refused:
    """The tables are those of another version."""
    return Refused(
        "not_migrated",
        "The database was made by another version of Recoup.",
        str(folder()),
        "Make a backup, then run `recoup migrate`.",
    )


def pending_migrations() -> list[str]:
    """Migrations of this version that the database has not had yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def write_down(odd: BaseException) -> Path | None:
    """Keeps the traceback in the home's log; None where that is not possible."""
    try:
        log = folder() / "log"
        if not folder().is_dir():
            return None
        log.mkdir(mode=0o700, exist_ok=True)
        now = machine_now()
        path = log / f"error-{now:%Y%m%d-%H%M%S}-{os.getpid()}.txt"
        path.write_text(f"{now.isoformat()}\n{''.join(traceback.format_exception(odd))}")
    except OSError:
        return None
    return path
