"""What comes back from professional hands: reports, money, contacts, and the story of it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.cases.formal.placements import (
    BY_DECISION,
    agency,
    approved,
    asked,
    bank,
    csv_of,
    do,
    placed,
    position_of,
)
from tests.cases.people.worlds import World, at, world

from recoup.archive.queries import entries, read
from recoup.cases.daily import refresh
from recoup.cases.formal.placing import asking, direct, ending, handing, money, searching
from recoup.cases.models import Task
from recoup.cases.people.given import Given
from recoup.cases.telling import Telling
from recoup.ledger.facts import PaymentFacts
from recoup.ledger.models import Payment, PaymentState
from recoup.ledger.operations import record_payments
from recoup.lib.errors import Refused
from recoup.outreach.models import Message
from recoup.recourse.models import Placement, Remittance
from recoup.recourse.placement.terms import Cut


def test_a_report_read_twice_counts_once_and_money_is_conserved(at_work: World, tmp_path: Path) -> None:
    w = at_work
    made = placed(w)
    report = csv_of(
        tmp_path,
        f"{made.reference},{w.invoice.number},77,2025-03-10,GBP,1000.00,150.00,30.00,820.00,paying",
        f"{made.reference.lower()},,78,2025-03-10,GBP,10.00,,,8.20,",
        f"{made.reference},,79,2025-03-11,GBP,10.00,1.00,1.00,9.00,",
        ",,80,2025-03-11,GBP,10.00,1.50,0.30,8.20,",
    )
    first = money.take_file(w.creditor, made.professional_id, report, "march.csv", **w.by)
    assert (first.taken, first.known, first.statuses) == (2, 0, 1)
    assert [line for line, _why in first.rejected] == [4, 5]
    again = money.take_file(w.creditor, made.professional_id, report, "march.csv", **w.by)
    assert (again.taken, again.known, again.statuses) == (0, 2, 0)
    rows = Remittance.objects.filter(placement=made)
    assert (
        sum(r.gross_minor for r in rows)
        == 101_000
        == sum(r.net_minor + r.commission_minor + r.vat_minor for r in rows)
    )
    assert Payment.objects.filter(source="collected").count() == 2
    w.invoice.refresh_from_db()
    assert w.invoice.open_minor == 500_000 - 101_000
    made.refresh_from_db()
    assert (made.status, made.status_on) == ("paying", date(2025, 3, 10))


def test_their_own_columns_are_understood(at_work: World, tmp_path: Path) -> None:
    w = at_work
    made = placed(
        w, columns={"reference": "Aktenzeichen", "gross": "Brutto", "net": "Auszahlung", "on": "Datum"}
    )
    report = csv_of(
        tmp_path, f"{made.reference};10.03.2025;1.000,00;820,00", head="Aktenzeichen;Datum;Brutto;Auszahlung"
    )
    taken = money.take_file(w.creditor, made.professional_id, report, "bericht.csv", **w.by)
    assert taken.taken == 1
    row = Remittance.objects.get(placement=made)
    assert (row.gross_minor, row.commission_minor, row.net_minor) == (100_000, 18_000, 82_000)
    with pytest.raises(Refused) as refused:
        money.take_file(
            w.creditor, made.professional_id, csv_of(tmp_path, "1,2", head="a,b"), "x.csv", **w.by
        )
    assert refused.value.code in ("missing_column", "no_header")


def test_their_money_at_the_bank_is_never_taken_for_the_debtors(at_work: World, tmp_path: Path) -> None:
    """The net names the invoice, and the report its gross: it is counted once, whichever comes first."""
    w = at_work
    made = placed(w)
    net = bank(w, 82_000)
    assert (net.state, net.reason) == (PaymentState.UNMATCHED, "collector")
    report = csv_of(tmp_path, f"{made.reference},,77,2025-03-03,GBP,1000.00,150.00,30.00,820.00,")
    taken = money.take_file(w.creditor, made.professional_id, report, "march.csv", **w.by)
    assert taken.is_received
    net.refresh_from_db()
    w.invoice.refresh_from_db()
    assert net.state == PaymentState.SET_ASIDE and w.invoice.open_minor == 400_000
    later = csv_of(tmp_path, f"{made.reference},,78,2025-03-04,GBP,100.00,15.00,3.00,82.00,")
    assert not money.take_file(w.creditor, made.professional_id, later, "april.csv", **w.by).is_received
    second = bank(w, 8_200, external_id="second")
    with pytest.raises(Refused) as counted:
        money.is_for(
            w.creditor, second.pk, made.professional_id, made.reference, Cut(10_000, 1_500, 300), None, **w.by
        )
    assert counted.value.code == "reported"
    money.received(w.creditor, second.pk, "april.csv", made.professional_id, **w.by)
    w.invoice.refresh_from_db()
    assert w.invoice.open_minor == 390_000 and not money.passed_on(w.creditor)


def test_money_without_a_report_is_shared_by_a_person(at_work: World) -> None:
    w = at_work
    made = placed(w)
    net = bank(w, 82_000, purpose=f"ref {made.reference}")
    suggested = money.suggested(net, made)
    assert (suggested.gross_minor, suggested.commission_minor, suggested.vat_minor) == (
        100_000,
        15_000,
        3_000,
    )
    with pytest.raises(Refused, match="not what came in"):
        money.is_for(
            w.creditor, net.pk, made.professional_id, made.reference, Cut(100_000, 1, 1), None, **w.by
        )
    money.is_for(w.creditor, net.pk, made.professional_id, made.reference, suggested, None, **w.by)
    with pytest.raises(Refused) as again:
        money.is_for(w.creditor, net.pk, made.professional_id, made.reference, suggested, None, **w.by)
    assert again.value.code == "no_such_payment"
    w.invoice.refresh_from_db()
    assert w.invoice.open_minor == 400_000


def test_what_the_debtor_pays_to_us_is_told_to_them_once(at_work: World) -> None:
    w = at_work
    made = placed(w)
    facts = PaymentFacts(
        1, "direct", w.day, "GBP", 50_000, payer_name=w.debtor.name, purpose=w.invoice.number
    )
    record_payments(w.creditor, [facts], source="bank", **w.by)
    news = direct.untold(w.creditor, made.pk)
    assert [(one.payment.external_id, one.minor) for one in news] == [("direct", 50_000)]
    job = do(w.creditor, direct.start(w.creditor, made.pk, **w.by))
    assert job.state == "done", job.answer
    sent = Message.objects.get(creditor=w.creditor, to_address="cases@agency.example")
    assert sent.state == "sent" and b"500.00" in read(w.creditor.key, sent.commitment).data
    assert not direct.untold(w.creditor)
    with pytest.raises(Refused):
        direct.tell(w.creditor, made.pk, **w.by)


def test_by_email_the_exact_bytes_are_kept(at_work: World) -> None:
    w = at_work
    made = approved(w, agency(w))
    job = do(w.creditor, handing.start(w.creditor, made.pk, "email", **w.by))
    assert job.state == "done", job.answer
    made.refresh_from_db()
    assert made.state == "placed" and made.handed_by == "email"
    message = made.message
    assert message is not None and message.state == "sent"
    raw = read(w.creditor.key, message.commitment).data
    assert f'filename="{made.reference}.zip"'.encode() in raw
    kinds = [one.kind for one in entries(w.creditor.key, w.debtor.stream_key)]
    packed = kinds.index("placement.packed")
    assert packed < kinds.index("message.sending", packed) < kinds.index("placement.handed")


def test_what_changed_meanwhile_is_not_handed_over(at_work: World) -> None:
    w = at_work
    made = asked(w, agency(w))
    facts = PaymentFacts(1, "paid", w.day, "GBP", 50_000, payer_name=w.debtor.name, purpose=w.invoice.number)
    record_payments(w.creditor, [facts], source="bank", **w.by)
    with pytest.raises(Refused) as changed:
        asking.decide(w.creditor, made.pk, is_granted=True, **w.by_owner)
    assert changed.value.code == "claim_changed"
    asking.call_off(w.creditor, made.pk, "Paid in part", **w.by)
    assert asked(w, made.professional).claim_minor == 450_000


def test_one_debt_is_in_one_pair_of_hands(at_work: World) -> None:
    w = at_work
    party = agency(w)
    asked(w, party)
    with pytest.raises(Refused) as second:
        asked(w, party)
    assert second.value.code == "placed"
    refused = Placement.objects.get()
    asking.decide(w.creditor, refused.pk, is_granted=False, reason="Try once more", **w.by_owner)
    assert Placement.objects.get().end == "refused" and not position_of(w, w.day).is_placed


def test_a_paid_case_is_placed_no_more(at_work: World, tmp_path: Path) -> None:
    w = at_work
    made = placed(w)
    report = csv_of(tmp_path, f"{made.reference},,77,2025-03-10,GBP,5100.00,765.00,153.00,4182.00,paid")
    money.take_file(w.creditor, made.professional_id, report, "march.csv", **w.by)
    refresh(w.creditor, moment=at(w.day), actor="system")
    assert w.case.state == "closed_paid"
    payment = Payment.objects.get(source="collected")
    assert (payment.allocated_minor, payment.state) == (500_000, PaymentState.ON_ACCOUNT)
    assert not position_of(w, w.day).is_placed


def test_another_creditors_rows_are_never_touched(at_work: World, tmp_path: Path) -> None:
    w, other = at_work, world()
    other.run_until("phone")
    mine, theirs = placed(w), placed(other)
    report = csv_of(tmp_path, f"{theirs.reference},,77,2025-03-10,GBP,1000.00,150.00,30.00,820.00,paying")
    taken = money.take_file(w.creditor, mine.professional_id, report, "march.csv", **w.by)
    assert (taken.taken, taken.waiting) == (0, 1)
    row = Remittance.objects.get()
    for deed in (
        lambda: money.belongs_to(w.creditor, row.pk, theirs.reference, **w.by),
        lambda: money.belongs_to(other.creditor, row.pk, theirs.reference, **other.by),
        lambda: ending.recall(w.creditor, theirs.pk, "x", **w.by),
        lambda: ending.complaint(w.creditor, theirs.pk, "x", **w.by),
        lambda: asking.ask(w.creditor, w.case.pk, theirs.professional_id, BY_DECISION, "x", **w.by),
        lambda: money.take_file(w.creditor, theirs.professional_id, report, "x", **w.by),
        lambda: handing.start(w.creditor, theirs.pk, "download", **w.by),
    ):
        with pytest.raises(Refused):
            deed()
    other.invoice.refresh_from_db()
    theirs.refresh_from_db()
    assert other.invoice.open_minor == 500_000 and theirs.state == "placed" and theirs.status == ""
    assert list(position_of(w, w.day).cases) and not direct.untold(other.creditor)


def test_a_search_becomes_a_contact_and_its_words_are_kept(at_work: World) -> None:
    w = at_work
    party = agency(w, kind="investigator")
    wanted = searching.Wanted("address", "To serve the demand", "Public registers", 9_000)
    made = searching.order(w.creditor, w.case.pk, party.pk, wanted, **w.by)
    assert read(w.creditor.key, made.purpose).data == b"To serve the demand"
    with pytest.raises(Refused) as early:
        searching.order(w.creditor, w.case.pk, party.pk, replace(wanted, kind="assets"), **w.by)
    assert early.value.code == "too_early"
    with pytest.raises(Refused) as silent:
        searching.order(w.creditor, w.case.pk, party.pk, replace(wanted, purpose=" "), **w.by)
    assert silent.value.code == "missing"
    searching.answer(
        w.creditor,
        made.pk,
        "Moved",
        is_found=True,
        contact=Given(name="Pat Found", phone="+44 20 7946 0001"),
        **w.by,
    )
    assert w.debtor.contacts.filter(name="Pat Found", source="investigators").exists()
    with pytest.raises(Refused) as over:
        searching.call_off(w.creditor, made.pk, **w.by)
    assert over.value.code == "search_over"


def test_the_story_reads_as_sentences(at_work: World, tmp_path: Path) -> None:
    w = at_work
    made = placed(w)
    report = csv_of(
        tmp_path, f"{made.reference},,77,2025-03-10,GBP,1000.00,150.00,30.00,820.00,paying in parts"
    )
    money.take_file(w.creditor, made.professional_id, report, "march.csv", **w.by)
    ending.recall(w.creditor, made.pk, "Too slow", **w.by)
    ending.confirm_recall(w.creditor, made.pk, **w.by)
    told = entries(w.creditor.key, w.debtor.stream_key)
    telling = Telling(w.creditor, w.debtor, told)
    said = [telling.tell(one) for one in told if one.kind.startswith(("placement.", "ledger.collected"))]
    assert said == [
        "To be handed to a collection agency: 1 invoice over £5,000.00; it waits for approval; "
        "by decision, without a demand. “Three broken promises”",
        "Approved for professional hands: nothing more goes to the debtor from us.",
        "The package for the professionals was made.",
        "In professional hands since 10 March 2025: £5,000.00, handed over by ourselves.",
        "The professionals report, as of 10 March 2025. “paying in parts”",
        "Money came in: £1,000.00, collected for us.",
        "The professionals collected £1,000.00: £820.00 for us, £180.00 for them.",
        "Asked back from the professionals, with notice until 24 March 2025. “Too slow”",
        "The professionals have given the debt back, as asked: the case goes on where it was.",
    ]


def test_while_it_waits_for_a_yes_the_ladder_does_not_ask_again(at_work: World) -> None:
    w = at_work
    Task.objects.create(
        creditor=w.creditor, debtor=w.debtor, case=w.case, kind="placement", due_on=w.day, opened_on=w.day
    )
    made = asked(w, agency(w))
    assert Task.objects.filter(kind="placement").count() == 1 and w.task("placement") is not None
    asking.decide(w.creditor, made.pk, is_granted=True, **w.by_owner)
    assert w.task("placement") is None


def test_money_of_a_day_to_come_is_not_counted(at_work: World, tmp_path: Path) -> None:
    w, made = at_work, placed(at_work)
    report = csv_of(tmp_path, f"{made.reference},,77,2035-03-10,GBP,1000.00,150.00,30.00,820.00,")
    taken = money.take_file(w.creditor, made.professional_id, report, "march.csv", **w.by)
    assert not taken.taken and taken.rejected == [(2, "2035-03-10 is still to come")]
    assert not Remittance.objects.exists()
