"""Checks of the work: nobody forgotten, nothing overripe, every rung earned."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Count

from recoup.cases.facts.gather import WORKING_DAYS_FOR_A_TASK
from recoup.cases.models import Case, CaseInvoice, CaseState, StepInvoice, StepRun, StepState, Task
from recoup.cases.neglect import neglected
from recoup.cases.rules import DeliveredStep, earned_rungs
from recoup.lib.clock import machine_now
from recoup.org.calendars import calendar_of
from recoup.org.models import Creditor
from recoup.org.settings import settings_of

Found = tuple[int, list[str]]


def nothing_neglected(creditor: Creditor) -> Found:
    """As of the last run: every overdue open invoice is in an open case, every case has a next step with a date."""
    if creditor.last_run_on is None:
        return 0, []
    open_ = Case.objects.of(creditor).filter(state=CaseState.OPEN)
    return open_.count(), neglected(creditor, creditor.last_run_on)


def one_case(creditor: Creditor) -> Found:
    """An invoice is pursued in one open case at most, and closed cases hold none."""
    current = CaseInvoice.objects.of(creditor).filter(is_current=True)
    twice = (
        current.values("invoice_id")
        .annotate(n=Count("id"))
        .filter(n__gt=1)
        .values_list("invoice_id", flat=True)
    )
    closed = current.exclude(case__state=CaseState.OPEN).values_list("invoice_id", flat=True)
    return current.count(), [f"invoice {pk} is pursued twice" for pk in twice] + [
        f"invoice {pk} is held by a closed case" for pk in closed
    ]


def tasks_in_time(creditor: Creditor) -> Found:
    """A task that carries out a step falls back after five working days; the last run has seen to it."""
    tasks = Task.objects.of(creditor).filter(state="open", step__isnull=False)
    if creditor.last_run_on is None:
        return tasks.count(), []
    days = calendar_of(creditor, settings_of(creditor, machine_now()))
    old = tasks.filter(opened_on__lt=creditor.last_run_on - timedelta(days=WORKING_DAYS_FOR_A_TASK))
    late = [
        task.pk for task in old.filter(case__state=CaseState.OPEN)
        if days.add(task.opened_on, WORKING_DAYS_FOR_A_TASK) < creditor.last_run_on
    ]  # fmt: skip
    return tasks.count(), [f"task {pk} is older than its limit" for pk in late]


def earned(creditor: Creditor) -> Found:
    """What an invoice has earned is what the delivered steps that named it give, one rung each."""
    named: dict[int, set[int]] = defaultdict(set)
    done = StepRun.objects.of(creditor).filter(state=StepState.DONE).exclude(kind="find_contact")
    for step, invoice in (
        StepInvoice.objects.of(creditor).filter(step__in=done).values_list("step_id", "invoice_id")
    ):
        named[step].add(invoice)
    by_case: dict[int, list[DeliveredStep]] = defaultdict(list)
    for pk, case, rung in done.order_by("done_on", "id").values_list("id", "case_id", "rung"):
        by_case[case].append(DeliveredStep(rung, frozenset(named[pk])))
    should = {case: earned_rungs(steps) for case, steps in by_case.items()}
    holdings = CaseInvoice.objects.of(creditor).values_list("case_id", "invoice_id", "earned")
    wrong = [
        f"invoice {invoice} in case {case} has rung {has} but earned {should.get(case, {}).get(invoice, 0)}"
        for case, invoice, has in holdings
        if has > should.get(case, {}).get(invoice, 0) and not _brought_along(creditor, case, invoice)
    ]
    return len(holdings), wrong


def _brought_along(creditor: Creditor, case: int, invoice: int) -> bool:
    """What an invoice earned in an earlier case, it brings along."""
    return CaseInvoice.objects.of(creditor).filter(invoice_id=invoice).exclude(case_id=case).exists()
