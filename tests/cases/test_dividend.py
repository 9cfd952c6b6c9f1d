"""From the notice of an insolvency to its dividend: the claim, the deadline, the payment, and what is let go."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests import builders
from tests.cases.people.worlds import World, at, world

from recoup.archive.queries import entries, read
from recoup.cases.check.books import payments_add_up
from recoup.cases.facts import context
from recoup.cases.formal.solvency import dividends, proofs
from recoup.cases.models import Task
from recoup.cases.people import money
from recoup.cases.service import THROUGH_INSOLVENCY, addressee, why_not
from recoup.cases.story import debtor_story
from recoup.documents.pdf_text import text_of_pdf
from recoup.ledger.facts import PaymentFacts
from recoup.ledger.models import Invoice, Payment
from recoup.ledger.operations import record_payments, set_payer
from recoup.lib.errors import Refused
from recoup.recourse.models import Dividend, Insolvency, Proof
from recoup.recourse.solvency.queries import interest_until

pytestmark = pytest.mark.django_db
OPENED = date(2025, 3, 3)
SEPT = date(2025, 9, 1)
DAY = timedelta(days=1)


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
        dividends.take(w.creditor, case, 48_000, date(2025, 9, 1), "first", **day(date(2025, 9, 2), w))
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
        (lambda w: dividends.take(w.creditor, w.case.pk, 1, w.day, "", **w.by), "no_proof"),
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
        dividends.take(w.creditor, case, 1, w.day, "", **w.by)
    proofs.filed(w.creditor, case, w.day, **w.by)
    with pytest.raises(Refused):
        proofs.filed(w.creditor, case, w.day, **w.by)
    with pytest.raises(Refused):
        proofs.admitted(w.creditor, case, 500_001, w.day, **w.by)
    proofs.admitted(w.creditor, case, 100_000, w.day, **w.by)
    dividends.take(w.creditor, case, 60_000, w.day, "first", **w.by)
    with pytest.raises(Refused):
        dividends.take(w.creditor, case, 40_001, w.day, "second", **w.by)
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


def lodged(w: World) -> int:
    """The claim is lodged and admitted, run by Ann Keeper; the case's number."""
    case = w.case.pk
    proofs.set_holder(w.creditor, case, "Ann Keeper", reference="CR-2025-778", **w.by)
    proofs.draft(w.creditor, case, with_interest=False, **w.by)
    proofs.filed(w.creditor, case, w.day, **w.by)
    proofs.admitted(w.creditor, case, 480_000, w.day, **w.by)
    return case


def told(w: World, minor: int = 48_000, *, name: str = "Keeper & Co LLP", purpose: str = "", on: date = SEPT,
         key: str = "b1", iban: str = "") -> None:  # fmt: skip
    """The bank's file tells of money."""
    row = PaymentFacts(
        line=1, external_id=key, received_on=on, currency="GBP", amount_minor=minor, payer_name=name,
        payer_iban=iban, purpose=purpose,
    )  # fmt: skip
    record_payments(w.creditor, [row], source="bank", file="b.csv", actor=w.owner, moment=at(on))


def take(
    w: World, case: int, minor: int = 48_000, on: date = SEPT, reference: str = "", **more: Any
) -> Dividend:
    return dividends.take(w.creditor, case, minor, on, reference, **more, **day(on + 20 * DAY, w))


def counted(w: World) -> int:
    """What came off the debtor's invoices or is on account of them: what we believe to have had."""
    rows = Payment.objects.filter(debtor=w.debtor).exclude(state__in=("reversed", "superseded", "set_aside"))
    return sum(row.amount_minor for row in rows)


@pytest.mark.parametrize(
    "line",
    [
        {"name": "ANN KEEPER CLIENT ACCOUNT"},
        {"purpose": "first dividend CR-2025-778"},
        {"purpose": "INV-OF-THEIRS", "iban": "GB29NWBK60161331926819"},
    ],
)
def test_what_the_bank_told_first_is_the_dividend_noted_after_it(w: World, line: dict[str, str]) -> None:
    case = lodged(w)
    if "iban" in line:
        w.debtor.payer_ibans = line["iban"]
        w.debtor.save()
    told(w, **line)
    made = take(w, case, on=SEPT + 4 * DAY)
    assert made.payment.external_id == "b1" and Payment.objects.count() == 1
    assert counted(w) == 48_000
    w.invoice.refresh_from_db()
    assert w.invoice.open_minor == 500_000 - 48_000
    assert take(w, case, on=SEPT + 4 * DAY).pk == made.pk and Dividend.objects.count() == 1
    w.debtor.refresh_from_db()
    assert "iban" in line or not w.debtor.payer_ibans, "the office-holder's account is not the debtor's"


