"""`recoup cause`: why a debt is unpaid."""

import argparse
from typing import ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.deeds import case_now, minor, tell_case_now
from recoup.cli.moments import Dated
from recoup.cli.parser import a_day
from recoup.cli.screen import Screen


class Command(RecoupCommand):
    """Sets the cause of a case and gives its answer."""

    help = "note why a debt is unpaid; what answers it is done or asked for at once"
    group: ClassVar[str] = "Every day"
    deed: ClassVar[str] = "cause"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """The case, the cause, and what belongs to it."""
        parser.add_argument("case", type=int, metavar="CASE", help="the case")
        parser.add_argument("cause", nargs="?", metavar="CAUSE", help="the cause; without it they are listed")
        parser.add_argument("--on", type=a_day, metavar="D", help="the day of their payment run")
        parser.add_argument("--amount", metavar="SUM", help="the sum in the payment run, or deducted")
        parser.add_argument("--invoice", metavar="NUMBER", help="the invoice that was cut")
        parser.add_argument("--tell-sales", action="store_true", help="a task: tell whoever sold")
        parser.add_argument("--stop-supply", action="store_true", help="a task: decide on a supply stop")
        parser.add_argument("--text", default="", metavar="WORDS", help="what was said")

    def answer(self, call: Call) -> Answer:
        """The cause and the case."""
        from recoup.cases.people.causes import set_cause
        from recoup.cases.people.desk import open_case_by
        from recoup.cases.people.disputes import invoice_by
        from recoup.ladder.causes import CAUSES

        if call["cause"] is None:
            return {"causes": [{"code": c.code, "name": c.name, "effect": c.effect} for c in CAUSES.values()]}
        case = open_case_by(call.creditor, call["case"])
        invoice = invoice_by(call.creditor, call["invoice"]) if call["invoice"] else None
        set_cause(
            call.creditor, case.pk, call["cause"], on=call["on"], amount_minor=minor(call["amount"], case.currency),
            invoice=invoice.pk if invoice else None, tell_sales=call["tell_sales"], stop_supply=call["stop_supply"],
            note=call["text"], actor=call.actor, moment=call.moment,
        )  # fmt: skip
        return {
            "cause": call["cause"],
            "effect": CAUSES[call["cause"]].effect,
            "case": case_now(call, case.pk),
        }

    def words(self, answer: Answer, screen: Screen) -> None:
        """What the cause changes."""
        if "causes" in answer:
            rows = [(c["code"], c["name"], c["effect"]) for c in answer["causes"]]
            screen.table(["Cause", "Means", "What it changes"], rows)
            return
        screen.line(f"Noted: {answer['cause'].replace('_', ' ')}. {answer['effect']}")
        tell_case_now(answer["case"], screen)
