"""Tax on unpaid invoices: opens while chasing goes on, is warned of, lapses, is claimed, goes back with the money."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests import builders
from tests.cases.people.worlds import MONDAY, World, at, world

from recoup.cases.check import books
from recoup.cases.formal import journal, letgo, recovery, relief
from recoup.cases.models import Task
from recoup.ledger.models import Invoice, Payment
from recoup.ledger.operations import record_payments
from recoup.lib.errors import Refused
from recoup.org.settings import set_setting
from recoup.recourse.models import JournalLine, ReliefState, TaxRelief, TaxRepayment

pytestmark = pytest.mark.django_db


@pytest.fixture
def of() -> World:
    """6,000.00 with 1,000.00 tax, due 2024-08-26: in Britain to claim from 2025-02-26 to 2029-02-26."""
    made = world(600_000)
    Invoice.objects.update(due_on=date(2024, 8, 26), issued_on=date(2024, 7, 26), tax_minor=100_000)
    return made


def refused(code: str) -> Any:
    return pytest.raises(Refused, check=lambda odd: odd.code == code)


def pay(of: World, minor: int, day: date, **more: Any) -> None:
    row = builders.payment_facts(
        minor, received_on=day, purpose=of.invoice.number, debtor_number=of.debtor.number
    )
    record_payments(of.creditor, [row], source="bank", **of.by)


def test_it_opens_while_chasing_goes_on(of: World) -> None:
    of.run(date(2025, 2, 25))
    row = TaxRelief.objects.get()
    assert (row.state, row.opens_on, row.lapses_on) == ("waiting", date(2025, 2, 26), date(2029, 2, 26))
    assert of.task("tax_relief") is None
    of.run(date(2025, 2, 26))
    row.refresh_from_db()
    assert row.state == ReliefState.OPEN and of.task("tax_relief") is not None
    of.run(date(2025, 2, 26))
    assert Task.objects.filter(kind="tax_relief").count() == 1 and of.case.state == "open"


def test_claimed_it_is_a_line_for_the_books_and_the_task_is_done(of: World) -> None:
    of.run(MONDAY)
    row = TaxRelief.objects.get()
    with refused("over_claimed"):
        relief.claim(of.creditor, row.pk, 100_001, **of.by)
    relief.claim(of.creditor, row.pk, None, **of.by)
    with refused("decided_already"):
        relief.claim(of.creditor, row.pk, None, **of.by)
    line = JournalLine.objects.get()
    assert (line.kind, line.debit, line.credit, line.amount_minor) == (
        "tax_relief",
        "tax",
        "bad_debts",
        100_000,
    )
    assert of.task("tax_relief") is None


def test_later_money_sends_its_tax_back_once(of: World) -> None:
    of.run(MONDAY)
    pay(of, 60_000, MONDAY)
    row = TaxRelief.objects.get()
    relief.claim(of.creditor, row.pk, None, **of.by)
    row.refresh_from_db()
    assert row.claimed_minor == 90_000
    pay(of, 120_000, MONDAY + timedelta(days=1))
    for _twice in range(2):
        of.run(MONDAY + timedelta(days=2))
    back = TaxRepayment.objects.get()
    assert back.amount_minor == 20_000 and of.task("tax_repay") is not None
    relief.repaid(of.creditor, back.pk, **of.by)
    relief.repaid(of.creditor, back.pk, **of.by)
    assert [one.amount_minor for one in JournalLine.objects.filter(kind="tax_repaid")] == [20_000]
    assert of.task("tax_repay") is None


def test_a_recovery_after_a_write_off_sends_tax_back_too(of: World) -> None:
    of.run(MONDAY)
    asked = letgo.ask_write_off(of.creditor, of.case.pk, None, "no_means", "x", **of.by)
    letgo.decide_on(of.creditor, asked.pk, is_granted=True, **of.by_owner)
    relief.claim(of.creditor, TaxRelief.objects.get().pk, None, **of.by)
    pay(of, 300_000, MONDAY + timedelta(days=1))
    money = Payment.objects.get()
    recovery.recover(of.creditor, of.case.pk, of.invoice.pk, money.pk, None, **of.by)
    of.run(MONDAY + timedelta(days=2))
    assert TaxRepayment.objects.get().amount_minor == 50_000
    assert books.let_go_adds_up(of.creditor)[1] == []


def test_it_is_warned_of_before_it_lapses_and_lapses(of: World) -> None:
    of.run(MONDAY)
    TaxRelief.objects.update(lapses_on=MONDAY + timedelta(days=61))
    of.run(MONDAY + timedelta(days=1))
    assert of.task("tax_relief_lapses") is not None
    TaxRelief.objects.update(lapses_on=MONDAY + timedelta(days=1))
    of.run(MONDAY + timedelta(days=2))
    row = TaxRelief.objects.get()
    assert row.state == ReliefState.LAPSED
    with refused("decided_already"):
        relief.claim(of.creditor, row.pk, None, **of.by)


def test_not_claimed_needs_a_reason_and_paid_is_over(of: World) -> None:
    of.run(MONDAY)
    row = TaxRelief.objects.get()
    with refused("missing"):
        relief.leave(of.creditor, row.pk, " ", **of.by)
    pay(of, 600_000, MONDAY)
    of.run(MONDAY + timedelta(days=1))
    row.refresh_from_db()
    assert row.state == ReliefState.PAID


def test_another_creditors_tax_is_not_there(of: World) -> None:
    of.run(MONDAY)
    other = world()
    with refused("no_such_relief"):
        relief.claim(other.creditor, TaxRelief.objects.get().pk, None, **other.by)


def test_lines_are_taken_over_once_with_their_accounts(of: World) -> None:
    of.run(MONDAY)
    set_setting(of.creditor, "journal.tax", "1776", actor="system", moment=builders.MOMENT)
    relief.claim(of.creditor, TaxRelief.objects.get().pk, None, **of.by)
    with refused("not_allowed"):
        journal.take(of.creditor, **of.by)
    assert journal.take(of.creditor, **of.by_owner) == 1
    assert journal.take(of.creditor, **of.by_owner) is None
    line = JournalLine.objects.get()
    assert (line.batch, line.debit_code, line.taken_on) == (1, "1776", at(MONDAY).date())


def test_a_debt_that_was_sold_gives_no_tax_back(of: World) -> None:
    Invoice.objects.update(assigned_to="Quick Factors", is_assigned=True)
    of.run(MONDAY)
    assert not TaxRelief.objects.exists()
    Invoice.objects.update(assigned_to="", is_assigned=None)
    of.run(MONDAY)
    assert TaxRelief.objects.get().state == ReliefState.OPEN
    Invoice.objects.update(assigned_to="Quick Factors", is_assigned=True)
    of.run(MONDAY + timedelta(days=1))
    assert TaxRelief.objects.get().state == ReliefState.NOT_CLAIMED


def test_where_no_waiting_time_is_held_it_opens_with_the_loss(of: World) -> None:
    """Germany: when the debt is uncollectable, which nobody but a write-off or an insolvency says."""
    of.creditor.country = "DE"
    of.creditor.save(update_fields=["country"])
    of.run(MONDAY)
    row = TaxRelief.objects.get()
    assert (row.place, row.opens_on, row.state) == ("DE", None, ReliefState.WAITING)
    asked = letgo.ask_write_off(of.creditor, of.case.pk, None, "no_means", "tried all", **of.by)
    letgo.decide_on(of.creditor, asked.pk, is_granted=True, **of.by_owner)
    of.run(MONDAY + timedelta(days=1))
    row.refresh_from_db()
    assert row.state == ReliefState.OPEN
    relief.claim(of.creditor, row.pk, None, **of.by)
    assert TaxRelief.objects.get().claimed_minor == 100_000


def test_a_debt_let_go_early_has_its_days_too(of: World) -> None:
    """Written off before it was a month late, the tax can be claimed from 6 months after the due date."""
    Invoice.objects.update(due_on=MONDAY - timedelta(days=3))
    of.run(MONDAY)
    assert not TaxRelief.objects.exists()
    asked = letgo.ask_write_off(of.creditor, of.case.pk, None, "no_means", "gone", **of.by)
    letgo.decide_on(of.creditor, asked.pk, is_granted=True, **of.by_owner)
    of.run(MONDAY + timedelta(days=1))
    assert (TaxRelief.objects.get().state, TaxRelief.objects.get().opens_on) == ("waiting", date(2025, 8, 28))


def test_what_has_lapsed_is_not_claimed_before_the_run_of_the_day(of: World) -> None:
    of.run(MONDAY)
    row = TaxRelief.objects.get()
    with refused("lapsed"):
        relief.claim(of.creditor, row.pk, None, actor=of.owner, moment=at(date(2029, 2, 27)))
