"""`recoup step`: a case moved on the ladder by a person."""

import argparse
from typing import Any, ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.deeds import case_now, tell_case_now
from recoup.cli.moments import Dated
from recoup.cli.parser import a_day
from recoup.cli.screen import Screen, count
from recoup.lib.errors import Refused


class Command(RecoupCommand):
    """Up, back, once more; cancel a step; the newest ladder; run a case apart."""

    help = "move a case on the ladder, repeat a rung, or cancel a planned step, with a reason"
    group: ClassVar[str] = "Every day"
    deed: ClassVar[str] = "step"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """The case or step, and what becomes of it."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--case", type=int, metavar="ID", help="the case to move")
        what.add_argument("--cancel", type=int, metavar="STEP", help="a step that has not left")
        what.add_argument("--all", action="store_true", help="all open cases, with --newest-policy")
        parser.add_argument("--to", type=int, metavar="RUNG", help="the rung at which it acts next")
        parser.add_argument("--again", action="store_true", help="the rung on which it stands, once more")
        parser.add_argument("--apart", action="store_true", help="worked beside the case in the formal stage")
        parser.add_argument(
            "--newest-policy", action="store_true", help="by the newest version of its ladder"
        )
        parser.add_argument("--until", type=a_day, metavar="D", help="after a cancel: held until then")
        parser.add_argument("--reason", default="", metavar="WORDS", help="why")

    def answer(self, call: Call) -> Answer:
        """The case as it stands then."""
        from recoup.cases.people import moves

        by: dict[str, Any] = {"actor": call.actor, "moment": call.moment}
        if call["newest_policy"]:
            ids = None if call["all"] else [call["case"]]
            return {
                "moved": moves.to_newest_policy(call.creditor, ids, **by),
                "case": case_now(call, call["case"]),
            }
        if call["cancel"] is not None:
            step = moves.cancel_step(
                call.creditor, call["cancel"], call["reason"], until_on=call["until"], **by
            )
            return {"cancelled": step.pk, "case": case_now(call, step.case_id)}
        if call["case"] is None:
            raise Refused(
                "missing", "All cases can only be moved to the newest ladder.", "--all", "Name one --case."
            )
        if call["apart"]:
            moves.run_apart(call.creditor, call["case"], call["reason"], **by)
        elif call["again"]:
            moves.again(call.creditor, call["case"], call["reason"], **by)
        elif call["to"] is not None:
            moves.move_to(call.creditor, call["case"], call["to"], call["reason"], **by)
        else:
            raise Refused(
                "missing", "It is not said where the case goes.", "--to", "Give --to RUNG or --again."
            )
        return {"case": case_now(call, call["case"])}

    def words(self, answer: Answer, screen: Screen) -> None:
        """How the case stands now."""
        if "moved" in answer:
            screen.line(f"{count(len(answer['moved']), 'case')} moved to the newest ladder.")
        if "cancelled" in answer:
            screen.line(f"Step {answer['cancelled']} is cancelled.")
        tell_case_now(answer["case"], screen)
