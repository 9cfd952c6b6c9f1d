"""A debt goes to an agency and comes home, in a browser: asked for, approved, handed over, paid in part, recalled."""

import json
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.fresh import Env, run_python, run_recoup
from tests.web.browsing import entering, fits, needs_chromium, press, serving

PASSWORD = "a long enough phrase"
MAKE = f"""
import sys; sys.path.insert(0, ".")
from tests.cases.formal.demands import at_demand
from tests.web.firms import Firm
made = Firm(at_demand())
for role in ("owner", "controller", "manager"):
    user = made.join(f"{{role}}@placed.example", role)
    user.set_password({PASSWORD!r}); user.save()
w = made.world
print(made.creditor.pk, w.debtor.pk, w.case.pk, w.day.isoformat(), sep="|")
"""

pytestmark = needs_chromium


@pytest.mark.parametrize(
    ("width", "theme"), [(1440, "light"), pytest.param(360, "dark", marks=pytest.mark.prove)]
)
def test_a_debt_goes_to_an_agency_and_comes_home(
    fresh_home: Env, browser: Any, tmp_path: Path, width: int, theme: str
) -> None:
    out, err = run_python(fresh_home, MAKE).communicate(timeout=240)
    assert out, err
    creditor, debtor, case, day = out.strip().split("|")
    with serving(fresh_home) as address:
        home = f"{address}{creditor}/"
        page = f"{home}cases/{case}/placement/"
        enter = entering(browser, address, home, "placed.example", PASSWORD, (width, theme))
        owner = enter("owner")
        owner.goto(f"{home}debtors/{debtor}/")
        press(owner, "text=Beyond asking")
        fits(owner, width)
        press(owner, "main >> text=In professional hands")
        fits(owner, width)
        press(owner, "text=Enter an agency, a lawyer or others")
        _an_agency_is_entered(owner, day, width)

        clerk = enter("controller")
        clerk.goto(page)
        _it_is_asked_for(clerk, width)

        boss = enter("manager")
        fits(boss, width)
        press(boss, ".work:has-text('Decide on handing a debt to professionals') > summary")
        boss.wait_for_selector("text=Go to the professionals")
        fits(boss, width)
        press(boss, "text=Go to the professionals")
        fits(boss, width)
        press(boss, "button:text-is('Approve')")
        boss.wait_for_selector("text=Approved. From now on nothing goes to the debtor from us.")
        fits(boss, width)

        clerk.goto(page)
        _the_package_is_taken(clerk, tmp_path, width)
        day = _nothing_goes_out(fresh_home, clerk, home, debtor, day, width)
        clerk.goto(page)
        reference = clerk.locator("#current code").first.text_content()
        _their_report_is_read(clerk, reference, day, tmp_path, width)
        clerk.goto(page)
        clerk.wait_for_selector("#money tfoot >> text=£1,050.00")
        fits(clerk, width)
        _it_comes_home(clerk, width)
        owner.goto(f"{home}settings/professionals/")
        owner.wait_for_selector("#results >> text=21%")
        fits(owner, width)


def _an_agency_is_entered(page: Any, day: str, width: int) -> None:
    fits(page, width)
    page.fill("[name=name]", "Swift Recovery")
    page.fill("[name=licence]", "FCA 1234")
    page.fill("[name=data_terms_on]", "2025-01-01")
    page.fill("[name=checked_on]", day)
    page.fill("[name=vat_percent]", "20")
    page.fill("[name=days1]", "180")
    page.fill("[name=percent1]", "twelve")
    page.fill("[name=percent2]", "18")
    press(page, "button:text-is('Save')")
    page.wait_for_selector("[role=alert]")
    assert page.input_value("[name=licence]") == "FCA 1234" and page.input_value("[name=percent2]") == "18"
    fits(page, width)
    page.fill("[name=percent1]", "15")
    page.press("[name=percent1]", "Enter")
    page.wait_for_selector("main >> text=Swift Recovery")
    fits(page, width)


def _it_is_asked_for(page: Any, width: int) -> None:
    fits(page, width)
    page.fill("#ask [name=reason]", "Three promises broken")
    press(page, "button:text-is('Ask for approval')")
    page.wait_for_selector("[role=alert]")
    assert page.input_value("#ask [name=reason]") == "Three promises broken"
    fits(page, width)
    for name in ("by_decision", "knows_means", "is_clear"):
        page.check(f"[name={name}]")
    press(page, "button:text-is('Ask for approval')")
    page.wait_for_selector("text=Waits for another’s yes")
    fits(page, width)


def _the_package_is_taken(page: Any, folder: Path, width: int) -> None:
    fits(page, width)
    press(page, "button:text-is('Make the package')")
    page.wait_for_selector("button:text-is('They have it')", timeout=60_000)
    fits(page, width)
    with page.expect_download() as taking:
        press(page, "text=Download the package")
    target = folder / f"package-{width}.zip"
    taking.value.save_as(target)
    with zipfile.ZipFile(target) as package:
        claim = json.loads(
            package.read(next(one for one in package.namelist() if one.endswith("claim.json")))
        )
    assert "5000.00" in json.dumps(claim)
    press(page, "button:text-is('They have it')")
    page.wait_for_selector("text=In their hands")
    fits(page, width)


def _nothing_goes_out(env: Env, page: Any, home: str, debtor: str, day: str, width: int) -> str:
    """A week of runs sends nothing to them, and the pages say why. Gives the last of these days."""
    days = [date.fromisoformat(day) + timedelta(days=n) for n in range(1, 8)]
    for on in days:
        done = run_recoup(env, "run", "--date", on.isoformat(), "--json")
        assert done.returncode == 0, done.stderr
        steps = json.loads(done.stdout)["steps"]
        assert not any(steps.values()), (on, steps)
    page.goto(f"{home}debtors/{debtor}/")
    page.wait_for_selector("main >> text=The debt is in professional hands.")
    fits(page, width)
    page.goto(f"{home}outbox/?tab=not")
    page.wait_for_selector("main >> text=The debt is in professional hands")
    fits(page, width)
    return days[-1].isoformat()


def _their_report_is_read(page: Any, reference: str, day: str, folder: Path, width: int) -> None:
    report = folder / "march.csv"
    report.write_text(
        "reference,invoice,id,on,currency,gross,commission,vat,net,status\n"
        f"{reference},,77,{day},GBP,1000.00,150.00,30.00,820.00,paying in parts\n"
        f"RC-UNKNOWN,,78,{day},GBP,50.00,7.50,1.50,41.00,\n"
        f"{reference},,79,{day},GBP,ten,0,0,0,\n"
    )
    press(page, "text=Read a report of theirs")
    press(page, "button:text-is('Read it')")
    page.wait_for_selector("[role=alert] >> text=No file was chosen.")
    fits(page, width)
    page.set_input_files("[name=file]", report)
    press(page, "button:text-is('Read it')")
    page.wait_for_selector("text=Line 4: gross: “ten” is not an amount")
    fits(page, width)
    page.fill("[name=reason]", "")
    press(page, "button:text-is('Set it aside')")
    page.wait_for_selector("[role=alert]")
    fits(page, width)
    press(page, "button:text-is('It is for this debt')")
    page.wait_for_selector("text=None: each row has found its debt.")


def _it_comes_home(page: Any, width: int) -> None:
    page.fill("#end [name=reason]", "Too slow")
    press(page, "button:text-is('Ask it back')")
    page.wait_for_selector("text=Asked back.")
    fits(page, width)
    press(page, "button:text-is('They have given it back')")
    page.wait_for_selector("text=It is ours again.")
    fits(page, width)
