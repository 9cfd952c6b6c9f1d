"""`recoup interest`: the worked examples to the cent, and what is said of what is not known."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

pytestmark = pytest.mark.anydb

WORKED = Path(__file__).parents[1] / "law" / "worked_examples.csv"
CALLS = {
    "UK-1": "--country GB --region EAW --due-on 2025-03-15 --until 2025-06-30",
    "DE-1": "--country DE --due-on 2025-05-02 --received-on 2025-05-02 --due-basis legal --until 2025-09-30",
    "FR-1": "--country FR --due-on 2025-10-31 --until 2026-07-15",
}
SEGMENTS = {
    "UK-1": [("2025-03-16", "2025-06-30", 107, "12.75", "158.85102740")],
    "DE-1": [
        ("2025-06-03", "2025-06-30", 28, "11.27", "86.45479452"),
        ("2025-07-01", "2025-09-30", 92, "10.27", "258.86027397"),
    ],
    "FR-1": [
        ("2025-11-01", "2025-12-31", 61, "12.15", "170.56602740"),
        ("2026-01-01", "2026-06-30", 181, "12.15", "506.10575342"),
        ("2026-07-01", "2026-07-15", 15, "12.40", "42.80547945"),
    ],
}
KEYS = {
    "principal_minor", "currency", "interest_minor", "compensation_minor", "total_minor", "days", "rule", "segments",
    "sources", "unverified", "unknown",
}  # fmt: skip
GB = ("--country", "GB", "--amount", "1000.00", "--currency", "GBP", "--due-on", "2025-03-15")


def rows() -> list[dict[str, str]]:
    with WORKED.open() as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_a_worked_example_to_the_cent(recoup, row: dict[str, str]) -> None:
    sums = ("--amount", row["principal"], "--currency", row["currency"], "--json")
    said = recoup("interest", *CALLS[row["id"]].split(), *sums)
    assert said.code == 0
    done = said.json
    assert set(done) >= KEYS
    principal, interest, fixed = (
        int(Decimal(row[name]) * 100) for name in ("principal", "interest_rounded", "fixed_compensation")
    )
    assert (done["principal_minor"], done["interest_minor"], done["compensation_minor"]) == (
        principal,
        interest,
        fixed,
    )
    assert done["total_minor"] == principal + interest + fixed
    assert (
        done["starts_on"] == row["first_day_charged"]
        and done["segments"][-1]["until_on"] == row["last_day_charged"]
    )
    shown = [tuple(one[name] for name in ("from_on", "until_on", "days", "rate_percent", "interest"))
             for one in done["segments"]]  # fmt: skip
    assert shown == SEGMENTS[row["id"]]
    # each segment is rounded to eight places on its own
    exact = sum(Decimal(one["interest"]) for one in done["segments"])
    assert abs(exact - Decimal(row["interest_exact_8dp"])) <= Decimal("0.00000002")
    assert done["days"] == sum(one["days"] for one in done["segments"])
    assert done["sources"] and all(
        one["mark"] and one["checked_on"] and one["titles"] for one in done["sources"]
    )
    assert done["unknown"] == []


def test_part_payments_and_the_words(recoup) -> None:
    call = ("interest", *GB, "--until", "2025-06-30", "--paid", "2025-05-01:400.00", "2025-06-01:100")
    done = recoup(*call, "--json").json
    assert [one["principal_minor"] for one in done["segments"]] == [100_000, 60_000, 50_000]
    assert [one["amount_minor"] for one in done["set_offs"]] == [40_000, 10_000]
    assert any(one["what"].startswith("interest.set_off") for one in done["unverified"])
    said = recoup(*call)
    assert said.code == 0 and "1,000.00 GBP × 12.75% × 47 / 365 = 16.41780822" in said.out
    assert (
        "Assumed:" in said.out and "No region is given" in said.out and "unverified, checked on" in said.out
    )


def test_an_unanswered_question_is_null_and_no_failure(recoup) -> None:
    for country, more in (("AU", ()), ("JP", ()), ("GB", ("--debtor-kind", "individual")), ("SE", ())):
        said = recoup("interest", "--country", country, *GB[2:], "--until", "2025-06-30", *more, "--json")
        assert said.code == 0
        assert (
            said.json["interest_minor"] is None and said.json["total_minor"] is None and said.json["unknown"]
        )
        assert said.json["segments"] == [] and said.json["days"] is None
    spoken = recoup("interest", "--country", "AU", *GB[2:], "--until", "2025-06-30")
    assert spoken.code == 0 and "Not known: There is no general statute" in spoken.out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--until", "2027-06-30", "--country", "DE"), "outside_table"),
        (("--until", "2025-06-30", "--country", "UK"), "unknown_country"),
        (("--until", "2025-06-30", "--currency", "XYZ"), "unknown_currency"),
        (("--until", "2025-06-30", "--amount", "0"), "bad_amount"),
        (("--until", "2025-06-30", "--amount", "1.005"), "bad_amount"),
        (("--until", "2025-06-30", "--paid", "tomorrow:5"), "bad_payment"),
        (("--until", "2025-06-30", "--paid", "2025-05-01:-5"), "bad_amount"),
        (("--until", "2025-06-30", "--paid", "2025-05-01"), "bad_amount"),
        (("--until", "2025-06-30", "--contract-rate", "much"), "bad_rate"),
    ],
)
def test_what_is_refused(recoup, arguments: tuple[str, ...], code: str) -> None:
    said = recoup("interest", *GB, *arguments, "--json")
    assert said.code == 1 and said.json["error"]["code"] == code and said.json["error"]["how"]


def test_wrong_usage(recoup) -> None:
    assert recoup("interest", *GB, "--json").code == 2
    assert recoup("interest", *GB, "--until", "2025-06-30", "--due-basis", "hope", "--json").code == 2
