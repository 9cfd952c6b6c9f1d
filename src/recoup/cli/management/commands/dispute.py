"""`recoup dispute`: what the debtor contests."""

import argparse
from typing import Any, ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.deeds import case_now, minor, tell_case_now
from recoup.cli.moments import Dated
from recoup.cli.parser import a_day
from recoup.cli.screen import Screen


class Command(RecoupCommand):
    """Opens a dispute, or decides one."""

    help = "note that an invoice is contested, whole or in part, or decide it"
    group: ClassVar[str] = "Every day"
    deed: ClassVar[str] = "dispute"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """An invoice and what is wrong with it; or a dispute and its outcome."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--invoice", metavar="NUMBER", help="the invoice")
        what.add_argument("--close", type=int, metavar="DISPUTE", help="decides a dispute, by its number")
        parser.add_argument(
            "--amount", metavar="SUM", help="the contested part; without it the whole invoice"
        )
        parser.add_argument(
            "--type", default="other", metavar="TYPE", help="price, quantity, quality, discount, …"
        )
        parser.add_argument("--owner", default="", metavar="WHO", help="who looks into it")
        parser.add_argument(
            "--answer-by", type=a_day, metavar="D", help="by when we answer; default: 10 days"
        )
        parser.add_argument("--outcome", metavar="HOW", help="upheld, part, rejected or withdrawn")
        parser.add_argument(
            "--text", default="", metavar="WORDS", help="what they say, or why it is rejected"
        )

    def answer(self, call: Call) -> Answer:
        """The dispute and its case."""
        from recoup.cases.people import disputes

        by: dict[str, Any] = {"actor": call.actor, "moment": call.moment}
        if call["close"] is not None:
            done = disputes.decide(
                call.creditor, call["close"], call["outcome"] or "", note=call["text"], **by
            )
            invoice = done.invoice
        else:
            invoice = disputes.invoice_by(call.creditor, call["invoice"])
            done = disputes.dispute(
                call.creditor, invoice.pk, minor(call["amount"], invoice.currency), call["type"],
                owner=call["owner"], answer_due_on=call["answer_by"], note=call["text"], **by,
            )  # fmt: skip
        case = disputes.case_of(call.creditor, invoice)
        return {
            "dispute": done.pk,
            "invoice": invoice.number,
            "amount_minor": done.amount_minor,
            "type": done.type,
            "answer_due_on": done.answer_due_on,
            "outcome": done.outcome,
            "case": case_now(call, case.pk if case else None),
        }

    def words(self, answer: Answer, screen: Screen) -> None:
        """What is contested and by when it is answered, or how it ended."""
        head = f"Dispute {answer['dispute']} about invoice {answer['invoice']}"
        if answer["outcome"]:
            screen.line(f"{head}: {answer['outcome']}.")
        else:
            screen.line(
                f"{head} ({answer['type'].replace('_', ' ')}), to be answered by {answer['answer_due_on']}."
            )
        tell_case_now(answer["case"], screen)
