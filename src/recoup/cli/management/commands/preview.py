"""`recoup preview`: what the next run would do, and why."""

import argparse
from typing import Any, ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.moments import Dated
from recoup.cli.screen import Screen, amount, count
from recoup.cli.wording import kind, name_of, why


class Command(RecoupCommand):
    """Writes nothing."""

    help = "say what `run` would do, to whom and why, and why not the others; writes nothing"
    group: ClassVar[str] = "Every day"
    dated: ClassVar[Dated] = Dated.AHEAD

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Of whom."""
        parser.add_argument("--debtor", metavar="X", help="only this debtor: the books' number, or the id")

    def answer(self, call: Call) -> Answer:
        """Actions and non-actions."""
        from recoup.cases.daily import preview
        from recoup.cases.story import debtor_by

        debtor = None if call["debtor"] is None else debtor_by(call.creditor, call["debtor"]).pk
        return preview(call.creditor, moment=call.moment, debtor=debtor).to_json()

    def words(self, answer: Answer, screen: Screen) -> None:
        """Two lists."""
        actions, others = answer["actions"], answer["non_actions"]
        screen.line(f"On {answer['date']} the run would take {count(len(actions), 'step')}.")
        if actions:
            screen.line()
            rows = [
                (name_of(a["debtor"]), kind(a["kind"]), a["rung"], a["to"], _asked(a), why(a["why"]))
                for a in actions
            ]
            screen.table(["Debtor", "Step", "Rung", "To", "Open", "Why"], rows, right=["Rung", "Open"])
        if others:
            screen.line()
            screen.line(f"Nothing would be done in {count(len(others), 'case')}.")
            screen.line()
            screen.table(
                ["Debtor", "Why not", "Until"],
                [(name_of(other["debtor"]), why(other["why"]), other["until"] or "") for other in others],
            )


def _asked(action: dict[str, Any]) -> str:
    return amount(action["open_minor"], action["currency"])
