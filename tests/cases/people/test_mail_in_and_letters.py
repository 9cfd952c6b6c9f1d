"""What came back by email or post, typed in by hand, and letters on their way."""

from datetime import timedelta

import pytest
from tests import builders
from tests.cases.people.worlds import World, world

from recoup.cases.models import Attempt, BadAddress, CaseInvoice
from recoup.cases.people import letters
from recoup.lib.errors import Refused
from recoup.outreach.models import Inbound, Message
from recoup.outreach.queries import waiting_letters

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def reminded() -> World:
    """A case whose reminder went out by email."""
    w = world()
    w.run()
    assert w.step(rung=1).state == "done"
    return w


@pytest.fixture
def written() -> World:
    """A case whose reminder lies printed as a letter: there is no email address."""
    w = world()
    w.contact.delete()
    w.run()
    assert w.step(rung=1).state == "printed"
    return w


def test_a_bounce_was_no_contact(reminded: World) -> None:
    builders.contact(reminded.debtor, email="second@debtor.example", role="other")
    reminded.record("bounce", text="550 no such user")
    step = reminded.step(rung=1)
    assert (step.state, step.done_on) == ("failed", None)
    assert Attempt.objects.get().is_void
    assert CaseInvoice.objects.get(case=reminded.case).earned == 0
    reminded.contact.refresh_from_db()
    assert reminded.contact.email_state == "bounced"
    assert Message.objects.get().state == "returned"
    assert reminded.case.round == 2
    reminded.run()
    again = reminded.step(rung=1, round=2)
    assert (again.channel, again.state) == ("email", "done")
    assert again.contact is not None
    assert again.contact.email == "second@debtor.example"


def test_the_same_bounce_twice_is_refused(reminded: World) -> None:
    sent = Message.objects.get()
    reminded.record("bounce", message=sent.pk)
    with pytest.raises(Refused) as why:
        reminded.record("bounce", message=sent.pk)
    assert why.value.code == "came_back_before"
    assert reminded.case.round == 2


def test_a_reply_stops_everything_until_it_is_read(reminded: World) -> None:
    reminded.record("reply", text="we are looking into it")
    assert Inbound.objects.get().read_at is None
    reminded.run()
    assert reminded.case.why_code == "unread_reply"
    task = reminded.task("read_answer")
    assert task is not None
    done = reminded.record("read", task=task)
    assert done.task_state == "done"
    assert Inbound.objects.get().read_at is not None
    reminded.run()
    assert reminded.case.why_code == "waiting"


def test_what_the_answer_says_is_recorded_in_its_place(reminded: World) -> None:
    reminded.record("reply", text="paid last week")
    reminded.run()
    reminded.record("paid_already", task=reminded.task("read_answer"))
    assert Inbound.objects.get().read_at is not None
    assert reminded.task("read_answer") is None
    assert reminded.task("check_payment") is not None
    reminded.run()
    assert reminded.case.why_code == "held"


QUIET = ["soft_bounce", "auto_reply", "note"]


@pytest.mark.parametrize("code", QUIET)
def test_what_needs_nobody_changes_nothing(reminded: World, code: str) -> None:
    reminded.record(code, text="out of office", on=reminded.day + 5 * DAY)
    step = reminded.step(rung=1)
    assert step.state == "done"
    reminded.run()
    assert reminded.case.why_code == "waiting"
    assert not Attempt.objects.get().is_void


def test_unsubscribing_stops_emails_and_not_letters(reminded: World) -> None:
    reminded.record("unsubscribe")
    reminded.debtor.refresh_from_db()
    assert reminded.debtor.opted_out == "email"
    reminded.contact.phone_state = "wrong"
    reminded.contact.save()
    reminded.day += 8 * DAY
    reminded.run()
    assert reminded.step(rung=2).channel == "letter"


def test_a_lawyer_stops_all_cases(reminded: World) -> None:
    reminded.record("legal_representative", text="Messrs Law")
    reminded.debtor.refresh_from_db()
    assert reminded.debtor.represented_by == "Messrs Law"
    reminded.run()
    assert reminded.case.why_code == "represented"


def test_a_letter_is_done_on_the_day_it_was_posted(written: World) -> None:
    batch, pdf, made = letters.print_letters(written.creditor, **written.by)
    assert pdf.startswith(b"%PDF")
    assert CaseInvoice.objects.get(case=written.case).earned == 0
    letters.posted(written.creditor, written.day, batch=batch, **written.by)
    step = written.step(rung=1)
    assert (step.state, step.done_on) == ("done", written.day)
    assert CaseInvoice.objects.get(case=written.case).earned == 1
    assert Attempt.objects.get().result == "posted"
    with pytest.raises(Refused) as why:
        letters.posted(written.creditor, written.day, batch=batch, **written.by)
    assert why.value.code == "no_letters"
    assert [m.pk for m in made] == [step.message_id]


def test_a_letter_nobody_posted_is_dated_and_checked_anew(written: World) -> None:
    first = waiting_letters(written.creditor)[0]
    dated = first.printed_on
    written.run(written.day + DAY)
    assert written.step(rung=1).state == "printed"
    written.run(written.day + DAY)
    assert waiting_letters(written.creditor) == [], "taken back by the run of the second working day"
    written.run(written.day)
    anew = waiting_letters(written.creditor)[0]
    assert anew.pk == first.pk
    assert anew.printed_on == written.day != dated
    assert CaseInvoice.objects.get(case=written.case).earned == 0


RETURNED = [("returned_unknown", True), ("returned_moved", True), ("returned_refused", False)]


@pytest.mark.parametrize(("code", "is_bad"), RETURNED, ids=[row[0] for row in RETURNED])
def test_a_returned_letter_was_no_contact(written: World, code: str, is_bad: bool) -> None:
    written.record("posted", on=written.day)
    written.day += 3 * DAY
    done = written.record(code)
    assert done.step_state == "failed"
    assert Attempt.objects.get().is_void
    assert CaseInvoice.objects.get(case=written.case).earned == 0
    assert BadAddress.objects.exists() is is_bad
    written.run()
    if is_bad:
        assert written.case.why_code == "no_address"
        assert written.task("find_address") is not None
    else:
        assert written.step(rung=1).state == "printed"


def test_a_new_address_is_good_again(written: World) -> None:
    written.record("posted", on=written.day)
    written.day += 3 * DAY
    written.record("returned_moved", street="2 New Road", postal_code="EC2A 2BB", city="London")
    written.debtor.refresh_from_db()
    assert written.debtor.street == "2 New Road"
    written.run()
    assert written.step(rung=1).state == "printed"


def test_a_letter_not_posted_frees_its_step(written: World) -> None:
    done = written.record("not_posted")
    assert done.step_state == "cancelled"
    assert CaseInvoice.objects.get(case=written.case).earned == 0


def test_a_posting_before_the_letters_date_is_refused(written: World) -> None:
    with pytest.raises(Refused) as why:
        written.record("posted", on=written.day - DAY)
    assert why.value.code == "bad_posting_day"
    assert written.step(rung=1).state == "printed"
