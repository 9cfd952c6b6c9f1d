"""`recoup registers`: whom the files name, what cannot be read, and nothing twice."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cases.people.worlds import world
from tests.cli.conftest import Recoup

from recoup.recourse.models import Hit, Insolvency

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def feed(folder: Path, *entries: object) -> Path:
    path = folder / "gazette.json"
    path.write_text(json.dumps({"f:total": len(entries), "entry": list(entries)}))
    return path


def entry(name: str, number: str = "", pk: int = 1) -> dict[str, object]:
    return {"id": f"https://www.thegazette.co.uk/id/notice/{pk}", "f:notice-code": "2452", "title": name,
            "category": {"@term": "Winding-Up Orders"}, "published": "2025-02-27T00:00:00",
            "content": f"<p>(Company Number {number})</p>" if number else ""}  # fmt: skip


def test_a_number_stops_and_the_file_read_again_changes_nothing(recoup: Recoup, tmp_path: Path) -> None:
    w = world()
    w.debtor.register_number, w.debtor.country = "09876543", "GB"
    w.debtor.save()
    path = feed(
        tmp_path, entry("Quite another name", "09876543"), entry("", pk=2), entry("Nobody of ours", pk=3)
    )
    said = recoup("registers", path, "--country", "GB", "--json", "--date", "2025-03-03")
    assert said.code == 0
    (one,) = said.json["files"]
    assert (one["register"], one["refused"], one["notices"], one["known"]) == ("gazette", None, 2, 0)
    (hit,) = one["hits"]
    assert hit["debtor"]["id"] == w.debtor.pk and hit["opened_on"] is None
    assert (hit["matched_by"], hit["effect"], hit["state"]) == ("number", "opening", "sure")
    assert one["unread"] == [
        {"where": "record 2", "what": "It names neither a company nor a register number."}
    ]
    w.debtor.refresh_from_db()
    assert str(w.debtor.insolvent_on) == "2025-02-27"
    again = recoup("registers", path, "--country", "GB", "--json", "--date", "2025-03-03").json["files"][0]
    assert (again["hits"], again["known"]) == ([], 1)
    assert Hit.objects.count() == Insolvency.objects.count() == 1


def test_a_name_waits_for_a_person_and_is_said_in_words(recoup: Recoup, tmp_path: Path) -> None:
    w = world()
    said = recoup("registers", feed(tmp_path, entry(w.debtor.name), entry("", pk=2)), "--date", "2025-03-03")
    assert said.code == 0
    assert f"{w.debtor.name} ({w.debtor.number}), by name: insolvency (Winding-Up Orders)" in said.out
    assert "nothing goes out until somebody says whether it is them" in said.out
    assert "record 2 could not be read: It names neither" in said.out
    assert Hit.objects.get().state == "asked"


def test_a_refused_file_leaves_the_others(recoup: Recoup, tmp_path: Path) -> None:
    w = world()
    bad, missing = tmp_path / "cut.json", tmp_path / "missing.json"
    bad.write_text('{"entry": [')
    good = feed(tmp_path, entry(w.debtor.name))
    said = recoup("registers", bad, missing, good, "--json", "--date", "2025-03-03")
    assert said.code == 1 and said.json["error"]["code"] == "damaged"
    codes = [(one["refused"] or {}).get("code") for one in said.json["files"]]
    assert codes == ["damaged", "no_such_file", None]
    assert len(said.json["files"][2]["hits"]) == 1
    assert recoup("registers").code == 2
