"""A home of its own for every test of people's deeds."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home(settings: object, tmp_path: Path) -> Path:
    """Where the outbox of the test lies."""
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path
