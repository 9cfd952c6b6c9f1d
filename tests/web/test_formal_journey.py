"""The formal demand in a real browser: what is missing is mended, another person approves, the letter arrives."""

from typing import Any

import pytest
from tests.fresh import Env, run_python
from tests.web.browsing import entering, fits, needs_chromium, serving

PASSWORD = "a long enough phrase"
MAKE = f"""
import sys; sys.path.insert(0, ".")
from tests.cases.formal.demands import at_demand
from tests.web.firms import Firm
made = Firm(at_demand())
for role in ("controller", "manager"):
    user = made.join(f"{{role}}@demand.example", role)
    user.set_password({PASSWORD!r}); user.save()
print(made.creditor.pk, made.world.debtor.pk, sep="|")
"""

pytestmark = needs_chromium


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (360, "dark")])
def test_a_demand_from_its_checklist_to_its_arrival(
    fresh_home: Env, browser: Any, width: int, theme: str
) -> None:
    out, err = run_python(fresh_home, MAKE).communicate(timeout=240)
    assert out, err
    creditor, debtor = out.strip().split("|")
    with serving(fresh_home) as address:
        enter = entering(
            browser, address, f"{address}{creditor}/", "demand.example", PASSWORD, (width, theme)
        )
        clerk = enter("controller")
        clerk.goto(f"{address}{creditor}/debtors/{debtor}/")
        clerk.click("text=Beyond asking")
        clerk.click("main >> text=Formal demand")
        clerk.wait_for_selector("text=3 things stop it")
        fits(clerk, width)
        clerk.fill("[name=seen_in]", "Companies House 01234567")
        clerk.click("text=I looked them up today")
        clerk.wait_for_selector("text=2 things stop it")
        for _ in range(2):
            form = clerk.locator("details[open] form:has(button:text-is('That law answers'))").first
            form.locator("[name=reason]").fill("Clause 12 of the contract")
            form.locator("button").click()
            clerk.wait_for_load_state()
        clerk.wait_for_selector("text=1 thing stops it")
        while waiting := clerk.locator("summary:text-is('I have compared it')").count():
            clerk.locator("summary:text-is('I have compared it')").first.click()
            form = clerk.locator("details[open] form:has(button:text-is('Confirm this value'))").first
            form.locator("[name=where]").fill("the Act")
            form.locator("[name=found]").fill("the same")
            form.locator("button").click()
            clerk.wait_for_function(
                "n => [...document.querySelectorAll('summary')]"
                ".filter(one => one.textContent === 'I have compared it').length < n",
                arg=waiting,
            )
        clerk.wait_for_selector("text=It may be asked for.")
        gaps = clerk.locator("[name^=gap_]")
        for n in range(gaps.count()):
            gaps.nth(n).fill("Not needed here")
        clerk.fill("[name=owner_view]", "They always pay late")
        fits(clerk, width)
        clerk.click("button:text-is('Ask for approval')")
        clerk.wait_for_selector("text=They always pay late")
        assert clerk.locator("text=Approve and make the letter").count() == 0
        page = clerk.url

        boss = enter("manager")
        boss.goto(page)
        boss.wait_for_selector("text=They always pay late")
        fits(boss, width)
        boss.click("text=Approve and make the letter")
        boss.wait_for_selector("button:text-is('It arrived')")

        clerk.goto(page)
        clerk.fill("#serve [name=proof]", "Ann Payne signed for it")
        clerk.click("button:text-is('It arrived')")
        clerk.wait_for_selector("text=Served: the time to pay runs.")
        fits(clerk, width)
