"""What the sheet takes from the creditor's own results, and what it says when there are few."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests import builders
from tests.cases.formal.claims import begun, filed
from tests.cases.people.worlds import MONDAY, World, at, world

from recoup.cases.formal.claim.running import Noted, note_step
from recoup.cases.models import Case, CaseInvoice, CaseState
from recoup.insight.worth import Assumed, Sheet, results, sheet
from recoup.ledger.models import Invoice
from recoup.org.models import Creditor

pytestmark = pytest.mark.django_db


def past(
    of: World, state: str, days: int, rung: int = 1, kind: str = "company", creditor: Creditor | None = None
) -> None:
    """A case that was closed so many days after its invoice fell due."""
    owner = creditor or of.creditor
    debtor = builders.debtor(owner, kind=kind)
    due = date(2024, 6, 1)
    invoice = builders.invoice(debtor, due_on=due, open_minor=0, state="paid")
    case = Case.objects.create(
        creditor=owner, debtor=debtor, currency="GBP", policy=of.case.policy, state=state, opened_on=due,
        closed_on=due + timedelta(days=days), rung=rung,
    )  # fmt: skip
    CaseInvoice.objects.create(creditor=owner, case=case, invoice=invoice, joined_on=due, is_current=False)


@pytest.fixture
def of() -> World:
    made = world(overdue=40)
    made.run()
    return made


def made(of: World, **given: int) -> Sheet:
    return sheet(of.creditor, of.case, given, today=MONDAY, moment=at(MONDAY))


def figure(found: Sheet, name: str) -> Assumed:
    return next(one for one in found.assumed if one.name == name)


def test_without_results_the_rule_of_thumb_is_said_openly(of: World) -> None:
    found = figure(made(of), "keep_percent")
    assert found.value == 70 and "a rule of thumb" in found.source


def test_own_results_count_beside_ten_by_rule(of: World) -> None:
    """3 of 4 paid, with 70 % as ten more: (3 + 7) of 14 = 71.4 %."""
    for days in (45, 60, 90):
        past(of, CaseState.CLOSED_PAID, days)
    past(of, CaseState.CLOSED_WRITTEN_OFF, 200)
    past(of, CaseState.CLOSED_PAID, 30)  # paid before it was so old
    past(of, CaseState.CLOSED_PAID, 50, kind="individual")
    past(of, CaseState.CLOSED_PAID, 50, rung=0)
    past(of, CaseState.CLOSED_OTHER, 50)
    past(of, CaseState.CLOSED_PAID, 50, creditor=builders.creditor("Somebody else"))
    Case.objects.filter(pk=of.case.pk).update(rung=1)
    assert results(of.creditor, 1, 40, is_natural=False) == (3, 4)
    found = figure(made(of), "keep_percent")
    assert found.value == 71 and "3 of 4 cases of ours" in found.source


def test_the_courts_fee_is_the_laws_and_can_be_changed(of: World) -> None:
    found = figure(made(of), "court_fee_minor")
    assert found.value is not None and found.value >= 20_500 and "GB-EAW" in found.source
    changed = figure(made(of, court_fee_minor=1), "court_fee_minor")
    assert changed.is_changed and (changed.value, changed.usual) == (1, found.value)


def test_once_a_claim_runs_its_fee_is_spent_and_a_judgment_is_sure() -> None:
    """What was paid to the court is no cost of going on; it comes back when they pay."""
    of = begun()
    claim = filed(of)
    running = sheet(of.creditor, of.case, {}, today=of.day, moment=at(of.day))
    left = figure(running, "court_fee_minor").value
    assert figure(running, "court_spent_minor").value == claim.fee_minor
    assert left is not None and left < figure(made(begun()), "court_fee_minor").value
    note_step(of.creditor, of.case.pk, "judgment", Noted(of.day, sum_minor=600_000, rate=Decimal(8)), **of.by)
    judged = sheet(of.creditor, of.case, {}, today=of.day, moment=at(of.day))
    assert figure(judged, "court_win").value == 100 and figure(judged, "court_fee_minor").value == 0


def test_a_fee_nobody_knows_stops_the_sum_of_court(of: World) -> None:
    Case.objects.filter(pk=of.case.pk).update(currency="EUR")
    court = next(one for one in made(of).options if one.code == "court")
    assert court.missing == "court_fee_minor"
    given = next(one for one in made(of, court_fee_minor=10_000).options if one.code == "court")
    assert not given.missing and given.lines


def test_the_tax_that_can_be_claimed_is_shown_with_its_day(of: World) -> None:
    """Half of 5,000.00 is open, 833.33 tax in the whole: 416.67; six months after the due date."""
    Invoice.objects.filter(pk=of.invoice.pk).update(tax_minor=83_333, open_minor=250_000)
    found = made(of)
    assert figure(found, "tax_minor").value == 41_667
    assert figure(found, "relief_days").value == (date(2025, 7, 22) - MONDAY).days
    Invoice.objects.filter(pk=of.invoice.pk).update(tax_minor=None)
    assert figure(made(of), "tax_minor").value == 0
    assert "is not known" in figure(made(of), "tax_minor").source
