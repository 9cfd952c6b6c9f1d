"""What follows when the letter of a demand is posted, not posted, comes back, or its invoices are paid."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from recoup.archive.deeds import deed
from recoup.archive.queries import read
from recoup.cases import service
from recoup.cases.facts import context
from recoup.cases.models import CaseDemand, StepRun
from recoup.cases.texts import line_of
from recoup.documents.facts import Ask
from recoup.ledger.operations.charges import void
from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.outreach.compose import Attachment
from recoup.outreach.models import Message
from recoup.recourse.demand import operations
from recoup.recourse.models import OPEN_STATES, Demand, DemandState


def posted(creditor: Creditor, steps: Sequence[StepRun], on: date, *, actor: str, moment: datetime) -> None:
    """Letters went out: what the demands among them claim is posted to the debt, and a copy goes by email."""
    letters = [step.message_id for step in steps if step.kind == "demand"]
    for demand in _of(creditor, letters):
        operations.post(demand, on=on, actor=actor, moment=moment)
        _copy(creditor, demand, actor, moment)


def taken_back(creditor: Creditor, letter: Message) -> None:
    """A printed letter that was not posted: its demand is approved as before and its letter is made anew."""
    for demand in _of(creditor, [letter.pk]):
        operations.move(
            demand,
            [DemandState.MADE],
            state=DemandState.APPROVED,
            message=None,
            made_on=None,
            deadline_on=None,
        )


def came_back(creditor: Creditor, letter: Message, on: date, *, actor: str, moment: datetime) -> None:
    """The post brought a letter back: its demand was no contact, and what it had posted counts as never posted."""
    for demand in _of(creditor, [letter.pk]):
        if operations.end(demand, DemandState.WITHDRAWN, "returned", on):
            void(creditor, demand.debtor, operations.origin_of(demand), actor=actor, moment=moment)


def closed(creditor: Creditor, cases: Collection[int], paid: Collection[int], on: date) -> None:
    """Nothing of these cases is open any more: their demands have ended, as paid only where the case was paid."""
    links = CaseDemand.objects.of(creditor).filter(case_id__in=cases, demand__state__in=OPEN_STATES)
    found = dict(links.values_list("demand_id", "case_id"))
    if not found:
        return
    operations.end_paid(creditor, [pk for pk, case in found.items() if case in paid], on)
    operations.end_let_go(creditor, [pk for pk, case in found.items() if case not in paid], on)


def _of(creditor: Creditor, letters: Sequence[int | None]) -> list[Demand]:
    if not letters:
        return []
    rows = Demand.objects.of(creditor).filter(message_id__in=letters, state__in=OPEN_STATES)
    return list(rows.select_related("debtor", "creditor", "message").order_by("pk"))


def _copy(creditor: Creditor, demand: Demand, actor: str, moment: datetime) -> None:
    """A copy by email, to a good address where there is one."""
    assert demand.message is not None
    items = list(demand.items.select_related("invoice").order_by("pk"))
    ctx = context(creditor, moment)
    ask = Ask.of(
        demand.currency,
        [line_of(one.invoice, one.open_minor, 0, ctx.today) for one in items],
    )
    pdf = read(creditor.key, demand.message.commitment).data
    what = service.Service(
        wording="demand_copy", key=f"demand:{demand.pk}", contact=None, ask=ask,
        invoices=tuple(one.invoice for one in items), more={}, attachments=(Attachment("letter.pdf", pdf),),
    )  # fmt: skip
    with deed(actor, moment, creditor.key, [demand.debtor.stream_key]) as act:
        try:
            service.queue(ctx, act, demand.debtor, demand.of_case.case, what)
        except Refused as why:
            # the letter is what counts; why there is no copy stays in the record
            act.record(demand.debtor.stream_key, "demand.no_copy", klass="internal", result=why.code[:30])
