"""Ladders of a creditor's own: drafts without effect, versions that never change, who gets which, cases moved."""

import json
from datetime import timedelta
from typing import Any

import pytest
from tests import builders
from tests.cases.people.worlds import World, world

from recoup.archive.models import Entry
from recoup.cases.models import Case, PolicyDraft, PolicyVersion
from recoup.cases.policies import choice, drafts, edits, in_force, moving, policy_of
from recoup.ladder.schema import policy_to_data
from recoup.ladder.shipped import load_policy
from recoup.lib.errors import Refused

CALLS = [{"kind": "phone", "minimum": "call"}]
BY: dict[str, Any] = {"actor": "user:1", "moment": builders.MOMENT}


@pytest.fixture
def here(db: None) -> World:
    made = world()
    made.run()
    return made


def slower(here: World, days: int = 9) -> PolicyVersion:
    """A newer version of the ladder for companies, that waits longer before rung 2."""
    data = drafts.data_of(here.creditor, "company")
    rung = next(one for one in data["rungs"] if one["number"] == 2)
    draft = drafts.save(here.creditor, "company", edits.with_rung(data, {**rung, "wait_days": days}), 0, **BY)
    return drafts.publish_draft(here.creditor, "company", draft.revision, **BY)


def test_a_published_draft_is_the_next_version_and_the_old_one_stays_as_it_was(here: World) -> None:
    before = PolicyVersion.objects.of(here.creditor).get(name="company")
    was = before.data
    version = slower(here)
    before.refresh_from_db()
    assert (version.version, before.data) == (2, was)
    rung = policy_of(version).rung(2)
    assert rung is not None and rung.wait_days == 9
    assert not PolicyDraft.objects.of(here.creditor).exists()
    entry = Entry.objects.filter(stream=here.creditor.stream_key, kind="policy.published").latest("seq")
    assert '"version":2' in bytes(entry.envelope).decode()


def test_running_cases_keep_their_version_until_they_are_moved(here: World) -> None:
    old = here.case.policy_id
    version = slower(here)
    assert here.case.policy_id == old
    left = moving.running(here.creditor, moment=builders.MOMENT)["company"]
    assert (left.on_newest, left.left) == (0, 1)
    before = Entry.objects.filter(stream=here.debtor.stream_key).count()
    assert moving.move(here.creditor, "company", **BY) == [here.case.pk]
    assert here.case.policy_id == version.pk
    entry = Entry.objects.filter(stream=here.debtor.stream_key).latest("seq")
    assert Entry.objects.filter(stream=here.debtor.stream_key).count() == before + 1
    assert entry.kind == "case.policy" and '"from_version":1' in bytes(entry.envelope).decode()
    assert moving.move(here.creditor, "company", **BY) == []


def test_only_cases_not_yet_at_a_rung_are_moved_when_so_asked(here: World) -> None:
    slower(here)
    assert here.case.rung == 1
    assert moving.move(here.creditor, "company", before_rung=1, **BY) == []
    assert moving.move(here.creditor, "company", before_rung=2, **BY) == [here.case.pk]


def test_a_moved_case_waits_as_the_new_ladder_says(here: World) -> None:
    first = here.day
    slower(here, 10)
    moving.move(here.creditor, "company", **BY)
    here.run_until("phone")
    assert here.day >= first + timedelta(days=10)


def test_another_creditors_cases_are_neither_counted_nor_moved(here: World) -> None:
    other = world()
    other.run()
    slower(here)
    moving.move(here.creditor, "company", **BY)
    assert other.case.policy.version == 1
    assert moving.running(other.creditor, moment=builders.MOMENT)["company"].left == 0


