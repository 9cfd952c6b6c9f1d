"""`recoup bundle`: everything about a case as one file that proves itself, for court, lawyer or agency."""

import argparse
from pathlib import Path
from typing import ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.moments import Dated
from recoup.cli.parser import a_day
from recoup.cli.screen import Screen
from recoup.lib.errors import Refused


class Command(RecoupCommand):
    """Writes the file and notes on the record that it was made, for whom."""

    help = "make the evidence file of a case: a ZIP that can be checked without this program"
    group: ClassVar[str] = "Prove"
    deed: ClassVar[str] = "bundle"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Which case, for whom, where to."""
        parser.add_argument("case", metavar="CASE", type=int, help="the case's number")
        parser.add_argument(
            "--for", dest="recipient", metavar="WHO", default="lawyer",
            help="court or agency: open entries only; lawyer (default): our own, who sees all",
        )  # fmt: skip
        parser.add_argument(
            "--until", metavar="D", type=a_day, help="account and counts up to D; default: today"
        )
        parser.add_argument("--language", metavar="L", default="", help="the court's; default: ours")
        parser.add_argument(
            "--authority",
            metavar="PEM",
            help="the certificates of who stamps our seals; default: the setting's",
        )
        parser.add_argument("-o", dest="target", metavar="FILE", required=True, help="the ZIP to write")

    def answer(self, call: Call) -> Answer:
        """What was written, and the number that is given to the recipient apart from it."""
        from recoup.cases.bundles.operations import make_bundle

        with call.progress("Making the evidence file"):
            made = make_bundle(
                call.creditor,
                call["case"],
                Path(call["target"]),
                recipient=call["recipient"],
                until_on=call["until"],
                language=call["language"],
                authority=_authority(call["authority"]),
                actor=call.actor,
                moment=call.moment,
            )
        return {
            "file": str(made.file),
            "manifest": made.manifest,
            "sha256": made.sha256,
            "entries": made.entries,
            "shown": made.shown,
            "documents": made.papers,
            "seals": made.seals,
            "stamps": made.stamps,
            "withheld": [str(one) for one in made.withheld],
            "ok": made.verdict.ok,
            "faults": [{"where": one.where, "what": one.what} for one in made.verdict.faults],
            "entry": made.entry,
        }

    def words(self, answer: Answer, screen: Screen) -> None:
        """What it holds, what to give with it, and what to keep back."""
        screen.line(
            f"{answer['file']}: {answer['documents']} documents, {answer['shown']} of {answer['entries']} entries."
        )
        screen.line(
            f"Give its recipient this number apart from it (SHA-256 of manifest.json): {answer['manifest']}"
        )
        if not answer["stamps"]:
            screen.line("No outside time-stamp covers it; its cover says so. See `recoup set seal.tsa_url`.")
        for one in answer["withheld"]:
            screen.line(f"For our own lawyer only, what it withholds: {one}")
        for fault in answer["faults"]:
            screen.line(f"{fault['where']}: {fault['what']}")

    def is_good(self, answer: Answer) -> bool:
        """Whether the file checks as whole: where the record itself is damaged, it does not."""
        return bool(answer["ok"])


def _authority(name: str | None) -> bytes:
    if not name:
        return b""
    try:
        return Path(name).read_bytes()
    except OSError as odd:
        raise Refused("no_file", f"There is no file {name}.", "--authority", "Name one that exists.") from odd
