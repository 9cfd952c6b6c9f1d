"""Every page of a creditor answers with real data, few queries and little HTML."""

import pytest
from django.urls import reverse
from tests.web.firms import Firm, client_of

from recoup.cases.models import Task
from recoup.outreach.models import Message

PAGES = (
    "", "outbox/", "outbox/?tab=not", "outbox/?tab=gone", "debtors/", "debtors/?show=all", "debtors/?q=debtor&why=x",
    "invoices/", "invoices/?show=all&q=INV", "import/", "settings/",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers(north: Firm, path: str) -> None:
    answer = client_of(north.users["owner"]).get(north.url(path))
    assert answer.status_code == 200
    assert "<h1>" in answer.content.decode()


def test_one_debtor_shows_what_is_owed_and_the_next_step(north: Firm) -> None:
    page = client_of(north.users["controller"]).get(north.url(f"debtors/{north.world.debtor.pk}/"))
    text = page.content.decode()
    assert page.status_code == 200
    assert north.world.debtor.name in text and north.world.invoice.number in text
    assert "£5,000.00" in text
    assert "Next:" in text and "Call" in text


def test_a_task_unfolds_in_place(north: Firm) -> None:
    task = Task.objects.get(creditor=north.creditor, kind="phone", state="open")
    client = client_of(north.users["controller"])
    part = client.get(north.url(f"tasks/{task.pk}/"), headers={"HX-Request": "true"})
    assert part.status_code == 200 and b"<html" not in part.content
    assert b"What came of it?" in part.content and b"an invoice is overdue" in part.content
    assert client.get(north.url(f"tasks/{task.pk}/")).status_code == 200


def test_what_went_out_is_shown_exactly(north: Firm) -> None:
    message = Message.objects.filter(creditor=north.creditor, channel="email", state="sent").first()
    assert message is not None
    client = client_of(north.users["auditor"])
    page = client.get(north.url(f"messages/{message.pk}/"))
    assert message.subject in page.content.decode()
    raw = client.get(north.url(f"messages/{message.pk}/original/"))
    assert raw["Content-Type"] == "message/rfc822" and b"Message-ID" in raw.content
    pdf = client.get(north.url(f"messages/{message.pk}/original/?part=0"))
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF-")
    assert client.get(north.url(f"messages/{message.pk}/original/?part=9")).status_code == 404


def test_what_goes_out_next_can_be_read(north: Firm) -> None:
    page = client_of(north.users["owner"]).get(north.url(f"debtors/{north.world.debtor.pk}/next/"))
    assert page.status_code == 200


def test_an_invoice_shows_what_was_sent_about_it(north: Firm) -> None:
    page = client_of(north.users["owner"]).get(north.url(f"invoices/{north.world.invoice.pk}/"))
    assert page.status_code == 200
    assert Message.objects.filter(creditor=north.creditor, state="sent")[0].subject in page.content.decode()


def test_the_page_of_all_components_answers(north: Firm) -> None:
    page = client_of(north.users["auditor"]).get(reverse("components"))
    assert page.status_code == 200 and b'data-theme="dark"' in page.content
