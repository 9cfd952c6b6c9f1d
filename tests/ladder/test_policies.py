"""The shipped policies, and what is refused of a policy that somebody edits."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from recoup.ladder.reasons import RUNGS
from recoup.ladder.schema import policy_from_data, policy_to_data
from recoup.ladder.shipped import NAMES, load_policy, policy_name
from recoup.lib.errors import Refused

pytestmark = pytest.mark.anydb


@pytest.mark.parametrize("name", NAMES)
def test_a_policy_survives_the_way_to_data_and_back(name: str) -> None:
    policy = load_policy(name)
    assert policy_from_data(policy_to_data(policy)) == policy
    assert policy.name == name


@pytest.mark.parametrize("name", NAMES)
def test_every_amount_has_a_reason(name: str) -> None:
    policy = load_policy(name)
    for currency, named in policy.amounts.items():
        assert set(named) <= set(policy.reasons), currency
        assert 0 < named["tolerance"] < named["net"] < named["call"] < named["visit"] < named["top"], currency


@pytest.mark.parametrize(
    ("currency", "name", "minor"),
    [
        ("EUR", "call", 25_000),
        ("JPY", "call", 40_000),
        ("KWD", "call", 80_000),
        ("KWD", "tolerance", 500),
        ("XAF", "call", 40_000),
        ("TND", "call", 80_000),
        ("BGN", "call", 25_000),
        ("EUR", "unheard of", 0),
    ],
)
def test_amounts_by_currency_and_by_decimals(currency: str, name: str, minor: int) -> None:
    assert load_policy("company").amount(currency, name) == minor


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("company", "company"),
        ("partnership", "company"),
        ("association", "company"),
        ("sole_trader", "sole_trader"),
        ("individual", "individual"),
        ("public_body", "public_body"),
        ("", "unknown"),
        ("unknown", "unknown"),
    ],
)
def test_which_kind_gets_which(kind: str, name: str) -> None:
    assert policy_name(kind) == name


def test_the_default_ladder() -> None:
    """The table of the design, rung for rung."""
    policy = load_policy("company")
    assert [(rung.number, rung.wait_days, [way.kind for way in rung.ways]) for rung in policy.rungs] == [
        (1, 3, ["email", "letter", "phone"]),
        (2, 7, ["phone", "email", "letter"]),
        (3, 5, ["find_contact", "phone", "letter"]),
        (4, 7, ["visit", "letter"]),
        (5, 7, ["demand"]),
        (6, 3, ["placement"]),
        (7, 60, ["claim"]),
        (8, 0, ["write_off"]),
    ]
    assert [rung.number for rung in policy.rungs if rung.needs_approval] == [5, 6, 7, 8]
    assert set(RUNGS) == {rung.number for rung in policy.rungs}


def test_nobody_visits_or_calls_a_natural_person() -> None:
    kinds = {way.kind for rung in load_policy("individual").rungs for way in rung.ways}
    assert kinds.isdisjoint({"visit", "phone", "find_contact"})
    assert "placement" not in {way.kind for rung in load_policy("public_body").rungs for way in rung.ways}


def test_an_unknown_debtor_gets_a_company_up_to_three_and_a_person_from_four() -> None:
    unknown, company, person = (load_policy(name) for name in ("unknown", "company", "individual"))
    assert unknown.rungs[:3] == company.rungs[:3]
    assert unknown.rungs[3:] == person.rungs[3:]


def test_an_unknown_policy_is_refused() -> None:
    with pytest.raises(Refused, match="no policy"):
        load_policy("../company")


def _set(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        *parents, last = path.split(".")
        place: Any = data
        for part in parents:
            place = place[int(part)] if part.isdigit() else place[part]
        place[int(last) if last.isdigit() else last] = value

    return change


EMAIL = {"kind": "email", "wording": "reminder"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_set("colour", "red"), "means nothing"),
        (_set("name", " "), "missing"),
        (_set("version", 0), "whole number"),
        (_set("version", True), "whole number"),
        (_set("rungs", []), "no rung"),
        (_set("rungs", "all"), "no list"),
        (_set("rungs.0", "first"), "no table"),
        (_set("rungs.0.number", 0), "not built yet"),
        (_set("rungs.0.number", 9), "whole number"),
        (_set("rungs.1.number", 1), "in order"),
        (_set("rungs.0.ways", []), "no way"),
        (_set("rungs.0.ways", [EMAIL, EMAIL]), "twice"),
        (_set("rungs.0.ways.0", {"kind": "sms"}), "not built yet"),
        (_set("rungs.0.ways.0", {"kind": "portal"}), "not built yet"),
        (_set("rungs.0.ways.0", {"kind": "demand"}), "no way of rung 1"),
        (_set("rungs.0.ways.0", {"kind": "email"}), "without a wording"),
        (_set("rungs.0.ways.0", {**EMAIL, "channel": "phone"}), "does not go by"),
        (_set("rungs.0.ways.0", {**EMAIL, "minimum": "huge"}), "no named amount"),
        (_set("rungs.4.ways.0", EMAIL), "no way of rung 5"),
        (_set("rungs.4.needs_approval", False), "without approval"),
        (_set("rungs.0.needs_approval", "yes"), "true or false"),
        (_set("rungs.0.wait_days", -1), "whole number"),
        (_set("rungs.0.wait_days", "3"), "whole number"),
        (_set("rungs.0.tone", "rude"), "Take one of"),
        (_set("rungs.0.counts", "lunar"), "Take one of"),
        (_set("rungs.0.skip_causes", ["weather"]), "no cause"),
        (_set("rungs.0.skip_causes", ["insolvent"]), "both skips and stops"),
        (_set("amounts.EUR.call", 1.5), "whole number"),
        (_set("amounts.EUR.tolerance", 10**6), "tolerance is above"),
        (_set("amounts.EUR.extra", 1), "means nothing"),
        (_set("amounts.EUR", {"net": 1}), "no amount in EUR"),
        (_set("amounts", {}), "no amount"),
        (_set("caps.from_hour", "18:00"), "end before they begin"),
        (_set("caps.from_hour", "9"), "like 09:00"),
        (_set("caps.gap_days", 0), "whole number"),
        (lambda data: data["rungs"].pop(0), "begin with rung 1"),
        (lambda data: data["rungs"].pop(1), "fewer than two"),
    ],
)
def test_a_policy_that_cannot_be_followed_is_refused_in_words(change: Any, words: str) -> None:
    data = copy.deepcopy(policy_to_data(load_policy("company")))
    change(data)
    with pytest.raises(Refused, match=words) as refused:
        policy_from_data(data)
    assert refused.value.code == "bad_policy"
    assert refused.value.where
    assert refused.value.how
