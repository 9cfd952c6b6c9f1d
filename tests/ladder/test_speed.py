"""Deciding costs next to nothing: less than it takes to write down the facts that are decided on."""

import timeit

import pytest
from tests.ladder.facts import TODAY, case, invoice, position

from recoup.ladder.planner import plan

pytestmark = pytest.mark.anydb


def test_a_debtor_of_ten_invoices_is_decided_in_less_than_their_facts_take() -> None:
    def facts() -> object:
        return position(case(*[invoice(n) for n in range(10)]))

    where = position(case(*[invoice(n) for n in range(10)]))
    deciding, writing = (
        min(timeit.repeat(work, number=200, repeat=7)) for work in (lambda: plan(where, TODAY), facts)
    )
    assert deciding < writing
