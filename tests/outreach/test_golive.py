"""Before messages leave: what is tested, what is still missing, and mail to ourselves."""

from datetime import timedelta
from typing import Any

import pytest
from tests import builders, smtp
from tests.builders import ACTOR, MOMENT
from tests.outreach.test_domain import FIRM, Table, key

from recoup.archive.queries import entries
from recoup.lib.errors import Refused
from recoup.org.models import Creditor, Notice
from recoup.org.notices import call_off, notify
from recoup.org.settings import set_setting, settings_of
from recoup.outreach import golive, trials
from recoup.outreach.ourselves import send_notices

pytestmark = pytest.mark.django_db
smtp_server = smtp.smtp_server
BY: dict[str, Any] = {"actor": ACTOR, "moment": MOMENT}


@pytest.fixture
def creditor() -> Creditor:
    return builders.creditor()


def put(creditor: Creditor, **values: str) -> None:
    for name, value in values.items():
        set_setting(creditor, name.replace("__", "."), value, **BY)


def states(creditor: Creditor) -> dict[str, str]:
    return {one.code: one.state for one in golive.checklist(creditor, settings_of(creditor, MOMENT))}


def good_table() -> Table:
    return Table()(FIRM, "v=spf1 a:127.0.0.1 ~all")("_dmarc.firm.example", "v=DMARC1; p=none")(
        "default._domainkey.firm.example", f"v=DKIM1; p={key(2048)}"
    )


def test_a_new_creditor_has_everything_before_it(creditor: Creditor) -> None:
    found = states(creditor)
    assert [code for code, state in found.items() if state == "todo"] == [
        "address", "account", "sender", "server",
    ]  # fmt: skip
    with pytest.raises(Refused) as refusal:
        golive.go_live(creditor, **BY)
    assert refusal.value.code == "not_ready" and not settings_of(creditor, MOMENT).live


def test_a_home_for_trying_out_is_only_warned() -> None:
    tried = builders.creditor(is_test=True)
    assert "todo" not in states(tried).values()
    golive.go_live(tried, **BY)
    assert settings_of(tried, MOMENT).live


def test_step_by_step_until_it_may_go_live(creditor: Creditor, smtp_server: smtp.MailServer) -> None:
    put(
        creditor, address="1 High Street, London", iban="GB33BUKB20201555555555", mail__from="ar@firm.example"
    )
    put(creditor, mail__allow_private="yes", mail__url=smtp_server.url)
    assert (states(creditor)["mail_tried"], states(creditor)["domain"]) == ("todo", "todo")
    trial = trials.try_mail(creditor, "ann@firm.example", **BY)
    assert trial.is_good and trial.said.startswith("250")
    assert trials.try_domain(creditor, look=Table(), **BY).state == "bad"
    assert (states(creditor)["mail_tried"], states(creditor)["domain"]) == ("done", "warn")
    trials.try_domain(creditor, look=good_table(), **BY)
    assert states(creditor)["domain"] == "done"
    golive.go_live(creditor, **BY)
    kinds = [one.kind for one in entries(creditor.key, creditor.stream_key)]
    assert kinds.count("domain.tested") == 2 and "mail.tested" in kinds


def test_another_sender_is_tested_anew(creditor: Creditor) -> None:
    put(creditor, mail__from="ar@firm.example", mail__url="smtp://8.8.8.8")
    trials.try_domain(creditor, look=good_table(), **BY)
    put(creditor, mail__from="ar@else.example")
    assert trials.domain_report(creditor, settings_of(creditor, MOMENT)) is None
    assert states(creditor)["domain"] == "todo"


def test_a_report_is_read_back_as_it_was_made(creditor: Creditor) -> None:
    put(creditor, mail__from="ar@firm.example")
    made = trials.try_domain(creditor, look=Table(), **BY)
    again = trials.domain_report(creditor, settings_of(creditor, MOMENT))
    assert again is not None and again.findings == made.findings


def test_a_notice_goes_out_once_when_it_is_due(creditor: Creditor, smtp_server: smtp.MailServer) -> None:
    put(creditor, mail__allow_private="yes", mail__url=smtp_server.url, mail__from="ar@firm.example")
    notify(
        creditor,
        ["a@firm.example", "b@firm.example"],
        "Later",
        "Text",
        about="x:1",
        due_at=MOMENT + timedelta(1),
    )
    notify(creditor, ["a@firm.example"], "Now", "Text", about="x:2", due_at=MOMENT)
    assert (send_notices(creditor, moment=MOMENT), send_notices(creditor, moment=MOMENT)) == (1, 0)
    call_off(creditor, "x:1")
    assert send_notices(creditor, moment=MOMENT + timedelta(2)) == 0
    assert Notice.objects.filter(is_off=True).count() == 2
