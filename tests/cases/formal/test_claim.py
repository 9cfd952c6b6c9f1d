"""A claim from its drawing up to the judgment and its end: what is asked before, what waits, what is posted."""

import json
from dataclasses import asdict, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests import builders
from tests.cases.people.worlds import MONDAY, World, at, world

from recoup.archive.queries import entries, read
from recoup.cases.formal import decisions, law
from recoup.cases.formal.claim import interest, preparing, running
from recoup.cases.formal.claim.drawing import Asked, drawn
from recoup.cases.formal.claim.known import known_of
from recoup.cases.formal.claim.running import Noted
from recoup.cases.formal.demand.deeds import verify_identity
from recoup.cases.formal.solvency import means
from recoup.cases.models import Case, CaseClaim, StepRun, Task
from recoup.cases.telling import Telling
from recoup.ledger.models import Charge, Debtor
from recoup.ledger.operations import record_payments
from recoup.ledger.operations.charges import ChargeFacts, post_charges, waive
from recoup.lib.errors import Refused
from recoup.org.settings import set_setting
from recoup.recourse.models import Claim, ClaimInvoice, ClaimStep
from recoup.recourse.solvency.queries import list_for

pytestmark = pytest.mark.django_db
ASKED = Asked(
    form="money_claim", place="GB-EAW", basis="agreed", signer="Jo North", placement="never_placed",
    mediation="tried", identity_on=MONDAY, net_minor=300_000,
)  # fmt: skip


def begun(**more: Any) -> World:
    """A case that has had its first reminder, on a Monday."""
    w = world(overdue=93, **more)
    w.run()
    return w


def ready(w: World, asked: Asked = ASKED) -> Claim:
    """All that a claim needs stands: means looked up, figures compared, the law confirmed."""
    claim = preparing.prepare(w.creditor, w.case.pk, asked, **w.by)
    for item in list_for(w.creditor, w.debtor, "company", w.day).items:
        if item.is_needed:
            means.note(w.creditor, w.case.pk, item.code, "sound", w.day, text="looked", **w.by)
    found = drawn(w.case, asked, at(w.day), whole=False)
    for figure in found.open_figures:
        law.confirm_figure(w.creditor, w.case.pk, figure, seen_in="the Gazette", reason="the same", **w.by)
    for choice in found.law.to_confirm():
        law.choose_place(w.creditor, w.case.pk, str(choice.factor), choice.key, "our terms", **w.by)
    return claim


def filed(w: World) -> Claim:
    """A claim that was filed today."""
    ready(w)
    preparing.approve(w.creditor, w.case.pk, **w.by_owner)
    return running.note_step(
        w.creditor, w.case.pk, "filed", Noted(w.day, court="County Court", reference="K1"), **w.by
    )


def test_the_sums_can_be_checked_by_hand() -> None:
    """5,000.00 GBP due on 30 November 2024: 8 points over 5.25%, the base of 30 June 2024, by 365 days."""
    w = begun()
    claim = preparing.prepare(w.creditor, w.case.pk, ASKED, **w.by)
    due = MONDAY - timedelta(days=93)
    assert due == date(2024, 11, 30) and claim.reckoned_on == MONDAY
    days = (MONDAY - due).days  # the day after the due date, up to and including today
    exact = Decimal(500_000) * Decimal("13.25") / 100 * days / 365
    assert claim.interest_minor == round(exact) == 16_880
    assert (claim.principal_minor, claim.compensation_minor) == (500_000, 7_000)
    assert claim.fee_minor == 45_500  # over 5,000 to 10,000
    assert claim.daily.startswith("1.81506849")  # 5,000 × 13.25% / 365


def test_the_papers_are_kept_and_say_draft() -> None:
    w = begun()
    claim = preparing.prepare(w.creditor, w.case.pk, ASKED, **w.by)
    assert read(w.creditor.key, claim.pdf).data.startswith(b"%PDF")
    told = json.loads(read(w.creditor.key, claim.data).data)
    assert told["is_draft"] and told["sums"]["claimed"] == "5238.80"
    assert {one["name"]: one["value"] for one in told["fields"]}["Court fee"] == "£455.00"
    (row,) = told["invoices"]
    assert row["schedule"][0] | {} == {
        "from_on": "2024-12-01", "until_on": "2025-03-03", "days": 93, "principal": "5000.00",
        "rate_percent": "13.25", "basis": 365, "interest": "168.80136986",
    }  # fmt: skip
    assert b"Invoice,Date,Due,Amount" in read(w.creditor.key, claim.table).data


