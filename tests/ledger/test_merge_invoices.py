from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests import builders
from tests.builders import ACTOR, MOMENT, TODAY, debtor_facts, invoice_facts, payment_facts

from recoup.archive.queries import entries, read
from recoup.ledger.models import Allocation, Contact, Debtor, Dispute, Freshness, Invoice, Payment
from recoup.ledger.operations import merge_invoices, open_dispute, record_payments

pytestmark = pytest.mark.django_db
WHO = {"actor": ACTOR, "moment": MOMENT}


@pytest.fixture
def north():
    return builders.creditor()


def merge(creditor, *rows, **more):
    values = {"source": "f" * 64, "listed": True, "complete": False, "as_of_on": TODAY, **WHO, **more}
    return merge_invoices(creditor, list(rows), **values)


def counts(result):
    return result.created.invoices, result.updated.invoices, result.unchanged.invoices


def one():
    return Invoice.objects.get()


def test_a_first_file_makes_debtors_contacts_and_invoices_with_one_entry_each(north):
    acme = debtor_facts(email="ap@acme.example", phone="+44 20 7946 0000", country="GB")
    beta = debtor_facts("C-2", "Beta Ltd")
    done = merge(
        north,
        invoice_facts("A-1", debtor=acme),
        invoice_facts("A-2", 5_000, debtor=acme),
        invoice_facts("B-1", 700, debtor=beta, currency="JPY"),
    )
    assert done.created.as_dict() == {"invoices": 3, "debtors": 2, "contacts": 1, "payments": 0}
    assert (done.rejected, done.warnings) == ([], [])
    debtor = Debtor.objects.get(number="C-1")
    (entry,) = entries(north.key, debtor.stream_key)
    assert (entry.kind, entry.facts["created"], entry.amounts) == (
        "ledger.imported",
        2,
        {"created_GBP": 15_000},
    )
    assert b"A-2" in read(north.key, entry.payloads["rows"]).data
    contact = Contact.objects.get()
    assert (contact.email, contact.phone, contact.source) == ("ap@acme.example", "+44 20 7946 0000", "import")
    assert Freshness.objects.get().as_of_on == TODAY
    assert "Acme" not in entry.envelope.decode()


def test_the_same_file_again_changes_nothing_and_writes_no_entry(north):
    rows = [
        invoice_facts("A-1", debtor=debtor_facts(email="ap@acme.example", phone="123"), insured=True),
        invoice_facts("", 300, row_key="r1"),
        invoice_facts("", 300, row_key="r2"),
        invoice_facts("A-2", due_on=None, open_minor=4_000),
        invoice_facts("A-3", settled_on=date(2025, 2, 3), disputed=True),
        invoice_facts("A-4", due_on=None, issued_on=None),
    ]
    merge(north, *rows)
    later = TODAY + timedelta(days=9)
    again = merge(north, *rows, as_of_on=later)
    assert counts(again) == (0, 0, 6)
    assert (again.unchanged.debtors, again.unchanged.contacts, again.updated.debtors) == (1, 1, 0)
    assert len(entries(north.key, Debtor.objects.get().stream_key)) == 1
    assert Contact.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "debtor", "due_on", "derived"),
    [
        ({"due_on": date(2025, 2, 9)}, {}, date(2025, 2, 9), ""),
        ({"terms_days": 10}, {"terms_days": 60}, date(2025, 1, 12), "terms"),
        ({}, {"terms_days": 60}, date(2025, 3, 3), "terms"),
        ({}, {}, date(2025, 2, 1), "issued"),
        ({"issued_on": None}, {"terms_days": 60}, TODAY, "imported"),
        ({"due_on": date(2024, 12, 1)}, {}, date(2024, 12, 1), ""),
    ],
)
def test_where_a_due_date_comes_from(north, row, debtor, due_on, derived):
    merge(north, invoice_facts(**{"due_on": None, **row}, debtor=debtor_facts(**debtor)))
    assert (one().due_on, one().due_derived) == (due_on, derived)


def test_a_stated_due_date_replaces_a_derived_one_and_not_the_other_way_round(north):
    merge(north, invoice_facts(due_on=None))
    done = merge(north, invoice_facts(due_on=date(2025, 2, 20)))
    assert (counts(done), one().due_on, one().due_derived) == ((0, 1, 0), date(2025, 2, 20), "")
    done = merge(north, invoice_facts(due_on=None))
    assert (counts(done), one().due_on) == ((0, 0, 1), date(2025, 2, 20))


def test_what_changed_is_updated_and_said(north):
    merge(north, invoice_facts(order_reference="PO 1"))
    done = merge(
        north,
        invoice_facts(amount_minor=12_000, due_on=date(2025, 2, 5), debtor=debtor_facts(city="Leeds")),
    )
    assert counts(done) == (0, 1, 0)
    assert done.updated.debtors == 1
    row = one()
    assert (row.amount_minor, row.open_minor, row.due_on, row.order_reference) == (
        *(12_000, 12_000, date(2025, 2, 5), "PO 1"),
    )
    entry = entries(north.key, row.debtor.stream_key)[-1]
    first, second = entry.facts["changes"]
    assert first == {
        "invoice": row.pk,
        "fields": ["amount_minor", "due_on"],
        "amount_minor": [10_000, 12_000],
        "due_on": ["2025-02-01", "2025-02-05"],
    }
    assert second["open_minor"] == [10_000, 12_000]
    assert entry.facts["debtor_fields"] == ["city"]


