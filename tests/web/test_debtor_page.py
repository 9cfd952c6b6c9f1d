"""One debtor: the record is narrowed, searched and opened; a mistake is taken back; one key answers a cause."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import builders
from tests.web.firms import Firm, client_of

from recoup.archive.deeds import Content, deed
from recoup.archive.queries import Narrow, entries
from recoup.cases.models import Hold, ServiceMessage, Task
from recoup.ledger.models import Contact, Invoice


@pytest.fixture
def client(north: Firm) -> Client:
    return client_of(north.users["controller"])


def do(client: Client, north: Firm, what: str, **form: Any) -> Any:
    return client.post(north.url(f"debtors/{north.world.debtor.pk}/{what}/"), form)


def page(client: Client, north: Firm, query: str = "") -> str:
    return client.get(north.url(f"debtors/{north.world.debtor.pk}/{query}")).content.decode()


def lines(text: str) -> int:
    return text.count('class="line-words"')


def seq_of(north: Firm, kind: str) -> int:
    debtor = north.world.debtor
    return entries(north.creditor.key, debtor.stream_key, which=Narrow(kinds=(kind,)))[-1].seq


def test_the_record_is_narrowed_by_channel_direction_person_and_day(north: Firm, client: Client) -> None:
    do(client, north, "result", code="busy:phone")
    assert lines(page(client, north, "?channel=phone")) == 2, (
        "that the call was planned, and that it was made"
    )
    who = f"user:{north.users['controller'].pk}"
    assert lines(page(client, north, f"?who={who}&direction=out")) == 1
    day = north.world.day
    assert lines(page(client, north, f"?from={day + timedelta(days=400)}")) == 0
    assert lines(page(client, north, f"?channel=phone&from={day - timedelta(days=1)}&to=nonsense")) >= 1


def test_the_record_is_searched_in_notes_and_sentences(north: Firm, client: Client) -> None:
    do(client, north, "note", text="Their new boss is called Wolpertinger")
    found = page(client, north, "?find=wolperTINGER")
    assert lines(found) == 1 and "Wolpertinger" in found
    assert "Nothing like that is in the record" in page(client, north, "?find=unheard-of")


def test_a_long_record_costs_no_more_queries(north: Firm, client: Client) -> None:
    def asked(query: str = "") -> int:
        page(client, north, query)
        with CaptureQueriesContext(connection) as queries:
            page(client, north, query)
        return len(queries)

    before = asked()
    debtor = north.world.debtor
    with deed(north.world.owner, north.world.by["moment"], north.creditor.key, [debtor.stream_key]) as act:
        for n in range(1_500):
            act.record(debtor.stream_key, "case.note", payloads={"note": Content(f"word {n}".encode())})
    assert asked() <= before + 2
    text = page(client, north)
    assert lines(text) == 25 and len(text) < 60_000
    assert asked("?find=word+3") <= before + 4
    earlier = re.search(r'href="([^"]+earlier/\?before=\d+[^"]*)"', page(client, north, "?find=word+3"))
    assert earlier is not None
    assert "word 3" in client.get(earlier.group(1).replace("&amp;", "&")).content.decode()


def test_the_page_of_a_debtor_with_many_invoices_and_contacts_stays_small(
    north: Firm, client: Client
) -> None:
    for n in range(80):
        builders.invoice(north.world.debtor, 1_000 + n, due_on=north.world.day - timedelta(days=n))
        builders.contact(north.world.debtor)
    text = page(client, north)
    assert len(text) < 60_000 and "All 81 open invoices" in text


def test_an_entry_opens_to_its_exact_original_as_a_file(north: Firm, client: Client) -> None:
    do(client, north, "note", text="<script>alert(1)</script>")
    seq = seq_of(north, "case.note")
    base = f"debtors/{north.world.debtor.pk}/record/{seq}/"
    shown = client.get(north.url(base)).content.decode()
    assert "&lt;script&gt;" in shown and "<script>alert" not in shown
    file = client.get(north.url(f"{base}note/"))
    assert file.content == b"<script>alert(1)</script>"
    assert file["Content-Type"] == "application/octet-stream" and "attachment" in file["Content-Disposition"]
    assert client.get(north.url(f"{base}nothing/")).status_code == 404
    assert client.get(north.url(f"debtors/{north.world.debtor.pk}/record/99999/")).status_code == 404


def test_a_mistake_is_taken_back_and_marked(north: Firm, client: Client) -> None:
    until = (north.world.day + timedelta(days=9)).isoformat()
    do(client, north, "hold", until=until, reason="they asked")
    seq = seq_of(north, "hold.placed")
    refused = do(client, north, "correct", entry=seq, reason=" ")
    assert refused.status_code == 422 and "needs its reason" in refused.content.decode()
    assert do(client, north, "correct", entry=seq, reason="another debtor").status_code == 302
    assert Hold.objects.get().released_on is not None
    text = page(client, north)
    assert "corrected by controller@north.example" in text and "another debtor" in text
    again = client.get(north.url(f"debtors/{north.world.debtor.pk}/record/{seq}/")).content.decode()
    assert "This was corrected already" in again


def test_what_went_out_says_that_it_stays(north: Firm, client: Client) -> None:
    seq = seq_of(north, "message.sent")
    shown = client.get(north.url(f"debtors/{north.world.debtor.pk}/record/{seq}/")).content.decode()
    assert "Take it back" not in shown


def test_one_key_answers(north: Firm, client: Client) -> None:
    assert do(client, north, "answer", answer="statement").status_code == 302
    assert ServiceMessage.objects.get().wording == "statement"
    assert do(client, north, "answer", answer="copy").status_code == 302
    assert Task.objects.filter(kind="send_copy", state="open").exists()
    refused = do(client, north, "answer", answer="sorry")
    assert refused.status_code == 422 and "No payment of theirs" in refused.content.decode()
    invoice = north.world.invoice.pk
    refused = do(client, north, "answer", answer="reference", invoice=invoice, reference="")
    assert refused.status_code == 422 and "The reference is empty" in refused.content.decode()
    assert (
        do(client, north, "answer", answer="reference", invoice=invoice, reference="PO-9").status_code == 302
    )
    assert Invoice.objects.get(pk=invoice).order_reference == "PO-9"
    day = (north.world.day + timedelta(days=4)).isoformat()
    assert do(client, north, "answer", answer="run", on=day).status_code == 302
    assert do(client, north, "answer", answer="sales").status_code == 302
    assert do(client, north, "answer", answer="supply").status_code == 302
    assert do(client, north, "answer", answer="unheard-of").status_code == 404
    assert north.world.case.cause == "payment_run"


def test_a_key_that_the_role_may_not_press_is_not_shown_and_refused(north: Firm) -> None:
    field = client_of(north.users["field"])
    assert 'value="statement"' not in page(field, north)
    assert do(field, north, "answer", answer="statement").status_code == 422


def test_the_keys_stand_in_an_open_task(north: Firm, client: Client) -> None:
    task = north.world.task("phone")
    assert task is not None
    assert 'name="answer" value="copy"' in client.get(north.url(f"tasks/{task.pk}/")).content.decode()


def test_a_visit_is_planned_and_marks_are_set(north: Firm, client: Client) -> None:
    day = (north.world.day + timedelta(days=4)).isoformat()
    assert do(client, north, "visit", on=day).status_code == 302
    assert Task.objects.get(kind="appointment").due_on.isoformat() == day
    contact = Contact.objects.get(debtor=north.world.debtor)
    assert do(client, north, "mark", mark=f"in_charge:{contact.pk}").status_code == 302
    assert do(client, north, "mark", mark="opt_out:visit").status_code == 302
    refused = do(client, north, "visit", on=day)
    assert refused.status_code == 422 and "wants no visits" in refused.content.decode()
    contact.refresh_from_db()
    assert contact.is_in_charge


def test_a_demand_has_its_own_form_and_keeps_what_was_typed(north: Firm, client: Client) -> None:
    refused = do(client, north, "move", rung="5", demand="1", reason="")
    assert (
        refused.status_code == 422 and '<details class="deed" name="deed" open>' in refused.content.decode()
    )
