"""What programs of this kind are known to get wrong, each as a test that such a program would fail."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from tests import builders
from tests.cases.people.worlds import MONDAY, World, at, world
from tests.smtp import MailServer, smtp_server  # noqa: F401

from recoup.archive.queries import entries
from recoup.cases.daily import run
from recoup.cases.models import Attempt, Case, CaseInvoice, StepInvoice, StepRun
from recoup.cases.people import disputes, promises
from recoup.cases.sending import send_ready
from recoup.intake.operations import import_file
from recoup.ledger.models import Charge, Invoice
from recoup.ledger.operations import merge_invoices, record_payments
from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.org.settings import set_setting
from recoup.outreach.carriers import outbox
from recoup.outreach.carriers.base import Outcome, Parcel
from recoup.outreach.models import Message

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    """Where the outbox of the test lies."""
    settings.HOME = tmp_path
    return tmp_path


def mails(home: Path) -> list[Any]:
    """What lies in the outbox, in no order."""
    found = sorted((home / "outbox").glob("*.eml"))
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]


def text_of(mail: Any) -> str:
    """The plain text of a mail."""
    return str(mail.get_body(("plain",)).get_content())


def pays(w: World, amount_minor: int, **more: Any) -> None:
    """Money comes in that names the invoice."""
    row = builders.payment_facts(
        amount_minor, received_on=w.day, purpose=w.invoice.number, payer_name=w.debtor.name, **more
    )
    record_payments(w.creditor, [row], source="bank", as_of_on=w.day, actor="system", moment=at(w.day))
    w.invoice.refresh_from_db()


def run_daily(w: World, days: int) -> Iterator[date]:
    """The daily run on so many days from today, one after the other."""
    for _ in range(days):
        w.run()
        yield w.day
        w.day += DAY


def test_a_missed_day_loses_no_step(home: Path) -> None:
    """Not: an exact-day trigger that loses a missed day."""
    w = world(overdue=1)
    w.run()
    assert not mails(home)
    w.run(MONDAY + 9 * DAY)  # the day on which the reminder was due has passed without a run
    assert len(mails(home)) == 1
    w.run(MONDAY + 30 * DAY)
    assert w.case.rung == 1 and w.task("phone") is not None


def test_a_mail_that_failed_is_no_contact(smtp_server: MailServer) -> None:  # noqa: F811
    """Not: a failed mail counted as contact."""
    w = world()
    set_setting(w.creditor, "mail.url", smtp_server.url, actor="system", moment=at(MONDAY - 30 * DAY))
    smtp_server.refuses[w.contact.email] = "550 5.1.1 no such user"
    w.run()
    assert not smtp_server.messages
    assert w.step(channel="email").state == "failed"
    assert not Attempt.objects.filter(is_void=False).exists()
    assert (w.case.rung, CaseInvoice.objects.get().earned) == (0, 0)
    w.day += DAY
    w.run()
    assert w.step().channel == "letter", "the rung goes on another way, the next day: no gap is counted"


def test_nothing_is_counted_before_it_was_made(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not: an attempt counted before it was made."""
    w = world()
    seen: list[tuple[int, int]] = []
    real = outbox.OutboxCarrier.deliver

    def looking(self: Any, parcel: Parcel) -> Outcome:
        seen.append((Attempt.objects.count(), CaseInvoice.objects.get().earned))
        return real(self, parcel)

    monkeypatch.setattr(outbox.OutboxCarrier, "deliver", looking)
    w.run(MONDAY - DAY)  # a Sunday: nothing goes out
    assert not seen and not Attempt.objects.exists()
    run(w.creditor, moment=at(MONDAY), actor="system", send=False)
    assert StepRun.objects.get().state == "ready" and not Attempt.objects.exists()
    w.run(MONDAY)
    assert seen == [(0, 0)]
    assert Attempt.objects.count() == 1 and CaseInvoice.objects.get().earned == 1


def test_a_call_is_counted_when_somebody_made_it() -> None:
    """Not: an attempt counted before it was made, for what people do."""
    w = world()
    w.run_until("phone")
    assert not Attempt.objects.filter(channel="phone").exists()
    w.record("no_answer", task=w.task("phone"))
    assert Attempt.objects.filter(channel="phone").count() == 1
    assert CaseInvoice.objects.get().earned == 1, "a try that reached nobody earns nothing"


def test_another_address_used_instead_is_not_the_debtor_reached(home: Path) -> None:
    """Not: a fall-back address logged as if the debtor had been reached."""
    w = world()
    desk = builders.contact(w.debtor, name="Front desk", role="generic", email="info@debtor.example")
    w.run()
    w.record("bounce")
    (first,) = Attempt.objects.all()
    assert first.is_void and first.contact == w.contact
    w.day += DAY
    w.run()
    second = Attempt.objects.get(is_void=False)
    assert (second.contact, second.reached) == (desk, False)
    assert w.step(round=2).contact == desk and not w.step(round=2).reached
    assert sum("info@debtor.example" in str(m["To"]) for m in mails(home)) == 1
    w.contact.refresh_from_db()
    assert w.contact.email_state == "bounced"
    sent = [e for e in entries(w.creditor.key, w.debtor.stream_key) if e.kind == "message.sent"]
    assert [e.facts["contact"] for e in sent] == [w.contact.pk, desk.pk]
    assert {e.result for e in sent} == {"handed"}, "handed over, which is not the same as reached"


