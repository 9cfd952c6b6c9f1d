# ruff: noqa: N999 - the file is named as the command
"""`recoup import`: files of invoices, contacts and money."""

import argparse
import sys
from pathlib import Path
from typing import Any, ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.moments import Dated
from recoup.cli.screen import Screen, count

KINDS = ("auto", "invoices", "contacts", "payments", "bank", "einvoice")
_SHOWN = 10


class Command(RecoupCommand):
    """Each file is taken in whole, or refused whole."""

    help = "read invoices, contacts, payments and bank files"
    group: ClassVar[str] = "Every day"
    deed: ClassVar[str] = "import"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Which files, and what they are."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument(
            "files", metavar="FILE", nargs="*", type=Path, default=[], help="the files, in this order"
        )
        what.add_argument(
            "--undo", metavar="N", type=int, help="take back this import, as long as nothing rests on it"
        )
        parser.add_argument(
            "--kind", choices=KINDS, default="auto", help="what they hold; default: found out"
        )
        parser.add_argument(
            "--mapping", metavar="FILE", type=Path, help="which column is what; remembered for files like it"
        )
        parser.add_argument(
            "--complete", action="store_true", help="the list is complete: what is not in it is held"
        )
        parser.add_argument("--dry-run", action="store_true", help="try it all and keep nothing")

    def answer(self, call: Call) -> Answer:
        """What became of each file; a refused one leaves the others alone."""
        if call["undo"] is not None:
            return _taken_back(call)
        from recoup.intake.contradictions import Together
        from recoup.intake.operations import import_file

        files = []
        together = Together() if len(call["files"]) > 1 else None
        with call.progress("Reading") as bar:
            for n, path in enumerate(call["files"]):
                done = import_file(
                    call.creditor,
                    path,
                    kind=call["kind"],
                    mapping_path=call["mapping"],
                    complete=call["complete"],
                    dry_run=call["dry_run"],
                    together=together,
                    actor=call.actor,
                    moment=call.moment,
                )
                files.append(done.to_json())
                bar.show(n + 1, len(call["files"]))
        refused = next((one["refused"] for one in files if one["refused"]), None)
        return {"error": refused, "files": files} if refused else {"files": files}

    def words(self, answer: Answer, screen: Screen) -> None:
        """A paragraph a file."""
        if "taken_back" in answer:
            screen.line(
                f"{answer['taken_back']['file']} is taken back: what it had changed is as it was before."
            )
        for one in answer["files"]:
            _tell(one, screen)

    def is_good(self, answer: Answer) -> bool:
        """Whether no file was refused."""
        return "error" not in answer


def _taken_back(call: Call) -> Answer:
    """The import withdrawn, and the cases brought up to date."""
    from recoup.cases.daily import refresh
    from recoup.cases.people.imports import take_back

    file = take_back(call.creditor, call["undo"], actor=call.actor, moment=call.moment)
    refresh(call.creditor, moment=call.moment, actor=call.actor)
    return {"files": [], "taken_back": {"import": file.pk, "file": file.name}}


def _tell(one: dict[str, Any], screen: Screen) -> None:
    refused = one["refused"]
    if refused:
        where = f" ({refused['where']})" if refused["where"] else ""
        text = f"{one['file']}: not taken in. {refused['what']}{where} {refused['how']}".rstrip()
        print(text, file=sys.stderr)
        return
    tried = ", tried only" if one["dry_run"] else ""
    number = f"import {one['import']}: " if one["import"] else ""
    screen.line(f"{number}{one['file']} ({one['format']}, {one['kind']}{tried})")
    for verb, word in (("created", "new"), ("updated", "changed"), ("unchanged", "as before")):
        things = ", ".join(count(n, thing[:-1]) for thing, n in one[verb].items() if n)
        if things:
            screen.line(f"  {word}: {things}")
    _list("rejected rows", [f"line {row['line']}: {row['reason']}" for row in one["rejected"]], screen)
    _list("no longer in the list, so held", one["missing"], screen)
    _list("please look", one["warnings"], screen)


def _list(title: str, texts: list[str], screen: Screen) -> None:
    if not texts:
        return
    screen.line(f"  {title}: {len(texts):,}")
    for text in texts[:_SHOWN]:
        screen.line(f"    {text}")
    if len(texts) > _SHOWN:
        screen.line(f"    and {len(texts) - _SHOWN:,} more; --json shows all")