def test_nothing_of_somebody_else_s_draft_is_overwritten(here: World) -> None:
    data = drafts.data_of(here.creditor, "company")
    drafts.save(here.creditor, "company", data, 0, **BY)
    drafts.save(here.creditor, "company", data, 1, **BY)
    for revision in (0, 1):
        with pytest.raises(Refused) as refused:
            drafts.save(here.creditor, "company", {}, revision, **BY)
        assert refused.value.code == "changed_meanwhile"
    assert json.loads(PolicyDraft.objects.get().data) == data


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: edits.without_rung(data, 2), "fewer than two"),
        (lambda data: edits.without_rung(data, 1), "begin with rung 1"),
        (lambda data: edits.without_rung(data, 5), "without a formal demand"),
        (lambda data: edits.with_rung(data, _rung(data, 6) | {"wait_days": 1}), "bank days"),
        (lambda data: edits.with_rung(data, _rung(data, 7) | {"wait_days": 2}), "professionals"),
        (lambda data: edits.with_rung(data, _rung(data, 2) | {"ways": CALLS}), "minimum"),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_not_published_and_the_draft_stays(here: World, change: Any, words: str) -> None:
    draft = drafts.save(here.creditor, "company", change(drafts.data_of(here.creditor, "company")), 0, **BY)
    with pytest.raises(Refused) as refused:
        drafts.publish_draft(here.creditor, "company", draft.revision, **BY)
    assert words in refused.value.what
    assert (
        PolicyDraft.objects.exists()
        and PolicyVersion.objects.of(here.creditor).filter(version=2).count() == 0
    )


def _rung(data: dict[str, Any], number: int) -> dict[str, Any]:
    return dict(next(one for one in data["rungs"] if one["number"] == number))


def test_an_unchanged_draft_is_no_new_version(here: World) -> None:
    draft = drafts.take_shipped(here.creditor, "company", "company", 0, **BY)
    with pytest.raises(Refused) as refused:
        drafts.publish_draft(here.creditor, "company", draft.revision, **BY)
    assert refused.value.code == "nothing_changed"


def test_a_segment_gets_a_ladder_of_its_own(here: World) -> None:
    draft = drafts.begin(here.creditor, "Key accounts", "company", **BY)
    data = json.loads(draft.data)
    data = edits.with_rung(data, _rung(data, 1) | {"wait_days": 20})
    draft = drafts.save(here.creditor, "Key accounts", data, draft.revision, **BY)
    version = drafts.publish_draft(here.creditor, "Key accounts", draft.revision, **BY)
    choice.use(here.creditor, "company", "Key", "Key accounts", **BY)
    _, chosen = in_force(here.creditor)
    assert chosen.id_of("partnership", "Key") == version.pk
    assert chosen.name_of("company", "") == "company" and chosen.name_of("individual", "Key") == "individual"
    key = builders.debtor(here.creditor, segment="Key", city="London")
    builders.contact(key)
    invoice = builders.invoice(key, 500_000, due_on=here.day - timedelta(days=10))
    here.run()
    assert Case.objects.get(holdings__invoice=invoice).policy_id == version.pk
    choice.use(here.creditor, "company", "Key", "", **BY)
    assert moving.running(here.creditor, moment=builders.MOMENT)["company"].left == 1


def test_private_persons_get_no_ladder_that_calls_or_visits(here: World) -> None:
    with pytest.raises(Refused) as refused:
        choice.use(here.creditor, "individual", "", "company", **BY)
    assert "Private persons" in refused.value.what
    assert choice.use(here.creditor, "company", "", "individual", **BY) is not None


def test_formal_rungs_keep_their_places() -> None:
    data = policy_to_data(load_policy("company"))
    for change in (lambda: edits.moved(data, 4, 1), lambda: edits.in_order(data, [1, 2, 3, 5, 4, 6, 7, 8])):
        with pytest.raises(Refused) as refused:
            change()
        assert refused.value.code == "fixed_order"


def test_rungs_change_places_and_fill_gaps() -> None:
    data = policy_to_data(load_policy("company"))
    names = [one["name"] for one in edits.in_order(data, [1, 3, 2, 4, 5, 6, 7, 8])["rungs"]]
    assert names[:3] == ["friendly reminder", "person in charge", "second contact"]
    gap = edits.without_rung(data, 2)
    assert edits.numbers(edits.moved(gap, 3, -1))[:3] == [1, 2, 4]
    assert edits.numbers(edits.with_new_rung(gap, 2)) == list(range(1, 9))
