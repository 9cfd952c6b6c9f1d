"""Two creditors at work with people of every role, and clients logged in as them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.test import Client
from tests import builders
from tests.cases.people.worlds import MONDAY, World, world

from recoup.org.models import Creditor, Role, User
from recoup.org.operations import add_member

PASSWORD = "correct horse battery"
LogIn = Callable[[str], Client]


@dataclass
class Firm:
    """A creditor with a debtor at work, and one user of each role."""

    world: World
    users: dict[str, User] = field(default_factory=dict)

    @property
    def creditor(self) -> Creditor:
        """Whose books these are."""
        return self.world.creditor

    def url(self, path: str = "") -> str:
        """An address of this creditor."""
        return f"/{self.creditor.pk}/{path}"


def firm(name: str, roles: tuple[str, ...] = tuple(Role.values)) -> Firm:
    """A creditor whose debtor's case has run until somebody has to call."""
    made = Firm(world())
    for role in roles:
        member = add_member(
            made.creditor, f"{role}@{name}.example", role, moment=builders.MOMENT, actor="system"
        )
        made.users[role] = member.user
    made.world.run_until("phone")
    made.world.debtor.refresh_from_db()
    return made


@pytest.fixture
def north(db: None) -> Firm:
    """The creditor whose people act."""
    return firm("north")


@pytest.fixture
def south(db: None) -> Firm:
    """Somebody else's books."""
    return firm("south", ("owner",))


@pytest.fixture
def log_in() -> Callable[[User], Client]:
    """A client of that user."""

    def enter(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter


LATER = MONDAY + timedelta(days=60)
