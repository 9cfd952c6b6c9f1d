"""A debt from its formal demand to each of its ends, day by day, as the pages in `journeys` tell it.

What is told is compared exactly; after a change that is meant,
`RECOUP_WRITE_SNAPSHOTS=1 pytest tests/proofs/test_formal_journeys.py` writes the pages anew.
"""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.cases.formal.placements import csv_of
from tests.cases.people.worlds import at
from tests.proofs.formal import DAY, Walk, deadline, demanded, pounds

from recoup.cases import jobs
from recoup.cases.formal import charges, law, letgo, recovery
from recoup.cases.formal.claim import preparing, running
from recoup.cases.formal.claim.drawing import Asked as ClaimAsked
from recoup.cases.formal.claim.drawing import drawn
from recoup.cases.formal.claim.running import Noted
from recoup.cases.formal.placing import asking, ending, handing
from recoup.cases.formal.placing import money as remitted
from recoup.cases.formal.solvency import dividends, means, proofs, registers
from recoup.cases.models import Approval
from recoup.cases.people import approvals, promises
from recoup.cases.tasks import DOERS
from recoup.recourse.models import Insolvency, Remittance
from recoup.recourse.placement import parties
from recoup.recourse.placement.rules import Asked
from recoup.recourse.placement.terms import Band, Terms
from recoup.recourse.solvency.queries import list_for

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def walk() -> Walk:
    """A debt whose demand was served."""
    return demanded()


def test_paid_after_the_demand(walk: Walk) -> None:
    walk.until(deadline(walk) - 5 * DAY)
    walk.pay(
        500_000, "the bank has £5,000.00 from Halden Fittings for INV-3107: the invoice, without the interest"
    )
    walk.until_asked("charges_left")
    charges.keep(walk.creditor, walk.case, "Petra Wright pays them with the next run", **walk.by)
    walk.tell("Sam has spoken to Petra Wright, and keeps the claim for interest and compensation")
    walk.until(walk.today + WEEK)
    left = walk.money()["open"]
    walk.pay(left, "the bank has the rest", purpose="Interest on your demand")
    charges.pay_from_account(walk.creditor, walk.case, **walk.by)
    walk.tell("Sam sets it against interest and compensation")
    walk.until(walk.today + 3 * DAY)
    assert walk.w.case.state == "closed_paid" and walk.money()["open"] == 0
    walk.matches(
        "paid", "Paid after the formal demand", "The invoice is paid in time, its interest a week later."
    )


def test_a_plan(walk: Walk) -> None:
    walk.until(deadline(walk) - 6 * DAY)
    first = walk.today + WEEK
    days = [first, first + timedelta(days=30), first + timedelta(days=60)]
    parts = [(days[0], 200_000), (days[1], 150_000), (days[2], 150_000)]
    promises.plan(
        walk.creditor, walk.case, parts, contact=walk.petra, note="Three parts, she says", **walk.by
    )
    walk.tell("Petra Wright asks Sam for three instalments: £2,000.00, £1,500.00 and £1,500.00")
    walk.until(walk.today + DAY)
    approvals.decide(walk.creditor, Approval.objects.get(kind="plan").pk, is_granted=True, **walk.by_owner)
    walk.tell("Eve says yes")
    for on, minor in parts:
        walk.until(on)
        walk.pay(minor, f"the bank has {pounds(minor)} from Halden Fittings for INV-3107")
    walk.until_asked("charges_left")
    charges.waive(walk.creditor, walk.case, "They kept the plan to the day", **walk.by_owner)
    walk.tell("Eve gives up interest and compensation: the plan was kept to the day")
    walk.until(walk.today + 2 * DAY)
    assert walk.w.case.state == "closed_paid" and walk.money()["open"] == 0
    walk.matches("plan", "A plan after the formal demand", "Three instalments, each paid on its day.")


