"""A creditor at work and one debtor brought to a rung, for tests of what people do."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests import builders

from recoup.cases.daily import run
from recoup.cases.models import Case, StepRun, Task
from recoup.cases.people.given import Given
from recoup.cases.people.record import Recorded, record
from recoup.cases.policies import publish_default_policies
from recoup.ledger.models import Contact, Debtor, Freshness, Invoice
from recoup.org.models import Creditor, Role
from recoup.org.operations import add_member
from recoup.org.queries import actor_of
from recoup.org.settings import set_setting

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2025, 3, 3)
SETTINGS = {
    "live": "yes",
    "automation": "full",
    "import.daily_limit": "none",
    "mail.from": "ar@northwind.example",
}


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """That hour of that day in London."""
    return datetime.combine(day, time(hour, minute), LONDON)


@dataclass
class World:
    """One creditor, its users, one debtor with an invoice and a contact."""

    creditor: Creditor
    debtor: Debtor
    contact: Contact
    invoice: Invoice
    owner: str
    controller: str
    day: date = MONDAY

    @property
    def case(self) -> Case:
        """The debtor's case as it stands."""
        return Case.objects.get(debtor=self.debtor)

    def run(self, day: date | None = None) -> Any:
        """The daily run, on books of that day."""
        self.day = day or self.day
        Freshness.objects.update_or_create(
            creditor=self.creditor, kind="list", defaults={"as_of_on": self.day}
        )
        return run(self.creditor, moment=at(self.day), actor="system")

    def run_until(self, kind: str, days: int = 60) -> Task:
        """Runs day by day until the debtor has an open task of that kind."""
        for _ in range(days):
            self.run()
            found = self.task(kind)
            if found is not None:
                return found
            self.day += timedelta(days=1)
        raise AssertionError(f"no {kind} came within {days} days")

    def task(self, kind: str) -> Task | None:
        """The open task of that kind."""
        return Task.objects.filter(debtor=self.debtor, kind=kind, state="open").first()

    def step(self, **which: Any) -> StepRun:
        """The last step of the case that is so."""
        return StepRun.objects.filter(case=self.case, **which).order_by("-pk")[0]

    def record(self, code: str, *, hour: int = 10, task: Task | None = None, **given: Any) -> Recorded:
        """Records a result on a task, else on the case."""
        where = {"task": task.pk} if task else {"case": self.case.pk}
        return record(
            self.creditor,
            code,
            given=Given(**given),
            actor=self.controller,
            moment=at(self.day, hour),
            **where,
        )

    @property
    def by(self) -> dict[str, Any]:
        """Who acts, and when."""
        return {"actor": self.controller, "moment": at(self.day)}

    @property
    def by_owner(self) -> dict[str, Any]:
        """The same by the owner."""
        return {"actor": self.owner, "moment": at(self.day)}


def world(amount_minor: int = 500_000, *, overdue: int = 3, **debtor: Any) -> World:
    """A company in London that owes 5,000.00 GBP, three days overdue on a Monday."""
    creditor = builders.creditor(is_test=True)
    publish_default_policies(creditor, actor="system", moment=builders.MOMENT)
    for key, value in SETTINGS.items():
        set_setting(creditor, key, value, actor="system", moment=builders.MOMENT - timedelta(days=90))
    by = {"moment": builders.MOMENT, "actor": "system"}
    owner = add_member(creditor, f"owner{creditor.pk}@northwind.example", Role.OWNER, **by)
    controller = add_member(creditor, f"controller{creditor.pk}@northwind.example", Role.CONTROLLER, **by)
    values = {
        "street": "1 High Street",
        "postal_code": "EC1A 1AA",
        "city": "London",
        "distance_km": 5,
        **debtor,
    }
    owing = builders.debtor(creditor, **values)
    contact = builders.contact(owing)
    invoice = builders.invoice(owing, amount_minor, due_on=MONDAY - timedelta(days=overdue))
    return World(creditor, owing, contact, invoice, actor_of(owner.user_id), actor_of(controller.user_id))