def test_what_is_open_is_asked_not_what_was_invoiced(home: Path) -> None:
    """Not: the original amount instead of the open one."""
    w = world(500_000)
    pays(w, 437_655)
    w.run()
    assert StepInvoice.objects.get().asked_minor == 62_345
    (mail,) = mails(home)
    assert "£623.45" in text_of(mail)
    sending = [e for e in entries(w.creditor.key, w.debtor.stream_key) if e.kind == "message.sending"]
    assert [e.amounts["asked"] for e in sending] == [62_345]


def test_a_part_paid_invoice_is_still_chased(home: Path) -> None:
    """Not: part-paid invoices dropping out."""
    w = world(500_000)
    w.run()
    pays(w, 100_000)
    assert w.invoice.state == "open"
    w.run_until("phone")
    assert w.case.state == "open" and w.case.open_minor == 400_000


def test_an_old_import_enters_at_the_first_rung_and_climbs_one_at_a_time(home: Path) -> None:
    """Not: an old import climbing a rung every run, or starting at the last one."""
    w = world(15_000, overdue=300)
    for _ in range(3):
        w.run()
    assert list(StepRun.objects.values_list("rung", flat=True)) == [1]
    begun = {w.day: 1}
    for day in run_daily(w, 21):
        rung = max(StepRun.objects.filter(state="done").values_list("rung", flat=True))
        if rung not in begun.values():
            begun[day] = rung
    assert list(begun.values()) == [1, 2], "the third asks a person, and was not done"
    first, second = begun
    assert second - first >= 7 * DAY


def test_a_debt_over_a_year_old_goes_past_a_person_first(home: Path) -> None:
    """Not: an old import starting to send by itself."""
    w = world(overdue=400)
    Invoice.objects.update(governing_law="GB-NIR")  # whose limitation no pack holds
    w.run()
    assert not mails(home) and w.task("limitation") is not None
    w.record("looked", task=w.task("limitation"))
    w.run()
    assert w.step().rung == 1 and len(mails(home)) == 1


@pytest.mark.parametrize("part_minor", [20_000, 200_000])
def test_a_part_payment_moves_neither_due_date_nor_rung(part_minor: int) -> None:
    """Not: a part payment changing due date or rung."""
    w = world(500_000)
    w.run()
    due_on, waits_until = w.invoice.due_on, w.case.next_on
    w.day += 2 * DAY
    pays(w, part_minor)
    w.run()
    assert (w.invoice.due_on, w.case.rung) == (due_on, 1)
    assert CaseInvoice.objects.get().earned == 1
    counts = part_minor * 4 >= 500_000
    assert (w.case.next_on > waits_until) is counts, "only a quarter of what was asked restarts the wait"


def test_the_date_of_an_invoice_is_not_its_due_date(tmp_path: Path) -> None:
    """Not: the invoice date taken for the due date."""
    w = world()
    path = tmp_path / "open.csv"
    path.write_text(
        "Customer No,Customer,Invoice,Date,Due,Currency,Amount\n"
        "C-1,Bolt Ltd,B-1,2024-12-02,2025-04-30,GBP,1200.00\n"
        "C-1,Bolt Ltd,B-2,2024-12-02,,GBP,100.00\n"
    )
    import_file(
        w.creditor,
        path,
        kind="auto",
        mapping_path=None,
        complete=False,
        dry_run=False,
        actor="system",
        moment=at(MONDAY),
    )
    told, untold = Invoice.objects.filter(number__startswith="B-").order_by("number")
    assert (told.due_on, told.due_derived) == (date(2025, 4, 30), "")
    assert untold.due_on > date(2024, 12, 2) and untold.due_derived, "a blank due date is derived, and marked"
    w.run()
    assert not CaseInvoice.objects.filter(invoice=told).exists()


def test_what_is_disputed_is_not_asked_for(home: Path) -> None:
    """Not: "dispute" noted and nothing stopped."""
    w = world(10_000)
    other = builders.invoice(w.debtor, 7_700, due_on=MONDAY - 3 * DAY, number="CLEAR-1")
    disputes.dispute(w.creditor, w.invoice.pk, None, "quality", note="Broken on arrival", **w.by)
    w.run()
    reminders = Message.objects.filter(is_service=False)
    assert [m.named.get().invoice_id for m in reminders] == [other.pk]
    pays_for = StepInvoice.objects.get()
    assert (pays_for.invoice, pays_for.asked_minor) == (other, 7_700)
    disputes.dispute(w.creditor, other.pk, None, "quality", note="This too", **w.by)
    for _ in run_daily(w, 30):
        assert reminders.count() == 1
    assert w.case.why_code == "disputed"


