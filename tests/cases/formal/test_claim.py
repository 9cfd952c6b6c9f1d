"""A claim before it is filed: its sums, what is asked before, who decides, what is read and what is typed."""

import json
from dataclasses import asdict, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests import builders
from tests.cases.formal.claims import ASKED, BARE, begun, decide, ready, unmet
from tests.cases.people.worlds import MONDAY, World, at

from recoup.archive.queries import entries, read
from recoup.cases.formal.claim import preparing, running
from recoup.cases.formal.claim.drawing import Asked, drawn
from recoup.cases.formal.claim.known import known_of
from recoup.cases.formal.claim.running import Noted
from recoup.cases.formal.demand.deeds import verify_identity
from recoup.cases.formal.solvency import means
from recoup.cases.models import CaseClaim, Task
from recoup.lib.errors import Refused
from recoup.recourse.models import Claim, ClaimInvoice
from recoup.recourse.solvency.queries import list_for

pytestmark = pytest.mark.django_db


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
