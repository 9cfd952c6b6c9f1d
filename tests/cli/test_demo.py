"""The demo: a small year on a home of its own, what it refuses, and its cast."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from random import Random

import pytest
from tests.fresh import Env, run_recoup

from recoup.cli.demo.books import Books
from recoup.cli.demo.cast import HABITS, cast
from recoup.cli.demo.year import NAME, last_working_day

SMALL = """
import sys
from recoup.cli.main import run
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "recoup.config.settings"
os.umask(0o077)
import django
django.setup()
from recoup.cli.demo import year
year.DEBTORS, year.DAYS = int(sys.argv[1]), int(sys.argv[2])
sys.exit(run(["demo", *sys.argv[3:]]))
"""


def demo(env: Env, debtors: int, days: int, *more: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", SMALL, str(debtors), str(days), *more]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_a_small_year_holds_every_promise_and_is_made_afresh(fresh_home: Env) -> None:
    done = demo(fresh_home, 20, 26, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert {"cases", "emails", "letters", "tasks"} <= set(told["summary"])
    assert told["summary"]["cases"] > 0 and told["summary"]["neglected"] == 0
    assert told["refused_deeds"] == {}
    home = Path(fresh_home["RECOUP_HOME"])
    assert len(list((home / "outbox").glob("*.eml"))) >= told["summary"]["emails"] > 0
    checked = run_recoup(fresh_home, "check", "--json")
    assert json.loads(checked.stdout)["ok"] is True, checked.stdout
    assert stays_the_creditors_own(fresh_home)

    again = demo(fresh_home, 6, 3)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "Nothing is neglected" in again.stdout and "recoup worklist" in again.stdout
    assert stays_the_creditors_own(fresh_home)


def test_old_debts_show_what_lies_beyond_asking_and_leave_some_of_it_to_people(fresh_home: Env) -> None:
    done = demo(fresh_home, 5, 220, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["refused_deeds"] == {} and told["summary"]["neglected"] == 0
    beyond = told["beyond"]
    assert beyond["demands"]["served"] > beyond["demands"]["paid"] > 0 and beyond["demands"]["on_the_way"] > 0
    assert beyond["plans"] > 0 and min(beyond["settlements"].values()) > 0
    assert beyond["placements"]["handed"] > beyond["placements"]["back"] > 0
    assert beyond["placements"]["collected_minor"] > beyond["placements"]["net_minor"] > 0
    claims = beyond["claims"]
    assert min(claims["judged"], claims["running"], claims["drafts"], claims["enforced_minor"]) > 0
    assert beyond["insolvencies"]["lodged"] > 0 and beyond["insolvencies"]["dividend_minor"] > 0
    off = beyond["written_off"]
    assert off["whole_or_part"] == 2 and off["off_minor"] > 0 and off["recovered_minor"] > 0
    assert (
        min(beyond[one] for one in ("tax_relief", "watched", "professionals", "law_confirmed", "to_decide"))
        > 0
    )
    checked = run_recoup(fresh_home, "check", "--json")
    assert json.loads(checked.stdout)["ok"] is True, checked.stdout


def stays_the_creditors_own(env: Env) -> bool:
    """Whether the home holds the demo's creditor alone."""
    done = run_recoup(env, "ageing", "--json", "--creditor", NAME)
    return done.returncode == 0


def test_a_home_of_somebody_else_is_left_alone(fresh_home: Env) -> None:
    made = run_recoup(
        fresh_home, "init", "--name", "Northwind Ltd", "--country", "GB", "--currency", "GBP", "--json"
    )
    assert made.returncode == 0, made.stdout
    refused = demo(fresh_home, 6, 3, "--json")
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["error"]["code"] in ("home_in_use", "database_in_use")
    assert run_recoup(fresh_home, "ageing", "--creditor", "Northwind Ltd").returncode == 0


@pytest.mark.anydb
def test_a_folder_of_somebody_else_is_left_alone(fresh_home: Env) -> None:
    home = Path(fresh_home["RECOUP_HOME"])
    (home / "thesis.txt").write_text("all my work")
    refused = demo(fresh_home, 6, 3)
    assert refused.returncode == 1 and "did not make" in refused.stderr
    assert (home / "thesis.txt").read_text() == "all my work"
    assert not (home / "demo-files").exists()


@pytest.mark.anydb
def test_the_cast_is_the_same_each_time_and_has_everybody_once() -> None:
    payers = cast(Random(1), 220)
    assert payers == cast(Random(1), 220)
    assert len({payer.number for payer in payers}) == len({payer.name for payer in payers}) == 220
    assert {payer.habit.name for payer in payers} == {habit.name for habit in HABITS}
    assert len({payer.country for payer in payers}) == 10
    mails = [person.email for payer in payers for person in (*payer.people, payer.in_charge) if person.email]
    assert all(mail.endswith(".example") and mail.isascii() for mail in mails)


@pytest.mark.anydb
def test_nobody_pays_more_than_is_left_and_some_pay_nothing() -> None:
    books, payers = Books(Random(1)), cast(Random(1), 220)
    books.sell(payers, date(2025, 1, 1), date(2025, 12, 31))
    assert all(0 <= books.left(paper) <= paper.amount_minor for paper in books.papers.values())
    assert any(books.left(paper) for paper in books.papers.values())
    assert all(day.weekday() < 5 for day in books.receipts)


@pytest.mark.anydb
@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 11, 22), date(2026, 11, 20)),
        (date(2026, 11, 20), date(2026, 11, 20)),
        (date(2026, 12, 28), date(2026, 12, 24)),
    ],
)
def test_the_last_day_is_a_working_day(today: date, last: date) -> None:
    assert last_working_day(today) == last
