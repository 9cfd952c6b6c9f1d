"""A claim from its filing to the judgment and its end: what waits, what is posted, what is given up."""

import json
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests import builders
from tests.cases.formal.claims import ASKED, begun, filed, ready
from tests.cases.people.worlds import MONDAY, World, at, world

from recoup.archive.queries import entries, read
from recoup.cases.formal.claim import interest, preparing, running
from recoup.cases.formal.claim.drawing import Asked, drawn
from recoup.cases.formal.claim.running import Noted
from recoup.cases.models import Case, StepRun, Task
from recoup.cases.telling import Telling
from recoup.ledger.models import Charge, Debtor
from recoup.ledger.operations import record_payments
from recoup.ledger.operations.charges import ChargeFacts, post_charges, waive
from recoup.lib.errors import Refused
from recoup.org.settings import set_setting
from recoup.recourse.models import Claim, ClaimStep

pytestmark = pytest.mark.django_db


def test_filing_earns_the_rung_posts_the_fee_and_the_case_waits() -> None:
    w = begun()
    claim = filed(w)
    run = StepRun.objects.get(kind="claim")
    assert (run.rung, run.state, run.done_on) == (7, "done", MONDAY)
    charge = Charge.objects.get()
    assert (charge.kind, charge.amount_minor, charge.law) == ("fee", 45_500, "GB-EAW")
    task = w.task("claim_served")
    assert task is not None and task.due_on == MONDAY + timedelta(days=14) == claim.due_on
    sent = StepRun.objects.filter(channel__in=("email", "letter", "phone")).count()
    for days in range(1, 60):
        w.run(MONDAY + timedelta(days=days))
    assert (w.case.why_code, w.case.next_kind) == ("formal_case_open", "claim")
    assert StepRun.objects.filter(channel__in=("email", "letter", "phone")).count() == sent


def test_a_second_click_files_nothing_twice() -> None:
    w = begun()
    filed(w)
    running.note_step(w.creditor, w.case.pk, "filed", Noted(w.day, court="County Court"), **w.by)
    assert ClaimStep.objects.count() == 1 and Charge.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "noted", "code"),
    [
        ("judgment", Noted(MONDAY), "missing"),
        ("appeal", Noted(MONDAY), "step_out_of_order"),
        ("coup", Noted(MONDAY), "unknown_step"),
        ("served", Noted(MONDAY + timedelta(days=1)), "date_in_future"),
        ("served", Noted(MONDAY - timedelta(days=1)), "before_filing"),
    ],
)
def test_what_cannot_follow_is_refused(kind: str, noted: Noted, code: str) -> None:
    w = begun()
    filed(w)
    with pytest.raises(Refused) as refused:
        running.note_step(w.creditor, w.case.pk, kind, noted, **w.by)
    assert refused.value.code == code


def test_the_deadline_to_object_is_the_laws_where_it_is_known() -> None:
    w = begun()
    ready(w, Asked(**{**_asked(), "form": "mahnverfahren", "place": "DE"}))
    preparing.approve(w.creditor, w.case.pk, **w.by_owner)
    running.note_step(w.creditor, w.case.pk, "filed", Noted(MONDAY, court="Amtsgericht"), **w.by)
    claim = running.note_step(w.creditor, w.case.pk, "served", Noted(MONDAY), **w.by)
    assert claim.due_on == MONDAY + timedelta(days=14) and w.task("claim_reply") is not None


def _asked() -> dict[str, Any]:
    return asdict(ASKED)


def test_from_the_judgment_on_its_own_rate_runs_and_money_takes_it_down() -> None:
    """6,000.00 at 8% from 1 April: 30 days to 1 May are 39.45; 2,000.00 come that day; 30 days more on 4,000.00."""
    w = begun()
    filed(w)
    w.day = date(2025, 4, 1)
    noted = Noted(w.day, sum_minor=600_000, rate=Decimal(8))
    claim = running.note_step(w.creditor, w.case.pk, "judgment", noted, **w.by)
    w.day = date(2025, 5, 31)
    record_payments(
        w.creditor, [builders.payment_facts(200_000, received_on=date(2025, 5, 1), references=(w.invoice.number,))],
        source="bank", as_of_on=w.day, **w.by,
    )  # fmt: skip
    worth = running.judgment_on(claim, w.day)
    assert worth is not None
    assert [(one.days, one.principal_minor) for one in worth.stretches] == [(30, 600_000), (30, 400_000)]
    assert worth.interest_minor == round(600_000 * 0.08 * 30 / 365 + 400_000 * 0.08 * 30 / 365) == 6_575
    assert worth.left_minor == 400_000 + 6_575 and worth.paid_minor == 200_000


