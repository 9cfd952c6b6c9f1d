import csv
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from tests import builders
from tests.builders import ACTOR, MOMENT, TODAY, debtor_facts, invoice_facts, payment_facts

from recoup.insight.ageing import Bucket, ageing
from recoup.ledger.models import Invoice
from recoup.ledger.operations import merge_invoices, record_payments

pytestmark = pytest.mark.django_db
WHO = {"actor": ACTOR, "moment": MOMENT}


@pytest.mark.parametrize(
    ("late", "bucket"),
    [
        *((-1, "not_due"), (0, "not_due"), (1, "d1_30"), (30, "d1_30"), (31, "d31_60"), (60, "d31_60")),
        *((61, "d61_90"), (90, "d61_90"), (91, "d90_plus")),
    ],
)
def test_day_one_is_the_day_after_the_due_date(late, bucket):
    north = builders.creditor()
    builders.invoice(builders.debtor(north), due_on=TODAY - timedelta(days=late))
    (row,) = ageing(north, TODAY)
    assert getattr(row, bucket) == row.open == Bucket(1, 10_000)


def test_only_what_was_issued_by_then_less_what_was_paid_by_then():
    north = builders.creditor()
    debtor = builders.debtor(north)
    builders.invoice(debtor, issued_on=TODAY + timedelta(days=1))
    builders.invoice(debtor, number="INV-4001")
    builders.invoice(debtor, 700, kind="credit_note")
    builders.invoice(builders.debtor(builders.creditor("Other Ltd")))
    rows = [
        payment_facts(4_000, purpose="INV-4001"),
        payment_facts(1_000, purpose="INV-4001", received_on=TODAY + timedelta(days=1)),
        payment_facts(50, debtor_number=debtor.number),
    ]
    record_payments(north, rows, source="bank", **WHO)
    (row,) = ageing(north, TODAY)
    assert (row.open, row.d1_30) == (Bucket(1, 6_000), Bucket(1, 6_000))
    assert (row.credit_notes, row.on_account) == (Bucket(1, 700), Bucket(1, 50))
    (tomorrow,) = ageing(north, TODAY + timedelta(days=1))
    assert tomorrow.open == Bucket(2, 15_000)
    assert row.as_dict()["d90_plus"] == {"count": 0, "minor": 0}


def test_the_ageing_of_a_real_ledger(shared):
    north = builders.creditor(currency="USD")
    rows, money = _real_ledger(shared / "data/ar_ibm/WA_Fn-UseC_-Accounts-Receivable.csv")
    merge_invoices(north, rows, source="a" * 64, listed=False, as_of_on=date(2014, 12, 31), **WHO)
    record_payments(north, money, source="payments", **WHO)
    assert Invoice.objects.filter(state="open").count() == 0
    with (shared / "data/expected/ar_ibm_ageing.csv").open() as file:
        expected = list(csv.reader(file))[1:]
    assert expected
    for day, count, amount, *buckets in expected:
        (row,) = ageing(north, date.fromisoformat(day))
        assert row.open == Bucket(int(count), int(Decimal(amount) * 100))
        for name, text in zip(("not_due", "d1_30", "d31_60", "d61_90", "d90_plus"), buckets, strict=True):
            number, minor = text.split("/")
            assert getattr(row, name) == Bucket(int(number), int(Decimal(minor) * 100)), (day, name)


def _real_ledger(path):
    def day(text):
        return datetime.strptime(text, "%m/%d/%Y").date()

    rows, money = [], []
    with path.open(encoding="utf-8-sig") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            facts = {
                "line": line,
                "debtor": debtor_facts(row["customerID"], row["customerID"]),
                "number": row["invoiceNumber"],
                "issued_on": day(row["InvoiceDate"]),
                "due_on": day(row["DueDate"]),
                "currency": "USD",
                "amount_minor": int(Decimal(row["InvoiceAmount"]) * 100),
            }
            rows.append(invoice_facts(**facts))
            money.append(
                payment_facts(
                    facts["amount_minor"],
                    external_id=row["invoiceNumber"],
                    currency="USD",
                    received_on=day(row["SettledDate"]),
                    references=(row["invoiceNumber"],),
                    debtor_number=row["customerID"],
                )
            )
    return rows, money