def test_each_condition_is_asked_for_by_name() -> None:
    w = begun()
    bare = Asked(form="money_claim", place="GB-EAW", basis="agreed", signer="Jo North")
    claim = preparing.prepare(w.creditor, w.case.pk, bare, **w.by)
    made = drawn(w.case, bare, at(MONDAY), whole=False)
    unmet = {
        one.code for one in preparing.conditions(w.case, claim, made, at(MONDAY), MONDAY) if not one.is_met
    }
    assert unmet == {"placement", "mediation", "means", "net", "identity", "figures", "places"} - (
        set() if made.open_figures else {"figures"}
    )
    with pytest.raises(Refused) as refused:
        preparing.approve(w.creditor, w.case.pk, **w.by_owner)
    assert refused.value.code == "not_ready" and "identity" in refused.value.what


def test_a_reason_overrules_that_nobody_knows_their_means() -> None:
    """It is kept with the claim and in the record, for the approver to see; an insolvency is never overruled."""
    w = begun()
    bare = Asked(form="money_claim", place="GB-EAW", basis="agreed", signer="Jo North")
    claim = preparing.prepare(
        w.creditor, w.case.pk, replace(bare, means_reason="They build next door"), **w.by
    )
    made = drawn(w.case, bare, at(MONDAY), whole=False)

    def unmet() -> set[str]:
        found = preparing.conditions(w.case, claim, made, at(MONDAY), MONDAY)
        return {one.code for one in found if not one.is_met}

    assert "means" not in unmet() and preparing.asked_of(claim).means_reason == "They build next door"
    (entry,) = (one for one in entries(w.creditor.key, w.debtor.stream_key) if one.kind == "claim.prepared")
    assert read(w.creditor.key, entry.payloads["means_reason"]).data == b"They build next door"
    for item in list_for(w.creditor, w.debtor, "company", w.day).items:
        if item.is_register:
            means.note(w.creditor, w.case.pk, item.code, "insolvent", w.day, **w.by)
    assert {"means", "solvent"} <= unmet()


def test_nobody_approves_what_they_drew_up() -> None:
    w = begun()
    claim = preparing.prepare(w.creditor, w.case.pk, ASKED, **w.by_owner)
    assert claim.prepared_by == w.owner
    with pytest.raises(Refused) as refused:
        preparing.approve(w.creditor, w.case.pk, **w.by_owner)
    assert refused.value.code == "own_request"
    with pytest.raises(Refused) as refused:
        preparing.approve(w.creditor, w.case.pk, **w.by)
    assert refused.value.code == "not_allowed"


def test_somebody_else_is_asked_until_it_is_decided_and_then_somebody_files_it() -> None:
    w = begun()
    ready(w)
    asked = w.task("approve_claim")
    assert asked is not None and asked.role == "manager" and asked.due_on > w.day
    preparing.prepare(w.creditor, w.case.pk, ASKED, **w.by)
    assert Task.objects.filter(kind="approve_claim").count() == 1
    preparing.approve(w.creditor, w.case.pk, **w.by_owner)
    assert w.task("approve_claim") is None and w.task("claim_file") is not None
    preparing.prepare(w.creditor, w.case.pk, ASKED, **w.by)
    assert w.task("approve_claim") is not None and w.task("claim_file") is None
    preparing.approve(w.creditor, w.case.pk, **w.by_owner)
    running.note_step(w.creditor, w.case.pk, "filed", Noted(w.day, court="County Court"), **w.by)
    assert w.task("claim_file") is None


def test_a_draft_that_is_withdrawn_asks_nobody_any_more() -> None:
    w = begun()
    preparing.prepare(w.creditor, w.case.pk, ASKED, **w.by)
    running.note_step(w.creditor, w.case.pk, "withdrawn", Noted(w.day), **w.by)
    assert w.task("approve_claim") is None


def test_a_claim_is_refused_with_a_reason_and_another_may_be_drawn_up() -> None:
    w = begun()
    first = preparing.prepare(w.creditor, w.case.pk, ASKED, **w.by)
    for by, reason, code in ((w.by, "x", "not_allowed"), (w.by_owner, " ", "missing")):
        with pytest.raises(Refused) as refused:
            preparing.refuse(w.creditor, w.case.pk, reason, **by)
        assert refused.value.code == code
    for _ in range(2):
        preparing.refuse(w.creditor, w.case.pk, "Too little in it", **w.by_owner)
    first.refresh_from_db()
    assert first.state == "refused" and w.task("approve_claim") is None
    kinds = [one.kind for one in entries(w.creditor.key, w.debtor.stream_key)]
    assert kinds.count("claim.refused") == 1
    again = preparing.prepare(w.creditor, w.case.pk, ASKED, **w.by)
    assert again.pk != first.pk and w.task("approve_claim") is not None


