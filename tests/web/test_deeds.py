"""What people do on the pages: each deed changes what it says, once, and what is refused is kept as it was typed."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests import builders
from tests.web.firms import Firm, client_of

from recoup.cases.models import Attempt, Case, Hold, Promise, StepRun, Task
from recoup.ledger.models import Contact, Debtor, Dispute, Invoice
from recoup.org.settings import settings_of


@pytest.fixture
def client(north: Firm) -> Client:
    return client_of(north.users["controller"])


def do(client: Client, north: Firm, deed: str, **form: Any) -> Any:
    return client.post(north.url(f"debtors/{north.world.debtor.pk}/{deed}/"), form)


def test_a_result_closes_the_task_and_says_what_comes_next(north: Firm, client: Client) -> None:
    task = north.world.task("phone")
    assert task is not None
    answer = client.post(
        north.url(f"tasks/{task.pk}/result/"), {"code": "spoke_will_check", "text": "on Friday"},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert answer.status_code == 200 and "They will look into it" in answer.content.decode()
    task.refresh_from_db()
    assert task.state == "done"
    page = client.get(north.url(f"debtors/{north.world.debtor.pk}/")).content.decode()
    assert "on Friday" in page and "they will look into it" in page


def test_a_result_without_what_it_needs_keeps_what_was_typed(north: Firm, client: Client) -> None:
    task = north.world.task("phone")
    assert task is not None
    form = {"code": "spoke_will_pay", "text": "Ann said soon", "on": ""}
    answer = client.post(north.url(f"tasks/{task.pk}/result/"), form, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 422 and "Ann said soon" in text and "a day has to be given" in text
    assert re.search(r'value="spoke_will_pay"[^>]* checked', text)
    task.refresh_from_db()
    assert task.state == "open"


def test_a_double_click_does_one_thing(north: Firm, client: Client) -> None:
    form = {"text": "called twice", "once": "one-token"}
    before = Attempt.objects.count()
    for _ in range(2):
        assert do(client, north, "result", code="busy:phone", **form).status_code == 302
    assert Attempt.objects.count() == before + 1


def test_a_refused_form_may_be_sent_again(north: Firm, client: Client) -> None:
    form = {"once": "mended", "reason": "they asked"}
    refused = do(client, north, "hold", until="2020-01-01", **form)
    assert refused.status_code == 422 and "they asked" in refused.content.decode()
    until = north.world.day + timedelta(days=9)
    assert do(client, north, "hold", until=until.isoformat(), **form).status_code == 302
    assert Hold.objects.get().until_on == until


def test_a_promise_holds_what_would_go_out(north: Firm, client: Client) -> None:
    on = north.world.day + timedelta(days=7)
    assert do(client, north, "promise", on=on.isoformat(), amount="1,250.50").status_code == 302
    promise = Promise.objects.get()
    assert (promise.amount_minor, promise.due_on, promise.state) == (125_050, on, "open")
    page = client.get(north.url(f"debtors/{north.world.debtor.pk}/")).content.decode()
    assert "£1,250.50" in page and "promised" in page.lower()


def test_instalments_add_up_and_wait_for_a_yes_of_another(north: Firm, client: Client) -> None:
    on = (north.world.day + timedelta(days=5)).isoformat()
    assert do(client, north, "plan", on=on, parts="3", every="month", amount="100").status_code == 302
    parts = list(Promise.objects.order_by("due_on"))
    assert [part.amount_minor for part in parts] == [3_333, 3_333, 3_334]
    request = north.world.case.approvals.get(decided_on__isnull=True)
    assert (
        client.post(north.url(f"outbox/requests/{request.pk}/decide/"), {"answer": "yes"}).status_code == 403
    )
    manager = client_of(north.users["manager"])
    manager.post(north.url(f"outbox/requests/{request.pk}/decide/"), {"answer": "yes", "reason": "fine"})
    assert set(Promise.objects.values_list("state", flat=True)) == {"open"}


def test_a_hold_can_be_ended(north: Firm, client: Client) -> None:
    until = (north.world.day + timedelta(days=9)).isoformat()
    do(client, north, "hold", until=until, reason="they asked")
    assert do(client, north, "release", hold=Hold.objects.get().pk).status_code == 302
    assert Hold.objects.get().released_on is not None


def test_a_dispute_is_noted_and_decided(north: Firm, client: Client) -> None:
    form = {"invoice": north.world.invoice.pk, "amount": "50", "type": "price", "text": "too dear"}
    assert do(client, north, "dispute", **form).status_code == 302
    dispute = Dispute.objects.get()
    assert dispute.amount_minor == 5_000
    assert (
        do(client, north, "decide", dispute=dispute.pk, outcome="rejected", text="as agreed").status_code
        == 302
    )
    dispute.refresh_from_db()
    assert dispute.outcome == "rejected"


def test_cause_contact_note_and_the_next_step(north: Firm, client: Client) -> None:
    assert do(client, north, "cause", cause="badly_organised", text="new system").status_code == 302
    assert (
        do(client, north, "contact", name="Bea Pay", email="bea@d.example", in_charge="on").status_code == 302
    )
    assert do(client, north, "note", text="nice people").status_code == 302
    assert do(client, north, "move", rung="1", reason="begin again").status_code == 302
    case = north.world.case
    assert case.cause == "badly_organised" and case.advance_to == 1
    assert Contact.objects.get(name="Bea Pay").is_in_charge


def test_an_invoice_of_another_debtor_is_not_taken(north: Firm, client: Client) -> None:
    other = builders.invoice(builders.debtor(north.creditor))
    assert do(client, north, "dispute", invoice=other.pk, type="price").status_code == 404


def test_stop_all_sending_stops_and_only_a_decider_starts_it(north: Firm, client: Client) -> None:
    assert client.post(north.url("stop/"), {"back": north.url("debtors/")})["Location"] == north.url(
        "debtors/"
    )
    moment = builders.MOMENT + timedelta(days=90)
    assert settings_of(north.creditor, moment).sending is False
    assert "All sending is stopped" in client.get(north.url("invoices/")).content.decode()
    assert client.post(north.url("resume/")).status_code == 403
    client_of(north.users["owner"]).post(north.url("resume/"), {"back": "https://evil.example/"})
    assert settings_of(north.creditor, moment).sending is True


def test_stopping_leads_to_no_other_host(north: Firm, client: Client) -> None:
    assert client.post(north.url("stop/"), {"back": "//evil.example/"})["Location"] == north.url()


def test_a_draft_is_approved_or_held_back(north: Firm, client: Client) -> None:
    debtor = builders.debtor(north.creditor, street="1 High St", postal_code="E1", city="London")
    builders.contact(debtor)
    builders.invoice(debtor, due_on=north.world.day - timedelta(days=3))
    owner = client_of(north.users["owner"])
    owner.post(north.url("settings/"), {"group": "sending", "automation": "draft"})
    north.world.run()
    step = StepRun.objects.get(debtor=debtor)
    assert step.state == "planned"
    assert "Send 1 reminder" in client.get(north.url("outbox/")).content.decode()
    assert client.get(north.url(f"outbox/steps/{step.pk}/")).status_code == 200
    pdf = client.get(north.url(f"outbox/steps/{step.pk}/?file=1&part=0"))
    assert pdf.content.startswith(b"%PDF-")
    client.post(north.url(f"outbox/steps/{step.pk}/approve/"))
    step.refresh_from_db()
    assert step.state == "ready"
    client.post(north.url(f"outbox/steps/{step.pk}/hold/"), {"reason": "wait for Monday"})
    step.refresh_from_db()
    assert step.state == "cancelled" and Hold.objects.get().note == "wait for Monday"


def test_settings_are_saved_whole_or_not_at_all(north: Firm) -> None:
    client = client_of(north.users["owner"])
    form = {"group": "firm", "phone": "+44 20 7946 0000", "email": "no address"}
    answer = client.post(north.url("settings/"), form)
    assert answer.status_code == 422 and "no address" in answer.content.decode()
    moment = builders.MOMENT + timedelta(days=90)
    assert settings_of(north.creditor, moment).phone == ""
    assert client.post(north.url("settings/"), form | {"email": "ar@n.example"}).status_code == 302
    assert settings_of(north.creditor, moment).email == "ar@n.example"


def test_a_controller_changes_no_settings(north: Firm, client: Client) -> None:
    answer = client.post(north.url("settings/"), {"group": "sending", "automation": "never"})
    assert answer.status_code == 422 and "you may not change settings" in answer.content.decode()


def test_a_file_is_looked_at_and_nothing_is_taken_in_yet(north: Firm, client: Client, tmp_path: Any) -> None:
    list_ = tmp_path / "open.csv"
    list_.write_text(
        "Invoice number,Customer name,Invoice date,Due date,Currency,Amount\n"
        "X-1,New Debtor Ltd,2025-01-05,2025-02-04,GBP,120.00\n"
        "X-2,New Debtor Ltd,nonsense,2025-02-04,GBP,abc\n"
    )
    with list_.open("rb") as file:
        look = client.post(north.url("import/"), {"file": file, "kind": "auto"})
    assert look.status_code == 302
    page = client.get(look["Location"])
    text = page.content.decode()
    for words in ("£120.00", "5 January 2025", "Not read among the first rows", "line 3"):
        assert words in text, words
    assert not Invoice.objects.filter(number="X-1").exists()


@pytest.mark.parametrize(
    ("name", "data"), [("empty.csv", b""), ("odd.pdf", b"%PDF-1.4 nothing"), ("bin.xlsx", b"\x00" * 50)]
)
def test_a_file_that_is_none_is_refused_in_words(
    north: Firm, client: Client, tmp_path: Any, name: str, data: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with path.open("rb") as file:
        answer = client.post(north.url("import/"), {"file": file}, follow=True)
    assert answer.status_code == 422 and "note-error" in answer.content.decode()


def test_people_see_the_case_as_it_is_at_once(north: Firm, client: Client) -> None:
    until = (north.world.day + timedelta(days=9)).isoformat()
    do(client, north, "hold", until=until, reason="they asked")
    case = Case.objects.get(debtor=north.world.debtor)
    assert case.why_code == "held"
    assert Task.objects.filter(debtor=north.world.debtor).exists() and Debtor.objects.exists()
