"""Each command on rows of its own: what it prints, and how it ends."""

from pathlib import Path

import pytest
import time_machine
from tests import builders

from recoup.ledger.models import Invoice
from recoup.lib.errors import Refused
from recoup.org.models import Creditor, Setting
from recoup.org.operations import add_member, create_creditor

pytestmark = pytest.mark.django_db

EVE = "eve@north.example"
MONDAY = "2025-03-03T10:00:00+00:00"
FILE = """Customer No,Customer,Email,Invoice,Date,Due,Currency,Amount
C-1,Bolt Ltd,pay@bolt.example,INV-1,2025-01-02,2025-02-01,GBP,1200.00
C-1,Bolt Ltd,pay@bolt.example,INV-2,2025-03-01,2025-04-01,GBP,99.50
C-2,Nuts SA,pay@nuts.example,INV-3,2025-01-02,2025-02-01,GBP,abc
"""


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def creditor(settings, tmp_path: Path) -> Creditor:
    from recoup.cases.policies import publish_default_policies

    settings.HOME = tmp_path
    made = create_creditor(
        "Northwind Ltd", "GB", "GBP", moment=builders.MOMENT, owner_email="eve@north.example"
    )
    publish_default_policies(made, actor="system", moment=builders.MOMENT)
    return made


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "open.csv"
    path.write_text(FILE)
    return path


def test_ageing_gives_every_key(recoup, creditor: Creditor) -> None:
    debtor = builders.debtor(creditor)
    builders.invoice(debtor, 12_345)
    said = recoup("ageing", "--json")
    assert said.code == 0 and said.json["date"] == "2025-03-03"
    (row,) = said.json["rows"]
    assert row["currency"] == "GBP" and row["open"] == {"count": 1, "minor": 12_345}
    assert {"not_due", "d1_30", "d31_60", "d61_90", "d90_plus"} < set(row)
    assert row["d1_30"]["count"] == 1
    assert "123.45" in recoup("ageing").out


def test_ageing_looks_at_any_day(recoup, creditor: Creditor) -> None:
    builders.invoice(builders.debtor(creditor), 100)
    (row,) = recoup("ageing", "--date", "2025-02-01", "--json").json["rows"]
    assert row["not_due"]["count"] == 1


def test_import_prints_what_became_of_each_file(recoup, creditor: Creditor, listed: Path) -> None:
    said = recoup("import", listed, "--json")
    assert said.code == 0
    (file,) = said.json["files"]
    assert file["created"] == {"invoices": 2, "debtors": 1, "contacts": 1, "payments": 0}
    assert [row["line"] for row in file["rejected"]] == [4]
    assert file["refused"] is None and file["missing"] == []
    again = recoup("import", listed, "--json").json["files"][0]
    assert again["created"]["invoices"] == 0 and again["unchanged"]["invoices"] == 2


def test_a_refused_file_leaves_the_others(recoup, creditor: Creditor, listed: Path, tmp_path: Path) -> None:
    binary = tmp_path / "photo.csv"
    binary.write_bytes(bytes(range(256)) * 8)
    said = recoup("import", binary, listed, tmp_path / "absent.csv", "--json")
    assert said.code == 1
    assert set(said.json["error"]) == {"code", "what", "where", "how"}
    assert [bool(file["refused"]) for file in said.json["files"]] == [True, False, True]
    assert Invoice.objects.of(creditor).count() == 2
    plain = recoup("import", binary)
    assert plain.code == 1 and "photo.csv" in plain.err and "Traceback" not in plain.err


def test_a_dry_run_keeps_nothing(recoup, creditor: Creditor, listed: Path) -> None:
    assert recoup("import", listed, "--dry-run", "--json").json["files"][0]["created"]["invoices"] == 2
    assert not Invoice.objects.of(creditor).exists()


def test_set_shows_and_changes(recoup, creditor: Creditor) -> None:
    assert recoup("set", "signer", "Ann Ledger", "--json").json["value"] == "Ann Ledger"
    assert recoup("set", "--json").json["settings"]["signer"]["value"] == "Ann Ledger"
    assert "signer is Ann Ledger" in recoup("set", "signer", "Ann Ledger").out


def test_a_secret_is_not_printed_again(recoup, creditor: Creditor) -> None:
    for arguments in (("set", "mail.url", "smtp://ann:swordfish@8.8.8.8"), ("set",), ("set", "--json")):
        said = recoup(*arguments)
        assert said.code == 0 and "swordfish" not in said.out + said.err


def test_an_unknown_setting_is_refused_in_words(recoup, creditor: Creditor) -> None:
    said = recoup("set", "mail.form", "a@b.example", "--json")
    assert said.code == 1 and "mail.from" in said.json["error"]["how"]
    assert recoup("set", "signer", "--json").json["error"]["code"] == "no_value"
    assert not Setting.objects.exists()


def test_who_may_not_is_told_who_may(recoup, creditor: Creditor, listed: Path) -> None:
    add_member(creditor, "aud@north.example", "auditor", moment=builders.MOMENT, actor="system")
    said = recoup("import", listed, "--user", "aud@north.example", "--json")
    assert said.code == 1 and said.json["error"]["code"] == "not_allowed"
    assert not Invoice.objects.exists()
    assert recoup("ageing", "--user", "aud@north.example", "--json").code == 0
    owner_only = recoup("set", "iban", "GB33BUKB20201555555555", "--user", "aud@north.example", "--json")
    assert owner_only.json["error"]["code"] == "not_allowed"


