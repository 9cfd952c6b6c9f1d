from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import builders
from tests.builders import ACTOR, MOMENT, TODAY, invoice_facts, payment_facts

from recoup.archive.queries import entries
from recoup.ledger.models import Allocation, Dispute, Freshness, Invoice, Payment
from recoup.ledger.operations import (
    allocate,
    close_dispute,
    merge_invoices,
    open_dispute,
    record_payments,
    renew_dispute,
    reverse_payment,
    set_payer,
)
from recoup.lib import money
from recoup.lib.errors import Refused

pytestmark = pytest.mark.django_db

WHO = {"actor": ACTOR, "moment": MOMENT}


@pytest.fixture
def north():
    return builders.creditor()


def pay(creditor, *rows, source="bank", **more):
    return record_payments(creditor, list(rows), source=source, as_of_on=TODAY, **WHO, **more)


def fresh(row):
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "said"),
    [
        (123_456, "CHF", "en", "CHF\xa01,234.56"),
        (-1_250, "KWD", "en", "-KWD\xa01.250"),
        (1_250, "GBP", "en", "£12.50"),
        (1_250, "USD", "en-GB", "US$12.50"),
        (1_250, "CHF", "de", "12,50\xa0CHF"),
        (1_250, "EUR", "nl", "€\xa012,50"),
    ],
)
def test_a_sign_of_letters_keeps_its_distance(minor, currency, locale, said):
    assert money.text(minor, currency, locale) == said


def test_a_stated_number_pays_its_invoice(north):
    invoice = builders.invoice(builders.debtor(north), number="INV-2024/001")
    done = pay(north, payment_facts(4_000, purpose="payment for inv 2024 001, thanks"))
    assert (done.created.payments, done.allocated) == (1, 1)
    assert fresh(invoice).open_minor == 6_000
    part = Allocation.objects.get()
    assert (part.allocated_on, part.source, part.amount_minor) == (TODAY, "bank", 4_000)
    assert Freshness.objects.get().kind == "bank"
    (entry,) = entries(north.key, invoice.debtor.stream_key)
    assert entry.amounts == {"received_GBP": 4_000, "allocated_GBP": 4_000}


def test_the_same_file_again_changes_nothing(north):
    invoice = builders.invoice(builders.debtor(north), number="INV-7001")
    row = payment_facts(purpose="INV-7001")
    pay(north, row)
    again = pay(north, row)
    assert (again.created.payments, again.unchanged.payments) == (0, 1)
    assert fresh(invoice).state == "paid"
    assert len(entries(north.key, invoice.debtor.stream_key)) == 1


def test_several_numbers_are_paid_in_stated_order_and_the_rest_is_on_account(north):
    debtor = builders.debtor(north)
    first, second = (builders.invoice(debtor, number=n) for n in ("INV-8001", "INV-8002"))
    pay(north, payment_facts(15_000, purpose="INV-8002 + INV-8001"))
    assert (fresh(first).open_minor, fresh(second).open_minor) == (5_000, 0)
    pay(north, payment_facts(7_000, purpose="INV-8001"))
    late = Payment.objects.latest("pk")
    assert (late.allocated_minor, late.state, late.debtor) == (5_000, "on_account", debtor)


def test_a_reversal_reopens_what_the_payment_had_paid(north):
    invoice = builders.invoice(builders.debtor(north), number="INV-9001")
    pay(north, payment_facts(purpose="INV-9001", payer_iban="GB33BUKB20201555555555"))
    assert fresh(invoice).state == "paid"
    done = pay(
        north,
        payment_facts(-10_000, purpose="Return", payer_iban="GB33BUKB20201555555555", is_reversal=True),
    )
    assert done.reversed == 1
    assert (fresh(invoice).state, invoice.open_minor, invoice.due_on) == ("open", 10_000, date(2025, 2, 1))
    assert not Allocation.objects.filter(is_active=True).exists()
    assert sum(p.amount_minor for p in Payment.objects.all()) == 0


def test_a_reversal_in_the_same_file(north):
    invoice = builders.invoice(builders.debtor(north), number="INV-9001")
    done = pay(
        north,
        payment_facts(purpose="INV-9001", end_to_end_id="E2E-77"),
        payment_facts(-10_000, purpose="returned", end_to_end_id="E2E-77"),
        payment_facts(purpose="INV-9001"),
    )
    assert (done.reversed, fresh(invoice).state) == (1, "paid")
    assert [a.is_active for a in Allocation.objects.order_by("pk")] == [False, True]