def test_a_person_is_asked_where_it_is_not_sure_and_their_answer_holds(w: World) -> None:
    case = lodged(w)
    told(w, name="Somebody Else plc")
    with pytest.raises(Refused) as refused:
        take(w, case)
    assert refused.value.code == "same_money" and not Dividend.objects.exists()
    waiting = Payment.objects.get()
    with pytest.raises(Refused) as refused:
        take(w, case, payment=waiting.pk + 1)
    assert refused.value.code == "no_such_payment"
    assert take(w, case, payment=waiting.pk).payment_id == waiting.pk
    assert counted(w) == 48_000


def test_other_money_of_the_same_sum_is_counted_beside_it(w: World) -> None:
    case = lodged(w)
    told(w, name="Somebody Else plc")
    made = take(w, case, is_apart=True)
    assert made.payment.source == "collected" and Payment.objects.get(external_id="b1").state == "unmatched"


def test_the_same_dividend_under_another_reference_asks(w: World) -> None:
    case = lodged(w)
    take(w, case, reference="first")
    with pytest.raises(Refused) as refused:
        take(w, case, on=SEPT + DAY, reference="1st dividend")
    assert refused.value.code == "same_money" and counted(w) == 48_000
    take(w, case, on=SEPT + DAY, reference="second", is_apart=True)
    assert counted(w) == 96_000


@pytest.mark.parametrize(("days", "name"), [(0, "Ann Keeper"), (3, "ann keeper"), (3, "Sinking Ships Ltd")])
def test_the_bank_after_the_person_is_the_same_money_where_sure(w: World, days: int, name: str) -> None:
    case = lodged(w)
    take(w, case)
    told(w, name=name, on=SEPT + days * DAY)
    assert counted(w) == 48_000 and Payment.objects.get(external_id="b1").state in ("superseded", "unmatched")


@pytest.mark.parametrize("is_same", [True, False])
def test_the_bank_after_the_person_waits_where_unsure(w: World, is_same: bool) -> None:
    """Seven days later, naming the invoice: by itself it would pay the invoice a second time."""
    case = lodged(w)
    made = take(w, case)
    told(w, name="Some Client Account", purpose=f"dividend {w.invoice.number}", on=SEPT + 7 * DAY)
    bank = Payment.objects.get(external_id="b1")
    assert (bank.state, bank.reason) == ("unmatched", "maybe_noted") and counted(w) == 48_000
    with pytest.raises(Refused) as refused:
        money.pays(w.creditor, bank.pk, [w.invoice.pk], **w.by)
    assert refused.value.code == "same_money"
    ((one, same),) = dividends.waiting(w.creditor, made.proof)
    assert (one.pk, same.payment.pk) == (made.pk, bank.pk)
    dividends.answer(w.creditor, case, made.pk, bank.pk, is_same=is_same, **day(SEPT + 9 * DAY, w))
    assert dividends.waiting(w.creditor, made.proof) == []
    bank.refresh_from_db()
    if is_same:
        made.refresh_from_db()
        assert made.payment_id == bank.pk and bank.state == "allocated"
    else:
        money.pays(w.creditor, bank.pk, [w.invoice.pk], **w.by)
    assert counted(w) == (48_000 if is_same else 96_000)
    w.invoice.refresh_from_db()
    assert w.invoice.open_minor == 500_000 - counted(w)


def test_money_put_on_account_before_takes_the_place_of_what_was_noted(w: World) -> None:
    case = lodged(w)
    told(w, name="Nobody Known", on=SEPT)
    bank = Payment.objects.get(external_id="b1")
    made = take(w, case, is_apart=True)
    set_payer(w.creditor, bank, w.debtor, **w.by)
    assert counted(w) == 96_000
    dividends.answer(w.creditor, case, made.pk, bank.pk, is_same=True, **day(SEPT + 9 * DAY, w))
    made.refresh_from_db()
    assert made.payment_id == bank.pk and counted(w) == 48_000
    w.invoice.refresh_from_db()
    assert w.invoice.open_minor == 500_000 - 48_000
    assert payments_add_up(w.creditor)[1] == []
