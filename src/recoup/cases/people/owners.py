"""Whose work a task is: taken over, given to somebody, or laid back for whoever comes first."""

from datetime import datetime

from recoup.cases.models import Task
from recoup.cases.people.desk import sit_down, task_by
from recoup.lib.errors import Refused
from recoup.org.models import Creditor, Membership
from recoup.org.queries import actor_of


def assign(creditor: Creditor, task: int, user: int | None, *, actor: str, moment: datetime) -> Task:
    """The task is that user's from now on; nobody's with None. What it was before changes nothing.

    Raises Refused: `no_such_task`, `task_closed`, `no_member` for somebody who does not work here.
    """
    members = Membership.objects.of(creditor).filter(user__is_active=True)
    if user is not None and not members.filter(user=user).exists():
        raise Refused("no_member", "Nobody of that number works here.", "user", "Choose one of the list.")
    found = task_by(creditor, task)
    with sit_down(creditor, found.debtor, found.case, actor=actor, moment=moment) as desk:
        found = task_by(creditor, task)
        if found.assigned_to_id == user:
            return found
        Task.objects.filter(pk=found.pk).update(assigned_to=user)
        facts = {"task": found.pk, "user": actor_of(user) if user is not None else ""}
        desk.record("task.assigned", facts=facts)
    found.refresh_from_db()
    return found