def judged(w: World, minor: int = 600_000, rate: int = 8) -> Claim:
    """6,000.00 at 8% from 1 April 2025."""
    filed(w)
    w.day = date(2025, 4, 1)
    noted = Noted(w.day, sum_minor=minor, rate=Decimal(rate) if rate else None)
    return running.note_step(w.creditor, w.case.pk, "judgment", noted, **w.by)


def test_the_judgments_interest_is_posted_up_to_a_day_and_no_day_twice() -> None:
    """30 days on 6,000.00 at 8% are 39.45; 61 days are 80.22, so the next 31 add 40.77 and not 40.76 by themselves."""
    w = begun()
    claim = judged(w)
    w.day = date(2025, 6, 1)
    assert interest.unbooked(claim, w.day) == 8_022
    for _ in range(2):
        made = interest.book(w.creditor, w.case.pk, date(2025, 5, 1), **w.by)
    assert (made.kind, made.amount_minor, made.until_on) == ("interest", 3_945, date(2025, 5, 1))
    interest.book(w.creditor, w.case.pk, w.day, **w.by)
    assert [(one.until_on, one.amount_minor) for one in interest.booked(claim)] == [
        (date(2025, 5, 1), 3_945),
        (date(2025, 6, 1), 4_077),
    ]
    assert interest.unbooked(claim, w.day) == 0
    with pytest.raises(Refused) as refused:
        interest.book(w.creditor, w.case.pk, date(2025, 5, 15), **w.by)
    assert refused.value.code == "booked_already"
    told = [one for one in entries(w.creditor.key, w.debtor.stream_key) if one.kind == "claim.interest"]
    assert [one.facts["from_on"] for one in told] == ["2025-04-02", "2025-05-02"]
    assert str(Telling(w.creditor, w.debtor, told).tell(told[0])) == (
        "Interest of the judgment from 2 April 2025 to 1 May 2025, posted as a charge: £39.45."
    )


def test_posted_interest_is_never_more_than_what_the_judgment_bears_by_then() -> None:
    """Money of 1 May is known on 20 May, after interest was posted to 10 May on all of it: the next takes that off."""
    w = begun()
    claim = judged(w)
    w.day = date(2025, 5, 10)
    interest.book(w.creditor, w.case.pk, w.day, **w.by)
    w.day = date(2025, 5, 20)
    record_payments(
        w.creditor, [builders.payment_facts(200_000, received_on=date(2025, 5, 1), references=(w.invoice.number,))],
        source="bank", as_of_on=w.day, **w.by,
    )  # fmt: skip
    interest.book(w.creditor, w.case.pk, w.day, **w.by)
    worth = running.judgment_on(claim, w.day)
    assert worth is not None
    assert sum(one.amount_minor for one in interest.booked(claim)) == worth.interest_minor


def test_what_was_waived_is_not_posted_again() -> None:
    w = begun()
    claim = judged(w)
    w.day = date(2025, 5, 1)
    made = interest.book(w.creditor, w.case.pk, w.day, **w.by)
    waive(w.creditor, w.debtor, [made.pk], "goodwill", on=w.day, **w.by)
    assert interest.unbooked(claim, w.day) == 0


@pytest.mark.parametrize(
    ("until", "code"),
    [
        (date(2025, 4, 1), "before_judgment"),
        (date(2025, 5, 2), "date_in_future"),
    ],
)
def test_interest_is_posted_only_for_days_that_bear_it(until: date, code: str) -> None:
    w = begun()
    judged(w)
    w.day = date(2025, 5, 1)
    with pytest.raises(Refused) as refused:
        interest.book(w.creditor, w.case.pk, until, **w.by)
    assert refused.value.code == code