def test_a_disputed_part_is_left_out(home: Path) -> None:
    """Not: "dispute" noted and nothing stopped, for a part."""
    w = world(10_000)
    disputes.dispute(w.creditor, w.invoice.pk, 4_000, "price", note="Agreed at 60", **w.by)
    w.run()
    assert StepInvoice.objects.get().asked_minor == 6_000


def test_a_promise_is_waited_for_and_judged(home: Path) -> None:
    """Not: a promise stored and never read."""
    w = world()
    w.run()
    until = MONDAY + DAY
    promises.promise(w.creditor, w.case.pk, 500_000, until, **w.by)
    while w.day <= until + DAY:
        w.day += DAY
        w.run()
        assert w.case.why_code == "promised", w.day
        assert w.task("phone") is None
    while w.task("phone") is None:
        assert w.day < until + 8 * DAY, "a broken promise makes the next step due at once"
        w.day += DAY
        w.run()
    assert w.case.promises.get().state == "broken"
    planned = [e for e in entries(w.creditor.key, w.debtor.stream_key) if e.kind == "step.planned"]
    assert planned[-1].facts["why"] == "broken_promise"


def test_what_was_done_outlives_the_invoice() -> None:
    """Not: history deleted with the invoice."""
    w = world()
    w.run()
    before = entries(w.creditor.key, w.debtor.stream_key)
    w.day += DAY
    merge_invoices(
        w.creditor,
        [builders.invoice_facts()],
        source="b" * 64,
        complete=True,
        as_of_on=w.day,
        actor="system",
        moment=at(w.day),
    )
    w.run()
    w.invoice.refresh_from_db()
    assert w.invoice.missing_since_on == w.day, "absent from the list: held, not deleted"
    assert w.step().state == "done" and Attempt.objects.count() == 1
    after = entries(w.creditor.key, w.debtor.stream_key)
    assert [e.hash for e in after][: len(before)] == [e.hash for e in before]
    for row in (w.invoice, w.debtor, w.contact, w.case):
        with pytest.raises(ProtectedError), transaction.atomic():
            row.delete()


def test_no_text_and_no_sum_carries_interest(home: Path) -> None:
    """Not: flat interest without days; before a formal step nothing is added at all."""
    w = world(15_000, overdue=200)
    for _ in run_daily(w, 14):
        pass
    found = mails(home)
    assert len(found) == 2
    for mail in found:
        assert not re.search(r"interest|compensation|surcharge|late fee", text_of(mail), re.IGNORECASE)
        sums = set(re.findall(r"£([\d,.]*\d)", text_of(mail)))
        assert sums == {"150.00"}
    assert set(StepInvoice.objects.values_list("asked_minor", flat=True)) == {15_000}
    assert not Charge.objects.exists()


def test_nothing_new_sends_nothing_again(home: Path) -> None:
    """Not: an empty filter that re-sends all history."""
    w = world()
    w.run()
    assert len(mails(home)) == 1
    for _ in range(3):
        assert send_ready(w.creditor, moment=at(w.day), actor="system").done == 0
        assert w.run().steps["planned"] == 0
    other = builders.creditor("Southwind Ltd", is_test=True)
    assert send_ready(other, moment=at(w.day), actor="system").done == 0
    merge_invoices(
        w.creditor, [], source="c" * 64, as_of_on=w.day, listed=False, actor="system", moment=at(w.day)
    )
    w.run()
    assert len(mails(home)) == 1
    assert Message.objects.filter(is_service=False).count() == 1


def test_printing_nothing_prints_no_history() -> None:
    """Not: an empty filter that re-sends all history, for letters."""
    from recoup.cases.people.letters import posted, print_letters

    w = world(10_000)
    w.contact.delete()
    w.run()
    batch, _, made = print_letters(w.creditor, **w.by)
    assert len(made) == 1
    posted(w.creditor, w.day, batch=batch, **w.by)
    for again in ("", batch):
        with pytest.raises(Refused) as why:
            print_letters(w.creditor, again=again, **w.by)
        assert why.value.code == "no_letters"


def test_due_today_is_not_overdue(home: Path) -> None:
    """Not: due today shown as overdue."""
    from recoup.insight.ageing import ageing

    w = world(overdue=0)
    w.run()
    assert not Case.objects.exists()
    row = ageing(w.creditor, on=w.day)[0].as_dict()
    assert (row["not_due"]["count"], row["d1_30"]["count"]) == (1, 0)
    w.run(MONDAY + DAY)
    assert w.case.state == "open"
    row = ageing(w.creditor, on=w.day)[0].as_dict()
    assert (row["not_due"]["count"], row["d1_30"]["count"]) == (0, 1)


def test_each_creditor_keeps_its_own_history(home: Path) -> None:
    """Not: an empty filter that re-sends all history, across creditors."""
    w, other = world(), world()
    w.run()
    assert len(mails(home)) == 1
    other.run()
    assert len(mails(home)) == 2
    assert {m.creditor_id: 1 for m in Message.objects.all()} == {w.creditor.pk: 1, other.creditor.pk: 1}
    assert Creditor.objects.count() == 2
