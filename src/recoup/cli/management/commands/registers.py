"""`recoup registers`: files of registers and gazettes that say who is insolvent."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand, refusal
from recoup.cli.moments import Dated
from recoup.cli.screen import Screen, count
from recoup.lib.errors import Refused

if TYPE_CHECKING:
    from recoup.recourse.models import Hit

_SHOWN = 10
_REGISTERS = {"companies_house": "Companies House", "bodacc": "BODACC", "gazette": "a gazette"}
_EFFECTS = {
    "opening": "insolvency",
    "petition": "perhaps an insolvency",
    "ended": "an insolvency has ended",
    "solvent": "wound up, all are paid",
}
_STATES = {
    "sure": "everything stopped",
    "asked": "nothing goes out until somebody says whether it is them",
    "noted": "noted",
}


class Command(RecoupCommand):
    """Each file by itself; read again, nothing changes."""

    help = (
        "read files of registers and gazettes (Companies House, BODACC, The Gazette, tables) for insolvencies"
    )
    group: ClassVar[str] = "Every day"
    deed: ClassVar[str] = "solvency"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """The files, and what they do not say themselves."""
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help="JSON, CSV or Atom")
        parser.add_argument(
            "--number", default="", metavar="N", help="the company asked for, where it is unnamed"
        )
        parser.add_argument(
            "--country", default="", metavar="CC", help="whose register; default: where the creditor is"
        )

    def answer(self, call: Call) -> Answer:
        """What each file said of our debtors; a refused one leaves the others alone."""
        files = []
        with call.progress("Reading") as bar:
            for n, path in enumerate(call["files"]):
                files.append(_file(call, path))
                bar.show(n + 1, len(call["files"]))
        refused = next((one["refused"] for one in files if one["refused"]), None)
        return {"error": refused, "files": files} if refused else {"files": files}

    def is_good(self, answer: Answer) -> bool:
        """Whether no file was refused."""
        return "error" not in answer

    def words(self, answer: Answer, screen: Screen) -> None:
        """A paragraph a file: who is named, and what could not be read."""
        for one in answer["files"]:
            if one["refused"]:
                where = f" ({one['refused']['where']})" if one["refused"]["where"] else ""
                told = f"{one['file']}: not read. {one['refused']['what']}{where} {one['refused']['how']}"
                print(told.rstrip(), file=sys.stderr)
                continue
            _tell(one, screen)


def _file(call: Call, path: Path) -> dict[str, Any]:
    from recoup.cases.formal.solvency.registers import Loaded, load
    from recoup.recourse.registers.reading import LARGEST

    try:
        with path.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except OSError:
        what = f"There is no file {path} that can be read."
        done = Loaded(refused=Refused("no_such_file", what, str(path), "Name one that exists."))
    else:
        country = (call["country"] or call.creditor.country).upper()
        done = load(
            call.creditor, path.name, data, number=call["number"], country=country, actor=call.actor,
            moment=call.moment,
        )  # fmt: skip
    return {
        "file": str(path),
        "register": done.register or None,
        "refused": refusal(done.refused) if done.refused else None,
        "notices": done.notices,
        "hits": [_hit(hit) for hit in done.hits],
        "known": done.known,
        "unread": [{"where": where, "what": str(what)} for where, what in done.faults],
    }


def _hit(hit: "Hit") -> dict[str, Any]:
    debtor = hit.debtor
    return {
        "id": hit.pk,
        "debtor": {"id": debtor.pk, "number": debtor.number, "name": debtor.name},
        "notice": hit.notice,
        "matched_by": hit.matched_by,
        "effect": hit.effect,
        "proceeding": hit.proceeding,
        "opened_on": hit.opened_on,
        "published_on": hit.published_on,
        "state": str(hit.state),
    }


def _tell(one: dict[str, Any], screen: Screen) -> None:
    register = _REGISTERS.get(one["register"], one["register"])
    named = "; nobody new among them" if not one["hits"] else ""
    known = f", {count(one['known'], 'hit')} known before" if one["known"] else ""
    screen.line(f"{one['file']}: {count(one['notices'], 'notice')} from {register}{named}{known}.")
    for hit in one["hits"]:
        number = f" ({hit['debtor']['number']})" if hit["debtor"]["number"] else ""
        effect = _EFFECTS.get(hit["effect"], hit["effect"])
        screen.line(
            f"  {hit['debtor']['name']}{number}, by {hit['matched_by']}: {effect} ({hit['proceeding']}),"
            f" {_STATES.get(hit['state'], hit['state'])}."
        )
    for fault in one["unread"][:_SHOWN]:
        screen.line(f"  {fault['where']} could not be read: {fault['what']}")
    if len(one["unread"]) > _SHOWN:
        screen.line(f"  and {len(one['unread']) - _SHOWN:,} more could not be read; --json shows all")
