"""The sample lived day by day, in a process of its own: files in, disputes opened and closed, the run, the mail out.

Called with the folder for its files, the mail server's URL, the first and the last day, and the day that goes
through the command line; prints what it did as one JSON object. Nobody makes the calls of the ladder: they fall back.
"""

import csv
import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.proofs import ibm

ACTOR = "system"
ZONE = "America/New_York"
OURS = {
    "live": "yes",
    "automation": "full",
    "import.daily_limit": "none",
    "mail.from": "ar@northwind.example",
    "mail.allow_private": "yes",
    "timezone": ZONE,
}


def main(sample: str, folder: str, mail_url: str, first: str, last: str, by_command: str) -> None:
    """One creditor, one day after the other."""
    import django

    django.setup()
    rows = ibm.read(Path(sample))
    living = _Living(rows, Path(folder), mail_url, date.fromisoformat(first))
    day = living.first
    while day <= date.fromisoformat(last):
        living.live(day, by_command=day.isoformat() == by_command)
        day += timedelta(days=1)
    print(json.dumps(living.told(day - timedelta(days=1))))


class _Living:
    def __init__(self, rows: list[ibm.Row], folder: Path, mail_url: str, first: date) -> None:
        from recoup.cases.policies import publish_default_policies
        from recoup.lib.clock import business_moment
        from recoup.org.operations import create_creditor
        from recoup.org.settings import set_setting

        self.rows, self.folder, self.first = rows, folder, first
        moment = business_moment(first - timedelta(days=30), ZONE)
        self.creditor = create_creditor("Northwind Inc", "US", "USD", moment=moment, is_test=True)
        publish_default_policies(self.creditor, actor=ACTOR, moment=moment)
        for key, value in {**OURS, "mail.url": mail_url}.items():
            set_setting(self.creditor, key, value, actor=ACTOR, moment=moment)
        self.known: set[str] = set()
        self.counts: dict[str, Counter[str]] = {
            "steps": Counter(), "not_acted": Counter(), "by_kind": Counter(), "cases": Counter()
        }  # fmt: skip
        self.neglected = 0
        self.ageing: dict[str, Any] = {}

    def live(self, day: date, *, by_command: bool) -> None:
        """Morning: yesterday's history on the first day, else what the day brought; then the run."""
        issued = [r for r in self.rows if r.issued_on == day or (day == self.first and r.is_open(day))]
        settled = [r for r in self.rows if r.settled_on == day and (r.number in self.known or r in issued)]
        files = [self._invoices(day, issued), self._contacts(day, issued), self._payments(day, settled)]
        wanted = [file for file in files if file is not None]
        if by_command:
            for file in wanted:
                self._command("import", str(file), "--kind", kind_of(file), "--date", day.isoformat())
        else:
            self._take_in(wanted, day)
        self.known.update(r.number for r in issued)
        self._disputes(day, issued, settled)
        report = self._command("run", "--date", day.isoformat()) if by_command else self._run(day)
        for part, counter in self.counts.items():
            counter.update({key: n for key, n in report[part].items() if (part, key) != ("cases", "open")})
        self.neglected += report["neglected"]
        if day.day >= 28 and (day + timedelta(days=1)).day == 1:
            self.ageing[day.isoformat()] = self._ageing(day)

    def _moment(self, day: date) -> Any:
        from recoup.lib.clock import business_moment

        return business_moment(day, ZONE)

    def _take_in(self, files: list[Path], day: date) -> None:
        from recoup.intake.operations import import_file

        for file in files:
            by: dict[str, Any] = {"actor": ACTOR, "moment": self._moment(day)}
            done = import_file(self.creditor, file, kind=kind_of(file), **by).to_json()
            assert done["refused"] is None and not done["rejected"], done

    def _run(self, day: date) -> dict[str, Any]:
        from recoup.cases.daily import run

        return run(self.creditor, moment=self._moment(day), actor=ACTOR).to_json()

    def _command(self, *arguments: str) -> dict[str, Any]:
        command = [sys.executable, "-m", "recoup", *arguments, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
        assert done.returncode == 0, done.stdout + done.stderr
        self.creditor.refresh_from_db()
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def _disputes(self, day: date, issued: list[ibm.Row], settled: list[ibm.Row]) -> None:
        from recoup.ledger.models import Dispute, Invoice
        from recoup.ledger.operations import close_dispute, open_dispute

        by: dict[str, Any] = {"actor": ACTOR, "moment": self._moment(day)}
        for row in issued:
            if row.is_disputed and row not in settled:
                invoice = Invoice.objects.of(self.creditor).get(number=row.number)
                open_dispute(self.creditor, invoice, None, "other", opened_on=day, **by)
        for row in settled:
            for dispute in Dispute.objects.filter(invoice__number=row.number, closed_on__isnull=True):
                close_dispute(self.creditor, dispute, "withdrawn", **by)

    def _invoices(self, day: date, rows: list[ibm.Row]) -> Path | None:
        header = [
            "Customer No",
            "Customer Name",
            "Invoice No",
            "Invoice Date",
            "Due Date",
            "Currency",
            "Amount",
        ]
        return self._file(
            f"invoices-{day}.csv",
            header,
            [
                [r.debtor, f"Debtor {r.debtor}", r.number, r.issued_on, r.due_on, "USD", r.amount]
                for r in rows
            ],
        )

    def _contacts(self, day: date, rows: list[ibm.Row]) -> Path | None:
        known = {r.debtor for r in self.rows if r.number in self.known}
        new = sorted({r.debtor for r in rows} - known)
        header = ["Customer No", "Customer Name", "Contact", "Role", "Email", "Phone"]
        return self._file(
            f"contacts-{day}.csv",
            header,
            [[d, f"Debtor {d}", "", "Accounts payable", address(d), "+1 212 555 0100"] for d in new],
        )

    def _payments(self, day: date, rows: list[ibm.Row]) -> Path | None:
        header = ["Payment Id", "Date", "Customer No", "Amount", "Currency", "Invoice No"]
        return self._file(
            f"payments-{day}.csv",
            header,
            [[f"P{r.number}", r.settled_on, r.debtor, r.amount, "USD", r.number] for r in rows],
        )

    def _file(self, name: str, header: list[str], rows: list[list[Any]]) -> Path | None:
        if not rows:
            return None
        path = self.folder / name
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    def _ageing(self, day: date) -> dict[str, list[int]]:
        from recoup.insight.ageing import BUCKETS, ageing

        found = ageing(self.creditor, day)
        assert [row.currency for row in found] == ["USD"]
        return {name: [getattr(found[0], name).count, getattr(found[0], name).minor] for name in BUCKETS}

    def told(self, last: date) -> dict[str, Any]:
        """What was done and what the checks say."""
        checked = self._command("check")
        return {
            **{part: dict(counter) for part, counter in self.counts.items()},
            "neglected": self.neglected,
            "ageing": self.ageing,
            "again": {day: self._ageing(date.fromisoformat(day)) for day in self.ageing},
            "violations": [c for c in checked["checks"] if not c["ok"]],
            "checks": len(checked["checks"]),
            "rungs": self._rungs(),
        }

    def _rungs(self) -> list[list[Any]]:
        """Message-ID, rung, round and invoice of everything that went out."""
        from recoup.cases.models import StepInvoice

        named = StepInvoice.objects.of(self.creditor).filter(step__state="done", step__message__isnull=False)
        return [
            list(one)
            for one in named.values_list(
                "step__message__message_id", "step__rung", "step__round", "invoice__number"
            )
        ]


def kind_of(file: Path) -> str:
    """What a file of ours holds, by its name."""
    return file.name.partition("-")[0]


def address(debtor: str) -> str:
    """The made-up address of a debtor."""
    return f"{debtor.lower()}@debtor.example"


if __name__ == "__main__":
    main(*sys.argv[1:])
