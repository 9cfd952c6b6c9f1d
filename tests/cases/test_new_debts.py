"""What is supplied after an insolvency opened is a debt of its own: no claim in it, paid by the office-holder."""

from datetime import timedelta

import pytest
from tests import builders
from tests.cases.people.worlds import MONDAY, World, world

from recoup.cases.formal.solvency import proofs
from recoup.cases.models import Case, CaseInvoice
from recoup.cases.people.given import Given
from recoup.cases.people.record import record
from recoup.ledger.models import Invoice
from recoup.ledger.operations import record_payments
from recoup.outreach.models import Message
from recoup.recourse.solvency.queries import running

pytestmark = pytest.mark.django_db


@pytest.fixture
def late() -> World:
    """Insolvent since yesterday; 5,000.00 from before the opening are overdue."""
    w = world()
    w.run()
    Invoice.objects.update(issued_on=w.day - timedelta(days=33))
    w.record("insolvent", on=w.day - timedelta(days=1))
    return w


def supplied(w: World, minor: int, days: int) -> Invoice:
    """An invoice overdue today for what was supplied so many days after the opening."""
    on = MONDAY - timedelta(days=1) + timedelta(days=days)
    return builders.invoice(w.debtor, minor, issued_on=on, supplied_on=on, due_on=w.day - timedelta(days=1))


def test_it_opens_a_case_of_its_own_that_asks_a_person(late: World) -> None:
    late.day += timedelta(days=2)
    before, after = supplied(late, 10_000, 0), supplied(late, 20_000, 1)
    sent = Message.objects.count()
    for _ in range(4):
        late.run()
        late.day += timedelta(days=1)
    old, new = Case.objects.order_by("pk")
    assert (old.is_new_debt, new.is_new_debt) == (False, True)
    held = dict(CaseInvoice.objects.filter(is_current=True).values_list("invoice", "case"))
    assert held == {late.invoice.pk: old.pk, before.pk: old.pk, after.pk: new.pk}
    assert (old.why_code, new.why_code, new.next_kind) == ("insolvent", "insolvent", "new_debt")
    task = late.task("new_debt")
    assert task is not None and task.case_id == new.pk
    assert Message.objects.count() == sent, "nothing goes out to an insolvent debtor"


def test_it_leaves_the_old_case_once_the_insolvency_is_known() -> None:
    w = world()
    Invoice.objects.update(issued_on=w.day - timedelta(days=33))
    w.run()
    w.day += timedelta(days=7)
    after = supplied(w, 20_000, 8)
    w.run()
    old = w.case
    assert CaseInvoice.objects.get(invoice=after, is_current=True).case_id == old.pk
    w.record("insolvent", on=w.day - timedelta(days=1))
    w.day += timedelta(days=1)
    for _twice in range(2):
        w.run()
    new = Case.objects.get(is_new_debt=True)
    assert CaseInvoice.objects.get(invoice=after, is_current=True).case_id == new.pk
    assert CaseInvoice.objects.filter(invoice=after).count() == 2
    old.refresh_from_db()
    assert (old.state, old.open_minor, new.rung) == ("open", 500_000, 0)
    row = running(w.creditor, w.debtor)
    assert row is not None
    assert proofs.worked(old, row, w.by["moment"], w.day).principal_minor == 500_000


def test_paid_it_closes_and_the_next_supply_opens_another(late: World) -> None:
    late.day += timedelta(days=2)
    first = supplied(late, 20_000, 1)
    late.run()
    paid = builders.payment_facts(
        20_000, received_on=late.day, purpose=first.number, debtor_number=late.debtor.number
    )
    record_payments(late.creditor, [paid], source="bank", **late.by)
    late.day += timedelta(days=1)
    late.run()
    new = Case.objects.get(is_new_debt=True)
    assert new.state == "closed_paid" and late.task("new_debt") is None
    supplied(late, 30_000, 2)
    late.day += timedelta(days=1)
    late.run()
    assert Case.objects.filter(is_new_debt=True, state="open").count() == 1


def test_not_insolvent_after_all_it_is_asked_for_as_any_other(late: World) -> None:
    late.day += timedelta(days=2)
    supplied(late, 20_000, 1)
    late.run()
    old = Case.objects.get(is_new_debt=False)
    record(late.creditor, "not_insolvent", case=old.pk, given=Given(), **late.by)
    late.day += timedelta(days=1)
    late.run()
    assert {case.why_code for case in Case.objects.all()} != {"insolvent"}
