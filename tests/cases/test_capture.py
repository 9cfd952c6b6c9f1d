"""Mail taken in: matched with its reason, kept once, never dropped; bounces, answers, absences and our own mail."""

from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from tests import builders
from tests.cases.people.worlds import World, at, world

from recoup.archive.models import Payload
from recoup.archive.queries import entries, read
from recoup.cases.capture import Taken, assign, capture, set_aside, us_of
from recoup.cases.models import CaseInvoice
from recoup.lib.errors import Refused
from recoup.outreach.models import CapturedMail, Inbound, Message
from recoup.outreach.queries import recent_contacts

pytestmark = pytest.mark.django_db
OURS = "ar@northwind.example"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def reminded() -> World:
    """A case whose reminder went out by email."""
    w = world()
    w.run()
    assert w.step(rung=1).state == "done"
    return w


def mail(
    text: str = "We will pay on Friday.",
    *,
    sender: str,
    to: str = OURS,
    subject: str = "Re: Invoice",
    **headers: str,
) -> bytes:
    """A mail of today; headers by name, _ for -."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    for name, value in {
        "Message-ID": "<1@debtor.example>",
        "Date": "Mon, 03 Mar 2025 09:00:00 +0000",
    }.items():
        if name.replace("-", "_") not in headers:
            made[name] = value
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


def report(to: str, failed: str, original: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A delivery report as the standard has it."""
    return (
        f"From: MAILER-DAEMON@mx.example\nTo: {to}\nSubject: Undelivered Mail Returned to Sender\n"
        f"Date: Mon, 03 Mar 2025 09:00:00 +0000\nMessage-ID: <b{status}@mx.example>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nSorry.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {failed}\nAction: {action}\nStatus: {status}\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {original}\nTo: {failed}\n\n--b--\n"
    ).encode()


def take(w: World, raw: bytes, **more: Any) -> Taken:
    return capture(us_of(w.creditor, at(w.day)), raw, **{**w.by, **more})


def row() -> CapturedMail:
    return CapturedMail.objects.get()


def test_a_reply_is_matched_by_its_token_and_stops_everything(reminded: World) -> None:
    sent = Message.objects.get()
    raw = mail(sender=reminded.contact.email, to=f"ar+{sent.token}@northwind.example")
    taken = take(reminded, raw)
    assert (taken.kind, taken.matched_by, taken.flags, taken.waits) == ("reply", "token", [], False)
    inbound = Inbound.objects.get()
    assert (inbound.message, inbound.read_at) == (sent, None)
    assert read(reminded.creditor.key, inbound.commitment).data == raw
    assert row().readings[0] | {"sentence": ""} == {
        "code": "promise", "sentence": "", "on": "2025-03-07", "amount_minor": None, "currency": "",
    }  # fmt: skip
    reminded.run()
    assert reminded.case.why_code == "unread_reply"
    assert reminded.task("read_answer") is not None


def test_by_what_it_answers_then_by_address_then_by_invoice_number(reminded: World) -> None:
    sent = Message.objects.get()
    stranger, number = "someone@elsewhere.example", reminded.invoice.number
    known = reminded.contact.email.upper()
    for n, (more, by) in enumerate(
        (
            ({"sender": known, "In_Reply_To": sent.message_id, "subject": number}, "reference"),
            ({"sender": known, "subject": "hello"}, "address"),
            ({"sender": stranger, "subject": f"Your {number}"}, "invoice"),
            ({"sender": stranger, "text": f"Concerning {number}, we dispute it."}, "invoice"),
            ({"sender": stranger, "subject": "hello"}, ""),
        )
    ):
        taken = take(reminded, mail(**more, Message_ID=f"<n{n}@debtor.example>"))
        assert (taken.matched_by, taken.waits) == (by, not by)


def test_a_strangers_forged_reference_is_kept_and_flagged(reminded: World) -> None:
    sent = Message.objects.get()
    taken = take(reminded, mail(sender="evil@elsewhere.example", In_Reply_To=sent.message_id))
    assert (taken.matched_by, taken.flags) == ("reference", ["unknown_sender"])
    assert Inbound.objects.get().read_at is None
    colleague = take(
        reminded,
        mail(sender="boss@debtor.example", In_Reply_To=sent.message_id, Message_ID="<2@debtor.example>"),
    )
    assert colleague.flags == []


def test_the_same_bytes_are_taken_in_once(reminded: World) -> None:
    raw = mail(sender=reminded.contact.email)
    first, again = take(reminded, raw), take(reminded, raw)
    assert (first.is_new, again.is_new, again.captured) == (True, False, first.captured)
    assert Inbound.objects.count() == 1
    assert Payload.objects.filter(media_type="message/rfc822").count() == 2
    by_another_way = b"Received: from mx by our second mailbox; Mon, 03 Mar 2025 09:00:05 +0000\n" + raw
    assert take(reminded, by_another_way).kind == "copy"
    assert Inbound.objects.count() == 1
    other_words = take(reminded, mail("We dispute it.", sender=reminded.contact.email))
    assert other_words.kind == "reply"


