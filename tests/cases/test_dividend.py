"""From the notice of an insolvency to its dividend: the claim, the deadline, the payment, and what is let go."""

from datetime import date
from typing import Any

import pytest
from tests import builders
from tests.cases.people.worlds import World, at, world

from recoup.archive.queries import entries, read
from recoup.cases.facts import context
from recoup.cases.formal.solvency import proofs
from recoup.cases.models import Task
from recoup.cases.service import THROUGH_INSOLVENCY, addressee, why_not
from recoup.cases.story import debtor_story
from recoup.documents.pdf_text import text_of_pdf
from recoup.ledger.models import Invoice, Payment
from recoup.lib.errors import Refused
from recoup.recourse.models import Dividend, Insolvency, Proof
from recoup.recourse.solvency.queries import interest_until

pytestmark = pytest.mark.django_db
OPENED = date(2025, 3, 3)


@pytest.fixture
def w() -> World:
    made = world(register_number="1234567", name="Sinking Ships Ltd")
    made.run_until("phone")
    made.record("insolvent", on=OPENED)
    made.debtor.refresh_from_db()
    return made


def day(on: date, w: World) -> dict[str, Any]:
    return {"actor": w.owner, "moment": at(on)}


def test_from_the_notice_to_the_dividend_and_letting_go(w: World) -> None:
    later = builders.invoice(w.debtor, 70_000, issued_on=date(2025, 3, 10), due_on=date(2025, 3, 11))
    case = w.case.pk
    proofs.set_holder(
        w.creditor, case, "Ann Keeper", email="ann@keeper.example", address="1 Fleet Street\nLondon",
        proof_by_on=date(2025, 4, 30), **w.by,
    )  # fmt: skip
    task = w.task("proof_of_debt")
    assert task is not None and task.due_on == date(2025, 4, 23)
    made = proofs.draft(w.creditor, case, with_interest=False, **w.by)
    assert (made.principal_minor, made.claimed_minor) == (500_000, 500_000)
    form = text_of_pdf(read(w.creditor.key, made.form).data)
    assert "To be checked and signed by" in form and "Ann Keeper" in form and "DRAFT" in form.upper()
    assert w.invoice.number in form and later.number not in form
    proofs.filed(w.creditor, case, w.day, **w.by)
    assert w.task("proof_of_debt") is None
    proofs.admitted(w.creditor, case, 480_000, date(2025, 5, 1), **day(date(2025, 5, 2), w))
    for _ in range(2):
        proofs.dividend(w.creditor, case, 48_000, date(2025, 9, 1), "first", **day(date(2025, 9, 2), w))
    assert Dividend.objects.count() == Payment.objects.filter(source="collected").count() == 1
    w.invoice.refresh_from_db()
    assert w.invoice.open_minor == 500_000 - 48_000
    assert Invoice.objects.get(pk=later.pk).open_minor == 70_000
    proofs.end(w.creditor, case, **day(date(2025, 12, 1), w))
    row = Insolvency.objects.get()
    assert (row.outcome, row.ended_on) == ("closed", date(2025, 12, 1))
    assert w.task("write_off") is not None
    w.debtor.refresh_from_db()
    assert w.debtor.insolvent_on == OPENED
    told = " ".join(line["text"] for line in debtor_story(w.creditor, str(w.debtor.pk))["timeline"])
    for words in ("Our claim of £5,000.00 was lodged", "admitted £4,800.00", "A dividend of £480.00",
                  "Ann Keeper", "£480.00 came of it in all"):  # fmt: skip
        assert words in told, words


@pytest.mark.parametrize(
    ("country", "chosen", "title"),
    [
        ("DE", "", "Forderungsanmeldung im Insolvenzverfahren"),
        ("FR", "", "Déclaration de créance"),
        ("AT", "", "Forderungsanmeldung im Insolvenzverfahren"),
        ("", "", "Claim in an insolvency"),
        ("DE", "it", "Domanda di ammissione al passivo"),
        ("DE", "xx", "Forderungsanmeldung im Insolvenzverfahren"),
    ],
)
def test_the_form_is_in_the_language_of_the_court_or_the_chosen_one(
    w: World, country: str, chosen: str, title: str
) -> None:
    w.debtor.country = country
    w.debtor.save(update_fields=["country"])
    made = proofs.draft(w.creditor, w.case.pk, with_interest=False, language=chosen, **w.by)
    assert title in text_of_pdf(read(w.creditor.key, made.form).data)