def test_no_interest_without_a_rate_before_a_judgment_nor_past_an_insolvency() -> None:
    w = begun()
    with pytest.raises(Refused) as refused:
        interest.book(w.creditor, w.case.pk, w.day, **w.by)
    assert refused.value.code == "no_such_claim"
    claim = judged(w, rate=0)
    w.day = date(2025, 5, 1)
    with pytest.raises(Refused) as refused:
        interest.book(w.creditor, w.case.pk, w.day, **w.by)
    assert refused.value.code == "no_rate"
    claim.judgment_rate = Decimal(8)
    claim.save()
    Debtor.objects.filter(pk=w.debtor.pk).update(insolvent_on=date(2025, 4, 20))
    with pytest.raises(Refused) as refused:
        interest.book(w.creditor, w.case.pk, w.day, **w.by)
    assert refused.value.code == "insolvent"
    assert interest.book(w.creditor, w.case.pk, date(2025, 4, 20), **w.by).amount_minor == 2_499


def test_enforcement_costs_are_charges_and_the_next_look_has_a_date() -> None:
    w = begun()
    filed(w)
    with pytest.raises(Refused):
        running.note_enforcement(w.creditor, w.case.pk, "bailiff", MONDAY, "nothing", **w.by)
    running.note_step(w.creditor, w.case.pk, "judgment", Noted(MONDAY, sum_minor=600_000), **w.by)
    for _ in range(2):
        running.note_enforcement(
            w.creditor, w.case.pk, "bailiff", MONDAY, "nothing", cost_minor=8_000, **w.by
        )
    assert list(Charge.objects.order_by("pk").values_list("kind", "amount_minor")) == [
        ("fee", 45_500),
        ("interest", 54_500),  # 6,000.00 were given, 5,455.00 stood in the books
        ("cost", 8_000),
    ]
    task = w.task("claim_enforce")
    assert task is not None and task.due_on == MONDAY + timedelta(days=30)


def test_a_deadline_that_somebody_ticked_off_without_a_word_is_asked_again() -> None:
    w = begun()
    filed(w)
    w.record("done", task=w.task("claim_served"))
    w.run(MONDAY + timedelta(days=15))
    assert w.task("claim_next") is not None
    w.run(MONDAY + timedelta(days=16))
    assert Task.objects.filter(kind="claim_next").count() == 1


def test_a_claim_that_was_paid_is_ended_in_court_by_a_person() -> None:
    w = begun()
    filed(w)
    record_payments(
        w.creditor, [builders.payment_facts(500_000, received_on=MONDAY, references=(w.invoice.number,))],
        source="bank", as_of_on=MONDAY, **w.by,
    )  # fmt: skip
    w.run(MONDAY + timedelta(days=1))
    assert w.case.state == "closed_paid"
    w.run(MONDAY + timedelta(days=2))
    assert w.task("claim_paid") is not None
    running.note_step(w.creditor, w.case.pk, "withdrawn", Noted(w.day, note="paid"), **w.by)
    assert w.task("claim_paid") is None and Claim.objects.get().state == "withdrawn"


def test_the_journey_reads_as_sentences() -> None:
    w = begun()
    filed(w)
    for days, kind, noted in (
        (10, "served", {}),
        (30, "defence", {}),
        (60, "hearing", {"due_on": MONDAY + timedelta(days=90)}),
        (90, "judgment", {"sum_minor": 600_000, "rate": Decimal(8)}),
        (120, "satisfied", {}),
    ):
        w.day = MONDAY + timedelta(days=days)
        running.note_step(w.creditor, w.case.pk, kind, Noted(w.day, **noted), **w.by)
    told = entries(w.creditor.key, w.debtor.stream_key)
    telling = Telling(w.creditor, w.debtor, told)
    assert [str(telling.tell(one)) for one in told if one.kind.startswith("claim.")] == [
        "A claim for court was drawn up: £5,238.80.",
        "The claim for court was approved; a person signs and files it.",
        "The claim was filed at the court on 3 March 2025; looked at again by 17 March 2025.",
        "The claim was served on them on 13 March 2025; looked at again by 10 April 2025.",
        "They defend the claim, 2 April 2025; looked at again by 16 April 2025.",
        "A hearing of the claim is set, noted on 2 May 2025; looked at again by 1 June 2025.",
        "Judgment of 1 June 2025: £6,000.00.",
        "The judgment was paid, 1 July 2025.",
    ]
    assert Claim.objects.get().state == "satisfied" and w.task("claim_enforce") is None


