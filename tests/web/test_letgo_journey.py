"""Is it worth it, and letting go, in a real browser: weighed, decided, written off by another, money after all."""

import re
from typing import Any

import pytest
from tests.fresh import Env, run_python
from tests.web import browsing
from tests.web.browsing import entering, needs_chromium, serving

PASSWORD = "a long enough phrase"
MAKE = f"""
import sys; sys.path.insert(0, ".")
from datetime import date
from tests import builders
from tests.cases.people.worlds import MONDAY, world
from tests.web.firms import Firm
made = Firm(world(600_000))
w = made.world
w.invoice.due_on, w.invoice.issued_on, w.invoice.tax_minor = date(2024, 8, 26), date(2024, 7, 26), 100_000
w.invoice.save()
second = builders.debtor(made.creditor, name="Second Ltd", street="2 High Street", postal_code="E1 1AA", city="London")
builders.contact(second)
builders.invoice(second, 300_000, due_on=date(2025, 2, 20))
w.run()
for role in ("controller", "manager", "owner"):
    user = made.join(f"{{role}}@letgo.example", role)
    user.set_password({PASSWORD!r}); user.save()
other = second.cases.get()
print(made.creditor.pk, w.debtor.pk, w.case.pk, w.invoice.number, other.pk, sep="|")
"""
LATER = """
import sys; sys.path.insert(0, ".")
from tests import builders
from tests.cases.people.worlds import MONDAY, at
from recoup.ledger.models import Debtor
from recoup.ledger.operations import record_payments
from recoup.org.models import Creditor
creditor, debtor = Creditor.objects.get(pk=%s), Debtor.objects.get(pk=%s)
row = builders.payment_facts(200_000, received_on=MONDAY, purpose="sorry for the delay", debtor_number=debtor.number)
record_payments(creditor, [row], source="bank", actor="system", moment=at(MONDAY, 12))
print("done")
"""

pytestmark = needs_chromium


@pytest.mark.parametrize(
    ("width", "theme"), [(1440, "light"), pytest.param(360, "dark", marks=pytest.mark.prove)]
)
def test_weighed_written_off_and_paid_after_all(
    fresh_home: Env, browser: Any, width: int, theme: str
) -> None:
    out, err = run_python(fresh_home, MAKE).communicate(timeout=240)
    assert out, err
    creditor, debtor, case, invoice, other = out.strip().split("|")
    with serving(fresh_home) as address:
        books = f"{address}{creditor}/"
        enter = entering(browser, address, books, "letgo.example", PASSWORD, (width, theme))
        clerk, boss = enter("controller"), enter("manager")
        clerk.goto(f"{books}debtors/{debtor}/")
        clerk.click("text=Beyond asking")
        _weighed(clerk, width)
        _tax_claimed(clerk, books, invoice, width)
        _written_off(clerk, boss, f"{books}cases/{case}/", width)
        out, err = run_python(fresh_home, LATER % (creditor, debtor)).communicate(timeout=240)
        assert out, err
        _paid_after_all(clerk, f"{books}cases/{case}/", width)
        _in_the_books(boss, books, width)
        _settled(boss, enter("owner"), f"{books}cases/{other}/", width)


def _weighed(clerk: Any, width: int) -> None:
    """The ways side by side, an assumption changed, what it breaks even at, the decision kept."""
    clerk.click("main >> text=Is it worth it?")
    for way in ("Keep asking", "Settle for a part", "Instalments", "Agency", "Court", "Let go"):
        clerk.wait_for_selector(f".option h2 >> text={way}")
    browsing.fits(clerk, width)
    clerk.fill("[name=keep_percent]", "101")
    clerk.click("button:text-is('Work it out')")
    clerk.wait_for_selector("text=Give a whole number from 0 to 100.")
    assert clerk.input_value("[name=keep_percent]") == "101"
    browsing.fits(clerk, width)
    clerk.fill("[name=keep_percent]", "1")
    clerk.click("button:text-is('Work it out')")
    keep = clerk.locator(".option", has_text="Keep asking")
    keep.locator("text=1 % of £6,000.00").wait_for()
    assert "worth most today" not in keep.inner_text()
    agency = clerk.locator(".option", has_text="Agency").inner_text()
    assert re.search(r"It beats letting go from a chance of \d+ % on", agency)
    browsing.fits(clerk, width)
    clerk.select_option("[name=option]", "let_go")
    clerk.click("button:text-is('Decide so')")
    clerk.wait_for_selector("text=A decision needs its reason.")
    assert clerk.input_value("[name=keep_percent]") == "1"
    clerk.fill("[name=note]", "Nothing is left there")
    clerk.click("button:text-is('Decide so')")
    clerk.wait_for_selector("text=Decided: Let go.")
    assert clerk.input_value("[name=keep_percent]") == "1"
    browsing.fits(clerk, width)


