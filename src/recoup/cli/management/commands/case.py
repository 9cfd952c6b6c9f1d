"""`recoup case`: the whole story of one case."""

import argparse

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.screen import Screen
from recoup.cli.wording import tell_case


class Command(RecoupCommand):
    """Reads only."""

    help = "tell the whole story of one case"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Which one."""
        parser.add_argument("case", metavar="ID", type=int, help="the case's number, as `preview` names it")

    def answer(self, call: Call) -> Answer:
        """State, next step, invoices and timeline."""
        from recoup.cases.story import case_story

        return dict(case_story(call.creditor, call["case"]))

    def words(self, answer: Answer, screen: Screen) -> None:
        """As a letter to the owner would tell it."""
        tell_case(answer, screen)
