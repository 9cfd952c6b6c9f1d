"""`recoup mailbox`: the mailboxes that are read over IMAP."""

import argparse
from typing import TYPE_CHECKING, Any, ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.moments import Dated
from recoup.cli.parser import a_day
from recoup.cli.screen import Screen
from recoup.lib.errors import Refused

if TYPE_CHECKING:
    from recoup.outreach.models import Mailbox


class Command(RecoupCommand):
    """Lists, adds, tries, reads or takes away a mailbox."""

    help = (
        "the mailboxes that are read (IMAP): add, try, read now, pause, resume, remove; else they are listed"
    )
    group: ClassVar[str] = "Set up"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """What to do, and with which."""
        parser.add_argument(
            "what",
            nargs="?",
            default="list",
            choices=("list", "add", "try", "read", "pause", "resume", "remove"),
        )
        parser.add_argument("name", nargs="?", metavar="NAME", help="what we call the mailbox")
        parser.add_argument(
            "url", nargs="?", metavar="URL", help="imaps://user:password@host:993, or imap+starttls://"
        )
        parser.add_argument(
            "--folder", action="append", default=[], metavar="F", help="a folder to read; default: INBOX"
        )
        parser.add_argument(
            "--sent", default="", metavar="F", help="its folder of sent mail; default: as the server says"
        )
        parser.add_argument(
            "--since", type=a_day, metavar="D", help="leave older mail alone; default: from today on"
        )

    def answer(self, call: Call) -> Answer:
        """The mailboxes as they stand, and what came of the deed."""
        from recoup.cases.capture import read_mailboxes
        from recoup.outreach.mailboxes import operations as ops

        what = call["what"]
        answer: Answer = {}
        if what in ("add", "pause", "resume", "remove"):
            call.user.require("settings")
        by: dict[str, Any] = {"actor": call.actor, "moment": call.moment}
        if what == "add":
            _need(call, "name", "url")
            box = ops.add_mailbox(
                call.creditor, call["name"], call["url"], sent_folder=call["sent"], folders=call["folder"],
                since=call["since"], **by,
            )  # fmt: skip
            answer = {"said": ops.try_mailbox(box, call.moment)}
        elif what in ("pause", "resume"):
            _need(call, "name")
            box = ops.mailbox_by(call.creditor, call["name"])
            ops.pause_mailbox(call.creditor, box.pk, what == "resume", **by)
        elif what == "remove":
            _need(call, "name")
            ops.remove_mailbox(call.creditor, call["name"], **by)
        elif what == "try":
            _need(call, "name")
            answer = {"said": ops.try_mailbox(ops.mailbox_by(call.creditor, call["name"]), call.moment)}
        elif what == "read":
            call.user.require("record")
            tally = read_mailboxes(call.creditor, at_once=True, **by)
            answer = {"read": tally.read, "new": tally.new, "waiting": tally.waiting, "failed": tally.failed}
        return {"what": what, **answer, "mailboxes": _listed(call)}

    def is_good(self, answer: Answer) -> bool:
        """False when the server said no."""
        return not answer.get("said") and not answer.get("failed")

    def words(self, answer: Answer, screen: Screen) -> None:
        """What the server said, then the list."""
        if answer["what"] in ("add", "try"):
            screen.line(
                f"The server says: {answer['said']}" if answer["said"] else "The mailbox can be read."
            )
        if answer["what"] == "read":
            screen.line(
                f"{answer['read']} mails read, {answer['new']} taken in, {answer['waiting']} wait for a person."
            )
        rows = [
            (one["name"], one["host"], one["since_on"], one["said"] or ("fine" if one["is_on"] else "paused"))
            for one in answer["mailboxes"]
        ]
        screen.table(["Mailbox", "Server", "Mail since", "Last reading"], rows)


def _need(call: Call, *names: str) -> None:
    for name in names:
        if not call[name]:
            raise Refused("missing", f"No {name} is given.", name.upper(), "See recoup mailbox --help.")


def _listed(call: Call) -> list[dict[str, Any]]:
    from recoup.outreach.models import Mailbox

    return [_shown(box, call) for box in Mailbox.objects.of(call.creditor).order_by("name")]


def _shown(box: "Mailbox", call: Call) -> dict[str, Any]:
    from recoup.outreach.mailboxes.operations import server_for

    server = server_for(box, call.moment)
    return {
        "name": box.name,
        "host": f"{server.host}:{server.port}",
        "user": server.user,
        "folders": box.folders or ["INBOX"],
        "sent_folder": box.sent_folder,
        "since_on": box.since_on,
        "is_on": box.is_on,
        "tried_at": box.tried_at,
        "said": box.said,
    }
