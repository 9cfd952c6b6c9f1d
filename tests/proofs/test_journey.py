"""One debt from the CSV file to the eve of the formal demand, day by day, as `journey.md` tells it.

The whole journey goes through the command line and a real mail server. What is told is compared exactly; after a
change that is meant, `RECOUP_WRITE_SNAPSHOTS=1 pytest tests/proofs/test_journey.py` writes the file anew.
"""

import os
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from tests.cli.conftest import Recoup, recoup  # noqa: F401
from tests.smtp import MailServer, smtp_server  # noqa: F401

from recoup.archive.verify import verify_streams
from recoup.cases.policies import publish_default_policies
from recoup.lib.clock import business_moment
from recoup.lib.days import calendar
from recoup.org.models import Creditor
from recoup.org.operations import create_creditor

pytestmark = pytest.mark.django_db
TOLD = Path(__file__).with_name("journey.md")
DAY = timedelta(days=1)
FIRST = date(2025, 4, 3)
INVOICES = """Customer No,Customer,Street,Postcode,City,Country,Account owner,Invoice,Date,Due,Currency,Amount,Open
C-204,Halden Fittings Ltd,14 Quay Street,SE1 9TG,London,GB,Sam Seller,INV-3107,03/03/2025,02/04/2025,GBP,8450.00,8450.00
C-204,Halden Fittings Ltd,14 Quay Street,SE1 9TG,London,GB,Sam Seller,INV-3162,28/03/2025,27/04/2025,GBP,1210.00,1210.00
C-311,Prompt Payers Ltd,2 Mill Lane,LS1 4AP,Leeds,GB,Sam Seller,INV-3170,31/03/2025,30/06/2025,GBP,300.00,300.00
"""
CONTACTS = """Customer No,Customer,Name,Role,Email,Phone
C-204,Halden Fittings Ltd,Ann Payne,accounts payable,ann.payne@halden.example,
C-204,Halden Fittings Ltd,Bert Keel,sales,bert.keel@halden.example,+44 20 7946 0204
"""
PAYMENTS = "Date,Payer,Amount,Currency,Reference,Bank reference\n"
SETTINGS = {
    "live": "yes",
    "automation": "full",
    "import.daily_limit": "none",
    "mail.from": "Northwind Accounts <ar@northwind.example>",
    "address": "1 Wharf Road, London N1 7SR",
    "iban": "GB33 BUKB 2020 1555 5555 55",
    "default_kind": "company",
    "signer": "Eve Ledger",
}
HOW = {"phone": "telephone call", "find_contact": "search for the person in charge", "visit": "visit"}


