"""The Overview in a browser: it fits on a phone with everything unfolded, and prints on one page."""

import io
import json
import re
from typing import Any

import pikepdf
import pytest
from tests.fresh import Env, run_python
from tests.web.browsing import needs_chromium, serving

MAKE = """
import sys; sys.path.insert(0, ".")
from datetime import timedelta
from tests import builders
from tests.web.firms import firm
made = firm("north", ("owner",))
for n in range(12):
    debtor = builders.debtor(made.creditor, name=f"Late Payer number {n} of a rather long name Ltd")
    builders.contact(debtor)
    builders.invoice(debtor, 10_000_000 * (n + 1), due_on=made.world.day - timedelta(days=n * 9))
made.world.run()
user = made.users["owner"]
user.set_password("a long enough phrase"); user.save()
print(made.creditor.pk)
"""

pytestmark = needs_chromium


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (360, "dark")])
def test_it_fits_and_prints_on_one_page(fresh_home: Env, browser: Any, width: int, theme: str) -> None:
    out, err = run_python(fresh_home, MAKE).communicate(timeout=120)
    assert out, err
    creditor = json.loads(out)
    with serving(fresh_home) as address:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)
        page = context.new_page()
        page.goto(address)
        page.fill("input[name=login]", "owner@north.example")
        page.fill("input[name=password]", "a long enough phrase")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(rf"/{creditor}/$"))
        page.keyboard.press("g")
        page.keyboard.press("v")
        page.wait_for_selector("h1:has-text('Overview')")
        for summary in page.locator("section details > summary").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        paper = pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert len(paper.pages) == 1
        page.click(".chart-link >> nth=1")
        page.wait_for_url(re.compile(r"debtors/\?age=d1_30&currency=GBP"))
        context.close()
