"""Any order of files, money, disputes, holds, days, runs and crashes: what must never be broken stays whole after each.

The machine keeps books of its own, and its mail carrier compares each message with them at the moment it leaves.
"""

import re
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests import builders
from tests.cases.people.worlds import MONDAY, SETTINGS, at

from recoup.archive.verify import verify_streams
from recoup.cases import sending
from recoup.cases.check import checks
from recoup.cases.daily import preview, run
from recoup.cases.models import StepRun
from recoup.cases.people import holds, unsure
from recoup.cases.policies import publish_default_policies
from recoup.ledger.models import Debtor, Dispute, Freshness, Invoice, Payment
from recoup.ledger.operations import (
    close_dispute,
    merge_contacts,
    merge_invoices,
    open_dispute,
    record_payments,
    reverse_payment,
)
from recoup.org.settings import set_setting
from recoup.outreach.carriers.base import Handed, NotSent, Outcome, Parcel, Unsure

pytestmark = pytest.mark.django_db
DEBTORS = 3
DEAD = f"{socket.gethostname()}/99999999/1"
"""A process that is gone, so that what it had claimed is found by the next run."""
FATES = st.lists(st.sampled_from(("dies before", "dies after", "busy", "unsure")), min_size=1, max_size=3)
ONLY_BY_A_RUN = frozenset({"nothing neglected", "no task older than its limit"})


class Killed(BaseException):
    """The process ends here and now."""


@dataclass
class Owed:
    """What the machine itself knows of an invoice; money in minor units."""

    debtor: int
    due_on: date
    open_minor: int
    is_disputed: bool = False
    held_until_on: date = date.min

    def may_be_asked(self, on: date) -> bool:
        return self.open_minor > 0 and not self.is_disputed and self.held_until_on <= on and self.due_on < on


