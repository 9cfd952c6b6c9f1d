"""The start of default, the walk over the ledger, set-off, the fixed sum: rule by rule."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from recoup.law.interest.compensation import fixed_sums
from recoup.law.interest.debt import Debt, Event, Happened, Reckoning
from recoup.law.interest.reckon import default_day, reckon
from recoup.law.interest.walk import anniversaries
from recoup.law.places import place_of
from recoup.law.values import Answer, Unknown
from recoup.lib.errors import Refused

pytestmark = pytest.mark.anydb

DUE = date(2025, 6, 30)


def owed(key: str = "GB-EAW", until_on: date = date(2025, 9, 30), **of: object) -> Reckoning:
    currency = {"GB": "GBP", "US": "USD", "CA": "CAD", "AU": "AUD", "CH": "CHF", "PL": "PLN"}.get(
        key[:2], "EUR"
    )
    given = {"principal_minor": 100_000, "currency": currency, "due_on": DUE, **of}
    return reckon(Debt(**given), place_of(key), until_on)  # type: ignore[arg-type]


def event(day: str, kind: Happened, amount: int, of: str = "principal") -> Event:
    return Event(date.fromisoformat(day), kind, amount, of)


def codes(done: Reckoning) -> set[str]:
    return {one.code for one in done.assumptions}


# ---- from which day


@pytest.mark.parametrize(
    ("key", "of", "starts"),
    [
        ("GB-EAW", {}, "2025-07-01"),
        ("GB-EAW", {"due_basis": "legal", "received_on": date(2025, 6, 10)}, "2025-07-10"),
        ("GB-EAW", {"due_basis": "legal", "received_on": date(2025, 6, 10), "supplied_on": date(2025, 6, 20)},
         "2025-07-20"),
        ("GB-EAW", {"due_basis": "stated", "received_on": date(2025, 5, 1)}, "2025-07-01"),
        ("DE", {"due_on": date(2025, 8, 30)}, "2025-09-02"),
        ("DE", {"due_on": date(2025, 10, 3)}, "2025-10-07"),
        ("DE", {"due_basis": "legal", "due_on": date(2025, 5, 2), "received_on": date(2025, 5, 2)}, "2025-06-03"),
        ("DE", {"due_basis": "stated", "received_on": date(2025, 6, 5)}, "2025-07-31"),
        ("DE", {"due_basis": "stated", "reminded_on": date(2025, 7, 10)}, "2025-07-11"),
        ("DE", {"due_basis": "stated", "received_on": date(2025, 6, 5), "reminded_on": date(2025, 8, 20)},
         "2025-07-31"),
        ("DE", {"due_basis": "unknown", "reminded_on": date(2025, 7, 10)}, "2025-07-11"),
        ("FR", {"due_basis": "stated"}, "2025-07-01"),
        ("NL", {"due_basis": "legal", "received_on": date(2025, 6, 10)}, "2025-07-11"),
        ("CH", {"due_basis": "legal", "reminded_on": date(2025, 7, 10)}, "2025-07-11"),
        ("US-TX", {}, "2025-07-30"),
        ("US-TX", {"contract_rate": Decimal(10)}, "2025-07-01"),
        ("AU", {"contract_rate": Decimal(10)}, "2025-07-01"),
    ],
)  # fmt: skip
def test_the_first_day_of_default(key: str, of: dict[str, object], starts: str) -> None:
    assert owed(key, date(2025, 12, 31), **of).starts_on == date.fromisoformat(starts)


@pytest.mark.parametrize(
    ("key", "of"),
    [
        ("GB-EAW", {"due_basis": "legal"}),
        ("GB-EAW", {"due_basis": "unknown"}),
        ("DE", {"due_basis": "stated"}),
        ("DE", {"due_basis": "legal", "received_on": DUE, "kind": "individual"}),
        ("DE", {"due_basis": "unknown", "reminded_on": date(2025, 6, 1)}),
        ("IT", {"due_basis": "legal", "received_on": DUE}),
        ("CH", {"due_basis": "legal", "received_on": DUE}),
        ("CA", {}),
        ("AU", {"contract_rate": Decimal(10), "due_basis": "stated"}),
    ],
)
def test_what_is_not_known_of_the_start_leaves_the_sums_open(key: str, of: dict[str, object]) -> None:
    done = owed(key, **of)
    assert (done.starts_on, done.interest_minor, done.compensation_minor, done.total_minor) == (None,) * 4
    assert any(one.question == "interest.starts" and one.why for one in done.unknown)


def test_the_default_day_is_there_without_a_table_of_rates() -> None:
    assert default_day(Debt(100, "EUR", date(2035, 1, 1)), place_of("DE")) == date(2035, 1, 3)
    assert isinstance(default_day(Debt(100, "EUR", DUE, due_basis="unknown"), place_of("DE")), Unknown)


def test_before_default_nothing_is_owed_but_the_principal() -> None:
    done = owed(until_on=DUE)
    assert (done.interest_minor, done.compensation_minor, done.total_minor, done.days) == (0, 0, 100_000, 0)


# ---- the rate


def test_england_keeps_the_rate_beyond_its_table_once_it_has_begun() -> None:
    (segment,) = owed(due_on=date(2026, 11, 30), until_on=date(2028, 1, 1)).segments
    assert segment.rate == Decimal("11.75")


@pytest.mark.parametrize(
    ("key", "due_on", "until_on"),
    [
        ("DE", "2026-12-01", "2027-01-01"),
        ("DE", "2006-12-01", "2007-05-01"),
        ("GB-EAW", "2026-12-31", "2027-01-02"),
        ("GB-EAW", "2007-11-30", "2008-03-01"),
        ("FI", "2013-06-29", "2013-07-02"),
    ],
)
def test_a_day_outside_the_table_says_so_and_stops(key: str, due_on: str, until_on: str) -> None:
    with pytest.raises(Refused, match="outside the table") as odd:
        owed(key, date.fromisoformat(until_on), due_on=date.fromisoformat(due_on))
    assert odd.value.code == "outside_table" and odd.value.how


def test_an_old_claim_keeps_its_margin_in_germany() -> None:
    (new,) = owed("DE", date(2025, 7, 31)).segments
    (old,) = owed("DE", date(2025, 7, 31), arose_on=date(2014, 7, 28)).segments
    assert (new.rate, old.rate) == (Decimal("10.27"), Decimal("9.27"))


def test_an_agreed_rate_takes_the_place_of_the_laws() -> None:
    done = owed(contract_rate=Decimal("5"), until_on=date(2030, 6, 30))
    (segment,) = done.segments
    assert segment.rate == 5 and segment.sources[0].key == "contract"
    assert done.compensation_minor == 0 and "one_basis" in codes(done)
    assert owed("DE", contract_rate=Decimal("5")).compensation_minor == 4_000


def test_below_the_french_floor_a_person_decides() -> None:
    done = owed("FR", contract_rate=Decimal("8.27"), due_on=date(2025, 7, 31))
    assert done.interest_minor is None and "floor of 8.28%" in done.unknown[0].why
    assert owed("FR", contract_rate=Decimal("8.28"), due_on=date(2025, 7, 31)).interest_minor


@pytest.mark.parametrize("kind", ["individual", "", "unknown"])
@pytest.mark.parametrize("key", ["GB-EAW", "FR", "NL", "FI"])
def test_nobody_charges_the_business_rate_to_an_individual(key: str, kind: str) -> None:
    done = owed(key, kind=kind)
    assert done.interest_minor is None and done.total_minor is None and done.compensation_minor == 0


# ---- the walk


def test_the_day_of_payment_is_charged_and_the_next_is_not() -> None:
    done = owed(events=(event("2025-07-10", Happened.PAYMENT, 100_000),))
    (segment,) = done.segments
    assert (segment.from_on, segment.until_on, done.days) == (date(2025, 7, 1), date(2025, 7, 10), 10)
    assert done.open_principal_minor == 0 and done.daily == 0


def test_a_payment_before_default_bears_no_interest() -> None:
    done = owed(events=(event("2025-06-15", Happened.PAYMENT, 40_000),))
    assert [one.principal_minor for one in done.segments] == [60_000]
    assert done.compensation_minor == 4_000, "the fixed sum goes by what was still owed"


def test_a_payment_after_the_last_day_does_not_count() -> None:
    assert owed(events=(event("2025-10-01", Happened.PAYMENT, 40_000),)).set_offs == ()


def test_a_credit_note_takes_off_from_the_first_day() -> None:
    done = owed(events=(event("2025-08-15", Happened.CREDIT_NOTE, 30_000),))
    assert [one.principal_minor for one in done.segments] == [70_000]


def test_waivers_and_further_principal_and_costs() -> None:
    plain = owed()
    assert plain.interest_minor is not None and plain.total_minor is not None
    less = owed(events=(event("2025-09-30", Happened.WAIVER, 1_000, "interest"),))
    assert (
        less.interest_minor == plain.interest_minor - 1_000 and less.total_minor == plain.total_minor - 1_000
    )
    none = owed(events=(event("2025-09-30", Happened.WAIVER, 1_000_000, "interest"),))
    assert none.interest_minor == 0
    costs = owed(events=(event("2025-07-10", Happened.COSTS, 5_000),))
    assert costs.interest_minor == plain.interest_minor and costs.total_minor == plain.total_minor + 5_000
    waived = owed(events=(event("2025-07-31", Happened.WAIVER, 100_000),))
    assert waived.days == 31 and waived.open_principal_minor == 0
    more = owed(events=(event("2025-07-31", Happened.PRINCIPAL, 50_000),))
    assert [one.principal_minor for one in more.segments] == [100_000, 150_000]


def test_too_much_money_is_a_surplus() -> None:
    done = owed(until_on=date(2025, 7, 31), events=(event("2025-07-31", Happened.PAYMENT, 500_000),))
    assert done.total_minor == 0
    assert done.surplus_minor == 500_000 - 100_000 - (done.interest_minor or 0) - (
        done.compensation_minor or 0
    )


def test_where_the_order_of_set_off_is_not_known_a_part_payment_leaves_interest_open() -> None:
    done = owed("US-NY", events=(event("2025-08-01", Happened.PAYMENT, 40_000),))
    assert done.interest_minor is None and done.unknown[0].question == "interest.set_off"
    assert owed("US-NY").interest_minor


def test_the_year_of_default_turns_on_its_own_day() -> None:
    assert anniversaries(date(2024, 2, 29), date(2026, 2, 28)) == [date(2025, 3, 1), date(2026, 3, 1)]
    done = owed("NL", date(2025, 6, 30), due_on=DUE.replace(year=2024))
    assert len(done.segments) == 2 and done.open_principal_minor > 100_000, (
        "the year has ended, and has joined"
    )
    done = owed("NL", date(2025, 6, 29), due_on=DUE.replace(year=2024))
    assert done.open_principal_minor == 100_000


def test_what_makes_no_sense_is_refused() -> None:
    for of in ({"principal_minor": -1}, {"contract_rate": Decimal(-1)}):
        with pytest.raises(Refused):
            owed(**of)
    with pytest.raises(Refused):
        owed(events=(event("2025-07-01", Happened.PAYMENT, 0),))


# ---- the fixed sum


@pytest.mark.parametrize(
    ("key", "principal", "sum_"),
    [
        ("GB-EAW", 1, 4_000), ("GB-EAW", 99_999, 4_000), ("GB-EAW", 100_000, 7_000), ("GB-EAW", 999_999, 7_000),
        ("GB-EAW", 1_000_000, 10_000), ("DE", 1, 4_000), ("IE", 100_000, 4_000), ("IE", 100_001, 7_000),
        ("US-NY", 100_000, 0), ("CH", 100_000, 0),
    ],
)  # fmt: skip
def test_the_fixed_sum_by_its_steps(key: str, principal: int, sum_: int) -> None:
    assert owed(key, principal_minor=principal).compensation_minor == sum_


def test_a_fixed_sum_in_another_currency_stays_open() -> None:
    for key, currency in (("DE", "USD"), ("GB-EAW", "EUR"), ("PL", "PLN"), ("PL", "EUR")):
        done = owed(key, currency=currency)
        assert done.compensation_minor is None and done.total_minor is None and done.interest_minor
        assert done.unknown[-1].question == "compensation.fixed"


def test_the_fixed_sum_is_had_once_for_each_invoice() -> None:
    debt = Debt(100_000, "EUR", DUE)
    rule = place_of("DE").ask("compensation.fixed", "company", DUE)
    assert isinstance(rule, Answer)
    assert fixed_sums({"1": debt, "2": debt}, rule) == {"1": 4_000, "2": 4_000}
    assert fixed_sums({"1": debt, "2": debt}, rule, taken=["1"]) == {"1": 0, "2": 4_000}
    assert (
        reckon(replace(debt, has_had_compensation=True), place_of("DE"), date(2025, 9, 30)).compensation_minor
        == 0
    )


def test_what_is_weak_is_named_and_what_is_assumed_is_said() -> None:
    done = owed("ES")
    assert {one.mark for one in done.unverified} >= {"unverified"}
    assert all(one.sources and one.checked_on for one in done.used)
    assert {"interest.day_count", "interest.rounding"} <= codes(done)
    assert "eu_baseline" in codes(owed("FI"))
    assert "holidays" in codes(owed("DE")) and "holidays" not in codes(owed("DE-BY"))
