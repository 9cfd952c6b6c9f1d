"""`recoup debtor`: the whole story of one debtor."""

import argparse

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.screen import Screen
from recoup.cli.wording import tell_debtor


class Command(RecoupCommand):
    """Reads only."""

    help = "tell the whole story of one debtor"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Which one."""
        parser.add_argument("debtor", metavar="ID", help="the books' number of the debtor, or the id")

    def answer(self, call: Call) -> Answer:
        """The debtor, its cases and all that happened."""
        from recoup.cases.story import debtor_story

        return dict(debtor_story(call.creditor, call["debtor"]))

    def words(self, answer: Answer, screen: Screen) -> None:
        """As a letter to the owner would tell it."""
        tell_debtor(answer, screen)