def test_a_hard_bounce_marks_the_address_and_opens_the_step_again(reminded: World) -> None:
    sent = Message.objects.get()
    builders.contact(reminded.debtor, email="second@debtor.example", role="other")
    taken = take(reminded, report(f"ar+{sent.token}@northwind.example", sent.to_address, sent.message_id))
    assert (taken.kind, taken.matched_by) == ("bounce", "token")
    reminded.contact.refresh_from_db()
    assert reminded.contact.email_state == "bounced"
    assert reminded.step(rung=1).state == "failed"
    assert CaseInvoice.objects.get().earned == 0
    assert Message.objects.get().state == "returned"
    reminded.run()
    again = reminded.step(rung=1, round=2)
    assert again.contact is not None and again.contact.email == "second@debtor.example"
    # the same news from another server changes nothing more
    take(reminded, report(OURS, sent.to_address, sent.message_id, "5.1.0"))
    assert reminded.case.round == 2


def test_a_full_mailbox_is_no_contact_and_no_bad_address(reminded: World) -> None:
    sent = Message.objects.get()
    assert take(reminded, report(OURS, sent.to_address, sent.message_id, "5.2.2")).matched_by == "reference"
    reminded.contact.refresh_from_db()
    assert reminded.contact.email_state == "ok"
    assert reminded.step(rung=1).state == "failed"


def test_a_delay_changes_nothing(reminded: World) -> None:
    sent = Message.objects.get()
    assert take(reminded, report(OURS, sent.to_address, sent.message_id, "4.4.1", "delayed")).kind == "delay"
    assert reminded.step(rung=1).state == "done"
    assert Message.objects.get().state == "sent"


def test_a_bounce_without_a_reference_is_known_by_the_address_that_failed(reminded: World) -> None:
    sent = Message.objects.get()
    taken = take(reminded, report(OURS, sent.to_address, "<other@x.example>"))
    assert (taken.matched_by, taken.flags) == ("address", ["bounce_unproven"])
    assert Message.objects.get().state == "returned"
    assert take(reminded, report(OURS, "nobody@else.example", "<other2@x.example>", "5.1.2")).waits


def test_an_absence_is_noted_with_its_end_and_holds_nothing(reminded: World) -> None:
    text = "I am out of the office until 14 March 2025. Please contact Bob."
    taken = take(
        reminded,
        mail(
            text,
            sender=reminded.contact.email,
            subject="Automatic reply: Invoice",
            Auto_Submitted="auto-replied",
        ),
    )
    assert taken.kind == "away"
    assert str(row().until_on) == "2025-03-14"
    reminded.run()
    assert reminded.case.why_code == "waiting"
    noted = [
        one
        for one in entries(reminded.creditor.key, reminded.debtor.stream_key)
        if one.kind == "mail.captured"
    ]
    assert noted[0].facts["away_until"] == "2025-03-14"


def test_our_own_mail_counts_as_a_contact(reminded: World) -> None:
    reminded.day += timedelta(days=4)
    date = "Fri, 07 Mar 2025 09:00:00 +0000"
    raw = mail(
        "Any news?", sender=OURS, to=reminded.contact.email, Message_ID="<own@northwind.example>", Date=date
    )
    taken = take(reminded, raw, is_sent=True)
    assert (taken.direction, taken.kind, taken.matched_by, taken.flags) == ("out", "sent", "address", [])
    own = Message.objects.get(message_id="<own@northwind.example>")
    assert (own.state, str(own.sent_on), own.contact) == ("sent", "2025-03-07", reminded.contact)
    found = recent_contacts(reminded.creditor, [reminded.debtor.pk], own.sent_on)
    assert [one.delivered for one in found] == [True]
    reply = mail(sender="x@elsewhere.example", In_Reply_To="<own@northwind.example>")
    assert take(reminded, reply).matched_by == "reference"


def test_what_recoup_sent_itself_is_no_second_contact(reminded: World) -> None:
    sent = Message.objects.get()
    raw = mail(sender=OURS, to=reminded.contact.email, Message_ID=sent.message_id)
    assert take(reminded, raw, is_sent=True).kind == "copy"
    assert Message.objects.count() == 1


def test_mail_in_our_name_from_an_inbox_is_flagged(reminded: World) -> None:
    taken = take(reminded, mail(sender=OURS, to=reminded.contact.email))
    assert (taken.direction, taken.flags) == ("out", ["sent_unproven"])


