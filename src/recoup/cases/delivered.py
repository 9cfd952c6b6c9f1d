"""A step was delivered or done, or came back: what its invoices have earned, and the attempt that is counted."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import F

from recoup.cases.models import Attempt, Case, CaseInvoice, StepInvoice, StepRun, StepState
from recoup.cases.rules import DeliveredStep, earned_rungs
from recoup.org.models import Creditor

ASKS_CAUSE = frozenset(("second", "second_letter"))
"""The wordings that ask why it is unpaid."""


def step_delivered(
    creditor: Creditor,
    steps: Sequence[StepRun],
    *,
    on: date,
    moment: datetime,
    result: str,
    reached: bool = False,
) -> None:
    """The steps are done on that day: attempts are counted and their invoices earn. Inside the caller's deed."""
    StepRun.objects.filter(id__in=[s.pk for s in steps]).update(
        state=StepState.DONE, done_on=on, reached=reached
    )
    Attempt.objects.bulk_create(
        [
            Attempt(
                creditor=creditor, debtor_id=step.debtor_id, case_id=step.case_id, step=step,
                contact_id=step.contact_id, channel=step.channel, result=result,
                tried_on=on, tried_at=moment, reached=reached,
            )
            for step in steps
        ]
    )  # fmt: skip
    for step in steps:
        Case.objects.filter(pk=step.case_id, advance_to__lte=step.rung).update(advance_to=None)
        if step.wording in ASKS_CAUSE:
            Case.objects.filter(pk=step.case_id).update(cause_asked=F("cause_asked") + 1)
        CaseInvoice.objects.filter(
            case_id=step.case_id, earned__lt=step.rung, invoice__named_by_steps__step=step
        ).update(earned=F("earned") + 1)


def step_came_back(creditor: Creditor, step: StepRun) -> None:
    """A bounce or a returned letter: it was no contact. The step is open again in a new round, its attempt void.

    What its invoices had earned is counted anew without it. Inside the caller's deed.
    """
    StepRun.objects.filter(pk=step.pk).update(state=StepState.FAILED, done_on=None, reached=False)
    Attempt.objects.filter(step=step).update(is_void=True)
    rung = earn_anew(creditor, step.case_id)
    Case.objects.filter(pk=step.case_id).update(round=F("round") + 1, rung=rung)


def earn_anew(creditor: Creditor, case: int) -> int:
    """Counts what the invoices of a case have earned from the steps that stand; returns the highest."""
    steps = StepRun.objects.of(creditor).filter(case_id=case, state=StepState.DONE).order_by("done_on", "id")
    named: dict[int, set[int]] = defaultdict(set)
    for step, invoice in (
        StepInvoice.objects.of(creditor).filter(step__in=steps).values_list("step_id", "invoice_id")
    ):
        named[step].add(invoice)
    earned = earned_rungs(
        DeliveredStep(s.rung, frozenset(named[s.pk])) for s in steps if s.kind != "find_contact"
    )
    holdings = CaseInvoice.objects.of(creditor).filter(case_id=case)
    for holding in holdings:
        should = earned.get(holding.invoice_id, 0)
        if holding.earned != should:
            CaseInvoice.objects.filter(pk=holding.pk).update(earned=should)
    return max((earned.get(h.invoice_id, 0) for h in holdings if h.is_current), default=0)
