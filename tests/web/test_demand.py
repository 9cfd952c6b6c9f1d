"""The page of the formal demand: what is missing, the law, the letter, approval, service."""

import re

import pytest
from django.test import Client
from tests.cases.formal.demands import asked, at_demand, prepare
from tests.web.firms import Firm, client_of

from recoup.archive.deeds import Content
from recoup.cases.formal.demand import deeds
from recoup.ledger.models import Charge
from recoup.ledger.operations import add_exhibit
from recoup.lib import money
from recoup.org.models import Role
from recoup.recourse.models import Confirmation, Demand

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(settings: object, tmp_path: object) -> Firm:
    """A firm whose case is at the demand, with a manager and a controller."""
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    made = Firm(at_demand())
    for role in (Role.MANAGER, Role.CONTROLLER, Role.AUDITOR):
        made.users[role] = made.join(f"{role}@demand.example", role)
    return made


def to(firm: Firm, part: str = "") -> str:
    return firm.url(f"cases/{firm.world.case.pk}/demand/{part}")


def client(firm: Firm, role: str) -> Client:
    return client_of(firm.users[role])


def test_the_page_says_what_stops_it_and_how_to_mend_it(firm: Firm) -> None:
    page = client(firm, Role.CONTROLLER).get(to(firm)).content.decode()
    assert "3 things stop it" in page
    assert "Look up their exact name, form and number." in page
    assert "general knowledge, not checked" in page
    assert "The law of the contract is not stated: GB-EAW is assumed." in page
    assert len(page) < 60_000


def test_what_stops_it_is_mended_on_the_page(firm: Firm) -> None:
    user = client(firm, Role.CONTROLLER)
    user.post(to(firm, "identity/"), {"seen_in": "Companies House 0123"})
    for factor in ("contract", "court"):
        user.post(to(firm, "place/"), {"factor": factor, "key": "gb-eaw", "reason": "Clause 12"})
    page = user.get(to(firm)).content.decode()
    for digest in set(re.findall(r'name="figure" value="(\w{64})"', page)):
        user.post(to(firm, "figure/"), {"figure": digest, "where": "the Act", "found": "the same"})
    page = user.get(to(firm)).content.decode()
    assert "It may be asked for." in page
    assert Confirmation.objects.count() >= 3
    refused = user.post(to(firm, "ask/"), {"method": "post"})
    assert refused.status_code == 422 and b"it is not said why that is accepted" in refused.content
    given = {f"gap_{code}": "Accepted" for code in re.findall(r'name="gap_(\w+)"', page)}
    assert user.post(to(firm, "ask/"), {"method": "hand", **given}).status_code == 302
    assert Demand.objects.get().method == "hand"


def test_from_the_question_to_the_proof(firm: Firm) -> None:
    row = asked(prepare(firm.world), owner_view="They always pay late")
    controller, manager = client(firm, Role.CONTROLLER), client(firm, Role.MANAGER)
    own = controller.post(to(firm, "decide/"), {"demand": row.pk, "decide": "yes"})
    assert own.status_code == 403
    page = manager.get(to(firm)).content.decode()
    assert "They always pay late" in page and "Approve and make the letter" in page
    once = {"demand": row.pk, "decide": "yes", "once": "a"}
    for _ in range(2):
        assert manager.post(to(firm, "decide/"), once).status_code == 302
    letter = manager.get(to(firm, "letter.pdf"))
    assert letter["Content-Type"] == "application/pdf" and letter.content.startswith(b"%PDF")
    assert manager.get(to(firm, "enclosures.pdf")).content.startswith(b"%PDF")
    broken = Content(b"%PDF-1.4 broken", "application/pdf")
    add_exhibit(firm.creditor, firm.world.invoice, "terms", "old.pdf", broken, **firm.world.by)
    assert b"old.pdf cannot be printed from here." in manager.get(to(firm, "enclosures.pdf")).content
    row.refresh_from_db()
    assert row.made_on is not None
    served = {"demand": row.pk, "on": row.made_on.isoformat(), "proof": "Ann signed"}
    assert controller.post(to(firm, "serve/"), served).status_code == 302
    page = controller.get(to(firm)).content.decode()
    assert "Served: the time to pay runs." in page and "Fixed compensation" in page
    added = sum(one.open_minor for one in Charge.objects.all())
    debtor = controller.get(firm.url(f"debtors/{firm.world.debtor.pk}/")).content.decode()
    assert f"{money.text(added, 'GBP')} interest and costs" in debtor
    assert manager.post(to(firm, "waive/"), {"waived": ""}).status_code == 422
    assert manager.post(to(firm, "waive/"), {"waived": "Goodwill"}).status_code == 302
    assert all(one.open_minor == 0 for one in Charge.objects.all())
    debtor = controller.get(firm.url(f"debtors/{firm.world.debtor.pk}/")).content.decode()
    assert "interest and costs" not in debtor


def test_the_preview_is_there_before_anybody_asks(firm: Firm) -> None:
    assert client(firm, Role.AUDITOR).get(to(firm, "letter.pdf")).content.startswith(b"%PDF")


def test_another_creditors_demand_is_not_there(firm: Firm) -> None:
    row = asked(prepare(firm.world))
    other = Firm(at_demand())
    other.users["owner"] = other.join("owner@other.example", "owner")
    user = client(other, "owner")
    assert user.get(to(firm)).status_code == 404
    mine = to(other, "decide/")
    assert user.post(mine, {"demand": row.pk, "decide": "yes"}).status_code == 404
    assert deeds.demand_of(firm.creditor, firm.world.case) == row


def test_the_card_and_the_debtor_lead_there(firm: Firm) -> None:
    user = client(firm, Role.CONTROLLER)
    formal = user.get(firm.url(f"cases/{firm.world.case.pk}/formal/")).content.decode()
    assert to(firm) in formal and formal.index("Formal demand") < formal.index("Can they pay?")
    task = firm.world.task("demand")
    assert task is not None
    assert to(firm) in user.get(firm.url(f"tasks/{task.pk}/")).content.decode()


def test_an_agreed_rate_is_said_on_the_page_and_kept_when_refused(firm: Firm) -> None:
    user = client(firm, Role.MANAGER)
    said = {"question": "interest.agreed_rate", "value": "1.234,5", "why": "Clause 9"}
    refused = user.post(to(firm, "question/"), said)
    page = refused.content.decode()
    assert refused.status_code == 422 and "is no rate a year" in page and 'value="1.234,5"' in page
    user.post(to(firm, "question/"), {**said, "value": "7,5"})
    page = user.get(to(firm)).content.decode()
    assert "7.5% a year, as agreed" in page and "Clause 9" in page
    user.post(to(firm, "question/"), {**said, "value": "", "why": "not in the contract"})
    assert "interest is claimed at the rate of the law" in user.get(to(firm)).content.decode()
