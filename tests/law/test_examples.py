"""Every pack's own worked examples, and those that were worked out apart, to the cent and with their segments."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from recoup.law.interest.debt import Debt, Event, Happened, Reckoning
from recoup.law.interest.reckon import reckon
from recoup.law.interest.words import by_hand, exact
from recoup.law.loader import packs
from recoup.law.places import place_of
from recoup.lib.money import to_minor

pytestmark = pytest.mark.anydb

EXAMPLES = [(pack.key, one) for pack in packs().values() for one in pack.examples]
LINE = re.compile(r"(\S+) to (\S+): (.+) = (\S+)")


def worked(line: str) -> Fraction:
    """The left side of a line of arithmetic: figures with * and / between them, from left to right."""
    figures = LINE.fullmatch(line)[3].split(" ")  # type: ignore[index]
    value = Fraction(figures[0])
    for sign, figure in zip(figures[1::2], figures[2::2], strict=True):
        value = value * Fraction(figure) if sign == "*" else value / Fraction(figure)
    return value


def debt_of(example: Mapping[str, Any]) -> Debt:
    currency = example["currency"]
    return Debt(
        to_minor(Decimal(example["principal"]), currency),
        currency,
        example["due_on"],
        kind=example.get("kind", "company"),
        due_basis=example.get("due_basis", "agreed"),
        received_on=example.get("received_on"),
        contract_rate=Decimal(example["contract_rate"]) if "contract_rate" in example else None,
        events=tuple(
            Event(date.fromisoformat(on), Happened.PAYMENT, to_minor(Decimal(sum_), currency))
            for on, sum_ in example.get("paid", ())
        ),
    )


def reckoned(example: Mapping[str, Any]) -> Reckoning:
    return reckon(debt_of(example), place_of(example["place"]), example["until_on"])


def in_minor(example: Mapping[str, Any], name: str) -> int | None:
    return to_minor(Decimal(example[name]), example["currency"]) if name in example else None


@pytest.mark.parametrize("example", [one for _, one in EXAMPLES], ids=lambda one: one["id"])
def test_a_worked_example(example: Mapping[str, Any]) -> None:
    done = reckoned(example)
    lines = example["arithmetic"]
    for line in lines:
        assert exact(worked(line) * 100, "EUR") == LINE.fullmatch(line)[4]  # type: ignore[index]
    written = [
        (f"{one.from_on}", f"{one.until_on}", exact(one.interest, example["currency"]))
        for one in done.segments
    ]
    assert written == [LINE.fullmatch(line).group(1, 2, 4) for line in lines]  # type: ignore[union-attr]
    total = sum(worked(line) for line in lines)
    assert done.interest_minor == in_minor(example, "interest") == int(total * 100 + Fraction(1, 2))
    assert done.compensation_minor == in_minor(example, "compensation")
    assert done.total_minor == in_minor(example, "total")
    said = "\n".join(by_hand(debt_of(example), done))
    assert all(exact(one.interest, example["currency"]) in said for one in done.segments)


@pytest.mark.parametrize("key", packs())
def test_every_pack_has_two_examples_of_its_own(key: str) -> None:
    assert sum(pack == key for pack, _ in EXAMPLES) >= 2


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ("compounding", "NL"),
        ("fixed across a half-year", "GB-EAW"),
        ("fixed across a half-year", "IE"),
        ("changes inside the debt", "FR"),
        ("rounding up", "BE"),
        ("weekend", "DE"),
        ("set-off: costs, interest, principal", "DE"),
        ("set-off: interest, principal", "FR"),
        ("set-off: principal first", "GB-EAW"),
    ],
)
def test_every_special_rule_has_an_example(rule: str, key: str) -> None:
    assert any(pack == key and one.get("rule") == rule for pack, one in EXAMPLES)


def test_the_words_of_a_set_off_say_where_the_money_went() -> None:
    example = next(one for _, one in EXAMPLES if one["id"] == "DE-2")
    said = "\n".join(by_hand(debt_of(example), reckoned(example)))
    assert "500.00 EUR paid: 40.00 EUR to costs, 25.89 EUR to interest, 434.11 EUR to principal." in said
