"""Walks a debt from the formal demand day by day with the real operations, and keeps what there is to tell."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Sum
from tests import builders
from tests.cases.formal.demands import prepare
from tests.cases.people.worlds import World, at, world

from recoup.archive.verify import verify_streams
from recoup.cases.check import checks
from recoup.cases.daily import preview
from recoup.cases.formal.demand import deeds
from recoup.cases.models import Task
from recoup.cases.story import case_story
from recoup.cases.telling.words import ASKED
from recoup.ladder.reasons import QUESTIONS
from recoup.ledger.models import Allocation, Charge, Contact, Debtor, Invoice, Payment
from recoup.ledger.operations import record_payments
from recoup.lib.days import calendar
from recoup.lib.money import text as money_text
from recoup.org.models import Creditor
from recoup.outreach.models import Message
from recoup.recourse.models import Demand

TOLD = Path(__file__).with_name("journeys")
DAY = timedelta(days=1)
ENDS = {"closed_paid": "closed: paid", "closed_written_off": "closed: written off", "closed_other": "closed"}


def pounds(minor: int) -> str:
    """As a person in London writes it."""
    return money_text(minor, "GBP", "en")


def day_of(on: date) -> str:
    return f"{on:%A} {on.day} {on:%B}"


@dataclass
class Stretch:
    """Days on end for which the same is said."""

    first: date
    last: date
    said: str
    events: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        when = (
            day_of(self.first) if self.first == self.last else f"{day_of(self.first)} to {day_of(self.last)}"
        )
        return [f"- **{when}**: {self.said}", *[f"  - {one}" for one in self.events]]


@dataclass
class Walk:
    """One debt with the days that it has lived through since its demand."""

    w: World
    days: list[Stretch] = field(default_factory=list)
    mails_told: int = 0
    tasks_told: set[int] = field(default_factory=set)

    @property
    def today(self) -> date:
        return self.w.day

    @property
    def by(self) -> dict[str, Any]:
        """Sam, who controls the credit."""
        return self.w.by

    @property
    def by_owner(self) -> dict[str, Any]:
        """Eve, whose firm it is."""
        return self.w.by_owner

    @property
    def creditor(self) -> Creditor:
        return self.w.creditor

    @property
    def case(self) -> int:
        return self.w.case.pk

    @property
    def invoice(self) -> Invoice:
        return Invoice.objects.get(pk=self.w.invoice.pk)

    @property
    def petra(self) -> int:
        """Petra Wright, who decides on payments there."""
        return int(Contact.objects.get(debtor=self.w.debtor, name="Petra Wright").pk)

    def tell(self, line: str) -> None:
        """What somebody did today."""
        last = self.days[-1]
        if last.first != last.last:
            last.last -= DAY
            self.days.append(Stretch(self.today, self.today, last.said))
        self.days[-1].events.append(line)
        self.mails()
        self.asked()

    def live(self) -> None:
        """What is to happen today and why, then the run, and what it brought."""
        seen = preview(self.creditor, moment=at(self.today), debtor=self.w.debtor.pk)
        said = [f"today {one['kind']} on rung {one['rung']}. {one['why']['text']}" for one in seen.actions]
        said += [f"nothing goes out. {one['why']['text']}" for one in seen.non_actions]
        words = " ".join(said) or "nothing is open."
        last = self.days[-1] if self.days else None
        report = self.w.run()
        assert report.neglected == 0 and report.steps["refused"] == 0, (self.today, report)
        if last is not None and last.said == words and not last.events:
            last.last = self.today
        else:
            self.days.append(Stretch(self.today, self.today, words))
        self.mails()
        self.asked()

    def until(self, day: date) -> None:
        """Every day up to that one, with its run, and on to a day on which people work."""
        while self.today < day or not calendar("GB").is_working(self.today):
            self.w.day += DAY
            self.live()

    def until_asked(self, kind: str, days: int = 120) -> Task:
        """Every day until a person is asked that."""
        for _ in range(days):
            found = self.w.task(kind)
            if found is not None:
                return found
            self.until(self.today + DAY)
        raise AssertionError(f"nobody was asked for {kind} within {days} days")

    def mails(self) -> None:
        """Mails and letters that were made or left since we last looked."""
        found = Message.objects.filter(debtor=self.w.debtor, pk__gt=self.mails_told).order_by("pk")
        for one in found.exclude(state="ready"):
            what = "a letter is printed" if one.channel == "letter" else "an email leaves"
            self.mails_told = one.pk
            self.tell(f"{what}: “{one.subject}”, for {one.to_address.splitlines()[0]}")

    def asked(self) -> None:
        """What people are asked since we last looked."""
        for one in Task.objects.filter(debtor=self.w.debtor).order_by("pk"):
            if one.pk not in self.tasks_told:
                self.tasks_told.add(one.pk)
                asked = ASKED.get(one.kind) or QUESTIONS.get(one.kind) or one.kind
                by = f"{one.due_on.day} {one.due_on:%B}"
                self.tell(f"a person is asked, by {by}: {asked}")

    def pay(self, minor: int, story: str, **more: Any) -> Payment:
        """Money at the bank this morning."""
        row = builders.payment_facts(
            minor, received_on=self.today, payer_name="Halden Fittings Ltd",
            **{"external_id": f"BANK-{self.today}", "purpose": "INV-3107", **more},
        )  # fmt: skip
        record_payments(self.creditor, [row], source="bank", as_of_on=self.today, **self.by)
        self.tell(story)
        return Payment.objects.get(external_id=row.external_id)

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Nothing goes to the debtor in these days, and nobody is sent to them."""
        messages = Message.objects.filter(debtor=self.w.debtor)
        before = messages.count()
        yield
        assert messages.count() == before, "something went out"
        reached = Task.objects.filter(debtor=self.w.debtor, state="open", step__isnull=False)
        assert not reached.exists(), "somebody is sent to them"

    def sound(self) -> None:
        """Every promise of the program holds, the record is whole, and the money is conserved."""
        faults = [f"{one.name}: {fault}" for one in checks(self.creditor) for fault in one.violations]
        assert faults == []
        assert not verify_streams(self.creditor.key).faults
        left = Task.objects.filter(debtor=self.w.debtor, state="open")
        assert [one.kind for one in left] == [], "somebody is still asked for something"
        money = self.money()
        assert money["owed"] == money["paid"] + money["let go"] + money["open"], money

    def money(self) -> dict[str, int]:
        """What was owed with all that was added, and what became of it."""
        invoices = Invoice.objects.filter(debtor=self.w.debtor, kind="invoice")
        charges = Charge.objects.filter(debtor=self.w.debtor, is_void=False)
        parts = Allocation.objects.filter(invoice__in=invoices, is_active=True)

        def total(rows: Any, of: str) -> int:
            return rows.aggregate(n=Sum(of))["n"] or 0

        return {
            "invoices": total(invoices, "amount_minor"),
            "interest": total(charges.filter(kind="interest"), "amount_minor"),
            "compensation": total(charges.filter(kind="compensation"), "amount_minor"),
            "costs": total(charges.filter(kind__in=("fee", "cost")), "amount_minor"),
            "owed": total(invoices, "amount_minor") + total(charges, "amount_minor"),
            "paid": total(parts.exclude(source="write_off"), "amount_minor") + total(charges, "paid_minor"),
            "let go": total(parts.filter(source="write_off"), "amount_minor") + total(charges, "waived_minor"),
            "open": total(invoices, "open_minor")
            + total(charges, "amount_minor") - total(charges, "paid_minor") - total(charges, "waived_minor"),
        }  # fmt: skip

    def matches(self, name: str, head: str, story: str) -> None:
        """The committed page says exactly this; RECOUP_WRITE_SNAPSHOTS=1 writes it anew."""
        self.sound()
        text = self._page(head, story)
        file = TOLD / f"{name}.md"
        if os.environ.get("RECOUP_WRITE_SNAPSHOTS"):
            file.write_text(text)
        assert text == file.read_text(), f"RECOUP_WRITE_SNAPSHOTS=1 writes {file.name} anew"

    def _page(self, head: str, story: str) -> str:
        told = case_story(self.creditor, self.case)
        lines = [f"{one['moment'][:10]} {one['moment'][11:16]}  {one['text']}" for one in told["timeline"]]
        days = [line for one in self.days for line in one.lines()]
        money = self.money()
        table = [
            ("Invoice INV-3107", money["invoices"]),
            ("Interest", money["interest"]),
            ("Fixed compensation", money["compensation"]),
            ("Costs of court and enforcement", money["costs"]),
            ("**Owed in all**", money["owed"]),
            ("Paid", money["paid"]),
            ("Let go", money["let go"]),
            ("**Still open**", money["open"]),
        ]
        rows = [f"| {name} | {pounds(minor)} |" for name, minor in table if minor or name.startswith("**")]
        return "\n".join([
            f"# {head}", "", story.strip(), "",
            "Halden Fittings Ltd has owed Northwind Ltd £5,000.00 since 28 February 2025. Sam controls the credit,",
            "Eve owns the firm. The page is written by `tests/proofs/test_formal_journeys.py`, which walks every",
            "day with its run and compares every word.", "",
            "## Day by day, from the formal demand on", "", *days, "",
            f"## The case in words ({ENDS[told['state']]})", "", "```text", *lines, "```", "",
            "## The money", "", "| | |", "|---|---:|", *rows, "",
        ])  # fmt: skip


