"""Interest and compensation as charges: once, never against consumers, paid by the law's order, money conserved."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import builders

from recoup.cases.check.books import charges_add_up, payments_add_up
from recoup.ledger.charges import OpenCharge, Split, book_and_law, set_off
from recoup.ledger.models import Charge, Debtor, Invoice, Payment, PaymentState
from recoup.ledger.operations import ChargeFacts, open_charges, pay_charges, post_charges, reverse_payment
from recoup.ledger.operations.charges import void, waive
from recoup.lib.errors import Refused

BY = {"actor": "user:1", "moment": builders.MOMENT}
ON = {"on": builders.TODAY}
KINDS = st.sampled_from(["interest", "compensation", "fee", "cost"])
OPEN = st.lists(st.tuples(KINDS, st.integers(0, 10**9)), max_size=8).map(
    lambda rows: [OpenCharge(n, kind, minor) for n, (kind, minor) in enumerate(rows)]
)
ORDER = st.permutations(["costs", "interest", "principal"])


@pytest.mark.anydb
@given(st.integers(0, 10**10), OPEN, ORDER)
def test_set_off_conserves_money_and_keeps_the_order(
    money: int, charges: list[OpenCharge], order: list[str]
) -> None:
    parts = set_off(money, charges, order)
    owed = {one.id: one.open_minor for one in charges}
    assert sum(parts.values()) == min(money, sum(owed.values()))
    assert all(0 < minor <= owed[pk] for pk, minor in parts.items())
    first = order.index("interest") < order.index("costs")
    interest = [one for one in charges if one.kind == "interest"]
    others = [one for one in charges if one.kind != "interest"]
    before, after = (interest, others) if first else (others, interest)
    if any(parts.get(one.id) for one in after):
        assert all(parts.get(one.id, 0) == one.open_minor for one in before)


@pytest.mark.anydb
def test_books_take_the_principal_first_and_the_law_the_costs_and_both_come_to_the_same() -> None:
    accrued = Split(100_000, 3_000, 4_000)  # 1,070.00 in all, of which 500.00 was paid
    book, law = book_and_law(50_000, accrued, Split(43_500, 2_500, 4_000))
    assert book == Split(50_000, 3_000, 4_000) and law == Split(56_500, 500, 0)
    assert book.total_minor == law.total_minor == 57_000


@pytest.fixture
def owing(db: None) -> Invoice:
    """A paid invoice of a company: only what was added to it is left."""
    creditor = builders.creditor()
    return builders.invoice(builders.debtor(creditor), state="paid", open_minor=0)


def post(invoice: Invoice, *kinds: tuple[str, int], origin: str = "demand:1") -> list[Charge]:
    """Posts charges of these kinds."""
    facts = [ChargeFacts(kind, minor, "GBP", "the Act", "GB-EAW", invoice.pk) for kind, minor in kinds]
    return post_charges(invoice.creditor, invoice.debtor, facts, origin=origin, **ON, **BY)


def money(debtor: Debtor, minor: int) -> Payment:
    """Money on account."""
    return Payment.objects.create(
        creditor=debtor.creditor, debtor=debtor, external_id=f"x{minor}", received_on=builders.TODAY,
        currency="GBP", amount_minor=minor, state=PaymentState.ON_ACCOUNT, source="bank",
    )  # fmt: skip


def test_compensation_is_had_once_even_when_waived_but_not_when_void(owing: Invoice) -> None:
    post(owing, ("compensation", 4_000))
    for undo in ("", "waived"):
        if undo:
            waive(
                owing.creditor, owing.debtor, [one.pk for one in Charge.objects.all()], "Goodwill", **ON, **BY
            )
        with pytest.raises(Refused) as odd:
            post(owing, ("compensation", 4_000), origin="demand:2")
        assert odd.value.code == "compensation_had"
    void(owing.creditor, owing.debtor, "demand:1", **BY)
    assert post(owing, ("compensation", 4_000), origin="demand:2")
    assert post(owing, ("compensation", 4_000), origin="demand:2") and Charge.objects.count() == 2
    assert charges_add_up(owing.creditor) == (2, [])


@pytest.mark.parametrize("kind", ["individual", ""])
def test_no_compensation_against_consumers(owing: Invoice, kind: str) -> None:
    Debtor.objects.update(kind=kind)
    owing.debtor.refresh_from_db()
    with pytest.raises(Refused) as odd:
        post(owing, ("compensation", 4_000))
    assert odd.value.code == "consumer_charge"


def test_money_on_account_pays_charges_by_the_order_and_comes_back_with_its_payment(owing: Invoice) -> None:
    post(owing, ("interest", 1_000), ("compensation", 4_000))
    paid = money(owing.debtor, 4_500)
    by = {**ON, **BY}
    assert pay_charges(owing.creditor, owing.debtor, "GBP", ["costs", "interest", "principal"], **by) == 4_500
    assert [(one.kind, one.open_minor) for one in open_charges(owing.creditor, owing.debtor)] == [
        ("interest", 500)
    ]
    paid.refresh_from_db()
    assert (paid.allocated_minor, paid.state) == (4_500, "allocated")
    assert payments_add_up(owing.creditor)[1] == charges_add_up(owing.creditor)[1] == []
    reverse_payment(owing.creditor, paid, **BY)
    assert sum(one.open_minor for one in open_charges(owing.creditor, owing.debtor)) == 5_000
    assert payments_add_up(owing.creditor)[1] == charges_add_up(owing.creditor)[1] == []


def test_void_charges_give_the_money_back(owing: Invoice) -> None:
    post(owing, ("interest", 1_000))
    paid = money(owing.debtor, 3_000)
    pay_charges(owing.creditor, owing.debtor, "GBP", ["interest"], **ON, **BY)
    void(owing.creditor, owing.debtor, "demand:1", **BY)
    paid.refresh_from_db()
    assert (paid.allocated_minor, paid.state) == (0, "on_account")
    assert payments_add_up(owing.creditor)[1] == charges_add_up(owing.creditor)[1] == []


def test_money_pays_overdue_invoices_first(owing: Invoice) -> None:
    post(owing, ("interest", 1_000))
    money(owing.debtor, 3_000)
    builders.invoice(owing.debtor, due_on=builders.TODAY - timedelta(days=1))
    with pytest.raises(Refused) as odd:
        pay_charges(owing.creditor, owing.debtor, "GBP", ["interest"], **ON, **BY)
    assert odd.value.code == "principal_first"


def test_giving_up_needs_a_reason(owing: Invoice) -> None:
    (one,) = post(owing, ("interest", 1_000))
    with pytest.raises(Refused):
        waive(owing.creditor, owing.debtor, [one.pk], " ", **ON, **BY)
    assert waive(owing.creditor, owing.debtor, [one.pk], "Goodwill", **ON, **BY) == 1_000
    assert waive(owing.creditor, owing.debtor, [one.pk], "Goodwill", **ON, **BY) == 0
