"""The tasks of people: the most money per minute of work first, whatever the currency."""

from datetime import timedelta

import pytest
from tests import builders
from tests.cases.formal.demands import asked, at_demand, prepare
from tests.cases.people.worlds import World
from tests.cases.test_daily import ACTOR, MONDAY, creditor, fresh, home, moment  # noqa: F401

from recoup.cases.daily import run
from recoup.cases.formal.demand import deeds
from recoup.cases.models import Case
from recoup.cases.people.record import record
from recoup.cases.queries import worklist
from recoup.cases.work import items

pytestmark = pytest.mark.django_db


def test_yen_are_not_ranked_above_pounds_for_having_no_pence(creditor) -> None:  # noqa: F811
    for currency, minor in (("JPY", 100_000), ("GBP", 90_000), ("KWD", 300_000)):
        debtor = builders.debtor(creditor, name=currency)
        builders.invoice(debtor, minor, currency=currency, due_on=MONDAY - timedelta(days=20))
    run(creditor, moment=moment(MONDAY), actor=ACTOR)
    names = [task["debtor"]["name"] for task in worklist(creditor, today=MONDAY)]
    assert names == ["GBP", "KWD", "JPY"]


def test_whoever_is_done_with_an_old_debt_has_looked_at_it(creditor) -> None:  # noqa: F811
    debtor = builders.debtor(creditor)
    builders.contact(debtor)
    builders.invoice(debtor, 10_000, due_on=MONDAY - timedelta(days=400), governing_law="GB-NIR")
    assert run(creditor, moment=moment(MONDAY), actor=ACTOR).not_acted == {"limitation": 1}
    (task,) = worklist(creditor, today=MONDAY)
    assert task["kind"] == "limitation"
    record(creditor, "done", task=task["id"], actor=ACTOR, moment=moment(MONDAY))
    assert Case.objects.get().looked_at_on == MONDAY
    assert run(creditor, moment=moment(MONDAY), actor=ACTOR).steps["done"] == 1


def test_what_waits_for_a_yes_is_not_to_be_prepared() -> None:
    """The demand was asked for: its preparing is not work any more, its decision is; refused, it is work again."""
    w = prepare(at_demand())
    assert kinds(w) == ["demand"]
    row = asked(w)
    assert kinds(w) == ["approve_demand"]
    assert w.task("demand") is not None, "the ladder knows that it is being worked on"
    deeds.decide(w.creditor, row.pk, is_granted=False, reason="Too early", **w.by_owner)
    assert "approve_demand" not in kinds(w) and "demand" in kinds(w)


def kinds(w: World) -> list[str]:
    return [one.kind for one in items(w.creditor, w.day)[0]]
