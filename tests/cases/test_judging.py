"""How promises are judged, one after the other."""

from datetime import date, timedelta

import pytest

from recoup.cases.rules import PromiseMade, Receipt, judge
from recoup.lib.days import calendar

pytestmark = pytest.mark.anydb

MONDAY = date(2026, 2, 16)


def promised(n: int, due_on: date, state: str = "open", judged_on: date | None = None) -> PromiseMade:
    return PromiseMade(n, 10_000, due_on, due_on - timedelta(days=4), state, judged_on, None)


def judged(promises: list[PromiseMade], receipts: list[Receipt], today: date) -> dict[int, str]:
    return {n: state for n, (state, _) in judge(promises, receipts, today, calendar("GB"), today).items()}


def test_money_that_came_after_a_broken_promise_keeps_the_next_one() -> None:
    first = promised(1, MONDAY, "broken", MONDAY + timedelta(days=3))
    second = promised(2, MONDAY + timedelta(days=10))
    paid = [Receipt(second.due_on, 10_000)]
    assert judged([first, second], paid, MONDAY + timedelta(days=20)) == {2: "kept"}


def test_money_that_a_judged_promise_took_keeps_no_other() -> None:
    first = promised(1, MONDAY, "kept", MONDAY)
    second = PromiseMade(
        2, 10_000, MONDAY + timedelta(days=7), MONDAY - timedelta(days=1), "open", None, None
    )
    paid = [Receipt(MONDAY, 10_000)]
    assert judged([first, second], paid, MONDAY + timedelta(days=20)) == {2: "broken"}
