"""Today: what needs a person, ranked and in one place, worked line by line, taken over, taken back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests import builders
from tests.web.firms import Firm, client_of

from recoup.archive.queries import entries
from recoup.cases.models import StepRun, StepState, Task
from recoup.cases.work import items

HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(north: Firm) -> Client:
    return client_of(north.users["controller"])


def phone(north: Firm) -> Task:
    task = north.world.task("phone")
    assert task is not None
    return task


def result(client: Client, north: Firm, task: Task, **form: Any) -> Any:
    return client.post(north.url(f"tasks/{task.pk}/result/"), form, headers=HTMX)


def test_a_line_says_who_why_how_much_and_unfolds_with_keys_and_a_script(north: Firm, client: Client) -> None:
    page = client.get(north.url()).content.decode()
    assert north.world.debtor.name in page and "1 call is yours." in page and "late" in page
    part = client.get(north.url(f"tasks/{phone(north).pk}/"), headers=HTMX).content.decode()
    assert 'data-key="1"' in part and "What to say" in part and north.world.invoice.number in part
    assert "<html" not in part


def test_a_result_takes_the_line_away_and_can_be_taken_back(north: Firm, client: Client) -> None:
    task = phone(north)
    done = result(client, north, task, code="spoke_will_check", text="on Friday").content.decode()
    assert 'hx-swap-oob="innerHTML"' in done and "They will look into it" in done
    entry = re.search(r'name="entry" value="(\d+)"', done)
    assert entry is not None
    assert f'id="task-{task.pk}"' not in client.get(north.url()).content.decode()
    back = client.post(
        north.url(f"today/undo/{north.world.debtor.pk}/"), {"entry": entry[1]}, headers=HTMX
    )  # fmt: skip
    assert back.status_code == 200 and back["HX-Trigger"] == "undone"
    found = entries(north.creditor.key, north.world.debtor.stream_key)
    assert any(one.kind == "record.corrected" for one in found)
    assert Task.objects.filter(case=task.case, kind="phone", state="open").exists()


def test_nobody_takes_back_what_somebody_else_noted(north: Firm, client: Client) -> None:
    done = result(client, north, phone(north), code="spoke_will_check").content.decode()
    entry = re.search(r'name="entry" value="(\d+)"', done)
    assert entry is not None
    other = client_of(north.users["manager"])
    url = north.url(f"today/undo/{north.world.debtor.pk}/")
    assert other.post(url, {"entry": entry[1]}).status_code == 404


def test_a_task_is_taken_over_given_away_and_filtered_by_its_owner(north: Firm, client: Client) -> None:
    task, me, other = phone(north), north.users["controller"], north.users["field"]
    name = f'id="task-{task.pk}"'
    url = north.url(f"tasks/{task.pk}/assign/")
    assert client.post(url, {"user": "me"}, headers=HTMX).status_code == 200
    task.refresh_from_db()
    assert task.assigned_to == me
    assert name in client.get(north.url("?who=mine")).content.decode()
    assert name not in client.get(north.url("?who=free")).content.decode()
    client.post(url, {"user": str(other.pk)}, headers=HTMX)
    assert name not in client.get(north.url()).content.decode()
    assert name in client.get(north.url("?who=all")).content.decode()
    assert name in client_of(other).get(north.url()).content.decode()


def test_a_task_is_given_to_nobody_outside(north: Firm, south: Firm, client: Client) -> None:
    task, stranger = phone(north), south.users["owner"]
    answer = client.post(north.url(f"tasks/{task.pk}/assign/"), {"user": str(stranger.pk)}, headers=HTMX)
    task.refresh_from_db()
    assert answer.status_code == 422 and task.assigned_to is None


def test_most_money_per_minute_comes_first(north: Firm) -> None:
    big = builders.debtor(north.creditor, name="Big Ltd")
    case = phone(north).case
    assert case is not None
    other = type(case).objects.create(
        creditor=north.creditor, debtor=big, currency="GBP", policy=case.policy, opened_on=north.world.day,
        open_minor=case.open_minor * 10,
    )  # fmt: skip
    made = Task.objects.create(
        creditor=north.creditor, debtor=big, case=other, kind="call_back", due_on=north.world.day,
        opened_on=north.world.day,
    )  # fmt: skip
    ranked, later = items(north.creditor, north.world.day)
    assert [one.pk for one in ranked[:2]] == [made.pk, phone(north).pk] and later == 0
    made.due_on = north.world.day + timedelta(days=1)
    made.save()
    ranked, later = items(north.creditor, north.world.day)
    assert made.pk not in [one.pk for one in ranked if one.source == "task"] and later == 1


def test_whether_a_message_left_is_said_from_today(north: Firm, client: Client) -> None:
    step = StepRun.objects.filter(creditor=north.creditor, message__isnull=False).first()
    assert step is not None and step.message is not None
    StepRun.objects.filter(pk=step.pk).update(state=StepState.UNSURE)
    step.message.state = "unsure"
    step.message.save()
    assert f'id="step-{step.pk}"' in client.get(north.url()).content.decode()
    part = client.get(north.url(f"today/steps/{step.pk}/"), headers=HTMX).content.decode()
    assert "It left" in part
    answer = client.post(north.url(f"today/steps/{step.pk}/decide/"), {"answer": "sent"}, headers=HTMX)
    step.refresh_from_db()
    assert answer.status_code == 200 and step.state == StepState.DONE


def test_when_nothing_needs_anybody_the_page_says_what_happens_by_itself(north: Firm, client: Client) -> None:
    Task.objects.filter(creditor=north.creditor).update(state="done")
    page = client.get(north.url()).content.decode()
    assert "Nothing needs you." in page and north.url("outbox/") in page


def test_the_list_is_given_out_as_it_is_filtered(north: Firm, client: Client) -> None:
    for asked, lines in (("", 1), ("?kind=visits", 0)):
        answer: Any = client.get(north.url(f"today/export/{asked}"))
        rows = answer.getvalue().decode("utf-8-sig").splitlines()
        assert len(rows) == lines + 1, asked
