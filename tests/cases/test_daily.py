"""The daily run from the overdue invoice to the first reminder, and the preview that equals it."""

from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from tests import builders

from recoup.cases.check import checks
from recoup.cases.daily import preview, run
from recoup.cases.models import Attempt, Case, CaseInvoice, StepRun
from recoup.cases.policies import publish_default_policies
from recoup.cases.story import case_story
from recoup.ledger.models import Freshness
from recoup.lib.clock import business_moment
from recoup.org.models import Creditor
from recoup.org.settings import set_setting

pytestmark = pytest.mark.django_db
ACTOR = "user:1"
MONDAY = date(2025, 3, 3)


@pytest.fixture(autouse=True)
def home(settings: object, tmp_path: Path) -> Path:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def creditor() -> Creditor:
    return ready_creditor()


def ready_creditor(**settings: str) -> Creditor:
    creditor = builders.creditor(is_test=True)
    publish_default_policies(creditor, actor=ACTOR, moment=builders.MOMENT)
    wanted = {
        "live": "yes",
        "automation": "full",
        "import.daily_limit": "none",
        "mail.from": "ar@northwind.example",
    }
    for key, value in {**wanted, **settings}.items():
        set_setting(creditor, key, value, actor=ACTOR, moment=builders.MOMENT - timedelta(days=60))
    fresh(creditor, MONDAY)
    return creditor


def fresh(creditor: Creditor, on: date) -> None:
    Freshness.objects.update_or_create(creditor=creditor, kind="list", defaults={"as_of_on": on})


def moment(day: date) -> object:
    return business_moment(day, "Europe/London")


def test_an_overdue_invoice_gets_its_reminder_once(creditor: Creditor, home: Path) -> None:
    debtor = builders.debtor(creditor)
    builders.contact(debtor, email="ap@debtor.example")
    invoice = builders.invoice(debtor, 10_000, due_on=MONDAY - timedelta(days=3))

    report = run(creditor, moment=moment(MONDAY), actor=ACTOR)

    assert report.cases == {"open": 1, "opened": 1, "closed": 0}
    assert report.steps["done"] == 1
    assert report.by_kind == {"email": 1}
    assert report.neglected == 0
    mails = list((home / "outbox").glob("*.eml"))
    assert len(mails) == 1
    case = Case.objects.get()
    assert CaseInvoice.objects.get(case=case, invoice=invoice).earned == 1
    assert Attempt.objects.get().channel == "email"

    again = run(creditor, moment=moment(MONDAY), actor=ACTOR)
    assert again.steps["planned"] == 0
    assert again.steps["done"] == 0
    assert list((home / "outbox").glob("*.eml")) == mails


def test_the_preview_equals_the_run(creditor: Creditor) -> None:
    for n in range(5):
        debtor = builders.debtor(creditor)
        if n != 3:
            builders.contact(debtor)
        builders.invoice(debtor, 10_000 + n, due_on=MONDAY - timedelta(days=n))
    seen = preview(creditor, moment=moment(MONDAY)).to_json()
    run(creditor, moment=moment(MONDAY), actor=ACTOR)
    planned = StepRun.objects.values_list("debtor_id", "kind", "rung")
    assert sorted((a["debtor"]["id"], a["kind"], a["rung"]) for a in seen["actions"]) == sorted(planned)
    assert {n["why"]["code"] for n in seen["non_actions"]} >= {"waiting"}


def test_due_today_is_not_overdue(creditor: Creditor) -> None:
    debtor = builders.debtor(creditor)
    builders.contact(debtor)
    builders.invoice(debtor, 10_000, due_on=MONDAY)
    assert run(creditor, moment=moment(MONDAY), actor=ACTOR).cases["opened"] == 0
    fresh(creditor, MONDAY + timedelta(days=1))
    assert run(creditor, moment=moment(MONDAY + timedelta(days=1)), actor=ACTOR).cases["opened"] == 1


