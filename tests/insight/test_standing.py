"""What stands behind Today and the Overview is counted before anybody asks, and one debtor is found by an index."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import builders

from recoup.insight import standing
from recoup.ledger.models import Invoice


@pytest.mark.django_db
def test_what_was_counted_ahead_is_not_counted_by_a_page() -> None:
    creditor = builders.creditor()
    debtor = builders.debtor(creditor)
    row = builders.invoice(debtor, 100_00)
    today = row.due_on + timedelta(days=9)
    standing.count_all(creditor, today)
    with CaptureQueriesContext(connection) as asked:
        assert standing.neglect(creditor, today).figures.neglected == 1
        assert [n for n, _wrong in standing.proof(creditor, today).figures]
        standing.figures(creditor, row.currency, today)
    assert len(asked) == 3, "each asks for the newest entry alone"


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts its rows before it chooses")
def test_the_invoices_of_one_debtor_are_not_looked_for_among_all() -> None:
    debtor = builders.debtor(builders.creditor())
    rows = Invoice.objects.of(debtor.creditor).filter(debtor=debtor, state="open").order_by("due_on", "pk")
    assert "invoice_of_debtor" in rows.explain()