def test_blanks_never_overwrite_what_is_known(north):
    merge(
        north,
        invoice_facts(
            order_reference="PO",
            insured=True,
            net_minor=8_000,
            debtor=debtor_facts(city="Leeds", vat_id="GB1"),
        ),
    )
    done = merge(north, invoice_facts())
    assert counts(done) == (0, 0, 1)
    assert (one().order_reference, one().insured, one().net_minor) == ("PO", True, 8_000)
    assert (one().debtor.city, one().debtor.vat_id) == ("Leeds", "GB1")


@pytest.mark.parametrize(
    ("second", "reason"),
    [({}, "a duplicate"), ({"amount_minor": 5}, "with other values")],
)
def test_one_number_twice_in_a_file(north, second, reason):
    first = invoice_facts("A-1")
    done = merge(north, first, invoice_facts("A-1", **second))
    assert counts(done) == (1, 0, 0)
    assert reason in done.rejected[0][1]
    assert f"line {first.line}" in done.rejected[0][1]
    assert one().amount_minor == 10_000


def test_identical_rows_without_a_number_are_two_invoices(north):
    row = invoice_facts("", 300)
    assert counts(merge(north, row, replace(row, line=99))) == (2, 0, 0)
    assert counts(merge(north, row, replace(row, line=99))) == (0, 0, 2)


def test_one_number_of_two_debtors_is_two_invoices(north):
    done = merge(north, invoice_facts("1"), invoice_facts("1", debtor=debtor_facts("C-2", "Beta")))
    assert counts(done) == (2, 0, 0)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"debtor": debtor_facts("", "")}, "names no debtor"),
        ({"amount_minor": -1}, "negative"),
        ({"amount_minor": 2**53}, "too large"),
        ({"open_minor": 10_001}, "more than the amount"),
        ({"number": "9" * 121}, "longer than 120"),
        ({"debtor": debtor_facts("9" * 81, "X")}, "longer than 80"),
    ],
)
def test_rows_that_cannot_be(north, row, reason):
    done = merge(north, invoice_facts(**row), invoice_facts("OK-1"))
    assert reason in done.rejected[0][1]
    assert [i.number for i in Invoice.objects.all()] == ["OK-1"]
    assert Debtor.objects.count() == 1


def test_a_name_known_twice_needs_a_number(north):
    for _ in range(2):
        builders.debtor(north, "Twin Ltd")
    done = merge(north, invoice_facts(debtor=debtor_facts("", "TWIN ltd.")))
    assert "needs the debtor number" in done.rejected[0][1]


def test_a_debtor_without_number_is_known_by_folded_name_and_gets_its_number_later(north):
    merge(north, invoice_facts("A-1", debtor=debtor_facts("", "Müller & Söhne GmbH")))
    merge(north, invoice_facts("A-2", debtor=debtor_facts("", "MULLER SOHNE G.m.b.H.")))
    merge(north, invoice_facts("A-3", debtor=debtor_facts("77", "Müller & Söhne GmbH")))
    assert Debtor.objects.get().number == "77"
    assert Invoice.objects.count() == 3


def test_settled_rows_are_paid_on_their_day(north):
    merge(north, invoice_facts(settled_on=date(2025, 2, 14)))
    part = Allocation.objects.get()
    assert (one().state, one().open_minor) == ("paid", 0)
    assert (part.source, part.amount_minor, part.allocated_on) == ("books", 10_000, date(2025, 2, 14))


def test_paid_and_open_again_by_the_list(north):
    merge(north, invoice_facts(open_minor=10_000))
    assert counts(merge(north, invoice_facts(open_minor=0))) == (0, 1, 0)
    assert one().state == "paid"
    merge(north, invoice_facts(open_minor=2_500))
    assert (one().state, one().open_minor, one().due_on) == ("open", 2_500, date(2025, 2, 1))
    active = Allocation.objects.filter(is_active=True)
    assert [a.amount_minor for a in active] == [7_500]


def test_a_file_that_is_no_list_moves_no_open_amount(north):
    merge(north, invoice_facts(open_minor=10_000))
    done = merge(north, invoice_facts(open_minor=0), listed=False)
    assert (counts(done), one().open_minor) == ((0, 0, 1), 10_000)


def test_a_smaller_amount_gives_the_money_back_to_the_account(north):
    merge(north, invoice_facts())
    record_payments(north, [payment_facts(9_000, references=("INV-1001",))], source="bank", **WHO)
    merge(north, invoice_facts(amount_minor=6_000), as_of_on=TODAY - timedelta(days=0))
    payment = Payment.objects.get()
    assert (one().open_minor, one().state) == (0, "paid")
    assert (payment.allocated_minor, payment.state) == (6_000, "on_account")
    assert sum(a.amount_minor for a in Allocation.objects.filter(is_active=True)) == 6_000


