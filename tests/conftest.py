"""Fixtures for every room; the database is chosen in `database.py`."""

from pathlib import Path

import pytest
from tests.fresh import _template, fresh_home  # noqa: F401
from tests.shared import SHARED


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what opens a browser: a page looks alike on both databases, so that in a hurry one is enough."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture
def shared() -> Path:
    """The folder of real files that may not be committed; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder of real files (../shared) is absent")
    return SHARED
