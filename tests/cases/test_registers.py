"""What registers say of debtors: a number stops everything, a name asks a person, the same notice is one."""

import json
from datetime import date
from typing import Any

import pytest
from tests import builders
from tests.cases.people.worlds import World, at, world

from recoup.archive.queries import entries
from recoup.cases.daily import preview
from recoup.cases.formal.solvency.registers import Loaded, decide, load
from recoup.cases.models import Hold, StepRun, Task
from recoup.cases.people.contacts import contact_by
from recoup.cases.story import debtor_story
from recoup.ledger.models import Contact
from recoup.lib.errors import Refused
from recoup.recourse.models import Hit, Insolvency

pytestmark = pytest.mark.django_db
NUMBER = "01234567"


def opening(
    number: str = NUMBER, name: str = "", *, kind: str = "Appointment of Liquidators", n: int = 1
) -> bytes:
    row = {"id": f"N{n}", "company": name or "Somebody Else Ltd", "company_number": number, "type": kind,
           "published": "2025-02-27", "opened_on": "2025-02-24", "office_holder": "Ann Keeper",
           "office_holder_address": "1 Fleet Street, London"}  # fmt: skip
    return json.dumps([row]).encode()


def read(w: World, data: bytes, name: str = "week.json") -> Loaded:
    return load(w.creditor, name, data, country="GB", **w.by)


def whys(w: World) -> list[str]:
    found = preview(w.creditor, moment=at(w.day))
    return [one["why"]["code"] for one in found.non_actions if one["debtor"]["id"] == w.debtor.pk]


@pytest.fixture
def w() -> World:
    made = world(register_number="1234567", name="Sinking Ships Ltd")
    made.run_until("phone")
    return made


def test_a_hit_by_number_stops_everything_at_once(w: World) -> None:
    call = StepRun.objects.get(task__kind="phone", task__state="open")
    (hit,) = read(w, opening()).hits
    w.debtor.refresh_from_db()
    assert (hit.matched_by, hit.state, w.debtor.insolvent_on) == ("number", "sure", date(2025, 2, 24))
    call.refresh_from_db()
    assert call.state == "cancelled" and w.task("phone") is None
    assert whys(w) == ["insolvent"]
    row = Insolvency.objects.get()
    assert (row.opened_on, row.published_on) == (date(2025, 2, 24), date(2025, 2, 27))
    assert row.holder is not None and (row.holder.name, row.holder.role) == ("Ann Keeper", "office_holder")
    assert (row.proof_by_on, row.proof_by) == (date(2025, 3, 20), "law")
    task = w.task("proof_of_debt")
    assert task is not None and task.due_on == date(2025, 3, 13)


def test_a_hit_by_name_stops_for_two_working_days(w: World) -> None:
    (hit,) = read(w, opening("", "SINKING SHIPS LIMITED")).hits
    w.debtor.refresh_from_db()
    assert (hit.matched_by, hit.state, w.debtor.insolvent_on) == ("name", "asked", None)
    held = Hold.objects.get(debtor=w.debtor)
    assert (held.until_on - w.day).days in (2, 4) and held.case is None
    assert w.task("confirm_insolvency") is not None and whys(w) == ["held"]


def test_a_confirmed_name_stops_for_good(w: World) -> None:
    (hit,) = read(w, opening("", "Sinking Ships Ltd")).hits
    decide(w.creditor, hit.pk, is_theirs=True, note="same address", **w.by)
    w.debtor.refresh_from_db()
    assert w.debtor.insolvent_on == date(2025, 2, 24) and w.task("confirm_insolvency") is None
    assert not Hold.objects.filter(released_on=None).exists() and whys(w) == ["insolvent"]
    with pytest.raises(Refused) as refused:
        decide(w.creditor, hit.pk, is_theirs=False, **w.by)
    assert refused.value.code == "decided_already"


def test_a_rejected_name_goes_on_and_never_stops_again(w: World) -> None:
    data = opening("", "Sinking Ships Ltd")
    (hit,) = read(w, data).hits
    decide(w.creditor, hit.pk, is_theirs=False, **w.by)
    w.debtor.refresh_from_db()
    assert w.debtor.insolvent_on is None and w.task("confirm_insolvency") is None
    assert not Hold.objects.filter(released_on=None).exists()
    assert read(w, data).known == 1 and Hit.objects.count() == 1
    assert "held" not in whys(w)


