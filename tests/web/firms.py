"""Creditors at work with people of every role, and clients logged in as them."""

from dataclasses import dataclass, field

from django.test import Client
from tests import builders
from tests.cases.people.worlds import World, world

from recoup.org.models import Creditor, Role, User
from recoup.org.operations import add_member


@dataclass
class Firm:
    """A creditor with a debtor at work, and its users by role."""

    world: World
    users: dict[str, User] = field(default_factory=dict)

    @property
    def creditor(self) -> Creditor:
        """Whose books these are."""
        return self.world.creditor

    def url(self, path: str = "") -> str:
        """An address of this creditor."""
        return f"/{self.creditor.pk}/{path}"

    def join(self, email: str, role: str) -> User:
        """Makes somebody a member."""
        by = {"moment": builders.MOMENT, "actor": "system"}
        return add_member(self.creditor, email, role, **by).user


def firm(name: str, roles: tuple[str, ...] = tuple(Role.values)) -> Firm:
    """A creditor whose debtor's case has run until somebody has to call."""
    made = Firm(world())
    for role in roles:
        made.users[role] = made.join(f"{role}@{name}.example", role)
    made.world.run_until("phone")
    made.world.debtor.refresh_from_db()
    return made


def client_of(user: User, *, strict: bool = False) -> Client:
    """A browser of that user; `strict` checks the CSRF token as a real one is checked."""
    client = Client(enforce_csrf_checks=strict)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
