"""`recoup capture`: takes in mail from files."""

import argparse
from pathlib import Path
from typing import Any, ClassVar

from recoup.cli.base import Answer, Bar, Call, RecoupCommand, refusal
from recoup.cli.moments import Dated
from recoup.cli.screen import Screen
from recoup.lib.errors import Refused


class Command(RecoupCommand):
    """Each mail is its own transaction; taken in again, nothing changes."""

    help = "take in mail files (.eml, mbox, Maildir): answers, bounces, and what was sent from elsewhere"
    group: ClassVar[str] = "Every day"
    deed: ClassVar[str] = "record"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """The files, and whether we sent them."""
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help="an .eml or mbox file, a Maildir, a folder"
        )
        parser.add_argument(
            "--sent",
            action="store_true",
            help="we sent these; mail from our own addresses is known as such anyway",
        )

    def answer(self, call: Call) -> Answer:
        """What became of each mail; a file that cannot be taken is refused, the others stay."""
        with call.progress("Taking in mail") as bar:
            return {"files": [_file(call, Path(name), bar) for name in call["files"]]}

    def is_good(self, answer: Answer) -> bool:
        """False when a file was refused."""
        return not any(one["refused"] for one in answer["files"])

    def words(self, answer: Answer, screen: Screen) -> None:
        """How many, of which kind, and what a person has to look at."""
        for one in answer["files"]:
            if one["refused"]:
                screen.line(f"{one['file']}: {one['refused']['what']} {one['refused']['how']}")
                continue
            kinds = ", ".join(
                f"{count} {kind.replace('_', ' ')}" for kind, count in sorted(one["kinds"].items())
            )
            screen.line(
                f"{one['file']}: {one['new']} taken in ({kinds or 'none'}), {one['known']} known before."
            )
            if one["waiting"]:
                screen.line(f"{one['waiting']} match no debtor and wait for a person.")
            for odd in one["skipped"]:
                screen.line(f"Left out: {odd['what']}")
            if one["flagged"]:
                screen.line(f"{one['flagged']} are from an address that the debtor's contacts do not have.")


def _file(call: Call, path: Path, bar: Bar) -> dict[str, Any]:
    from recoup.cases.capture import capture, us_of
    from recoup.outreach.inbound.files import mails_in

    counts: dict[str, Any] = {"new": 0, "known": 0, "waiting": 0, "flagged": 0, "kinds": {}}
    mails: list[dict[str, Any]] = []
    refused = None
    skipped: list[Refused] = []
    us = us_of(call.creditor, call.moment)
    try:
        for found in mails_in(path, skipped):
            taken = capture(
                us, found.raw, is_sent=found.is_sent or call["sent"], actor=call.actor, moment=call.moment
            )
            _count(counts, taken)
            mails.append({
                "where": found.where, "mail": taken.captured, "new": taken.is_new, "direction": taken.direction,
                "kind": taken.kind, "debtor": taken.debtor, "matched_by": taken.matched_by or None,
                "flags": taken.flags,
            })  # fmt: skip
            bar.show(counts["new"] + counts["known"])
    except Refused as odd:
        refused = refusal(odd)
    left_out = [refusal(odd) for odd in skipped]
    return {"file": str(path), "refused": refused, **counts, "skipped": left_out, "mails": mails}


def _count(counts: dict[str, Any], taken: Any) -> None:
    if not taken.is_new:
        counts["known"] += 1
        return
    counts["new"] += 1
    counts["kinds"][taken.kind] = counts["kinds"].get(taken.kind, 0) + 1
    counts["waiting"] += taken.waits
    counts["flagged"] += "unknown_sender" in taken.flags