def test_what_is_drafted_is_internal_and_what_is_lodged_open(w: World) -> None:
    proofs.draft(w.creditor, w.case.pk, with_interest=False, **w.by)
    proofs.filed(w.creditor, w.case.pk, w.day, **w.by)
    found = {e.kind: e.klass for e in entries(w.creditor.key, w.debtor.stream_key)}
    assert (found["proof.drafted"], found["proof.filed"]) == ("internal", "open")


def test_interest_stops_on_the_opening_day(w: World) -> None:
    assert interest_until(w.debtor, date(2026, 1, 1)) == OPENED
    claim = proofs.worked(w.case, Insolvency.objects.get(), at(w.day), w.day)
    assert claim.principal_minor == 500_000
    assert claim.has_interest or claim.why_not
    if not claim.has_interest:
        with pytest.raises(Refused) as refused:
            proofs.draft(w.creditor, w.case.pk, with_interest=True, **w.by)
        assert refused.value.code == "interest_not_known"


def test_interest_of_a_claim_can_be_checked_by_hand(w: World) -> None:
    """5,000.00 due 28 February 2025, agreed: 4.75 + 8 = 12.75% for 1 to 3 March, 3 days: 5.24; and 70 fixed."""
    Invoice.objects.update(due_basis="agreed")
    claim = proofs.worked(w.case, Insolvency.objects.get(), at(w.day), w.day)
    if not claim.has_interest:
        from recoup.cases.formal.law import confirm_figure

        for figure in claim.to_confirm:
            confirm_figure(
                w.creditor, w.case.pk, figure, seen_in="the statute", reason="compared", **w.by_owner
            )
        claim = proofs.worked(w.case, Insolvency.objects.get(), at(w.day), w.day)
    assert claim.has_interest, claim.why_not
    assert (claim.principal_minor, claim.interest_minor, claim.compensation_minor) == (500_000, 524, 7_000)
    made = proofs.draft(w.creditor, w.case.pk, with_interest=True, **w.by)
    assert made.claimed_minor == 507_524


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        (lambda w: proofs.filed(w.creditor, w.case.pk, w.day, **w.by), "no_proof"),
        (lambda w: proofs.admitted(w.creditor, w.case.pk, 1, w.day, **w.by), "no_proof"),
        (lambda w: proofs.dividend(w.creditor, w.case.pk, 1, w.day, "", **w.by), "no_proof"),
    ],
)
def test_one_after_the_other(w: World, deed: Any, code: str) -> None:
    with pytest.raises(Refused) as refused:
        deed(w)
    assert refused.value.code == code


def test_no_more_comes_than_was_admitted(w: World) -> None:
    case = w.case.pk
    proofs.draft(w.creditor, case, with_interest=False, **w.by)
    with pytest.raises(Refused):
        proofs.dividend(w.creditor, case, 1, w.day, "", **w.by)
    proofs.filed(w.creditor, case, w.day, **w.by)
    with pytest.raises(Refused):
        proofs.filed(w.creditor, case, w.day, **w.by)
    with pytest.raises(Refused):
        proofs.admitted(w.creditor, case, 500_001, w.day, **w.by)
    proofs.admitted(w.creditor, case, 100_000, w.day, **w.by)
    proofs.dividend(w.creditor, case, 60_000, w.day, "first", **w.by)
    with pytest.raises(Refused):
        proofs.dividend(w.creditor, case, 40_001, w.day, "second", **w.by)
    assert Proof.objects.get().admitted_minor == 100_000


def test_who_is_not_insolvent_has_no_claim() -> None:
    w = world()
    w.run()
    with pytest.raises(Refused) as refused:
        proofs.draft(w.creditor, w.case.pk, with_interest=False, **w.by)
    assert refused.value.code == "not_insolvent"


def test_contact_goes_on_with_the_office_holder_alone(w: World) -> None:
    ctx = context(w.creditor, at(w.day))
    assert why_not(w.debtor, ctx, addressee(w.debtor, w.contact)) == "insolvent"
    for role in THROUGH_INSOLVENCY:
        one = builders.contact(w.debtor, role=role)
        assert why_not(w.debtor, ctx, one) == ""
        assert addressee(w.debtor, w.contact) != w.contact
    assert why_not(w.debtor, ctx, w.contact) == "insolvent"


def test_a_represented_debtor_is_written_to_through_the_lawyer() -> None:
    w = world(represented_by="Lex LLP")
    ctx = context(w.creditor, at(w.day))
    assert why_not(w.debtor, ctx, addressee(w.debtor, w.contact)) == "represented"
    lawyer = builders.contact(w.debtor, role="lawyer")
    assert addressee(w.debtor, w.contact) == lawyer and why_not(w.debtor, ctx, lawyer) == ""
    w.run()
    assert not Task.objects.filter(state="open", step__isnull=False).exists()
