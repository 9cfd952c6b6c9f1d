"""Promises and plans: a sum by a day, alone or in instalments; what needs somebody else's yes waits for it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Max

from recoup.cases.formal.limitation import longest_wait
from recoup.cases.models import Approval, Case, Promise
from recoup.cases.people import confirmations, holds
from recoup.cases.people.contacts import contact_by
from recoup.cases.people.desk import Desk, open_case_by, sit_down
from recoup.cases.people.members import may
from recoup.cases.rules import may_accept_alone
from recoup.lib import money
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor

APPROVAL_DAYS = 2
"""Working days for which the case waits for the yes or no to a promise or plan."""
MOST_INSTALMENTS = 60


def promise(
    creditor: Creditor,
    case: int,
    amount_minor: int,
    due_on: date,
    *,
    contact: int | None = None,
    note: str = "",
    actor: str,
    moment: datetime,
) -> Promise:
    """They promised a sum by a day; it replaces an open promise, and is confirmed in writing at once.

    Up to 14 days ahead it holds by itself; later, after a broken one, or past six months before the last day to sue, it
    waits for approval (`asked`), and the case with it for two working days. The same promise again changes nothing.
    Raises Refused: `bad_amount`, `promise_too_large`, `date_in_past`, `case_closed`, `no_such_contact`.
    """
    found = open_case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        _check(desk, [(due_on, amount_minor)])
        assert desk.case is not None
        mine = Promise.objects.of(creditor).filter(case=desk.case)
        same = mine.filter(
            amount_minor=amount_minor, due_on=due_on, plan__isnull=True, state__in=("open", "asked")
        )
        before: Promise | None = same.first()
        if before is not None:
            return before
        was_broken = mine.filter(state__in=("broken", "part")).exists()
        is_open = may_accept_alone(desk.today, due_on, was_broken=was_broken) and not _is_past_limitation(
            desk, due_on
        )
        if is_open:
            replace_open(desk)
        made: Promise = Promise.objects.create(
            creditor=creditor, case=desk.case, amount_minor=amount_minor, due_on=due_on, made_on=desk.today,
            state="open" if is_open else "asked",
            contact=contact_by(creditor, desk.debtor, contact) if contact else None,
        )  # fmt: skip
        desk.record(
            "promise.made", klass="open", direction="in", result=made.state,
            facts={"promise": made.pk, "due_on": due_on.isoformat()},
            amounts={"promised_minor": amount_minor}, note=note,
        )  # fmt: skip
        if is_open:
            confirmations.confirm_promise(desk, made)
        else:
            _ask(desk, "promise", made)
    return made


def plan(
    creditor: Creditor,
    case: int,
    instalments: Sequence[tuple[date, int]],
    *,
    contact: int | None = None,
    note: str = "",
    actor: str,
    moment: datetime,
) -> list[Promise]:
    """A plan: instalments as (day, minor units). It always waits for somebody else's approval; see `approvals`.

    Raises Refused: `bad_plan` (days out of order, more than 60), and what `promise` refuses; the sum of the
    instalments is at most what is open.
    """
    found = open_case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        days = [on for on, _ in instalments]
        if not days or len(days) > MOST_INSTALMENTS or sorted(set(days)) != days:
            raise Refused(
                "bad_plan", "The instalments of a plan need days of their own, one after the other.", "--instalment",
                say("Give 1 to %(most_instalments)s of them in order.", most_instalments=MOST_INSTALMENTS),
            )  # fmt: skip
        _check(desk, instalments)
        assert desk.case is not None
        mine = Promise.objects.of(creditor).filter(case=desk.case, plan__isnull=False)
        number = (mine.aggregate(last=Max("plan"))["last"] or 0) + 1
        who = contact_by(creditor, desk.debtor, contact) if contact else None
        mine.filter(state="asked").update(state="replaced")
        parts = Promise.objects.bulk_create(
            Promise(
                creditor=creditor, case=desk.case, amount_minor=minor, due_on=on, made_on=desk.today, state="asked",
                plan=number, contact=who,
            )
            for on, minor in instalments
        )  # fmt: skip
        desk.record(
            "plan.asked", klass="open", direction="in",
            facts={"plan": number, "days": [on.isoformat() for on in days]},
            amounts={"planned_minor": sum(minor for _, minor in instalments)}, note=note,
        )  # fmt: skip
        _ask(desk, "plan", parts[0], plan=number)
    return list(parts)


def _is_past_limitation(desk: Desk, due_on: date) -> bool:
    found = longest_wait(desk.creditor, desk.debtor, desk.case, None, desk.moment)
    return found is not None and due_on > found[0] and not may(desk.creditor, desk.actor, "approve")


def _check(desk: Desk, parts: Sequence[tuple[date, int]]) -> None:
    facts = desk.facts()
    open_minor = sum(invoice.open_minor for invoice in facts.invoices)
    if any(minor <= 0 for _, minor in parts):
        raise Refused(
            "bad_amount", "A promise is about more than nothing.", "--amount", "Give the sum promised."
        )
    if any(on < desk.today for on, _ in parts):
        raise Refused(
            "date_in_past", "A promise is about today or a later day.", "--on", "Give the day promised."
        )
    if sum(minor for _, minor in parts) > open_minor:
        raise Refused(
            "promise_too_large",
            say(
                "Only %(open_minor)s is open in case %(id)s.",
                open_minor=money.text(open_minor, facts.currency),
                id=facts.id,
            ),
            "--amount",
            "Give at most that.",
        )


def replace_open(desk: Desk) -> None:
    """A new agreement takes the place of what was agreed before."""
    assert desk.case is not None
    open_ones = Promise.objects.of(desk.creditor).filter(case=desk.case, state="open")
    for pk in list(open_ones.values_list("pk", flat=True)):
        Promise.objects.filter(pk=pk).update(state="replaced")
        desk.record("promise.replaced", facts={"promise": pk})


def _ask(desk: Desk, kind: str, first: Promise, plan: int | None = None) -> None:
    assert desk.case is not None
    Approval.objects.of(desk.creditor).filter(case=desk.case, kind=kind, decided_on__isnull=True).update(
        decided_on=desk.today, decided_by=desk.actor, is_granted=False
    )
    asked = Approval.objects.create(
        creditor=desk.creditor, case=desk.case, kind=kind, promise=first, plan=plan, asked_by=desk.actor,
        asked_on=desk.today, asked_at=desk.moment,
    )  # fmt: skip
    desk.record("approval.asked", result=kind, facts={"approval": asked.pk})
    until = desk.working_day(APPROVAL_DAYS)
    holds.place(desk, until_on=until, note=waiting_note(kind), case=desk.case)
    desk.ask(f"approve_{kind}", desk.working_day(), role="manager")


def waiting_note(kind: str) -> str:
    """The note of the hold under which a case waits for a yes or no."""
    return f"waits for approval of a {kind}"


def settle(desk: Desk, asked: Approval, is_granted: bool) -> None:
    """The yes or no to a promise or plan: it holds from now on and is confirmed, or it falls."""
    assert asked.promise is not None and desk.case is not None
    if asked.plan is not None:
        parts = Promise.objects.of(desk.creditor).filter(case=desk.case, plan=asked.plan, state="asked")
    else:
        parts = Promise.objects.of(desk.creditor).filter(pk=asked.promise_id, state="asked")
    rows = list(parts.order_by("due_on"))
    if is_granted and rows:
        replace_open(desk)
        Promise.objects.filter(pk__in=[row.pk for row in rows]).update(state="open")
        if asked.plan is not None:
            confirmations.confirm_plan(desk, rows)
        else:
            confirmations.confirm_promise(desk, rows[0])
    else:
        Promise.objects.filter(pk__in=[row.pk for row in rows]).update(state="replaced")
    holds.release_waiting(desk, waiting_note(asked.kind))
    desk.close_kind(f"approve_{asked.kind}", result="granted" if is_granted else "refused")


def open_promises(case: Case) -> list[Promise]:
    """What is agreed and not yet judged, by day."""
    return list(Promise.objects.filter(case=case, state="open").order_by("due_on", "pk"))
