"""A task that nobody does falls back in time, whatever else its case waits for."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.cases.people.worlds import at, world

from recoup.cases.check import checks
from recoup.cases.people import promises

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def test_a_call_nobody_made_falls_back_while_a_promise_is_waited_for() -> None:
    w = world()
    call = w.run_until("phone")
    begun = w.day
    promises.promise(
        w.creditor, w.case.pk, 500_000, begun + timedelta(days=14), actor="system", moment=at(begun)
    )
    while w.day < begun + timedelta(days=10):
        w.day += timedelta(days=1)
        w.run()
        w.creditor.refresh_from_db()
        assert [one.name for one in checks(w.creditor) if not one.ok] == [], w.day
    call.refresh_from_db()
    assert (call.state, w.case.why_code) == ("fallen_back", "promised")
