"""Canonical JSON (RFC 8785 for the values we allow) and SHA-256."""

import hashlib
from pathlib import Path
from typing import Any

import orjson


def canonical(value: dict[str, Any]) -> bytes:
    """Sorted, compact UTF-8 JSON.

    Equal to RFC 8785 as long as keys are ASCII and numbers are integers below 2**53. Raises ValueError for a text
    that is not Unicode and for what JSON does not know.
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError as odd:
        raise ValueError(str(odd)) from odd


def sha256_hex(*parts: bytes) -> str:
    """SHA-256 of the parts one after the other, in lower-case hex."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def sha256_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in lower-case hex; it is read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
