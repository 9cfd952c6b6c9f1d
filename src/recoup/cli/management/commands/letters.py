"""`recoup letters`: printed, posted."""

import argparse
from pathlib import Path
from typing import Any, ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.moments import Dated
from recoup.cli.parser import a_day
from recoup.cli.screen import Screen, count
from recoup.lib.errors import Refused


class Command(RecoupCommand):
    """The batch for the printer, the confirmation of posting, the list."""

    help = "print the letters of the day, confirm that they were posted, or list them"
    group: ClassVar[str] = "Every day"
    deed: ClassVar[str] = "letters"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """What is done, and with which letters."""
        parser.add_argument("what", choices=("list", "batch", "posted"), nargs="?", default="list")
        parser.add_argument("-o", "--output", metavar="FILE", help="batch: the file to print, one PDF")
        parser.add_argument("--each", metavar="DIR", help="batch: also every letter as a file of its own")
        parser.add_argument("--again", default="", metavar="BATCH", help="batch: print that one once more")
        parser.add_argument("--batch", default="", metavar="ID", help="posted: this batch")
        parser.add_argument(
            "--message", type=int, action="append", default=[], metavar="ID", help="posted: this one"
        )
        parser.add_argument("--on", type=a_day, metavar="D", help="posted: on which day; default: today")

    def answer(self, call: Call) -> Answer:
        """The letters and what became of them."""
        return {"list": _list, "batch": _batch, "posted": _posted}[call["what"]](call)

    def words(self, answer: Answer, screen: Screen) -> None:
        """Which letters, and what to do with them."""
        letters = answer["letters"]
        if "batch" in answer:
            screen.line(f"{count(len(letters), 'letter')} in batch {answer['batch']}: {answer['file']}")
            screen.line(f"When they are in the post: recoup letters posted --batch {answer['batch']}")
        elif "posted_on" in answer:
            screen.line(f"{count(len(letters), 'letter')} posted on {answer['posted_on']}.")
        else:
            screen.line(f"{count(len(letters), 'letter')} printed and not yet posted.")
            rows = [(one["message"], one["batch"], one["debtor"], str(one["dated_on"])) for one in letters]
            if rows:
                screen.table(["Letter", "Batch", "Debtor", "Dated"], rows, right=["Letter"])


def _line(letter: Any) -> dict[str, Any]:
    return {
        "message": letter.pk,
        "debtor": letter.debtor.name,
        "batch": letter.batch,
        "state": str(letter.state),
        "dated_on": letter.printed_on,
    }


def _list(call: Call) -> Answer:
    from recoup.outreach.queries import waiting_letters

    return {"letters": [_line(letter) for letter in waiting_letters(call.creditor)]}


def _batch(call: Call) -> Answer:
    from recoup.cases.people import letters

    if not call["output"]:
        raise Refused(
            "missing", "The print file needs a name.", "-o", "Like: recoup letters batch -o letters.pdf"
        )
    target = Path(call["output"])
    if not target.parent.is_dir():
        raise Refused("no_folder", f"There is no folder {target.parent}.", "-o", "Make it, or name another.")
    each = Path(call["each"]) if call["each"] else None
    if each is not None:
        each.mkdir(parents=True, exist_ok=True)
    batch_id, pdf, made = letters.print_letters(
        call.creditor, again=call["again"], actor=call.actor, moment=call.moment
    )
    target.write_bytes(pdf)
    for letter in made if each is not None else ():
        assert each is not None
        (each / f"letter-{letter.pk}.pdf").write_bytes(letters.pdf_of(call.creditor, letter))
    return {"batch": batch_id, "file": str(target), "letters": [_line(letter) for letter in made]}


def _posted(call: Call) -> Answer:
    from recoup.cases.daily import refresh
    from recoup.cases.people import letters

    on = call["on"] or call.today
    gone = letters.posted(
        call.creditor, on, batch=call["batch"], messages=call["message"], actor=call.actor, moment=call.moment
    )
    refresh(call.creditor, moment=call.moment, actor=call.actor)
    return {"posted_on": on, "letters": [_line(letter) for letter in gone]}
