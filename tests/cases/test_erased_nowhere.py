"""An erased person is found by no search over bytes: database, its log, index, files, or a backup that was put back."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.fresh import Env, run_python, run_recoup

ROOT = Path(__file__).parents[2]
SIGNS = (b"zwick", b"7946 5511", b"74655 11")
WORK = """
from tests.cases.people.worlds import world
from recoup.ledger.models import Contact
from recoup.org.keys import ensure_keys
from recoup.org.models import Membership
from recoup.cases.sealing import seal_now
from recoup.cases.searching.index import catch_up
ensure_keys()
made = world()
Contact.objects.filter(pk=made.contact.pk).update(
    name="Maren Zwick", email="maren.zwick@debtor.example", phone="+44 20 7946 5511")
made.run_until("phone")
made.record("note", text="Ms Zwick is on leave, says maren.zwick@debtor.example")
catch_up(made.creditor)
seal_now(made.creditor, **made.by_owner)
Membership.objects.exclude(role="owner").delete()
print(made.contact.pk)
"""
REPLY = (
    b"From: Maren Zwick <maren.zwick@debtor.example>\r\nTo: ar@northwind.example\r\nSubject: From Maren Zwick\r\n"
    b"Message-ID: <one@debtor.example>\r\nDate: Mon, 10 Mar 2025 10:00:00 +0000\r\n\r\nWe pay. M. Zwick\r\n"
)


def found(home: Path) -> list[str]:
    """The files of the home in which the person stands, read as bytes, whatever the case."""
    files = [path for path in home.rglob("*") if path.is_file()]
    return [path.name for path in files if any(sign in path.read_bytes().lower() for sign in SIGNS)]


def faults(env: Env) -> dict[str, list[str]]:
    told = json.loads(run_recoup(env, "check", "--json").stdout)
    return {one["name"]: one["violations"] for one in told["checks"]}


def back_up(database: Path, target: Path) -> None:
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


POSTGRES = os.environ.get("RECOUP_TEST_DATABASE") == "postgres"
WHERE = """
from pathlib import Path
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("CHECKPOINT")
    cursor.execute("SHOW data_directory")
    (folder,) = cursor.fetchone()
    cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
    print(Path(folder) / "base" / str(cursor.fetchone()[0]))
"""


def in_postgres(env: Env) -> list[str]:
    """The files of the database in which the person stands, after a checkpoint; its write-ahead log is apart."""
    out, err = run_python(env, WHERE).communicate()
    folder = Path(out.strip())
    assert folder.is_dir(), err
    return found(folder)


@pytest.mark.skipif(not POSTGRES, reason="reads the bytes of PostgreSQL's files")
def test_nothing_of_an_erased_person_is_left_in_the_files_of_postgresql(
    fresh_home: Env, tmp_path: Path
) -> None:
    env = {**fresh_home, "PYTHONPATH": f"{ROOT}{os.pathsep}{fresh_home.get('PYTHONPATH', '')}"}
    out, err = run_python(env, WORK).communicate()
    assert out.strip().isdigit(), err
    reply = tmp_path / "reply.eml"
    reply.write_bytes(REPLY)
    assert run_recoup(env, "capture", str(reply)).returncode == 0
    assert in_postgres(env)
    why = ["--ground", "objection", "--wanted-by", "person", "--decided", "--json"]
    done = run_recoup(env, "shred", "--contact", out.strip(), *why)
    assert done.returncode == 0 and json.loads(done.stdout)["done"], done.stdout + done.stderr
    assert in_postgres(env) == []
    assert found(Path(env["RECOUP_HOME"])) == []
    told = faults(env)
    assert told["archive is as it was written"] == told["seals hold"] == told["erased stays erased"] == []


@pytest.mark.skipif(POSTGRES, reason="reads the bytes of SQLite's files")
def test_nothing_of_an_erased_person_is_found(fresh_home: Env, tmp_path: Path) -> None:
    home = Path(fresh_home["RECOUP_HOME"])
    env = {**fresh_home, "PYTHONPATH": f"{ROOT}{os.pathsep}{fresh_home.get('PYTHONPATH', '')}"}
    out, err = run_python(env, WORK).communicate()
    assert out.strip().isdigit(), err
    reply = tmp_path / "reply.eml"
    reply.write_bytes(REPLY)
    assert run_recoup(env, "capture", str(reply)).returncode == 0
    backup = tmp_path / "backup.sqlite3"
    back_up(home / "recoup.sqlite3", backup)
    before = found(home)
    assert "recoup.sqlite3" in before and any(name.endswith(".eml") for name in before)

    done = run_recoup(
        env,
        "shred",
        "--contact",
        out.strip(),
        "--ground",
        "objection",
        "--wanted-by",
        "person",
        "--decided",
        "--json",
    )
    assert done.returncode == 0 and json.loads(done.stdout)["done"], done.stdout + done.stderr
    assert found(home) == []
    told = faults(env)
    assert told["archive is as it was written"] == told["seals hold"] == told["erased stays erased"] == []

    for path in home.glob("recoup.sqlite3*"):
        path.unlink()
    shutil.copyfile(backup, home / "recoup.sqlite3")
    assert found(home) == ["recoup.sqlite3"]
    assert any("key again" in one for one in faults(env)["erased stays erased"])
    assert run_recoup(env, "shred", "--replay").returncode == 0
    assert found(home) == []
    told = faults(env)
    assert told["archive is as it was written"] == told["seals hold"] == told["erased stays erased"] == []
