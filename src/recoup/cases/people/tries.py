"""What a try that did not do it means: when a call or visit is done all the same, given up, or tried again."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from recoup.cases.models import Attempt, StepRun, Task
from recoup.cases.people.desk import Desk
from recoup.cases.people.results import LEAVES_MESSAGE, PHONE, VISIT, Result
from recoup.cases.rules import CallTry, are_calls_enough
from recoup.ladder.day import WINDOW_DAYS
from recoup.ladder.ways import MAX_VISITS


def judge(desk: Desk, result: Result, step: StepRun, work: Task) -> tuple[bool, bool, date]:
    """Whether the step is done by this try; whether no further try is worth it; the day of the next one.

    A call is done by three tries on three days at different hours, the last with a message left.
    """
    if result.does:
        return False, False, _after_answer(desk, result)
    before = Attempt.objects.of(desk.creditor).filter(step=step, is_void=False)
    if step.kind == VISIT:
        visits = before.filter(channel="visit").count() + 1
        return False, visits >= MAX_VISITS, desk.working_day()
    if step.kind != PHONE:
        return False, False, desk.working_day()
    zone = ZoneInfo(desk.matter.position.zone)
    tries = [
        CallTry(on, at.astimezone(zone).time(), code in LEAVES_MESSAGE)
        for on, at, code in before.order_by("tried_at").values_list("tried_on", "tried_at", "result")
    ]
    tries.append(CallTry(desk.today, desk.moment.astimezone(zone).time(), result.code in LEAVES_MESSAGE))
    return are_calls_enough(tries), False, _next_call_on(desk)


def _after_answer(desk: Desk, result: Result) -> date:
    """After they asked for a call back, or promised one, the task itself waits until that is over."""
    return desk.working_day(2)


def _next_call_on(desk: Desk) -> date:
    """The next working day on which the cap on calls leaves room for another."""
    cap = desk.facts().policy.caps.call_tries_in_7_days
    begin = desk.today - timedelta(days=WINDOW_DAYS - 1)
    recent = sorted(
        Attempt.objects.of(desk.creditor)
        .filter(debtor=desk.debtor, channel="phone", is_void=False, tried_on__gte=begin)
        .values_list("tried_on", flat=True)
    )
    recent.append(desk.today)
    on = desk.working_day()
    if len(recent) >= cap:
        on = max(on, recent[-cap] + timedelta(days=WINDOW_DAYS))
    return desk.ctx.facts.calendar.on_or_after(on)
