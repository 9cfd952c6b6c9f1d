"""`recoup plan`: instalments."""

import argparse
from datetime import date
from typing import ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.deeds import case_now, minor, tell_case_now
from recoup.cli.moments import Dated
from recoup.cli.parser import a_day
from recoup.cli.screen import Screen, amount
from recoup.lib.errors import Refused


class Command(RecoupCommand):
    """Asks for approval of a plan."""

    help = "note a plan of instalments; it waits for approval"
    group: ClassVar[str] = "Every day"
    deed: ClassVar[str] = "plan"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """The instalments one by one, or how many from when on."""
        parser.add_argument("case", type=int, metavar="CASE", help="the case")
        parser.add_argument(
            "--instalment",
            action="append",
            default=[],
            metavar="D:SUM",
            help="one of them, like 2025-04-01:250.00",
        )
        parser.add_argument("--parts", type=int, metavar="N", help="so many equal parts of what is open")
        parser.add_argument("--first", type=a_day, metavar="D", help="the day of the first part")
        parser.add_argument(
            "--every", choices=("week", "month"), default="month", help="how often; default: month"
        )
        parser.add_argument(
            "--amount", metavar="SUM", help="what the parts add up to, if not all that is open"
        )
        parser.add_argument("--contact", type=int, metavar="ID", help="who agreed")
        parser.add_argument("--text", default="", metavar="WORDS", help="what was said")

    def answer(self, call: Call) -> Answer:
        """The instalments and the case."""
        from recoup.cases.people.desk import open_case_by
        from recoup.cases.people.promises import plan

        case = open_case_by(call.creditor, call["case"])
        parts = _typed(call, case.currency) or _equal(call, case.open_minor, case.currency)
        made = plan(
            call.creditor, case.pk, parts, contact=call["contact"], note=call["text"], actor=call.actor,
            moment=call.moment,
        )  # fmt: skip
        return {
            "plan": made[0].plan,
            "state": made[0].state,
            "currency": case.currency,
            "instalments": [{"due_on": p.due_on, "amount_minor": p.amount_minor} for p in made],
            "case": case_now(call, case.pk),
        }

    def words(self, answer: Answer, screen: Screen) -> None:
        """The instalments, and that they wait."""
        rows = [
            (str(p["due_on"]), amount(p["amount_minor"], answer["currency"])) for p in answer["instalments"]
        ]
        screen.table(["By", "Sum"], rows, right=["Sum"])
        screen.line("It waits for approval: recoup approve")
        tell_case_now(answer["case"], screen)


def _typed(call: Call, currency: str) -> list[tuple[date, int]]:
    found = []
    for text in call["instalment"]:
        day, _, sum_ = text.partition(":")
        try:
            found.append((a_day(day), minor(sum_, currency, "--instalment") or 0))
        except argparse.ArgumentTypeError as odd:
            raise Refused("bad_plan", f"{odd}.", "--instalment", "Write it like 2025-04-01:250.00.") from None
    return sorted(found)


def _equal(call: Call, open_minor: int, currency: str) -> list[tuple[date, int]]:
    from recoup.cases.rules import instalments

    if not call["parts"] or call["first"] is None or call["parts"] < 1:
        raise Refused(
            "bad_plan",
            "The instalments are missing.",
            "--instalment",
            "Give each one, or --parts N --first D.",
        )
    total = minor(call["amount"], currency)
    return list(
        instalments(open_minor if total is None else total, call["parts"], call["first"], call["every"])
    )
