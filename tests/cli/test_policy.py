"""`recoup policy`: ladders as files, checked and published, and running cases moved."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests import builders
from tests.cases.people.worlds import World, world

from recoup.cases.models import PolicyVersion
from recoup.org.operations import add_member


@pytest.fixture
def made(settings: Any, tmp_path: Path, db: None) -> World:
    """A creditor with a case under way."""
    settings.HOME = tmp_path
    found = world()
    found.run_until("phone")
    return found


def shown(recoup: Any, name: str = "company") -> dict[str, Any]:
    return dict(recoup("policy", "show", name, "--json").json["policy"])


def kept(folder: Path, data: object) -> Path:
    file = folder / "ladder.json"
    file.write_text(json.dumps(data))
    return file


def test_all_ladders_are_listed_with_who_gets_them_and_their_cases(recoup, made: World) -> None:
    found = {one["name"]: one for one in recoup("policy", "--json").json["policies"]}
    assert found["company"]["groups"] == ["company"] and found["company"]["version"] == 1
    assert sum(one["on_newest"] for one in found.values()) == 1
    assert "company" in recoup("policy", "list").out


def test_what_is_shown_can_be_changed_published_and_moved_to(recoup, made: World, tmp_path: Path) -> None:
    name = made.case.policy.name
    data = shown(recoup, name)
    same = recoup("policy", "publish", kept(tmp_path, data), "--json")
    assert same.code == 1 and same.json["error"]["code"] == "nothing_changed"
    data["rungs"][0]["wait_days"] += 1
    file = kept(tmp_path, {"policy": data})
    assert recoup("policy", "check", file, "--json").json["faults"] == []
    done = recoup("policy", "publish", file, "--json").json
    assert done == {"published": name, "version": 2, "behind": 1}
    assert recoup("policy", "move", name, "--before-rung", "1", "--json").json["moved"] == []
    assert recoup("policy", "move", name, "--json").json["moved"] == [made.case.pk]
    assert made.case.policy.version == 2


def test_faults_are_said_and_nothing_is_published(recoup, made: World, tmp_path: Path) -> None:
    data = shown(recoup)
    data["rungs"] = [rung for rung in data["rungs"] if rung["number"] != 5]
    found = recoup("policy", "check", kept(tmp_path, data), "--json")
    assert found.code == 1 and found.json["faults"]
    assert "rung" in recoup("policy", "check", kept(tmp_path, data)).out
    before = PolicyVersion.objects.count()
    assert recoup("policy", "publish", kept(tmp_path, data), "--json").json["error"]["code"] == "bad_policy"
    assert PolicyVersion.objects.count() == before


@pytest.mark.parametrize("data", ["text", [1], {"rungs": []}, {"name": 3}])
def test_a_file_without_a_ladder_is_refused(recoup, made: World, tmp_path: Path, data: object) -> None:
    answer = recoup("policy", "publish", kept(tmp_path, data), "--json")
    assert answer.code == 1 and answer.json["error"]["code"] == "bad_policy"


def test_who_may_not_publish_may_look(recoup, made: World, tmp_path: Path) -> None:
    by = {"moment": builders.MOMENT, "actor": "system"}
    add_member(made.creditor, "looks@firm.example", "auditor", **by)
    file = kept(tmp_path, shown(recoup))
    assert recoup("policy", "--user", "looks@firm.example").code == 0
    for verb, what in (("publish", file), ("move", "company")):
        answer = recoup("policy", verb, what, "--user", "looks@firm.example", "--json")
        assert answer.json["error"]["code"] == "not_allowed"


def test_without_a_name_it_says_what_is_missing(recoup, made: World) -> None:
    for verb in ("show", "check", "publish", "move"):
        assert recoup("policy", verb, "--json").json["error"]["code"] == "missing"
    assert recoup("policy", "show", "nobody", "--json").json["error"]["code"] == "no_such_policy"
