"""`recoup record`: what a person did or learnt."""

import argparse
from dataclasses import asdict
from datetime import datetime, time
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.deeds import case_now, minor, tell_case_now
from recoup.cli.moments import Dated
from recoup.cli.parser import a_day
from recoup.cli.screen import Screen

if TYPE_CHECKING:
    from recoup.cases.people.given import Given


class Command(RecoupCommand):
    """One result of a task, or of something that happened on a case."""

    help = "write down what came of a call, a search, a visit, a letter or an answer"
    group: ClassVar[str] = "Every day"
    deed: ClassVar[str] = "record"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """What it is the result of, the code, and what belongs to it."""
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--task", type=int, metavar="ID", help="the task, as `worklist` names it")
        where.add_argument("--case", type=int, metavar="ID", help="the case, where no task was open")
        parser.add_argument("--result", metavar="CODE", help="the code; without it the codes are listed")
        parser.add_argument(
            "--kind", metavar="KIND", help="phone, find_contact, visit, letter, inbound, question"
        )
        parser.add_argument("--at", metavar="HH:MM", help="at what time of the day, in our zone")
        parser.add_argument("--amount", metavar="SUM", help="the sum promised, contested or paid")
        parser.add_argument(
            "--on", type=a_day, metavar="D", help="the day promised, agreed, posted, away until"
        )
        parser.add_argument("--text", default="", metavar="WORDS", help="what was said")
        parser.add_argument(
            "--message", type=int, metavar="ID", help="the message that came back or was answered"
        )
        parser.add_argument(
            "--invoice", action="append", default=[], metavar="N", help="the invoice contested"
        )
        parser.add_argument("--type", default="", metavar="TYPE", help="of a dispute: price, quality, …")
        parser.add_argument("--contact", type=int, metavar="ID", help="the contact that it is about")
        for name in ("name", "role", "email", "phone", "street", "postal-code", "city"):
            parser.add_argument(f"--{name}", default="", metavar="TEXT", help=argparse.SUPPRESS)

    def answer(self, call: Call) -> Answer:
        """Where task, step and case stand now."""
        from recoup.cases.people.record import record

        if call["result"] is None:
            return {"results": _codes(call["kind"])}
        done = record(
            call.creditor, call["result"], task=call["task"], case=call["case"], given=_given(call),
            actor=call.actor, moment=_moment(call),
        )  # fmt: skip
        return {**asdict(done), "case": case_now(call, done.case)}

    def words(self, answer: Answer, screen: Screen) -> None:
        """What is noted, or the list of codes."""
        if "results" in answer:
            rows = [(one["code"], ", ".join(one["kinds"]), one["words"]) for one in answer["results"]]
            screen.table(["Code", "Result of", "What it means"], rows)
            return
        screen.line(f"Noted: {answer['result'].replace('_', ' ')}.")
        if answer["task_due_on"]:
            screen.line(f"Task {answer['task']} stays open, due again on {answer['task_due_on']}.")
        elif answer["task"]:
            screen.line(f"Task {answer['task']} is done.")
        tell_case_now(answer["case"], screen)


def _codes(kind: str | None) -> list[dict[str, object]]:
    from recoup.cases.people.results import ALL, fitting

    found = fitting(kind) if kind else list(ALL)
    return [{"code": r.code, "kinds": list(r.kinds), "words": r.words, "needs": list(r.needs)} for r in found]


def _given(call: Call) -> "Given":
    from recoup.cases.people.desk import case_by, task_by
    from recoup.cases.people.disputes import invoice_by
    from recoup.cases.people.given import Given

    currency = call.creditor.currency
    if call["amount"] is not None:
        case = task_by(call.creditor, call["task"]).case if call["task"] else None
        case = case or (case_by(call.creditor, call["case"]) if call["case"] else None)
        currency = case.currency if case else currency
    return Given(
        amount_minor=minor(call["amount"], currency),
        on=call["on"],
        text=call["text"],
        kind=call["kind"] or "",
        message=call["message"],
        invoices=tuple(invoice_by(call.creditor, number).pk for number in call["invoice"]),
        dispute_type=call["type"],
        contact_id=call["contact"],
        **{name: call[name] for name in ("name", "role", "email", "phone", "street", "postal_code", "city")},
    )


def _moment(call: Call) -> datetime:
    from recoup.lib.errors import Refused

    if call["at"] is None:
        return call.moment
    try:
        hour = time.fromisoformat(call["at"])
    except ValueError:
        raise Refused(
            "bad_time", f"“{call['at']}” is no time of day.", "--at", "Write it like 15:30."
        ) from None
    return datetime.combine(call.today, hour, ZoneInfo(call.zone))
