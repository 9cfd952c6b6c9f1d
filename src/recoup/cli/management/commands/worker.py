"""`recoup worker`: sends what is queued and brings cases up to date, in the background."""

import argparse
from typing import ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.screen import Screen


class Command(RecoupCommand):
    """Runs until it is told to stop; SIGTERM lets it finish what it has begun."""

    help = "send what is queued and keep cases up to date, until stopped"
    group: ClassVar[str] = "Serve"
    deed: ClassVar[str] = "send"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Once or for ever."""
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")

    def answer(self, call: Call) -> Answer:
        """Works for one creditor if --creditor names one, else for all of them."""
        from recoup.cases.tasks import work

        return {"done": work(call.creditor if call["creditor"] else None, once=call["once"])}

    def words(self, answer: Answer, screen: Screen) -> None:
        """A last word."""
        screen.line("The worker has ended.")
