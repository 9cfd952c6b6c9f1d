"""Deciding costs next to nothing beside reading the facts."""

import timeit

import pytest
from tests.ladder.facts import TODAY, case, invoice, position

from recoup.ladder.planner import plan

pytestmark = [pytest.mark.anydb, pytest.mark.prove]


def test_ten_thousand_debtors_of_ten_invoices_in_well_under_a_second() -> None:
    where = position(case(*[invoice(n) for n in range(10)]))
    seconds = min(timeit.repeat(lambda: plan(where, TODAY), number=1000, repeat=5)) / 1000
    assert seconds < 40e-6