@dataclass
class Journey:
    """Drives the command line a day at a time, and keeps what there is to tell."""

    recoup: Recoup
    folder: Path
    server: MailServer
    day: date = FIRST
    told: list[str] = field(default_factory=list)
    mails_told: int = 0

    def call(self, *arguments: object) -> Any:
        """A command on this day; what it answers."""
        dated = () if arguments[0] == "worklist" else ("--date", self.day)
        said = self.recoup(*arguments, *dated, "--json")
        assert said.code == 0, (arguments, said.out, said.err)
        return said.json

    def tell(self, line: str) -> None:
        self.told.append(f"  - {line}")

    def file(self, name: str, text: str, kind: str) -> None:
        """Imports a file of this day."""
        path = self.folder / f"{name}-{self.day}.csv"
        path.write_text(text)
        (one,) = self.call("import", path, "--kind", kind)["files"]
        assert not one["rejected"] and not one["refused"], one

    def books(self, *rows: str) -> None:
        """The bank file of this morning: somebody else's money, and what the debtor paid."""
        takings = f"{self.day},Card takings,{50 + self.day.day}.07,GBP,TILL,TILL-{self.day}"
        self.file("bank", PAYMENTS + "\n".join([takings, *rows]) + "\n", "payments")

    @property
    def case(self) -> int:
        """The case of our debtor."""
        from recoup.cases.models import Case

        return int(Case.objects.get(debtor__number="C-204").pk)

    def run(self) -> None:
        """What is to happen today and why, then the run, and what has left by it."""
        head = f"- **{self.day:%A} {self.day.day} {self.day:%B}**"
        seen = self.call("preview", "--debtor", "C-204")
        plans = [self._action(a) for a in seen["actions"]] + [
            self._non_action(n) for n in seen["non_actions"]
        ]
        self.told.append(f"{head}: {' '.join(plans) or 'nothing is overdue.'}")
        report = self.call("run")
        assert report["steps"]["refused"] == 0 and report["neglected"] == 0
        assert report["steps"]["planned"] == len(seen["actions"])
        self.mails()

    def _action(self, action: dict[str, Any]) -> str:
        open_ = f"£{action['open_minor'] / 100:,.2f}"
        kind = HOW.get(action["kind"], action["kind"])
        to = "" if action["kind"] in ("find_contact", "visit") else f" to {action['to']}"
        an = "an" if kind == "email" else "a"
        why = action["why"]["text"]
        return f"today {an} {kind}{to} on rung {action['rung']} about {open_}. {why}"

    def _non_action(self, non_action: dict[str, Any]) -> str:
        return f"nothing goes out. {non_action['why']['text']}"

    def mails(self) -> None:
        """The mails that the server took since we last looked."""
        for one in self.server.messages[self.mails_told :]:
            self.tell(f"the mail server takes “{one.mail['Subject']}” for {one.to}")
        self.mails_told = len(self.server.messages)

    def task(self, kind: str) -> int:
        """The one open task of that kind."""
        tasks = [t for t in self.call("worklist")["tasks"] if t["kind"] == kind]
        assert len(tasks) == 1, (self.day, kind, self.call("worklist"))
        return int(tasks[0]["id"])

    def record(self, code: str, story: str, *more: object, task: str = "", hour: str = "") -> None:
        """What a person did, as they tell it and as they record it."""
        where = ("--task", self.task(task)) if task else ("--case", self.case)
        at = ("--at", hour) if hour else ()
        self.call("record", *where, "--result", code, *at, *more)
        self.tell(f"{f'{hour} ' if hour else ''}{story}")

    def until(self, day: date) -> None:
        """Every day up to that one, with fresh books on working days, and its run."""
        while self.day < day:
            self.day += DAY
            if calendar("GB").is_working(self.day):
                self.books(*PAID.get(self.day, ()))
            self.run()
            if self.day in PAID:
                self.tell("this morning's bank file holds £4,000.00 from Halden Fittings for INV-3107")


PAID = {date(2025, 5, 1): ("2025-05-01,Halden Fittings Ltd,4000.00,GBP,INV-3107,BANK-77120",)}


@pytest.fixture
def journey(recoup: Recoup, smtp_server: MailServer, settings: Any, tmp_path: Path) -> Journey:  # noqa: F811
    """A creditor that is live, with a mail server."""
    settings.HOME = tmp_path
    begun = business_moment(FIRST - 10 * DAY, "Europe/London")
    creditor = create_creditor(
        "Northwind Ltd", "GB", "GBP", moment=begun, is_test=True, owner_email="eve@northwind.example"
    )
    publish_default_policies(creditor, actor="system", moment=begun)
    made = Journey(recoup, tmp_path, smtp_server)
    with time_machine.travel(begun, tick=False):
        for key, value in {**SETTINGS, "mail.url": smtp_server.url}.items():
            assert recoup("set", key, value).code == 0
    return made


def test_from_the_csv_file_to_the_eve_of_the_formal_demand(journey: Journey) -> None:
    j = journey
    _reminded(j)
    _called(j)
    _promised(j)
    _visited(j)

    creditor = Creditor.objects.get()
    assert j.recoup("check", "--json").json["ok"]
    assert not verify_streams(creditor.key).faults
    assert max(j.server.by_id().values()) == 1
    text = _page(j)
    if os.environ.get("RECOUP_WRITE_SNAPSHOTS"):
        TOLD.write_text(text)
    assert text == TOLD.read_text(), "RECOUP_WRITE_SNAPSHOTS=1 writes journey.md anew"


