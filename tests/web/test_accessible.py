"""Every page, in light and dark, wide and on a phone: axe-core finds nothing serious, nothing runs off the side."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.fresh import home_at, run_python
from tests.web.browsing import needs_chromium, serving

MAKE = """
import json, sys; sys.path.insert(0, ".")
from django.conf import settings
from django.urls import reverse
from recoup.web.accounts.urls import urlpatterns as accounts
from tests.web.firms import client_of, firm
from tests.web.test_access import NAMES, SENT, address
made = firm("north")
pages = {name: address(name, made, made) for name in NAMES if name not in SENT}
pages["outbox?tab=not"] = made.url("outbox/?tab=not")
pages["outbox?tab=gone"] = made.url("outbox/?tab=gone")
pages["invoices?show=all"] = made.url("invoices/?show=all")
pages["debtors?show=all"] = made.url("debtors/?show=all")
pages["not there"] = made.url("nowhere/")
pages["components"] = reverse("components")
pages["password"] = reverse("account_change_password")
pages["second factor"] = reverse("mfa_index")
pages["second factor, new"] = reverse("mfa_activate_totp")
outside = {"login": reverse("account_login"), "reset": reverse("account_reset_password")}
# `serve` takes the key that lies in the home; the session has to be signed with the same
(settings.HOME / "keys" / "session.key").write_text(settings.SECRET_KEY)
client = client_of(made.users["owner"])
answers = {name: client.get(url, SERVER_NAME="localhost") for name, url in pages.items()}
# parts of a page are looked at in their page, files are no pages
pages = {
    name: url for name, url in pages.items()
    if answers[name]["Content-Type"].startswith("text/html") and b"<html" in answers[name].content
}
print(json.dumps({"pages": pages, "outside": outside, "session": client.cookies["sessionid"].value}))
"""
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


def test_a_page_that_shuts_people_out_is_found(browser: Any) -> None:
    page = browser.new_page()
    page.set_content(
        '<html lang="en"><title>x</title><main><h1>x</h1><input><p style="width:999px">x</p></main>'
    )
    found = " ".join(wrong(page, "bad"))
    page.close()
    assert "label" in found and "run off the side" in found