def _tax_claimed(clerk: Any, books: str, invoice: str, width: int) -> None:
    """The task leads to the list, where the tax of the invoice is claimed while it is still chased."""
    clerk.goto(books)
    clerk.click("text=Claim the tax back")
    clerk.click("text=Go on: tax relief")
    clerk.wait_for_selector("h1:text-is('Tax relief')")
    browsing.fits(clerk, width)
    clerk.click("text=Decide")
    clerk.fill("[name=amount]", "1,000.01")
    clerk.click("button:text-is('It was claimed')")
    clerk.wait_for_selector(".note-error")
    assert clerk.input_value("[name=amount]") == "1,000.01"
    browsing.fits(clerk, width)
    clerk.fill("[name=amount]", "")
    clerk.click("button:text-is('It was claimed')")
    clerk.wait_for_selector("text=Noted as claimed.")
    clerk.click("nav >> text=/^Claimed$/")
    clerk.wait_for_selector(f"text={invoice}")
    browsing.fits(clerk, width)


def _written_off(clerk: Any, boss: Any, case: str, width: int) -> None:
    """One asks with a reason, another says yes; whoever asked has no such button."""
    clerk.goto(f"{case}worth/")
    clerk.click("text=Go on with it")
    clerk.wait_for_selector("h1:text-is('Let go')")
    browsing.fits(clerk, width)
    clerk.click("summary:text-is('Write off')")
    part = clerk.locator("[name^=part-]")
    assert part.input_value() == "6000.00"
    part.fill("9,999.00")
    form = clerk.locator("details[open]")
    form.locator("[name=reason]").select_option("no_means")
    form.locator("[name=note]").fill("The yard is empty")
    form.locator("button:text-is('Ask for the write-off')").click()
    clerk.wait_for_selector("text=Only £6,000.00")
    assert (part.input_value(), form.locator("[name=note]").input_value()) == (
        "9,999.00",
        "The yard is empty",
    )
    browsing.fits(clerk, width)
    part.fill("6,000.00")
    form.locator("button:text-is('Ask for the write-off')").click()
    clerk.wait_for_selector("text=Somebody else decides")
    assert clerk.locator("button:text-is('Write off £6,000.00')").count() == 0
    browsing.fits(clerk, width)

    boss.goto(f"{case}let-go/")
    boss.wait_for_selector("text=The yard is empty")
    browsing.fits(boss, width)
    boss.click("button:text-is('Refuse')")
    boss.wait_for_selector("text=A refusal needs a reason.")
    boss.click("button:text-is('Write off £6,000.00')")
    boss.wait_for_selector("text=The claim stays on file.")
    browsing.fits(boss, width)


def _paid_after_all(clerk: Any, case: str, width: int) -> None:
    clerk.goto(f"{case}let-go/")
    clerk.wait_for_selector("text=£2,000.00 came on")
    browsing.fits(clerk, width)
    clerk.fill("[id^=rec-sum]", "7,000.00")
    clerk.click("button:text-is('Book as a recovery')")
    clerk.wait_for_selector("#gone .error")
    assert clerk.input_value("[id^=rec-sum]") == "7,000.00"
    browsing.fits(clerk, width)
    clerk.fill("[id^=rec-sum]", "")
    clerk.click("button:text-is('Book as a recovery')")
    clerk.wait_for_selector("text=Booked as a recovery.")
    clerk.wait_for_selector("#gone >> text=£4,000.00")
    browsing.fits(clerk, width)


def _in_the_books(boss: Any, books: str, width: int) -> None:
    """What was let go, and its lines, taken over once."""
    boss.goto(f"{books}write-offs/")
    boss.wait_for_selector("text=£2,000.00 came after all")
    browsing.fits(boss, width)
    boss.click("text=/new lines? for the books/")
    for kind in ("Write-off", "Recovery", "Tax claimed back"):
        boss.wait_for_selector(f"td:text-is('{kind}')")
    boss.wait_for_selector("td:text-is('Bad debts')")
    browsing.fits(boss, width)
    boss.click("button:text-matches('Take . lines over')")
    boss.wait_for_selector("text=Taken over into the books.")
    browsing.fits(boss, width)


def _settled(boss: Any, owner: Any, case: str, width: int) -> None:
    """A part ends it, without prejudice: nobody approves their own offer."""
    boss.goto(f"{case}let-go/")
    boss.click("summary:text-is('Settle for a part')")
    form = boss.locator("details[open]")
    form.locator("[name=amount]").fill("2,000.00")
    form.locator("[name=on]").fill("2025-03-20")
    form.locator("[name=note]").fill("Better now than never")
    form.locator("button:text-is('Ask for the settlement')").click()
    boss.wait_for_selector("text=You asked for this.")
    boss.click("button:text-is('Approve the offer')")
    boss.wait_for_selector(".note-error >> text=Nobody approves")
    browsing.fits(boss, width)
    owner.goto(f"{case}let-go/")
    owner.click("button:text-is('Approve the offer')")
    owner.wait_for_selector("text=Read the letter (PDF)")
    browsing.fits(owner, width)
    link = owner.get_attribute("a:text-is('Read the letter (PDF)')", "href")
    letter = owner.request.get(owner.url.split("/cases/")[0].rsplit("/", 1)[0] + str(link))
    assert letter.body().startswith(b"%PDF")
    owner.click("button:text-is('It was posted')")
    owner.wait_for_selector("text=Noted as posted.")
    browsing.fits(owner, width)
