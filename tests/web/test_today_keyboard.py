"""A morning of ten tasks on Today, by keyboard alone and by thumb on a phone: nothing is lost, all of it is said."""

from typing import Any

from tests.fresh import Env, run_python
from tests.web.browsing import needs_chromium, serving

PASSWORD = "a long enough phrase"

MAKE = f"""
import sys; sys.path.insert(0, ".")
from datetime import timedelta
from tests import builders
from tests.web.firms import firm
from recoup.cases.models import Case, StepRun, Task
made = firm("north")
user = made.users["controller"]
user.set_password({PASSWORD!r}); user.save()
day = made.world.day
for n in range(10):
    debtor = builders.debtor(made.creditor, name=f"Row {{n:02}} Ltd")
    builders.contact(debtor)
    builders.invoice(debtor, 900_000 - n * 1_000, due_on=day - timedelta(days=9))
made.world.run()
for case in Case.objects.filter(debtor__name__startswith="Row "):
    Task.objects.filter(case=case).delete()
    StepRun.objects.filter(case=case).update(is_void=True, state="cancelled")
    step = StepRun.objects.create(creditor=made.creditor, case=case, debtor=case.debtor, rung=2, round=1,
        channel="phone", kind="phone", state="task", planned_on=day)
    Task.objects.create(creditor=made.creditor, debtor=case.debtor, case=case, step=step, kind="phone",
        due_on=day, opened_on=day)
print(made.creditor.pk, day.isoformat(), sep="|")
"""

pytestmark = needs_chromium


def made(env: Env) -> tuple[str, str]:
    """The creditor with ten calls to make, and the day."""
    out, err = run_python(env, MAKE).communicate(timeout=180)
    assert out, err
    creditor, day = out.strip().split("|")
    return creditor, day


def signed_in(context: Any, address: str, creditor: str) -> Any:
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(address)
    page.fill("input[name=login]", "controller@north.example")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{creditor}/")
    return page


def test_ten_tasks_by_thumb_on_a_phone(fresh_home: Env, browser: Any) -> None:
    creditor, day = made(fresh_home)
    with serving(fresh_home) as address:
        phone = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
        page = signed_in(phone, address, creditor)
        for n in range(10):
            name = f"Row {n:02} Ltd"
            row = page.locator(f"[data-row]:has(strong:text-is('{name}'))")
            row.locator("summary").tap()
            row.locator("form[data-fits]").wait_for()
            result = "spoke_will_pay" if n == 3 else "no_answer"
            row.locator(f"label:has(input[value={result}])").tap()
            if n == 3:
                row.locator("form[data-fits] input[name=on]").fill(day)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            button = row.locator("form[data-fits] button.btn-main")
            assert button.bounding_box()["height"] >= 40
            button.tap()
            page.wait_for_selector(f"#done >> text={name}")
            row.wait_for(state="detached")
        page.locator("#done button").first.tap()
        page.wait_for_selector("#done >> text=taken back")
        page.wait_for_selector("[data-row]:has-text('Row 09 Ltd')")


def test_ten_tasks_by_keyboard_alone(fresh_home: Env, browser: Any) -> None:
    creditor, day = made(fresh_home)
    with serving(fresh_home) as address:
        page = signed_in(browser.new_context(viewport={"width": 1440, "height": 900}), address, creditor)
        press = page.keyboard.press
        focused = "document.activeElement.closest('[data-row]')?.querySelector('strong').textContent || ''"

        press("j")
        for n in range(10):
            name = page.evaluate(focused)
            assert name == f"Row {n:02} Ltd"
            press("Enter")
            page.wait_for_selector(".work[open] form[data-fits]")
            if n == 3:  # a promise asks for its day, and refuses to be without
                press("3")
                press("Enter")
                page.wait_for_selector(".work[open] [aria-invalid=true]:focus")
                page.keyboard.type("".join(reversed_day(day)))
            else:
                press("9" if n % 2 else "1")
            press("Enter")
            page.wait_for_selector(f"#done >> text={name}")
            page.wait_for_selector(f"[data-row]:focus-within:not(:has-text('{name}'))")
            if n == 5:
                press("u")
                page.wait_for_selector("#done >> text=taken back")
                page.wait_for_selector(f"[data-row]:focus-within:has-text('{name}')")
                press("Enter")
                page.wait_for_selector(".work[open] form[data-fits]")
                press("1")
                press("Enter")
                page.wait_for_selector(f"[data-row]:focus-within:not(:has-text('{name}'))")
        press("?")
        page.wait_for_selector("dialog[open] >> text=undo")
        assert "Today" in page.inner_text("#keys-go")
        press("Escape")
        press("g")
        press("i")
        page.wait_for_url("**/invoices/")


def reversed_day(day: str) -> list[str]:
    """A day as it is typed into a date field of an American browser: month, day, year."""
    year, month, of_month = day.split("-")
    return [month, of_month, year]