def test_stale_books_hold_everything(creditor: Creditor, home: Path) -> None:
    fresh(creditor, MONDAY - timedelta(days=10))
    debtor = builders.debtor(creditor)
    builders.contact(debtor)
    builders.invoice(debtor, 10_000, due_on=MONDAY - timedelta(days=20))
    report = run(creditor, moment=moment(MONDAY), actor=ACTOR)
    assert report.not_acted == {"data_stale": 1}
    assert not list((home / "outbox").glob("*.eml"))


def test_drafts_wait_for_a_person() -> None:
    creditor = ready_creditor(automation="draft")
    debtor = builders.debtor(creditor)
    builders.contact(debtor)
    builders.invoice(debtor, 10_000, due_on=MONDAY - timedelta(days=20))
    report = run(creditor, moment=moment(MONDAY), actor=ACTOR)
    assert report.steps["planned"] == 1
    assert report.steps["done"] == 0
    step = StepRun.objects.get()
    assert (step.state, step.reason) == ("planned", "needs_approval")


def test_a_letter_is_made_where_there_is_no_email_and_the_checks_hold(creditor: Creditor) -> None:
    debtor = builders.debtor(creditor, street="1 High Street", postal_code="AB1 2CD", city="Exeter")
    builders.invoice(debtor, 10_000, due_on=MONDAY - timedelta(days=20))
    other = builders.debtor(creditor)
    builders.contact(other)
    builders.invoice(other, 10_000, due_on=MONDAY - timedelta(days=20))
    report = run(creditor, moment=moment(MONDAY), actor=ACTOR)
    assert report.steps["printed"] == 1
    step = StepRun.objects.get(channel="letter")
    assert (step.state, step.message.state) == ("printed", "printed")
    assert [c.name for c in checks(creditor) if not c.ok] == []
    assert {c.examined for c in checks(creditor) if c.name == "never twice"} == {3}
    assert case_story(creditor, step.case_id)["next"]["why"]["code"] == "posting_open"


def test_cases_in_two_currencies_share_one_message(creditor: Creditor, home: Path) -> None:
    debtor = builders.debtor(creditor)
    builders.contact(debtor)
    builders.invoice(debtor, 10_000, due_on=MONDAY - timedelta(days=20), number="A-1")
    builders.invoice(debtor, 25_000, due_on=MONDAY - timedelta(days=20), currency="JPY", number="J-1")
    report = run(creditor, moment=moment(MONDAY), actor=ACTOR)
    assert report.cases["opened"] == 2
    assert report.steps["done"] == 2
    (mail,) = (home / "outbox").glob("*.eml")
    text = message_from_bytes(mail.read_bytes(), policy=policy.default).get_body(("plain",)).get_content()
    assert "£100.00 and JP¥25,000" in text
    assert StepRun.objects.values("message_id").distinct().count() == 1
    assert text.index("A-1") < text.index("To pay") < text.index("J-1")


def test_drafts_go_out_by_themselves_once_the_owner_says_full() -> None:
    creditor = ready_creditor(automation="draft", live="no")
    debtor = builders.debtor(creditor)
    builders.contact(debtor)
    builders.invoice(debtor, 10_000, due_on=MONDAY - timedelta(days=20))
    run(creditor, moment=moment(MONDAY), actor=ACTOR)
    for key, value in {"live": "yes", "automation": "full"}.items():
        set_setting(creditor, key, value, actor=ACTOR, moment=builders.MOMENT)
    fresh(creditor, MONDAY + timedelta(days=1))
    report = run(creditor, moment=moment(MONDAY + timedelta(days=1)), actor=ACTOR)
    assert report.steps["done"] == 1
    assert sorted(StepRun.objects.values_list("state", "is_void")) == [("cancelled", True), ("done", False)]


def test_a_large_first_message_goes_past_a_person_while_first_messages_are_limited() -> None:
    creditor = ready_creditor(**{"import.daily_limit": "10"})
    debtor = builders.debtor(creditor)
    builders.contact(debtor)
    builders.invoice(debtor, 9_000_000, due_on=MONDAY - timedelta(days=20))
    report = run(creditor, moment=moment(MONDAY), actor=ACTOR)
    assert (report.steps["planned"], report.steps["done"]) == (1, 0)
    assert run(creditor, moment=moment(MONDAY), actor=ACTOR).not_acted == {"needs_approval": 1}
