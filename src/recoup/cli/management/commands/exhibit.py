"""`recoup exhibit`: documents that prove a debt."""

import argparse
from pathlib import Path
from typing import Any, ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.moments import Dated
from recoup.cli.screen import Screen, count
from recoup.lib.errors import Refused


class Command(RecoupCommand):
    """One document of one invoice, or a folder of them."""

    help = "keep the invoice, order or delivery note with an invoice, one by one or by the folder"
    group: ClassVar[str] = "Every day"
    deed: ClassVar[str] = "exhibit"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Which document."""
        parser.add_argument("invoice", nargs="?", metavar="INVOICE", help="the invoice's number")
        parser.add_argument("file", nargs="?", metavar="FILE", help="the document")
        parser.add_argument("--folder", metavar="DIR", help="all files whose name holds an invoice's number")
        parser.add_argument(
            "--kind", default="invoice", metavar="KIND", help="invoice, order, acceptance, terms, delivery, …"
        )

    def answer(self, call: Call) -> Answer:
        """What was kept."""
        from recoup.cases.people import exhibits
        from recoup.cases.people.disputes import invoice_by

        by: dict[str, Any] = {"actor": call.actor, "moment": call.moment}
        if call["folder"]:
            folder = Path(call["folder"])
            if not folder.is_dir():
                raise Refused(
                    "no_folder", f"There is no folder {folder}.", "--folder", "Name one that exists."
                )
            files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
            done = exhibits.add_folder(call.creditor, files, call["kind"], **by)
            return {"added": done.added, "unmatched": done.unmatched, "refused": done.refused}
        if not call["invoice"] or not call["file"]:
            raise Refused(
                "missing", "Invoice and file are missing.", "", "recoup exhibit INVOICE FILE, or --folder DIR"
            )
        path = Path(call["file"])
        if not path.is_file():
            raise Refused("no_file", f"There is no file {path}.", "FILE", "Name one that exists.")
        invoice = invoice_by(call.creditor, call["invoice"])
        exhibits.add(call.creditor, invoice, call["kind"], path.name, path.read_bytes(), **by)
        return {"added": {path.name: invoice.number}, "unmatched": [], "refused": {}}

    def words(self, answer: Answer, screen: Screen) -> None:
        """What was kept and what was not."""
        screen.line(f"{count(len(answer['added']), 'document')} kept.")
        for name in answer["unmatched"]:
            screen.line(f"{name}: no invoice's number, or more than one, is in this name.")
        for name, why in answer["refused"].items():
            screen.line(f"{name}: {why}")
