"""Limitation, deadlines, fees, tax relief, and whose law answers."""

from datetime import date

import pytest

from recoup.law.answers import BEFORE_DEMAND, answer, answers
from recoup.law.deadlines import demand_deadline, proof_deadline
from recoup.law.fees import Fee, collection_costs, court_fee
from recoup.law.limitation import Anew, Limitation, limitation
from recoup.law.places import Connections, place_of, which_law
from recoup.law.questions import QUESTIONS
from recoup.law.tax import Relief, tax_relief
from recoup.law.values import Unknown
from recoup.lib.days import calendar

pytestmark = pytest.mark.anydb

NOW = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("key", "due_on", "supply", "anew", "ends"),
    [
        ("GB-EAW", "2020-02-29", "services", [], "2026-02-28"),
        ("GB-EAW", "2020-03-31", "goods", [("2024-01-15", "part_payment")], "2030-01-15"),
        ("GB-EAW", "2014-03-31", "goods", [("2024-01-15", "part_payment")], "2020-03-31"),
        ("GB-EAW", "2020-03-31", "goods", [("2024-01-15", "demand")], "2026-03-31"),
        ("GB-SCT", "2020-03-31", "goods", [("2024-01-15", "part_payment")], "2025-03-31"),
        ("DE", "2023-03-31", "goods", [], "2026-12-31"),
        ("DE", "2023-03-31", "goods", [("2024-02-01", "acknowledgment")], "2027-02-01"),
        ("DE", "2023-03-31", "goods", [("2023-04-01", "acknowledgment")], "2026-12-31"),
        ("FR", "2023-03-31", "carriage", [], "2024-03-31"),
        ("NL", "2023-03-31", "services", [("2025-01-10", "demand")], "2030-01-10"),
        ("IT", "2023-03-31", "unknown", [], "2024-03-31"),
        ("PL", "2023-03-31", "goods", [], "2025-12-31"),
        ("ES", "2023-03-31", "goods", [], "2026-03-31"),
        ("ES-MD", "2023-03-31", "goods", [], "2028-03-31"),
        ("CA-QC", "2023-03-31", "goods", [], "2026-03-31"),
        ("CA", "2023-03-31", "goods", [], "2025-03-31"),
        ("AU-NSW", "2023-03-31", "goods", [], "2029-03-31"),
        ("US-NY", "2023-03-31", "goods", [], "2027-03-31"),
        ("US-NY", "2023-03-31", "services", [], "2029-03-31"),
    ],
)  # fmt: skip
def test_the_last_day_to_sue(key, due_on, supply, anew, ends) -> None:
    events = [Anew(date.fromisoformat(on), what) for on, what in anew]
    found = limitation(place_of(key), date.fromisoformat(due_on), "company", supply, events)
    assert isinstance(found, Limitation) and found.ends_on == date.fromisoformat(ends)
    assert found.answers and found.extinguishes == (key == "GB-SCT")


def test_a_consumer_may_be_sued_for_a_shorter_time() -> None:
    """France: five years between businesses, two against a consumer; who is unknown may be one."""
    france, due_on = place_of("FR"), date(2023, 3, 31)
    days = {
        kind: found.ends_on
        for kind in ("company", "sole_trader", "individual", "unknown")
        if isinstance(found := limitation(france, due_on, kind, "services"), Limitation)
    }
    five, two = date(2028, 3, 31), date(2025, 3, 31)
    assert days == {"company": five, "sole_trader": five, "individual": two, "unknown": two}


def test_an_acknowledgment_without_its_form_starts_nothing_anew() -> None:
    spoken = Anew(date(2024, 1, 1), "acknowledgment", has_form=False)
    found = limitation(place_of("GB-EAW"), date(2020, 1, 1), anew=[spoken])
    assert isinstance(found, Limitation) and found.ends_on == date(2026, 1, 1)


def test_limitation_that_is_not_known() -> None:
    for key in ("CA-YT", "GB-NIR", "JP", "FI"):
        assert isinstance(limitation(place_of(key), NOW), Unknown)
    found = limitation(place_of("ES"), NOW)
    assert isinstance(found, Limitation) and {"region", "limitation_start"} <= {
        one.code for one in found.assumptions
    }


def test_the_deadline_of_a_demand_goes_by_the_kind_of_debtor() -> None:
    england = place_of("GB-EAW")
    closed = calendar("GB")
    company = demand_deadline(england, "company", date(2026, 11, 20), closed)
    trader = demand_deadline(england, "sole_trader", date(2026, 11, 20), closed)
    assert not isinstance(company, Unknown) and company.ends_on == date(2026, 12, 4)
    assert not isinstance(trader, Unknown) and trader.ends_on == date(2026, 12, 21), "the 20th is a Sunday"
    christmas = demand_deadline(england, "company", date(2026, 12, 11), closed)
    assert not isinstance(christmas, Unknown) and christmas.ends_on == date(2026, 12, 29)
    assert isinstance(demand_deadline(place_of("DE"), "company", NOW, closed), Unknown)