BARE = Asked(**{**asdict(ASKED), "net_minor": None, "identity_on": None})


def unmet(w: World, asked: Asked) -> set[str]:
    """What stops the claim that is drawn up so."""
    claim = preparing.prepare(w.creditor, w.case.pk, asked, **w.by)
    made = drawn(w.case, asked, at(w.day), whole=False)
    found = preparing.conditions(w.case, claim, made, at(w.day), w.day)
    return {one.code for one in found if not one.is_met} & {"net", "identity"}


def decide(w: World, option: str, minor: int | None) -> None:
    decisions.decide(w.creditor, w.case.pk, option, "So it is", {}, {}, minor, **w.by)


def test_what_was_decided_and_looked_up_before_is_read_and_not_typed() -> None:
    w = begun()
    assert unmet(w, BARE) == {"net", "identity"}
    decide(w, "court", 281_456)
    verify_identity(w.creditor, w.case.pk, "Companies House 01234567", **w.by)
    assert unmet(w, BARE) == set()
    known = known_of(w.case)
    assert known.net_minor == 281_456 and known.identity is not None
    assert known.identity.where == "Companies House 01234567"
    decide(w, "agency", 175_000)
    assert unmet(w, BARE) == {"net"}
    w.day = MONDAY + timedelta(days=31)
    assert "identity" in unmet(w, BARE)
    means.note(w.creditor, w.case.pk, register_of(w), "sound", w.day, text="there", **w.by)
    assert unmet(w, BARE) == {"net"}


def register_of(w: World) -> str:
    """The first register of the list."""
    return next(one.code for one in list_for(w.creditor, w.debtor, "company", w.day).items if one.is_register)


def test_a_loss_by_the_sheet_does_not_go_to_court_unless_a_person_says_why() -> None:
    w = begun()
    decide(w, "court", -10_000)
    assert "net" in unmet(w, BARE)
    other = Asked(**{**asdict(BARE), "net_minor": 50_000})
    with pytest.raises(Refused) as refused:
        preparing.prepare(w.creditor, w.case.pk, other, **w.by)
    assert refused.value.code == "missing" and refused.value.where == "net_reason"
    said = Asked(**{**asdict(other), "net_reason": "The bank guarantees it"})
    assert "net" not in unmet(w, said)
    claim = Claim.objects.get()
    assert (claim.net_minor, claim.net_reason) == (50_000, "The bank guarantees it")


def test_another_day_of_the_look_up_needs_its_reason() -> None:
    w = begun()
    verify_identity(w.creditor, w.case.pk, "Companies House 01234567", **w.by)
    other = Asked(**{**asdict(BARE), "identity_on": w.day - timedelta(days=3)})
    with pytest.raises(Refused) as refused:
        preparing.prepare(w.creditor, w.case.pk, other, **w.by)
    assert refused.value.where == "identity_reason"
    same = Asked(**{**asdict(BARE), "identity_on": w.day})
    assert "identity" not in unmet(w, same)


def test_drawn_up_again_it_has_to_be_approved_again() -> None:
    w = begun()
    first = ready(w)
    assert preparing.approve(w.creditor, w.case.pk, **w.by_owner).state == "approved"
    again = preparing.prepare(w.creditor, w.case.pk, ASKED, **w.by)
    assert again.pk == first.pk and again.state == "draft" and not again.approved_by
    assert CaseClaim.objects.count() == 1 and ClaimInvoice.objects.count() == 1


def test_an_unknown_due_basis_is_asked_and_not_guessed() -> None:
    w = begun()
    with pytest.raises(Refused) as refused:
        preparing.prepare(w.creditor, w.case.pk, Asked(form="plain", place="GB-EAW", signer="Jo"), **w.by)
    assert refused.value.code == "law_open"


def test_what_is_disputed_is_left_out_and_said() -> None:
    from recoup.cases.people.disputes import dispute

    w = begun()
    other = builders.invoice(w.debtor, 20_000, due_on=date(2024, 12, 1))
    w.run()
    dispute(w.creditor, other.pk, None, "quality", **w.by)
    made = drawn(w.case, ASKED, at(MONDAY), whole=False)
    assert [one.number for one in made.file.items] == [w.invoice.number] and made.file.left_out == (
        other.number,
    )


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