def test_a_reversal_of_nothing_known_waits(north):
    pay(north, payment_facts(-500, payer_name="Nobody", is_reversal=True), payment_facts(-9_900))
    payment = Payment.objects.get()
    assert (payment.state, payment.reason) == ("unmatched", "reversal_unknown")


@pytest.mark.parametrize(
    ("purpose", "reason"),
    [
        ("INV-5001 in full and final settlement", "full_and_final"),
        ("INV-5001 zur Abgeltung aller Ansprüche", "full_and_final"),
        ("INV-5001 pour solde de tout compte", "full_and_final"),
        ("INV-5001 a saldo e stralcio", "full_and_final"),
        ("INV-5001 saldo y finiquito", "full_and_final"),
        ("INV-5001 tegen finale kwijting", "full_and_final"),
        ("INV-5001 unter Vorbehalt", "under_protest"),
        ("INV-5001 sous réserve", "under_protest"),
    ],
)
def test_money_with_a_condition_waits_for_a_person(north, purpose, reason):
    invoice = builders.invoice(builders.debtor(north), number="INV-5001")
    pay(north, payment_facts(purpose=purpose))
    payment = Payment.objects.get()
    assert (payment.state, payment.reason, payment.debtor) == ("unmatched", reason, invoice.debtor)
    assert fresh(invoice).open_minor == 10_000


def test_the_payers_iban_is_remembered(north):
    debtor = builders.debtor(north)
    builders.invoice(debtor, number="INV-6001")
    pay(north, payment_facts(1_000, purpose="INV-6001", payer_iban="GB33 BUKB 2020 1555 5555 55"))
    pay(north, payment_facts(123, payer_iban="GB33BUKB20201555555555"))
    assert fresh(debtor).payer_ibans == "GB33BUKB20201555555555"
    assert (Payment.objects.latest("pk").state, Payment.objects.latest("pk").debtor) == ("on_account", debtor)


def test_the_same_money_from_bank_and_books_counts_once(north):
    debtor = builders.debtor(north)
    invoice = builders.invoice(debtor, number="INV-6001")
    pay(north, payment_facts(10_000, purpose="INV-6001"))
    done = pay(
        north,
        payment_facts(10_000, references=("INV-6001",), debtor_number=debtor.number, external_id="b1"),
        source="payments",
    )
    assert done.warnings
    assert Payment.objects.latest("pk").state == "superseded"
    assert fresh(invoice).open_minor == 0


_REFERENCES = st.lists(st.sampled_from(["INV-3000", "INV-3001", "INV-3002", ""]), max_size=3)
_MONEY = st.tuples(st.integers(-400, 400).filter(bool), _REFERENCES, st.booleans())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(st.lists(_MONEY, max_size=5), min_size=1, max_size=3))
def test_books_and_money_always_add_up(north, files):
    debtor = builders.debtor(north)
    invoices = [builders.invoice(debtor, 300, number=f"INV-{3000 + n}") for n in range(3)]
    for rows in files:
        pay(
            north,
            *(
                payment_facts(
                    minor,
                    references=tuple(named),
                    debtor_number=debtor.number,
                    is_reversal=minor < 0 and back,
                )
                for minor, named, back in rows
            ),
        )
    for payment in Payment.objects.all():
        parts = sum(a.amount_minor for a in payment.allocations.filter(is_active=True))
        assert parts == payment.allocated_minor <= max(0, payment.amount_minor)
    for invoice in invoices:
        used = sum(a.amount_minor for a in invoice.allocations.filter(is_active=True))
        assert fresh(invoice).open_minor == invoice.amount_minor - used >= 0
        assert (invoice.state == "paid") == (invoice.open_minor == 0)
    Allocation.objects.all().delete()
    Payment.objects.filter(reverses__isnull=False).delete()
    Payment.objects.all().delete()
    Invoice.objects.all().delete()


def test_one_id_with_two_amounts_is_refused(north):
    pay(north, payment_facts(100, external_id="x"))
    done = pay(north, payment_facts(200, external_id="x"))
    assert [reason for _, reason in done.rejected] == ["Its reference is known already, with another amount."]


def test_another_creditors_invoice_is_never_paid(north):
    other = builders.invoice(builders.debtor(builders.creditor("Other Ltd")), number="INV-1111")
    pay(north, payment_facts(purpose="INV-1111"))
    assert fresh(other).open_minor == 10_000
    assert Payment.objects.get().state == "unmatched"
    assert len(entries(north.key, north.stream_key)) == 1


