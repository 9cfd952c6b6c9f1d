"""Fixtures for every room; the database is chosen in `database.py`."""

from pathlib import Path

import pytest
from tests.fresh import _template, fresh_home  # noqa: F401
from tests.shared import SHARED


@pytest.fixture
def shared() -> Path:
    """The folder of real files that may not be committed; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder of real files (../shared) is absent")
    return SHARED
