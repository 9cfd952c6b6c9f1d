"""The formal demand from its checklist to its end: asked, approved, made, served, paid, returned."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from tests import builders
from tests.cases.formal.demands import asked, at_demand, drafted, made, prepare
from tests.cases.people.worlds import World
from tests.ledger.test_charges import money

from recoup.archive.queries import read
from recoup.cases.check import checks
from recoup.cases.formal import law
from recoup.cases.formal.demand import deeds
from recoup.cases.models import CaseInvoice, ServiceMessage, StepRun, Task
from recoup.cases.people import letters
from recoup.cases.story import case_story
from recoup.ledger.models import Charge, Debtor, Invoice
from recoup.ledger.operations import ChargeFacts, post_charges
from recoup.lib.errors import Refused
from recoup.org.settings import set_setting
from recoup.recourse.demand.needs import gaps, stopping
from recoup.recourse.models import Demand

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    """A case at the demand."""
    return at_demand()


@pytest.fixture
def ready(w: World) -> World:
    """The same, with nothing missing."""
    return prepare(w)


def codes(needs: list) -> set[str]:
    return {one.code for one in needs}


def sound(w: World) -> None:
    assert [fault for one in checks(w.creditor) for fault in one.violations] == []


def test_the_checklist_names_what_is_missing_and_stops_what_must_not_go_out(w: World) -> None:
    found = drafted(w).needs
    assert codes(stopping(found)) == {"identity", "places", "figures"}
    assert codes(gaps(found)) >= {"paper_order", "paper_terms", "paper_delivery", "paper_invoice"}
    with pytest.raises(Refused) as odd:
        asked(w)
    assert odd.value.code == "not_ready"


def test_each_gap_needs_its_reason(ready: World) -> None:
    Invoice.objects.get(pk=ready.invoice.pk).exhibits.filter(kind="terms").delete()
    with pytest.raises(Refused) as odd:
        asked(ready)
    assert (odd.value.code, odd.value.where) == ("missing", "gap_paper_terms")
    row = asked(ready, reasons={"paper_terms": "Nothing but the order was agreed"})
    assert row.frozen["gaps"] == {"paper_terms": "Nothing but the order was agreed"}


def test_an_invoice_that_no_message_has_named_is_not_demanded(ready: World) -> None:
    late = builders.invoice(ready.debtor, 7_700, due_on=ready.day - timedelta(days=10))
    ready.run()
    found = drafted(ready)
    assert [one.owed.number for one in found.claim.items] == [ready.invoice.number]
    (need,) = [one for one in found.needs if one.code == "invoices"]
    assert need.about == (late.number,)
    assert [one.invoice_id for one in asked(ready).items.all()] == [ready.invoice.pk]


def test_identity_holds_for_30_days(ready: World) -> None:
    ready.day += timedelta(days=31)
    assert "identity" in codes(stopping(drafted(ready).needs))


def test_the_claim_can_be_checked_by_hand(ready: World) -> None:
    row = asked(ready)
    # 5,000.00 at 12.75% (4.75% on 31 December 2024 and 8 points), from the day after 28 February
    days = (ready.day - ready.invoice.due_on).days
    assert row.interest_minor == round(500_000 * 12.75 / 100 * days / 365)
    assert (row.principal_minor, row.compensation_minor) == (500_000, 7_000)
    (item,) = row.items.all()
    (stretch,) = item.frozen["stretches"]
    assert (stretch["days"], stretch["rate"], stretch["basis"]) == (days, "12.75", 365)
    assert any("Interest in all" in line for line in item.frozen["lines"])


def test_nobody_approves_their_own_and_a_double_click_asks_once(ready: World) -> None:
    first, second = asked(ready), asked(ready)
    assert first.pk == second.pk and Task.objects.filter(kind="approve_demand").count() == 1
    own = asked(ready, **ready.by_owner)
    with pytest.raises(Refused) as odd:
        deeds.decide(ready.creditor, own.pk, is_granted=True, **ready.by)
    assert odd.value.code == "not_allowed"
    with pytest.raises(Refused):
        deeds.decide(ready.creditor, own.pk, is_granted=False, **ready.by_owner)
    refused = deeds.decide(
        ready.creditor, own.pk, is_granted=False, reason="Call once more", **ready.by_owner
    )
    assert (refused.state, refused.ended_why) == ("refused", "Call once more")
    mine = deeds.ask(ready.creditor, ready.case.pk, method="post", reasons={}, **ready.by_owner)
    with pytest.raises(Refused) as odd:
        deeds.decide(ready.creditor, mine.pk, is_granted=True, **ready.by_owner)
    assert odd.value.code == "own_request"


def test_approved_the_letter_is_made_posted_and_served_and_earns_its_rung(ready: World) -> None:
    row = made(ready)
    assert row.state == "made" and row.message is not None
    with pikepdf.open(BytesIO(read(ready.creditor.key, row.message.commitment).data)) as pdf:
        assert "pdfaid:part" in pdf.Root.Metadata.read_bytes().decode()
    # three working days to arrive, then fourteen days, on an open day
    assert row.deadline_on is not None and row.deadline_on >= ready.day + timedelta(days=17)
    assert ready.task("demand") is None and not Charge.objects.exists()
    ready.run()
    assert StepRun.objects.filter(kind="demand", state="printed").count() == 1
    letters.posted(ready.creditor, ready.day, messages=[row.message.pk], **ready.by)
    assert CaseInvoice.objects.get(case=ready.case).earned == 5
    assert {one.kind: one.amount_minor for one in Charge.objects.all()} == {
        "interest": row.interest_minor,
        "compensation": 7_000,
    }
    assert ServiceMessage.objects.filter(wording="demand_copy").count() == 1
    printed = row.deadline_on
    ready.day += timedelta(days=7)
    row = deeds.served(ready.creditor, row.pk, ready.day, "RR 123 GB", **ready.by)
    assert (row.state, row.served_on, row.proof) == ("served", ready.day, "RR 123 GB")
    assert row.deadline_on is not None and row.deadline_on > printed
    assert row.deadline_on >= ready.day + timedelta(days=14)
    assert StepRun.objects.get(kind="demand").due_on == row.deadline_on
    ready.run()
    bank = 0
    day = row.deadline_on
    while bank < 3:
        day += timedelta(days=1)
        bank += day.weekday() < 5
    assert ready.case.next_on is not None and ready.case.next_on >= day
    said = " ".join(line["text"] for line in case_story(ready.creditor, ready.case.pk)["timeline"])
    for words in (
        "A formal demand was asked for: £5,000.00",
        "The formal demand was approved",
        "reached them on",
    ):
        assert words in said
    sound(ready)


def test_served_by_hand_says_posted_too(ready: World) -> None:
    row = deeds.decide(ready.creditor, asked(ready, method="hand").pk, is_granted=True, **ready.by_owner)
    for day, proof, code in (
        (ready.day, " ", "missing"),
        (ready.day + timedelta(days=1), "Ann signed", "bad_service_day"),
    ):
        with pytest.raises(Refused) as odd:
            deeds.served(ready.creditor, row.pk, day, proof, **ready.by)
        assert odd.value.code == code
    deeds.served(ready.creditor, row.pk, ready.day, "Ann signed", **ready.by)
    deeds.served(ready.creditor, row.pk, ready.day, "Ann signed", **ready.by)
    assert CaseInvoice.objects.get(case=ready.case).earned == 5
    assert Charge.objects.filter(kind="compensation").count() == 1
    sound(ready)


def test_a_letter_not_posted_in_time_is_made_anew_with_a_later_deadline(ready: World) -> None:
    row = made(ready)
    before = row.deadline_on
    ready.day += timedelta(days=4)
    ready.run()
    row.refresh_from_db()
    assert (row.state, row.message) == ("approved", None)
    again = deeds.make(ready.creditor, row.pk, **ready.by)
    assert again.state == "made" and again.deadline_on is not None and before is not None
    assert again.deadline_on > before
    assert (again.principal_minor, again.interest_minor) == (row.principal_minor, row.interest_minor)
    sound(ready)


def test_a_returned_letter_was_no_demand(ready: World) -> None:
    row = made(ready)
    assert row.message is not None
    letters.posted(ready.creditor, ready.day, messages=[row.message.pk], **ready.by)
    given = {"message": row.message.pk, "text": "Gone away", "street": "2 New Road", "city": "London"}
    ready.record("returned_moved", **given)
    row.refresh_from_db()
    assert (row.state, row.ended_why) == ("withdrawn", "returned")
    assert not Charge.objects.filter(is_void=False).exists()
    assert CaseInvoice.objects.get(case=ready.case).earned == 4
    assert asked(ready).compensation_minor == 7_000
    sound(ready)


def test_what_changes_between_yes_and_asking_stops_it(ready: World) -> None:
    row = asked(ready)
    Invoice.objects.filter(pk=ready.invoice.pk).update(amount_minor=400_000, open_minor=400_000)
    with pytest.raises(Refused) as odd:
        deeds.decide(ready.creditor, row.pk, is_granted=True, **ready.by_owner)
    assert odd.value.code == "demand_outdated"
    deeds.withdraw(ready.creditor, row.pk, "Part was credited", **ready.by)
    assert asked(ready).principal_minor == 400_000


def test_paid_after_the_demand_ends_it_and_leaves_the_interest_to_be_decided(ready: World) -> None:
    from recoup.ledger.operations import allocate

    row = made(ready)
    deeds.served(ready.creditor, row.pk, ready.day, "RR 1", **ready.by)
    allocate(ready.creditor, money(ready.debtor, 500_000), [(ready.invoice, 500_000)], **ready.by)
    ready.run()
    row.refresh_from_db()
    assert row.state == "paid" and ready.case.state == "closed_paid"
    assert ready.task("charges_left") is not None
    assert row.principal_minor == 500_000
    sound(ready)


def test_a_demand_under_the_law_of_the_contract_stops_until_what_it_leaves_open_is_decided(
    ready: World,
) -> None:
    """Germany asks 9 points over 2.27 and a sum in euro, which nobody can turn into pounds: a person decides."""
    case = ready.case.pk
    law.choose_place(ready.creditor, case, "contract", "DE", "Clause 12 of the contract", **ready.by)
    found = drafted(ready)
    assert "questions" in codes(stopping(found.needs))
    with pytest.raises(Refused) as odd:
        asked(ready)
    assert odd.value.code == "not_ready" and not Demand.objects.exists()
    law.decide(ready.creditor, case, "compensation.fixed", "none", "The sum is in euro", **ready.by_owner)
    for figure in drafted(ready).to_confirm:
        law.confirm_figure(ready.creditor, case, figure, seen_in="BGB", reason="Same", **ready.by)
    row = asked(ready)
    (stretch,) = row.items.get().frozen["stretches"]
    days = (ready.day - ready.invoice.due_on).days
    assert (stretch["rate"], row.compensation_minor) == ("11.27", 0)
    assert row.interest_minor == round(500_000 * 11.27 / 100 * days / 365)


@pytest.mark.parametrize("kind", ["individual", ""])
def test_no_charge_reaches_a_consumer_at_any_level(ready: World, kind: str) -> None:
    """Neither the claim as drawn nor the ledger takes a fixed sum from who is, or may be, a consumer."""
    Debtor.objects.update(kind=kind)
    set_setting(ready.creditor, "default_kind", "individual", actor="system", moment=ready.by["moment"])
    found = drafted(ready)
    assert found.claim.total_minor == found.claim.principal_minor == 500_000
    debtor = Debtor.objects.get()
    fact = ChargeFacts("compensation", 7_000, "GBP", "the Act", "GB-EAW", ready.invoice.pk)
    with pytest.raises(Refused) as odd:
        post_charges(ready.creditor, debtor, [fact], origin="demand:1", on=ready.day, **ready.by)
    assert odd.value.code == "consumer_charge"


def test_a_second_demand_takes_no_second_fixed_sum(ready: World) -> None:
    """What the first one posted is claimed again as long as it is open, and not a penny of it is posted twice."""
    fact = ChargeFacts("compensation", 7_000, "GBP", "the Act", "GB-EAW", ready.invoice.pk)
    post_charges(ready.creditor, ready.debtor, [fact], origin="demand:1", on=ready.day, **ready.by)
    (item,) = drafted(ready).claim.items
    assert (item.fixed_minor, item.new_fixed_minor) == (7_000, 0)
    with pytest.raises(Refused) as odd:
        post_charges(ready.creditor, ready.debtor, [fact], origin="demand:2", on=ready.day, **ready.by)
    assert odd.value.code == "compensation_had"
    row = asked(ready)
    assert row.compensation_minor == 7_000 and Charge.objects.filter(kind="compensation").count() == 1
