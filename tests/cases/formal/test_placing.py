"""A debt in professional hands, from the asking to its end: who may, what stops, what is frozen, what comes back."""

import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.cases.people.worlds import World, at, world

from recoup.archive.queries import read
from recoup.cases import jobs
from recoup.cases.facts import context, gather
from recoup.cases.formal.placing import asking, handing
from recoup.cases.models import Job, StepRun
from recoup.cases.tasks import DOERS
from recoup.org.models import Creditor
from recoup.recourse.models import Placement, Professional
from recoup.recourse.placement import parties
from recoup.recourse.placement.rules import Asked
from recoup.recourse.placement.terms import Band, Terms

BY_DECISION = Asked(by_decision=True, knows_means=True, is_clear=True)
TERMS = Terms("GBP", (Band(None, None, Decimal(15)),), 0, Decimal(20), recall_days=14)


def agency(of: World, **more: Any) -> Professional:
    """An agency in order that takes 15 % and VAT."""
    known = {
        "licence": "FCA 1234", "data_terms_on": date(2025, 1, 1), "checked_on": date(2025, 2, 1),
        "email": "cases@agency.example", "payer_iban": "GB29 NWBK 6016 1331 9268 19", **more,
    }  # fmt: skip
    given = parties.Given(f"Swift Recovery {of.creditor.pk}", known.pop("kind", "agency"), TERMS, known)
    return parties.keep(of.creditor, given, **of.by_owner)


def asked(of: World, party: Professional, said: Asked = BY_DECISION) -> Placement:
    return asking.ask(of.creditor, of.case.pk, party.pk, said, "Three broken promises", **of.by)


def approved(of: World, party: Professional) -> Placement:
    made = asked(of, party)
    return asking.decide(of.creditor, made.pk, is_granted=True, **of.by_owner)


def do(of: Creditor, job: Job) -> Job:
    jobs.do(job, DOERS)
    job.refresh_from_db()
    return job


def placed(of: World, **more: Any) -> Placement:
    """A debt that an agency has in hand, by download."""
    made = approved(of, agency(of, **more))
    job = do(of.creditor, handing.start(of.creditor, made.pk, "download", **of.by))
    assert job.state == "done", job.answer
    return handing.handed(of.creditor, made.pk, "download", **of.by)


@pytest.fixture
def at_work(db: None) -> World:
    made = world()
    made.run_until("phone")
    return made


def position_of(of: World, on: date) -> Any:
    return gather(context(of.creditor, at(on)), [of.debtor.pk])[0].position


def csv_of(tmp_path: Path, *rows: str, head: str = "") -> Path:
    path = tmp_path / "report.csv"
    head = head or "reference,invoice,id,on,currency,gross,commission,vat,net,status"
    path.write_text("\n".join([head, *rows]) + "\n")
    return path


def test_from_asking_to_the_hands_of_the_agency(at_work: World) -> None:
    w = at_work
    party = agency(w)
    made = asked(w, party)
    assert (made.state, made.claim_minor) == ("asked", 500_000)
    assert w.task("approve_placement") is not None
    asking.decide(w.creditor, made.pk, is_granted=True, **w.by_owner)
    assert w.task("phone") is None and w.task("hand_over") is not None
    job = do(w.creditor, handing.start(w.creditor, made.pk, "download", **w.by))
    assert job.state == "done", job.answer
    made.refresh_from_db()
    data = read(w.creditor.key, made.package).data
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        claim = json.loads(zipped.read("claim.json"))
        assert set(zipped.namelist()) == {
            "README.txt", "claim.json", "claim.schema.json", "claim.csv", "contacts.csv", "evidence.zip",
        }  # fmt: skip
        assert made.reference in zipped.read("claim.csv").decode("utf-8-sig")
    assert claim["total"] == "5000.00" and claim["invoices"][0]["claimed"] == "5000.00"
    assert claim["contacts"][0]["email"] == w.contact.email
    handing.handed(w.creditor, made.pk, "download", **w.by)
    handing.handed(w.creditor, made.pk, "download", **w.by)
    assert StepRun.objects.filter(case=w.case, kind="placement", state="done").count() == 1
    assert w.task("hand_over") is None
