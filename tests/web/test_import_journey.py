"""Import of a file with wrong guesses, mended, in a real browser on the real server: wide screen and phone."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.fresh import Env, run_python, run_recoup
from tests.web.browsing import needs_chromium, serving
from tests.web.test_browser import MAKE, PASSWORD

pytestmark = needs_chromium

FILE = "Wer;Was;Wann;Wieviel\nMended Ltd;7001;03/04/2025;1.500\nMended Ltd;7002;05/04/2025;2.750\n"


@pytest.fixture
def served(fresh_home: Env) -> Iterator[tuple[str, str]]:
    """`recoup serve`: its address and the creditor's number."""
    out, err = run_python(fresh_home, MAKE).communicate(timeout=120)
    assert out, err
    with serving(fresh_home) as address:
        yield address, out.strip().split("|")[0]


def ageing(home: Env) -> object:
    """What is open, by age."""
    return json.loads(run_recoup(home, "ageing", "--json").stdout)["rows"]


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (360, "dark")])
def test_a_file_with_wrong_guesses_is_mended(
    served: tuple[str, str], fresh_home: Env, browser: Any, width: int, theme: str, tmp_path: Path
) -> None:
    address, creditor = served
    file = tmp_path / "strange.csv"
    file.write_text(FILE)
    before = ageing(fresh_home)
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(address)
    page.fill("input[name=login]", "controller@north.example")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{creditor}/")

    page.goto(f"{address}{creditor}/import/")
    page.set_input_files("#file", file)
    page.click("text=Look at the file")
    page.wait_for_selector("text=No row with column names was recognised")
    for place, choice in (
        ("kind", "invoices"), ("header_line", "1"), ("c0", "debtor_name"), ("c1", "number"), ("c2", "due_on"),
        ("c3", "amount"), ("date_order", "dmy"), ("decimal_mark", ","),
    ):  # fmt: skip
        page.evaluate("document.getElementById('look').dataset.before = 'yes'")
        page.select_option(f"#{place}", choice)
        page.wait_for_selector("#look:not([data-before])")
    page.wait_for_selector("text=3 April 2025")
    page.wait_for_selector("text=£1,500.00")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.click("text=See what will change")
    page.wait_for_selector("text=New (2)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.click("text=Take it in")
    page.wait_for_selector("text=strange.csv is taken in")
    page.click("text=Take this import back")
    page.wait_for_selector("text=what it had changed is as it was before")
    context.close()
    assert ageing(fresh_home) == before
