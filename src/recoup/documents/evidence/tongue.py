"""The words of the evidence file in the six languages: data, the same keys in each."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from recoup.documents.shipped import language_of


@cache
def words(language: str) -> dict[str, Any]:
    """All of them in the nearest shipped language; a table of the file is a mapping in it."""
    name = f"{language_of(language)}.toml"
    return tomllib.loads((files(__package__) / "words" / name).read_text("utf-8"))
