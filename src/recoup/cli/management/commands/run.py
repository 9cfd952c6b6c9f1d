"""`recoup run`: the daily run."""

import argparse
from typing import ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.moments import Dated
from recoup.cli.screen import Screen, count
from recoup.cli.wording import kind, reason


class Command(RecoupCommand):
    """Works every overdue debt of the creditor once."""

    help = "work every overdue debt: send what is due, make tasks of what needs a person"
    group: ClassVar[str] = "Every day"
    deed: ClassVar[str] = "send"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Whether anything leaves."""
        parser.add_argument(
            "--no-send", action="store_true", help="queue what is due and leave the sending to a worker"
        )

    def answer(self, call: Call) -> Answer:
        """The counts of this run."""
        from recoup.cases.daily import run

        with call.progress("Working the debts of the day") as bar:
            report = run(
                call.creditor,
                moment=call.moment,
                send=not call["no_send"],
                actor=call.actor_unattended,
                progress=bar.show,
            )
        return report.to_json()

    def words(self, answer: Answer, screen: Screen) -> None:
        """What was done and what was not, and why."""
        cases, steps = answer["cases"], answer["steps"]
        screen.line(f"Run for {answer['date']}, {answer['seconds']} s.")
        screen.line(
            f"{count(cases['open'], 'open case')}: {cases['opened']} opened, {cases['closed']} closed today."
        )
        screen.line(
            f"{count(steps['planned'], 'step')} planned, {steps['done']} done, {steps['queued']} queued, "
            f"{steps['refused']} refused, {steps['failed']} failed, {steps['unsure']} unsure."
        )
        if answer["by_kind"]:
            screen.line()
            screen.table(
                ["What", "How many"],
                [(kind(code), n) for code, n in answer["by_kind"].items()],
                right=["How many"],
            )
        if answer["not_acted"]:
            screen.line()
            screen.table(
                ["Why nothing was done", "Cases"],
                [(reason(code), n) for code, n in answer["not_acted"].items()],
                right=["Cases"],
            )
        if answer["neglected"]:
            screen.line()
            screen.line(f"{count(answer['neglected'], 'case')} neglected: `recoup check` says which.")
        if steps["unsure"]:
            screen.line("Somebody must say of the unsure ones whether they went out: see `recoup worklist`.")
