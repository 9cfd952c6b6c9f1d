"""`recoup subject`: everything that is held on a person, for the person who asks."""

import argparse
from pathlib import Path
from typing import ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.moments import Dated
from recoup.cli.screen import Screen


class Command(RecoupCommand):
    """Writes the file and notes on the record that it was given out."""

    help = "write everything that is held on a person to a ZIP: rows, entries, originals"
    group: ClassVar[str] = "Prove"
    deed: ClassVar[str] = "subject"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Whom, and where to."""
        parser.add_argument("person", metavar="X", help="an email address, a name, or a contact's number")
        parser.add_argument("-o", dest="target", metavar="FILE", required=True, help="the ZIP to write")

    def answer(self, call: Call) -> Answer:
        """What was written."""
        from recoup.cases.erasure.subject import write_subject

        with call.progress("Reading the record"):
            return write_subject(
                call.creditor, call["person"], Path(call["target"]), actor=call.actor, moment=call.moment
            )

    def words(self, answer: Answer, screen: Screen) -> None:
        """How much it is, and what to look at before it is given out."""
        screen.line(f"{answer['file']}: {answer['persons']} persons, {answer['originals']} originals.")
        screen.line("Look through it first: an original may also name others.")
