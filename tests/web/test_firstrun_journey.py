"""From an empty database to the first reminder in the Outbox, in a real browser on the real server."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.fresh import Env, run_recoup
from tests.smtp import MailServer, smtp_server  # noqa: F401
from tests.web.browsing import needs_chromium

PASSWORD = "a long enough phrase"

pytestmark = needs_chromium


@pytest.fixture
def begun(fresh_home: Env) -> Iterator[tuple[str, str]]:
    """`recoup serve` where there is nothing yet: its address, and the link it prints."""
    Path(fresh_home["RECOUP_HOME"], "recoup.sqlite3").unlink(missing_ok=True)
    command = [sys.executable, "-u", "-m", "recoup", "serve", "--port", "0", "--no-worker"]
    server = subprocess.Popen(command, env=fresh_home, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    lines = [server.stderr.readline() for _ in range(4)]
    found = re.findall(r"http://\S+", "".join(lines))
    assert len(found) == 2, lines
    try:
        yield found[0], found[1]
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=60) == 0


def books(folder: Path) -> Path:
    """One debtor who is late, as a bookkeeping program lists it."""
    file = folder / "open items.csv"
    due = date.today() - timedelta(days=9)
    file.write_text(
        "Customer No,Customer,Email,Invoice,Date,Due,Currency,Amount\n"
        f"C-1,Bolt & Sons Ltd,pay@bolt.example,INV-7,{due - timedelta(days=30)},{due},GBP,1200.00\n"
    )
    return file


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (360, "dark")])
def test_from_nothing_to_the_first_reminder(
    begun: tuple[str, str],
    fresh_home: Env,
    browser: Any,
    smtp_server: MailServer,  # noqa: F811
    tmp_path: Path,
    width: int,
    theme: str,
) -> None:
    address, link = begun
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)
    page = context.new_page()
    page.set_default_timeout(20_000)
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type in ("error", "warning") else None)
    page.on("request", lambda one: said.append(one.url) if not one.url.startswith(address) else None)

    def fits() -> None:
        page.wait_for_load_state()
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.goto(link)
    page.fill("[name=firm]", "Northwind Traders Ltd")
    page.select_option("[name=country]", "GB")
    page.fill("[name=currency]", "GBP")
    page.fill("[name=email]", "eve@northwind.example")
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD + "!")
    page.click("button:has-text('Begin')")
    page.wait_for_selector("text=The two passwords differ.")
    assert page.input_value("[name=firm]") == "Northwind Traders Ltd"
    said.clear()  # the browser itself notes that the form was refused
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    fits()
    page.click("button:has-text('Begin')")

    page.wait_for_selector("h1:has-text('Your firm')")
    page.fill("[name=address]", "1 Dock Road\nE1 6AN London")
    page.fill("[name=iban]", "GB29 NWBK 6016 1331 9268 19")
    fits()
    page.click("text=Save and go on")

    page.wait_for_selector("h1:has-text('Your open invoices')")
    page.reload()
    fits()
    page.click("text=Choose the file")
    page.set_input_files("input[type=file]", books(tmp_path))
    page.click("button:has-text('Look at the file')")
    fits()
    page.click("button:has-text('See what will change')")
    page.click("button:has-text('Take it in')")
    page.wait_for_selector("text=taken in on")

    # logged out and in again, the line at the top leads to where we were
    page.context.clear_cookies()
    page.goto(address)
    page.fill("input[name=login]", "eve@northwind.example")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=First steps: 2 of 5 done.")
    fits()
    page.click("text=Go on: What would happen")
    page.wait_for_selector("text=Bolt & Sons Ltd")
    fits()
    page.click("button:has-text('I have looked')")

    page.wait_for_selector("h1:has-text('Your mailbox')")
    page.wait_for_selector("text=A test mail goes to eve@northwind.example.")
    page.fill("[name=sender]", "accounts@northwind.example")
    page.fill("[name=server]", smtp_server.host)
    page.fill("[name=port]", str(smtp_server.port))
    page.select_option("[name=security]", "smtp")
    page.click("button:has-text('Save and test')")
    page.wait_for_selector("text=private network")
    said.clear()
    page.check("[name=private]")
    fits()
    page.click("button:has-text('Save and test')")
    page.wait_for_selector("text=The server took the test mail.")
    page.click("button:has-text('Test the domain')")
    page.wait_for_selector("text=Test the domain again")
    fits()
    assert [one.to for one in smtp_server.messages] == ["eve@northwind.example"]
    page.click("a:has-text('Go on')")

    page.wait_for_selector("h1:has-text('Go live')")
    page.click("button:has-text('Go live')")
    page.wait_for_selector("text=Say that you mean it.")
    said.clear()
    page.check("[name=sure]")
    fits()
    page.click("button:has-text('Go live')")
    page.wait_for_selector("h1:has-text('Outbox')")
    run = page.locator('button:has-text("run now")')
    with page.expect_navigation():
        run.first.click()
    assert run_recoup(fresh_home, "worker", "--once").returncode == 0
    page.goto(f"{address}{page.url.split('/')[3]}/outbox/")
    page.wait_for_selector("main >> text=Bolt & Sons Ltd")
    fits()
    assert len(smtp_server.messages) == 1 and said == []
    assert page.goto(link).status == 404
    context.close()
    checked = json.loads(run_recoup(fresh_home, "check", "--json").stdout)
    assert checked["ok"], checked
