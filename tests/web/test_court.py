"""The page of the court, through the browser's door: drawn up, approved by another, filed, judged."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.cases.people.worlds import at
from tests.web.firms import Firm, client_of, firm

from recoup.cases.formal.decisions import decide
from recoup.recourse.models import Claim, ClaimCost, Enforcement, LimitationFact

pytestmark = pytest.mark.django_db


@pytest.fixture
def north(monkeypatch: pytest.MonkeyPatch) -> Firm:
    """A firm whose debtor's case has run for a while."""
    return firm("north")


def page(north: Firm, role: str = "controller", deed: str = "") -> str:
    """The address of the court page of the case, or of a deed of it."""
    return north.url(f"cases/{north.world.case.pk}/court/{deed}")


def send(north: Firm, role: str, deed: str, **form: Any) -> Any:
    """Sends a form of the page as somebody of that role."""
    return client_of(north.users[role]).post(page(north, deed=deed), form)


DRAW = {
    "place": "GB-EAW", "form": "money_claim", "basis": "agreed", "signer": "Jo North", "placement": "never_placed",
    "mediation": "tried", "net": "3000",
}  # fmt: skip


def test_the_page_says_the_last_day_and_draws_up_a_claim(north: Firm) -> None:
    told = client_of(north.users["controller"]).get(page(north)).content.decode()
    assert "Last day to sue" in told and "Limitation Act 1980" in told and "Draw up the claim" in told
    answer = send(north, "controller", "prepare/", **DRAW)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    claim = Claim.objects.get()
    assert claim.state == "draft" and claim.signer == "Jo North"
    told = client_of(north.users["manager"]).get(page(north)).content.decode()
    assert "Approve the claim" in told and ">missing</span>" in told and "That law answers" in told
    for part, start in (("pdf", b"%PDF"), ("data", b"{"), ("table", b"\xef\xbb\xbf")):
        file = client_of(north.users["controller"]).get(page(north, deed="file/"), {"part": part})
        assert file.content.startswith(start) and "attachment" in file["Content-Disposition"]


def test_what_was_typed_survives_a_refusal(north: Firm) -> None:
    answer = send(north, "controller", "prepare/", **{**DRAW, "basis": ""})
    told = answer.content.decode()
    assert (
        answer.status_code == 422
        and "leaves open" in told
        and "Jo North" in told
        and not Claim.objects.exists()
    )


def test_an_approval_that_is_not_ready_names_what_is_missing(north: Firm) -> None:
    send(north, "controller", "prepare/", **DRAW)
    answer = send(north, "manager", "approve/")
    assert answer.status_code == 422 and "legal identity" in answer.content.decode()


def test_from_approval_to_enforcement(north: Firm) -> None:
    w = north.world
    asked_day = w.day.isoformat()
    send(north, "controller", "prepare/", **DRAW, identity_on=asked_day)
    ready_world(north)
    claim = Claim.objects.get()
    claim.state, claim.approved_by, claim.approved_on = "approved", w.owner, w.day
    claim.save()
    on = claim.prepared_at.date().isoformat()
    assert send(north, "controller", "step/", kind="filed", on=on, court="County Court").status_code == 302
    assert ClaimCost.objects.get().kind == "court_fee"
    assert send(north, "controller", "cost/", kind="lawyer", on=on, amount="120.00").status_code == 302
    assert send(north, "controller", "step/", kind="judgment", on=on).status_code == 422
    assert send(north, "controller", "step/", kind="judgment", on=on, sum="6000", rate="8").status_code == 302
    form = {"way": "bailiff", "result": "nothing", "on": on, "cost": "80"}
    assert send(north, "controller", "enforce/", **form).status_code == 302
    assert Enforcement.objects.count() == 1 and ClaimCost.objects.count() == 3
    told = client_of(north.users["auditor"]).get(page(north)).content.decode()
    assert "worth today" in told and "6,000.00" in told and "Bailiff" in told and "<form class=" not in told


