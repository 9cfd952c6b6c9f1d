"""The project's papers say what the code does."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from recoup.cli import catalogue

pytestmark = pytest.mark.anydb

ROOT = Path(__file__).resolve().parents[2]
PAPERS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


def _layers() -> list[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["id"] == "rooms")
    return [" ".join(sorted(re.findall(r"\(?\w+\)?", layer))) for layer in layers]


def _told_rooms() -> list[str]:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    rows = re.findall(r"^\| (\(?`.*?) \|", text, re.MULTILINE)
    return [" ".join(sorted(re.findall(r"\(?\w+\)?", row.replace("`", "")))) for row in rows]


def test_the_rooms_told_are_those_that_are_enforced() -> None:
    assert _told_rooms() == _layers()


def test_every_folder_is_a_room() -> None:
    rooms = {path.name for path in (ROOT / "src" / "recoup").iterdir() if (path / "__init__.py").is_file()}
    assert rooms == {room for layer in _layers() for room in layer.split() if not room.startswith("(")}


def test_the_generated_references_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "docs.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_paper_points_to_is_there(paper: Path) -> None:
    text = paper.read_text()
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (paper.parent / target).exists(), target


def test_the_architecture_names_files_that_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    for name in re.findall(r"`((?:[a-z]+/)+[\w]+(?:\.py)?)`", text):
        assert any((base / name).exists() for base in (ROOT, ROOT / "src" / "recoup")), name


def test_the_readme_names_commands_that_exist() -> None:
    text = (ROOT / "README.md").read_text()
    for name in re.findall(r"\brecoup (?!-)([a-z]+)\b", text):
        assert name in (*catalogue.names(), "help"), name
