"""What the sheet says of an agency: its stated terms, and its own results with us once there are enough of them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests import builders
from tests.cases.people.worlds import MONDAY, World, at, world

from recoup.insight.worth import Assumed, sheet
from recoup.recourse.models import Placement, PlacementState, Professional, Remittance
from recoup.recourse.placement.parties import Given, keep
from recoup.recourse.placement.terms import Band, Terms, to_json

pytestmark = pytest.mark.django_db
TERMS = Terms("GBP", (Band(90, None, Decimal(15)), Band(None, None, Decimal("22.5"))), 2_500, Decimal(20))


@pytest.fixture
def of() -> World:
    """A debt that is 100 days late: the rule of thumb for an agency is 45 %."""
    made = world(overdue=100)
    made.run()
    return made


def agency(of: World, name: str = "Swift", terms: Terms = TERMS) -> Professional:
    return keep(of.creditor, Given(name, "agency", terms, {"licence": "FCA 1"}), None, **of.by_owner)


def past(
    of: World,
    who: Professional,
    got: int,
    *,
    state: str = PlacementState.ENDED,
    days: int = 30,
    currency: str = "GBP",
) -> None:
    """1,000.00 placed with them; they got so much of it, and took 18 %."""
    placed_on = date(2024, 3, 1)
    made = Placement.objects.create(
        creditor=of.creditor, debtor=builders.debtor(of.creditor), professional=who, currency=currency,
        reference=f"RC-{Placement.objects.count()}", state=state, claim_minor=100_000,
        terms=to_json(who_terms(currency)), asked_by="user:1", asked_at=at(placed_on), placed_on=placed_on,
        end="closed",
    )  # fmt: skip
    if got:
        taken = got * 18 // 100
        Remittance.objects.create(
            creditor=of.creditor, professional=who, placement=made, external_id=str(made.pk), batch="x.csv",
            collected_on=placed_on + timedelta(days=days), currency=currency, gross_minor=got, commission_minor=taken,
            vat_minor=0, net_minor=got - taken,
        )  # fmt: skip


def who_terms(currency: str) -> Terms:
    """Without a fixed fee, so that the cost is what was taken."""
    return Terms(currency, (Band(None, None, Decimal(15)),), 0, Decimal(20))


def figures(of: World) -> dict[str, Assumed]:
    found = sheet(of.creditor, of.case, {}, today=MONDAY, moment=at(MONDAY))
    return {one.name: one for one in found.assumed if one.name.startswith("agency")}


def test_without_an_agency_the_usual_figures_say_so(of: World) -> None:
    found = figures(of)
    assert [found[f"agency_{name}"].value for name in ("percent", "commission", "fee_minor", "days")] == [
        45, 20, 0, 120
    ]  # fmt: skip
    assert found["agency_commission"].source == "as usual: no agency is entered"
    assert "rule of thumb" in found["agency_percent"].source


def test_the_stated_terms_are_those_for_a_debt_so_old(of: World) -> None:
    """22.5 % for what is older than 90 days, and VAT of 20 % on it: 27 % of what comes."""
    agency(of)
    found = figures(of)
    assert found["agency_commission"].value == 27
    assert found["agency_commission"].source == "22.5 % and VAT of 20 % on it, by the terms of Swift"
    assert found["agency_fee_minor"].value == 2_500 and "Swift" in found["agency_fee_minor"].source
    assert found["agency_percent"].value == 45


def test_few_results_are_named_and_do_not_count(of: World) -> None:
    swift = agency(of)
    for _ in range(4):
        past(of, swift, 100_000)
    past(of, swift, 100_000, state=PlacementState.PLACED)
    found = figures(of)["agency_percent"]
    assert found.value == 45
    assert found.source == "a rule of thumb; of our debts with Swift 4 are over, and 5 would count"


def test_enough_results_count_beside_ten_by_rule(of: World) -> None:
    """Of six debts that are over 1,800.00 of 6,000.00 came: 30 %. (30 × 6 + 45 × 10) / 16 = 39.4 %."""
    swift = agency(of)
    for got in (60_000, 60_000, 60_000, 0, 0, 0):
        past(of, swift, got, days=40)
    past(of, swift, 90_000, state=PlacementState.PLACED, days=40)
    found = figures(of)
    assert found["agency_percent"].value == 39
    assert found["agency_percent"].source == (
        "Swift brought 30 % of what was claimed in the 6 debts of ours that are over; "
        "a rule of thumb of 45 % counts as 10 more"
    )
    assert found["agency_commission"].value == 27
    assert found["agency_commission"].source == (
        "22.5 % and VAT of 20 % on it, by the terms of Swift; "
        "with fees and searches it was 18 % of what came in 7 debts"
    )
    assert (
        found["agency_days"].value == 120
    )  # four debts brought money, each counted by itself, and five would count


def test_the_days_are_those_of_the_debts_that_brought_money(of: World) -> None:
    swift = agency(of)
    for days in (20, 30, 40, 50, 60):
        past(of, swift, 50_000, days=days)
    found = figures(of)["agency_days"]
    assert found.value == 40 and found.source == (
        "on average from the hand-over to the first money, in 5 debts with Swift"
    )


def test_the_one_that_would_leave_most_is_taken_and_named(of: World) -> None:
    swift = agency(of)
    agency(of, "Cheap", Terms("GBP", (Band(None, None, Decimal(10)),)))
    assert figures(of)["agency_commission"].value == 10
    for _ in range(10):
        past(of, swift, 100_000)
    found = figures(of)
    assert found["agency_percent"].value == 73 and found["agency_commission"].value == 27


def test_a_person_may_change_each_and_other_currencies_and_books_do_not_count(of: World) -> None:
    swift = agency(of)
    for _ in range(6):
        past(of, swift, 100_000, currency="EUR")
    other = world(overdue=100)
    other.run()
    theirs = agency(other, "Other")
    for _ in range(6):
        past(other, theirs, 100_000)
    assert figures(of)["agency_percent"].value == 45
    found = sheet(of.creditor, of.case, {"agency_percent": 80}, today=MONDAY, moment=at(MONDAY))
    one = next(each for each in found.assumed if each.name == "agency_percent")
    assert (one.value, one.usual, one.is_changed) == (80, 45, True)
