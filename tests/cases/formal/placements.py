"""Debts on their way into professional hands, and there."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests import builders
from tests.cases.people.worlds import World, at

from recoup.cases import jobs
from recoup.cases.facts import context, gather
from recoup.cases.formal.placing import asking, handing
from recoup.cases.models import Job
from recoup.cases.tasks import DOERS
from recoup.ledger.models import Payment
from recoup.ledger.operations import record_payments
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


def position_of(of: World, on: date) -> Any:
    return gather(context(of.creditor, at(on)), [of.debtor.pk])[0].position


def csv_of(tmp_path: Path, *rows: str, head: str = "") -> Path:
    path = tmp_path / "report.csv"
    head = head or "reference,invoice,id,on,currency,gross,commission,vat,net,status"
    path.write_text("\n".join([head, *rows]) + "\n")
    return path


def bank(of: World, minor: int, **more: Any) -> Payment:
    """Money at the bank from the agency, whatever its text names."""
    known = {"payer_iban": "GB29NWBK60161331926819", "purpose": f"collected on {of.invoice.number}", **more}
    record_payments(of.creditor, [builders.payment_facts(minor, **known)], source="bank", **of.by)
    return Payment.objects.filter(creditor=of.creditor, source="bank").order_by("-pk")[0]