class Machine(RuleBasedStateMachine):
    """One creditor, three debtors."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.day = MONDAY
        self.owed: dict[str, Owed] = {}
        self.held: dict[int, date] = {}
        self.out: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.fate: list[str] = []
        self.creditor = builders.creditor(is_test=True)
        publish_default_policies(self.creditor, actor="system", moment=builders.MOMENT)
        for key, value in SETTINGS.items():
            set_setting(
                self.creditor, key, value, actor="system", moment=builders.MOMENT - timedelta(days=90)
            )
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(sending, "carrier_of", self._carrier)
        self.patch.setattr(sending, "this_process", lambda: DEAD)

    def teardown(self) -> None:
        self.patch.undo()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @contextmanager
    def _carrier(self, *_: Any, **__: Any) -> Iterator["Machine"]:
        yield self

    def deliver(self, parcel: Parcel) -> Outcome:
        """The wire: compares what goes out with our own books, then answers as fate has it."""
        fate = self.fate.pop() if self.fate else "handed"
        if fate == "dies before":
            raise Killed
        if fate == "busy":
            return NotSent("451 try later", "server", False)
        self.out[parcel.message_id] += 1
        self._read(parcel)
        if fate == "dies after":
            raise Killed
        return Unsure("the line broke") if fate == "unsure" else Handed("250 ok")

    def _read(self, parcel: Parcel) -> None:
        body: Any = message_from_bytes(parcel.raw, policy=policy.default).get_body(("plain",))
        numbers = set(re.findall(r"INV-\d+", body.get_content()))
        wrong = {n for n in numbers if not self.owed[n].may_be_asked(self.day)}
        debtors = {self.owed[n].debtor for n in numbers}
        if (
            not numbers
            or wrong
            or len(debtors) > 1
            or any(self.held.get(d, date.min) > self.day for d in debtors)
        ):
            self.wrong.append(f"{self.day} {parcel.to}: {numbers}, wrong {wrong}")

    @property
    def by(self) -> dict[str, Any]:
        return {"actor": "system", "moment": at(self.day)}

    def _facts(self, debtor: int) -> Any:
        return builders.debtor_facts(f"C-{debtor}", f"Firm {debtor} Ltd", kind="company", country="GB")

    def _invoice(self, number: str) -> Invoice:
        return Invoice.objects.of(self.creditor).select_related("debtor").get(number=number)

    def _pick(self, dice: int, ok: Any) -> str | None:
        fit = [number for number, owed in self.owed.items() if ok(owed)]
        return fit[dice % len(fit)] if fit else None

    @initialize(overdue=st.integers(3, 30), fates=FATES)
    def first_file(self, overdue: int, fates: list[str]) -> None:
        """The books as they are on the first day, and a first run that does not go smoothly."""
        for debtor in range(DEBTORS):
            self._import(debtor, 50_000 + debtor, overdue)
        rows = [
            builders.contact_facts(
                debtor_number=f"C-{n}", debtor_name=f"Firm {n} Ltd", email=f"ap{n}@firm.example", phone="+4420"
            )
            for n in range(DEBTORS)
        ]  # fmt: skip
        merge_contacts(self.creditor, rows, source="contacts", as_of_on=self.day, **self.by)
        self._run_with(fates)

    def _import(self, debtor: int, amount: int, overdue: int) -> None:
        number = f"INV-{len(self.owed) + 1}"
        due_on = self.day - timedelta(days=overdue)
        row = builders.invoice_facts(
            number, amount, debtor=self._facts(debtor), issued_on=due_on - timedelta(days=30), due_on=due_on
        )
        done = merge_invoices(
            self.creditor, [row], source=f"file {number}", listed=False, as_of_on=self.day, **self.by
        )
        assert done.created.invoices == 1, done
        self.owed[number] = Owed(debtor, due_on, amount)

    @rule(debtor=st.integers(0, DEBTORS - 1), amount=st.integers(100, 900_000), overdue=st.integers(-5, 40))
    def a_file(self, debtor: int, amount: int, overdue: int) -> None:
        """A further invoice."""
        self._import(debtor, amount, overdue)

    @rule(dice=st.integers(0, 99), part=st.sampled_from((4, 2, 1)))
    def money(self, dice: int, part: int) -> None:
        """A payment that names its invoice."""
        number = self._pick(dice, lambda owed: owed.open_minor > 0)
        if number is None:
            return
        owed = self.owed[number]
        amount = owed.open_minor // part or owed.open_minor
        row = builders.payment_facts(
            amount, received_on=self.day, purpose=f"invoice {number}", payer_name=f"Firm {owed.debtor} Ltd"
        )
        record_payments(self.creditor, [row], source="payments", as_of_on=self.day, **self.by)
        owed.open_minor -= amount

    @rule(dice=st.integers(0, 99))
    def money_back(self, dice: int) -> None:
        """A payment is returned."""
        paid = list(Payment.objects.of(self.creditor).filter(state="allocated").order_by("id"))
        if not paid:
            return
        payment = paid[dice % len(paid)]
        number = payment.purpose.rpartition(" ")[2]
        reverse_payment(self.creditor, payment, **self.by)
        self.owed[number].open_minor += payment.amount_minor

    @rule(dice=st.integers(0, 99))
    def dispute(self, dice: int) -> None:
        """The debtor contests an invoice."""
        number = self._pick(dice, lambda owed: owed.open_minor > 0 and not owed.is_disputed)
        if number is not None:
            open_dispute(self.creditor, self._invoice(number), None, "quality", opened_on=self.day, **self.by)
            self.owed[number].is_disputed = True

    @rule(dice=st.integers(0, 99))
    def decision(self, dice: int) -> None:
        """A dispute is rejected."""
        number = self._pick(dice, lambda owed: owed.is_disputed)
        if number is not None:
            found = Dispute.objects.of(self.creditor).get(invoice__number=number, closed_on__isnull=True)
            close_dispute(self.creditor, found, "rejected", closed_on=self.day, **self.by)
            self.owed[number].is_disputed = False

    @rule(dice=st.integers(0, 99), days=st.integers(1, 12), whole=st.booleans())
    def hold(self, dice: int, days: int, whole: bool) -> None:
        """A person holds an invoice, or the whole debtor."""
        number = self._pick(dice, lambda owed: owed.open_minor > 0)
        if number is None:
            return
        owed, until = self.owed[number], self.day + timedelta(days=days)
        invoice = self._invoice(number)
        debtor = Debtor.objects.get(pk=invoice.debtor_id)
        if whole:
            holds.hold(self.creditor, debtor, until, "asked for time", **self.by)
            self.held[owed.debtor] = until
        else:
            holds.hold(self.creditor, debtor, until, "asked for time", invoice=invoice, **self.by)
            owed.held_until_on = until

    @rule(days=st.integers(1, 6))
    def days_pass(self, days: int) -> None:
        """Nobody does anything for some days."""
        self.day += timedelta(days=days)

    @rule()
    def a_run(self) -> None:
        """The day's run, which does what the preview said."""
        self._fresh()
        promised = preview(self.creditor, moment=at(self.day)).to_json()["actions"]
        known = set(StepRun.objects.values_list("id", flat=True))
        # what was ready before (a message that somebody says did not go) may be forbidden by what came since
        left = StepRun.objects.of(self.creditor).filter(state="ready").count()
        report = run(self.creditor, moment=at(self.day), actor="system")
        planned = StepRun.objects.of(self.creditor).exclude(id__in=known)
        assert sorted((a["debtor"]["id"], a["kind"], a["rung"]) for a in promised) == sorted(
            planned.values_list("debtor_id", "kind", "rung")
        )
        assert report.neglected == 0
        assert report.steps["refused"] <= left
        self._check(frozenset())

    @rule(debtor=st.integers(0, DEBTORS - 1), overdue=st.integers(1, 10), fates=FATES)
    def a_day_that_fails(self, debtor: int, overdue: int, fates: list[str]) -> None:
        """Days later a further debt is overdue, and its run dies at the wire; the next run goes on."""
        self.day += timedelta(days=overdue)
        self._import(debtor, 70_000, overdue)
        self._run_with(fates)

    def _run_with(self, fates: list[str]) -> None:
        self._fresh()
        self.fate = fates
        while True:
            try:
                run(self.creditor, moment=at(self.day), actor="system")
            except Killed:
                continue
            break
        self.fate = []
        self._check(frozenset())

    @rule(was_sent=st.booleans())
    def somebody_says(self, was_sent: bool) -> None:
        """What was unsure is settled; who says "not sent" had better be right."""
        for step in unsure.unsure_steps(self.creditor)[:1]:
            if not was_sent:
                self.out[step.message.message_id] -= 1
            unsure.settle(self.creditor, step.pk, was_sent=was_sent, **self.by)

    def _fresh(self) -> None:
        Freshness.objects.update_or_create(
            creditor=self.creditor, kind="list", defaults={"as_of_on": self.day}
        )

    @invariant()
    def nothing_is_broken(self) -> None:
        """Asked after every step."""
        assert self.wrong == []
        assert all(n <= 1 for n in self.out.values()), self.out
        rows = Invoice.objects.of(self.creditor).values_list("number", "open_minor")
        assert dict(rows) == {number: owed.open_minor for number, owed in self.owed.items()}
        self._check(ONLY_BY_A_RUN)

    def _check(self, apart_from: frozenset[str]) -> None:
        found = [one for one in checks(self.creditor) if not one.ok and one.name not in apart_from]
        assert found == []
        assert verify_streams(self.creditor.key).faults == []


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def examples(count: int, steps: int) -> settings:
    """How many lives of how many steps."""
    return settings(
        max_examples=count,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )


def test_nothing_is_ever_broken() -> None:
    run_state_machine_as_test(Machine, settings=examples(12, 15))


@pytest.mark.prove
def test_nothing_is_ever_broken_in_many_lives() -> None:
    run_state_machine_as_test(Machine, settings=examples(60, 40))
