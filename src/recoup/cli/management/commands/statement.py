"""`recoup statement`: all that is open, and all that is on account."""

import argparse
from pathlib import Path
from typing import ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.moments import Dated
from recoup.cli.screen import Screen


class Command(RecoupCommand):
    """As PDF, or sent."""

    help = "make a debtor's statement as PDF, or send it"
    group: ClassVar[str] = "Every day"
    deed: ClassVar[str] = "statement"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Whose, in which currency, and what becomes of it."""
        parser.add_argument("debtor", metavar="DEBTOR", help="the books' number of the debtor, or the id")
        parser.add_argument("--currency", default="", metavar="CODE", help="where they owe in several")
        parser.add_argument(
            "-o", "--output", metavar="FILE", help="writes it there; default: statement-ID.pdf"
        )
        parser.add_argument("--send", action="store_true", help="sends it by email")

    def answer(self, call: Call) -> Answer:
        """Where it is, or that it goes."""
        from recoup.cases.people import statements
        from recoup.cases.story import debtor_by

        debtor = debtor_by(call.creditor, call["debtor"])
        answer: Answer = {"debtor": debtor.name, "file": None, "message": None, "sent": False}
        if call["send"]:
            queued = statements.send_statement(
                call.creditor, debtor, currency=call["currency"], actor=call.actor, moment=call.moment
            )
            answer |= {"message": queued.pk if queued else None, "sent": True}
        if call["output"] or not call["send"]:
            currency, pdf = statements.statement(
                call.creditor, debtor, currency=call["currency"], moment=call.moment
            )
            path = Path(
                call["output"] or f"statement-{debtor.number or debtor.pk}-{currency}.pdf".replace("/", "-")
            )
            path.write_bytes(pdf)
            answer["file"] = str(path)
        return answer

    def words(self, answer: Answer, screen: Screen) -> None:
        """One sentence each."""
        if answer["file"]:
            screen.line(f"The statement of {answer['debtor']}: {answer['file']}")
        if answer["sent"]:
            screen.line(
                "It goes out with the next run." if answer["message"] else "Today's is on its way already."
            )
