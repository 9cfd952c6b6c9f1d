"""A debtor that lives day after day: what was planned passes the gate, happens or fails, is recorded."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tests.ladder.facts import DAY, creditor, position

from recoup.ladder.gate import gate
from recoup.ladder.planner import plan
from recoup.ladder.position import (
    CaseFacts,
    ContactFacts,
    HoldFacts,
    Position,
    PromiseFacts,
    RecentContact,
    StepFacts,
)
from recoup.ladder.standing import WRITTEN
from recoup.ladder.verdict import Act, Allowed, Refused, Step, Verdict
from recoup.lib.days import calendar

BERLIN = ZoneInfo("Europe/Berlin")
Key = tuple[int, int, int, str]


@dataclass
class World:
    """One debtor with its cases, and everything that happened to it."""

    chance: Random
    today: date
    cases: dict[int, CaseFacts]
    contacts: dict[int, ContactFacts]
    has_address: bool = True
    distance: int | None = None
    unread: date | None = None
    recent: list[RecentContact] = field(default_factory=list)
    open: dict[Key, Step] = field(default_factory=dict)
    gone: list[tuple[date, Key]] = field(default_factory=list)
    said: list[tuple[date, int, Verdict]] = field(default_factory=list)

    def position(self) -> Position:
        """What the ladder is told today."""
        return position(
            *self.cases.values(),
            creditor=creditor(fresh_on=self.today),
            contacts=tuple(self.contacts.values()),
            has_postal_address=self.has_address,
            distance_km=self.distance,
            calendar=calendar("DE"),
            recent=tuple(r for r in self.recent if self.today - r.on < timedelta(days=30)),
            unread_since_on=self.unread,
        )

    def live(self, days: int) -> None:
        """So many days, one after the other."""
        for _ in range(days):
            self._happen()
            self._plan()
            self._work()
            self.today += DAY

    def _plan(self) -> None:
        for key, verdict in plan(self.position(), self.today).items():
            self.said.append((self.today, key, verdict))
            if isinstance(verdict, Act):
                for step in verdict.steps:
                    self._begin(step)

    def _begin(self, step: Step) -> None:
        self.open[_key(step)] = step
        state = "ready" if step.channel in WRITTEN else "task"
        self._put(step, state)

    def _put(self, step: Step, state: str, **more: object) -> None:
        """The step run of this key gets this state."""
        case = self.cases[step.case]
        mine = (step.rung, step.round, step.channel)
        others = tuple(s for s in case.steps if (s.rung, s.round, s.channel) != mine)
        facts = StepFacts(*mine, step.kind, state, self.today, contact=step.contact, **more)  # type: ignore[arg-type]
        self.cases[step.case] = replace(case, steps=(*others, facts))

    def _drop(self, step: Step) -> None:
        case = self.cases[step.case]
        mine = (step.rung, step.round, step.channel)
        left = tuple(s for s in case.steps if (s.rung, s.round, s.channel) != mine)
        self.cases[step.case] = replace(case, steps=left)

    def _work(self) -> None:
        """What is open goes out, is done by people, or is refused; what is shared goes together."""
        noon = datetime.combine(self.today, datetime.min.time(), BERLIN) + timedelta(hours=12)
        done: dict[tuple[str, int | None], bool] = {}
        for key in sorted(self.open):
            step = self.open[key]
            shared = (step.channel, step.contact)
            if shared not in done:
                answer = gate(step, self.position(), noon)
                if isinstance(answer, Refused):
                    del self.open[key]
                    self._drop(step)
                    continue
                if not isinstance(answer, Allowed) or (
                    step.channel not in WRITTEN and self.chance.random() < 0.3
                ):
                    continue
                done[shared] = self._deed(step)
            del self.open[key]
            self._record(step, done[shared], key)

    def _deed(self, step: Step) -> bool:
        """Whether it arrived, or reached a person."""
        went_well = self.chance.random() < 0.7
        written = step.channel in WRITTEN
        if step.kind != "find_contact":
            self.recent.append(RecentContact(self.today, step.channel, written, went_well or written))
        return went_well

    def _record(self, step: Step, went_well: bool, key: Key) -> None:
        if step.kind != "find_contact":
            self.gone.append((self.today, key))
        case = self.cases[step.case]
        if step.kind == "find_contact":
            if went_well:
                self.contacts[99] = ContactFacts(99, "accounts_payable", True, True, True)
            self._put(step, "done" if went_well else "fallen_back", done_on=self.today if went_well else None)
        elif step.kind == "email" and not went_well:
            self._put(step, "failed")
            if step.contact is not None:
                self.contacts[step.contact] = replace(self.contacts[step.contact], has_email=False)
            self.cases[step.case] = replace(self.cases[step.case], round=case.round + 1)
        elif step.channel not in WRITTEN and not went_well and self.chance.random() < 0.5:
            self._put(step, "fallen_back")
        else:
            self._put(step, "done", done_on=self.today, reached=went_well)
            self._earn(step)

    def _earn(self, step: Step) -> None:
        case = self.cases[step.case]
        invoices = tuple(
            replace(i, earned=i.earned + 1) if i.due_on < self.today and i.earned < step.rung else i
            for i in case.invoices
        )
        self.cases[step.case] = replace(case, invoices=invoices)

    def _happen(self) -> None:
        """A promise, an answer, a hold, now and then; each ends again."""
        if self.unread is not None and self.chance.random() < 0.5:
            self.unread = None
        elif self.chance.random() < 0.03:
            self.unread = self.today
        for key, case in self.cases.items():
            promises = tuple(
                replace(p, state="broken", judged_on=self.today)
                if p.state == "open" and p.due_on + timedelta(days=6) < self.today
                else p
                for p in case.promises
            )
            holds = case.holds
            if self.chance.random() < 0.02:
                promises = (*promises, PromiseFacts(self.today + timedelta(days=5), "open"))
            if self.chance.random() < 0.02:
                holds = (HoldFacts("held", self.today + timedelta(days=4)),)
            self.cases[key] = replace(case, promises=promises, holds=holds)


def _key(step: Step) -> Key:
    return (step.case, step.rung, step.round, step.channel)
