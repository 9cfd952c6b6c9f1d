"""Reads for people: the tasks that are theirs, in order."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from recoup.cases.models import Task
from recoup.cases.policies import in_force
from recoup.cases.work import MINUTES, OTHER_MINUTES, doable, rank
from recoup.ladder.policy import Policy
from recoup.ledger.models import Contact
from recoup.org.models import Creditor, User


def worklist(creditor: Creditor, *, today: date, user: User | None = None) -> list[dict[str, Any]]:
    """Open tasks on which somebody can work, most money at risk per minute of work first; those due later after them.

    With a user: those assigned to them or to nobody.
    """
    rows = doable(creditor).select_related("debtor", "case", "step__contact")
    if user is not None:
        rows = rows.filter(assigned_to=user) | rows.filter(assigned_to__isnull=True)
    known, _ = in_force(creditor)
    tasks = sorted(rows, key=lambda task: (task.due_on > today, _rank(task, known), task.due_on, task.pk))
    return [_line(task, today) for task in tasks]


def _rank(task: Task, known: Mapping[int, Policy]) -> float:
    case = task.case
    if case is None:
        return 0.0
    minutes = MINUTES.get(task.kind, OTHER_MINUTES)
    return -rank(known, case.policy_id, case.currency, case.open_minor, minutes)


def _line(task: Task, today: date) -> dict[str, Any]:
    case = task.case
    return {
        "id": task.pk,
        "kind": task.kind,
        "case": task.case_id,
        "debtor": {"id": task.debtor_id, "number": task.debtor.number, "name": task.debtor.name},
        "due_on": task.due_on.isoformat(),
        "is_due": task.due_on <= today,
        "open_minor": case.open_minor if case else 0,
        "currency": case.currency if case else "",
        "why": case.why_code if case else "",
        "speak_to": _contact(task.step.contact if task.step else None),
        "tries": task.tries,
    }


def _contact(contact: Contact | None) -> dict[str, str] | None:
    if contact is None:
        return None
    return {"name": contact.name, "role": contact.role, "phone": contact.phone, "email": contact.email}
