"""Reads: which creditor is meant, and who is acting."""

from dataclasses import dataclass
from difflib import get_close_matches

from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.access import require
from recoup.org.models import Creditor, Membership, Role

SYSTEM = "system"
"""The actor of what nobody did by hand: the daily run, the worker."""


@dataclass(frozen=True, slots=True)
class Acting:
    """A user acting for one creditor. `actor` is what the archive keeps: a number, never a name."""

    user_id: int
    email: str
    name: str
    role: str
    actor: str

    def require(self, deed: str) -> None:
        """Raises Refused (`not_allowed`) unless their role may do it."""
        require(self.role, deed)


def actor_of(user_id: int) -> str:
    """How the archive names a user."""
    return f"user:{user_id}"


def creditor_by(name_or_key: str | None) -> Creditor:
    """The creditor of that key, number or name; without one, the only creditor of this home.

    Raises Refused: `no_creditor`, `unknown_creditor`, `ambiguous_creditor`.
    """
    everyone = list(Creditor.objects.order_by("pk"))
    if not everyone:
        raise Refused(
            "no_creditor",
            "This home has no creditor yet.",
            "",
            "Make one: recoup init --name NAME --country GB --currency GBP",
        )
    names = ", ".join(creditor.name for creditor in everyone[:10])
    if not name_or_key:
        if len(everyone) == 1:
            return everyone[0]
        raise Refused(
            "ambiguous_creditor",
            "There is more than one creditor.",
            "--creditor",
            say("Say which one: %(names)s.", names=names),
        )
    return _named(everyone, name_or_key.strip(), names)


def _named(everyone: list[Creditor], asked: str, names: str) -> Creditor:
    for creditor in everyone:
        if asked in (creditor.key, str(creditor.pk)):
            return creditor
    found = [creditor for creditor in everyone if creditor.name.casefold() == asked.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        keys = ", ".join(creditor.key for creditor in found)
        raise Refused(
            "ambiguous_creditor",
            say("%(n)s creditors are called %(asked)s.", n=len(found), asked=asked),
            "--creditor",
            say("Give the key of one of them: %(keys)s.", keys=keys),
        )
    near = get_close_matches(asked, [creditor.name for creditor in everyone], 1)
    how = f"Did you mean {near[0]}?" if near else f"There are: {names}."
    raise Refused("unknown_creditor", say("No creditor is called %(asked)s.", asked=asked), "--creditor", how)


def acting_user(creditor: Creditor, email: str | None) -> Acting:
    """The member with that address; without one, the creditor's first owner.

    Raises Refused (`unknown_user`) for someone who is no active member of this creditor.
    """
    members = Membership.objects.of(creditor).filter(user__is_active=True).select_related("user")
    if email:
        found = members.filter(user__email=email.strip().lower()).first()
    else:
        found = members.filter(role=Role.OWNER).order_by("pk").first()
    if found is None:
        raise Refused(
            "unknown_user",
            say("%(email)s is no user of %(name)s.", email=email, name=creditor.name)
            if email
            else say("%(name)s has no owner.", name=creditor.name),
            "--user",
            "Give the email address of one of its users.",
        )
    user = found.user
    return Acting(user.pk, user.email, user.name, found.role, actor_of(user.pk))
