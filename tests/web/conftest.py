"""Two creditors: the one whose people act, and somebody else's books."""

import pytest
from tests.web.browsing import browser  # noqa: F401
from tests.web.firms import Firm, firm


@pytest.fixture
def north(db: None) -> Firm:
    """The creditor whose people act."""
    return firm("north")


@pytest.fixture
def south(db: None) -> Firm:
    """Somebody else's books."""
    return firm("south", ("owner",))


@pytest.fixture(autouse=True)
def no_name_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test asks the network."""
    monkeypatch.setattr("recoup.outreach.domain.lookup.Dns.txt", lambda self, name: ())
