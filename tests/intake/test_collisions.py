"""Imports at the same moment, in processes of their own: both are taken in, and nothing twice."""

import json
import subprocess
import sys

import pytest
from tests.fresh import run_recoup

pytestmark = pytest.mark.django_db
HEAD = "Customer No,Customer,Invoice No,Invoice Date,Due Date,Amount\n"


def start(env, path):
    command = [sys.executable, "-m", "recoup", "import", str(path), "--json"]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_imports_that_collide_are_both_taken_in(fresh_home, tmp_path):
    made = run_recoup(fresh_home, "init", "--name", "North", "--country", "GB", "--currency", "GBP", "--test")
    assert made.returncode == 0, made.stderr
    paths = []
    for name in ("one", "two", "three"):
        rows = "".join(f"{n},Debtor {n},{name}-{n},2025-01-05,2025-02-04,10.00\n" for n in range(200))
        path = tmp_path / f"{name}.csv"
        path.write_text(HEAD + rows)
        paths.append(path)
    running = [start(fresh_home, path) for path in paths]
    said = [(process, *process.communicate(timeout=120)) for process in running]
    for process, out, err in said:
        assert process.returncode == 0, out + err
    created = [json.loads(out)["files"][0]["created"] for _, out, _ in said]
    assert [one["invoices"] for one in created] == [200, 200, 200]
    assert sum(one["debtors"] for one in created) == 200
    rows = json.loads(run_recoup(fresh_home, "ageing", "--json").stdout)["rows"]
    assert [(row["currency"], row["open"]) for row in rows] == [("GBP", {"count": 600, "minor": 600_000})]
    checked = run_recoup(fresh_home, "check", "--json")
    assert checked.returncode == 0, checked.stdout
