"""Canonical JSON (RFC 8785 for the values we allow) and SHA-256."""

import hashlib
import json
from pathlib import Path
from typing import Any

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(value: dict[str, Any]) -> bytes:
    """Sorted, compact UTF-8 JSON.

    Equal to RFC 8785 as long as keys are ASCII and numbers are integers below 2**53.
    """
    return _ENCODER.encode(value).encode()


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
