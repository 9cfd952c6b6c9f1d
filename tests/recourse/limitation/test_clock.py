"""The last day to sue: by place, by what was noted, and when somebody is warned of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoup.recourse.limitation.rules import Noted, clock, milestone, quiet_until

pytestmark = pytest.mark.anydb
DUE = date(2021, 3, 31)
PAID = Noted("part_payment", date(2023, 5, 1))
SAID = Noted("acknowledgment", date(2023, 5, 1))


@pytest.mark.parametrize(
    ("seat", "contract", "supply", "noted", "ends_on"),
    [
        ("GB", "", "", (), date(2027, 3, 31)),
        ("GB-SCT", "", "", (), date(2026, 3, 31)),
        ("GB-NIR", "", "", (), None),
        ("DE-BY", "", "", (), date(2024, 12, 31)),
        ("GB", "DE", "", (), date(2024, 12, 31)),
        ("GB", "de ", "", (), date(2024, 12, 31)),
        ("GB", "Narnia", "", (), None),
        ("FR", "", "services", (), date(2026, 3, 31)),
        ("FR", "", "", (), date(2022, 3, 31)),
        ("GB", "", "", (PAID,), date(2029, 5, 1)),
        ("GB-SCT", "", "", (PAID,), date(2026, 3, 31)),
        ("GB", "", "", (Noted("acknowledgment", date(2023, 5, 1), has_form=False),), date(2027, 3, 31)),
        ("GB", "", "", (Noted("acknowledgment", date(2027, 4, 1)),), date(2027, 3, 31)),
        ("NL", "", "", (Noted("demand", date(2023, 5, 1)),), date(2028, 5, 1)),
        ("GB", "", "", (Noted("suspended", date(2024, 1, 1), date(2024, 1, 10)),), date(2027, 4, 10)),
        ("GB", "", "", (Noted("suspended", date(2027, 6, 1), date(2027, 7, 1)),), date(2027, 3, 31)),
        ("GB-NIR", "", "", (Noted("decided", date(2024, 1, 1), date(2026, 2, 28)),), date(2026, 2, 28)),
    ],
)
def test_the_last_day(
    seat: str, contract: str, supply: str, noted: tuple[Noted, ...], ends_on: date | None
) -> None:
    assert clock(seat, contract, "company", supply, DUE, noted).ends_on == ends_on


def test_overlapping_suspensions_count_each_day_once() -> None:
    spans = (
        Noted("suspended", date(2024, 1, 1), date(2024, 1, 10)),
        Noted("suspended", date(2024, 1, 6), date(2024, 1, 15)),
    )
    assert clock("GB", "", "company", "", DUE, spans).suspended_days == 15


def test_what_ends_the_debt_itself_is_said() -> None:
    assert clock("GB-SCT", "", "company", "", DUE).extinguishes
    assert not clock("GB", "", "company", "", DUE).extinguishes


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2026, 3, 30), None), (date(2026, 3, 31), 12), (date(2026, 9, 29), 12), (date(2026, 9, 30), 6),
        (date(2026, 12, 31), 3), (date(2027, 2, 28), 1), (date(2027, 3, 31), 1), (date(2027, 4, 1), 0),
    ],
)  # fmt: skip
def test_the_nearest_warning_whose_day_has_come(today: date, months: int | None) -> None:
    assert milestone(date(2027, 3, 31), DUE, today) == months


def test_a_year_of_limitation_is_not_warned_of_when_it_begins() -> None:
    due = date(2026, 3, 31)
    assert milestone(date(2027, 3, 31), due, due + timedelta(days=1)) is None
    assert milestone(date(2027, 3, 31), due, date(2026, 9, 30)) == 6


def test_nothing_waits_past_six_months_before() -> None:
    assert quiet_until(date(2027, 8, 31)) == date(2027, 2, 28)


@given(st.dates(date(2015, 1, 1), date(2026, 1, 1)), st.lists(st.integers(0, 4000), max_size=4))
def test_what_is_noted_never_brings_the_end_nearer(due: date, after: list[int]) -> None:
    noted = tuple(Noted("acknowledgment", due + timedelta(days=n)) for n in after)
    plain, moved = clock("DE", "", "company", "", due), clock("DE", "", "company", "", due, noted)
    assert plain.ends_on is not None and moved.ends_on is not None and moved.ends_on >= plain.ends_on
