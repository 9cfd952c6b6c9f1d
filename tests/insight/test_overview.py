"""The owner's figures from books whose every row is known."""

from datetime import timedelta

import pytest
from tests import builders
from tests.builders import MOMENT, TODAY
from tests.cases.people.worlds import at, world

from recoup.cases.models import Promise, StepInvoice, StepRun
from recoup.insight import history
from recoup.insight import kept as keeping
from recoup.insight.ageing import ageing
from recoup.insight.kept import kept
from recoup.insight.overview import dso, overview
from recoup.ledger.models import Allocation, Dispute
from recoup.ledger.operations import record_payments
from recoup.org.settings import set_setting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, what moved is counted anew before the page answers."""
    monkeypatch.setattr(keeping, "QUICK", 600.0)


def settled(debtor, paid_on, *, due=30, issued=None, minor=10_000, source="bank", **more):
    """An invoice that was paid on that day, `due` days after it was issued."""
    issued = issued or paid_on - timedelta(days=40)
    made = builders.invoice(
        debtor,
        minor,
        open_minor=0,
        state="paid",
        issued_on=issued,
        due_on=issued + timedelta(days=due),
        **more,
    )
    Allocation.objects.create(
        creditor=debtor.creditor, invoice=made, source=source, amount_minor=minor, allocated_on=paid_on
    )
    return made


def test_habits_are_read_by_debtor_and_lateness_from_money_alone():
    north, other = builders.creditor(), builders.creditor("Other Ltd")
    debtor = builders.debtor(north)
    for _ in range(3):
        settled(debtor, TODAY)
    settled(debtor, TODAY, source="write_off")
    settled(debtor, TODAY - timedelta(days=800))
    settled(debtor, TODAY, currency="EUR")
    settled(builders.debtor(other), TODAY)
    (found,) = history.paid_habits(north, "GBP", TODAY)
    assert (found.debtor, found.late, found.count) == (debtor.pk, 10, 3)


def test_what_is_contested_or_owed_by_the_insolvent_is_not_expected():
    north = builders.creditor()
    debtor = builders.debtor(north)
    free, whole, part = (builders.invoice(debtor, minor) for minor in (100, 200, 300))
    builders.invoice(builders.debtor(north, insolvent_on=TODAY), 400)
    days = {"opened_on": TODAY, "answer_due_on": TODAY, "creditor": north, "type": "price"}
    Dispute.objects.create(invoice=whole, **days)
    Dispute.objects.create(invoice=part, amount_minor=50, **days)
    Dispute.objects.create(invoice=free, closed_on=TODAY, **days)
    found = history.waiting(north, "GBP", TODAY)
    assert sorted(one.minor for one in found) == [100, 300]
    assert {one.late for one in found} == {30}


def test_promises_count_by_week_with_the_share_that_was_kept():
    made = world()
    made.run()
    case, north = made.case, made.creditor
    for days, state in ((0, "open"), (7, "open"), (8, "open"), (1, "replaced")):
        due_on = made.day + timedelta(days=days)
        Promise.objects.create(
            creditor=north, case=case, amount_minor=100, due_on=due_on, made_on=made.day, state=state
        )
    found, kept_share = history.promised(north, "GBP", made.day)
    assert sorted(one.week for one in found) == [0, 0, 1] and kept_share is None
    for state in ("kept", "kept", "kept", "part", "broken"):
        Promise.objects.create(
            creditor=north, case=case, amount_minor=1, due_on=made.day, made_on=made.day, state=state,
            judged_on=made.day,
        )  # fmt: skip
    assert history.promised(north, "GBP", made.day)[1] == pytest.approx(0.7)


def test_days_to_pay_now_and_a_year_ago_once_the_books_reach_back():
    north = builders.creditor()
    debtor = builders.debtor(north)
    settled(debtor, TODAY - timedelta(days=5), issued=TODAY - timedelta(days=45))
    settled(debtor, TODAY - timedelta(days=5), issued=TODAY - timedelta(days=35))
    assert overview(north, "GBP", TODAY).now is None
    settled(debtor, TODAY - timedelta(days=380), issued=TODAY - timedelta(days=400))
    builders.invoice(debtor, 5_000, issued_on=TODAY - timedelta(days=30))
    found = overview(north, "GBP", TODAY)
    assert found.now is not None and found.year_ago is None
    assert (found.now.paid.count, found.now.paid.days_to_pay, found.now.paid.days_late) == (2, 35.0, 5.0)
    assert found.now.dso == dso(5_000, 25_000, 90) == 18.0
    settled(debtor, TODAY - timedelta(days=600), issued=TODAY - timedelta(days=610))
    then = overview(north, "GBP", TODAY).year_ago
    assert then is not None and (then.paid.days_to_pay, then.dso) == (20.0, 0.0)
    assert dso(5, 0, 90) is None


def test_money_counts_once_for_the_last_contact_before_it_and_only_soon_after():
    made = world()
    made.run()
    north, case, day = made.creditor, made.case, made.day

    def contact(rung, channel, days, state="done", is_void=False, invoice=made.invoice):
        step = StepRun.objects.create(
            creditor=north, case=case, debtor=made.debtor, rung=rung, round=7, channel=channel, kind=channel,
            state=state, is_void=is_void, planned_on=day, done_on=day - timedelta(days=days),
        )  # fmt: skip
        StepInvoice.objects.create(creditor=north, step=step, invoice=invoice, asked_minor=1)

    def money(minor, days, **more):
        values = {"source": "bank", "is_active": True, "invoice": made.invoice, **more}
        on = day - timedelta(days=days)
        Allocation.objects.create(creditor=north, amount_minor=minor, allocated_on=on, **values)

    contact(1, "email", 30)
    contact(2, "phone", 20)
    contact(2, "letter", 20, state="failed")
    contact(3, "phone", 18, is_void=True)
    contact(1, "letter", 100)
    money(1_000, 25)
    money(200, 20)
    money(30, 6)
    money(7, 5)
    money(900, 10, source="credit")
    money(900, 10, is_active=False)
    found = {(one.rung, one.channel): one for one in history.brought(north, "GBP", day, 90, 14)}
    assert {key: (one.contacts, one.followed, one.minor) for key, one in found.items()} == {
        (1, "email"): (2, 1, 1_000),  # one went out today
        (2, "phone"): (1, 1, 230),
    }
    assert history.brought(north, "EUR", day, 90, 14) == []


def test_an_age_knows_how_many_debtors_owe_it():
    north = builders.creditor()
    two = builders.debtor(north)
    for debtor in (two, two, builders.debtor(north)):
        builders.invoice(debtor, due_on=TODAY - timedelta(days=40))
    (row,) = ageing(north, TODAY)
    assert (row.d31_60.count, row.d31_60.debtors, row.not_due.debtors) == (3, 2, 0)


def test_currencies_are_never_added():
    north = builders.creditor()
    debtor = builders.debtor(north)
    builders.invoice(debtor, 100)
    builders.invoice(debtor, 7, currency="JPY")
    pounds, yen = overview(north, "GBP", TODAY), overview(north, "JPY", TODAY)
    assert pounds.ageing and yen.ageing
    assert (pounds.ageing.open.minor, yen.ageing.open.minor) == (100, 7)
    assert overview(north, "CHF", TODAY).ageing is None


def test_figures_are_kept_until_something_is_recorded():
    north = builders.creditor()
    counted = []

    def count():
        counted.append(1)
        return len(counted)

    assert [kept(north, "x", TODAY, count).figures for _ in range(3)] == [1, 1, 1]
    set_setting(north, "phone", "+44 20 7946 0000", actor="user:1", moment=MOMENT)
    assert kept(north, "x", TODAY, count).figures == 2
    assert kept(builders.creditor("Other Ltd"), "x", TODAY, count).figures == 3


def test_what_takes_long_is_counted_beside_the_page(monkeypatch):
    north, counted, beside = builders.creditor(), [], []

    def count():
        counted.append(1)
        return len(counted)

    monkeypatch.setattr(keeping, "QUICK", -1.0)
    monkeypatch.setattr(keeping, "_count_beside", lambda key, mark, work: beside.append(mark))
    assert kept(north, "x", TODAY, count).figures == 1
    set_setting(north, "phone", "+44 20 7946 0000", actor="user:1", moment=MOMENT)
    monkeypatch.setattr(keeping, "REST", 10**9)
    found = kept(north, "x", TODAY, count)
    assert (found.figures, found.is_behind, beside) == (1, True, [])
    found = kept(north, "x", TODAY + timedelta(days=1), count)
    assert (found.figures, found.is_behind, len(beside), counted) == (1, True, 1, [1])


def test_money_that_a_payment_brought_is_in_the_next_count():
    made = world()
    made.run()
    before = overview(made.creditor, "GBP", made.day)
    rows = [builders.payment_facts(500_000, purpose=made.invoice.number, received_on=made.day)]
    record_payments(made.creditor, rows, source="bank", actor=made.owner, moment=at(made.day))
    after = overview(made.creditor, "GBP", made.day)
    assert before.ageing and before.ageing.open.minor == 500_000 and after.ageing is None
    assert [one.minor for one in after.brought] == [500_000]
