"""What one person asks for, a second one decides: two logins, in a real browser, on a wide screen and on a phone."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.fresh import home_at, run_python
from tests.web.browsing import needs_chromium, serving

PASSWORD = "a long enough phrase"
MAKE = f"""
import sys; sys.path.insert(0, ".")
from datetime import timedelta
from tests import builders
from tests.web.firms import firm
made = firm("north", ("owner", "manager", "controller"))
for role, user in made.users.items():
    user.set_password({PASSWORD!r}); user.save()
named = []
for name in ("Wide Ltd", "Narrow Ltd"):
    debtor = builders.debtor(made.creditor, name=name)
    builders.contact(debtor)
    builders.invoice(debtor, 240_000, due_on=made.world.day - timedelta(days=9))
    named.append(debtor)
made.world.run()
print(made.creditor.pk, *(debtor.pk for debtor in named), sep="|")
"""
LATER = date.today() + timedelta(days=40)
"""Further ahead than one person may agree to."""

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def served(_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """`recoup serve`: its address, and (creditor, a debtor for each screen)."""
    with home_at(_template, tmp_path_factory.mktemp("approval")) as env:
        out, err = run_python(env, MAKE).communicate(timeout=120)
        assert out, err
        with serving(env) as address:
            yield address, out.strip().split("|")


@pytest.mark.parametrize(
    ("name", "nth", "width", "height", "theme"),
    [("Wide Ltd", 1, 1440, 900, "light"), ("Narrow Ltd", 2, 360, 740, "dark")],
)
def test_a_late_promise_is_agreed_to_by_somebody_else(
    served: tuple[str, list[str]], browser: Any, name: str, nth: int, width: int, height: int, theme: str
) -> None:
    address, made = served
    books, debtor = f"{address}{made[0]}/", f"{address}{made[0]}/debtors/{made[nth]}/"
    is_phone = width < 500

    def login(role: str) -> Any:
        size = {"width": width, "height": height}
        page = browser.new_context(viewport=size, color_scheme=theme, has_touch=is_phone).new_page()
        page.set_default_timeout(20_000)
        page.goto(address)
        page.fill("input[name=login]", f"{role}@north.example")
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(books)
        return page

    def press(page: Any, words: str) -> None:
        button = page.locator(words).locator("visible=true").first
        button.tap() if is_phone else button.click()

    def fits(page: Any) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    def unfold(page: Any) -> None:
        page.goto(books)
        press(page, f".work:has-text('{name}'):has-text('promise') summary")
        page.wait_for_selector(".work[open] >> text=What they offer")
        fits(page)

    asks = login("manager")
    asks.goto(debtor)
    press(asks, "summary:text-is('Promise')")
    asks.fill("#promise-on", LATER.isoformat())
    press(asks, "button:has-text('Note the promise')")
    asks.wait_for_selector("text=waits for")
    fits(asks)
    unfold(asks)
    press(asks, ".work[open] button:has-text('Agree')")
    asks.wait_for_selector(".work[open] [role=alert] >> text=Somebody else")
    fits(asks)

    looks = login("controller")
    unfold(looks)
    looks.wait_for_selector(".work[open] >> text=An owner or a manager decides this.")
    assert looks.locator(".work[open] button:has-text('Agree')").count() == 0

    decides = login("owner")
    unfold(decides)
    press(decides, ".work[open] button[value=no]")
    decides.wait_for_selector(".work[open] [role=alert], .work[open] [aria-invalid=true]")
    if is_phone:
        press(decides, ".work[open] button:has-text('Agree')")
    else:
        decides.evaluate("document.activeElement.blur()")
        decides.keyboard.press("1")
        decides.keyboard.press("Enter")
    decides.wait_for_selector(f"#done >> text={name}: agreed.")

    looks.goto(debtor)
    looks.wait_for_selector("text=Payment is promised")
    asks.goto(books)
    assert asks.locator(f".work:has-text('{name}'):has-text('promise')").count() == 0
    for page in (asks, looks, decides):
        page.context.close()
