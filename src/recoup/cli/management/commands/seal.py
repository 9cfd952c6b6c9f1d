"""`recoup seal`: where the record stands, kept outside so that nobody can change the past unseen."""

import argparse
from pathlib import Path
from typing import Any, ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.moments import Dated
from recoup.cli.screen import Screen
from recoup.lib.errors import Refused


class Command(RecoupCommand):
    """Makes a seal, lists them, or compares with copies kept outside."""

    help = "seal the record as it stands now, list the seals, or compare with a copy kept outside"
    group: ClassVar[str] = "Prove"
    deed: ClassVar[str] = "check"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Without an option a seal is made."""
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--list", action="store_true", help="only lists the seals, the newest first")
        what.add_argument(
            "--compare", metavar="FILE", help="a file with the lines of seals that somebody outside kept"
        )

    def answer(self, call: Call) -> Answer:
        """The seal made, or those there are, or what differs from the copies."""
        if call["compare"] is not None:
            return _compared(call)
        from recoup.archive import stamps
        from recoup.archive.seals import seals
        from recoup.cases.sealing import seal_now

        if call["list"]:
            stamped = {one.number: one.stamped_at for one in stamps.stamps(call.creditor.key)}
            return {"seals": [_seal(one, stamped.get(one.number)) for one in seals(call.creditor.key)]}
        done = seal_now(call.creditor, actor=call.actor_unattended, moment=call.moment)
        return {
            "seals": [_seal(done.seal, done.stamped_at)],
            "stamp_fault": done.stamp_fault,
            "mailed_to": done.mailed_to,
        }

    def words(self, answer: Answer, screen: Screen) -> None:
        """One line a seal."""
        for fault in answer.get("faults", []):
            screen.line(f"{fault['where']}: {fault['what']}")
        if "compared" in answer:
            screen.line(f"{answer['compared']} compared, {len(answer['faults'])} faults.")
            return
        for one in answer["seals"]:
            stamped = f", stamped {one['stamped_at']}" if one["stamped_at"] else ", not stamped"
            screen.line(f"Seal {one['number']} of {one['day']}: {one['entries']:,} entries{stamped}")
            screen.line(f"  {one['hash']}")
        if answer.get("stamp_fault"):
            screen.line(f"The authority did not stamp it: {answer['stamp_fault']}")
        if "mailed_to" in answer:
            to = answer["mailed_to"]
            screen.line(
                f"It is mailed to {to}." if to else "Nobody outside keeps it: recoup set seal.mail_to ADDRESS"
            )

    def is_good(self, answer: Answer) -> bool:
        """Whether nothing differs."""
        return not answer.get("faults")


def _seal(one: Any, stamped_at: Any) -> dict[str, Any]:
    return {
        "number": one.number,
        "day": one.day,
        "hash": one.hash,
        "root": one.root,
        "heads": one.heads,
        "entries": one.entries,
        "statement": one.statement.decode(),
        "stamped_at": stamped_at.isoformat() if stamped_at else None,
    }


def _compared(call: Call) -> Answer:
    from recoup.archive.seals import compare

    try:
        text = Path(call["compare"]).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as odd:
        raise Refused("no_file", "The file cannot be read.", call["compare"], "Give a text file.") from odd
    lines = [line.strip().encode() for line in text.splitlines() if line.strip().startswith("{")]
    if not lines:
        raise Refused(
            "no_seal",
            "There is no seal in this file.",
            call["compare"],
            "A seal is one line that begins with {.",
        )
    faults = [{"where": one.where, "what": one.what} for one in compare(call.creditor.key, lines)]
    return {"compared": len(lines), "faults": faults}
