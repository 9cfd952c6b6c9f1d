"""`recoup verify`: is an evidence file as it was made? Needs no database, no home and no network."""

import argparse
from pathlib import Path
from typing import ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.screen import Screen
from recoup.lib.errors import Refused


class Command(RecoupCommand):
    """Reads only."""

    help = "check an evidence file, without database or network"
    group: ClassVar[str] = "Prove"
    needs_home: ClassVar[bool] = False

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """The file, and whose time-stamps are trusted."""
        parser.add_argument("file", metavar="FILE.zip", help="what recoup bundle made")
        parser.add_argument(
            "--authority",
            metavar="PEM",
            help="the time-stamping authority's certificates; its signatures are checked",
        )

    def answer(self, call: Call) -> Answer:
        """The verdict, with the place of every fault."""
        from recoup.archive.bundle.verify import verify_bundle

        path = Path(call["file"])
        if not path.is_file():
            raise Refused(
                "no_file", "There is no such file.", call["file"], "Give the path of an evidence file."
            )
        verdict = verify_bundle(path, _authority(call["authority"]))
        return {
            "ok": verdict.ok,
            "entries": verdict.entries,
            "withheld": verdict.withheld,
            "payloads": verdict.payloads,
            "erased": verdict.erased,
            "seals": verdict.seals,
            "sealed": verdict.sealed,
            "last_day": verdict.last_day,
            "faults": [{"where": one.where, "what": one.what} for one in verdict.faults],
        }

    def words(self, answer: Answer, screen: Screen) -> None:
        """The faults, and what was looked at."""
        for fault in answer["faults"]:
            screen.line(f"{fault['where']}: {fault['what']}")
        entries = f"{answer['entries']:,} entries ({answer['withheld']:,} as bare hashes)"
        originals = f"{answer['payloads']:,} originals ({answer['erased']:,} erased)"
        looked = f"{entries}, {originals}, {answer['seals']:,} seals"
        screen.line(f"{'Whole' if answer['ok'] else 'NOT as it was made'}: {looked}.")
        if answer["sealed"]:
            screen.line(
                f"The newest seal is of {answer['last_day']} and covers entries 1 to {answer['sealed']:,}."
            )
        elif answer["ok"]:
            screen.line("No seal covers these entries: only whoever made the file says that they are all.")

    def is_good(self, answer: Answer) -> bool:
        """Whether nothing is wrong."""
        return bool(answer["ok"])


def _authority(path: str | None) -> bytes | None:
    if path is None:
        return None
    try:
        return Path(path).read_bytes()
    except OSError as odd:
        raise Refused("no_file", "The certificate cannot be read.", path, "Give a file in PEM.") from odd
