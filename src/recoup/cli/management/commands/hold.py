"""`recoup hold`: a reason not to act, until a day."""

import argparse
from typing import Any, ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.moments import Dated
from recoup.cli.parser import a_day
from recoup.cli.screen import Screen
from recoup.lib.errors import Refused


class Command(RecoupCommand):
    """Places a hold, or releases one."""

    help = "hold a debtor, a case or an invoice until a day, or release a hold"
    group: ClassVar[str] = "Every day"
    deed: ClassVar[str] = "hold"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """What is held, until when and why; or which hold ends."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--debtor", metavar="ID", help="all that this debtor owes")
        what.add_argument("--case", type=int, metavar="ID", help="one case")
        what.add_argument("--invoice", metavar="NUMBER", help="one invoice")
        what.add_argument("--release", type=int, metavar="HOLD", help="lets go of a hold, by its number")
        parser.add_argument("--until", type=a_day, metavar="D", help="until which day")
        parser.add_argument("--reason", default="", metavar="WORDS", help="why")

    def answer(self, call: Call) -> Answer:
        """The hold."""
        from recoup.cases.daily import refresh
        from recoup.cases.people import desk, disputes, holds
        from recoup.cases.story import debtor_by

        by: dict[str, Any] = {"actor": call.actor, "moment": call.moment}
        if call["release"] is not None:
            found = holds.release(call.creditor, call["release"], note=call["reason"], **by)
        else:
            if call["until"] is None:
                raise Refused("missing", "A hold has an end.", "--until", "Give the day on which it ends.")
            case = desk.open_case_by(call.creditor, call["case"]) if call["case"] else None
            invoice = disputes.invoice_by(call.creditor, call["invoice"]) if call["invoice"] else None
            debtor = (
                case.debtor
                if case
                else invoice.debtor
                if invoice
                else debtor_by(call.creditor, call["debtor"])
            )
            found = holds.hold(
                call.creditor, debtor, call["until"], call["reason"], case=case, invoice=invoice, **by
            )
        refresh(call.creditor, moment=call.moment, actor=call.actor)
        return {
            "hold": found.pk,
            "debtor": found.debtor_id,
            "case": found.case_id,
            "invoice": found.invoice_id,
            "until": found.until_on,
            "released_on": found.released_on,
            "reason": found.note,
        }

    def words(self, answer: Answer, screen: Screen) -> None:
        """One sentence."""
        if answer["released_on"]:
            screen.line(f"Hold {answer['hold']} is over since {answer['released_on']}.")
        else:
            screen.line(f"Held until {answer['until']} (hold {answer['hold']}): {answer['reason']}")
