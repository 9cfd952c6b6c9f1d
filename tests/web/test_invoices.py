"""Invoices: the list by what matters with its sums, and one with its money and its documents."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import builders
from tests.web.firms import Firm, client_of

from recoup.ledger.models import Dispute, Exhibit

PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture
def client(north: Firm) -> Client:
    return client_of(north.users["controller"])


def test_the_filters_leave_what_they_say_and_the_sums_are_of_it(north: Firm, client: Client) -> None:
    debtor = builders.debtor(north.creditor, name="Filter Ltd")
    old = builders.invoice(debtor, 111_00, due_on=north.world.day - timedelta(days=70))
    new = builders.invoice(debtor, 222_00, due_on=north.world.day - timedelta(days=5))
    not_due = builders.invoice(debtor, 333_00, due_on=north.world.day + timedelta(days=5))
    paid = builders.invoice(debtor, 444_00, due_on=north.world.day - timedelta(days=9))
    paid.state, paid.open_minor = "paid", 0
    paid.save()
    Dispute.objects.create(
        creditor=north.creditor, invoice=new, type="price", opened_on=north.world.day,
        answer_due_on=north.world.day,
    )  # fmt: skip
    wanted = {
        "show=late": {old, new}, "show=open": {old, new, not_due}, "show=paid": {paid}, "show=disputed": {new},
        "show=planned": set(), "show=late&age=61-90": {old}, "show=late&age=1-30": {new},
        "show=open&currency=EUR": set(),
        "show=open&q=" + not_due.number: {not_due}, "show=all&sort=open": {old, new, not_due, paid},
        "show=bogus&age=x&sort=y&page=x": {old, new},
    }  # fmt: skip
    for asked, found in wanted.items():
        page = client.get(north.url(f"invoices/?debtor={debtor.pk}&{asked}")).content.decode()
        shown = {one for one in (old, new, not_due, paid) if f"/invoices/{one.pk}/" in page}
        assert shown == found, asked
    page = client.get(north.url(f"invoices/?debtor={debtor.pk}&show=late")).content.decode()
    assert "£333.00 open in 2" in page
    assert "Filter Ltd" in client.get(north.url("invoices/?q=filter")).content.decode()


def keep(client: Client, north: Firm, name: str, data: bytes, kind: str = "invoice") -> int:
    file = SimpleUploadedFile(name, data)
    url = north.url(f"invoices/{north.world.invoice.pk}/documents/")
    return client.post(url, {"kind": kind, "file": file}).status_code


def test_a_document_is_kept_and_opened_as_it_was(north: Firm, client: Client) -> None:
    assert keep(client, north, "../../in voice.pdf", PDF) == 302
    made = Exhibit.objects.get()
    assert (made.name, made.media_type, made.invoice) == (
        "in voice.pdf",
        "application/pdf",
        north.world.invoice,
    )
    answer = client.get(north.url(f"invoices/{made.invoice_id}/documents/{made.pk}/"))
    assert answer.content == PDF and answer["Content-Type"] == "application/pdf"
    assert "in voice.pdf" in client.get(north.url(f"invoices/{made.invoice_id}/")).content.decode()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", b"<html>", "invoice"),
        ("a.html", b"<script>", "invoice"),
        ("a.pdf", PDF, "bogus"),
        ("a.png", PDF, "order"),
    ],
)
def test_what_is_no_document_is_refused_in_its_place(
    north: Firm, client: Client, name: str, data: bytes, kind: str
) -> None:
    assert keep(client, north, name, data, kind) == 422
    assert not Exhibit.objects.exists()


def test_a_document_of_another_creditor_is_not_there(north: Firm, south: Firm, client: Client) -> None:
    assert keep(client_of(south.users["owner"]), south, "a.pdf", PDF) == 302
    made = Exhibit.objects.get()
    for invoice in (north.world.invoice.pk, made.invoice_id):
        assert client.get(north.url(f"invoices/{invoice}/documents/{made.pk}/")).status_code == 404


def test_each_page_goes_on_where_the_one_before_ended(north: Firm, client: Client) -> None:
    debtor = builders.debtor(north.creditor, name="Long List Ltd")
    rows = [
        builders.invoice(debtor, 100 + n, due_on=north.world.day - timedelta(days=90 - n)) for n in range(60)
    ]
    shown = []
    for n in (1, 2):
        page = client.get(north.url(f"invoices/?debtor={debtor.pk}&page={n}"))
        shown += [row.pk for row in page.context["pages"].object_list]
    assert shown == [row.pk for row in rows]