def test_by_hand(north):
    debtor = builders.debtor(north)
    invoice = builders.invoice(debtor)
    pay(north, payment_facts(12_000))
    payment = Payment.objects.get()
    with pytest.raises(Refused, match="At most"):
        allocate(north, payment, [(invoice, 10_001)], **WHO)
    assert fresh(payment).allocated_minor == 0
    allocate(north, payment, [(invoice, 10_000)], **WHO)
    assert (fresh(payment).state, payment.debtor, fresh(invoice).state) == ("on_account", debtor, "paid")
    reverse_payment(north, payment, **WHO)
    assert (fresh(payment).state, fresh(invoice).open_minor) == ("reversed", 10_000)
    with pytest.raises(Refused, match="reversed"):
        allocate(north, payment, [(invoice, 1)], **WHO)
    kinds = [entry.kind for entry in entries(north.key, debtor.stream_key)]
    assert kinds == ["ledger.allocated", "ledger.payment_reversed"]


def test_a_payer_is_named_by_hand(north):
    debtor = builders.debtor(north)
    pay(north, payment_facts(12_000))
    set_payer(north, Payment.objects.get(), debtor, **WHO)
    assert (Payment.objects.get().state, Payment.objects.get().debtor) == ("on_account", debtor)


def test_the_books_list_replaces_bank_money_and_never_adds(north):
    def listed(open_minor, on=TODAY):
        row = invoice_facts("INV-1", open_minor=open_minor)
        return merge_invoices(north, [row], source="a" * 64, listed=True, complete=True, as_of_on=on, **WHO)

    listed(10_000)
    invoice = Invoice.objects.get()
    builders_row = payment_facts(4_000, references=("INV-1",), received_on=TODAY)
    pay(north, builders_row)
    assert fresh(invoice).open_minor == 6_000
    listed(6_000, TODAY + timedelta(days=1))
    assert Payment.objects.get().state == "allocated"
    listed(7_000, TODAY + timedelta(days=2))
    payment = Payment.objects.get()
    assert (payment.state, payment.allocated_minor, payment.superseded_minor) == ("superseded", 0, 4_000)
    assert fresh(invoice).open_minor == 7_000
    listed(2_000, TODAY + timedelta(days=3))
    active = Allocation.objects.filter(is_active=True)
    assert [(a.source, a.amount_minor) for a in active] == [("books", 8_000)]
    assert fresh(invoice).open_minor == 2_000


def test_money_later_than_the_list_stays(north):
    row = invoice_facts("INV-1", open_minor=10_000)
    options = {"source": "a" * 64, "listed": True, "complete": True, **WHO}
    merge_invoices(north, [row], as_of_on=TODAY, **options)
    pay(north, payment_facts(4_000, references=("INV-1",), received_on=TODAY + timedelta(days=2)))
    done = merge_invoices(north, [row], as_of_on=TODAY + timedelta(days=1), **options)
    assert done.unchanged.invoices == 1
    assert Invoice.objects.get().open_minor == 6_000


def test_a_dispute_from_open_to_decision(north):
    invoice = builders.invoice(builders.debtor(north))
    dispute = open_dispute(north, invoice, 2_500, "quality", note="scratched", **WHO)
    assert dispute.answer_due_on == TODAY + timedelta(days=10)
    again = open_dispute(north, invoice, None, "price", **WHO)
    assert (again.pk, Dispute.objects.get().amount_minor) == (dispute.pk, None)
    renew_dispute(north, dispute, date(2025, 4, 1), **WHO)
    close_dispute(north, dispute, "rejected", **WHO)
    assert (fresh(dispute).closed_on, dispute.outcome) == (TODAY, "rejected")
    with pytest.raises(Refused, match="closed already"):
        close_dispute(north, dispute, "upheld", **WHO)
    assert [e.kind.split("_")[1] for e in entries(north.key, invoice.debtor.stream_key)] == [
        "opened",
        "opened",
        "renewed",
        "closed",
    ]


@pytest.mark.parametrize(
    ("minor", "kind", "code"),
    [
        (0, "price", "dispute_too_large"),
        (10_001, "tax", "dispute_too_large"),
        (1, "mood", "unknown_dispute_type"),
    ],
)
def test_a_dispute_that_cannot_be(north, minor, kind, code):
    invoice = builders.invoice(builders.debtor(north))
    with pytest.raises(Refused) as refused:
        open_dispute(north, invoice, minor, kind, **WHO)
    assert refused.value.code == code
