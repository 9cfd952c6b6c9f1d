"""Any order of people's deeds: calls, visits, answers, letters, promises, disputes, settings, and the days between.

Each life is drawn from its number alone, so that a failing one can be lived again; what it did stands in the message.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests import builders
from tests.cases.people.worlds import MONDAY, SETTINGS, at

from recoup.archive.verify import verify_streams
from recoup.cases import sending, service
from recoup.cases.check import checks
from recoup.cases.daily import preview, run
from recoup.cases.models import Case, Hold, StepRun, Task
from recoup.cases.people import approvals, contacts, disputes, holds, letters, moves, promises
from recoup.cases.people.given import Given
from recoup.cases.people.record import record
from recoup.cases.people.results import RESULTS, fitting
from recoup.cases.policies import publish_default_policies
from recoup.cases.sending import send_ready
from recoup.cases.story import case_story
from recoup.ledger.models import Debtor, Dispute, Freshness, Invoice
from recoup.ledger.operations import record_payments
from recoup.lib.errors import Refused
from recoup.org.models import Role
from recoup.org.operations import add_member
from recoup.org.queries import actor_of
from recoup.org.settings import set_setting
from recoup.outreach.carriers.base import Handed, NotSent, Outcome, Parcel
from recoup.outreach.models import Message

pytestmark = pytest.mark.django_db
DEBTORS = 4
DAY = timedelta(days=1)
OUTCOMES = ("upheld", "part", "rejected", "withdrawn")
ONLY_BY_A_RUN = frozenset({"nothing neglected", "no task older than its limit"})
ENDS_A_CASE_FOR_GOOD = frozenset(
    {"insolvent", "legal_representative", "gone_bankrupt", "insolvency_mentioned"}
)


class Life:
    """One creditor with a few debtors, and a person who does anything that the program lets them do."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.day = MONDAY
        self.log: list[str] = []
        self.out: Counter[str] = Counter()
        self.creditor = builders.creditor(f"Northwind {seed} Ltd", is_test=True)
        by = {"moment": builders.MOMENT, "actor": "system"}
        publish_default_policies(self.creditor, **by)
        self.set(**SETTINGS)
        users = [(Role.OWNER, "owner"), (Role.CONTROLLER, "controller")]
        self.owner, self.controller = (
            actor_of(add_member(self.creditor, f"{name}{seed}@northwind.example", role, **by).user_id)
            for role, name in users
        )
        for n in range(DEBTORS):
            self.debtor(n)

    def debtor(self, n: int) -> None:
        """One with two addresses and an account owner, one by post alone, the others plain."""
        of = builders.debtor(
            self.creditor, street="1 High Street", postal_code="EC1A 1AA", city="London", distance_km=5,
            account_owner="Sam" if n == 0 else "",
        )  # fmt: skip
        for _ in range((2, 0, 1, 1)[n % 4]):
            builders.contact(of)
        for _ in range(self.random.randint(1, 3)):
            self.invoice(of)

    def invoice(self, of: Debtor) -> None:
        builders.invoice(
            of,
            self.random.choice((900, 15_000, 90_000, 400_000)),
            due_on=self.day - self.random.randint(-10, 30) * DAY,
            currency=self.random.choice(("GBP", "GBP", "GBP", "EUR")),
        )

    def set(self, **values: str) -> None:
        for key, value in values.items():
            moment = at(self.day) - timedelta(hours=1)
            set_setting(self.creditor, key, value, actor="system", moment=moment)

    @property
    def by(self) -> dict[str, Any]:
        return {"actor": self.random.choice((self.owner, self.controller)), "moment": at(self.day)}

    def deliver(self, parcel: Parcel) -> Outcome:
        """The wire: now and then an address is refused for good."""
        if self.random.random() < 0.1:
            return NotSent("550 no such user", "address", True)
        self.out[parcel.message_id] += 1
        return Handed("250 ok")

    def case(self) -> Case | None:
        found = list(Case.objects.of(self.creditor).filter(state="open").order_by("id"))
        return self.random.choice(found) if found else None

    # deeds

    def days_pass(self) -> None:
        self.day += self.random.randint(1, 9) * DAY

    def a_run(self) -> None:
        """The run does what the preview said, and what it planned is not refused."""
        Freshness.objects.update_or_create(
            creditor=self.creditor, kind="list", defaults={"as_of_on": self.day}
        )
        self.creditor.refresh_from_db()
        ready = StepRun.objects.of(self.creditor).filter(state="ready").exists()
        actions = preview(self.creditor, moment=at(self.day)).to_json()["actions"]
        known = set(StepRun.objects.values_list("id", flat=True))
        is_sent = self.random.random() < 0.8
        report = run(self.creditor, moment=at(self.day), actor="system", send=is_sent)
        planned = StepRun.objects.of(self.creditor).exclude(id__in=known)
        told = sorted((a["debtor"]["id"], a["kind"], a["rung"]) for a in actions)
        assert told == sorted(planned.values_list("debtor_id", "kind", "rung"))
        assert report.neglected == 0
        changed = (
            ready or report.steps["failed"]
        )  # an address that is refused changes the facts for the next step
        refused = planned.filter(state="refused").values_list("kind", "rung", "reason", "contact_id")
        assert changed or list(refused) == []
        self.ok(frozenset())

    def result(self) -> None:
        """Any result that fits an open task."""
        tasks = list(
            Task.objects.of(self.creditor).filter(state="open", case__isnull=False).select_related("step")
        )
        if tasks:
            task = self.random.choice(tasks)
            fit = fitting(task.step.kind if task.step else "question")
            self._record(self.random.choice(fit).code, task=task.pk)

    def word(self) -> None:
        """A reply, a bounce, an automatic answer, something read."""
        case = self.case()
        if case is not None:
            codes = ("reply", "read", "bounce", "auto_reply", "soft_bounce", "answered", "note", "looked")
            self._record(self.random.choice(codes), case=case.pk)

    def _record(self, code: str, **where: int) -> None:
        if code in ENDS_A_CASE_FOR_GOOD and self.random.random() < 0.8:
            return
        given = Given(
            on=self.day + (0 if code == "posted" else self.random.randint(0, 20)) * DAY,
            amount_minor=self.random.choice((None, 500, 10_000))
            if "amount" not in RESULTS[code].needs
            else 500,
            text="as said",
            name="Petra" if code in ("found", "wrong_person") else "",
            phone="+44 113 496 0755" if code == "found" else "",
            email=f"petra{self.random.randint(0, 999)}@debtor.example" if code == "found" else "",
        )
        self.log[-1] += f" {code}"
        record(self.creditor, code, given=given, **where, **self.by)

    def promise(self) -> None:
        case = self.case()
        if case is not None:
            on = self.day + self.random.randint(0, 25) * DAY
            promises.promise(self.creditor, case.pk, self.random.choice((500, 10_000)), on, **self.by)

    def decide(self) -> None:
        """Yes or no to what waits for approval."""
        steps = list(StepRun.objects.of(self.creditor).filter(state="planned", is_void=False))
        if steps:
            approvals.approve_step(
                self.creditor, self.random.choice(steps).pk, actor=self.owner, moment=at(self.day)
            )

    def dispute(self) -> None:
        invoice = self.random.choice(list(Invoice.objects.of(self.creditor).order_by("id")))
        part = self.random.choice((None, 400))
        disputes.dispute(self.creditor, invoice.pk, part, "price", note="too dear", **self.by)

    def decision(self) -> None:
        found = list(Dispute.objects.of(self.creditor).filter(closed_on__isnull=True))
        if found:
            outcome = self.random.choice(OUTCOMES)
            disputes.decide(self.creditor, self.random.choice(found).pk, outcome, note="checked", **self.by)

    def hold(self) -> None:
        case = self.case()
        if case is not None:
            until = self.day + self.random.randint(1, 15) * DAY
            of = self.random.choice((case, None))
            holds.hold(self.creditor, case.debtor, until, "asked for time", case=of, **self.by)

    def release(self) -> None:
        found = list(Hold.objects.of(self.creditor).filter(released_on__isnull=True))
        if found:
            holds.release(self.creditor, self.random.choice(found).pk, **self.by)

    def post(self) -> None:
        """Printed letters are posted, or one comes back."""
        posted = list(Message.objects.of(self.creditor).filter(channel="letter", state="posted"))
        if posted and self.random.random() < 0.4:
            case = Case.objects.filter(steps__message=posted[0], state="open").first()
            if case is not None:
                self._record(self.random.choice(("returned_unknown", "returned_refused")), case=case.pk)
            return
        batch, _, _ = letters.print_letters(self.creditor, **self.by)
        letters.posted(self.creditor, self.day, batch=batch, **self.by)

    def pay(self) -> None:
        invoice = self.random.choice(list(Invoice.objects.of(self.creditor).order_by("id")))
        if invoice.open_minor:
            amount = max(1, invoice.open_minor // self.random.choice((1, 2, 5)))
            row = builders.payment_facts(
                amount, received_on=self.day, purpose=invoice.number, payer_name=invoice.debtor.name,
                currency=invoice.currency,
            )  # fmt: skip
            record_payments(
                self.creditor,
                [row],
                source="payments",
                as_of_on=self.day,
                actor="system",
                moment=at(self.day),
            )

    def move(self) -> None:
        case = self.case()
        if case is not None:
            moves.move_to(self.creditor, case.pk, self.random.randint(1, 4), "as agreed", **self.by)

    def switch(self) -> None:
        """Settings and automation change, for all or for one."""
        key, value = self.random.choice(
            (("sending", "off"), ("sending", "on"), ("automation", "draft"), ("automation", "full"),
             ("automation", "tasks"), ("live", "no"), ("live", "yes"), ("import.daily_limit", "2"),
             ("import.daily_limit", "none"))
        )  # fmt: skip
        self.log[-1] += f" {key}={value}"
        if self.random.random() < 0.7:
            set_setting(self.creditor, key, value, actor="system", moment=at(self.day))
        else:
            of = self.random.choice(list(Debtor.objects.of(self.creditor).order_by("id")))
            how = self.random.choice(("full", "draft", "tasks", "never", ""))
            contacts.treat(self.creditor, of, automation=how, **self.by)

    def more(self) -> None:
        self.invoice(self.random.choice(list(Debtor.objects.of(self.creditor).order_by("id"))))

    def send(self) -> None:
        send_ready(self.creditor, moment=at(self.day), actor="system")

    # what must hold

    def ok(self, apart_from: frozenset[str]) -> None:
        found = [one for one in checks(self.creditor) if not one.ok and one.name not in apart_from]
        assert found == []
        assert all(n == 1 for n in self.out.values()), self.out

    def live(self, steps: int) -> None:
        """Some deeds, each checked; what is refused in words has changed nothing."""
        deeds: list[Callable[[], None]] = [
            self.days_pass, self.days_pass, self.a_run, self.a_run, self.a_run, self.result, self.result, self.result,
            self.word, self.promise, self.decide, self.dispute, self.decision, self.hold, self.release, self.post,
            self.post, self.pay, self.move, self.switch, self.more, self.send,
        ]  # fmt: skip
        self.log.append("a_run")
        self.a_run()
        for _ in range(steps):
            deed = self.random.choice(deeds)
            self.log.append(f"{self.day} {deed.__name__}")
            try:
                deed()
            except Refused as why:
                self.log[-1] += f" refused: {why.code}"
            self.ok(ONLY_BY_A_RUN)
        self.day += DAY
        self.log.append("a_run")
        self.a_run()
        assert verify_streams(self.creditor.key).faults == []
        for case in Case.objects.of(self.creditor):
            assert all(line["text"] for line in case_story(self.creditor, case.pk)["timeline"])


def lived(seed: int, steps: int, patch: pytest.MonkeyPatch) -> None:
    """One life; a failure says what was done in it."""
    life = Life(seed)

    @contextmanager
    def carrier(*_: Any, **__: Any) -> Iterator[Life]:
        yield life

    patch.setattr(sending, "carrier_of", carrier)
    patch.setattr(service, "carrier_of", carrier)
    try:
        life.live(steps)
    except Exception as odd:
        odd.add_note(f"Life {seed}: " + "\n  ".join(life.log))
        raise


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.mark.parametrize("seed", range(6))
def test_no_deed_of_people_breaks_a_promise(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lived(seed, 25, monkeypatch)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(100, 220))
def test_no_deed_of_people_breaks_a_promise_in_many_lives(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lived(seed, 60, monkeypatch)