def test_more_than_the_whole_paid_is_said(north):
    done = merge(north, invoice_facts(open_minor=-500))
    assert one().open_minor == 0
    assert "£5.00" in done.warnings[0]


def test_a_correction_to_a_frozen_invoice_is_a_question(north):
    merge(north, invoice_facts(open_minor=10_000))
    done = merge(north, invoice_facts(amount_minor=12_000), frozen={one().pk})
    assert "formal demand" in done.rejected[0][1]
    assert counts(done) == (0, 0, 0)
    assert one().amount_minor == 10_000
    done = merge(north, invoice_facts(open_minor=4_000), frozen={one().pk})
    assert (counts(done), one().open_minor) == ((0, 1, 0), 4_000)


def test_a_changed_currency_is_a_question(north):
    merge(north, invoice_facts())
    done = merge(north, invoice_facts(currency="EUR"))
    assert "cancel it" in done.rejected[0][1]
    assert one().currency == "GBP"


def test_what_a_complete_list_lacks_is_held_until_it_is_back(north):
    rows = [invoice_facts(f"A-{n}") for n in range(3)]
    merge(north, *rows)
    done = merge(north, rows[0], complete=True)
    assert done.missing == ["A-1", "A-2"]
    assert {i.number for i in Invoice.objects.filter(missing_since_on=TODAY)} == {"A-1", "A-2"}
    debtor = Debtor.objects.get()
    assert entries(north.key, debtor.stream_key)[-1].facts["missing"] == 2
    again = merge(north, rows[0], complete=True, as_of_on=TODAY + timedelta(days=1))
    assert again.missing == ["A-1", "A-2"]
    assert len(entries(north.key, debtor.stream_key)) == 2
    assert counts(merge(north, rows[1], as_of_on=TODAY + timedelta(days=1))) == (0, 1, 0)
    assert [i.number for i in Invoice.objects.exclude(missing_since_on=None)] == ["A-2"]


def test_an_older_list_overrules_nothing(north):
    merge(north, invoice_facts("A-1", open_minor=4_000), complete=True)
    before = TODAY - timedelta(days=7)
    done = merge(
        north, invoice_facts("A-1", open_minor=10_000), invoice_facts("A-0"), complete=True, as_of_on=before
    )
    assert "older than the newest" in done.warnings[0]
    assert Invoice.objects.get(number="A-1").open_minor == 4_000
    assert Invoice.objects.get(number="A-0").missing_since_on == TODAY
    assert Freshness.objects.get().as_of_on == TODAY


def test_a_disputed_row_opens_one_dispute_of_the_whole(north):
    merge(north, invoice_facts(disputed=True))
    merge(north, invoice_facts(disputed=True))
    dispute = Dispute.objects.get()
    assert (dispute.type, dispute.amount_minor, dispute.closed_on) == ("other", None, None)
    merge(north, invoice_facts(disputed=False))
    assert Dispute.objects.get().closed_on is None


def test_a_dispute_that_is_open_is_left_alone(north):
    merge(north, invoice_facts())
    open_dispute(north, one(), 100, "price", **WHO)
    merge(north, invoice_facts(disputed=True))
    assert Dispute.objects.get().type == "price"


def test_credit_notes_stay_on_account_unless_they_name_an_invoice(north):
    merge(north, invoice_facts("A-1"))
    merge(
        north,
        invoice_facts("CN-1", 3_000, kind="credit_note"),
        invoice_facts("CN-2", 4_000, kind="credit_note", payment_reference="A-1"),
    )
    opens = dict(Invoice.objects.values_list("number", "open_minor"))
    assert opens == {"A-1": 6_000, "CN-1": 3_000, "CN-2": 0}
    done = merge(
        north,
        invoice_facts("A-1"),
        invoice_facts("CN-1", 3_000, kind="credit_note"),
        invoice_facts("CN-2", 4_000, kind="credit_note", payment_reference="A-1"),
    )
    assert counts(done) == (0, 0, 3)


def test_a_bounced_address_stays_bounced(north):
    row = invoice_facts(debtor=debtor_facts(email="ap@acme.example"))
    merge(north, row)
    Contact.objects.update(email_state="bounced")
    merge(north, replace(row, debtor=debtor_facts(email="AP@acme.example; other@acme.example")))
    assert dict(Contact.objects.values_list("email", "email_state")) == {
        "ap@acme.example": "bounced",
        "other@acme.example": "ok",
    }


def test_creditors_are_apart(north):
    south = builders.creditor("South Ltd")
    merge(north, invoice_facts())
    assert counts(merge(south, invoice_facts(), complete=True)) == (1, 0, 0)
    assert merge(south, invoice_facts("Z"), complete=True).missing == ["INV-1001"]
    assert Invoice.objects.of(north).get().missing_since_on is None


def test_an_empty_file_is_no_list(north):
    merge(north)
    assert not Freshness.objects.exists()
