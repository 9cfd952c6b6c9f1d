"""A step that the gate puts off waits for its business time: the run ends, and the step goes then."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests import builders
from tests.cases.test_daily import ACTOR, fresh, home, ready_creditor

from recoup.cases.daily import run
from recoup.cases.models import StepRun, StepState
from recoup.lib.clock import business_moment

pytestmark = pytest.mark.django_db
__all__ = ["home"]
FRIDAY = date(2025, 3, 7)


def test_what_is_closed_at_the_debtors_place_waits_and_the_run_ends(home: Path) -> None:
    creditor = ready_creditor(timezone="America/Los_Angeles")
    debtor = builders.debtor(creditor, country="JP")  # 10:00 on Friday over there is Saturday
    builders.contact(debtor)
    builders.invoice(debtor, 10_000, due_on=FRIDAY - timedelta(days=20))
    fresh(creditor, FRIDAY)

    first = run(creditor, moment=business_moment(FRIDAY, "America/Los_Angeles"), actor=ACTOR)
    assert (first.steps["done"], first.steps["queued"]) == (0, 1)
    step = StepRun.objects.get()
    assert step.state == StepState.READY
    assert step.not_before_at is not None

    monday = FRIDAY + timedelta(days=3)
    second = run(creditor, moment=business_moment(monday, "America/Los_Angeles"), actor=ACTOR)
    assert (second.steps["done"], second.steps["queued"]) == (1, 0)
    assert len(list((home / "outbox").glob("*.eml"))) == 1
