"""`recoup unsure`: whether a message went out."""

import argparse
from typing import ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.deeds import case_now, tell_case_now
from recoup.cli.moments import Dated
from recoup.cli.screen import Screen, count


class Command(RecoupCommand):
    """Settles a message of which nobody knows, or lists them."""

    help = "say whether a message went out when the program could not tell"
    group: ClassVar[str] = "Every day"
    deed: ClassVar[str] = "unsure"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """The step and the answer."""
        parser.add_argument(
            "step", nargs="?", type=int, metavar="STEP", help="the step; without it they are listed"
        )
        parser.add_argument("answer", nargs="?", choices=("sent", "not-sent"), help="what the mailbox says")

    def answer(self, call: Call) -> Answer:
        """The steps of the message as they stand."""
        from recoup.cases.people import unsure
        from recoup.lib.errors import Refused

        if call["step"] is None:
            rows = unsure.unsure_steps(call.creditor)
            return {"steps": [_line(step) for step in rows]}
        if call["answer"] is None:
            raise Refused("missing", "It is not said whether it went out.", "STEP", "sent or not-sent")
        done = unsure.settle(
            call.creditor,
            call["step"],
            was_sent=call["answer"] == "sent",
            actor=call.actor,
            moment=call.moment,
        )
        return {"steps": [_line(step) for step in done], "case": case_now(call, done[0].case_id)}

    def words(self, answer: Answer, screen: Screen) -> None:
        """The list, or the case."""
        if "case" not in answer:
            screen.line(f"{count(len(answer['steps']), 'message')} of which nobody knows.")
        rows = [(s["step"], s["case"], s["debtor"], s["state"], s["message_id"]) for s in answer["steps"]]
        if rows:
            screen.table(["Step", "Case", "Debtor", "State", "Message"], rows, right=["Step", "Case"])
        tell_case_now(answer.get("case"), screen)


def _line(step: object) -> dict[str, object]:
    from recoup.cases.models import StepRun

    assert isinstance(step, StepRun)
    return {
        "step": step.pk,
        "case": step.case_id,
        "debtor": step.debtor.name,
        "state": str(step.state),
        "message_id": step.message.message_id if step.message else "",
    }
