"""`recoup demo`: an invented creditor with a year of history, made by the real engine."""

import os
from typing import ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.screen import Screen
from recoup.lib.clock import day_in, machine_now


class Command(RecoupCommand):
    """Takes no option: the same demo for everybody, dated up to today."""

    help = "fill a fresh home with an invented creditor and a year of history, and do today's run"
    group: ClassVar[str] = "Set up"
    needs_home: ClassVar[bool] = False

    def answer(self, call: Call) -> Answer:
        """What the year and its last day came to."""
        from recoup.cli.demo import fresh, told, year

        papers = fresh.start()
        last_on = year.last_working_day(day_in(machine_now(), year.ZONE))
        with call.progress("Living a year of debts, day by day") as bar:
            return told.facts(year.live(papers, last_on, progress=bar.show))

    def words(self, answer: Answer, screen: Screen) -> None:
        """The day as an owner would tell it."""
        from recoup.cli.demo import told

        told.tell(answer, screen)
        if os.environ.get("SERVE") == "1":
            screen.line()
            screen.line("There are no pages to serve yet: the commands above are all there is.")
