"""Sets a long layout in a process of its own: what it takes of memory, some 600 KB a page, goes back when it is done.

Run as a file, with a folder that holds the template, the data and what `set_apart` wrote beside them; it knows nothing
else of the program.
"""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

TEMPLATE, DATA, TOLD, PAGES = "layout.typ", "data.json", "told.json", "pages.pdf"


def set_apart(template: bytes, data: str, stamp: datetime, fonts: Path, folder: Path) -> Path:
    """The layout filled with data (JSON) as PDF/A-3 with tags, dated with that moment, as a file in the folder.

    The same bytes as `documents.pdf.compiled` gives. Raises RuntimeError with what the layout said.
    """
    (folder / TEMPLATE).write_bytes(template)
    (folder / DATA).write_text(data, "utf-8")
    moment = stamp.astimezone(UTC).replace(microsecond=0).isoformat()
    (folder / TOLD).write_text(json.dumps({"stamp": moment, "fonts": str(fonts)}), "utf-8")
    done = subprocess.run(  # noqa: S603 - our own file
        [sys.executable, "-I", __file__, str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip()[-2000:] or f"the layout ended with {done.returncode}")
    return folder / PAGES


def _set(folder: Path) -> None:
    import typst

    told = json.loads((folder / TOLD).read_text("utf-8"))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[told["fonts"]])
    root = folder / "root"  # the layout reads no file but those of the fonts
    root.mkdir()
    made = typst.Compiler(root=str(root), font_paths=fonts, ignore_system_fonts=True).compile(
        input=(folder / TEMPLATE).read_bytes(),
        format="pdf",
        sys_inputs={"data": (folder / DATA).read_text("utf-8")},
        pdf_standards=["a-3a"],
        timestamp=datetime.fromisoformat(told["stamp"]),
    )
    assert isinstance(made, bytes)  # one PDF, not a list of pictures
    (folder / PAGES).write_bytes(made)


if __name__ == "__main__":
    _set(Path(sys.argv[1]))
