"""A debt that is with an agency or about to be."""

import pytest
from tests.cases.people.worlds import World, world


@pytest.fixture
def at_work(db: None) -> World:
    made = world()
    made.run_until("phone")
    return made
