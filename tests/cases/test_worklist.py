"""The tasks of people: the most money per minute of work first, whatever the currency."""

from datetime import timedelta

import pytest
from tests import builders
from tests.cases.test_daily import ACTOR, MONDAY, creditor, fresh, home, moment  # noqa: F401

from recoup.cases.daily import run
from recoup.cases.models import Case
from recoup.cases.people.record import record
from recoup.cases.queries import worklist

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
