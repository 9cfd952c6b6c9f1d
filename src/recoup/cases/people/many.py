"""The same deed on many debtors at once: all of them or none."""

from collections.abc import Sequence
from datetime import date, datetime

from recoup.archive.deeds import deed
from recoup.cases.models import Task
from recoup.cases.people import holds
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor, Membership, User

MOST = 200
"""Debtors at once: more would keep others waiting for their turn to write."""


def hold_many(
    creditor: Creditor, debtors: Sequence[int], until_on: date, reason: str, *, actor: str, moment: datetime
) -> int:
    """Holds each of these debtors until that day; returns how many. Raises Refused as `holds.hold` does,
    and `nobody_chosen`, `too_many`; then nobody is held.
    """
    rows = _chosen(creditor, debtors)
    with deed(actor, moment, creditor.key, [row.stream_key for row in rows]):
        for row in rows:
            holds.hold(creditor, row, until_on, reason, actor=actor, moment=moment)
    return len(rows)


def give_many(
    creditor: Creditor, debtors: Sequence[int], user: int | None, *, actor: str, moment: datetime
) -> int:
    """Gives the open tasks about these debtors to a user, or to nobody in particular; returns how many tasks moved.

    Raises Refused: `no_such_member`, `nobody_chosen`, `too_many`.
    """
    rows = _chosen(creditor, debtors)
    member = _member(creditor, user) if user is not None else None
    moved = 0
    with deed(actor, moment, creditor.key, [row.stream_key for row in rows]) as done:
        for row in rows:
            tasks = Task.objects.of(creditor).filter(debtor=row, state="open")
            count = tasks.update(assigned_to=member)
            if count:
                facts = {"tasks": count} | ({"to": member.pk} if member else {})
                done.record(row.stream_key, "task.given", klass="internal", facts=facts)
            moved += count
    return moved


def _member(creditor: Creditor, user: int) -> User:
    rows = Membership.objects.of(creditor).filter(user_id=user, user__is_active=True)
    found = rows.select_related("user").first()
    if found is None:
        raise Refused("no_such_member", "That person does not work here.", "user", "Choose one of the list.")
    member: User = found.user
    return member


def _chosen(creditor: Creditor, debtors: Sequence[int]) -> list[Debtor]:
    if not debtors:
        raise Refused("nobody_chosen", "Nobody is chosen.", "", "Tick the debtors in the list first.")
    if len(debtors) > MOST:
        raise Refused(
            "too_many",
            say("%(n)s debtors are too many at once.", n=len(debtors)),
            "",
            say("Choose up to %(most)s.", most=MOST),
        )
    return list(Debtor.objects.of(creditor).filter(pk__in=debtors).order_by("pk"))
