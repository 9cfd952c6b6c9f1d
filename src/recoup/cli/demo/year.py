"""A year of the demo's creditor, day by day: files in, the run, letters, people; then the last day."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from recoup.cases import daily
from recoup.cases.people.contacts import treat
from recoup.cases.policies import publish_default_policies
from recoup.cases.sealing import seal_now
from recoup.cases.service import send_services
from recoup.cli.demo import files
from recoup.cli.demo.beyond.tales import Tales
from recoup.cli.demo.beyond.teller import Teller
from recoup.cli.demo.beyond.who import Old, grow_old
from recoup.cli.demo.books import Books
from recoup.cli.demo.cast import Payer, cast
from recoup.cli.demo.mailed import mail_arrives
from recoup.cli.demo.team import Team
from recoup.intake.operations import import_file
from recoup.ledger.models import Debtor
from recoup.lib.days import Calendar, calendar
from recoup.lib.errors import Refused
from recoup.org.models import Creditor, Role
from recoup.org.operations import add_member, create_creditor
from recoup.org.queries import acting_user, actor_of
from recoup.org.settings import set_setting

NAME = "Halden & Moore Instruments Ltd"
ZONE = "Europe/London"
DEBTORS, DAYS = 200, 365
SEED = 20_250_314
SOLD_BEFORE = timedelta(days=60)
"""So far back go the invoices that are open when Recoup is first used."""
LOOK_AHEAD = timedelta(days=9)
CAMT_DAYS = (1, 3)
"""On Tuesdays and Thursdays the euro bank's statement is read, on other days the list of all accounts."""
KEEPER = "seals@wren-auditors.example"
"""Who outside is sent the seals."""
SETTINGS = {
    "address": "7 Wharf Lane, Bristol, BS1 4RW",
    "email": "accounts@halden-moore.example",
    "phone": "+44 1632 960 144",
    "mail.from": "Halden & Moore Accounts <accounts@halden-moore.example>",
    "mail.reply_to": "accounts@halden-moore.example",
    "register_number": "09876543",
    "vat_id": "GB 999 9999 73",
    "iban": "GB33BUKB20201555555555",
    "bic": "BUKBGB22",
    "signer": "Asha Kinnear, Credit Control",
    "import.daily_limit": "none",
    "automation": "full",
    "live": "yes",
}
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Lived:
    """What the year came to: its counts, and the last day's plan and report."""

    creditor: Creditor
    moment: datetime
    first_on: date
    planned: daily.PreviewReport
    report: daily.RunReport
    counts: dict[str, int]
    refused: dict[str, int]


def last_working_day(today: date) -> date:
    """The last day on or before today on which the creditor works."""
    days, on = calendar("GB"), today
    while not days.is_working(on):
        on -= timedelta(days=1)
    return on


def live(folder: Path, last_on: date, *, progress: Progress | None = None) -> Lived:
    """Makes the creditor, lives all its working days up to `last_on`, and does that day's run last.

    `folder` takes the files that the creditor takes in. Everything goes through the operations that any creditor uses.
    """
    return _Year(folder, last_on, DEBTORS, DAYS, progress or (lambda done, total: None)).live()


