"""Where the real files lie that may not be committed: beside the project."""

from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"
