"""A home of its own with a migrated, empty database: for tests that need real commits or other processes."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest

Env = dict[str, str]


def run_recoup(env: Env, *arguments: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    """The command line in a process of its own, on that home."""
    command = [sys.executable, "-m", "recoup", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, **options)


def run_python(env: Env, script: str) -> "subprocess.Popen[str]":
    """Starts a script in a process of its own, on that home, with Django set up."""
    ready = f"import django; django.setup()\n{script}"
    env = {"DJANGO_SETTINGS_MODULE": "recoup.config.settings", **env}
    return subprocess.Popen(
        [sys.executable, "-c", ready], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a migrated database that nobody is connected to; made once for all workers."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "fresh-template"
    with (shared / "fresh-template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            made = _make_template(shared / f"fresh-template-{uuid4().hex}")
            made.rename(folder)
    return folder


def _make_template(home: Path) -> Path:
    home.mkdir()
    given = os.environ.get("RECOUP_TEST_POSTGRES_URL")
    database = _create(given, f"recoup_template_{uuid4().hex}") if given else ""
    done = run_recoup(_env(home, database), "migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    (home / "database").write_text(database)
    return home


def _env(home: Path, database: str) -> Env:
    env = {**os.environ, "RECOUP_HOME": str(home)}
    env.pop("RECOUP_DATABASE_URL", None)
    return {**env, "RECOUP_DATABASE_URL": database} if database else env


def _create(server: str, name: str, template: str = "") -> str:
    """A new database on the server; returns its URL."""
    _on_server(server, f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def _on_server(server: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


def _name(database: str) -> str:
    return urlsplit(database).path.lstrip("/")


@contextmanager
def home_at(template: Path, folder: Path) -> Iterator[Env]:
    """The environment of a home of its own: migrated, empty, its database thrown away afterwards."""
    home = folder / "home"
    home.mkdir()
    database = (template / "database").read_text()
    if not database:
        shutil.copyfile(template / "recoup.sqlite3", home / "recoup.sqlite3")
        yield _env(home, "")
        return
    server = os.environ["RECOUP_TEST_POSTGRES_URL"]
    made = _create(server, f"recoup_fresh_{uuid4().hex}", _name(database))
    yield _env(home, made)
    _on_server(server, f'DROP DATABASE "{_name(made)}" WITH (FORCE)')


@pytest.fixture
def fresh_home(_template: Path, tmp_path: Path) -> Iterator[Env]:
    """A home of the test's own, thrown away after it."""
    with home_at(_template, tmp_path) as env:
        yield env
