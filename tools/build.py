"""What is made from the source and never committed: the stylesheet and the compiled translations.

Run at set-up, before packing (hatchling calls the hook below), and by `make build`.
"""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import build_css
import messages

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:
    BuildHookInterface = object  # type: ignore[assignment,misc]


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg,misc]
    """Called by hatchling before it packs or installs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Makes both anew."""
        build()


def build() -> None:
    """Makes both. Raises CalledProcessError when Tailwind refuses its source."""
    build_css.build()
    messages.compile_all()


if __name__ == "__main__":
    build()
