"""A controller's work in a real browser, on the real server: by keyboard, on a wide screen and on a phone."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.fresh import Env, run_python, run_recoup
from tests.web.browsing import needs_chromium, serving

PASSWORD = "a long enough phrase"
MAKE = f"""
import sys; sys.path.insert(0, ".")
from tests.web.firms import firm
made = firm("north")
user = made.users["controller"]
user.set_password({PASSWORD!r}); user.save()
print(made.creditor.pk, made.world.debtor.pk, made.world.day.isoformat(), made.world.debtor.name, sep="|")
"""

pytestmark = needs_chromium


@pytest.fixture
def served(fresh_home: Env) -> Iterator[tuple[str, list[str]]]:
    """`recoup serve` with a creditor at work: its address, and (creditor, debtor, day, debtor's name)."""
    out, err = run_python(fresh_home, MAKE).communicate(timeout=120)
    assert out, err
    with serving(fresh_home) as address:
        yield address, out.strip().split("|")


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (360, "dark")])
def test_a_controllers_morning(
    served: tuple[str, list[str]], fresh_home: Env, browser: Any, width: int, theme: str
) -> None:
    address, (creditor, debtor, day, name) = served
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)
    page = context.new_page()
    page.set_default_timeout(10_000)
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type in ("error", "warning") else None)
    page.on("request", lambda one: said.append(one.url) if not one.url.startswith(address) else None)

    page.goto(address)
    page.fill("input[name=login]", "controller@north.example")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{creditor}/")

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector(".work form")
    assert page.locator("[data-asked=on]").is_hidden()
    page.check("input[value=spoke_will_pay]")
    assert page.locator("[data-asked=on]").is_visible()
    page.click("text=Note the result")
    page.wait_for_selector("text=a day has to be given")
    said.clear()  # the browser itself notes that the form was refused
    page.fill("input[name=on]", day)
    page.click("text=Note the result")
    page.wait_for_selector("[role=status] >> text=They will pay, a sum by a day")

    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/debtors/")
    page.keyboard.press("/")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.click(f"table >> text={name}")
    page.wait_for_selector("text=Payment is promised")
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.click("text=Stop all sending")
    page.wait_for_selector("text=All sending is stopped")
    assert said == []
    context.close()
    story = json.loads(run_recoup(fresh_home, "debtor", debtor, "--json").stdout)
    assert story["cases"][0]["next"]["why"]["code"] in ("promised", "sending_stopped")
