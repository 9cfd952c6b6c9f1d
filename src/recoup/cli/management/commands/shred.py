"""`recoup shred`: erases a person for good, by the law and with a second person; or again, after a restore."""

import argparse
from typing import Any, ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.moments import Dated
from recoup.cli.screen import Screen
from recoup.lib.errors import Refused


class Command(RecoupCommand):
    """Asks, approves, or does again what a backup has brought back."""

    help = "erase a person: ask for it, approve it, or do it again after a backup was put back"
    group: ClassVar[str] = "Prove"
    deed: ClassVar[str] = "erase"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Whom, on which ground, who wants it."""
        from recoup.cases.erasure.codes import GROUNDS, WANTED_BY

        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument(
            "--replay", action="store_true", help="erase again what was erased before a restore"
        )
        what.add_argument("--contact", type=int, metavar="N", help="the contact who is the person")
        what.add_argument("--debtor", type=int, metavar="N", help="the debtor who is a person")
        what.add_argument("--approve", type=int, metavar="N", help="the request that somebody else made")
        parser.add_argument("--ground", default="", help=f"the law's ground: {', '.join(GROUNDS)}")
        parser.add_argument("--wanted-by", default="", help=f"who asked for it: {', '.join(WANTED_BY)}")
        parser.add_argument(
            "--decided",
            action="store_true",
            help="I found out that no law wants it kept, where none is known here",
        )

    def answer(self, call: Call) -> Answer:
        """The request as it stands; or how much had come back."""
        from recoup.cases.erasure import operations

        by: dict[str, Any] = {"actor": call.actor, "moment": call.moment}
        if call["replay"]:
            return {"replayed": operations.replay(call.creditor, **by)}
        if call["approve"] is not None:
            return _told(operations.approve(call.creditor, call["approve"], **by))
        debtor = _debtor(call)
        made = operations.ask(
            call.creditor, debtor, call["contact"], ground=call["ground"], wanted_by=call["wanted_by"],
            is_decided=call["decided"], **by,
        )  # fmt: skip
        return _told(made)

    def words(self, answer: Answer, screen: Screen) -> None:
        """What was done, and what still has to be."""
        if "replayed" in answer:
            done = answer["replayed"]
            screen.line(f"Erased again: {done['persons']} persons, {done['contents']} contents.")
        elif answer["done"]:
            screen.line(f"Request {answer['id']}: erased. The record of it stays, without its content.")
        else:
            screen.line(
                f"Request {answer['id']} waits for a second person: recoup shred --approve {answer['id']}"
            )


def _debtor(call: Call) -> Any:
    from recoup.ledger.models import Contact, Debtor

    if call["debtor"] is not None:
        found = Debtor.objects.of(call.creditor).filter(pk=call["debtor"]).first()
    else:
        contact = (
            Contact.objects.of(call.creditor).select_related("debtor").filter(pk=call["contact"]).first()
        )
        found = contact.debtor if contact else None
    if found is None:
        raise Refused(
            "no_such_person", "There is nobody of that number.", "--contact", "See `recoup debtor`."
        )
    return found


def _told(made: Any) -> Answer:
    return {
        "id": made.pk,
        "done": made.approved_at is not None,
        "ground": made.ground,
        "wanted_by": made.wanted_by,
    }
