"""`recoup promise`: a sum promised by a day."""

import argparse
from typing import ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.deeds import case_now, minor, tell_case_now
from recoup.cli.moments import Dated
from recoup.cli.parser import a_day
from recoup.cli.screen import Screen, amount


class Command(RecoupCommand):
    """Notes one promise."""

    help = "note a promise: a sum by a day"
    group: ClassVar[str] = "Every day"
    deed: ClassVar[str] = "promise"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """The case, the sum, the day."""
        parser.add_argument("case", type=int, metavar="CASE", help="the case")
        parser.add_argument("--amount", metavar="SUM", help="the sum; without it all that is open")
        parser.add_argument("--on", type=a_day, metavar="D", required=True, help="by which day")
        parser.add_argument("--contact", type=int, metavar="ID", help="who promised")
        parser.add_argument("--text", default="", metavar="WORDS", help="what was said")

    def answer(self, call: Call) -> Answer:
        """The promise and the case."""
        from recoup.cases.people.desk import open_case_by
        from recoup.cases.people.promises import promise

        case = open_case_by(call.creditor, call["case"])
        sum_minor = minor(call["amount"], case.currency)
        made = promise(
            call.creditor, case.pk, case.open_minor if sum_minor is None else sum_minor, call["on"],
            contact=call["contact"], note=call["text"], actor=call.actor, moment=call.moment,
        )  # fmt: skip
        return {
            "promise": made.pk, "amount_minor": made.amount_minor, "currency": case.currency, "due_on": made.due_on,
            "state": made.state, "case": case_now(call, case.pk),
        }  # fmt: skip

    def words(self, answer: Answer, screen: Screen) -> None:
        """Whether it holds or waits."""
        sum_ = amount(answer["amount_minor"], answer["currency"])
        waits = "" if answer["state"] == "open" else " It waits for approval: recoup approve"
        screen.line(f"Noted: {sum_} by {answer['due_on']}.{waits}")
        tell_case_now(answer["case"], screen)
