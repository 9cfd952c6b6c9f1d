"""The demo's home: made anew where the demo made it, refused where anybody else did."""

import shutil
from pathlib import Path
from typing import Any

from recoup.cli import home
from recoup.cli.demo.year import NAME
from recoup.lib.errors import Refused

MARKER = "made-by-recoup-demo"
OURS = ("keys", "outbox", "log", "demo-files", "recoup.sqlite3", "recoup.sqlite3-wal", "recoup.sqlite3-shm")
"""All that Recoup and the demo write; whatever else lies in the home stays."""


def start() -> Path:
    """An empty, migrated home that bears the demo's mark; returns the folder for the demo's own files.

    Raises Refused (`home_in_use`, `database_in_use`) before anything is touched.
    """
    from django.core.management import call_command
    from django.db import connection

    folder = home.folder()
    is_inside = home.is_file_database() and home.database_file().is_relative_to(folder)
    is_ours = (folder / MARKER).is_file() or _is_unused(folder)
    if not is_ours:
        raise Refused(
            "home_in_use",
            "This folder holds something that the demo did not make, so the demo leaves it alone.",
            str(folder),
            "Name another folder, like RECOUP_HOME=./demo recoup demo.",
        )
    if not is_inside:
        _refuse_others()
    home.make()
    (folder / MARKER).write_text(
        "`recoup demo` made this home and starts it afresh each time it is called.\n"
    )
    if is_inside:
        connection.close()
    else:
        _drop_tables()
    _clear(folder)
    call_command("migrate", verbosity=0, interactive=False)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # a demo that a power cut ends is made anew
            cursor.execute("PRAGMA synchronous=OFF")
    papers = folder / "demo-files"
    papers.mkdir(mode=0o700)
    return papers


def _is_unused(folder: Path) -> bool:
    """Empty, or with no more than what any command leaves behind: keys, a log, a database without a creditor."""
    if not folder.is_dir():
        return not folder.exists()
    there = {path.name for path in folder.iterdir()}
    if not there - {"keys", "log"}:
        return True
    return there <= set(OURS) - {"outbox", "demo-files"} and not _creditors()


def _creditors() -> list[Any]:
    from django.db import connection

    from recoup.org.models import Creditor

    if Creditor._meta.db_table not in connection.introspection.table_names():
        return []
    return list(Creditor.objects.only("name", "is_test"))


def _clear(folder: Path) -> None:
    for name in OURS:
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _refuse_others() -> None:
    """A database of its own file or server may hold nobody but the demo's creditor."""
    if any((one.name, one.is_test) != (NAME, True) for one in _creditors()):
        raise Refused(
            "database_in_use",
            "The database holds creditors that the demo did not make, so the demo leaves it alone.",
            "RECOUP_DATABASE_URL",
            "Give the demo an empty database of its own, or none: then it makes a file.",
        )


def _drop_tables() -> None:
    """Our tables and no others; their triggers go with them."""
    from django.db import connection

    ours = [*connection.introspection.django_table_names(only_existing=True), "django_migrations"]
    there = set(connection.introspection.table_names())
    cascade = "" if connection.vendor == "sqlite" else " CASCADE"
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for table in ours:
            if table in there:
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)}{cascade}")
