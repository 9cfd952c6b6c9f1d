"""Can they pay, in a real browser: looked up, stopped by a name and by a number, our claim, the next deal."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.fresh import Env, run_python
from tests.web import browsing
from tests.web.browsing import entering, needs_chromium, serving

PASSWORD = "a long enough phrase"
NUMBER = "01234567"
MAKE = f"""
import sys; sys.path.insert(0, ".")
from tests import builders
from tests.cases.people.worlds import world
from tests.web.firms import Firm
made = Firm(world(register_number="{NUMBER}"))
made.world.run_until("phone")
builders.debtor(made.creditor, name="New Buyer Ltd", number="N-1")
user = made.join("controller@means.example", "controller")
user.set_password({PASSWORD!r}); user.save()
print(made.creditor.pk, made.world.debtor.pk, made.world.debtor.name, made.world.case.pk, sep="|")
"""

pytestmark = needs_chromium


@pytest.mark.parametrize(
    ("width", "theme"), [(1440, "light"), pytest.param(360, "dark", marks=pytest.mark.prove)]
)
def test_from_a_look_at_the_registers_to_the_claim_form(
    fresh_home: Env, browser: Any, tmp_path: Path, width: int, theme: str
) -> None:
    out, err = run_python(fresh_home, MAKE).communicate(timeout=240)
    assert out, err
    creditor, debtor, name, case = out.strip().split("|")
    with serving(fresh_home) as address:
        books = f"{address}{creditor}/"
        page = entering(browser, address, books, "means.example", PASSWORD, (width, theme))("controller")
        page.goto(f"{books}debtors/{debtor}/")
        page.click("text=Beyond asking")
        page.click("main >> text=Can they pay?")
        _looked_up(page, tmp_path, width)
        _stopped_by_name(page, books, name, tmp_path, width)
        _stopped_by_number(page, books, case, tmp_path, width)
        _next_deal(page, books, width)


def _looked_up(page: Any, folder: Path, width: int) -> None:
    page.wait_for_selector("text=Nobody knows whether they can pay.")
    browsing.fits(page, width)
    links = page.locator("#list td:first-child a").evaluate_all("every => every.map(one => one.href)")
    assert links and all(one.startswith("https://") for one in links)
    extract = folder / "extract.pdf"
    extract.write_bytes(b"%PDF-1.4 nothing against them")
    page.click("[aria-label*='What our own people know']")
    assert page.input_value("[name=item]") == "known"
    page.select_option("[name=result]", "weak")
    page.click("button:text-is('Keep it')")
    page.wait_for_selector("text=What is known has to be said.")
    assert page.input_value("[name=result]") == "weak"
    browsing.fits(page, width)
    page.select_option("[name=item]", "register:Companies House insolvency")
    page.select_option("[name=result]", "nothing_found")
    page.set_input_files("[name=file]", str(extract))
    page.click("button:text-is('Keep it')")
    page.wait_for_selector("#earlier >> text=extract.pdf")
    browsing.fits(page, width)


def _stopped_by_name(page: Any, books: str, name: str, folder: Path, width: int) -> None:
    _load(page, books, _notice(folder, name), width)
    page.wait_for_selector("text=1 notice read, from a gazette")
    browsing.fits(page, width)
    page.click("#asked >> text=" + name)
    page.wait_for_selector("text=A register says something about this debtor")
    browsing.fits(page, width)
    page.click("text=Beyond asking")
    page.click("main >> text=Can they pay?")
    browsing.fits(page, width)
    page.fill("#hits [name=note]", "Another town")
    page.click("button:text-is('Somebody else: go on')")
    page.wait_for_selector("#hits >> text=somebody else")
    assert page.locator("text=They are insolvent.").count() == 0


def _stopped_by_number(page: Any, books: str, case: str, folder: Path, width: int) -> None:
    broken = folder / "cut.json"
    broken.write_text('{"cases": [')
    page.click("text=Read a register's file about them")
    page.set_input_files("[name=register]", str(broken))
    page.click("button:text-is('Read it')")
    page.wait_for_selector("text=cut off or damaged")
    page.set_input_files("[name=register]", str(_published(folder)))
    page.click("button:text-is('Read it')")
    page.wait_for_selector("text=They are insolvent.")
    page.wait_for_selector("text=Ann Keeper")
    browsing.fits(page, width)
    page.click("text=Note who runs it")
    page.fill("#holder-email", "ann@keeper.example")
    page.fill("#holder-by", "2025-04-30")
    page.click("#insolvency button:text-is('Keep it') >> visible=true")
    page.wait_for_selector("text=as one of us noted")
    page.click("button:text-is('Draft the claim form')")
    page.wait_for_selector("text=Claim form (PDF)")
    form = page.request.get(f"{books}cases/{case}/means/proof/form/")
    assert form.body().startswith(b"%PDF")
    browsing.fits(page, width)
    page.click("button:text-is('It was lodged')")
    page.click("text=Note what was admitted")
    page.fill("#admitted-amount", "9,999,999.00")
    page.click("#insolvency button:text-is('Keep it') >> visible=true")
    page.wait_for_selector("text=No more can be admitted than was claimed.")
    assert page.input_value("#admitted-amount") == "9,999,999.00"
    browsing.fits(page, width)


def _next_deal(page: Any, books: str, width: int) -> None:
    page.goto(f"{books}watch/")
    page.fill("#watch-debtor", "N-1")
    page.click("button:text-is('Watch')")
    page.wait_for_selector("text=New Buyer Ltd is watched.")
    browsing.fits(page, width)
    page.click("text=Before the next deal")
    page.fill("[name=find]", "New Buyer")
    page.click("button:text-is('Find')")
    page.click("main >> text=Note a report")
    page.fill("[name=limit]", "-5")
    page.click("button:text-is('Keep it')")
    page.wait_for_selector("text=A limit is nothing or more.")
    assert page.input_value("[name=limit]") == "-5"
    browsing.fits(page, width)
    page.fill("[name=limit]", "9,000.00")
    page.click("button:text-is('Keep it')")
    page.wait_for_selector("text=The report is kept.")
    page.wait_for_selector("td:text-is('£4,500.00')")
    page.click("text=How it was worked out")
    page.wait_for_selector("text=half of the report's limit")
    browsing.fits(page, width)
    with page.expect_download() as got:
        page.click("text=CSV")
    (line,) = [
        one for one in Path(got.value.path()).read_text("utf-8-sig").splitlines() if "New Buyer" in one
    ]
    assert "4500.00" in line


def _load(page: Any, books: str, file: Path, width: int) -> None:
    page.goto(f"{books}watch/")
    page.set_input_files("#load [name=file]", str(file))
    page.click("button:text-is('Read it')")


def _notice(folder: Path, name: str) -> Path:
    """A gazette's notice with the firm's name and no number."""
    row = {"id": "1", "company": name, "company_number": "", "type": "Appointment of Liquidators",
           "published": "2025-03-06"}  # fmt: skip
    file = folder / "week.json"
    file.write_text(json.dumps([row]))
    return file


def _published(folder: Path) -> Path:
    """What Companies House publishes on a company whose number the file's name says."""
    opened = "2025-03-07"
    case = {"number": "1", "type": "in-administration", "dates": [
                {"type": "administration-started-on", "date": opened}],
            "practitioners": [{"name": "Ann Keeper", "appointed_on": opened, "role": "practitioner",
                               "address": {"address_line_1": "1 Fleet Street", "locality": "London",
                                           "postal_code": "EC4Y 1AA"}}]}  # fmt: skip
    file = folder / f"{NUMBER}.json"
    file.write_text(json.dumps({"etag": "x", "status": ["in-administration"], "cases": [case]}))
    return file
