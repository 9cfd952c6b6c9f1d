"""The pictures of the README, taken of the demo; kept where `make pictures` asks for them, else only taken."""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.fresh import Env, run_recoup
from tests.web.browsing import needs_chromium, serving

DOCS = Path(__file__).parents[2] / "docs" / "pictures"
MOST_BYTES = 150_000
COLOURS = 128
WIDE, PHONE = (1280, 800), (390, 780)
PICTURES = (
    ("today", "", WIDE, "light"),
    ("today-phone", "", PHONE, "light"),
    ("message", r"outbox/ debtors/\d+/next/", WIDE, "light"),
    ("debtor", r"debtors/ debtors/\d+/", WIDE, "dark"),
    ("overview", "overview/", WIDE, "light"),
    ("policies", r"policies/ policies/\w+/", WIDE, "light"),
    (
        "worth",
        r"debtors/?why=formal_case_open debtors/\d+/ cases/\d+/formal/ cases/\d+/worth/",
        WIDE,
        "light",
    ),
    ("court", r"debtors/?why=formal_case_open debtors/\d+/ cases/\d+/formal/ cases/\d+/court/", WIDE, "dark"),
)
"""Name; address, then each time the first link there that looks so; size; theme."""
INVOICES = """Kunde;Rechnung;Rechnungsdatum;Fällig am;Betrag;Währung
Bäckerei Morgenrot GmbH;RE-2041;03.02.2025;05.03.2025;1.250,00;EUR
Harbour Light Ltd;RE-2042;04.02.2025;06.03.2025;980,50;EUR
Atelier Sud SARL;RE-2043;07.02.2025;09.03.2025;12.400,00;EUR
Bäckerei Morgenrot GmbH;RE-2044;10.02.2025;12.03.2025;316,20;EUR
"""

pytestmark = [needs_chromium, pytest.mark.prove, pytest.mark.anydb]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """The served demo: its address, and the login it prints."""
    env: Env = {**os.environ, "RECOUP_HOME": str(tmp_path_factory.mktemp("demo") / "home"), "SERVE": "0"}
    env.pop("RECOUP_DATABASE_URL", None)
    done = run_recoup(env, "demo")
    assert done.returncode == 0, done.stderr
    with serving(env) as address:
        kept = Path(env["RECOUP_HOME"]) / "keys" / "demo.password"
        told = run_recoup(
            env, "shell", "-c",
            "from recoup.org.models import Membership as M; print(M.objects.filter(role='owner')[0].user.email)",
        )  # fmt: skip
        yield address.rstrip("/"), told.stdout.split()[-1], kept.read_text()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pictures go: into the documents only when they are asked for."""
    if os.environ.get("RECOUP_PICTURES") != "1":
        return tmp_path_factory.mktemp("pictures")
    DOCS.mkdir(parents=True, exist_ok=True)
    return DOCS


def test_the_demo_is_pictured(demo: tuple[str, str, str], folder: Path, browser: Any) -> None:
    address, email, password = demo
    page = browser.new_page(reduced_motion="reduce")
    page.goto(address)
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/\d+/$"))
    home = page.url
    for name, path, size, theme in PICTURES:
        first, *links = path.split(" ")
        page.goto(home + first)
        for link in links:
            found = re.search(rf'href="(/\d+/{link})"', page.content())
            assert found is not None, (name, link)
            page.goto(address + found[1])
        take(page, folder / f"{name}.png", size, theme)
    page.goto(f"{home}import/")
    file = {"name": "offene-posten.csv", "mimeType": "text/csv", "buffer": INVOICES.encode("cp1252")}
    page.set_input_files("input[type=file]", file)
    page.locator("main form .btn-main").first.click()
    page.wait_for_selector("text=RE-2041")
    take(page, folder / "import.png", WIDE, "light")
    page.close()


def take(page: Any, path: Path, size: tuple[int, int], theme: str) -> None:
    """One picture, small enough for a README."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.wait_for_load_state("networkidle")
    assert page.locator("h1").first.is_visible()
    shot = Image.open(io.BytesIO(page.screenshot()))
    shot.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size < MOST_BYTES, path.name
