"""`recoup approve`: yes or no to what waits for it."""

import argparse
from typing import Any, ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.moments import Dated
from recoup.cli.screen import Screen, count
from recoup.cli.wording import kind, reason


class Command(RecoupCommand):
    """Decides, or lists what there is to decide."""

    help = "say yes or no to planned steps, late promises and plans; without one, list them"
    group: ClassVar[str] = "Every day"
    deed: ClassVar[str] = "send"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """What is decided, and how."""
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--step", type=int, metavar="ID", help="a planned step")
        what.add_argument("--request", type=int, metavar="ID", help="a promise or plan that waits")
        what.add_argument(
            "--drafts", action="store_true", help="every planned email and letter below the formal rungs"
        )
        parser.add_argument("--no", action="store_true", help="refuse it; needs a reason")
        parser.add_argument("--reason", default="", metavar="WORDS", help="why")

    def answer(self, call: Call) -> Answer:
        """What was decided, or what waits."""
        from recoup.cases.daily import refresh
        from recoup.cases.people import approvals

        by: dict[str, Any] = {"actor": call.actor, "moment": call.moment}
        granted = not call["no"]
        if call["drafts"]:
            decided = [s.pk for s in approvals.approve_drafts(call.creditor, **by)]
        elif call["step"] is not None:
            step = approvals.approve_step(
                call.creditor, call["step"], is_granted=granted, reason=call["reason"], **by
            )
            decided = [step.pk]
        elif call["request"] is not None:
            asked = approvals.decide(
                call.creditor, call["request"], is_granted=granted, reason=call["reason"], **by
            )
            decided = [asked.pk]
        else:
            return {"waiting": approvals.waiting(call.creditor)}
        refresh(call.creditor, moment=call.moment, actor=call.actor)
        return {"decided": decided, "granted": granted}

    def words(self, answer: Answer, screen: Screen) -> None:
        """What was decided, or the list."""
        if "decided" in answer:
            what = "approved" if answer["granted"] else "refused"
            screen.line(f"{count(len(answer['decided']), 'matter')} {what}.")
            return
        rows = [
            (one["step"], one["request"], one["case"], kind(one["kind"]), one["debtor"], str(one["since"]),
             reason(one["why"]) if one["why"] else "")
            for one in answer["waiting"]
        ]  # fmt: skip
        screen.line(f"{count(len(rows), 'matter')} waiting for a yes or no.")
        if rows:
            screen.table(["Step", "Request", "Case", "What", "Debtor", "Since", "Why"], rows)
