import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import payment_facts

from recoup.ledger import exhibits, matching, names
from recoup.ledger.exhibits import match_exhibits
from recoup.ledger.matching import Claim, Matcher, Payer, wish

pytestmark = pytest.mark.anydb

IBAN = "GB33BUKB20201555555555"


def matcher(*claims, payers=None):
    payers = payers or [
        Payer(1, "C-1", "Acme Trading Ltd", frozenset({IBAN})),
        Payer(2, "C-2", "Beta GmbH"),
        Payer(3, "C-3", "Twin Ltd"),
        Payer(4, "C-4", "Twin Ltd"),
    ]
    return Matcher({c.id: c for c in claims}, {p.id: p for p in payers})


def claim(pk=10, number="INV-1001", debtor=1, minor=10_000, currency="GBP", reference=""):
    return Claim(pk, debtor, number, currency, minor, reference)


@pytest.mark.parametrize("module", [matching, exhibits, names])
def test_the_examples_in_the_docstrings(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("number", "purpose", "is_found"),
    [
        ("INV-1001", "inv 1001", True),
        ("INV-1001", "INV1001/INV1002", True),
        ("INV-1001", "Zahlung: inv.1001!", True),
        ("INV-1001", "INV-10010", False),
        ("INV-1001", "XINV-1001", False),
        ("20240017", "Rechnung 20240017 vom 3.1.", True),
        ("20240017", "120240017", False),
        ("1001", "RE1001", True),
        ("1001", "Rechnung Nr. 1001", True),
        ("1001", "paid on 1001 street", False),
        ("2025", "march 2025", False),
        ("17", "invoice 17", True),
        ("17", "17 boxes", False),
        ("RE/2024/07-3", "RE 2024 07 3", True),
        ("INV-1001", "", False),
        ("ABCDEFGH", "ABCDEFGH", False),
    ],
)
def test_a_number_is_found_as_a_whole_word_only(number, purpose, is_found):
    match = matcher(claim(number=number)).match(payment_facts(5_000, purpose=purpose))
    assert match.parts == (((10, 5_000),) if is_found else ())


@pytest.mark.parametrize(
    ("number", "printed", "reference"),
    [
        ("INV-1001", "", "INV-1001"),
        ("INV-1001", "RF18 5390 0754 7034", "RF18539007547034"),
        ("5390-0754-7034", "", "RF18539007547034"),
        ("20240017", "", "000000000000000000202400176"),
        ("INV-20240017", "", "00000000000000000020240017" + "3"),
        ("0020240017", "", "20240017"),
    ],
)
def test_structured_references(number, printed, reference):
    match = matcher(claim(number=number, reference=printed)).match(
        payment_facts(5_000, references=(reference,))
    )
    assert match.parts == ((10, 5_000),)


@pytest.mark.parametrize(
    ("payment", "state", "debtor", "parts", "reason"),
    [
        # a unique exact amount of a known payer
        ({"payer_name": "ACME TRADING LTD."}, "allocated", 1, ((10, 10_000),), ""),
        ({"payer_iban": "GB33 BUKB 2020 1555 5555 55"}, "allocated", 1, ((10, 10_000),), ""),
        ({"debtor_number": "C-1"}, "allocated", 1, ((10, 10_000),), ""),
        # the name only fits
        ({"payer_name": "Acme Trading"}, "allocated", 1, ((10, 10_000),), ""),
        # nobody known, although the amount is unique
        ({"payer_name": "Gamma"}, "unmatched", None, (), "unknown_payer"),
        ({}, "unmatched", None, (), "unknown_payer"),
        # known, but no such amount
        ({"debtor_number": "C-2"}, "on_account", 2, (), ""),
        ({"debtor_number": "C-1", "amount_minor": 9_999}, "on_account", 1, (), ""),
        ({"debtor_number": "C-1", "currency": "EUR"}, "on_account", 1, (), ""),
        # two debtors of one name
        ({"payer_name": "Twin Ltd", "amount_minor": 1}, "unmatched", None, (), "unknown_payer"),
        # the stated purpose wins over the payer and over an exact amount
        ({"debtor_number": "C-1", "purpose": "INV-2002"}, "on_account", 2, ((20, 3_000),), ""),
    ],
)
def test_without_a_reference(payment, state, debtor, parts, reason):
    match = matcher(claim(), claim(20, "INV-2002", 2, 3_000)).match(
        payment_facts(**{"amount_minor": 10_000, **payment})
    )
    assert (match.state, match.debtor_id, match.parts, match.reason) == (state, debtor, parts, reason)


def test_an_exact_amount_that_is_not_unique_stays_on_account():
    found = matcher(claim(), claim(11, "INV-1002")).match(payment_facts(debtor_number="C-1"))
    assert (found.state, found.parts) == ("on_account", ())


def test_one_number_of_two_debtors_needs_to_know_the_payer():
    both = claim(number="INV-7777"), claim(20, "INV-7777", 2)
    assert matcher(*both).match(payment_facts(purpose="INV-7777")).reason == "ambiguous_reference"
    named = matcher(*both).match(payment_facts(purpose="INV-7777", payer_name="Beta GmbH"))
    assert named.parts == ((20, 10_000),)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("In full & final settlement", "full_and_final"),
        ("betaald onder protest", "under_protest"),
        ("pagamento con riserva", "under_protest"),
        ("bajo protesta", "under_protest"),
        ("the final invoice", ""),
        ("Abschlag", ""),
    ],
)
def test_conditions(text, code):
    assert wish(text) == code


@given(
    opens=st.lists(st.integers(0, 500), min_size=1, max_size=5),
    payments=st.lists(
        st.tuples(st.integers(1, 900), st.lists(st.integers(0, 5), max_size=4)), min_size=1, max_size=6
    ),
)
def test_money_is_conserved_and_nothing_is_paid_twice(opens, payments):
    claims = [claim(n, f"INV-{9000 + n}", 1 + n % 2, minor) for n, minor in enumerate(opens)]
    start = {c.id: c.open_minor for c in claims}
    matching_now = matcher(*claims)
    taken = dict.fromkeys(start, 0)
    done = []
    for minor, named in payments:
        text = " ".join(f"INV-{9000 + n}" for n in named)
        match = matching_now.match(payment_facts(minor, purpose=text, debtor_number="C-1"))
        used = sum(part for _, part in match.parts)
        assert 0 <= used <= minor
        assert (match.state == "allocated") == (used == minor)
        assert [pk for pk, _ in match.parts] == list(dict.fromkeys(pk for pk, _ in match.parts))
        for pk, part in match.parts:
            assert part > 0
            taken[pk] += part
        done.append(match.parts)
    for c in claims:
        assert c.open_minor == start[c.id] - taken[c.id] >= 0
    for parts in done:
        matching_now.give_back(parts)
    assert {c.id: c.open_minor for c in claims} == start


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("INV-1001.pdf", 1),
        ("scan/2025 inv_1001 signed.PDF", 1),
        ("INV-10011.pdf", None),
        ("INV-1001 and INV-1002.pdf", None),
        ("INV-1001-A.pdf", 3),
        ("delivery.pdf", None),
    ],
)
def test_exhibits_by_file_name(name, found):
    numbers = {"INV-1001": 1, "INV-1002": 2, "INV-1001-A": 3}
    assert match_exhibits([name], numbers).get(name) == found
