"""Prints what the program costs: seconds, the ratio to the raw floor, peak memory. `make bench`.

Each measure runs in a process and a home of its own under the temp directory. Exit 1 when a bar is missed.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench.home import set_up
from bench.measures import MEASURES


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"which: {', '.join(MEASURES)}; default: all"
    )
    parser.add_argument(
        "--keep",
        metavar="FOLDER",
        type=Path,
        help="keep the homes there, and take those that lie there instead of making them anew",
    )
    parser.add_argument("--one", metavar="FOLDER", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        home = given.one / given.names[0]
        set_up(home)
        print(json.dumps(MEASURES[given.names[0]](given.one, home).to_json()))
        return 0
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        asked = set(given.names or MEASURES)
        left = [name for name in _needed(given.names) if name in asked or not (given.keep / name).exists()]
        for name in left:
            shutil.rmtree(given.keep / name, ignore_errors=True)
        results = [_one(name, given.keep) for name in left]
        return 0 if all(results) else 1
    with tempfile.TemporaryDirectory(prefix="recoup-bench-") as folder:
        results = [_one(name, Path(folder)) for name in _needed(given.names)]
    return 0 if all(results) else 1


def _needed(names: list[str]) -> list[str]:
    """The measures asked for, after those whose home they go on with."""
    wanted = set(names or MEASURES)
    if wanted & {"rest", "send", "pages"}:
        wanted.add("open")
    if "open" in wanted:
        wanted.add("import")
    return [name for name in MEASURES if name in wanted]


def _one(name: str, folder: Path) -> bool:
    command = [sys.executable, __file__, name, "--one", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"FAIL  {name}: {done.stderr.strip()[-2000:]}")
        return False
    result = json.loads(done.stdout.splitlines()[-1])
    floor = (
        f"{result['seconds'] / result['floor']:5.2f} x floor {result['floor']:.2f} s"
        if result["floor"]
        else "-"
    )
    print(
        f"{'ok  ' if result['ok'] else 'FAIL'}  {result['what']}: {result['seconds']:.2f} s, {floor}, "
        f"{result['rss_mb']:.0f} MB (bar: {result['bar']}) {result['note']}".rstrip(),
        flush=True,
    )
    return bool(result["ok"])


if __name__ == "__main__":
    sys.exit(main())
