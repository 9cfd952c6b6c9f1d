"""Who the actor of a deed is at the creditor, and whether they may decide alone."""

from datetime import datetime, timedelta

from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org import access
from recoup.org.models import Creditor, Membership
from recoup.org.queries import SYSTEM, actor_of

ALONE_AFTER = timedelta(hours=24)


def role_of(creditor: Creditor, actor: str) -> str:
    """The role of an actor like `user:7`; empty for the system and for who is no member."""
    head, _, number = actor.partition(":")
    if head != "user" or not number.isdigit():
        return ""
    rows = Membership.objects.of(creditor).filter(user_id=int(number), user__is_active=True)
    return str(rows.values_list("role", flat=True).first() or "")


def may(creditor: Creditor, actor: str, deed: str) -> bool:
    """Whether the actor may do it; the system itself may never decide."""
    role = role_of(creditor, actor)
    return bool(role) and access.may(role, deed)


def require(creditor: Creditor, actor: str, deed: str) -> None:
    """Raises Refused (`not_allowed`) unless the actor may do it."""
    role = role_of(creditor, actor)
    if not role:
        raise Refused(
            "not_allowed",
            say("%(actor)s is no user of %(name)s.", actor=actor, name=creditor.name),
            "--user",
            "Act as one of its users.",
        )
    access.require(role, deed)


def is_alone(creditor: Creditor, actor: str) -> bool:
    """Whether the actor is the creditor's only user."""
    users = Membership.objects.of(creditor).filter(user__is_active=True).values_list("user_id", flat=True)
    return [actor_of(user) for user in users[:2]] == [actor]


def require_other(
    creditor: Creditor, actor: str, asked_by: str, asked_at: datetime | None, moment: datetime
) -> bool:
    """Nobody approves what they asked for; a creditor's only user may after 24 hours. True when so approved alone.

    Raises Refused: `own_request`, `own_request_too_early`.
    """
    if actor != asked_by or actor == SYSTEM:
        return False
    if not is_alone(creditor, actor):
        raise Refused(
            "own_request",
            "Nobody approves what they have asked for themselves.",
            "--user",
            "Let somebody else decide.",
        )
    if asked_at is not None and moment < asked_at + ALONE_AFTER:
        raise Refused(
            "own_request_too_early",
            say("You asked for this yourself on %(at)s.", at=f"{asked_at:%Y-%m-%d at %H:%M}"),
            "",
            "As the only user you may approve it 24 hours later.",
        )
    return True
