"""The day part of the gate: whether a step may happen on a day, and if not, from when on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from recoup.ladder.policy import Caps
from recoup.ladder.position import CreditorFacts, Position
from recoup.ladder.standing import IN_FLIGHT, WRITTEN, Standing
from recoup.ladder.verdict import Step, Why
from recoup.lib.days import Calendar

WINDOW_DAYS = 7
_BY_PEOPLE = frozenset(("phone", "visit", "find_contact"))
_ONE_DAY = timedelta(days=1)

Blocked = tuple[date, Why]


@dataclass(slots=True)
class Booked:
    """What this day's plan already holds for the debtor: (channel, contact) of each step."""

    steps: set[tuple[str, int | None]] = field(default_factory=set)

    def add(self, steps: Iterable[Step]) -> None:
        """Take these steps into the day."""
        self.steps.update((step.channel, step.contact) for step in steps)


@lru_cache(maxsize=4096)
def is_working(calendar: Calendar, day: date) -> bool:
    """`calendar.is_working`, remembered: every debtor of a place asks for the same days."""
    return calendar.is_working(day)


@lru_cache(maxsize=4096)
def add_working(calendar: Calendar, day: date, days: int) -> date:
    """`calendar.add`, remembered."""
    return calendar.add(day, days)


def day_part(
    position: Position, standing: Standing, step: Step, today: date, booked: Booked | None = None
) -> Blocked | None:
    """None if the step may happen today, else the day to look again, and the reason.

    `booked` is what the same plan holds for the debtor today: a message of the same channel to the same
    contact is shared and counts once. Without it (the gate), what steps of these cases sent today is that
    shared message.
    """
    creditor = position.creditor
    blocked = _stopped(creditor, step, today)
    if blocked is None and step.kind == "find_contact":
        return _closed_at_home(creditor, today)
    if blocked is None:
        blocked = _stale(creditor, today)
    if blocked is None:
        blocked = _unmatched(creditor, standing, today)
    if blocked is None:
        blocked = closed_there(position, step, today)
    if blocked is None and (position.recent or booked is None or booked.steps or len(position.cases) > 1):
        blocked = _too_much(position, standing.case.policy.caps, step, today, booked)
    return blocked


def _stopped(creditor: CreditorFacts, step: Step, today: date) -> Blocked | None:
    if creditor.is_sending_on or step.channel not in WRITTEN:
        return None
    return today + _ONE_DAY, Why("sending_stopped")


def is_fresh(creditor: CreditorFacts, today: date) -> bool:
    """Whether the newest list, payments or bank file is young enough, in the creditor's working days."""
    oldest = add_working(creditor.calendar, today, -creditor.freshness_days)
    return creditor.fresh_on is not None and creditor.fresh_on >= oldest


def _stale(creditor: CreditorFacts, today: date) -> Blocked | None:
    """Nothing goes out on books older than the creditor allows."""
    if is_fresh(creditor, today):
        return None
    args = () if creditor.fresh_on is None else (("fresh_on", creditor.fresh_on.isoformat()),)
    return add_working(creditor.calendar, today, 1), Why("data_stale", args)


def _unmatched(creditor: CreditorFacts, standing: Standing, today: date) -> Blocked | None:
    """Money of this payer that nobody has matched yet could cover all that would be asked."""
    unmatched = standing.case.unmatched_minor
    if unmatched <= 0 or unmatched < standing.asked_minor:
        return None
    why = Why("unmatched_money", (("unmatched_minor", unmatched), ("currency", standing.case.currency)))
    return add_working(creditor.calendar, today, 1), why


def closed_there(position: Position, step: Step, day: date) -> Blocked | None:
    """Weekends and holidays at the debtor's place; what people do, or post, needs our own working day too."""
    ours = step.kind in _BY_PEOPLE or step.channel == "letter"
    if is_working(position.calendar, day) and (not ours or is_working(position.creditor.calendar, day)):
        return None
    until = day + _ONE_DAY
    while not is_working(position.calendar, until) or (
        ours and not is_working(position.creditor.calendar, until)
    ):
        until += _ONE_DAY
    return until, Why("holiday", (("on", day.isoformat()),))


def _closed_at_home(creditor: CreditorFacts, today: date) -> Blocked | None:
    if is_working(creditor.calendar, today):
        return None
    return add_working(creditor.calendar, today, 1), Why("holiday", (("on", today.isoformat()),))


def _too_much(
    position: Position, caps: Caps, step: Step, today: date, booked: Booked | None
) -> Blocked | None:
    written, spoken, tries = _counted(position, today, booked)
    is_shared = booked is not None and (step.channel, step.contact) in booked.steps
    if step.channel in WRITTEN:
        if booked is None:
            _share_today(position, today, written)
        elif is_shared:
            written = [day for day in written if day != today]
        if written and (last := max(written)) + timedelta(days=caps.gap_days) > today:
            return last + timedelta(days=caps.gap_days), Why(
                "gap", (("days", caps.gap_days), ("last_on", last.isoformat()))
            )
    begin = today - timedelta(days=WINDOW_DAYS - 1)
    tries = [day for day in tries if day >= begin]
    if step.channel == "phone" and not is_shared and len(tries) >= caps.call_tries_in_7_days:
        until = sorted(tries)[-caps.call_tries_in_7_days] + timedelta(days=WINDOW_DAYS)
        return until, Why("call_cap", (("tries", caps.call_tries_in_7_days),))
    if is_shared and step.channel not in WRITTEN:
        return None
    contacts = sorted(day for day in (*set(written), *spoken) if day >= begin)
    if len(contacts) >= caps.contacts_in_7_days:
        until = contacts[-caps.contacts_in_7_days] + timedelta(days=WINDOW_DAYS)
        return until, Why("weekly_cap", (("contacts", caps.contacts_in_7_days),))
    return None


def _counted(
    position: Position, today: date, booked: Booked | None
) -> tuple[list[date], list[date], list[date]]:
    """Days of written contacts, of spoken ones, and of calls tried, as far back as any cap looks.

    In a plan, what is booked for today and what sibling cases have on its way counts as of today.
    """
    far = max(WINDOW_DAYS, *[case.policy.caps.gap_days for case in position.cases])
    begin = today - timedelta(days=far)
    written: list[date] = []
    spoken: list[date] = []
    tries: list[date] = []
    for contact in position.recent:
        if contact.on < begin:
            continue
        if contact.channel == "phone":
            tries.append(contact.on)
        if not contact.reached:
            continue
        (written if contact.is_written else spoken).append(contact.on)
    if booked is None:
        return written, spoken, tries
    for channel, _ in booked.steps:
        if channel == "phone":
            tries.append(today)
        if channel in WRITTEN:
            written.append(today)
        elif channel != "find_contact":
            spoken.append(today)
    if len(position.cases) > 1 and _is_writing(position):
        written.append(today)
    return written, spoken, tries


def _is_writing(position: Position) -> bool:
    """Whether a message of another case is on its way."""
    return any(
        step.channel in WRITTEN and step.state in IN_FLIGHT and step.state != "planned"
        for case in position.cases
        for step in case.steps
    )


def _share_today(position: Position, today: date, written: list[date]) -> None:
    """At the gate, today's messages that are steps of these cases are one contact with this step."""
    ours = sum(
        step.channel in WRITTEN and step.done_on == today and step.state == "done"
        for case in position.cases
        for step in case.steps
    )
    if written.count(today) <= ours:
        written[:] = [day for day in written if day != today]