def test_an_agency_with_its_remittances(walk: Walk, tmp_path: Path) -> None:
    walk.until_asked("placement")
    terms = Terms("GBP", (Band(None, None, Decimal(15)),), 0, Decimal(20), recall_days=14)
    known = {
        "licence": "FCA 1234", "data_terms_on": date(2025, 1, 1), "checked_on": date(2025, 3, 1),
        "email": "cases@swift.example", "payer_iban": "GB29 NWBK 6016 1331 9268 19",
    }  # fmt: skip
    party = parties.keep(
        walk.creditor, parties.Given("Swift Recovery", "agency", terms, known), **walk.by_owner
    )
    made = asking.ask(
        walk.creditor, walk.case, party.pk, Asked(knows_means=True, is_clear=True), "Neither paid nor answered",
        **walk.by,
    )  # fmt: skip
    walk.tell("Sam asks to hand the debt to Swift Recovery, 15% and VAT of what they collect")
    walk.until(walk.today + DAY)
    asking.decide(walk.creditor, made.pk, is_granted=True, **walk.by_owner)
    walk.tell("Eve says yes")
    job = handing.start(walk.creditor, made.pk, "download", **walk.by)
    jobs.do(job, DOERS)
    handing.handed(walk.creditor, made.pk, "download", **walk.by)
    walk.tell("Sam downloads the package and takes it to them")
    with walk.quiet():
        for weeks, gross, status in ((3, 200_000, "paying in parts"), (7, 312_414, "paid in full")):
            walk.until(made.asked_at.date() + DAY + weeks * WEEK)
            gross = min(gross, walk.money()["open"])
            cut = round(gross * 15 / 100)
            vat = round(cut * 20 / 100)
            figures = ",".join(f"{minor / 100:.2f}" for minor in (gross, cut, vat, gross - cut - vat))
            report = csv_of(tmp_path, f"{made.reference},,R{weeks},{walk.today},GBP,{figures},{status}")
            remitted.take_file(walk.creditor, party.pk, report, f"week{weeks}.csv", **walk.by)
            walk.tell(f"their report says that they collected {pounds(gross)}: {status}")
        walk.until_asked("charges_left")
        charges.pay_from_account(walk.creditor, walk.case, **walk.by)
        walk.tell("Sam sets the rest of what they collected against interest and compensation")
        made.refresh_from_db()
        ending.close(walk.creditor, made.pk, "All is collected", **walk.by)
        walk.tell("Sam notes that the agency is done")
        walk.until(walk.today + 2 * DAY)
    rows = Remittance.objects.filter(placement=made)
    assert (
        sum(r.gross_minor for r in rows)
        == walk.money()["paid"]
        == sum(r.net_minor + r.commission_minor + r.vat_minor for r in rows)
    )
    walk.matches(
        "agency",
        "An agency",
        "Nobody answers the demand; an agency collects in two parts, less its commission.",
    )


def test_court_with_a_judgment(walk: Walk) -> None:
    walk.until_asked("placement")
    asked = ClaimAsked(
        form="money_claim", place="GB-EAW", basis="agreed", signer="Jo North", placement="never_placed",
        mediation="tried", net_minor=300_000,
    )  # fmt: skip
    claim = preparing.prepare(walk.creditor, walk.case, asked, **walk.by)
    walk.tell("Sam decides for court at once, since they can pay, and draws up the claim")
    looked_at = list_for(walk.creditor, walk.w.debtor, "company", walk.today).items
    for code in dict.fromkeys(item.code for item in looked_at if item.is_needed):
        means.note(walk.creditor, walk.case, code, "sound", walk.today, text="Looked up", **walk.by)
    made = drawn(walk.w.case, asked, at(walk.today), whole=False)
    for figure in made.open_figures:
        law.confirm_figure(
            walk.creditor,
            walk.case,
            figure,
            seen_in="the Civil Procedure Rules",
            reason="The same",
            **walk.by,
        )
    for choice in made.law.to_confirm():
        law.choose_place(walk.creditor, walk.case, str(choice.factor), choice.key, "Our terms", **walk.by)
    walk.tell("Sam looks up their means, and compares what is left of the law's figures")
    walk.until(walk.today + 3 * DAY)
    preparing.approve(walk.creditor, walk.case, **walk.by_owner)
    walk.tell("Eve approves the claim")

    def note(kind: str, story: str, **more: object) -> None:
        running.note_step(walk.creditor, walk.case, kind, Noted(walk.today, **more), **walk.by)  # type: ignore[arg-type]
        walk.tell(story)

    note(
        "filed",
        "Jo North signs it and files it",
        court="County Court Money Claims Centre",
        reference="K1LM2025",
    )
    with walk.quiet():
        walk.until(walk.today + timedelta(days=10))
        note("served", "the court has served it")
        walk.until(walk.today + timedelta(days=21))
        claim.refresh_from_db()
        given = claim.principal_minor + claim.interest_minor + claim.compensation_minor + claim.fee_minor
        note("judgment", "nobody answers: judgment by default", sum_minor=given)
        walk.until(walk.today + timedelta(days=30))
        running.note_enforcement(
            walk.creditor, walk.case, "account", walk.today, "pending", cost_minor=11_900,
            note="Third party debt order", **walk.by,
        )  # fmt: skip
        walk.tell("Sam has their bank account attached, for £119.00")
        walk.until(walk.today + timedelta(days=14))
        walk.pay(500_000, "the bank has £5,000.00 from Halden Fittings for INV-3107")
        left = walk.money()["open"]
        walk.pay(left, "and the rest of the judgment", purpose="K1LM2025", external_id="BANK-rest")
        charges.pay_from_account(walk.creditor, walk.case, **walk.by)
        walk.until(walk.today + 2 * DAY)
        note("satisfied", "Sam notes that the judgment is paid")
        walk.until(walk.today + 2 * DAY)
    assert walk.money()["open"] == 0 and walk.w.case.state == "closed_paid"
    walk.matches(
        "court",
        "Court, with a judgment",
        "A claim that nobody defends, judgment by default, the account attached.",
    )