def test_the_task_of_the_worklist_decides_as_well(w: World) -> None:
    read(w, opening("", "Sinking Ships Ltd"))
    w.record("not_insolvent", task=w.task("confirm_insolvency"))
    assert Hit.objects.get().state == "rejected" and not Hold.objects.filter(released_on=None).exists()
    read(w, opening("", "Sinking Ships Ltd", n=2))
    w.record("insolvent", task=w.task("confirm_insolvency"), on=date(2025, 2, 20))
    w.debtor.refresh_from_db()
    assert w.debtor.insolvent_on == date(2025, 2, 20)
    assert sorted(Hit.objects.values_list("state", flat=True)) == ["rejected", "sure"]
    assert Insolvency.objects.get().opened_on == date(2025, 2, 20)


def test_the_same_notice_twice_is_one_hit(w: World) -> None:
    for _ in range(2):
        read(w, opening())
    read(w, json.dumps(json.loads(opening()) * 2).encode(), "both.json")
    assert Hit.objects.count() == Insolvency.objects.count() == 1
    assert Contact.objects.filter(role="office_holder").count() == 1
    assert Task.objects.filter(kind="proof_of_debt").count() == 1
    said = [e.kind for e in entries(w.creditor.key, w.debtor.stream_key)]
    assert said.count("register.hit") == said.count("debtor.insolvent") == 1


def test_another_creditors_debtor_is_never_touched(w: World) -> None:
    other = world(register_number=NUMBER, name="Sinking Ships Ltd")
    other.run_until("phone")
    read(w, opening())
    read(w, opening("", "Sinking Ships Ltd", n=2))
    other.debtor.refresh_from_db()
    assert other.debtor.insolvent_on is None and other.task("phone") is not None
    assert set(Hit.objects.values_list("creditor", flat=True)) == {w.creditor.pk}
    with pytest.raises(Refused):
        decide(other.creditor, Hit.objects.all()[0].pk, is_theirs=True, **other.by)


def test_a_petition_of_their_number_holds_until_a_person_decides(w: World) -> None:
    (hit,) = read(w, opening(kind="Petition to wind up")).hits
    w.debtor.refresh_from_db()
    assert hit.state == "asked" and w.debtor.insolvent_on is None
    assert (Hold.objects.get().until_on - w.day).days == 14


@pytest.mark.parametrize("kind", ["Members' Voluntary Liquidation", "Petition dismissed"])
def test_what_is_no_insolvency_stops_nothing(w: World, kind: str) -> None:
    (hit,) = read(w, opening(kind=kind)).hits
    assert hit.state == "noted" and not Hold.objects.exists() and w.task("phone") is not None


def test_who_owes_nothing_is_found_only_when_watched(w: World) -> None:
    builders.debtor(w.creditor, name="Idle Ltd", register_number="07654321")
    assert not read(w, opening("07654321")).hits


def test_a_mistake_taken_back_goes_on(w: World) -> None:
    read(w, opening())
    w.record("not_insolvent")
    w.debtor.refresh_from_db()
    assert w.debtor.insolvent_on is None and Insolvency.objects.get().outcome == "mistaken"
    assert w.task("proof_of_debt") is None
    w.run()
    assert w.task("phone") is not None or whys(w) != ["insolvent"]


@pytest.mark.parametrize("data", [b"", b'{"insolvency": [', b"<html>", b"%PDF-1.4"])
def test_what_cannot_be_read_is_kept_and_said(w: World, data: bytes) -> None:
    done = read(w, data)
    assert done.refused is not None and done.refused.what
    (entry,) = [
        e for e in entries(w.creditor.key, w.creditor.stream_key) if e.kind == "register.file_refused"
    ]
    assert ("file" in entry.payloads) == bool(data) and entry.result == done.refused.code


def test_the_timeline_says_what_happened(w: World) -> None:
    read(w, opening())
    told = [line["text"] for line in debtor_story(w.creditor, str(w.debtor.pk))["timeline"]]
    assert (
        "A gazette has an insolvency of 24 February 2025: it has their register number, so everything stops."
        in told
    )


def test_an_office_holder_is_asked_in_no_ordinary_step(w: World) -> None:
    read(w, opening())
    holder = Contact.objects.get(role="office_holder")
    assert contact_by(w.creditor, w.debtor, holder.pk).role == "office_holder"
    Contact.objects.filter(pk=holder.pk).update(email="ann@keeper.example", is_in_charge=True)
    w.record("not_insolvent")
    from recoup.cases.facts import context, gather

    (matter,) = gather(context(w.creditor, at(w.day)), [w.debtor.pk])
    assert holder.pk not in [one.id for one in matter.position.contacts]


def test_many_at_once(w: World, django_assert_max_num_queries: Any) -> None:
    rows = [json.loads(opening(f"{n:08}", f"Firm {n} Ltd", n=n))[0] for n in range(1, 2000)]
    with django_assert_max_num_queries(30):
        assert not read(w, json.dumps(rows).encode()).hits