def demanded() -> Walk:
    """A debt whose formal demand has been asked for, approved, posted and served."""
    w = _at_demand()
    prepare(w)
    walk = Walk(w)
    walk.mails_told = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    walk.tasks_told = set(Task.objects.values_list("pk", flat=True))
    walk.live()
    demand = deeds.ask(
        w.creditor, w.case.pk, method="post", reasons={}, owner_view="Never late before", **walk.by
    )
    walk.tell("Sam has gone through the checklist, and asks for the formal demand")
    walk.until(walk.today + DAY)
    deeds.decide(w.creditor, demand.pk, is_granted=True, **walk.by_owner)
    walk.tell("Eve says yes")
    walk.until(walk.today + DAY)
    from recoup.cases.people import letters

    demand.refresh_from_db()
    letters.posted(
        w.creditor,
        walk.today,
        messages=[demand.message_id],
        proofs={demand.message_id: "RR 123 GB"},
        **walk.by,
    )
    walk.tell("Sam posts the letter, recorded delivery RR 123 GB")
    walk.until(walk.today + 2 * DAY)
    deeds.served(w.creditor, demand.pk, walk.today, "RR 123 GB, signed B. Keel", **walk.by)
    walk.tell("the post says that B. Keel has signed for it; Sam notes it")
    return walk