@dataclass
class _Year:
    folder: Path
    last_on: date
    debtors: int
    days: int
    progress: Progress
    counts: Counter[str] = field(default_factory=Counter)

    def live(self) -> Lived:
        self.rng = Random(SEED)
        self.calendar: Calendar = calendar("GB")
        first_on = self.calendar.on_or_after(self.last_on - timedelta(days=self.days))
        self._found(first_on)
        payers = cast(self.rng, self.debtors)
        self.books = Books(self.rng)
        self.books.sell(payers, first_on - SOLD_BEFORE, self.last_on - timedelta(days=1))
        olds = grow_old(self.rng, self.books, payers, first_on - SOLD_BEFORE, self.last_on)
        payers += [old.payer for old in olds]
        self.known: set[str] = set()
        self.listed = (0, 0)
        self._forget_what_was_paid_before(first_on)
        by_number = {payer.number: payer for payer in payers}
        self.team = Team(self.creditor, by_number, self.books, self.rng, self.clerk, self.owner)
        self._begin(olds, first_on)
        total = (self.last_on - first_on).days
        on = first_on
        while on < self.last_on:
            if self.calendar.is_working(on):
                self._day(on)
            on += timedelta(days=1)
            self.progress((on - first_on).days, total)
        return self._last_day(first_on)

    def _found(self, first_on: date) -> None:
        moment = _at(first_on - timedelta(days=1), 9)
        self.creditor = create_creditor(
            NAME, "GB", "GBP", moment=moment, is_test=True, owner_email="owner@halden-moore.example"
        )
        self.owner = acting_user(self.creditor, None).actor
        clerk = add_member(
            self.creditor, "asha@halden-moore.example", Role.CONTROLLER, moment=moment, actor=self.owner,
            name="Asha Kinnear",
        )  # fmt: skip
        self.clerk = actor_of(clerk.user_id)
        publish_default_policies(self.creditor, actor="system", moment=moment)
        for key, value in SETTINGS.items():
            set_setting(self.creditor, key, value, actor=self.owner, moment=moment)

    def _begin(self, olds: list[Old], first_on: date) -> None:
        """Those whose debts grow old, the professionals, and what is going to become of it."""
        self.olds = olds
        before = first_on - timedelta(days=1)
        self.teller = Teller(
            self.creditor,
            self.books,
            self.folder,
            self.clerk,
            self.owner,
            self.team.refused,
            before,
            _of_day(before),
        )
        self.tales = Tales(self.teller)
        self.tales.found(before)
        self.teller.begin([(old, self.tales.of(old)) for old in olds])

    def _forget_what_was_paid_before(self, first_on: date) -> None:
        """An invoice that was paid before the first day is not in the first list."""
        gone = [one for day, some in self.books.receipts.items() if day < first_on for one in some]
        self.paid_before = {paper.number for one in gone for paper, _ in one.parts}
        for day in [day for day in self.books.receipts if day < first_on]:
            del self.books.receipts[day]

    def _day(self, on: date) -> None:
        self.team.mail_comes_in(on, _at(on, 8))
        self._files(on)
        report = daily.run(self.creditor, moment=_at(on, 10), actor="system")
        self._count(report)
        self.team.post(on, _at(on, 10, 30))
        self.team.debtors_read(on, _at(on, 10, 45))
        self.team.work(on, _of_day(on))
        self.teller.go_on(on, _of_day(on))
        if (
            self.last_on - LOOK_AHEAD <= on < self.last_on - LOOK_AHEAD + timedelta(days=7)
            and on.weekday() == 2
        ):
            self.tales.look_ahead(self.olds)
        send_services(self.creditor, moment=_at(on, 17), actor="system:worker")
        seal_now(self.creditor, actor="system:worker", moment=_at(on, 18))

    def _last_day(self, first_on: date) -> Lived:
        on, moment = self.last_on, _at(self.last_on, 10)
        self.team.mail_comes_in(on, _at(on, 8))
        self._files(on)
        set_setting(self.creditor, "seal.mail_to", KEEPER, actor=self.owner, moment=_at(on, 8, 15))
        mail_arrives(self.creditor, actor="system:worker", moment=_at(on, 8, 30))
        seal_now(self.creditor, actor="system:worker", moment=_at(on, 8, 45))
        planned = daily.preview(self.creditor, moment=moment)
        report = daily.run(self.creditor, moment=moment, actor="system")
        self._count(report)
        return Lived(
            self.creditor, moment, first_on, planned, report, dict(self.counts), dict(self.team.refused)
        )

    def _count(self, report: daily.RunReport) -> None:
        self.counts["runs"] += 1
        self.counts["cases"] += report.cases["opened"]
        self.counts.update(report.by_kind)

    def _files(self, on: date) -> None:
        """Every morning a bank's file; on the first working day of a week what was sold since."""
        waiting = [one for day in sorted(self.books.receipts) if day < on for one in self.books.receipts[day]]
        euro = [one for one in waiting if one.currency in files.CAMT_ACCOUNTS]
        if euro and on.weekday() in CAMT_DAYS:
            self._import(files.camt_file(self.folder / f"statement-{on}.xml", euro), on)
            waiting = [one for one in waiting if one.currency not in files.CAMT_ACCOUNTS]
        elif waiting:
            self._import(files.bank_file(self.folder / f"bank-{on}.csv", waiting), on)
            waiting = []
        for day in [day for day in self.books.receipts if day < on]:
            del self.books.receipts[day]
        self.books.receipts[on - timedelta(days=1)] = waiting
        week = on.isocalendar()[:2]
        if week != self.listed:
            self.listed = week
            self._sold(on)

    def _sold(self, on: date) -> None:
        papers = [
            paper for day in sorted(self.books.to_list) if day < on for paper in self.books.to_list.pop(day)
            if paper.number not in self.paid_before
        ]  # fmt: skip
        if not papers:
            return
        self._import(files.invoice_file(self.folder / f"invoices-{on}.csv", papers), on)
        new = {paper.payer.number: paper.payer for paper in papers if paper.payer.number not in self.known}
        if new:
            self.known |= set(new)
            self._import(files.contact_file(self.folder / f"contacts-{on}.csv", new.values()), on)
            self._distances([payer for payer in new.values() if payer.distance_km is not None], on)

    def _distances(self, near: list[Payer], on: date) -> None:
        for payer in near:
            debtor = Debtor.objects.of(self.creditor).get(number=payer.number)
            treat(
                self.creditor, debtor, distance_km=payer.distance_km, actor=self.clerk, moment=_at(on, 9, 30)
            )

    def _import(self, path: Path, on: date) -> None:
        done: Any = import_file(self.creditor, path, actor=self.clerk, moment=_at(on, 9))
        if done.refused is not None:
            raise done.refused
        if done.rejected:
            line, why = done.rejected[0]
            raise Refused(
                "demo_file", f"The demo's own file was not read whole: {why}", f"{path}, line {line}"
            )
        self.counts["files"] += 1


def _at(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(on, time(hour, minute), ZoneInfo(ZONE))


def _of_day(on: date) -> Callable[[int, int], datetime]:
    return lambda hour, minute: _at(on, hour, minute)
