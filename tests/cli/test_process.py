"""The console script as a process of its own: exit codes, streams, private files."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tests.fresh import Env, run_recoup


def _json(done: "subprocess.CompletedProcess[str]") -> dict:
    assert done.stdout.count("\n") == 1, done.stdout + done.stderr
    return json.loads(done.stdout)


def _init(env: Env, *more: str) -> "subprocess.CompletedProcess[str]":
    arguments = ("--name", "Northwind Ltd", "--country", "GB", "--currency", "GBP", "--json", *more)
    return run_recoup(env, "init", *arguments)


@pytest.fixture
def no_home(tmp_path: Path) -> Env:
    """A home that is not there yet, on SQLite."""
    env = {**os.environ, "RECOUP_HOME": str(tmp_path / "home")}
    env.pop("RECOUP_DATABASE_URL", None)
    return env


@pytest.mark.anydb
def test_without_a_home_init_is_named_and_nothing_is_made(no_home: Env) -> None:
    done = run_recoup(no_home, "run", "--json")
    assert done.returncode == 1 and _json(done)["error"]["code"] == "no_home"
    assert "recoup init" in run_recoup(no_home, "check").stderr
    assert not Path(no_home["RECOUP_HOME"]).exists()


@pytest.mark.anydb
def test_init_makes_a_private_home(no_home: Env) -> None:
    answer = _json(_init(no_home, "--email", "Eve@north.example"))
    assert answer["creditor"]["name"] == "Northwind Ltd" and answer["user"] == "eve@north.example"
    assert len(answer["password"]) >= 16
    home = Path(no_home["RECOUP_HOME"])
    for path in (home, *home.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    assert _json(run_recoup(no_home, "ageing", "--json"))["rows"] == []
    again = _init(no_home)
    assert again.returncode == 1 and _json(again)["error"]["code"] == "creditor_exists"
    assert _json(run_recoup(no_home, "ageing", "--json"))["rows"] == []


@pytest.mark.anydb
def test_a_refused_init_leaves_nothing(no_home: Env) -> None:
    done = run_recoup(no_home, "init", "--name", "N", "--country", "UK", "--currency", "GBP", "--json")
    assert done.returncode == 1 and _json(done)["error"]["code"] == "unknown_country"
    assert not Path(no_home["RECOUP_HOME"]).exists()


@pytest.mark.anydb
def test_a_file_in_the_way_is_said_in_words(no_home: Env) -> None:
    Path(no_home["RECOUP_HOME"]).write_text("not a folder")
    done = _init(no_home)
    assert done.returncode == 1 and _json(done)["error"]["code"] == "home_unusable"


def test_a_migrated_home_without_a_creditor_names_init(fresh_home: Env) -> None:
    done = run_recoup(fresh_home, "worklist", "--json")
    assert done.returncode == 1 and _json(done)["error"]["code"] == "no_creditor"


def test_a_first_day(fresh_home: Env, tmp_path: Path) -> None:
    assert _init(fresh_home, "--test").returncode == 0
    listed = tmp_path / "open.csv"
    listed.write_text("Customer No,Customer,Email,Invoice,Date,Due,Currency,Amount\n"
                      "C-1,Bolt Ltd,pay@bolt.example,INV-1,2025-01-02,2025-02-01,GBP,1200.00\n")  # fmt: skip
    for key, value in (("live", "yes"), ("automation", "full")):
        assert run_recoup(fresh_home, "set", key, value).returncode == 0
    day = ("--date", "2025-03-03", "--json")
    assert _json(run_recoup(fresh_home, "import", str(listed), *day))["files"][0]["created"]["invoices"] == 1
    assert len(_json(run_recoup(fresh_home, "preview", *day))["actions"]) == 1
    ran = run_recoup(fresh_home, "run", *day)
    assert ran.returncode == 0 and ran.stderr == ""
    assert _json(ran)["steps"]["done"] == 1
    assert len(list((Path(fresh_home["RECOUP_HOME"]) / "outbox").rglob("*.eml"))) == 1
    early = run_recoup(fresh_home, "run", "--date", "2025-03-02", "--json")
    assert early.returncode == 1 and _json(early)["error"]["code"] == "date_before_last_run"
    checked = run_recoup(fresh_home, "check", "--json")
    assert checked.returncode == 0, checked.stdout
    assert {"name", "ok", "examined", "violations"} <= set(_json(checked)["checks"][0])


def test_check_finds_a_missing_trigger(fresh_home: Env) -> None:
    assert _init(fresh_home).returncode == 0
    postgres = "RECOUP_DATABASE_URL" in fresh_home
    drop = "archive_entry_refuse ON archive_entry" if postgres else "archive_entry_refuse_delete"
    script = f"from django.db import connection; connection.cursor().execute('DROP TRIGGER {drop}')"
    done = run_recoup(fresh_home, "shell", "-c", script)
    assert done.returncode == 0, done.stderr
    checked = run_recoup(fresh_home, "check", "--json")
    assert checked.returncode == 1 and not _json(checked)["ok"]
    assert "FAIL" in run_recoup(fresh_home, "check").stdout


@pytest.mark.anydb
def test_a_home_of_an_older_version_names_the_command(no_home: Env) -> None:
    assert _init(no_home).returncode == 0
    assert run_recoup(no_home, "migrate", "cases", "zero", "--verbosity", "0").returncode == 0
    old = run_recoup(no_home, "worklist", "--json")
    assert old.returncode == 1 and "recoup migrate" in _json(old)["error"]["how"]


@pytest.mark.anydb
def test_a_reader_that_leaves_is_no_fault(no_home: Env) -> None:
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {sys.executable} -m recoup help | true"],
        env=no_home, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr


@pytest.mark.anydb
def test_a_database_that_does_not_answer_is_no_traceback(no_home: Env) -> None:
    env = {**no_home, "RECOUP_DATABASE_URL": "postgres://u:swordfish@127.0.0.1:1/none"}
    done = run_recoup(env, "ageing", "--json")
    assert done.returncode == 1 and _json(done)["error"]["code"] == "no_database"
    assert "swordfish" not in done.stdout + done.stderr