def test_two_creditors_are_told_apart(recoup, creditor: Creditor) -> None:
    other = create_creditor("Southwind Ltd", "DE", "EUR", moment=builders.MOMENT)
    builders.invoice(builders.debtor(other), 500, currency="EUR")
    assert recoup("ageing", "--json").json["error"]["code"] == "ambiguous_creditor"
    assert recoup("ageing", "--creditor", "Northwind Ltd", "--json").json["rows"] == []
    assert recoup("ageing", "--creditor", "southwind ltd", "--json").json["rows"][0]["open"]["minor"] == 500


def test_preview_says_what_run_then_does(recoup, creditor: Creditor, listed: Path) -> None:
    recoup("import", listed)
    for key, value in (("live", "yes"), ("automation", "full")):
        assert recoup("set", key, value).code == 0
    preview = recoup("preview", "--json").json
    (action,) = preview["actions"]
    assert action["case"] is None and action["kind"] == "email" and action["to"] == "pay@bolt.example"
    assert set(action["why"]) >= {"code", "text"} and action["open_minor"] == 120_000
    assert recoup("preview", "--debtor", "C-1", "--json").json["actions"] == preview["actions"]
    assert recoup("preview", "--debtor", "C-9", "--json").json["error"]["code"] == "no_such_debtor"
    assert "Bolt Ltd (C-1)" in recoup("preview").out
    run = recoup("run", "--no-send", "--json").json
    assert run["date"] == "2025-03-03" and run["cases"] == {"open": 1, "opened": 1, "closed": 0}
    assert run["by_kind"] == {"email": 1} and run["steps"]["queued"] == 1
    assert recoup("run", "--no-send").out.startswith("Run for 2025-03-03")


def test_stories_are_told(recoup, creditor: Creditor, listed: Path) -> None:
    recoup("import", listed)
    recoup("run", "--no-send")
    story = recoup("debtor", "C-1", "--json").json
    case = recoup("case", story["cases"][0]["id"], "--json").json
    assert case["state"] == "open" and case["open_minor"] == 120_000 and case["timeline"]
    said = recoup("case", case["id"])
    assert "Bolt Ltd (C-1)" in said.out and "1,200.00 GBP open" in said.out
    assert "pay@bolt.example" in recoup("debtor", "C-1").out
    assert recoup("case", 10**6, "--json").json["error"]["code"] == "no_such_case"
    assert recoup("worklist", "--json").json["tasks"] == []


def test_a_worker_does_what_is_due_once(recoup, creditor: Creditor, listed: Path) -> None:
    recoup("import", listed)
    recoup("run", "--no-send")
    assert set(recoup("worker", "--once", "--json").json["steps"]) >= {"done", "refused", "failed", "unsure"}
    assert (
        recoup("worker", "--once", "--creditor", "nobody", "--json").json["error"]["code"]
        == "unknown_creditor"
    )
    create_creditor("Southwind Ltd", "DE", "EUR", moment=builders.MOMENT)
    assert recoup("worker", "--once").out.startswith("The worker has ended: 0 sent")


def test_check_says_what_it_looked_at(recoup, creditor: Creditor, listed: Path) -> None:
    recoup("import", listed)
    recoup("run", "--no-send")
    checked = recoup("check", "--json")
    assert checked.code == 0 and checked.json["ok"] is True
    assert all(set(one) >= {"name", "ok", "examined", "violations"} for one in checked.json["checks"])
    assert "Everything is as it should be." in recoup("check").out
    Invoice.objects.filter(number="INV-1").update(open_minor=1)
    damaged = recoup("check", "--json")
    assert damaged.code == 1 and damaged.json["ok"] is False
    assert any(one["violations"] for one in damaged.json["checks"] if not one["ok"])
    assert "FAIL" in recoup("check").out


def test_days_are_kept_in_order(recoup, creditor: Creditor) -> None:
    assert recoup("run", "--json").code == 0
    assert recoup("run", "--date", "2025-03-02", "--json").json["error"]["code"] == "date_before_last_run"
    assert recoup("preview", "--date", "2025-03-02", "--json").json["error"]["code"] == "date_before_last_run"
    assert recoup("run", "--date", "2025-03-04", "--json").json["error"]["code"] == "date_in_future"
    assert recoup("run", "--date", "2025-03-04", "--no-send", "--json").code == 0


def test_a_test_home_runs_any_day(recoup, creditor: Creditor) -> None:
    Creditor.objects.update(is_test=True)
    assert recoup("run", "--date", "2030-01-01", "--json").json["date"] == "2030-01-01"
    creditor.refresh_from_db()
    assert str(creditor.last_run_on) == "2030-01-01"


def test_nothing_else_reaches_stdout(recoup, creditor: Creditor, monkeypatch) -> None:
    from recoup.insight import ageing

    def chatty(*_: object) -> list[object]:
        print("noise")
        return []

    monkeypatch.setattr(ageing, "ageing", chatty)
    said = recoup("ageing", "--json")
    assert said.json["rows"] == [] and "noise" in said.err


def test_the_unforeseen_is_one_sentence_and_a_log(recoup, creditor, monkeypatch, tmp_path: Path) -> None:
    from recoup.insight import ageing

    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(ageing, "ageing", broken)
    said = recoup("ageing", "--json")
    assert said.code == 1 and said.json["error"]["code"] == "internal"
    (log,) = (tmp_path / "log").iterdir()
    assert "secret detail" in log.read_text() and str(log) in said.json["error"]["how"]
    assert "Traceback" not in said.err + said.out
    monkeypatch.setenv("RECOUP_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        recoup("ageing")


def test_a_refusal_without_json_is_a_sentence(recoup, creditor: Creditor, monkeypatch) -> None:
    from recoup.insight import ageing

    def refuses(*_: object) -> None:
        raise Refused("x", "It is broken.", "line 3", "Mend it.")

    monkeypatch.setattr(ageing, "ageing", refuses)
    said = recoup("ageing")
    assert (said.code, said.out, said.err) == (1, "", "It is broken. (line 3) Mend it.\n")
