"""`recoup check` over formal steps: nothing to say of what the operations made, and a row broken by hand is named."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests import builders
from tests.cases.formal import claims, demands, placements
from tests.cases.people.worlds import MONDAY, World, at, world

from recoup.cases.check import formal
from recoup.cases.formal import letgo, relief
from recoup.cases.formal.placing import money
from recoup.cases.formal.solvency import dividends, proofs
from recoup.ledger.models import Charge, Invoice, Payment
from recoup.ledger.operations import record_payments
from recoup.org.models import Creditor
from recoup.recourse.models import (
    Claim,
    ClaimInvoice,
    Demand,
    DemandInvoice,
    JournalLine,
    LetGo,
    LetGoPart,
    Placement,
    PlacementItem,
    Proof,
    TaxRelief,
)
from recoup.recourse.placement.terms import Cut

pytestmark = pytest.mark.django_db
Look = Callable[[Creditor], tuple[int, list[str]]]


def holds(look: Look, w: World) -> None:
    examined, wrong = look(w.creditor)
    assert examined and not wrong


def names(look: Look, w: World, rows: Any, words: str, **broken: Any) -> None:
    """Broken by hand it is named; mended it holds again."""
    before = list(rows.values("pk", *broken))
    assert before
    rows.update(**broken)
    assert any(words in one for one in look(w.creditor)[1]), (words, look(w.creditor)[1])
    for one in before:
        rows.model.objects.filter(pk=one.pop("pk")).update(**one)
    holds(look, w)


def test_demands() -> None:
    w = demands.prepare(demands.at_demand())
    made = demands.made(w)
    holds(formal.demands, w)
    rows, parts = Demand.objects.filter(pk=made.pk), DemandInvoice.objects.filter(demand=made)
    names(formal.demands, w, rows, "does not come to its invoices", interest_minor=made.interest_minor + 1)
    names(formal.demands, w, parts, "does not come to its invoices", open_minor=1)
    names(formal.demands, w, rows, "more than the principal from a consumer", kind="individual")
    names(formal.demands, w, rows, "approved by who asked", decided_by=made.asked_by)
    names(formal.demands, w, rows, "without a yes or a letter", message=None)
    names(formal.demands, w, rows, "served on no day", state="served")


def test_placements() -> None:
    w = world(600_000)
    w.run()
    made = placements.placed(w)
    line = builders.payment_facts(8_200, received_on=MONDAY, payer_name=made.professional.name)
    record_payments(w.creditor, [line], source="bank", **w.by)
    payment = Payment.objects.get()
    shares = Cut(10_000, 1_500, 300)
    money.is_for(w.creditor, payment.pk, made.professional_id, made.reference, shares, MONDAY, **w.by_owner)
    holds(formal.placements, w)
    rows = Placement.objects.filter(pk=made.pk)
    names(formal.placements, w, rows, "does not come to what it hands over", claim_minor=1)
    items = PlacementItem.objects.filter(placement=made)
    names(formal.placements, w, items, "does not come to what it hands over", claimed_minor=1)
    names(formal.placements, w, rows, "approved by who asked", approved_by=made.asked_by)
    names(formal.placements, w, rows, "without a yes", approved_by="")
    booked = Payment.objects.filter(source="collected")
    names(formal.placements, w, booked, "booked with another sum", amount_minor=1)
    names(formal.placements, w, Payment.objects.filter(pk=payment.pk), "is not the net", amount_minor=1)


def test_claims() -> None:
    w = claims.begun()
    claim = claims.filed(w)
    holds(formal.claims, w)
    rows = Claim.objects.filter(pk=claim.pk)
    names(formal.claims, w, rows, "does not come to its invoices", compensation_minor=0)
    names(formal.claims, w, ClaimInvoice.objects.filter(claim=claim), "does not come", principal_minor=1)
    names(formal.claims, w, rows, "filed without a yes", approved_by="")
    names(formal.claims, w, rows, "judged without a sum", state="judgment")
    names(formal.claims, w, Charge.objects.filter(kind="fee"), "not charged as it was paid", amount_minor=1)
    names(formal.claims, w, Charge.objects.filter(kind="fee"), "charged as another thing", kind="interest")


def test_letting_go_and_its_tax() -> None:
    w = world(600_000)
    Invoice.objects.update(due_on=date(2024, 8, 26), issued_on=date(2024, 7, 26), tax_minor=100_000)
    w.run()
    relief.claim(w.creditor, TaxRelief.objects.get().pk, None, **w.by)
    asked = letgo.ask_write_off(w.creditor, w.case.pk, None, "no_means", "tried all", **w.by)
    letgo.decide_on(w.creditor, asked.pk, is_granted=True, **w.by_owner)
    holds(formal.letting_go, w)
    rows, parts = LetGo.objects.all(), LetGoPart.objects.all()
    names(formal.letting_go, w, rows, "approved by who asked", decided_by=asked.asked_by)
    names(formal.letting_go, w, rows, "without a yes", decided_by="")
    names(formal.letting_go, w, rows, "without the insurer", is_insured=True)
    names(formal.letting_go, w, rows, "does not come to its invoices", open_minor=1)
    names(formal.letting_go, w, parts, "another sum let go", off_minor=1)
    names(formal.letting_go, w, parts, "another sum recovered", recovered_minor=1)
    lines = JournalLine.objects.filter(kind="tax_relief")
    names(formal.letting_go, w, lines, "another sum claimed back", amount_minor=1)
    names(formal.letting_go, w, Invoice.objects.all(), "more than the tax", tax_minor=1)


def test_proofs() -> None:
    w = world(register_number="1234567")
    w.run_until("phone")
    w.record("insolvent", on=date(2025, 3, 3))
    w.debtor.refresh_from_db()
    late: dict[str, Any] = {"actor": w.owner, "moment": at(date(2025, 9, 2))}
    proofs.draft(w.creditor, w.case.pk, with_interest=False, **w.by)
    proofs.filed(w.creditor, w.case.pk, w.day, **w.by)
    dividends.take(w.creditor, w.case.pk, 48_000, date(2025, 9, 1), "first", **late)
    holds(formal.proofs, w)
    names(formal.proofs, w, Proof.objects.all(), "more than was admitted", admitted_minor=47_999)
    names(formal.proofs, w, Payment.objects.all(), "booked with another sum", amount_minor=47_999)