def test_a_running_claim_stops_the_clock() -> None:
    w = world(overdue=(date(2025, 3, 3) - date(2019, 3, 3)).days - 100)
    w.run()
    filed(w)
    before = Task.objects.filter(kind="limitation_near").count()
    w.run(MONDAY + timedelta(days=95))
    assert Task.objects.filter(kind="limitation_near").count() == before


def test_filing_answers_what_the_ladder_asks_for() -> None:
    w = begun()
    Task.objects.create(
        creditor=w.creditor, debtor=w.debtor, case=w.case, kind="placement", due_on=w.day, opened_on=w.day
    )
    filed(w)
    assert w.task("placement") is None and w.task("claim_served") is not None


def test_a_judgment_adds_what_the_court_gave_beyond_the_books() -> None:
    """5,000.00 open and 455.00 fee are in the books; the court gave 5,638.80: 183.80 more."""
    w = begun()
    filed(w)
    for kind, sums in (("served", {}), ("judgment", {"sum_minor": 563_880})):
        running.note_step(w.creditor, w.case.pk, kind, Noted(w.day, **sums), **w.by)
    found = {one.kind: one.amount_minor for one in Charge.objects.all()}
    assert found == {"fee": 45_500, "interest": 18_380}


def added(w: World) -> dict[str, Charge]:
    """100.00 of interest and the fixed sum of 70.00, as a demand posts them."""
    posted = [
        ChargeFacts("interest", 10_000, "GBP", "the Act", "GB-EAW", w.invoice.pk, MONDAY),
        ChargeFacts("compensation", 7_000, "GBP", "the Act", "GB-EAW", w.invoice.pk),
    ]
    made = post_charges(w.creditor, w.debtor, posted, origin="demand:1", on=w.day, **w.by)
    return {one.kind: one for one in made}


def test_what_was_given_up_is_not_claimed_in_court() -> None:
    """Interest to the day is 168.80 and the fixed sum 70.00; 100.00 and 70.00 of them were given up."""
    w = begun()
    charges = added(w)
    waive(w.creditor, w.debtor, [one.pk for one in charges.values()], "goodwill", on=w.day, **w.by)
    claim = preparing.prepare(w.creditor, w.case.pk, ASKED, **w.by)
    assert (claim.principal_minor, claim.interest_minor, claim.compensation_minor) == (500_000, 6_880, 0)
    told = json.loads(read(w.creditor.key, claim.data).data)
    assert told["invoices"][0]["given_up"] == "170.00"


def test_a_posted_charge_is_claimed_once() -> None:
    w = begun()
    added(w)
    claim = preparing.prepare(w.creditor, w.case.pk, ASKED, **w.by)
    assert (claim.principal_minor, claim.interest_minor, claim.compensation_minor) == (500_000, 16_880, 7_000)


def test_of_whom_nobody_knows_what_they_are_no_interest_between_businesses_is_claimed() -> None:
    """The creditor's usual kind is for its first letters: in court who is unknown may be a consumer."""
    w = begun()
    w.debtor.kind = ""
    w.debtor.save(update_fields=["kind"])
    set_setting(w.creditor, "default_kind", "company", actor="system", moment=at(MONDAY))
    with pytest.raises(Refused) as refused:
        preparing.prepare(w.creditor, w.case.pk, ASKED, **w.by)
    assert refused.value.code == "law_open"
    made = drawn(Case.objects.get(pk=w.case.pk), ASKED, at(MONDAY), whole=False)
    assert (made.file.interest_minor, made.file.compensation_minor) == (0, 0)


def test_money_between_judgment_and_its_noting_is_not_added_again() -> None:
    """5,455.00 stood in the books and the court gave 5,638.80; 2,000.00 came before anybody noted it: 183.80 more."""
    w = begun()
    filed(w)
    w.day = MONDAY + timedelta(days=5)
    paid = [
        builders.payment_facts(
            200_000, received_on=MONDAY + timedelta(days=3), references=(w.invoice.number,)
        )
    ]
    record_payments(w.creditor, paid, source="bank", as_of_on=w.day, **w.by)
    judged = Noted(MONDAY + timedelta(days=1), sum_minor=563_880)
    running.note_step(w.creditor, w.case.pk, "judgment", judged, **w.by)
    assert {one.kind: one.amount_minor for one in Charge.objects.all()} == {"fee": 45_500, "interest": 18_380}