def test_what_matches_nobody_waits_for_a_person_who_says_whose_it_is(reminded: World) -> None:
    raw = mail(sender="jo@elsewhere.example", subject="hello")
    taken = take(reminded, raw)
    assert taken.waits
    assert not Inbound.objects.exists()
    given = assign(reminded.creditor, taken.captured, reminded.debtor, **reminded.by)
    assert (given.debtor, given.matched_by, given.waits) == (reminded.debtor.pk, "person", False)
    inbound = Inbound.objects.get()
    assert read(reminded.creditor.key, inbound.commitment).data == raw
    reminded.run()
    assert reminded.case.why_code == "unread_reply"
    with pytest.raises(Refused) as why:
        assign(reminded.creditor, taken.captured, reminded.debtor, **reminded.by)
    assert why.value.code == "mail_settled"


def test_what_is_nobodys_is_set_aside_and_stays_in_the_record(reminded: World) -> None:
    taken = take(reminded, mail(sender="news@elsewhere.example", subject="Sale!"))
    assert not set_aside(reminded.creditor, taken.captured, "advertising", **reminded.by).waits
    kinds = [one.kind for one in entries(reminded.creditor.key, reminded.creditor.stream_key)]
    assert kinds[-2:] == ["mail.waiting", "mail.set_aside"]
    with pytest.raises(Refused):
        set_aside(reminded.creditor, taken.captured, "because", **reminded.by)


def test_one_address_at_two_debtors_is_told_by_the_invoice(reminded: World) -> None:
    other = builders.debtor(reminded.creditor)
    builders.contact(other, email=reminded.contact.email)
    assert take(reminded, mail(sender=reminded.contact.email, subject="hello")).waits
    number = builders.invoice(other).number
    taken = take(
        reminded, mail(sender=reminded.contact.email, subject=number, Message_ID="<2@debtor.example>")
    )
    assert (taken.debtor, taken.matched_by) == (other.pk, "address")


def test_a_complaint_through_a_feedback_loop_is_read_by_a_person(reminded: World) -> None:
    sent = Message.objects.get()
    raw = (
        "From: fbl@isp.example\nTo: abuse@northwind.example\nSubject: complaint\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nabuse\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n\n"
        f"--b\nContent-Type: message/rfc822\n\nMessage-ID: {sent.message_id}\nSubject: x\n\nbody\n--b--\n"
    ).encode()
    taken = take(reminded, raw)
    assert (taken.kind, taken.debtor, taken.matched_by) == ("feedback", reminded.debtor.pk, "reference")
    assert Inbound.objects.get().read_at is None


def test_every_real_mail_is_kept_with_its_exact_bytes(reminded: World, shared: Path) -> None:
    us = us_of(reminded.creditor, at(reminded.day))
    found = [one for one in sorted((shared / "data").glob("email_*/**/*")) if one.is_file()]
    digests = set()
    for path in found:
        raw = path.read_bytes()
        taken = capture(us, raw, **reminded.by)
        kept = CapturedMail.objects.get(pk=taken.captured)
        digests.add(kept.digest)
        assert read(reminded.creditor.key, kept.commitment).data == raw
    assert CapturedMail.objects.count() == len(digests)


@pytest.mark.parametrize("stumbles", ["read_mail", "part"])
def test_what_no_reader_can_read_is_kept_and_put_before_a_person(
    reminded: World, monkeypatch: pytest.MonkeyPatch, stumbles: str
) -> None:
    def stumbling(_: Any) -> Any:
        raise KeyError("a bug of a reader")

    monkeypatch.setattr(f"recoup.cases.capture.reading.{stumbles}", stumbling)
    raw = mail(sender=reminded.contact.email)
    taken = take(reminded, raw)
    assert (taken.flags, taken.waits) == (["unreadable"], True)
    row = CapturedMail.objects.get(pk=taken.captured)
    assert read(reminded.creditor.key, row.commitment).data == raw


def test_a_report_that_it_arrived_leaves_the_message_sent(reminded: World) -> None:
    message = Message.objects.get(channel="email")
    raw = (
        "From: MAILER-DAEMON@mx.debtor.example\nTo: ar@northwind.example\nSubject: Successful Mail Delivery Report\n"
        "Message-ID: <d@mx.debtor.example>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nYour message was successfully delivered.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.debtor.example\n\n"
        f"Final-Recipient: rfc822; {message.to_address}\nAction: delivered\nStatus: 2.0.0\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {message.message_id}\n\n--b--\n"
    )
    taken = take(reminded, raw.encode())
    assert (taken.kind, taken.matched_by, taken.debtor) == ("receipt", "reference", reminded.debtor.pk)
    assert Message.objects.get(pk=message.pk).state == "sent"
    assert reminded.step(rung=1).state == "done"
