"""What changes on our side during a day counts on that day: settings, fresh books, answered questions."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests import builders
from tests.cases.test_daily import ACTOR, MONDAY, fresh, home, moment, ready_creditor

from recoup.cases.daily import preview, refresh, run
from recoup.cases.models import Case, Task
from recoup.cases.people.given import Given
from recoup.cases.people.record import record
from recoup.org.models import Creditor
from recoup.org.settings import set_setting

pytestmark = pytest.mark.django_db
__all__ = ["home"]


def owed(creditor: Creditor) -> None:
    debtor = builders.debtor(creditor)
    builders.contact(debtor)
    builders.invoice(debtor, 10_000, due_on=MONDAY - timedelta(days=20))


def change(creditor: Creditor, **values: str) -> None:
    for key, value in values.items():
        set_setting(creditor, key.replace("__", "."), value, actor=ACTOR, moment=moment(MONDAY))


def test_what_the_morning_forbade_goes_out_once_it_is_allowed(home: Path) -> None:
    freshened: Callable[[Creditor], None] = lambda one: fresh(one, MONDAY)  # noqa: E731
    ways: list[tuple[dict[str, str], Callable[[Creditor], None], str]] = [
        ({"live": "no"}, lambda one: change(one, live="yes"), "needs_approval"),
        ({"automation": "draft"}, lambda one: change(one, automation="full"), "needs_approval"),
        ({"automation": "tasks"}, lambda one: change(one, automation="full"), "automation_off"),
        ({"automation": "never"}, lambda one: change(one, automation="full"), "automation_off"),
        ({"sending": "off"}, lambda one: change(one, sending="on"), "sending_stopped"),
        ({"freshness": "old"}, freshened, "data_stale"),
    ]
    for settings, allow, why in ways:
        old = settings.pop("freshness", None)
        creditor = ready_creditor(**settings)
        if old:
            fresh(creditor, MONDAY - timedelta(days=10))
        owed(creditor)
        first = run(creditor, moment=moment(MONDAY), actor=ACTOR)
        assert (first.steps["done"], first.not_acted) == (0, {why: 1})
        allow(creditor)
        seen = preview(creditor, moment=moment(MONDAY))
        assert [action["kind"] for action in seen.actions] == ["email"], why
        assert run(creditor, moment=moment(MONDAY), actor=ACTOR).steps["done"] == 1, why
        assert not Task.objects.filter(creditor=creditor, state="open").exists(), why


def test_a_lifted_limit_counts_on_the_same_day() -> None:
    creditor = ready_creditor(**{"import.daily_limit": "1"})
    owed(creditor)
    owed(creditor)
    first = run(creditor, moment=moment(MONDAY), actor=ACTOR)
    assert (first.steps["done"], first.not_acted) == (1, {"daily_limit": 1})
    change(creditor, import__daily_limit="none")
    second = run(creditor, moment=moment(MONDAY), actor=ACTOR)
    assert (second.steps["done"], second.not_acted) == (1, {"waiting": 1})


def test_a_person_is_asked_on_the_day_the_question_comes_up() -> None:
    creditor = ready_creditor()
    owed(creditor)
    run(creditor, moment=moment(MONDAY), actor=ACTOR)
    record(
        creditor,
        "reply",
        case=Case.objects.get().pk,
        given=Given(text="We look into it."),
        actor=ACTOR,
        moment=moment(MONDAY),
    )
    refresh(creditor, moment=moment(MONDAY), actor=ACTOR)
    task = Task.objects.get()
    assert (task.kind, task.due_on) == ("read_answer", MONDAY + timedelta(days=1))


def test_a_question_falls_when_it_has_answered_itself() -> None:
    creditor = ready_creditor()
    debtor = builders.debtor(creditor)
    builders.invoice(debtor, 10_000, due_on=MONDAY - timedelta(days=20))
    run(creditor, moment=moment(MONDAY), actor=ACTOR)
    assert list(Task.objects.values_list("kind", "state")) == [("find_address", "open")]
    builders.contact(debtor)
    fresh(creditor, MONDAY + timedelta(days=1))
    assert run(creditor, moment=moment(MONDAY + timedelta(days=1)), actor=ACTOR).steps["done"] == 1
    assert list(Task.objects.values_list("kind", "state")) == [("find_address", "cancelled")]