def _reminded(j: Journey) -> None:
    """The reminder goes to an address that does not exist, then to the second one."""
    j.file("open", INVOICES, "invoices")
    j.file("contacts", CONTACTS, "contacts")
    j.call("treat", "C-204", "--distance", "6")
    j.run()
    j.until(date(2025, 4, 8))
    j.record("bounce", "Eve records the bounce: “550 no such user ann.payne”", "--text", "550 no such user")
    j.until(date(2025, 4, 9))


def _called(j: Journey) -> None:
    """No answer, voicemail, the wrong person; then the right one is found."""
    j.until(date(2025, 4, 16))
    j.record("no_answer", "Eve calls Bert Keel; nobody answers", task="phone", hour="11:40")
    j.until(date(2025, 4, 17))
    text = "Asked to call back about INV-3107"
    j.record("voicemail", "Eve calls again and leaves a message", "--text", text, task="phone", hour="14:15")
    j.until(date(2025, 4, 22))
    words = "He only buys; Accounts moved to the Leeds office, the switchboard knows"
    j.record(
        "wrong_person", "Bert Keel answers: payments are not his", "--text", words, task="phone", hour="11:05"
    )
    j.until(date(2025, 4, 23))
    who = ("--name", "Petra Wright", "--role", "accounting_manager", "--phone", "+44 113 496 0755")
    email = ("--email", "petra.wright@halden.example")
    j.record(
        "found",
        "the switchboard in Leeds names Petra Wright, accounting manager",
        *who,
        *email,
        task="find_contact",
    )


def _promised(j: Journey) -> None:
    """She promises all of it; part of it comes."""
    j.until(date(2025, 4, 24))
    words = "The goods receipt was missing; she has it now and pays with the next run"
    amount = ("--amount", "8450.00", "--on", "2025-05-02", "--text", words)
    j.record(
        "spoke_will_pay",
        "Petra Wright answers: she promises £8,450.00 by 2 May",
        *amount,
        task="phone",
        hour="10:30",
    )
    j.until(date(2025, 5, 8))


def _visited(j: Journey) -> None:
    """Whoever sold is told, then somebody goes there."""
    j.record("done", "Sam Seller is told, and has nothing against a visit", task="tell_owner")
    j.until(date(2025, 5, 12))
    words = "Petra Wright: the bank has cut their overdraft; she cannot name a day"
    j.record(
        "met_decision_maker",
        "Eve meets Petra Wright in Quay Street",
        "--text",
        words,
        task="visit",
        hour="14:00",
    )
    for _ in range(14):
        j.until(j.day + DAY)
        if any(t["kind"] == "demand" for t in j.call("worklist")["tasks"]):
            return
    raise AssertionError("the ladder did not come to the formal demand")


def _page(j: Journey) -> str:
    """The committed page: the days, the case as `recoup case` tells it, and the first mail."""
    case = j.recoup("case", j.case).out.replace(f"Case {j.case}:", "Case 1:", 1)
    case = "\n".join(re.sub(r"\s+$", "", line) for line in case.splitlines())
    first = j.server.messages[1].mail
    body = first.get_body(("plain",)).get_content().strip().replace("\r\n", "\n")
    return f"""# One debt, day by day

Halden Fittings Ltd owes Northwind Ltd £8,450.00, due on 2 April 2025, and soon £1,210.00 more. This page is written
by `tests/proofs/test_journey.py`, which walks the debt through the command line and a real mail server, and compares
every word. Easter (18 to 21 April) and the bank holiday of 5 May 2025 lie on the way.

## What was planned each day and why, and what people did

{chr(10).join(j.told)}

## The case in words: `recoup case`

```text
{case}
```

## The reminder as Bert Keel got it

To: {first["To"]}
Subject: {first["Subject"]}

```text
{body}
```
"""


def test_the_page_was_written_on_a_calendar_that_is_right() -> None:
    """Good Friday, Easter Monday and the early May bank holiday are no working days."""
    closed = {date(2025, 4, 18), date(2025, 4, 21), date(2025, 5, 5)}
    assert not any(calendar("GB").is_working(day) for day in closed)
