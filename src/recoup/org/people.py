"""Who works here: invited by a link that works once, changed, removed; each with an entry."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from recoup.archive.chain import Fact
from recoup.archive.deeds import Content, deed
from recoup.lib.clock import machine_now
from recoup.lib.errors import Refused
from recoup.lib.hashing import sha256_hex
from recoup.org.models import Creditor, Invitation, Membership, Role, User
from recoup.org.operations import add_member, check_email, check_role, is_last_owner
from recoup.org.queries import actor_of

INVITATION_LASTS = timedelta(days=7)


def invite(
    creditor: Creditor, email: str, role: str, *, name: str = "", actor: str, moment: datetime
) -> tuple[Invitation, str]:
    """Asks somebody to join and returns the link's token, the only time it is known. Ends an earlier invitation.

    Raises Refused: `bad_email`, `unknown_role`, `member_already`.
    """
    email, role = check_email(email), check_role(role)
    if Membership.objects.of(creditor).filter(user__email=email, user__is_active=True).exists():
        raise Refused(
            "member_already",
            _("%(email)s works here already.") % {"email": email},
            "email",
            _("Change their role in the list."),
        )
    token, now = secrets.token_urlsafe(32), machine_now()
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        Invitation.objects.of(creditor).filter(email=email, ended_at=None).update(ended_at=now)
        made: Invitation = Invitation.objects.create(
            creditor=creditor, email=email, name=name.strip()[:200], role=role,
            token_hash=sha256_hex(token.encode()), invited_by=actor, invited_at=now,
            expires_at=now + INVITATION_LASTS,
        )  # fmt: skip
        facts: dict[str, Fact] = {"role": role, "invitation": made.pk}
        payloads = {"email": Content(email.encode())}
        act.record(creditor.stream_key, "member.invited", klass="internal", facts=facts, payloads=payloads)
    return made, token


def open_invitations(creditor: Creditor) -> list[Invitation]:
    """Those that were neither accepted nor taken back, also where their link has run out."""
    return list(Invitation.objects.of(creditor).filter(ended_at=None).order_by("pk"))


def take_back(creditor: Creditor, pk: int, *, actor: str, moment: datetime) -> None:
    """The link works no more. Raises Refused (`no_such_invitation`)."""
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        mine = Invitation.objects.of(creditor).filter(pk=pk, ended_at=None)
        if not mine.update(ended_at=machine_now()):
            raise Refused("no_such_invitation", _("There is no such open invitation."))
        act.record(creditor.stream_key, "member.invitation_ended", klass="internal", facts={"invitation": pk})


def invitation_of(token: str) -> Invitation | None:
    """The open invitation of a link; None when it was used, taken back or has run out."""
    rows = Invitation.objects.filter(  # the token alone says which creditor
        token_hash=sha256_hex(token.encode()), ended_at=None, expires_at__gt=machine_now()
    )
    found: Invitation | None = rows.select_related("creditor").first()
    return found


def needs_password(invitation: Invitation) -> bool:
    """Whether accepting sets a password: not for who has a login of their own and has to log in with it."""
    user = User.objects.filter(email=invitation.email).first()
    return user is None or not user.is_active or not user.has_usable_password()


def accept(
    token: str, *, moment: datetime, name: str = "", password: str = "", user: User | None = None
) -> Membership:
    """Joins: sets the password of a new login, or takes the login of `user`. The link is used up.

    Raises Refused: `no_such_invitation`, `weak_password`, `other_login`.
    """
    invitation = invitation_of(token)
    if invitation is None:
        raise _gone()
    creditor = invitation.creditor
    if not needs_password(invitation) and (user is None or user.email != invitation.email):
        raise Refused(
            "other_login",
            _("This invitation is for %(email)s, who has a login already.") % {"email": invitation.email},
            "",
            _("Log in with that address, then open the link again."),
        )
    joining = _login(invitation, name, password) if needs_password(invitation) else user
    assert joining is not None
    with deed(
        actor_of(joining.pk) if joining.pk else "system", moment, creditor.key, [creditor.stream_key]
    ) as act:
        if not Invitation.objects.filter(pk=invitation.pk, ended_at=None).update(ended_at=machine_now()):
            raise _gone()
        joining.save()
        member = add_member(
            creditor, joining.email, invitation.role, moment=moment, actor=actor_of(joining.pk)
        )
        Invitation.objects.filter(pk=invitation.pk).update(accepted_by=joining)
        facts = dict[str, Fact](user=actor_of(joining.pk), invitation=invitation.pk)
        act.record(creditor.stream_key, "member.joined", klass="internal", facts=facts)
    return member


def _gone() -> Refused:
    return Refused(
        "no_such_invitation",
        _("This invitation was used already, was taken back, or has run out."),
        "",
        _("Ask whoever invited you for another."),
    )


def _login(invitation: Invitation, name: str, password: str) -> User:
    """The login with its new password, not saved yet. Raises Refused (`weak_password`)."""
    user = User.objects.filter(email=invitation.email).first() or User(email=invitation.email)
    user.name = name.strip()[:200] or user.name or invitation.name
    try:
        validate_password(password, user)
    except ValidationError as odd:
        raise Refused("weak_password", " ".join(odd.messages), "password", "") from odd
    user.is_active = True
    user.set_password(password)
    return user


def change_role(creditor: Creditor, user_id: int, role: str, *, actor: str, moment: datetime) -> Membership:
    """Gives a member another role, at once. Raises Refused: `no_such_member`, `unknown_role`, `last_owner`."""
    member = _member(creditor, user_id)
    return add_member(creditor, member.user.email, role, actor=actor, moment=moment)


def remove_member(creditor: Creditor, user_id: int, *, actor: str, moment: datetime) -> None:
    """From now on they see nothing of this creditor; who works for no other cannot log in any more.

    Raises Refused: `no_such_member`, `last_owner`.
    """
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        member = _member(creditor, user_id)
        user = member.user
        if is_last_owner(creditor, user):
            raise Refused(
                "last_owner",
                _("%(who)s is the only owner.") % {"who": user},
                "",
                _("Make somebody else an owner first."),
            )
        member.delete()
        if not Membership.objects.filter(user=user).exists():  # any creditor
            user.is_active = False
            user.save(update_fields=["is_active"])
        facts = {"user": actor_of(user.pk), "role": member.role}
        act.record(creditor.stream_key, "member.removed", klass="internal", facts=facts)


def _member(creditor: Creditor, user_id: int) -> Membership:
    found: Membership | None = (
        Membership.objects.of(creditor).filter(user_id=user_id).select_related("user").first()
    )
    if found is None:
        raise Refused("no_such_member", _("Nobody like that works here."))
    return found


def asks_second_factor(role: str) -> bool:
    """Whether who has this role is asked to set up a second factor: those who decide about money and people."""
    return role in (Role.OWNER, Role.MANAGER)
