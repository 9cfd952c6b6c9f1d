"""What a person says of a mail's readings: confirmed it is a deed, once; until all is said the case waits."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.cases.people.worlds import World, world
from tests.cases.test_capture import mail, take

from recoup.archive.queries import entries
from recoup.cases.capture import change, confirm, offers, reject
from recoup.cases.models import Hold, Promise, Task
from recoup.cases.people.corrections import correct
from recoup.cases.people.given import Given
from recoup.ledger.models import Dispute
from recoup.lib.errors import Refused
from recoup.outreach.models import CapturedMail, Inbound, Message
from recoup.outreach.queries import mail_to_read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def w() -> World:
    made = world()
    made.run()
    return made


def wrote(w: World, text: str, n: int = 1, **more: str) -> CapturedMail:
    """Their answer to our reminder, as it was taken in."""
    token = Message.objects.get(debtor=w.debtor).message_id
    raw = mail(text, sender=w.contact.email, Message_ID=f"<a{n}@debtor.example>", In_Reply_To=token, **more)
    return CapturedMail.objects.get(pk=take(w, raw).captured)


def offered(w: World, row: CapturedMail) -> Any:
    next_day = w.day + timedelta(days=1)
    return offers(w.creditor, [row], today=w.day, next_working_day=next_day)[row.pk]


def test_a_confirmed_promise_is_a_promise_with_its_sentence(w: World) -> None:
    row = wrote(w, "Thank you. We will pay 400.00 GBP on 7 March 2025. Kind regards")
    only = offered(w, row)[0]
    assert (only.result, only.given.amount_minor, only.given.on, only.lacks) == (
        "promise", 40000, date(2025, 3, 7), "",
    )  # fmt: skip
    done = confirm(w.creditor, row.pk, 0, **w.by)
    assert done.is_read and Promise.objects.get().amount_minor == 40000
    assert Inbound.objects.get(kind="reply").read_at is not None
    said = entries(w.creditor.key, w.debtor.stream_key)
    assert [e.result for e in said if e.kind == "mail.judged"] == ["confirmed"]
    assert [e.facts["mail"] for e in said if e.kind == "answer.noted"] == [row.pk]
    assert not mail_to_read(w.creditor, w.day).exists()


def test_confirmed_twice_is_refused_and_nothing_is_doubled(w: World) -> None:
    row = wrote(w, "We will pay on 7 March 2025.")
    confirm(w.creditor, row.pk, 0, **w.by)
    with pytest.raises(Refused) as odd:
        confirm(w.creditor, row.pk, 0, **w.by)
    assert odd.value.code == "mail_judged" and Promise.objects.count() == 1


def test_a_mail_with_two_readings_waits_until_both_are_said(w: World) -> None:
    row = wrote(w, "We will pay on 7 March 2025. Please call me about the rest.")
    assert [one.code for one in offered(w, row)] == ["promise", "call_back"]
    assert not confirm(w.creditor, row.pk, 0, **w.by).is_read
    assert Inbound.objects.get(kind="reply").read_at is None
    assert [one.code for one in offered(w, CapturedMail.objects.get())] == ["call_back"]
    with pytest.raises(Refused) as odd:
        confirm(w.creditor, row.pk, 0, **w.by)
    assert odd.value.code == "reading_judged"
    assert confirm(w.creditor, row.pk, 1, **w.by).is_read
    assert Task.objects.filter(kind="call_back", state="open").count() == 1


def test_one_answer_read_leaves_the_others_of_that_debtor_unread(w: World) -> None:
    first = wrote(w, "We will pay on 7 March 2025.")
    wrote(w, "By the way, we dispute that.", n=2)
    confirm(w.creditor, first.pk, 0, **w.by)
    assert list(mail_to_read(w.creditor, w.day).values_list("mail_id", flat=True)) == ["<a2@debtor.example>"]


def test_a_contested_invoice_is_the_one_that_the_sentence_names(w: World) -> None:
    row = wrote(w, f"We dispute invoice {w.invoice.number}, it was never delivered.")
    assert offered(w, row)[0].invoices == (w.invoice.number,)
    confirm(w.creditor, row.pk, 0, **w.by)
    assert Dispute.objects.get().invoice == w.invoice


def test_a_promise_without_a_day_cannot_be_confirmed_as_it_stands(w: World) -> None:
    row = wrote(w, "We will pay soon.")
    assert offered(w, row)[0].lacks == "day"
    with pytest.raises(Refused) as odd:
        confirm(w.creditor, row.pk, 0, **w.by)
    assert odd.value.code == "not_enough" and not Promise.objects.exists()
    change(w.creditor, row.pk, "promise", Given(on=w.day + timedelta(days=2)), number=0, **w.by)
    assert Promise.objects.get().due_on == w.day + timedelta(days=2)
    assert CapturedMail.objects.get().readings[0]["judged"] == "changed"


def test_a_rejected_reading_leaves_the_mail_to_be_read(w: World) -> None:
    row = wrote(w, "We will pay on 7 March 2025.")
    assert not reject(w.creditor, row.pk, 0, **w.by).is_read
    assert offered(w, CapturedMail.objects.get()) == [] and mail_to_read(w.creditor, w.day).exists()
    assert change(w.creditor, row.pk, "read", Given(), **w.by).is_read
    assert not Promise.objects.exists() and not mail_to_read(w.creditor, w.day).exists()


def test_out_of_office_confirmed_waits_for_them(w: World) -> None:
    row = wrote(
        w, "I am out of the office until 10 March 2025.", subject="Automatic reply: Out of office",
        Auto_Submitted="auto-replied",
    )  # fmt: skip
    assert row.kind == "away" and mail_to_read(w.creditor, w.day).exists()
    assert confirm(w.creditor, row.pk, 0, **w.by).is_read
    assert Hold.objects.get().until_on == date(2025, 3, 11)
    assert not mail_to_read(w.creditor, w.day).exists()


def test_an_automatic_answer_that_somebody_left_is_put_before_a_person(w: World) -> None:
    row = wrote(
        w, "Ann Smith no longer works for Debtor Ltd. Please write to bob@debtor.example.",
        subject="Automatic reply: Reminder", Auto_Submitted="auto-replied",
    )  # fmt: skip
    assert row.kind == "left" and [one.pk for one in mail_to_read(w.creditor, w.day)] == [row.pk]
    assert row.inbound is not None and row.inbound.kind == "auto_reply"
    [offer] = offered(w, row)
    assert (offer.code, offer.lacks) == ("left_company", "")
    assert offer.sentence == "Ann Smith no longer works for Debtor Ltd."
    done = confirm(w.creditor, row.pk, 0, **w.by)
    assert (done.result, done.is_read) == ("left_company", True)
    w.contact.refresh_from_db()
    assert w.contact.ended_on == w.day
    assert not mail_to_read(w.creditor, w.day).exists()


def test_nobody_waits_for_months_by_one_key(w: World) -> None:
    row = wrote(
        w, "I am on maternity leave until 10 October 2025.", subject="Automatic reply: Out of office",
        Auto_Submitted="auto-replied",
    )  # fmt: skip
    assert offered(w, row)[0].lacks == "long"
    assert reject(w.creditor, row.pk, 0, **w.by).is_read and not Hold.objects.exists()


def test_undone_it_waits_in_the_inbox_again(w: World) -> None:
    row = wrote(w, "We will pay on 7 March 2025.")
    confirm(w.creditor, row.pk, 0, **w.by)
    last = entries(w.creditor.key, w.debtor.stream_key)[-1]
    correct(w.creditor, w.debtor, last.seq, "wrong key", **w.by)
    assert Promise.objects.filter(state="open").count() == 0
    assert mail_to_read(w.creditor, w.day).get().pk == row.pk
    assert [one.code for one in offered(w, CapturedMail.objects.get())] == ["promise"]


def test_another_creditors_mail_is_not_there(w: World) -> None:
    row = wrote(w, "We will pay on 7 March 2025.")
    other = world()
    with pytest.raises(Refused) as odd:
        confirm(other.creditor, row.pk, 0, **other.by)
    assert odd.value.code == "no_such_mail"