def test_an_insolvency_with_a_dividend(walk: Walk) -> None:
    walk.until(walk.today + 5 * DAY)
    opened = walk.today - DAY
    notice = {
        "company_number": "01234567",
        "cases": [{
            "type": "creditors-voluntary-liquidation", "number": "1",
            "dates": [{"type": "wound-up-on", "date": opened.isoformat()}],
            "practitioners": [{
                "name": "Ann Keeper", "role": "practitioner", "appointed_on": opened.isoformat(),
                "address": {"address_line_1": "1 Fleet Street", "locality": "London", "postal_code": "EC4Y 1AA"},
            }],
        }],
    }  # fmt: skip
    done = registers.load(
        walk.creditor,
        "insolvency.json",
        json.dumps(notice).encode(),
        number="01234567",
        country="GB",
        **walk.by,
    )
    assert len(done.hits) == 1, done
    walk.tell("Companies House says that they are being wound up")
    with walk.quiet():
        walk.until(walk.today + 2 * DAY)
        proofs.set_holder(
            walk.creditor, walk.case, "Ann Keeper", email="ann@keeper.example", address="1 Fleet Street\nLondon",
            proof_by_on=opened + timedelta(days=40), **walk.by,
        )  # fmt: skip
        walk.tell("Sam notes who the liquidator is, and by when claims are to be lodged")
        worked = proofs.worked(walk.w.case, Insolvency.objects.get(), at(walk.today), walk.today)
        for figure in worked.to_confirm:
            law.confirm_figure(
                walk.creditor, walk.case, figure, seen_in="legislation.gov.uk", reason="The same", **walk.by
            )
        made = proofs.draft(walk.creditor, walk.case, with_interest=True, **walk.by)
        walk.tell(f"Sam drafts the claim: {pounds(made.claimed_minor)}")
        walk.until(walk.today + 2 * DAY)
        proofs.filed(walk.creditor, walk.case, walk.today, **walk.by)
        walk.tell("Eve signs it, and Sam lodges it")
        walk.until(walk.today + 4 * WEEK)
        proofs.admitted(walk.creditor, walk.case, made.claimed_minor, walk.today, **walk.by)
        walk.tell("Ann Keeper admits all of it")
        walk.until(walk.today + 6 * WEEK)
        got = made.claimed_minor // 10
        dividends.take(walk.creditor, walk.case, got, walk.today, "first and final", **walk.by)
        walk.tell(f"a dividend of ten pence in the pound: {pounds(got)}")
        walk.until(walk.today + WEEK)
        proofs.end(walk.creditor, walk.case, note="Final meeting held", **walk.by)
        walk.tell("the liquidation is closed")
        walk.until(walk.today + DAY)
        asked = letgo.ask_write_off(
            walk.creditor, walk.case, None, "insolvent", "Nothing more will come of it.", **walk.by
        )
        walk.tell("Sam asks to write off the rest")
        walk.until(walk.today + DAY)
        letgo.decide_on(walk.creditor, asked.pk, is_granted=True, **walk.by_owner)
        walk.tell("Eve says yes")
        charges.waive(walk.creditor, walk.case, "The dividend was all there is", **walk.by_owner)
        walk.tell("Eve lets go of interest and compensation too")
        walk.until(walk.today + 2 * DAY)
    assert walk.w.case.state == "closed_written_off"
    walk.matches(
        "insolvency",
        "An insolvency, with a dividend",
        "They are wound up after the demand; a tenth comes of our claim.",
    )


def test_a_write_off_with_a_later_recovery(walk: Walk) -> None:
    walk.until_asked("placement")
    asked = letgo.ask_write_off(
        walk.creditor, walk.case, None, "no_means", "Nothing to be had, says the bank.", **walk.by
    )
    walk.tell("Sam asks to write off all of it: they have nothing")
    walk.until(walk.today + DAY)
    letgo.decide_on(walk.creditor, asked.pk, is_granted=True, **walk.by_owner)
    walk.tell("Eve says yes")
    with walk.quiet():
        walk.until(walk.today + 8 * WEEK)
        money = walk.pay(
            200_000, "the bank has £2,000.00 from Halden Fittings, which nobody expected any more"
        )
        walk.until_asked("book_recovery")
        recovery.recover(walk.creditor, walk.case, walk.w.invoice.pk, money.pk, None, **walk.by)
        walk.tell("Sam books it against what was written off")
        walk.until(walk.today + 3 * DAY)
        charges.waive(walk.creditor, walk.case, "Nothing to be had", **walk.by_owner)
        walk.tell("Eve lets go of interest and compensation too")
    assert walk.w.case.state == "closed_written_off"
    walk.matches(
        "write_off",
        "A write-off, with a later recovery",
        "Nothing is to be had, so it is let go; some comes after all.",
    )
