"""Every page, in light and dark, wide and on a phone: axe-core finds nothing serious, nothing runs off the side."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.fresh import home_at, run_python
from tests.web.browsing import needs_chromium, serving

PASSWORD = "a long enough phrase"
MAKE = (
    f"PASSWORD = {PASSWORD!r}"
    + """
import json, sys; sys.path.insert(0, ".")
from datetime import timedelta
from io import BytesIO
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.urls import reverse
from recoup.cases.models import Approval, Sending, StepRun
from recoup.cases.people.promises import promise
from recoup.intake.models import ImportFile, Upload
from recoup.lib.clock import machine_now
from recoup.org.settings import set_setting
from tests import builders
from tests.cases.people.worlds import at
from tests.web.firms import client_of, firm
from tests.web.test_access import NAMES, SENT, address
from tests.web.test_imports import LIST
made = firm("north")
client = client_of(made.users["owner"])
day = made.world.day
by = {"actor": made.world.controller, "moment": at(day)}
promise(made.creditor, made.world.case.pk, 1000, day + timedelta(days=40), **by)
asked = Approval.objects.get(creditor=made.creditor, decided_on__isnull=True)
set_setting(made.creditor, "automation", "draft", moment=at(day), actor="system")
for n in range(4):
    late = builders.debtor(made.creditor, street="1 High St", postal_code="E1", city="London")
    builders.contact(late)
    builders.invoice(late, due_on=day - timedelta(days=3))
made.world.run()
drafts = StepRun.objects.filter(creditor=made.creditor, state="planned").order_by("pk")
now = machine_now()
for step, kind, state, wait in ((drafts[1], "daily", "ready", 50), (drafts[2], "drafts", "ready", -5)):
    sending = Sending.objects.create(creditor=made.creditor, kind=kind, state="going", asked_by="system",
        asked_at=now, total=1, leaves_at=now + timedelta(minutes=wait))
    StepRun.objects.filter(pk=step.pk).update(state=state, sending=sending)
draft = drafts[0].pk


def send(name):
    file = BytesIO(LIST)
    file.name = name
    client.post(made.url("import/"), {"file": file, "kind": "auto"}, SERVER_NAME="localhost")
    return Upload.objects.order_by("-pk")[0].token


def compare(token):
    client.post(made.url(f"import/{token}/compare/"), {}, SERVER_NAME="localhost")


token = send("taken.csv")
compare(token)
client.post(made.url(f"import/{token}/take/"), {"once": token}, SERVER_NAME="localhost")
waits = send("waits.csv")
compare(waits)
from tests.cases.test_capture import mail, take
from recoup.outreach.models import Message
ours = Message.objects.filter(debtor=made.world.debtor).order_by("pk")[0].message_id
says = "We will pay 300.00 GBP on 14 March 2031. We dispute the rest. Please call me soon."
said = mail(says, sender=made.world.contact.email, Message_ID="<a@debtor.example>", In_Reply_To=ours)
theirs = take(made.world, said)
pages = {name: address(name, made, made) for name in NAMES if name not in SENT}
pages["today_request"] = made.url(f"today/requests/{asked.pk}/")
pages["today_step"] = made.url(f"today/steps/{draft}/")
pages["step_message"] = made.url(f"outbox/steps/{draft}/")
pages["step_edit"] = made.url(f"outbox/steps/{draft}/words/")
pages["import_past"] = made.url(f"import/past/{ImportFile.objects.get().pk}/")
pages["import_look"] = made.url(f"import/{waits}/")
pages["import_changes"] = made.url(f"import/{waits}/changes/")
for step in ("firm", "file", "look", "live"):
    pages[f"first step {step}"] = made.url(f"first/{step}/")
