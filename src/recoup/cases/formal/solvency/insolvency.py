"""An insolvency within a deed: opened, filled from a notice, called off; steps withdrawn, the deadline as a task."""

from dataclasses import replace
from datetime import date, timedelta

from recoup.cases.models import Case, CaseState, StepRun, StepState, Task
from recoup.cases.people.desk import Desk
from recoup.ledger.models import Contact
from recoup.ledger.operations.contacts import add_contact
from recoup.recourse.models import HitState, Insolvency
from recoup.recourse.registers.notice import Notice
from recoup.recourse.solvency import operations, queries

TASK = "proof_of_debt"
MOOT = ("demand", "placement", "claim")
"""What the ladder asks of people, which an insolvency answers."""
AHEAD_DAYS = 7
"""How long before its last day the claim is to be lodged."""
ASK_DAYS = 5
"""Working days in which to find out the last day, where nobody knows it."""


def opened(desk: Desk, on: date) -> Insolvency:
    """The debtor is insolvent from that day: the row, its deadline, the task; what a person was to do is withdrawn, and
    what waited for a yes falls.

    Hits that waited are sure. Called again it changes the day.
    """
    row, is_new = operations.open_insolvency(desk.creditor, desk.debtor, on, on=desk.today)
    for hit in operations.settle_hits(
        desk.creditor, desk.debtor, HitState.SURE, by=desk.actor, on=desk.today
    ):
        _release(desk, hit.hold)
        if hit.published_on and row.published_on is None:
            row.published_on = hit.published_on
    row.save(update_fields=["published_on"])
    if is_new:
        _withdraw(desk)
        _call_off(desk)
    set_dates(desk, row)
    return row


def called_off(desk: Desk) -> None:
    """Not insolvent after all, or another firm: what waited for a person is rejected, the insolvency was a mistake."""
    for hit in operations.settle_hits(
        desk.creditor, desk.debtor, HitState.REJECTED, by=desk.actor, on=desk.today
    ):
        _release(desk, hit.hold)
    row = queries.running(desk.creditor, desk.debtor)
    if row is not None:
        operations.end_insolvency(row, "mistaken", desk.today)
    Task.objects.of(desk.creditor).filter(
        debtor=desk.debtor, kind=TASK, state="open", step__isnull=True
    ).update(state="cancelled", closed_on=desk.today)


def fill(desk: Desk, row: Insolvency, notice: Notice) -> None:
    """What a notice says of the insolvency, where nobody said it yet; the office-holder becomes a contact."""
    row.published_on = row.published_on or notice.published_on
    row.proceeding = row.proceeding or notice.proceeding
    row.reference = row.reference or notice.reference
    row.court = row.court or notice.court
    if notice.proof_by_on and row.proof_by != "person":
        row.proof_by_on, row.proof_by = notice.proof_by_on, "notice"
    if row.holder is None and notice.holders:
        first = notice.holders[0]
        row.holder = holder_contact(desk, first.name, source=notice.register)
        row.holder_address = row.holder_address or first.address
    row.save()
    set_dates(desk, row)


def holder_contact(desk: Desk, name: str, *, email: str = "", phone: str = "", source: str) -> Contact:
    """The office-holder as a contact: the one of that name, else a new one."""
    mine = Contact.objects.of(desk.creditor).filter(
        debtor=desk.debtor, role="office_holder", name=name[:200], ended_on__isnull=True
    )
    found: Contact | None = mine.first()
    if found is None:
        return add_contact(
            desk.creditor, desk.debtor, name=name[:200], role="office_holder", email=email[:254],
            phone=phone[:40], source=source[:60], learned_on=desk.today, **desk.by,
        )  # fmt: skip
    said = {key: value for key, value in (("email", email), ("phone", phone)) if value}
    if said:
        Contact.objects.filter(pk=found.pk).update(**said)
        found.refresh_from_db()
    return found


def on_its_case(desk: Desk) -> Desk:
    """The same deed on the case with most open, if it is on none; a debtor without a case has none."""
    if desk.case is not None:
        return desk
    rows = Case.objects.of(desk.creditor).filter(debtor=desk.debtor, state=CaseState.OPEN, is_new_debt=False)
    return replace(desk, case=rows.select_related("debtor").order_by("-open_minor", "pk").first())


def set_dates(desk: Desk, row: Insolvency) -> None:
    """The last day by the law, and the task; there is none where nothing is pursued, or the claim is lodged."""
    kind = desk.debtor.kind or desk.ctx.settings.default_kind
    is_foreign = bool(desk.debtor.country) and desk.debtor.country != desk.creditor.country
    operations.set_deadline(row, kind, is_foreign)
    at = on_its_case(desk)
    if at.case is None or row.proofs.filter(filed_on__isnull=False).exists():
        return
    due_on = desk.working_day(ASK_DAYS)
    if row.proof_by_on is not None:
        due_on = max(desk.working_day(), row.proof_by_on - timedelta(days=AHEAD_DAYS))
    task = at.ask(TASK, due_on)
    if task.due_on != due_on:
        task.due_on = due_on
        task.save(update_fields=["due_on"])


def _withdraw(desk: Desk) -> None:
    """Drafts and calls and visits that are asked of people: nobody asks an insolvent debtor for money any more."""
    Task.objects.of(desk.creditor).filter(
        debtor=desk.debtor, kind__in=MOOT, state="open", step__isnull=True
    ).update(state="cancelled", closed_on=desk.today)
    running = StepRun.objects.of(desk.creditor).filter(
        debtor=desk.debtor, state__in=(StepState.PLANNED, StepState.TASK)
    )
    for step in running.order_by("pk"):
        StepRun.objects.filter(pk=step.pk).update(state=StepState.CANCELLED, is_void=True, reason="insolvent")
        Task.objects.filter(step=step, state="open").update(state="cancelled", closed_on=desk.today)
        desk.act.record(
            desk.debtor.stream_key,
            "step.cancelled",
            klass="internal",
            facts={"case": step.case_id, "step": step.pk},
        )


def _call_off(desk: Desk) -> None:
    from recoup.cases.formal.solvency import (
        moot,
    )  # what waits for a yes stands on people's deeds, as this does below

    moot.call_off(desk)


def _release(desk: Desk, hold: int | None) -> None:
    from recoup.cases.people import holds  # holds are built on the desk as this is

    if hold is not None:
        holds.let_go(desk, hold)
