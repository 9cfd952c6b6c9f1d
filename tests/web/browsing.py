"""A real browser and the real server, for tests that look at pages as people do."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.fresh import Env

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
Enter = Callable[[str], Any]
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")


@contextmanager
def serving(env: Env) -> Iterator[str]:
    """`recoup serve` on that home; gives its address, and stops it afterwards."""
    command = [sys.executable, "-u", "-m", "recoup", "serve", "--port", "0"]
    server = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    first = server.stderr.readline()
    found = re.search(r"http://\S+", first)
    assert found is not None, first
    try:
        yield found[0]
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=60) == 0


def entering(
    browser: Any, address: str, books: str, house: str, password: str, look: tuple[int, str]
) -> Enter:
    """Opens a window of that width and theme, logged in as the user of a role at that house: `enter("manager")`."""
    width, theme = look

    def enter(role: str) -> Any:
        page = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme).new_page()
        page.set_default_timeout(20_000)
        page.goto(address)
        page.fill("input[name=login]", f"{role}@{house}")
        page.fill("input[name=password]", password)
        page.keyboard.press("Enter")
        page.wait_for_url(books)
        return page

    return enter


def press(page: Any, what: str) -> None:
    """By thumb on a phone, by mouse else."""
    is_phone = page.viewport_size["width"] < 500
    (page.tap if is_phone else page.click)(what)


def fits(page: Any, width: int) -> None:
    """The page is there and nobody has to scroll sideways."""
    page.wait_for_load_state()
    # asked again after each navigation, and until it is so
    page.wait_for_function(f"document.body && document.documentElement.scrollWidth <= {width}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()
