"""The sending protocol around the wire, what comes back, letters, and what the reads say of them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests import builders
from tests.builders import ACTOR, MOMENT, TODAY
from tests.smtp import DROP, MailServer, smtp_server

from recoup.archive.queries import entries, read
from recoup.documents.pdf import page_count
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.org.settings import Settings
from recoup.outreach import letters, queries
from recoup.outreach import operations as ops
from recoup.outreach.carriers import carrier_of
from recoup.outreach.carriers.base import Handed, NotSent, Outcome, Unsure
from recoup.outreach.models import Inbound, Message, MessageInvoice

__all__ = ["smtp_server"]
pytestmark = pytest.mark.django_db
RAW = b"Subject: x\r\n\r\nhello\r\n"
ZONE = "Europe/London"
WHO: dict[str, Any] = {"actor": ACTOR, "moment": MOMENT}
BOUNCED = NotSent("550 5.1.1 <ann@debtor.example>: no such user", "address", True)


@pytest.fixture
def debtor() -> Debtor:
    return builders.debtor(builders.creditor())


def message(
    debtor: Debtor, message_id: str = "<m1@firm.example>", channel: str = "email", **more: Any
) -> Message:
    contact = debtor.contacts.first() or builders.contact(debtor)
    return ops.queue_message(
        debtor,
        channel=channel,
        message_id=message_id,
        to_address=contact.email if channel == "email" else "1 High Street\nLondon",
        subject="Invoice",
        contact=contact,
        **more,
    )


def sending(debtor: Debtor, *named: ops.Named, **more: Any) -> Message:
    one = message(debtor, **more)
    ops.mark_sending(one, RAW, named, **WHO)
    return one


def sent(debtor: Debtor, outcome: Outcome | None = None, **more: Any) -> Message:
    one = sending(debtor, **more)
    ops.mark_outcome(one, outcome or Handed("250 queued as Q1"), zone=ZONE, **WHO)
    return one


def kinds(debtor: Debtor) -> list[tuple[str, str]]:
    return [(entry.kind, entry.result) for entry in entries(debtor.creditor.key, debtor.stream_key)]


def test_sending_keeps_the_exact_bytes_and_names_the_invoices(debtor: Debtor) -> None:
    invoice = builders.invoice(debtor)
    one = sending(debtor, ops.Named(invoice.pk, 9_900))
    one.refresh_from_db()
    assert one.state == "sending"
    kept = read(debtor.creditor.key, one.commitment)
    assert (kept.data, kept.media_type) == (RAW, "message/rfc822")
    (entry,) = entries(debtor.creditor.key, debtor.stream_key)
    assert (entry.kind, entry.direction, entry.channel) == ("message.sending", "out", "email")
    assert (entry.facts["invoices"], entry.amounts) == ([invoice.pk], {"asked": 9_900})
    assert entry.payloads == {"message": one.commitment}
    assert [(row.invoice_id, row.asked_minor) for row in MessageInvoice.objects.all()] == [
        (invoice.pk, 9_900)
    ]


def test_a_message_is_claimed_once(debtor: Debtor) -> None:
    one = message(debtor)
    again = Message.objects.get(pk=one.pk)
    ops.mark_sending(one, RAW, [], **WHO)
    with pytest.raises(Refused) as refused:
        ops.mark_sending(again, RAW, [], **WHO)
    assert refused.value.code == "message_not_ready"
    assert kinds(debtor) == [("message.sending", "")]


def test_the_same_message_id_is_queued_once(debtor: Debtor) -> None:
    message(debtor)
    with pytest.raises(IntegrityError), transaction.atomic():
        message(debtor)
    other = builders.debtor(builders.creditor("Other Ltd"))
    message(other)


@pytest.mark.parametrize(
    ("outcome", "state", "entry", "tries", "is_contact"),
    [
        (Handed("250 ok"), "sent", ("message.sent", "handed"), 0, True),
        (NotSent("451 later", "server", False), "ready", ("message.failed", "not_sent"), 1, False),
        (NotSent("554 spam", "message", True), "failed", ("message.failed", "refused"), 1, False),
        (BOUNCED, "failed", ("message.failed", "refused"), 1, False),
        (Unsure("no answer"), "unsure", ("message.unsure", "unsure"), 0, False),
    ],
)
def test_what_becomes_of_an_outcome(
    debtor: Debtor, outcome: Outcome, state: str, entry: tuple[str, str], tries: int, is_contact: bool
) -> None:
    one = sent(debtor, outcome)
    one.refresh_from_db()
    assert (one.state, one.tries) == (state, tries)
    assert entry in kinds(debtor)
    recent = queries.recent_contacts(debtor.creditor, [debtor.pk], TODAY - timedelta(days=7))
    assert any(contact.delivered for contact in recent) is is_contact


def test_only_a_refused_address_is_marked(debtor: Debtor) -> None:
    contact = builders.contact(debtor)
    sent(debtor, NotSent("554 spam", "message", True))
    contact.refresh_from_db()
    assert contact.email_state == "ok"
    sent(debtor, BOUNCED, message_id="<m2@firm.example>")
    contact.refresh_from_db()
    assert contact.email_state == "bounced"


def test_no_address_stands_in_an_entry(debtor: Debtor) -> None:
    one = sent(debtor, BOUNCED)
    assert one.answer == "550 5.1.1 (address): no such user"
    for entry in entries(debtor.creditor.key, debtor.stream_key):
        assert b"debtor.example" not in entry.envelope


def test_a_second_try_names_what_its_own_text_asks(debtor: Debtor) -> None:
    first, second = builders.invoice(debtor), builders.invoice(debtor)
    one = sending(debtor, ops.Named(first.pk, 1), ops.Named(second.pk, 2))
    ops.mark_outcome(one, NotSent("451", "server", False), zone=ZONE, **WHO)
    assert queries.named_before(debtor.creditor, [first.pk, second.pk]) == set()
    ops.mark_sending(one, RAW, [ops.Named(second.pk, 5)], **WHO)
    ops.mark_outcome(one, Handed("250"), zone=ZONE, **WHO)
    assert queries.named_before(debtor.creditor, [first.pk, second.pk]) == {second.pk}


def test_the_day_it_counts_on_is_the_creditors(debtor: Debtor) -> None:
    one = sending(debtor)
    late = MOMENT.replace(hour=23)
    ops.mark_outcome(one, Handed("250"), actor=ACTOR, moment=late, zone="Pacific/Auckland")
    assert one.sent_on == TODAY + timedelta(days=1)


def test_over_the_wire_and_back(debtor: Debtor, smtp_server: MailServer) -> None:
    settings = Settings(mail_url=smtp_server.url, mail_from="Northwind <a@firm.example>")
    one = sending(debtor)
    with carrier_of(settings, is_test=True) as carrier:
        outcome = ops.deliver(one, RAW, settings, carrier)
        smtp_server.fail("TEXT", DROP)
        lost = ops.deliver(sending(debtor, message_id="<m2@firm.example>"), RAW, settings, carrier)
    assert isinstance(outcome, Handed)
    assert isinstance(lost, Unsure)
    assert smtp_server.messages[0].mail_from == f"a+{one.token}@firm.example"
    assert smtp_server.messages[0].to == one.to_address


@pytest.mark.parametrize(("was_sent", "state"), [(True, "sent"), (False, "ready")])
def test_a_person_settles_what_is_unsure(debtor: Debtor, was_sent: bool, state: str) -> None:
    one = sending(debtor)
    ops.mark_unsure(one, "the sender died", zone=ZONE, **WHO)
    ops.settle_unsure(one, was_sent=was_sent, **WHO)
    one.refresh_from_db()
    assert (one.state, one.sent_on is None) == (state, not was_sent)
    with pytest.raises(Refused):
        ops.settle_unsure(one, was_sent=True, **WHO)


def test_what_left_is_not_cancelled(debtor: Debtor) -> None:
    ops.cancel_message(message(debtor), **WHO)
    with pytest.raises(Refused):
        ops.cancel_message(sent(debtor, message_id="<m2@x>"), **WHO)


def inbound(debtor: Debtor, kind: str, about: Message | None = None, **more: Any) -> Inbound:
    return ops.record_inbound(debtor, kind, b"text", channel="email", message=about, **WHO, **more)


def test_a_hard_bounce_undoes_the_contact_and_marks_the_address(debtor: Debtor) -> None:
    one = sent(debtor)
    inbound(debtor, "bounce", one)
    one.refresh_from_db()
    assert (one.state, one.returned_at) == ("returned", MOMENT)
    assert one.contact is not None
    one.contact.refresh_from_db()
    assert one.contact.email_state == "bounced"
    (recent,) = queries.recent_contacts(debtor.creditor, [debtor.pk], TODAY)
    assert not recent.delivered
    assert queries.references_for(debtor) == ()


def test_a_soft_bounce_changes_nothing(debtor: Debtor) -> None:
    one = sent(debtor)
    inbound(debtor, "bounce", one, is_hard=False)
    one.refresh_from_db()
    assert one.state == "sent"


def test_a_bounce_of_an_old_address_leaves_the_new_one_alone(debtor: Debtor) -> None:
    one = sent(debtor)
    contact = one.contact
    assert contact is not None
    contact.email = "new@debtor.example"
    contact.save()
    inbound(debtor, "bounce", one)
    contact.refresh_from_db()
    assert contact.email_state == "ok"


def test_only_a_reply_is_unread_until_somebody_read_it(debtor: Debtor) -> None:
    for kind in ("bounce", "auto_reply"):
        inbound(debtor, kind)
    assert queries.unread(debtor.creditor, [debtor.pk]) == []
    reply = inbound(debtor, "reply")
    assert queries.unread(debtor.creditor, [debtor.pk]) == [reply]
    ops.mark_read(reply, **WHO)
    ops.mark_read(reply, **WHO)
    assert queries.unread(debtor.creditor, [debtor.pk]) == []
    assert [kind for kind, _ in kinds(debtor)].count("inbound.read") == 1
    assert read(debtor.creditor.key, reply.commitment).data == b"text"


def test_what_comes_back_is_of_a_known_kind_and_about_ones_own_message(debtor: Debtor) -> None:
    with pytest.raises(Refused, match="nothing that comes back"):
        inbound(debtor, "fax")
    other = builders.debtor(debtor.creditor)
    with pytest.raises(Refused, match="another debtor"):
        inbound(debtor, "reply", sent(other))


def test_references_are_the_delivered_ones_in_order(debtor: Debtor) -> None:
    for n, outcome in enumerate([Handed("250"), BOUNCED, Handed("250"), Unsure("?")]):
        sent(debtor, outcome, message_id=f"<m{n}@x>")
    assert queries.references_for(debtor) == ("<m0@x>", "<m2@x>")
    assert queries.references_for(debtor, 1) == ("<m2@x>",)


def test_reads_stay_with_their_creditor(debtor: Debtor) -> None:
    invoice = builders.invoice(debtor)
    one = sending(debtor, ops.Named(invoice.pk, 1))
    ops.mark_outcome(one, Handed("250"), zone=ZONE, **WHO)
    inbound(debtor, "reply")
    letter = made(debtor)
    stranger = builders.creditor("Other Ltd")
    assert queries.recent_contacts(stranger, [debtor.pk], date(2000, 1, 1)) == []
    assert queries.unread(stranger, [debtor.pk]) == []
    assert queries.named_before(stranger, [invoice.pk]) == set()
    assert queries.message_by_token(stranger, one.token) is None
    assert queries.message_by_token(debtor.creditor, one.token) == one
    assert queries.waiting_letters(stranger) == []
    with pytest.raises(Refused, match="no letter of Other"):
        letters.print_batch(stranger, [letter], **WHO)
    with pytest.raises(Refused, match="no letter of Other"):
        letters.confirm_posted(stranger, [letter], TODAY, **WHO)


def a_pdf(pages: int) -> bytes:
    import io

    import pikepdf

    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def made(debtor: Debtor, message_id: str = "L1", pages: int = 1) -> Message:
    letter = message(debtor, message_id, "letter")
    letters.mark_made(letter, a_pdf(pages), [], **WHO)
    return letter


def test_a_letter_counts_from_its_posting(debtor: Debtor) -> None:
    invoice = builders.invoice(debtor)
    letter = message(debtor, "L1", "letter")
    letters.mark_made(letter, a_pdf(1), [ops.Named(invoice.pk, 7)], **WHO)
    assert queries.recent_contacts(debtor.creditor, [debtor.pk], date(2000, 1, 1)) == []
    batch_id, merged = letters.print_batch(debtor.creditor, [letter], **WHO)
    assert page_count(merged) >= 1
    assert queries.batch(debtor.creditor, batch_id) == [letter]
    assert queries.named_before(debtor.creditor, [invoice.pk]) == set()
    letters.confirm_posted(debtor.creditor, [letter], TODAY, **WHO)
    (contact,) = queries.recent_contacts(debtor.creditor, [debtor.pk], TODAY)
    assert (contact.channel, contact.kind, contact.delivered) == ("letter", "written", True)
    assert queries.named_before(debtor.creditor, [invoice.pk]) == {invoice.pk}
    assert kinds(debtor) == [("letter.made", ""), ("letter.printed", ""), ("letter.posted", "posted")]


def test_a_batch_is_printed_whole_or_not_at_all(debtor: Debtor) -> None:
    one, two = made(debtor, "L1"), made(debtor, "L2")
    letters.confirm_posted(debtor.creditor, [two], TODAY, **WHO)
    with pytest.raises(Refused):
        letters.print_batch(debtor.creditor, [one, two], **WHO)
    one = Message.objects.get(pk=one.pk)
    assert one.batch == ""
    assert [kind for kind, _ in kinds(debtor)].count("letter.printed") == 0


def test_a_letter_that_comes_back_was_no_contact(debtor: Debtor) -> None:
    letter = made(debtor)
    letters.confirm_posted(debtor.creditor, [letter], TODAY, **WHO)
    letters.mark_returned(debtor.creditor, letter, "moved away", returned_at=MOMENT, **WHO)
    (contact,) = queries.recent_contacts(debtor.creditor, [debtor.pk], TODAY)
    assert not contact.delivered
    assert kinds(debtor)[-1] == ("letter.returned", "returned")


@pytest.mark.parametrize("days", [-1, 1])
def test_no_letter_is_posted_before_its_date_or_tomorrow(debtor: Debtor, days: int) -> None:
    letter = made(debtor)
    with pytest.raises(Refused) as refused:
        letters.confirm_posted(debtor.creditor, [letter], TODAY + timedelta(days=days), **WHO)
    assert refused.value.code == "bad_posting_day"


def test_a_letter_not_posted_by_the_next_working_day_is_named_and_can_be_taken_back(debtor: Debtor) -> None:
    letter = made(debtor)
    creditor = debtor.creditor
    assert queries.unposted(creditor, TODAY + timedelta(days=1)) == []
    assert queries.unposted(creditor, TODAY + timedelta(days=2)) == [letter]
    letters.take_back(creditor, letter, **WHO)
    assert queries.unposted(creditor, TODAY + timedelta(days=2)) == []
    letters.mark_made(letter, a_pdf(1), [], **WHO)


def test_a_letter_of_friday_may_wait_until_monday(debtor: Debtor) -> None:
    friday = MOMENT + timedelta(days=4)
    letter = message(debtor, "L1", "letter")
    letters.mark_made(letter, a_pdf(1), [], actor=ACTOR, moment=friday)
    assert queries.unposted(debtor.creditor, date(2025, 3, 10)) == []
    assert queries.unposted(debtor.creditor, date(2025, 3, 11)) == [letter]
