"""`recoup contact`: whom to speak to, and how not."""

import argparse
from typing import Any, ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.moments import Dated
from recoup.cli.screen import Screen


class Command(RecoupCommand):
    """Adds a contact, changes or marks one, or notes what the debtor does not want."""

    help = "add or mark a contact; note opt-outs, a lawyer, who is in charge"
    group: ClassVar[str] = "Every day"
    deed: ClassVar[str] = "contact"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """The debtor, the person, the marks."""
        parser.add_argument("debtor", metavar="DEBTOR", help="the books' number of the debtor, or the id")
        parser.add_argument("--contact", type=int, metavar="ID", help="a known contact; without it a new one")
        parser.add_argument("--name", default="", metavar="NAME", help="who it is")
        parser.add_argument(
            "--role", default="", metavar="ROLE", help="accounts_payable, owner, sales, generic, …"
        )
        parser.add_argument("--email", default="", metavar="ADDRESS", help="their email address")
        parser.add_argument("--phone", default="", metavar="NUMBER", help="their telephone number")
        parser.add_argument("--source", default="", metavar="WHERE", help="where it was learnt")
        parser.add_argument("--in-charge", action="store_true", help="decides on payments")
        parser.add_argument("--not-in-charge", action="store_true", help="does not decide on payments")
        parser.add_argument("--ended", action="store_true", help="is no longer there")
        parser.add_argument(
            "--email-state", choices=("ok", "bounced", "wrong"), help="marks the email address"
        )
        parser.add_argument("--phone-state", choices=("ok", "wrong"), help="marks the telephone number")
        parser.add_argument(
            "--opt-out", action="append", default=[], metavar="CHANNEL", help="email, phone, visit"
        )
        parser.add_argument(
            "--opt-in", action="append", default=[], metavar="CHANNEL", help="takes that back"
        )
        parser.add_argument("--represented-by", metavar="LAWYER", help='who speaks for them; "" for nobody')

    def answer(self, call: Call) -> Answer:
        """The debtor's contacts as they stand."""
        from recoup.cases.daily import refresh
        from recoup.cases.people import contacts
        from recoup.cases.people.given import Given
        from recoup.cases.story import debtor_by, debtor_story

        by: dict[str, Any] = {"actor": call.actor, "moment": call.moment}
        debtor = debtor_by(call.creditor, call["debtor"])
        given = Given(
            contact_id=call["contact"],
            name=call["name"],
            role=call["role"],
            email=call["email"],
            phone=call["phone"],
        )
        who = call["contact"]
        if given.name or given.email or given.phone or (given.role and who):
            made = contacts.add(
                call.creditor, debtor, given, in_charge=call["in_charge"], source=call["source"], **by
            )
            who = made.pk
        marks: list[Any] = [(c, call[f"{c}_state"]) for c in ("email", "phone") if call[f"{c}_state"]]
        in_charge = True if call["in_charge"] else False if call["not_in_charge"] else None
        debtor = contacts.change(
            call.creditor, debtor, who, opt_out=tuple(call["opt_out"]), opt_in=tuple(call["opt_in"]),
            mark_as=tuple(marks), in_charge=in_charge, ended=call["ended"], represented_by=call["represented_by"], **by,
        )  # fmt: skip
        refresh(call.creditor, moment=call.moment, actor=call.actor)
        story = debtor_story(call.creditor, str(debtor.pk))
        opted_out = [channel for channel in debtor.opted_out.split(",") if channel]
        return {
            "debtor": {"id": debtor.pk, "number": debtor.number, "name": debtor.name},
            "contact": who,
            "contacts": story["contacts"],
            "opted_out": opted_out,
            "represented_by": debtor.represented_by,
        }

    def words(self, answer: Answer, screen: Screen) -> None:
        """The contacts, and what stands against reaching them."""
        screen.line(f"{answer['debtor']['name']}:")
        rows = [
            (c["id"], c["name"], c["role"], "yes" if c["in_charge"] else "", c["email"], c["phone"])
            for c in answer["contacts"]
            if not c["ended_on"]
        ]
        screen.table(["Id", "Name", "Role", "In charge", "Email", "Phone"], rows)
        if answer["opted_out"]:
            screen.line(f"Does not want: {', '.join(answer['opted_out'])}.")
        if answer["represented_by"]:
            screen.line(f"Represented by {answer['represented_by']}: nobody else is written to.")