def deadline(walk: Walk) -> date:
    """The last day of the demand."""
    found = Demand.objects.get(debtor=walk.w.debtor).deadline_on
    assert found is not None
    return found


def _at_demand() -> World:
    w = world(name="Halden Fittings Ltd", number="C-204", register_number="01234567", street="14 Quay Street")
    Creditor.objects.filter(pk=w.creditor.pk).update(name="Northwind Ltd")
    Debtor.objects.filter(pk=w.debtor.pk).update(postal_code="SE1 9TG")
    Contact.objects.filter(pk=w.contact.pk).update(
        name="Bert Keel", email="bert.keel@halden.example", phone="+44 20 7946 0204"
    )
    Invoice.objects.filter(pk=w.invoice.pk).update(number="INV-3107", due_basis="agreed")
    w.debtor.refresh_from_db()
    w.invoice.refresh_from_db()
    w.run_until("phone")
    w.record("spoke_will_check", task=w.task("phone"), text="The order number is missing")
    w.run_until("find_contact")
    w.record(
        "found", task=w.task("find_contact"), name="Petra Wright", role="accounting_manager",
        phone="+44 113 496 0755", email="petra.wright@halden.example",
    )  # fmt: skip
    w.run_until("phone")
    w.record("spoke_will_check", task=w.task("phone"), text="She looks into it")
    w.run_until("visit")
    w.record("met_decision_maker", task=w.task("visit"), text="She cannot name a day")
    w.run_until("demand")
    return w
