"""`recoup worker`: sends what is queued and brings cases up to date, in the background."""

import argparse
from dataclasses import asdict
from typing import ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.screen import Screen


class Command(RecoupCommand):
    """Runs until it is told to stop; SIGTERM lets it finish what it has begun."""

    help = "send what is queued and keep cases up to date, until stopped"
    group: ClassVar[str] = "Serve"
    deed: ClassVar[str] = "send"
    is_for_all: ClassVar[bool] = True

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Once or for ever."""
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")

    def answer(self, call: Call) -> Answer:
        """Works for one creditor if --creditor names one, else for all of them."""
        from recoup.cases.tasks import work

        total = work(call.creditor if call["creditor"] else None, once=call["once"])
        return {"steps": asdict(total)}

    def words(self, answer: Answer, screen: Screen) -> None:
        """A last word."""
        steps = answer["steps"]
        screen.line(
            f"The worker has ended: {steps['done']} sent, {steps['printed']} printed, "
            f"{steps['later']} later, {steps['refused']} refused, {steps['failed']} failed, "
            f"{steps['unsure']} unsure."
        )
