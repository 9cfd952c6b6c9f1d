"""Canonical JSON (RFC 8785 for the values we allow) and SHA-256."""

import hashlib
import json
from pathlib import Path
from typing import Any

import orjson

_LONGEST_INTEGER = 18


def canonical(value: dict[str, Any]) -> bytes:
    """Sorted, compact UTF-8 JSON.

    Equal to RFC 8785 as long as keys are ASCII and numbers are integers below 2**53. Raises ValueError for a text
    that is not Unicode and for what JSON does not know.
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError as odd:
        raise ValueError(str(odd)) from odd


def plain_object(data: bytes) -> dict[str, Any] | None:
    """The object in these bytes, if they are its canonical JSON and it holds only what such may; else None.

    For bytes from anybody: a number that is no integer below 2**53 can mean two things to two readers.
    """
    try:
        value = json.loads(data, parse_float=_refused, parse_int=_integer, parse_constant=_refused)
        return value if isinstance(value, dict) and canonical(value) == data else None
    except (ValueError, RecursionError):
        return None


def _integer(text: str) -> int:
    return int(text) if len(text) < _LONGEST_INTEGER and abs(int(text)) < 2**53 else _refused(text)


def _refused(text: str) -> int:
    raise ValueError(f"{text[:20]} is no integer below 2**53")


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
