"""The Outbox: what is about to leave is read, changed, sent, held back, and what became of it is told."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import builders
from tests.web.firms import Firm, client_of

from recoup.archive.queries import entries
from recoup.cases.models import Attempt, Hold, Rewording, Sending, StepRun
from recoup.cases.tasks import work
from recoup.ledger.models import Debtor
from recoup.org.settings import set_setting
from recoup.outreach.models import Message

WORDS = (
    "{greeting},\n\nthank you for the call. As agreed we send the list once more.\n\n{invoices}\n\n{sums}\n\n"
    "Please pay {net} by {reply_by}.\n\n{payment}\n\n{signer}\n\n{identity}"
)


@pytest.fixture
def client(north: Firm) -> Client:
    return client_of(north.users["controller"])


@pytest.fixture
def drafts(north: Firm) -> list[StepRun]:
    """Three reminders that wait for a yes."""
    for key, value in {"automation": "draft", "address": "1 Way, E1 London", "iban": "GB33BUKB20201555555555",
                       "signer": "Ann Ledger"}.items():  # fmt: skip
        set_setting(north.creditor, key, value, actor="system", moment=builders.MOMENT - timedelta(days=60))
    for _ in range(3):
        debtor = builders.debtor(north.creditor, street="1 High St", postal_code="E1", city="London")
        builders.contact(debtor)
        builders.invoice(debtor, 50_000, due_on=north.world.day - timedelta(days=3))
    north.world.run()
    return list(StepRun.objects.of(north.creditor).filter(state="planned").order_by("pk"))


def url(north: Firm, step: StepRun, deed: str = "") -> str:
    return north.url(f"outbox/steps/{step.pk}/{deed}")


def test_the_list_of_what_comes_next_is_read_from_the_cases(north: Firm, client: Client) -> None:
    page = client.get(north.url("outbox/?days=30")).content.decode()
    assert "Goes out next" in page
    with CaptureQueriesContext(connection) as few:
        client.get(north.url("outbox/?days=30"))
    for _ in range(25):
        debtor = builders.debtor(north.creditor)
        builders.contact(debtor)
        builders.invoice(debtor, due_on=north.world.day + timedelta(days=1))
    north.world.run(north.world.day + timedelta(days=2))
    with CaptureQueriesContext(connection) as many:
        text = client.get(north.url("outbox/?days=30")).content.decode()
    assert "Friendly reminder" in text
    assert len(many) <= len(few) + 6, "however many debtors, about as many questions"


def test_a_draft_shows_email_and_pdf_as_they_will_be(
    north: Firm, client: Client, drafts: list[StepRun]
) -> None:
    page = client.get(url(north, drafts[0]))
    text = page.content.decode()
    assert "<iframe" in text and "Edit this one" in text and "Send now" in text
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    mail = client.get(url(north, drafts[0]) + "?file=1&part=html")
    assert mail["Content-Type"].startswith("text/html") and "£500.00" in mail.content.decode()
    policy = mail["Content-Security-Policy"]
    assert "sandbox" in policy and "script-src" not in policy and "default-src 'none'" in policy
    assert mail["X-Frame-Options"] == "SAMEORIGIN"
    assert client.get(url(north, drafts[0]) + "?file=1&part=0").content.startswith(b"%PDF-")


def test_one_message_is_worded_anew_and_sent_with_computed_amounts(
    north: Firm, client: Client, drafts: list[StepRun]
) -> None:
    step = drafts[0]
    form = client.get(url(north, step, "words/")).content.decode()
    assert "{greeting}" in form and "<textarea" in form
    assert client.post(url(north, step, "words/"), {"subject": "Our call", "body": WORDS}).status_code == 302
    assert "thank you for the call" in client.get(url(north, step)).content.decode()
    assert client.post(url(north, step, "send/")).status_code == 302
    sent = Message.objects.get(steps=step)
    assert (sent.state, sent.subject) == ("sent", "Our call")
    raw = client.get(north.url(f"messages/{sent.pk}/")).content.decode()
    assert "thank you for the call" in raw and "£500.00" in raw
    again = client.post(url(north, step, "send/"), follow=True).content.decode()
    assert "Not done" in again and Attempt.objects.filter(step=step).count() == 1


def test_words_that_may_not_be_said_are_refused_and_kept_as_typed(
    north: Firm, client: Client, drafts: list[StepRun]
) -> None:
    body = WORDS.replace("thank you for the call", "we will call the police")
    answer = client.post(url(north, drafts[0], "words/"), {"subject": "Hm", "body": body})
    text = answer.content.decode()
    assert answer.status_code == 422 and "we will call the police" in text and "note-error" in text
    assert not Rewording.objects.exists()
    typed_sum = client.post(
        url(north, drafts[0], "words/"), {"subject": "Hm", "body": WORDS.replace("{net}", "500 GBP")}
    )
    assert typed_sum.status_code == 422


def test_own_words_fall_with_a_notice_when_what_is_asked_changes(
    north: Firm, client: Client, drafts: list[StepRun]
) -> None:
    step = drafts[0]
    client.post(url(north, step, "words/"), {"subject": "Our call", "body": WORDS})
    builders.invoice(step.debtor, 7_000, due_on=north.world.day - timedelta(days=2))
    assert "no longer fits" in client.get(url(north, step)).content.decode()
    client.post(url(north, step, "send/"))
    sent = Message.objects.get(steps=step)
    assert sent.state == "sent" and sent.subject != "Our call"
    own = Rewording.objects.get()
    assert own.dropped_why == "facts_changed"
    kinds = {entry.kind for entry in entries(north.creditor.key, step.debtor.stream_key)}
    assert {"message.reworded", "message.words_dropped"} <= kinds
    page = client.get(north.url("outbox/")).content.decode()
    assert "what you had written was about other facts" in page
    client.post(north.url(f"outbox/words/{own.pk}/seen/"))
    assert "what you had written" not in client.get(north.url("outbox/")).content.decode()


def test_own_words_are_taken_back(north: Firm, client: Client, drafts: list[StepRun]) -> None:
    client.post(url(north, drafts[0], "words/"), {"subject": "Our call", "body": WORDS})
    client.post(url(north, drafts[0], "words/usual/"))
    drafts[0].refresh_from_db()
    assert drafts[0].rewording_id is None
    assert "thank you for the call" not in client.get(url(north, drafts[0])).content.decode()


def test_the_gate_says_why_a_message_may_not_go_now(
    north: Firm, client: Client, drafts: list[StepRun]
) -> None:
    step = drafts[0]
    until = north.world.day + timedelta(days=9)
    Hold.objects.create(
        creditor=north.creditor,
        debtor=step.debtor,
        until_on=until,
        placed_on=north.world.day,
        placed_by="user:1",
    )
    answer = client.post(url(north, step, "send/"), {"step": step.pk}, follow=True).content.decode()
    assert "Not done" in answer and "Held" in answer
    step.refresh_from_db()
    assert step.state == "planned", "the yes is taken back with it"
    assert "It may not go now" in client.get(url(north, step)).content.decode()


def test_all_drafts_are_sent_by_the_worker_and_the_page_tells_how_far(
    north: Firm, client: Client, drafts: list[StepRun]
) -> None:
    assert "Send 3 reminders" in client.get(north.url("outbox/")).content.decode()
    for _ in range(2):
        client.post(north.url("outbox/approve-all/"), {"once": "t"})
    sending = Sending.objects.get()
    part = client.get(north.url("outbox/progress/")).content.decode()
    assert "0 of 3 sent" in part and 'hx-trigger="every 3s"' in part
    assert "HX-Refresh" not in client.get(north.url("outbox/progress/?looks=0")).headers
    over = client.get(north.url("outbox/progress/?looks=1"))
    assert over["HX-Refresh"] == "true", "the hour to look has ended meanwhile"
    work(north.creditor, once=True)
    sending.refresh_from_db()
    assert (sending.state, sending.total) == ("over", 3)
    assert StepRun.objects.filter(sending=sending, state="done").count() == 3
    part = client.get(north.url("outbox/progress/")).content.decode()
    assert "hx-trigger" not in part


def test_the_days_run_is_done_in_the_background(north: Firm, client: Client) -> None:
    debtor = builders.debtor(north.creditor)
    builders.contact(debtor)
    builders.invoice(debtor, due_on=north.world.day - timedelta(days=3))
    assert client.post(north.url("outbox/run/")).status_code == 302
    assert not StepRun.objects.filter(debtor=debtor).exists()
    assert "being worked out" in client.get(north.url("outbox/")).content.decode()
    work(north.creditor, once=True)
    assert StepRun.objects.get(debtor=debtor).state == "done"


def test_what_is_due_for_one_debtor_is_sent_now_or_the_plan_says_why_not(north: Firm, client: Client) -> None:
    debtor = builders.debtor(north.creditor)
    builders.contact(debtor)
    invoice = builders.invoice(debtor, due_on=north.world.day - timedelta(days=3))
    client.post(north.url(f"debtors/{debtor.pk}/next/send/"))
    assert StepRun.objects.get(debtor=debtor).state == "done"
    page = client.post(north.url(f"debtors/{debtor.pk}/next/send/"), follow=True).content.decode()
    assert "Not done" in page and "7 days after" in page
    assert invoice.open_minor == 10_000 and StepRun.objects.filter(debtor=debtor).count() == 1


def test_holding_back_takes_a_reason_and_an_end(north: Firm, client: Client, drafts: list[StepRun]) -> None:
    until = north.world.day + timedelta(days=20)
    client.post(url(north, drafts[0], "hold/"), {"reason": "", "until": until.isoformat()})
    assert not Hold.objects.exists()
    client.post(url(north, drafts[0], "hold/"), {"reason": "trade fair", "until": until.isoformat()})
    hold = Hold.objects.get()
    assert (hold.until_on, hold.note) == (until, "trade fair")


def test_an_unsure_message_stands_on_top_until_somebody_says(
    north: Firm, client: Client, drafts: list[StepRun]
) -> None:
    client.post(url(north, drafts[0], "send/"))
    step = drafts[0]
    StepRun.objects.filter(pk=step.pk).update(state="unsure", done_on=None)
    Message.objects.filter(steps=step).update(state="unsure")
    Attempt.objects.filter(step=step).delete()
    page = client.get(north.url("outbox/")).content.decode()
    assert page.index("Did these go out?") < page.index("Waits for a yes")
    refused = client.post(url(north, step, "settle/"), {"answer": "sent"}, follow=True).content.decode()
    assert "How do you know?" in refused
    client.post(url(north, step, "settle/"), {"answer": "sent", "note": "in the Sent folder"})
    step.refresh_from_db()
    assert step.state == "done" and Attempt.objects.filter(step=step).count() == 1


def test_letters_are_printed_posted_with_a_number_and_come_back(north: Firm, client: Client) -> None:
    debtors = [
        builders.debtor(north.creditor, street=f"{n} High St", postal_code="E1 1AA", city="London")
        for n in range(1, 3)
    ]
    for debtor in debtors:
        builders.invoice(debtor, 60_000, due_on=north.world.day - timedelta(days=3))
    north.world.run()
    letters = list(
        Message.objects.of(north.creditor).filter(channel="letter", state="printed").order_by("pk")
    )
    assert len(letters) == 2
    assert "Print 2 new letters" in client.get(north.url("outbox/?tab=letters")).content.decode()
    client.post(north.url("outbox/letters/print/"), {"once": "p"})
    letters[0].refresh_from_db()
    file = client.get(north.url(f"outbox/batches/{letters[0].batch}/"))
    assert file.content.startswith(b"%PDF-")
    form = {"letter": [one.pk for one in letters], "on": north.world.day.isoformat(),
            f"proof-{letters[0].pk}": "RR123456789GB"}  # fmt: skip
    client.post(north.url("outbox/letters/posted/"), form)
    assert set(Message.objects.filter(pk__in=[m.pk for m in letters]).values_list("state", "proof")) == {
        ("posted", "RR123456789GB"), ("posted", ""),
    }  # fmt: skip
    assert "RR123456789GB" in client.get(north.url("outbox/?tab=gone")).content.decode()
    client.post(north.url(f"outbox/letters/{letters[0].pk}/returned/"), {"why": "unknown", "text": "stamp"})
    letters[0].refresh_from_db()
    assert letters[0].state == "returned"
    assert StepRun.objects.get(message=letters[0]).state == "failed"


def test_why_the_others_wait_is_counted_and_leads_to_them(north: Firm, client: Client) -> None:
    page = client.get(north.url("outbox/?tab=not")).content.decode()
    assert "A person has something to do first 1" in re.sub(r"\s+", " ", page)
    only = client.get(north.url("outbox/?tab=not&why=task_open")).content.decode()
    assert north.world.debtor.name in only
    assert "Nobody waits for that" in client.get(north.url("outbox/?tab=not&why=promised")).content.decode()


def test_what_went_out_is_searched_and_filtered(north: Firm, client: Client) -> None:
    name = Debtor.objects.get(pk=north.world.debtor.pk).name
    found = client.get(north.url("outbox/"), {"tab": "gone", "q": name[:8], "state": "sent"}).content.decode()
    assert name in found
    by_invoice = {"tab": "gone", "q": north.world.invoice.number}
    assert name in client.get(north.url("outbox/"), by_invoice).content.decode()
    assert "Nothing like that" in client.get(north.url("outbox/?tab=gone&q=zzz")).content.decode()
    file = client.get(north.url("outbox/export/?tab=gone&format=csv"))
    assert file.status_code == 200 and name in b"".join(file.streaming_content).decode()
    for tab in ("next", "not"):
        assert client.get(north.url(f"outbox/export/?tab={tab}&format=csv")).status_code == 200