def test_the_judgments_interest_is_posted_from_the_page(north: Firm) -> None:
    w = north.world
    send(north, "controller", "prepare/", **DRAW)
    on = (w.day - timedelta(days=20)).isoformat()
    Claim.objects.update(
        state="judgment",
        filed_on=on,
        judgment_on=on,
        judgment_minor=365_000,
        judgment_rate=10,
        court="County Court",
    )
    told = client_of(north.users["controller"]).get(page(north)).content.decode()
    assert "£20.00 of it is not posted yet" in told and "Post the interest" in told
    ahead = (w.day + timedelta(days=1)).isoformat()
    wrong = send(north, "controller", "interest/", until=ahead)
    assert wrong.status_code == 422 and ahead in wrong.content.decode()
    assert send(north, "controller", "interest/", until=w.day.isoformat()).status_code == 302
    told = client_of(north.users["controller"]).get(page(north)).content.decode()
    assert "of it is not posted yet" not in told and "£20.00" in told


def test_a_claim_is_refused_and_the_debtor_looked_up_on_the_page(north: Firm) -> None:
    send(north, "controller", "prepare/", **DRAW)
    assert send(north, "controller", "identity/", seen_in="").status_code == 422
    assert send(north, "controller", "identity/", seen_in="Companies House 1").status_code == 302
    told = client_of(north.users["manager"]).get(page(north)).content.decode()
    assert "Companies House 1" in told
    wrong = send(north, "manager", "refuse/", reason="")
    assert wrong.status_code == 422 and "A refusal needs a reason." in wrong.content.decode()
    assert send(north, "manager", "refuse/", reason="Too little").status_code == 302
    told = client_of(north.users["controller"]).get(page(north)).content.decode()
    assert Claim.objects.get().state == "refused" and "Draw up the claim" in told


def test_another_sum_than_was_decided_needs_its_reason(north: Firm) -> None:
    w = north.world
    by = {"actor": w.owner, "moment": at(w.day)}
    decide(w.creditor, w.case.pk, "court", "Worth it", {}, {}, 123_400, **by)
    answer = send(north, "controller", "prepare/", **DRAW)
    told = answer.content.decode()
    assert answer.status_code == 422 and 'value="3000"' in told and "£1,234.00" in told
    assert send(north, "controller", "prepare/", **{**DRAW, "net": ""}).status_code == 302
    told = client_of(north.users["manager"]).get(page(north)).content.decode()
    assert "<strong>£1,234.00</strong>" in told


def ready_world(north: Firm) -> None:
    """The claim is the draft that the page drew up."""
    assert Claim.objects.get().state == "draft"


def test_what_moves_the_last_day_is_noted_and_taken_back(north: Firm) -> None:
    form = {"what": "acknowledgment", "on": "2025-03-01", "reason": "their letter", "has_form": "1"}
    assert send(north, "controller", "limitation/", **form).status_code == 302
    fact = LimitationFact.objects.get()
    assert fact.has_form and fact.withdrawn_on is None
    assert send(north, "controller", "limitation/", fact=fact.pk, reason="").status_code == 422
    assert send(north, "controller", "limitation/", fact=fact.pk, reason="unsigned").status_code == 302
    form = {"what": "decided", "on": "2025-03-01", "until": "2026-01-01", "reason": "counsel"}
    assert send(north, "controller", "limitation/", **form).status_code == 422


def test_another_firms_claim_is_not_there(north: Firm) -> None:
    other = firm("south", roles=("owner",))
    stranger: Client = client_of(other.users["owner"])
    assert stranger.get(page(north)).status_code == 404
    assert stranger.get(other.url(f"cases/{north.world.case.pk}/court/")).status_code == 404
    assert stranger.post(other.url(f"cases/{north.world.case.pk}/court/prepare/"), DRAW).status_code == 404


def test_the_case_and_the_debtor_lead_to_it(north: Firm) -> None:
    client = client_of(north.users["controller"])
    formal = client.get(north.url(f"cases/{north.world.case.pk}/formal/")).content.decode()
    assert "It can be sued for until" in formal
    debtor = client.get(north.url(f"debtors/{north.world.debtor.pk}/")).content.decode()
    assert "Last day to sue" in debtor
