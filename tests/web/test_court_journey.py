"""A claim goes to court in a browser: drawn up, made ready, approved by another, filed, judged, enforced, charged."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.fresh import Env, run_python, run_recoup
from tests.web.browsing import entering, fits, needs_chromium, press, serving

PASSWORD = "a long enough phrase"
MAKE = f"""
import sys; sys.path.insert(0, ".")
from tests.cases.people.worlds import world
from tests.web.firms import Firm
w = world(overdue=93)
w.run()
made = Firm(w)
for role in ("controller", "manager"):
    user = made.join(f"{{role}}@court.example", role)
    user.set_password({PASSWORD!r}); user.save()
print(made.creditor.pk, w.debtor.pk, w.case.pk, w.day.isoformat(), sep="|")
"""

pytestmark = needs_chromium


@pytest.mark.parametrize(
    ("width", "theme"), [(1440, "light"), pytest.param(360, "dark", marks=pytest.mark.prove)]
)
def test_a_claim_from_its_drawing_up_to_its_enforcement(
    fresh_home: Env, browser: Any, tmp_path: Path, width: int, theme: str
) -> None:
    out, err = run_python(fresh_home, MAKE).communicate(timeout=240)
    assert out, err
    creditor, debtor, case, day = out.strip().split("|")
    with serving(fresh_home) as address:
        home = f"{address}{creditor}/"
        page = f"{home}cases/{case}/court/"
        enter = entering(browser, address, home, "court.example", PASSWORD, (width, theme))
        clerk = enter("controller")
        clerk.goto(f"{home}debtors/{debtor}/")
        press(clerk, "text=Beyond asking")
        press(clerk, "main >> text='Court'")
        clerk.wait_for_selector("#limitation >> text=30 Nov 2030")
        fits(clerk, width)
        _it_is_drawn_up(clerk, width)

        boss = enter("manager")
        press(boss, ".work:has-text('Decide on a court claim') > summary")
        press(boss, "text=Go to the court claim")
        press(boss, "button:text-is('Approve the claim')")
        boss.wait_for_selector("[role=alert] >> text=It cannot be approved yet.")
        fits(boss, width)

        clerk.goto(page)
        _what_is_missing_is_brought(clerk, page, width)
        boss.goto(page)
        press(boss, "button:text-is('Approve the claim')")
        boss.wait_for_selector("text=A person signs and files it")
        fits(boss, width)

        clerk.goto(page)
        _it_is_filed(clerk, day, tmp_path, width)
        later = (date.fromisoformat(day) + timedelta(days=15)).isoformat()
        _run(fresh_home, later)
        clerk.goto(home)
        press(clerk, ".work:has-text('See whether the court has served the claim') > summary")
        fits(clerk, width)
        press(clerk, "text=Go to the court claim")
        _it_is_judged(clerk, later, width)
        _run(fresh_home, (date.fromisoformat(later) + timedelta(days=30)).isoformat())
        clerk.goto(page)
        _its_interest_is_posted(clerk, width)
        _it_is_enforced(clerk, width)
        clerk.goto(f"{home}debtors/{debtor}/")
        clerk.wait_for_selector("#record >> text=Interest of the judgment from")
        fits(clerk, width)


def _it_is_drawn_up(page: Any, width: int) -> None:
    page.fill("#prepare [name=signer]", "Jo North")
    page.select_option("#prepare [name=placement]", "never_placed")
    press(page, "button:text-is('Draw up the claim')")
    page.wait_for_selector("[role=alert] >> text=leaves open")
    assert page.input_value("#prepare [name=signer]") == "Jo North"
    assert page.input_value("#prepare [name=placement]") == "never_placed"
    fits(page, width)
    page.select_option("#prepare [name=basis]", "agreed")
    page.select_option("#prepare [name=mediation]", "tried")
    press(page, "button:text-is('Draw up the claim')")
    page.wait_for_selector("text=Drawn up. Somebody else says yes to it.")
    page.wait_for_selector("#claim >> text=£5,238.80")
    fits(page, width)


def _what_is_missing_is_brought(page: Any, address: str, width: int) -> None:
    """Who they are, what they can pay, whether it is worth it, whose law answers, and its figures."""
    page.fill("#claim [name=seen_in]", "Companies House 01234567")
    press(page, "button:text-is('I looked them up today')")
    page.wait_for_selector("text=Noted. It holds for 30 days.")
    press(page, "#claim >> a:text-is('Look it up')")
    fits(page, width)
    needed = page.locator("#list tr:has(.badge:text-is('needed'))").count()
    names = [
        page.locator("#list tr:has(.badge:text-is('needed')) td:first-child").nth(n) for n in range(needed)
    ]
    for name in [one.inner_text().replace("needed", "").strip() for one in names]:
        page.select_option("#item", label=name)
        page.select_option("#result", "sound")
        page.fill("#text", "Trading, and owns its premises")
        press(page, "button:text-is('Keep it')")
        page.wait_for_selector(f"#earlier >> text={name}")
    fits(page, width)
    page.goto(address)
    press(page, "#claim >> a:text-is('Is it worth it?')")
    page.wait_for_selector("#decide")
    fits(page, width)
    page.select_option("#decide [name=option]", "court")
    page.fill("#decide [name=note]", "They trade and own their premises")
    press(page, "button:text-is('Decide so')")
    page.wait_for_selector("text=They trade and own their premises")
    page.goto(address)
    while waiting := page.locator("#claim summary:text-is('Confirm or change it')").count():
        page.locator("#claim summary:text-is('Confirm or change it')").first.click()
        form = page.locator("#claim details[open] form:has(button:text-is('That law answers'))").first
        form.locator("[name=reason]").fill("Clause 12 of the contract")
        form.locator("button").click()
        _fewer(page, "Confirm or change it", waiting)
    while waiting := page.locator("#claim summary:text-is('I have compared it')").count():
        page.locator("#claim summary:text-is('I have compared it')").first.click()
        form = page.locator("#claim details[open] form:has(button:text-is('Confirm this value'))").first
        form.locator("[name=seen_in]").fill("the Act")
        form.locator("[name=reason]").fill("the same")
        form.locator("button").click()
        _fewer(page, "I have compared it", waiting)
    fits(page, width)


def _it_is_filed(page: Any, day: str, folder: Path, width: int) -> None:
    with page.expect_download() as taking:
        press(page, "text=Court file (PDF)")
    target = folder / f"claim-{width}.pdf"
    taking.value.save_as(target)
    assert target.read_bytes().startswith(b"%PDF")
    page.fill("#file [name=reference]", "K1LM2025")
    press(page, "button:text-is('It is filed')")
    page.wait_for_selector("[role=alert] >> text=Say at which court.")
    assert page.input_value("#file [name=reference]") == "K1LM2025"
    fits(page, width)
    page.fill("#file [name=court]", "County Court Money Claims Centre")
    page.press("#file [name=court]", "Enter")
    page.wait_for_selector("text=Filed at the court.")
    page.wait_for_selector("#costs >> text=£455.00")
    fits(page, width)


def _it_is_judged(page: Any, day: str, width: int) -> None:
    press(page, "summary:text-is('Note the judgment')")
    page.fill("#ju-rate", "8")
    press(page, "button:text-is('Note the judgment')")
    page.wait_for_selector("[role=alert] >> text=Say which sum was given.")
    assert page.input_value("#ju-rate") == "8"
    fits(page, width)
    page.fill("#ju-sum", "5693.80")
    page.fill("#ju-costs", "455")
    press(page, "button:text-is('Note the judgment')")
    page.wait_for_selector("text=There is a judgment.")
    fits(page, width)


def _its_interest_is_posted(page: Any, width: int) -> None:
    """30 days at 8% on 5,693.80 are 37.44."""
    page.wait_for_selector("#judgment >> text=£37.44 of it is not posted yet")
    fits(page, width)
    press(page, "button:text-is('Post the interest')")
    page.wait_for_selector("text=Posted as a charge.")
    assert page.locator("text=of it is not posted yet").count() == 0
    fits(page, width)


def _it_is_enforced(page: Any, width: int) -> None:
    press(page, "summary:text-is('Note an enforcement')")
    page.select_option("#en-way", "account")
    page.select_option("#en-result", "part")
    page.fill("#en-got", "a lot")
    page.fill("#en-cost", "119")
    press(page, "#enforcement button:text-is('Note it')")
    page.wait_for_selector("[role=alert] >> text=“a lot” is no amount")
    assert page.input_value("#en-cost") == "119" and page.input_value("#en-way") == "account"
    fits(page, width)
    page.fill("#en-got", "500")
    press(page, "#enforcement button:text-is('Note it')")
    page.wait_for_selector("#costs >> text=£119.00")
    page.wait_for_selector("#limitation >> text=Last day to sue")
    fits(page, width)


def _run(env: Env, day: str) -> None:
    done = run_recoup(env, "run", "--date", day, "--json")
    assert done.returncode == 0, done.stderr


def _fewer(page: Any, words: str, waiting: int) -> None:
    page.wait_for_function(
        "([words, n]) => [...document.querySelectorAll('#claim summary')]"
        ".filter(one => one.textContent === words).length < n",
        arg=[words, waiting],
    )
