"""One-key answers: each goes out at once or becomes a person's task, and twice in a day is once."""

import pytest
from tests.cases.people.worlds import World, world

from recoup.archive.queries import Narrow, entries, read
from recoup.cases.models import ServiceMessage, Task
from recoup.cases.people import answers, exhibits
from recoup.ledger.models import Debtor, Invoice, Payment
from recoup.lib.errors import Refused
from recoup.org.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def calling() -> World:
    made = world()
    made.run_until("phone")
    return made


def mail(made: World) -> str:
    row = ServiceMessage.objects.order_by("-pk")[0]
    return read(made.creditor.key, row.commitment).data.decode("utf-8", "replace")


def test_copies_go_out_where_we_have_them_else_a_person_is_asked(calling: World) -> None:
    assert answers.send_copies(calling.creditor, calling.case.pk, **calling.by) == "no_exhibit"
    assert calling.task("send_copy") is not None
    exhibits.add(calling.creditor, calling.invoice, "invoice", "i.pdf", b"%PDF-1.4 x", **calling.by)
    for _ in range(2):
        assert answers.send_copies(calling.creditor, calling.case.pk, **calling.by) == "queued"
    assert [row.wording for row in ServiceMessage.objects.all()] == ["copy_invoice"]


def test_proof_is_what_shows_the_debt_not_the_invoice(calling: World) -> None:
    exhibits.add(calling.creditor, calling.invoice, "invoice", "i.pdf", b"%PDF-1.4 x", **calling.by)
    assert answers.send_proof(calling.creditor, calling.case.pk, **calling.by) == "no_exhibit"
    exhibits.add(calling.creditor, calling.invoice, "delivery", "note.pdf", b"%PDF-1.4 y", **calling.by)
    assert answers.send_proof(calling.creditor, calling.case.pk, **calling.by) == "queued"
    assert "note.pdf" in mail(calling) and "i.pdf" not in mail(calling)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "nl"])
def test_a_corrected_reference_is_kept_and_told_in_their_language(calling: World, language: str) -> None:
    Debtor.objects.update(language=language)
    calling.debtor.refresh_from_db()
    invoice = Invoice.objects.select_related("debtor").get(pk=calling.invoice.pk)
    assert answers.correct_reference(calling.creditor, invoice, " PO-7788 ", **calling.by) == "queued"
    assert Invoice.objects.get(pk=invoice.pk).order_reference == "PO-7788"
    assert "PO-7788" in mail(calling)
    again = answers.correct_reference(calling.creditor, invoice, "PO-7788", **calling.by)
    assert again == "queued" and ServiceMessage.objects.count() == 1
    asked = Narrow(kinds=("ledger.reference_corrected",))
    assert len(entries(calling.creditor.key, calling.debtor.stream_key, which=asked)) == 1


def test_an_empty_reference_is_refused(calling: World) -> None:
    invoice = Invoice.objects.select_related("debtor").get(pk=calling.invoice.pk)
    with pytest.raises(Refused, match="empty"):
        answers.correct_reference(calling.creditor, invoice, "  ", **calling.by)


def test_whoever_sold_has_the_task_where_they_are_a_user(calling: World) -> None:
    task = answers.tell_sales(calling.creditor, calling.case.pk, **calling.by)
    assert task.assigned_to is None
    seller = User.objects.get(email=f"controller{calling.creditor.pk}@northwind.example")
    Debtor.objects.update(account_owner=seller.email.upper())
    again = answers.tell_sales(calling.creditor, calling.case.pk, **calling.by)
    assert again.pk == task.pk and again.assigned_to == seller


def test_a_supply_stop_is_a_managers_to_decide(calling: World) -> None:
    answers.propose_supply_stop(calling.creditor, calling.case.pk, **calling.by)
    answers.propose_supply_stop(calling.creditor, calling.case.pk, **calling.by)
    assert Task.objects.get(kind="approve_supply_stop").role == "manager"


def test_sorry_names_the_payment_and_needs_one(calling: World) -> None:
    with pytest.raises(Refused, match="No payment"):
        answers.apologise(calling.creditor, calling.debtor, **calling.by)
    Payment.objects.create(
        creditor=calling.creditor, debtor=calling.debtor, external_id="b1", received_on=calling.day,
        currency="GBP", amount_minor=123_400, state="on_account", source="bank",
    )  # fmt: skip
    for _ in range(2):
        assert answers.apologise(calling.creditor, calling.debtor, **calling.by) == "queued"
    assert ServiceMessage.objects.get().wording == "apology_paid"
    assert "1,234.00" in mail(calling)


def test_nothing_goes_to_the_insolvent(calling: World) -> None:
    Debtor.objects.update(insolvent_on=calling.day)
    exhibits.add(calling.creditor, calling.invoice, "invoice", "i.pdf", b"%PDF-1.4 x", **calling.by)
    calling.debtor.refresh_from_db()
    assert answers.send_copies(calling.creditor, calling.case.pk, **calling.by) == "insolvent"
    assert not ServiceMessage.objects.exists()