from tests.cases.formal.placements import agency
party = agency(made.world)
pages["professional"] = made.url(f"settings/professionals/{party.pk}/")
pages["inbox, whose"] = made.url("inbox/?tab=whose")
pages["inbox, all"] = made.url("inbox/?tab=all")
pages["inbox, an answer"] = made.url(f"inbox/{theirs.captured}/?reading=0")
pages["inbox, searched"] = made.url(f"inbox/{address('inbox_mail', made, made).split('/')[-2]}/?q=debtor")
pages["outbox?tab=not"] = made.url("outbox/?tab=not")
pages["outbox?tab=gone"] = made.url("outbox/?tab=gone")
pages["invoices?show=all"] = made.url("invoices/?show=all")
pages["debtors?show=all"] = made.url("debtors/?show=all")
pages["not there"] = made.url("nowhere/")
pages["components"] = reverse("components")
pages["password, first"] = reverse("account_change_password")
pages["second factor"] = reverse("mfa_index")
pages["second factor, new"] = reverse("mfa_activate_totp")
guarded = made.users["manager"]
guarded.set_password(PASSWORD)
guarded.save()
TOTP.activate(guarded, "JBSWY3DPEHPK3PXP")
code = RecoveryCodes.activate(guarded).get_unused_codes()[0]
names = ("account_change_password", "account_reauthenticate", "mfa_reauthenticate", "mfa_index",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp")
factor = {"email": guarded.email, "code": code, "pages": {name: reverse(name) for name in names}}
outside = {"login": reverse("account_login"), "reset": reverse("account_reset_password"),
    "reset sent": reverse("account_reset_password_done"), "inactive": reverse("account_inactive")}
# `serve` takes the key that lies in the home; the session has to be signed with the same
(settings.HOME / "keys" / "session.key").write_text(settings.SECRET_KEY)
NOT_PAGES = ("not there", "password, first", "firstrun", "letters_batch", "record_original",
    "inbox_original", "invoice_document", "import_rejected", "evidence_file", "person_erase",
    "means_proof_form", "means_copy", "court_file", "placement_package", "let_go_letter")
answers = {name: client.get(url, SERVER_NAME="localhost") for name, url in pages.items()}
# parts of a page are looked at in their page, files are no pages
pages = {
    name: url for name, url in pages.items()
    if answers[name]["Content-Type"].startswith("text/html") and b"<html" in answers[name].content
}
hollow = [name for name, answer in answers.items() if answer.status_code != 200 and name not in NOT_PAGES]
assert not hollow, hollow
print(json.dumps({"pages": pages, "outside": outside, "factor": factor, "session": client.cookies["sessionid"].value}))
"""
)
LOOKS = (
    ("light", 1440, None),
    ("dark", 1440, ["color-contrast"]),
    ("light", 360, ["color-contrast"]),
    ("dark", 360, None),
)
"""Theme, width, and which rules: all where the shape differs, contrast alone where only the colours do."""
UNFOLD = "document.querySelectorAll('main details, dialog').forEach(one => one.setAttribute('open', ''))"
AXE = Axe()

pytestmark = [needs_chromium, pytest.mark.anydb]  # what a page looks like does not depend on the database


@pytest.fixture(scope="module")
def site(_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The server with a creditor at work: its address, all pages by name, and a session."""
    with home_at(_template, tmp_path_factory.mktemp("site")) as env:
        out, err = run_python(env, MAKE).communicate(timeout=120)
        assert out, err
        with serving(env) as address:
            yield {"address": address.rstrip("/"), **json.loads(out.splitlines()[-1])}


def wrong(page: Any, name: str) -> list[str]:
    """What is wrong with the page that is open, in every look."""
    said = []
    page.evaluate(UNFOLD)
    for theme, width, rules in LOOKS:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth") - width
        if over > 0:
            said.append(f"{name}, {width}: {over} px run off the side")
        options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
        for found in AXE.run(page, options=options).response["violations"]:
            if found["impact"] in ("serious", "critical"):
                where = "; ".join(str(node["html"])[:160] for node in found["nodes"][:3])
                said.append(f"{name}, {theme}, {width}: {found['id']}: {found['help']}: {where}")
    return said


def test_no_page_shuts_anybody_out(site: dict[str, Any], browser: Any) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.set_default_timeout(20_000)
    said: list[str] = []
    for name, path in site["outside"].items():
        page.goto(site["address"] + path)
        said += wrong(page, name)
    context.add_cookies([{"name": "sessionid", "value": site["session"], "url": site["address"]}])
    for name, path in site["pages"].items():
        page.goto(site["address"] + path)
        assert "/login/" not in page.url
        said += wrong(page, name)
    context.close()
    assert not said, "\n".join(said)


def test_signing_in_with_a_second_factor_shuts_nobody_out(site: dict[str, Any], browser: Any) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(site["address"])
    page.fill("input[name=login]", site["factor"]["email"])
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=code]")
    said = wrong(page, "the second factor is asked for")
    page.set_viewport_size({"width": 360, "height": 740})
    page.fill("input[name=code]", site["factor"]["code"])
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Today')")
    for name, path in site["factor"]["pages"].items():
        page.goto(site["address"] + path)
        assert "/account/" in page.url and page.locator("main h1").count() == 1, name
        said += wrong(page, name)
    context.close()
    assert not said, "\n".join(said)


def test_a_page_that_shuts_people_out_is_found(browser: Any) -> None:
    page = browser.new_page()
    page.set_content(
        '<html lang="en"><title>x</title><main><h1>x</h1><input><p style="width:999px">x</p></main>'
    )
    found = " ".join(wrong(page, "bad"))
    page.close()
    assert "label" in found and "run off the side" in found