def test_the_time_to_lodge_a_claim() -> None:
    france = place_of("FR")
    near, far = (
        proof_deadline(france, "company", date(2026, 1, 31), is_foreign=one) for one in (False, True)
    )
    assert not isinstance(near, Unknown) and near.ends_on == date(2026, 3, 31)
    assert not isinstance(far, Unknown) and far.ends_on == date(2026, 5, 31)
    assert isinstance(proof_deadline(place_of("NL"), "company", NOW), Unknown)
    dutch = proof_deadline(place_of("NL"), "company", date(2026, 1, 1), is_foreign=True)
    assert not isinstance(dutch, Unknown) and dutch.ends_on == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("key", "amount", "currency", "fee"),
    [
        ("GB-EAW", 30_000, "GBP", 3_500), ("GB-EAW", 30_001, "GBP", 5_000), ("GB-EAW", 1_000_000, "GBP", 45_500),
        ("GB-EAW", 1_000_001, "GBP", 50_000), ("GB-EAW", 1_234_567, "GBP", 61_728),
        ("GB-EAW", 20_000_000, "GBP", 1_000_000), ("GB-EAW", 99_000_000, "GBP", 1_000_000),
        ("DE", 50_000, "EUR", 3_800), ("DE", 9_500_000, "EUR", 52_900),
    ],
)  # fmt: skip
def test_court_fees(key: str, amount: int, currency: str, fee: int) -> None:
    found = court_fee(place_of(key), amount, currency, NOW)
    assert isinstance(found, Fee) and (found.minor, found.currency) == (fee, currency)
    assert found.sources and found.checked_on


def test_hearing_fees_and_who_pays() -> None:
    hearing = court_fee(place_of("GB-EAW"), 425_000, "GBP", NOW, question="court.hearing_fees")
    assert isinstance(hearing, Fee) and hearing.minor == 34_600 and hearing.mark.needs_confirming
    in_2024 = date(2024, 5, 1)
    firm = court_fee(place_of("NL"), 200_000, "EUR", in_2024)
    person = court_fee(place_of("NL"), 200_000, "EUR", in_2024, payer="natural_person")
    assert isinstance(firm, Fee) and firm.minor == 37_200
    assert isinstance(person, Fee) and person.minor == 24_800


@pytest.mark.parametrize(
    ("key", "amount", "currency", "on"),
    [
        ("NL", 200_000, "EUR", NOW),
        ("DE", 9_500_001, "EUR", NOW),
        ("DE", 200_000, "EUR", date(2025, 5, 31)),
        ("DE", 200_000, "GBP", NOW),
        ("PL", 200_000, "PLN", NOW),
        ("GB-SCT", 200_000, "GBP", NOW),
    ],
)
def test_fees_that_are_not_known(key: str, amount: int, currency: str, on: date) -> None:
    found = court_fee(place_of(key), amount, currency, on)
    assert isinstance(found, Unknown) and found.why


@pytest.mark.parametrize(
    ("amount", "costs"),
    [(10_000, 4_000), (100_000, 15_000), (400_000, 52_500), (1_000_000, 87_500), (90_000_000, 627_500),
     (200_000_000, 677_500)],
)  # fmt: skip
def test_the_dutch_scale_of_collection_costs(amount: int, costs: int) -> None:
    found = collection_costs(place_of("NL"), amount, "EUR", NOW, "company")
    assert isinstance(found, Fee) and found.minor == costs


def test_tax_relief_opens_and_lapses() -> None:
    england = tax_relief(place_of("GB"), date(2025, 3, 31), date(2025, 4, 10))
    assert isinstance(england, Relief)
    assert (england.opens_on, england.lapses_on) == (date(2025, 10, 10), date(2029, 10, 10))
    poland = tax_relief(place_of("PL"), date(2025, 3, 31))
    assert isinstance(poland, Relief) and poland.opens_on == date(2025, 6, 29)
    germany = tax_relief(place_of("DE"), date(2025, 3, 31))
    assert isinstance(germany, Relief) and germany.opens_on is None and germany.answer.words


def test_each_question_goes_to_its_own_place() -> None:
    where = Connections(creditor="GB-EAW", contract="DE", person="US-NY", court="FR", seat="NL")
    asked = {
        "interest.rate": "DE", "limitation.length": "DE", "contact.hours": "US-NY", "contact.recording": "US-NY",
        "court.fees": "FR", "demand.deadline": "FR", "insolvency.proof": "NL", "tax.relief": "GB-EAW",
        "retention.years": "GB-EAW",
    }  # fmt: skip
    for question, key in asked.items():
        place = which_law(question, where)
        assert place.key == key and not place.assumptions


def test_a_place_that_is_not_known_is_assumed_and_said() -> None:
    where = Connections(creditor="GB", seat="DE")
    rate = answer("interest.rate", where, "company", NOW)
    assert rate.key == "GB-EAW" and {one.code for one in rate.assumptions} == {"contract_place", "region"}
    hours = answer("contact.hours", where, "company", NOW)
    assert answer("contact.hours", where, "", NOW).assumptions[0].code == "kind"
    assert hours.key == "DE" and hours.is_open and hours.assumptions[0].code == "person_place"


def test_a_demand_has_its_questions() -> None:
    assert set(BEFORE_DEMAND) <= set(QUESTIONS)
    told = answers(Connections(creditor="GB-EAW", contract="GB-EAW"), "company", NOW, BEFORE_DEMAND)
    assert not any(one.is_open for one in told.values())
    assert told["demand.deadline"].needs_confirming and not told["interest.rate"].needs_confirming
    germany = answers(Connections(creditor="DE"), "company", NOW, BEFORE_DEMAND)
    assert {name for name, one in germany.items() if one.is_open} == {"demand.form", "demand.deadline"}
    assert len(answers(Connections(creditor="DE"), "company", NOW)) == len(QUESTIONS)
