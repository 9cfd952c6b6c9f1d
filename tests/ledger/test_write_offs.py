"""Money is conserved: whatever is paid, written off, recovered and taken back, an invoice stays its amount."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import builders

from recoup.ledger.models import Invoice, InvoiceState, Payment
from recoup.ledger.operations import allocate, recover, reverse_payment, take_off, written_off
from recoup.lib.errors import Refused

pytestmark = pytest.mark.django_db
BY = {"actor": builders.ACTOR, "moment": builders.MOMENT}
deeds = st.lists(
    st.tuples(st.sampled_from(("pay", "off", "recover", "back")), st.integers(1, 12_000)),
    min_size=1,
    max_size=8,
)


def money(of: Invoice, minor: int) -> Payment:
    return Payment.objects.create(
        creditor=of.creditor, debtor=of.debtor, external_id=f"m{Payment.objects.count()}", currency="GBP",
        received_on=builders.TODAY, amount_minor=minor, state="on_account", source="bank",
    )  # fmt: skip


class Undo(Exception):
    """Ends an example."""


@given(what=deeds)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_open_paid_and_written_off_stay_the_amount(what: list[tuple[str, int]]) -> None:
    with pytest.raises(Undo), transaction.atomic():
        row = builders.invoice(builders.debtor(builders.creditor()), 10_000)
        for deed, minor in what:
            _do(row, deed, minor)
            row.refresh_from_db()
            active = row.allocations.filter(is_active=True)
            paid = sum(active.exclude(source="write_off").values_list("amount_minor", flat=True))
            off = written_off(row.creditor, [row.pk]).get(row.pk, 0)
            assert row.open_minor + paid + off == row.amount_minor
            assert row.open_minor >= 0 and (row.open_minor > 0) == (row.state == InvoiceState.OPEN)
            for one in Payment.objects.of(row.creditor):
                used = sum(one.allocations.filter(is_active=True).values_list("amount_minor", flat=True))
                assert one.allocated_minor == used <= one.amount_minor
        raise Undo


def _do(row: Invoice, deed: str, minor: int) -> None:
    """Does it, or is refused and changes nothing."""
    try:
        with transaction.atomic():
            if deed == "off":
                take_off(row.creditor, [(row.pk, minor)], "write_off", on=builders.TODAY, **BY)
            elif deed == "pay":
                allocate(row.creditor, money(row, minor), [(row, min(minor, 10_000))], **BY)
            elif deed == "recover":
                recover(row.creditor, money(row, minor), row, minor, **BY)
            else:
                last = Payment.objects.of(row.creditor).exclude(state="reversed").order_by("-pk").first()
                if last is not None:
                    reverse_payment(row.creditor, last, **BY)
    except Refused:
        pass
